"""The one flow, from what `loading` has read: compile -> sample -> render; then it is exported.

`render` is the flow for one definition. `build_notes` takes all of them through it for a package,
on every core and keeping notes alone; `build` keeps the variants as well, for other formats.
Everything that is wrong, in all files, is collected on the way and returned beside the notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from flashgen.build.processes import Task, outcomes_of
from flashgen.deck.file import DeckFile, LoadedDefinition
from flashgen.source.diagnostics import Diagnostic, in_order, warning
from flashgen.deck.folder import Loaded
from flashgen.anki.note import Deck, Note, packed
from flashgen.build.results import Outcome
from flashgen.deck.patterns import fits
from flashgen.source.records import record
from flashgen.anki.card.rendering import Renderer
from flashgen.deck.seed import Seed
from flashgen.source.text import Span

if TYPE_CHECKING:
    from flashgen.build.cache import Cache
    from flashgen.numeric.program import Program
    from flashgen.numeric.sampling import Sample

Progress = Callable[[int, int], None]
"""Called with how many definitions are done, and of how many."""

SeedOf = Callable[[DeckFile, LoadedDefinition], Seed]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of the definitions and languages are wanted; empty means all."""

    only: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    variants: int | None = None

    def takes(self, deck_file: DeckFile, definition: LoadedDefinition) -> bool:
        """Tell whether a definition is wanted.

        A pattern is an id, or ``tag:…``, ``deck:…`` or ``kind:…``, each with ``*``.
        """
        return not self.only or any(
            _matches(pattern, deck_file, definition) for pattern in self.only
        )

    def languages_of(self, deck_file: DeckFile) -> tuple[str, ...]:
        """Return the wanted ones of a file's languages."""
        return _wanted(deck_file.languages, self.languages)


def _wanted(languages: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in languages if one in wanted) if wanted else languages


def _matches(pattern: str, deck_file: DeckFile, definition: LoadedDefinition) -> bool:
    what, colon, rest = pattern.partition(":")
    if not colon or what not in ("id", "tag", "deck", "kind"):
        what, rest = "id", pattern
    if what == "kind":
        words: Iterable[str] = (definition.kind,)
    elif what == "tag":
        words = (*deck_file.tags, *(tag.value for tag in definition.model.tags))
    elif what == "deck":
        words = tuple(scalar.value for scalar in deck_file.header.deck.scalars)
        rest = rest if "*" in rest else f"{rest}*"
    else:
        words = (definition.id, f"{deck_file.namespace}/{definition.id}")
    return any(fits(word, rest) for word in words)


@record
class RenderedDefinition:
    """A definition with its notes, one a language, and how many variants each of them carries.

    The variants themselves are there where they were asked for.
    """

    deck_file: DeckFile
    definition: LoadedDefinition
    notes: tuple[Note, ...]
    variants: int = 0
    sample: Sample | None = None

    @property
    def name(self) -> str:
        """``namespace/id``."""
        return f"{self.deck_file.namespace}/{self.definition.id}"

    @property
    def reads_files(self) -> bool:
        """Whether there are images in it."""
        return any(note.media for note in self.notes)


@record
class NotesOfDefinition:
    """The notes of a definition, and what else a build has to know of it to the end."""

    path: Path
    """Of the deck file."""
    name: str
    """``namespace/id``."""
    span: Span
    notes: tuple[Note, ...]
    variants: int


_Definition = TypeVar("_Definition", RenderedDefinition, NotesOfDefinition)


@dataclass(frozen=True)
class _Built(Generic[_Definition]):
    """What a build yields, in the order of the files."""

    definitions: tuple[_Definition, ...]
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


class Built(_Built[RenderedDefinition]):
    """What a build yields with everything that the notes were made of."""


class BuiltNotes(_Built[NotesOfDefinition]):
    """What a build yields that keeps the notes alone."""


def first_id(definition: LoadedDefinition) -> str:
    """Return the id under which a definition's GUID and draws began, as far as the file tells."""
    was = definition.model.was
    return was.value if was else definition.id


def default_seed(deck_file: DeckFile, definition: LoadedDefinition) -> Seed:
    """Return the seed where no lock says otherwise: root seed 0."""
    return Seed(first_id(definition))


def build(
    loaded: Loaded,
    selection: Selection = Selection(),
    seed_of: SeedOf = default_seed,
    progress: Progress | None = None,
) -> Built:
    """Compile, sample and render every wanted definition of the deck files."""
    diagnostics = list(loaded.diagnostics)
    decks: dict[str, Deck] = {}
    definitions = tuple(rendered(loaded, selection, seed_of, decks, diagnostics, progress))
    return Built(definitions, tuple(decks.values()), tuple(in_order(diagnostics)))


def rendered(
    loaded: Loaded,
    selection: Selection,
    seed_of: SeedOf,
    decks: dict[str, Deck],
    diagnostics: list[Diagnostic],
    progress: Progress | None = None,
) -> Iterator[RenderedDefinition]:
    """Yield the definitions that `build` collects, one at a time, so that none need be kept.

    Their decks go into `decks`, by name, and what is wrong with them to `diagnostics`.
    """
    total = sum(len(deck_file.definitions) for deck_file in loaded.deck_files) if progress else 0
    done = 0
    for deck_file in loaded.deck_files:
        languages = selection.languages_of(deck_file)
        _add_decks(deck_file, languages, decks, diagnostics)
        for definition in deck_file.definitions:
            if selection.takes(deck_file, definition):
                renderer = Renderer(deck_file, diagnostics)
                seed = seed_of(deck_file, definition)
                yield render(renderer, definition, languages, seed, selection.variants)
            done += 1
            if progress is not None:
                progress(done, total)


