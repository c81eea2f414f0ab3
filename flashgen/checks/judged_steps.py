"""Compute the steps of a solution from the numbers that they display.

The side left of an answer is computed exactly as it is displayed, and the result is judged as if a
learner had typed it into the card: in all draws at once.
"""

import math
import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from msgspec import Struct

from flashgen.checks.calculator import Column, Number
from flashgen.checks.slot_numbers import Computed, FilledSlots, computed
from flashgen.checks.steps import DEGREES, AnsweringStep, Side
from flashgen.deck.answers import KINDS
from flashgen.deck.answers.judging import agree
from flashgen.numeric.sampling import FormSample
from flashgen.values.batch import Batch, integer_array, row
from flashgen.values.judging import AnswerFormat
from flashgen.values.parts import select
from flashgen.values.values import Array, Value

_UNARY_MINUS: Final = re.compile(r"(^|[(\[{]|[,·/+] )- ")


class Verdict(Struct, frozen=True):
    """The value of a side of a step, as displayed, that the card would not accept."""

    tokens: tuple[str, ...]
    value: Number | Array

    @property
    def displayed(self) -> str:
        text = " ".join(self.tokens).replace("\\", "").replace("*", "·")
        for spaced in ("( ", " )", "{ ", " }", "[ ", " ]", " ,", " ^", "^ ", " !"):
            text = text.replace(spaced, spaced.strip())
        return _UNARY_MINUS.sub(r"\1-", text)

    @property
    def is_number(self) -> bool:
        return len([t for t in self.tokens if t != "-"]) == 1


class JudgedSteps:
    """The steps of a form, in all of its draws."""

    def __init__(self, form: FormSample, slots: FilledSlots) -> None:
        self._form = form
        self._slots = slots

    def wrong_sides(self, step: AnsweringStep) -> Array:
        """Return for each draw the last side of a step that is not accepted; -1 if there is none.

        Sides that are not arithmetic are passed over. A number at the end of a solution counts
        only if it is the answer with fewer digits.
        """
        last = np.full(self._form.count, -1)
        for fmt, places in self._formats(step.of):
            if not KINDS[fmt.kind].in_steps:
                continue
            if step.number is not None:
                places = self._with_rounded_answer(step.number, places)
            for place, side in enumerate(_sides(step)):
                for part in self._values(step, side, places):
                    answer = select(self._form.answer(step.of), part.places)
                    accepted = _accepted(part, answer, fmt, is_rounded=side.is_rounded)
                    last[part.places[~accepted]] = place
        return last

    def verdict(self, step: AnsweringStep, side: int, draw: int) -> Verdict:
        """Return the value of one side of an equation in a draw where it is arithmetic."""
        chosen, places = _sides(step)[side], np.array([draw])
        (value,) = [part.values[0] for part in self._values(step, chosen, places)]
        return Verdict(self._slots.displayed(chosen.parts, draw), value)

    def _formats(self, answer: int) -> Iterator[tuple[AnswerFormat, Array]]:
        formats = self._form.formats[answer]
        if len(formats) == 1:
            yield formats[0], np.arange(self._form.count)
            return
        for fmt in dict.fromkeys(formats):
            yield fmt, np.flatnonzero([own == fmt for own in formats])

    def _values(self, step: AnsweringStep, side: Side, places: Array) -> Iterator[Computed]:
        for formula in self._slots.fill(side.parts, places):
            for part in computed(formula):
                yield from _in_unit(step.unit, part)

    def _with_rounded_answer(self, side: Side, places: Array) -> Array:
        """Return the draws in which a number of two digits or more is the answer, rounded."""
        answers = self._form.answer(0)
        return np.array(
            [
                place
                for place in places.tolist()
                if _is_rounded_answer(
                    "".join(self._slots.displayed(side.parts, place)), row(answers, place)
                )
            ],
            dtype=np.int64,
        )


def _sides(step: AnsweringStep) -> tuple[Side, ...]:
    return step.sides if step.number is None else (*step.sides, step.number)


def _is_rounded_answer(number: str, answer: Value) -> bool:
    digits = number.removeprefix("-")
    if not digits.replace(".", "", 1).isdigit() or len(digits.strip("0.")) < 2:
        return False
    if isinstance(answer, bool) or not isinstance(answer, (int, float)):
        return False
    try:
        return abs(float(number) - answer) <= 0.501 * 10.0 ** -len(digits.partition(".")[2])
    except OverflowError:
        return False  # an integer beyond floats


def _in_unit(unit: tuple[str | int, ...], part: Computed) -> Iterator[Computed]:
    """Convert values to degrees or percent if the answer has such a unit."""
    values = part.values
    if unit in DEGREES:
        if not part.is_angle:
            return
        values = (
            [value * 180 / math.pi for value in values]
            if isinstance(values, list)
            else values * 180 / math.pi
        )
    elif unit == ("\\%",):
        values = [value * 100 for value in values] if isinstance(values, list) else values * 100
    yield Computed(part.places, values, part.is_angle)


def _whole(value: Number) -> Number:
    return round(value) if isinstance(value, float) and math.isfinite(value) else value


def _accepted(part: Computed, answer: Batch, fmt: AnswerFormat, *, is_rounded: bool) -> Array:
    values, count = part.values, len(part.places)
    if not isinstance(values, list):
        finite = np.isfinite(values).reshape(count, -1).all(axis=-1)
        return np.asarray(finite & agree(values, answer, fmt, count))
    numbers: Column = values
    if is_rounded and fmt.kind == "integer":  # 2.718 ≈ 3
        numbers = [_whole(value) for value in values]
    kinds = set(map(type, numbers))
    if len(kinds) == 1:
        whole = np.full(count, int in kinds)
    else:
        whole = np.array([isinstance(number, int) for number in numbers], dtype=np.bool_)
    accepted = np.zeros(count, dtype=np.bool_)
    for kind in (True, False):
        here = np.flatnonzero(whole == kind)
        if len(here):
            chosen: Any = [numbers[place] for place in here.tolist()]
            given = integer_array(chosen) if kind else np.array(chosen)
            accepted[here] = agree(given, select(answer, here), fmt, len(here))
    return accepted
