"""The one flow: load -> compile -> sample -> render; what comes out is exported.

`build` is the whole program in one function. Everything that is wrong, in all files, is collected
on the way and returned beside the notes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from flashgen.compiling import Program, compile_numeric
from flashgen.deckfile import DeckFile, LoadedDefinition, read_deck_file, read_source
from flashgen.diagnostics import Diagnostic, error, in_order, warning
from flashgen.notes import Deck, Note
from flashgen.rendering import Renderer
from flashgen.sampling import Sample, Seed, sample

SUFFIXES = (".yaml", ".yml")

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
    return any(fnmatchcase(word, rest) for word in words)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The deck files that could be read, and what is wrong with them and the others."""

    deck_files: tuple[DeckFile, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class RenderedDefinition:
    """A definition with its notes, one a language, and its variants where it is numeric."""

    deck_file: DeckFile
    definition: LoadedDefinition
    notes: tuple[Note, ...]
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class Built:
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
        return sum(len(i.sample.variants) * len(i.notes) for i in self.definitions if i.sample)


def load(paths: Sequence[Path]) -> Loaded:
    """Read all deck files at the paths: files as they are, folders searched through.

    Never raises for what is in a file: every error of every file is among the diagnostics.
    """
    diagnostics: list[Diagnostic] = []
    deck_files = []
    for path in deck_paths(paths, diagnostics):
        shown = path.as_posix()
        source = read_source(path, shown, diagnostics)
        if source is None:
            continue
        deck_file = read_deck_file(source, path, diagnostics)
        if deck_file is not None:
            deck_files.append(deck_file)
    check_identities(deck_files, diagnostics)
    return Loaded(tuple(deck_files), tuple(diagnostics))


def deck_paths(paths: Sequence[Path], diagnostics: list[Diagnostic]) -> list[Path]:
    """Return the deck files at the paths, those of a folder sorted."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(
                (
                    p
                    for p in path.rglob("*")
                    if p.suffix in SUFFIXES
                    and p.is_file()
                    and not any(part.startswith(".") for part in p.relative_to(path).parts)
                ),
                key=lambda p: p.relative_to(path).as_posix(),
            )
            if not inside:
                diagnostics.append(
                    error(
                        "no-deck-files",
                        "there is no .yaml file in this folder",
                        path=path.as_posix(),
                        hint="`flashgen new deck NAME` writes a first one",
                    )
                )
            found |= dict.fromkeys(inside)
        elif path.is_file():
            found[path] = None
        else:
            diagnostics.append(
                error("no-such-file", "there is no such file or folder", path=path.as_posix())
            )
    return list(found)


def check_identities(deck_files: Sequence[DeckFile], diagnostics: list[Diagnostic]) -> None:
    """Refuse an id that two definitions of a namespace have, now or by `was`."""
    first: dict[tuple[str, str], LoadedDefinition] = {}
    for deck_file in deck_files:
        for definition in deck_file.definitions:
            key = (deck_file.namespace, definition.id)
            if key in first:
                other = first[key].model.id.span
                diagnostics.append(
                    error(
                        "duplicate-id",
                        f"the id `{definition.id}` stands already in "
                        f"{other.source.path} on line {other.line}",
                        definition.model.id.span,
                        hint="ids are unique in a namespace; rename the newer card",
                    )
                )
            else:
                first[key] = definition
    former: dict[tuple[str, str], str] = {}
    for deck_file in deck_files:
        for definition in deck_file.definitions:
            was = definition.model.was
            if was is None:
                continue
            key = (deck_file.namespace, was.value)
            if key in first:
                message = f"`{was.value}` is another card's id; a former id is never used again"
            elif former.setdefault(key, definition.id) != definition.id:
                message = f"two cards say that they were `{was.value}`"
            else:
                continue
            diagnostics.append(error("former-id-in-use", message, was.span))


def first_id(definition: LoadedDefinition) -> str:
    """Return the id under which a definition's GUID and draws began, as far as the file tells."""
    was = definition.model.was
    return was.value if was else definition.id


def default_seed(deck_file: DeckFile, definition: LoadedDefinition) -> Seed:
    """Return the seed where no lock says otherwise: root seed 0."""
    return Seed(first_id(definition))


@dataclass(slots=True)
class _Collected:
    definitions: list[RenderedDefinition] = field(default_factory=list)
    decks: dict[str, Deck] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def build(
    loaded: Loaded,
    selection: Selection = Selection(),
    seed_of: SeedOf = default_seed,
    progress: Progress | None = None,
) -> Built:
    """Compile, sample and render every wanted definition of the deck files."""
    found = _Collected(diagnostics=list(loaded.diagnostics))
    found.definitions += rendered(
        loaded, selection, seed_of, found.decks, found.diagnostics, progress
    )
    return Built(
        tuple(found.definitions), tuple(found.decks.values()), tuple(in_order(found.diagnostics))
    )


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
    total = sum(len(deck_file.definitions) for deck_file in loaded.deck_files)
    done = 0
    for deck_file in loaded.deck_files:
        languages = tuple(
            language
            for language in deck_file.languages
            if not selection.languages or language in selection.languages
        )
        renderer = Renderer(deck_file, diagnostics)
        for deck in renderer.decks(languages):
            if deck.name not in decks or not decks[deck.name].description:
                decks[deck.name] = deck
        for definition in deck_file.definitions:
            if selection.takes(deck_file, definition):
                seed = seed_of(deck_file, definition)
                yield render(renderer, definition, languages, seed, selection.variants)
            done += 1
            if progress is not None:
                progress(done, total)


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
        deck_file, definition, tuple(note for note in notes if note is not None), drawn
    )


def _drawn(
    deck_file: DeckFile,
    definition: LoadedDefinition,
    seed: Seed,
    variants: int | None,
    diagnostics: list[Diagnostic],
) -> Sample | None:
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
