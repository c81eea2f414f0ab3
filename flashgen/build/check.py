"""All checks on all definitions, on every core."""

from collections.abc import Callable
from contextlib import closing

from msgspec import Struct

from flashgen.build.cache import Cache
from flashgen.build.notes import Progress, SeedOf, decks_of, render, tasks_of
from flashgen.build.processes import Task
from flashgen.build.results import DefinitionResult
from flashgen.build.work import not_tried, results_within_budget, too_much, tried_units
from flashgen.checks.numeric import check_numeric
from flashgen.checks.texts import check_texts
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.folder import Loaded
from flashgen.deck.seed import Seed
from flashgen.deck.selection import Selection
from flashgen.numeric.candidates import FIGURES_CHECKED, FirstBatches
from flashgen.numeric.program import Program
from flashgen.numeric.variants import Statistics
from flashgen.source.diagnostics import Diagnostic, has_errors, in_order
from flashgen.source.internal_errors import reporting_internal_errors


class CheckReport(Struct, frozen=True):
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
    done = made = 0

    def drawn(count: int) -> None:
        if progress is not None:  # of this process; those of others come with their results
            progress(done * draws + min(count, draws), len(tasks) * draws)

    left: list[Task] = []
    untried: list[Task] = []
    with closing(
        results_within_budget(
            loaded.deck_files,
            tasks,
            _Checking(draws, drawn),
            cache,
            reduced=_Checking(0),
            draws=draws,
        )
    ) as results:
        for worked in results:
            done += 1
            drawn(0)
            if worked.result is None:
                left.append(worked.task)
                continue
            found += worked.result.diagnostics
            made += worked.result.draws
            definition = loaded.deck_files[worked.task.file].definitions[worked.task.place]
            if worked.reduced and definition.kind == "numeric":
                untried.append(worked.task)
    found += too_much(loaded.deck_files, left)
    found += not_tried(loaded.deck_files, untried, draws)
    found = selection.about(found, loaded.deck_files)
    return CheckReport(tuple(in_order(found)), len(tasks), made)


def check_draws(
    deck_file: DeckFile,
    definition: LoadedDefinition,
    seed: Seed,
    draws: int,
    program: Program | None = None,
    first_batches: FirstBatches | None = None,
    statistics: Statistics | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Diagnostic]:
    """Try a definition on many draws, if it is numeric.

    It may be compiled already, and the first draws of its forms may be computed. `statistics` and
    `progress` are those of `numeric.sampling.sample`.
    """
    found: list[Diagnostic] = []
    if definition.kind == "numeric":
        with reporting_internal_errors(definition.model.id.span, found):
            found += check_numeric(
                deck_file, definition, seed, draws, program, first_batches, statistics, progress
            )
    return found


class _Checking(Struct, frozen=True):
    """The work of the checks, for `results_within_budget`."""

    number_of_draws: int
    progress: Callable[[int], None] | None = None

    def __reduce__(self) -> tuple[type["_Checking"], tuple[int]]:
        return _Checking, (self.number_of_draws,)  # another process has no bar

    def __call__(
        self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed
    ) -> DefinitionResult:
        first = FirstBatches(self.number_of_draws)
        made = render(deck_file, definition, deck_file.languages, seed, first_batches=first)
        found = list(made.diagnostics)
        statistics = Statistics()
        if self.number_of_draws and not has_errors(found):
            program = made.sample.program if made.sample is not None else None
            found += check_draws(
                deck_file,
                definition,
                seed,
                self.number_of_draws,
                program,
                first,
                statistics,
                self.progress,
            )
        count = statistics.accepted
        tried = tried_units(definition, count, min(count, FIGURES_CHECKED)) if count else 0
        return DefinitionResult(
            diagnostics=tuple(found),
            reads_files=made.reads_files,
            drawing=made.drawing,
            trying=statistics.units + statistics.beyond + first.wasted + tried,
            draws=statistics.accepted,
        )

    def draws(self, definition: LoadedDefinition) -> int:
        return self.number_of_draws if definition.kind == "numeric" else 0
