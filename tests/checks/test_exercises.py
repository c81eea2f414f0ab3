"""Exercises from many fields: each passes with no error and no warning, and can be exported."""

from pathlib import Path

import pytest

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.source.diagnostics import as_text

EXERCISES = sorted((Path(__file__).parents[1] / "fixtures" / "exercises").glob("*.yaml"))


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_a_file_of_exercises_passes(path: Path) -> None:
    loaded = loading.load([path])
    checked = checking.check(loaded, pipeline.Selection(), 1000, pipeline.default_seed)
    assert [as_text(diagnostic) for diagnostic in checked.diagnostics] == []
    assert checked.definitions >= 10


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_the_data_of_a_card_stay_small(path: Path) -> None:
    for note in pipeline.build(loading.load([path])).notes:
        assert len(note.fields["Data"].encode()) < 4000, note.name