def build_notes(
    loaded: Loaded,
    selection: Selection,
    seed_of: SeedOf,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> BuiltNotes:
    """Build the notes alone, without the variants' values: on all cores, and from the cache.

    What was loaded to be built once is let go of, file by file, as its notes are made.
    """
    diagnostics = list(loaded.diagnostics)
    decks = decks_of(loaded, selection, diagnostics)
    tasks = tasks_of(loaded, selection, seed_of)
    work = _Rendering(selection.languages, selection.variants)
    definitions: list[NotesOfDefinition] = []
    number = -1
    for task, outcome in zip(
        tasks, outcomes_of(loaded.deck_files, tasks, work, cache), strict=True
    ):
        if task.file != number:
            if definitions:
                loaded.done_with(number)
            number = task.file
            deck_file = loaded.deck_files[number]
        definition = deck_file.definitions[task.place]
        diagnostics += outcome.diagnostics
        definitions.append(
            NotesOfDefinition(
                deck_file.path,
                f"{deck_file.namespace}/{definition.id}",
                definition.span,
                tuple(map(packed, outcome.notes)),
                outcome.variants,
            )
        )
        if progress is not None:
            progress(len(definitions), len(tasks))
    if definitions:
        loaded.done_with(number)
    return BuiltNotes(tuple(definitions), tuple(decks.values()), tuple(in_order(diagnostics)))


def tasks_of(loaded: Loaded, selection: Selection, seed_of: SeedOf) -> list[Task]:
    """Return the wanted definitions, each with its seed."""
    return [
        Task(number, place, seed_of(deck_file, definition))
        for number, deck_file in enumerate(loaded.deck_files)
        for place, definition in enumerate(deck_file.definitions)
        if selection.takes(deck_file, definition)
    ]


def decks_of(
    loaded: Loaded, selection: Selection, diagnostics: list[Diagnostic]
) -> dict[str, Deck]:
    """Return the decks of the wanted languages by name, and say what is wrong with them."""
    decks: dict[str, Deck] = {}
    for deck_file in loaded.deck_files:
        _add_decks(deck_file, selection.languages_of(deck_file), decks, diagnostics)
    return decks


def _add_decks(
    deck_file: DeckFile,
    languages: Sequence[str],
    decks: dict[str, Deck],
    diagnostics: list[Diagnostic],
) -> None:
    for deck in Renderer(deck_file, diagnostics).decks(languages):
        if deck.name not in decks or not decks[deck.name].description:
            decks[deck.name] = deck


@dataclass(frozen=True, slots=True)
class _Rendering:
    """The work of a build, for `outcomes_of`."""

    languages: tuple[str, ...]
    variants: int | None

    def __call__(self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed) -> Outcome:
        found: list[Diagnostic] = []
        languages = _wanted(deck_file.languages, self.languages)
        made = render(Renderer(deck_file, found), definition, languages, seed, self.variants)
        return Outcome(made.notes, made.variants, tuple(found), made.reads_files)

    def draws(self, definition: LoadedDefinition) -> int:
        model = definition.model
        return (self.variants or model.variants) if model.kind == "numeric" else 0


def render(
    renderer: Renderer,
    definition: LoadedDefinition,
    languages: Sequence[str],
    seed: Seed,
    variants: int | None = None,
) -> RenderedDefinition:
    """Compile, sample and render one definition in the languages."""
    deck_file = renderer.deck_file
    drawn: Sample | None = None
    notes: list[Note | None] = []
    if definition.kind == "numeric":
        drawn = _drawn(deck_file, definition, seed, variants, renderer.diagnostics)
        if drawn is not None:
            notes = [renderer.numeric(drawn, language, seed) for language in languages]
    else:
        make = renderer.cloze if definition.kind == "cloze" else renderer.concept
        notes = [make(definition, language, seed) for language in languages]
    return RenderedDefinition(
        deck_file,
        definition,
        tuple(note for note in notes if note is not None),
        len(drawn.variants) if drawn else 0,
        drawn,
    )


def _drawn(
    deck_file: DeckFile,
    definition: LoadedDefinition,
    seed: Seed,
    variants: int | None,
    diagnostics: list[Diagnostic],
) -> Sample | None:
    # Slow to import, and many decks have no numeric card.
    from flashgen.numeric.compiling import compile_numeric
    from flashgen.numeric.sampling import sample

    program = compile_numeric(deck_file, definition, diagnostics)
    if program is None:
        return None
    wanted = variants or program.model.variants
    drawn = sample(program, seed, wanted, diagnostics)
    if drawn is not None and len(drawn.variants) < wanted and variants is None:
        diagnostics.append(fewer_variants(program, len(drawn.variants)))
    return drawn


def fewer_variants(program: Program, found: int) -> Diagnostic:
    """Return the warning that a definition has fewer distinct variants than it asks for."""
    return warning(
        "fewer-variants",
        f"only {found} distinct variants exist; {program.model.variants} are asked for",
        program.definition.key_span("variants"),
        hint=f"write `variants: {found}`, or draw the parameters from a larger range",
    )
