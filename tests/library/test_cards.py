"""The library that ships: every file in `cards/` is right, in all its languages."""

import os
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from extent import only_long

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.checks.judged_steps import JudgedSteps
from flashgen.checks.slot_numbers import FilledSlots
from flashgen.checks.steps import AnsweringStep, answering_steps
from flashgen.checks.texts import check_texts
from flashgen.deck import folder as loading
from flashgen.deck.keys import NumericDefinition
from flashgen.numeric.sampling import answer_text
from flashgen.source.diagnostics import as_text

if TYPE_CHECKING:
    from conftest import Library

CARDS = Path(__file__).parents[2] / "cards"
FILES = sorted(CARDS.rglob("*.yaml"))
DRAWS = 24  # `flashgen check` tries a thousand


@pytest.fixture
def loaded(library: "Library") -> loading.Loaded:
    return library.loaded


def test_the_files_can_stand_together(loaded: loading.Loaded) -> None:
    assert [as_text(d) for d in loaded.diagnostics] == []
    assert len(loaded.deck_files) == len(FILES) > 0


def test_no_text_has_an_error_or_a_warning(loaded: loading.Loaded) -> None:
    found = list(check_texts(loaded.deck_files))
    pipeline.decks_of(loaded, pipeline.Selection(), found)
    assert [as_text(d) for d in found] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_definition_has_an_error_or_a_warning(library: "Library", path: Path) -> None:
    found = []
    for deck_file, definition in library.definitions():
        if deck_file.path.name == path.name:
            made = library.made(deck_file, definition)
            seed = pipeline.default_seed(deck_file, definition)
            program = made.sample.program if made.sample else None
            found += made.diagnostics
            found += checking.check_draws(deck_file, definition, seed, DRAWS, program)
    assert [as_text(d) for d in found] == []


def test_every_language_has_every_card(library: "Library") -> None:
    for deck_file, definition in library.definitions():
        languages = [note.language for note in library.made(deck_file, definition).notes]
        assert languages == list(deck_file.languages), definition.id
    notes = library.notes()
    assert len({note.guid for note in notes}) == len(notes)


def test_numeric_cards_are_complete(loaded: loading.Loaded) -> None:
    """A second formula, known mistakes, a worked solution: what makes a numeric card good."""
    incomplete = []
    for deck_file in loaded.deck_files:
        for definition in deck_file.definitions:
            model = definition.model
            if not isinstance(model, NumericDefinition):
                continue
            for form in model.all_forms:
                checks = [answer.check for answer in form.answers or (form,)]
                missing = [
                    name
                    for name, there in (
                        ("check", all(checks)),
                        ("mistakes", form.mistakes),
                        ("solution", form.solution),
                    )
                    if not there
                ]
                if missing:
                    incomplete.append((definition.id, missing))
    assert incomplete == []


@only_long
def test_another_processor_changes_no_byte() -> None:
    """With numpy's and OpenBLAS's code for the simplest processor, the lock stays as it is."""
    simplest = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    environment = {
        **os.environ,
        "NPY_DISABLE_CPU_FEATURES": " ".join(simplest),
        "OPENBLAS_CORETYPE": "Nehalem",
    }
    done = subprocess.run(
        [sys.executable, "-m", "flashgen", "build", "--locked", "--dry-run", "--no-cache", CARDS],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def is_computed(judged: JudgedSteps, step: AnsweringStep) -> bool:
    """Tell whether a side of a step is arithmetic in the first draw."""
    for side in range(len(step.sides) + (step.number is not None)):
        with suppress(ValueError):
            judged.verdict(step, side, 0)
            return True
    return False


def test_most_solutions_are_computed_as_displayed(library: "Library") -> None:
    """The check of the steps passes over what is no plain arithmetic: most is."""
    numeric = library.numeric().values()
    evaluated = 0
    for deck_file, definition in numeric:
        program = library.program(deck_file, definition)
        drawn = library.draws(program, len(program.forms))
        evaluated += any(
            is_computed(JudgedSteps(form, FilledSlots(form.slots)), step)
            for form in drawn.forms
            for step in answering_steps(form.form)
        )
    assert evaluated >= 0.8 * len(numeric) > 150


def test_fresh_numbers_are_a_fresh_sum(library: "Library") -> None:
    """Of the 24 variants of a note at least 15 differ in their answers, and none comes often."""
    alike = []
    for deck_file, definition in library.numeric().values():
        drawn = library.variants(deck_file, definition)
        answers = Counter(
            tuple(map(answer_text, variant.answers, variant.formats)) for variant in drawn.variants
        )
        assert answers.total() == 24
        ((_, most),) = answers.most_common(1)
        if len(answers) < 15 or most > answers.total() / 5:
            alike.append(f"{definition.id}: {len(answers)} answers, one {most} times")
    assert not alike, "\n".join(alike)
