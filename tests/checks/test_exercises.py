"""Exercises of other fields, written as their authors would: no error, no warning."""

from pathlib import Path

import pytest

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading

EXERCISES = sorted((Path(__file__).parents[1] / "fixtures" / "exercises").glob("*.yaml"))


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_exercises_pass_without_warnings(path):
    loaded = loading.load([path])
    assert sum(len(file.definitions) for file in loaded.deck_files) >= 10
    report = checking.check(loaded, pipeline.Selection(), 300, pipeline.default_seed)
    assert [(d.code, d.message) for d in report.diagnostics] == []
