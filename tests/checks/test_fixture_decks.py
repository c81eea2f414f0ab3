"""Decks of statistics, physics and calculus, with tables, figures and images: nothing to report."""

from pathlib import Path

import pytest

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.build.notes import Built
from flashgen.deck import folder as loading
from flashgen.deck.selection import Selection

DECK = Path(__file__).parents[1] / "fixtures" / "figures"
MOST_BYTES = 24_000
"""Of the data of a card with a curve and 24 variants."""


@pytest.fixture(scope="module")
def built() -> Built:
    return pipeline.build(loading.load([DECK]))


def test_there_is_nothing_to_report() -> None:
    report = checking.check(loading.load([DECK]), Selection(), 200, pipeline.default_seed)
    assert [f"{d.file} {d.code} {d.message}" for d in report.diagnostics] == []
    assert report.definitions >= 10


def test_cards_with_figures_are_small(built: Built) -> None:
    sizes = {note.id: len(note.fields["Data"].encode()) for note in built.notes}
    assert max(sizes.values()) < MOST_BYTES, sizes


def test_every_figure_says_what_it_shows_in_the_language_of_the_card(built: Built) -> None:
    said = {
        (note.id, note.language): note.fields["Figure"].split("<title>")[1].split("</title>")[0]
        for note in built.notes
        if note.fields["Figure"]
    }
    assert len(said) >= 14
    for (id, language), text in said.items():
        assert len(text) > 12, id
        assert (language == "zh") == any("\u4e00" <= c <= "\u9fff" for c in text), (id, text)
