"""The library that ships, read, compiled and drawn once for all tests of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flashgen.anki.note import Note
from flashgen.build import notes as pipeline
from flashgen.build.results import DefinitionResult
from flashgen.deck import folder as loading
from flashgen.deck.file import DeckFile, LoadedDefinition
from flashgen.numeric.program import Program
from flashgen.numeric.sampling import Sample, sample
from flashgen.source.diagnostics import as_text


@dataclass
class Library:
    """The deck files; a failing test does not show them, as they are large."""

    loaded: loading.Loaded = field(repr=False)
    _made: dict[str, DefinitionResult] = field(default_factory=dict, repr=False)

    def definitions(self) -> Iterator[tuple[DeckFile, LoadedDefinition]]:
        for deck_file in self.loaded.deck_files:
            for definition in deck_file.definitions:
                yield deck_file, definition

    def numeric(self) -> dict[str, tuple[DeckFile, LoadedDefinition]]:
        """The numeric definitions with their files, by id."""
        return {
            definition.id: (deck_file, definition)
            for deck_file, definition in self.definitions()
            if definition.kind == "numeric"
        }

    def made(self, deck_file: DeckFile, definition: LoadedDefinition) -> DefinitionResult:
        """Return the result of building a definition with its default seed."""
        if definition.id not in self._made:
            seed = pipeline.default_seed(deck_file, definition)
            made = pipeline.render(deck_file, definition, deck_file.languages, seed)
            self._made[definition.id] = made
        return self._made[definition.id]

    def notes(self) -> list[Note]:
        """Return the notes of all definitions."""
        return [note for both in self.definitions() for note in self.made(*both).notes]

    def variants(self, deck_file: DeckFile, definition: LoadedDefinition) -> Sample:
        """Return the variants of a numeric definition, which has no fault."""
        made = self.made(deck_file, definition)
        assert [as_text(diagnostic) for diagnostic in made.diagnostics] == []
        assert made.sample is not None
        return made.sample

    def program(self, deck_file: DeckFile, definition: LoadedDefinition) -> Program:
        """Return a numeric definition compiled."""
        return self.variants(deck_file, definition).program

    def draws(self, program: Program, count: int) -> Sample:
        """Draw as `check` does, which may repeat a draw."""
        seed = pipeline.default_seed(program.deck_file, program.definition)
        drawn = sample(program, seed, count, [], distinct=False)
        assert drawn is not None
        return drawn


@pytest.fixture(scope="session")
def library() -> Library:
    loaded = loading.load([Path(__file__).parents[2] / "cards"])
    assert [as_text(diagnostic) for diagnostic in loaded.diagnostics] == []
    return Library(loaded)
