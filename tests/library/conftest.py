"""The library that ships, read once and compiled once for all tests of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from decks import build_library

from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.deck.file import DeckFile, LoadedDefinition
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.program import Program
from flashgen.numeric.sampling import Sample, sample
from flashgen.source.diagnostics import Diagnostic, as_text


@dataclass
class Library:
    """The deck files; a failing test does not show them, as they are large."""

    loaded: loading.Loaded = field(repr=False)
    _programs: dict[str, Program] = field(default_factory=dict, repr=False)

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

    def program(self, deck_file: DeckFile, definition: LoadedDefinition) -> Program:
        """Return a definition compiled, which has no fault."""
        if definition.id not in self._programs:
            found: list[Diagnostic] = []
            program = compile_numeric(deck_file, definition, found)
            assert [as_text(diagnostic) for diagnostic in found] == []
            assert program is not None
            self._programs[definition.id] = program
        return self._programs[definition.id]

    def draws(self, program: Program, count: int, *, distinct: bool = False) -> Sample:
        """Draw variants as a build does where no lock says otherwise."""
        seed = pipeline.default_seed(program.deck_file, program.definition)
        drawn = sample(program, seed, count, [], distinct=distinct)
        assert drawn is not None
        return drawn


@pytest.fixture(scope="session")
def library() -> Library:
    loaded = loading.load([Path(__file__).parents[2] / "cards"])
    assert [as_text(diagnostic) for diagnostic in loaded.diagnostics] == []
    return Library(loaded)


@pytest.fixture(scope="session")
def built(library: Library) -> pipeline.Built:
    """The notes of the whole library."""
    return build_library(library.loaded)
