"""Cards of many origins show after the import what they showed before, or it is reported."""

import pytest
from importers.measure import Measured, measure
from importers.origins import ORIGINS


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Measured]:
    folder = tmp_path_factory.mktemp("origins")
    return {
        name: measure(make(folder / f"{number}.apkg"), folder / str(number))
        for number, (name, make) in enumerate(ORIGINS.items())
    }


def test_what_differs_is_reported(measured: dict[str, Measured]) -> None:
    assert {name: made.unreported for name, made in measured.items() if made.unreported} == {}


def test_one_side_in_two_hundred_differs_at_most(measured: dict[str, Measured]) -> None:
    sides = sum(2 * made.cards for made in measured.values())
    differing = [what for made in measured.values() for what in made.differing]
    assert sides > 600
    assert len(differing) <= 0.005 * sides, differing


def test_what_has_no_text_is_left_out(measured: dict[str, Measured]) -> None:
    """Sounds alone, images that are missing, cards that are spoken, hidden parts of images."""
    assert {name: made.left_out for name, made in measured.items() if made.left_out} == {
        "templates of Anki's manual": 3,
        "images and sounds": 2,
        "hidden parts of images": 2,
    }
