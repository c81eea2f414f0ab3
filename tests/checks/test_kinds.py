"""Exercises of other fields, of every kind of answer: nothing about them is reported."""

from pathlib import Path

import pytest

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.source.diagnostics import as_text

KINDS = sorted((Path(__file__).parents[1] / "fixtures" / "kinds").glob("*.yaml"))


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_nothing_is_reported(path: Path) -> None:
    loaded = loading.load([path])
    checked = checking.check(loaded, pipeline.Selection(), 1000, pipeline.default_seed)
    assert [as_text(found) for found in checked.diagnostics] == []
    (deck_file,) = loaded.deck_files
    assert len(deck_file.definitions) >= 10
