"""Wherever a text is read, four times the text takes at most six times the time.

Processor time is measured, the faster of two runs; what takes a moment either way is no matter.
"""

import gc
import time
from collections.abc import Callable, Iterator

import pytest
from extent import extent
from pathological import UNITS, places, repeated

SMALL, LARGE, LARGER = 24_000, 96_000, 384_000
FACTOR = 6
MOMENT = 0.3
"""Seconds; a pattern that is quadratic takes far more for the larger text."""
EACH = extent(6, 24)  # of each place
PLACES = list(places())


@pytest.fixture(autouse=True, scope="module")
def _nothing_to_collect() -> Iterator[None]:
    """Leave what is alive out of every collection of garbage: there are many."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def seconds(read: Callable[[str], None], text: str) -> float:
    """Processor time without the garbage collector, whose share grows with what is alive."""
    gc.disable()
    try:
        start = time.process_time()
        read(text)
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("number", "read"), [pytest.param(n, read, id=name) for n, (name, read) in enumerate(PLACES)]
)
def test_time_grows_as_the_text_does(number: int, read: Callable[[str], None]) -> None:
    step = max(1, len(UNITS) // EACH)
    for unit in UNITS[number % step :: step]:
        check(read, unit)


@pytest.mark.parametrize(
    ("place", "unit"),
    [
        ("import csv", "!["),
        ("import csv", "[latex]"),
        ("question", " "),
        ("option", ">"),
        ("formula answer", "a"),
        ("formula answer", "<"),
        ("formula of a concept card", "中"),
    ],
)
def test_what_once_took_too_long(place: str, unit: str) -> None:
    check(dict(PLACES)[place], unit)


def check(read: Callable[[str], None], unit: str) -> None:
    texts = [repeated(unit, size) for size in (SMALL, LARGE, LARGER)]
    quick = seconds(read, texts[0])
    if quick < MOMENT / (LARGE / SMALL) ** 2:
        return  # with the square of the length, the larger one takes a moment; a cube takes minutes
    if (slow := seconds(read, texts[1])) < MOMENT:
        return
    quick = min(quick, seconds(read, texts[0]))
    if slow > FACTOR * quick:
        slow = min(slow, seconds(read, texts[1]))
    if FACTOR * quick < slow <= 2 * FACTOR * quick:
        # Beyond a limit a text is read a second time, in another way: from there on, the time
        # grows as the text does. With the square of the length it takes sixteen times as long.
        quick, slow = slow, seconds(read, texts[2])
    assert slow <= FACTOR * quick, (unit, quick, slow)


def test_there_are_enough_units() -> None:
    assert len(set(UNITS)) == len(UNITS) >= 150
