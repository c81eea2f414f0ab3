"""What cards that are much work count for their file, so that a file's budget bounds its time.

`python -m tests.benchmarks hostile` measures the files of which they are one card each: at most
0.15 microseconds a unit, on a core of 2023, which these numbers of units follow from.
"""

from typing import Final

import pytest
import slow_decks
from decks import load

from flashgen.build import check as checking
from flashgen.build import notes, work
from flashgen.build.notes import default_seed
from flashgen.build.results import DefinitionResult
from flashgen.build.work import results_within_budget

DRAWS: Final = 200

DRAWING: Final = {
    "too much in a draw": 2_000_000,
    "a late draw fails": 480_000,
    "loops of many lengths": 300_000,
    "arrays of many shapes": 67_000,
    "large integers": 170_000,
    "normal arrays": 350_000,
    "texts": 250_000,
    "formulas": 69_000,
    "formulas of concept cards": 48_000,
    "curves": 300_000,
    "heatmaps": 290_000,
    "bars": 93_000,
    "tables": 115_000,
    "long options": 140_000,
    "mistakes": 180_000,
    "several answers": 18_000,
    "variants": 380_000,
}
"""Units for drawing a card of a family, at least."""

TRYING: Final = {
    "loops of many lengths": 1_100_000,
    "arrays of many shapes": 30_000,
    "large integers": 1_400_000,
    "normal arrays": 3_300_000,
    "formulas": 270_000,
    "tables": 380_000,
    "arrays in slots": 70_000,
    "polynomials in slots": 14_000,
    "options": 68_000,
    "long options": 450_000,
    "statements": 33_000,
    "orders": 47_000,
    "a worked solution": 13_000,
    "long solutions": 125_000,
    "forms": 100_000,
}
"""Units for so many draws of one, at least."""


def made(card: str, work_of: checking._Checking | notes._Rendering) -> DefinitionResult:
    deck_file = load(slow_decks.deck(card, 1)).deck_files[0]
    (definition,) = deck_file.definitions
    return work_of(deck_file, definition, default_seed(deck_file, definition))


def built(card: str) -> DefinitionResult:
    return made(card, notes._Rendering((), None, samples=False))


@pytest.mark.parametrize("name", DRAWING)
def test_what_is_slow_to_draw_is_work(name: str) -> None:
    assert built(slow_decks.CARDS[name]).drawing >= DRAWING[name]


@pytest.mark.parametrize("name", TRYING)
def test_what_is_slow_to_try_is_work(name: str) -> None:
    assert made(slow_decks.CARDS[name], checking._Checking(DRAWS)).trying >= TRYING[name]


@pytest.mark.parametrize("name", [*DRAWING, *(name for name in TRYING if name not in DRAWING)])
def test_a_check_counts_no_less_than_a_build(name: str) -> None:
    """So it finds what a build finds to be too much, whether or not it tries the card."""
    card = slow_decks.CARDS[name]
    drawn = built(card).drawing
    assert made(card, checking._Checking(0)).drawing == drawn
    assert made(card, checking._Checking(DRAWS)).drawing >= drawn * 0.95


def test_a_card_in_many_languages_is_a_note_each() -> None:
    def drawing(languages: int) -> int:
        text = slow_decks.deck(slow_decks.CARDS["a name"], 1, languages)
        deck_file = load(text).deck_files[0]
        (definition,) = deck_file.definitions
        seed = default_seed(deck_file, definition)
        return checking._Checking(0)(deck_file, definition, seed).drawing

    assert drawing(50) - drawing(10) >= 40 * 1_000


def test_an_ordinary_card_is_little_work() -> None:
    """A file of 1,000 of them is drawn and tried."""
    card = slow_decks.CARDS["a worked solution"]
    result = made(card, checking._Checking(1000))
    assert result.drawing * 1000 < work.FILE_BUDGET / 10
    assert result.trying * 1000 < work.FILE_BUDGET


@pytest.mark.parametrize("name", ["a late draw fails", "too much in a draw"])
def test_a_file_of_cards_that_fail_is_cut(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    card = slow_decks.CARDS[name]
    monkeypatch.setattr(work, "FILE_BUDGET", built(card).drawing * 3 // 2)
    loaded = load(slow_decks.deck(card, 6))
    report = checking.check(loaded, notes.Selection(), 0, default_seed)
    codes = [diagnostic.code for diagnostic in report.diagnostics]
    assert "too-much-work" in codes
    assert codes.count("evaluation") < 6
    tasks = notes.tasks_of(loaded, notes.Selection(), default_seed)
    results = results_within_budget(loaded.deck_files, tasks, checking._Checking(0))
    assert [worked.result is None for worked in results].count(True) >= 3
