"""All checks on all definitions, on every core."""

from contextlib import closing
from dataclasses import dataclass

from flashgen.build.cache import Cache
from flashgen.build.notes import Progress, SeedOf, decks_of, render, tasks_of
from flashgen.build.processes import DefinitionResult, results_of
from flashgen.checks.numeric import check_numeric
from flashgen.checks.texts import check_texts
from flashgen.deck.file import DeckFile, LoadedDefinition
from flashgen.deck.folder import Loaded
from flashgen.deck.seed import Seed
from flashgen.deck.selection import Selection
from flashgen.numeric.candidates import CandidateDraws
from flashgen.numeric.program import Program
from flashgen.source.diagnostics import Diagnostic, has_errors, in_order
from flashgen.source.internal_errors import reporting_internal_errors


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the checks found, on how many definitions and draws."""

    diagnostics: tuple[Diagnostic, ...]
    definitions: int
    draws: int


def check(
    loaded: Loaded,
    selection: Selection,
    draws: int,
    seed_of: SeedOf,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> CheckReport:
    """Check all wanted definitions: their form, their texts, and numeric ones on `draws` draws."""
    found = list(loaded.diagnostics)
    with reporting_internal_errors(None, found):
        for diagnostic in check_texts(loaded.deck_files, selection.takes):
            found.append(diagnostic)
    decks_of(loaded, Selection(), found)  # their descriptions are texts, too
    tasks = tasks_of(loaded, selection, seed_of)
    work = _Checking(draws)
    with closing(results_of(loaded.deck_files, tasks, work, cache)) as results:
        for done, result in enumerate(results, start=1):
            found += result.diagnostics
            if progress is not None:
                progress(done, len(tasks))
    found = selection.about(found, loaded.deck_files)
    wanted = [loaded.deck_files[task.file].definitions[task.place] for task in tasks]
    return CheckReport(tuple(in_order(found)), len(tasks), sum(map(work.draws, wanted)))


def check_draws(
    deck_file: DeckFile,
    definition: LoadedDefinition,
    seed: Seed,
    draws: int,
    program: Program | None = None,
    first_batches: dict[int, CandidateDraws] | None = None,
) -> list[Diagnostic]:
    """Try a definition on many draws, if it is numeric.

    It may be compiled already, and the first draws of its forms may be computed.
    """
    found: list[Diagnostic] = []
    if definition.kind == "numeric":
        with reporting_internal_errors(definition.model.id.span, found):
            found += check_numeric(deck_file, definition, seed, draws, program, first_batches)
    return found


@dataclass(frozen=True, slots=True)
class _Checking:
    """The work of the checks, for `results_of`."""

    number_of_draws: int

    def __call__(
        self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed
    ) -> DefinitionResult:
        first: dict[int, CandidateDraws] = {}
        made = render(deck_file, definition, deck_file.languages, seed, first_batches=first)
        found = list(made.diagnostics)
        if not has_errors(found):
            program = made.sample.program if made.sample is not None else None
            found += check_draws(deck_file, definition, seed, self.number_of_draws, program, first)
        return DefinitionResult(diagnostics=tuple(found), reads_files=made.reads_files)

    def draws(self, definition: LoadedDefinition) -> int:
        return self.number_of_draws if definition.kind == "numeric" else 0
