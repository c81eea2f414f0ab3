"""The whole flow, from deck files to what is written: load -> check -> sample -> render -> export.

Read this first. A command goes through these steps:

1. `deck.folder.load` reads deck files (YAML) into definitions.
2. `build.check.check` tries every definition, numeric ones on 1,000 draws, and reports.
3. `build` below takes each definition through `render`: a numeric one is compiled
   (`numeric.compiling`) and sampled (`numeric.sampling`); all become notes (`anki.card.rendering`).
   `build.processes` spreads the work over the cores, `build.cache` keeps results.
4. `build.package` writes the notes to an Anki package and updates the lock; `exporters` have the
   other formats.

Everything that is wrong, in all files, is collected on the way and returned beside the notes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.card.rendering import Renderer
from flashgen.anki.note import Deck, Note, packed
from flashgen.build.processes import Task
from flashgen.build.results import DefinitionResult
from flashgen.build.work import rendering_units, results_within_budget, too_much
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.folder import Loaded
from flashgen.deck.seed import Seed
from flashgen.deck.selection import Selection, wanted_languages
from flashgen.source.diagnostics import Diagnostic, in_order
from flashgen.source.internal_errors import reporting_internal_errors

if TYPE_CHECKING:
    from flashgen.build.cache import Cache
    from flashgen.numeric.candidates import FirstBatches
    from flashgen.numeric.program import Program
    from flashgen.numeric.sampling import Sample
    from flashgen.numeric.variants import Statistics

Progress = Callable[[int, int], None]
"""Called with how many definitions are done, and of how many."""

SeedOf = Callable[[DeckFile, LoadedDefinition], Seed]


class RenderedDefinition(Struct, frozen=True):
    """A definition with its notes, one a language, and how many variants each of them carries."""

    deck_files: Sequence[DeckFile]
    task: Task
    path: Path
    """Of the deck file."""
    name: str
    """``namespace/id``."""
    notes: tuple[Note, ...]
    variants: int
    sample: Sample | None
    """The variants themselves, if the samples were asked for."""

    @property
    def deck_file(self) -> DeckFile:
        """The deck file in which the definition stands."""
        return self.deck_files[self.task.file]

    @property
    def definition(self) -> LoadedDefinition:
        """The definition."""
        return self.deck_file.definitions[self.task.place]


class Built(Struct, frozen=True):
    """What a build yields, in the order of the files."""

    definitions: tuple[RenderedDefinition, ...]
    decks: tuple[Deck, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes."""
        return tuple(note for item in self.definitions for note in item.notes)

    @property
    def variants(self) -> int:
        """How many variants the numeric notes carry."""
        return sum(item.variants * len(item.notes) for item in self.definitions)


def first_id(definition: LoadedDefinition) -> str:
    """Return the id under which a definition's GUID and draws began, as far as the file tells."""
    was = definition.model.was
    return was.value if was else definition.id


def default_seed(deck_file: DeckFile, definition: LoadedDefinition) -> Seed:
    """Return the seed where no lock says otherwise: root seed 0."""
    return Seed(first_id(definition), was_languages=deck_file.was_languages)


def build(
    loaded: Loaded,
    selection: Selection = Selection(),
    seed_of: SeedOf = default_seed,
    progress: Progress | None = None,
    cache: Cache | None = None,
    *,
    samples: bool = True,
) -> Built:
    """Compile, sample and render every wanted definition of the deck files.

    `samples` keeps the variants beside the notes, which only this process can make; without them
    all cores and the cache are used.
    """
    diagnostics = list(loaded.diagnostics)
    decks = decks_of(loaded, selection, diagnostics)
    with closing(
        rendered(loaded, selection, seed_of, diagnostics, progress, cache, samples=samples)
    ) as definitions:
        return Built(tuple(definitions), tuple(decks), tuple(in_order(diagnostics)))


def rendered(
    loaded: Loaded,
    selection: Selection,
    seed_of: SeedOf,
    diagnostics: list[Diagnostic],
    progress: Progress | None = None,
    cache: Cache | None = None,
    *,
    samples: bool = True,
) -> Generator[RenderedDefinition, None, None]:
    """Yield the definitions that `build` collects, one at a time, so that none need be kept.

    What is wrong with them is appended to `diagnostics`.
    """
    tasks = tasks_of(loaded, selection, seed_of)
    work = _Rendering(selection.languages, selection.variants, samples)
    left: list[Task] = []
    with closing(results_within_budget(loaded.deck_files, tasks, work, cache)) as results:
        for done, worked in enumerate(results, start=1):
            task, result = worked.task, worked.result
            if result is None:
                left.append(task)
                continue
            deck_file = loaded.deck_files[task.file]
            definition = deck_file.definitions[task.place]
            diagnostics += result.diagnostics
            yield RenderedDefinition(
                loaded.deck_files,
                task,
                deck_file.path,
                f"{deck_file.namespace}/{definition.id}",
                result.notes,
                result.variants,
                result.sample,
            )
            if progress is not None:
                progress(done, len(tasks))
    diagnostics += too_much(loaded.deck_files, left)


