"""What the deck files hold, kept up to date: a saved file is read again, a changed card rendered.

A definition that breaks keeps the notes that it had, and says so, so that the page never goes
blank under an author's hands.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from flashgen.anki.note import Note
from flashgen.build import notes as pipeline
from flashgen.build.check import check_draws
from flashgen.build.lock import open as locks
from flashgen.build.notes import SeedOf
from flashgen.checks.texts import check_texts
from flashgen.deck import folder as loading
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile, read_deck_file, read_source
from flashgen.deck.folder import Loaded
from flashgen.deck.seed import Seed
from flashgen.deck.selection import Selection
from flashgen.deck.unique_ids import Ids
from flashgen.source.diagnostics import Diagnostic, has_errors, in_order
from flashgen.source.internal_errors import reporting_internal_errors
from flashgen.source.text import Source

DRAWS = 100
"""Draws of each numeric card for its diagnostics; ``flashgen check`` makes more."""

# Where a definition begins that could not be read: its id is needed, to keep its last notes.
_ID_LINE = re.compile(r"^[ \t]*(?:-[ \t]+)?id:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)


class Item(Struct, frozen=True):
    """A definition as the page shows it."""

    id: str
    """``namespace/id``, or the file and the id where the namespace cannot be read."""
    kind: str
    """Empty where the definition could never be read."""
    file: str
    line: int
    notes: tuple[Note, ...] = ()
    variants: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    stale: bool = False
    """Whether the notes are those from before the definition broke."""


class Snapshot(Struct, frozen=True):
    """The state of all deck files at one moment."""

    items: tuple[Item, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    """Those that belong to no definition."""
    done: int = 0
    total: int = 0
    """How many definitions are ready, of how many."""
    checked: bool = False
    """Whether all numeric cards have been tried, so that no further problem is to come."""


Publish = Callable[[Snapshot], None]


class _Made(Struct, frozen=True):
    """What was made of a definition, and from what."""

    key: tuple[tuple[object, ...], str, Seed]
    """What the file says, text of the definition, seed: the same key, the same notes."""
    place: tuple[int, int]
    notes: tuple[Note, ...]
    variants: int
    rendering: tuple[Diagnostic, ...]
    checking: tuple[Diagnostic, ...] | None = None


class _File(Struct):
    source: Source
    deck_file: DeckFile | None
    reading: tuple[Diagnostic, ...]
    made: dict[str, _Made] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    """As they were when they could last be rendered."""

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        yield from self.reading
        for made in self.made.values() if self.deck_file else ():
            yield from made.rendering
            yield from made.checking or ()


class Workspace:
    """The deck files at some places, and what is made of the definitions that are selected."""

    def __init__(self, places: Sequence[Path], selection: Selection, seed: int | None) -> None:
        self.places = tuple(places)
        self.selection = selection
        self.seed = seed
        self._files: dict[Path, _File] = {}

    def refresh(
        self,
        publish: Publish,
        *,
        images: Sequence[Path] = (),
        outdated: Callable[[], bool] = lambda: False,
    ) -> None:
        """Read and render what changed, then try numeric cards on many draws; publish each step.

        The second part ends where `outdated` says that files have changed again. `images` are the
        image files that changed: cards beside and above them are rendered again.
        """
        found: list[Diagnostic] = []
        paths = loading.deck_paths(self.places, found)
        self._files = {path: self._read(path) for path in paths}
        for path, file in self._files.items():
            if any(path.resolve().parent in image.parents for image in images):
                file.made.clear()
        deck_files = [file.deck_file for file in self._files.values() if file.deck_file]
        found += Ids(deck_files).problems(deck_files)
        with reporting_internal_errors(None, found):
            found += check_texts(deck_files, self.selection.takes)
        opened = locks.open_locks(Loaded(tuple(deck_files), ()), self.places, Selection(), found)
        seed_of = locks.seeds(opened, Selection(), self.seed)
        total = sum(len(deck_file.definitions) for deck_file in deck_files)
        done = 0
        for file in self._files.values():
            if self._render(file, seed_of) and done < total:
                publish(self._snapshot(found, done, total))
            done += len(file.deck_file.definitions) if file.deck_file else 0
        last = self._snapshot(found, total, total)
        publish(last)
        for file in self._files.values():
            told = False
            for diagnostics in _check(file):
                told = told or bool(diagnostics)
                if outdated():
                    return
            if told:
                last = self._snapshot(found, total, total)
                publish(last)
        if not last.checked:
            publish(self._snapshot(found, total, total))

    def _read(self, path: Path) -> _File:
        reading: list[Diagnostic] = []
        old = self._files.get(path)
        source = read_source(path, path.as_posix(), reading)
        if old and source and source.text == old.source.text and not _has_new_data(old):
            return old
        deck_file = read_deck_file(source, path, reading) if source else None
        file = _File(source or Source(path.as_posix(), ""), deck_file, tuple(reading))
        if old is not None:
            file.made, file.items = old.made, old.items
        return file

    def _render(self, file: _File, seed_of: SeedOf) -> bool:
        """Render the definitions of a file that are not as they were; tell whether there are."""
        deck_file = file.deck_file
        if deck_file is None:
            return False
        languages = self.selection.languages_of(deck_file)
        before, file.made = file.made, {}
        for definition in deck_file.definitions:
            if not self.selection.takes(deck_file, definition):
                continue
            seed = seed_of(deck_file, definition)
            setting = (*deck_file.setting, deck_file.data_of(definition))
            key = (setting, definition.text, seed)
            place = (definition.head.start, definition.head.line)
            made = before.get(definition.id)
            # What has been said of a definition is said of its place, too.
            moved = made and made.place != place and (made.rendering or made.checking)
            if made is None or made.key != key or moved:
                result = pipeline.render(
                    deck_file, definition, languages, seed, self.selection.variants
                )
                made = _Made(key, place, result.notes, result.variants, result.diagnostics)
            file.made[definition.id] = made
        file.items = dict(self._items(file, deck_file))
        return file.made != before

    def _items(self, file: _File, deck_file: DeckFile) -> Iterator[tuple[str, Item]]:
        for start, id, definition in _places(file.source, deck_file):
            old = file.items.get(id)
            made = file.made.get(id)
            if made is None and (definition is not None or not self._may_select(id)):
                continue
            kind: str
            notes: tuple[Note, ...]
            if definition is not None and made is not None and made.notes:
                kind, notes, variants = definition.kind, made.notes, made.variants
            elif old is not None:
                kind, notes, variants = old.kind, old.notes, old.variants
            else:
                kind, notes, variants = definition.kind if definition else "", (), 0
            yield (
                id,
                Item(
                    f"{deck_file.namespace}/{id}",
                    kind,
                    file.source.path,
                    file.source.position(start)[0],
                    notes,
                    variants,
                    stale=bool(notes) and not (made and made.notes),
                ),
            )

    def _may_select(self, id: str) -> bool:
        # Of a definition that cannot be read only the id is known.
        return not self.selection.only or id in self.selection.only

    def _snapshot(self, general: Sequence[Diagnostic], done: int, total: int) -> Snapshot:
        items: list[Item] = []
        loose: list[Diagnostic] = []
        everything = [*general, *(d for file in self._files.values() for d in file.diagnostics)]
        by_file: dict[str, list[Diagnostic]] = {}
        for diagnostic in in_order(everything):
            by_file.setdefault(diagnostic.file, []).append(diagnostic)
        for file in self._files.values():
            found = by_file.pop(file.source.path, [])
            if file.deck_file is None:
                items += [replace(item, stale=bool(item.notes)) for item in file.items.values()]
                loose += found
                continue
            places = _places(file.source, file.deck_file)
            own: dict[str, list[Diagnostic]] = {}
            for diagnostic in found:
                at = -1
                if diagnostic.span is not None:
                    at = bisect_right(places, diagnostic.span.start, key=lambda p: p[0]) - 1
                    known = places[at][2] if at >= 0 else None
                    if known is not None and diagnostic.span.start >= known.span.end:
                        at = -1  # in a card behind it of which not even the id can be read
                if at < 0 or places[at][1] not in file.items:
                    loose.append(diagnostic)
                else:
                    own.setdefault(places[at][1], []).append(diagnostic)
            for id, item in file.items.items():
                items.append(replace(item, diagnostics=tuple(own.get(id, ()))))
        loose += [diagnostic for found in by_file.values() for diagnostic in found]
        checked = done == total and all(
            made.checking is not None
            for file in self._files.values()
            for made in (file.made.values() if file.deck_file else ())
        )
        return Snapshot(tuple(items), tuple(loose), done, total, checked)


def _has_new_data(file: _File) -> bool:
    """Tell whether a deck file's tables may have changed, or those that could not be read."""
    deck_file = file.deck_file
    if deck_file is None:
        return True
    folder = deck_file.path.parent
    try:
        return any((folder / n).read_bytes() != data for n, data in deck_file.data.files.items())
    except OSError:
        return True


def _places(source: Source, deck_file: DeckFile) -> list[tuple[int, str, LoadedDefinition | None]]:
    """Return where definitions begin, in order, also those that could not be read."""
    known = {definition.id: definition for definition in deck_file.definitions}
    places: list[tuple[int, str, LoadedDefinition | None]] = [
        (definition.head.start, id, definition) for id, definition in known.items()
    ]
    for line in _ID_LINE.finditer(source.text):
        if line[1] not in known:
            places.append((line.start(), line[1], None))
    return sorted(places, key=lambda place: place[0])


def _check(file: _File) -> Iterator[tuple[Diagnostic, ...]]:
    deck_file = file.deck_file
    for definition in deck_file.definitions if deck_file else ():
        made = file.made.get(definition.id)
        if deck_file is None or made is None or made.checking is not None:
            continue
        found: tuple[Diagnostic, ...] = ()
        if not has_errors(made.rendering):
            found = tuple(check_draws(deck_file, definition, made.key[2], DRAWS))
        file.made[definition.id] = replace(made, checking=found)
        yield found