def tasks_of(loaded: Loaded, selection: Selection, seed_of: SeedOf) -> list[Task]:
    """Return the wanted definitions, each with its seed."""
    return [
        Task(number, place, seed_of(deck_file, definition))
        for number, deck_file in enumerate(loaded.deck_files)
        for place, definition in enumerate(deck_file.definitions)
        if selection.takes(deck_file, definition)
    ]


def decks_of(loaded: Loaded, selection: Selection, diagnostics: list[Diagnostic]) -> list[Deck]:
    """Return the decks of the wanted languages; what is wrong with them goes to `diagnostics`."""
    decks: dict[str, Deck] = {}
    for deck_file in loaded.deck_files:
        with reporting_internal_errors(deck_file.header.namespace.span, diagnostics):
            for deck in Renderer(deck_file, diagnostics).decks(selection.languages_of(deck_file)):
                if deck.name not in decks or not decks[deck.name].description:
                    decks[deck.name] = deck
    return list(decks.values())


class _Rendering(Struct, frozen=True):
    """The work of a build, for `results_of`."""

    languages: tuple[str, ...]
    variants: int | None
    samples: bool

    def __call__(
        self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed
    ) -> DefinitionResult:
        languages = wanted_languages(deck_file, self.languages)
        made = render(deck_file, definition, languages, seed, self.variants)
        if self.samples or definition.kind != "numeric":
            return made
        return replace(made, notes=tuple(map(packed, made.notes)), sample=None)

    def draws(self, definition: LoadedDefinition) -> int:
        model = definition.model
        if self.samples or model.kind != "numeric":
            return 0
        return self.variants or model.variants


def render(
    deck_file: DeckFile,
    definition: LoadedDefinition,
    languages: Sequence[str],
    seed: Seed,
    variants: int | None = None,
    first_batches: FirstBatches | None = None,
) -> DefinitionResult:
    """Compile, sample and render one definition in the languages.

    `first_batches` takes up, by form, the draws that a stress test need not compute again.
    """
    diagnostics: list[Diagnostic] = []
    renderer = Renderer(deck_file, diagnostics)
    drawn: Sample | None = None
    units = 0
    notes: list[Note | None] = []
    with reporting_internal_errors(definition.model.id.span, diagnostics):
        if definition.kind == "numeric":
            # Slow to import, and many decks have no numeric card.
            from flashgen.numeric.variants import Statistics

            statistics = Statistics()
            drawn = _drawn(
                deck_file, definition, seed, variants, diagnostics, statistics, first_batches
            )
            units = statistics.units + statistics.beyond
            if drawn is not None:
                # A check wants to know whether they can be made; it looks at the draws itself.
                shown = drawn if first_batches is None else drawn.first()
                notes += [renderer.numeric(shown, language, seed) for language in languages]
        else:
            make = renderer.cloze if definition.kind == "cloze" else renderer.concept
            notes += [make(definition, language, seed) for language in languages]
    made = tuple(note for note in notes if note is not None)
    count = drawn.count if drawn else 0
    return DefinitionResult(
        made,
        count,
        tuple(diagnostics),
        any(note.media for note in made),
        units + rendering_units(definition, languages, count),
        sample=drawn,
    )


def _drawn(
    deck_file: DeckFile,
    definition: LoadedDefinition,
    seed: Seed,
    variants: int | None,
    diagnostics: list[Diagnostic],
    statistics: Statistics,
    first_batches: FirstBatches | None,
) -> Sample | None:
    from flashgen.numeric.compiling import compile_numeric
    from flashgen.numeric.sampling import sample

    program = compile_numeric(deck_file, definition, diagnostics)
    if program is None:
        return None
    wanted = variants or program.model.variants
    drawn = sample(
        program, seed, wanted, diagnostics, first_batches=first_batches, statistics=statistics
    )
    if drawn is not None and drawn.count < wanted and variants is None:
        diagnostics.append(fewer_variants(program, drawn.count))
    return drawn


def fewer_variants(program: Program, found: int) -> Diagnostic:
    """Return the warning that a definition has fewer distinct variants than it asks for."""
    return Diagnostic(
        "fewer-variants",
        f"only {found} distinct variants exist; {program.model.variants} are asked for",
        program.definition.key_span("variants"),
        hint=f"write `variants: {found}`, or draw the parameters from a larger range",
    )
