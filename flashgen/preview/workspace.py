"""What the deck files hold, kept up to date: a saved file is read again, a changed card rendered.

A definition that breaks keeps the notes that it had, and says so, so that the page never goes
blank under an author's hands.
"""

import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flashgen import building, pipeline
from flashgen.checks import check_numeric, check_texts
from flashgen.deckfile import DeckFile, LoadedDefinition, read_deck_file, read_source
from flashgen.diagnostics import Diagnostic, has_errors, in_order
from flashgen.notes import Note
from flashgen.pipeline import Loaded, SeedOf, Selection
from flashgen.rendering import Renderer
from flashgen.sampling import Seed
from flashgen.source import Source

DRAWS = 200
"""Draws of each numeric card for its diagnostics; ``flashgen check`` makes more."""

_ID_LINE = re.compile(r"^[ \t]*(?:-[ \t]+)?id:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """A definition as the page shows it."""

    namespace: str
    id: str
    kind: str
    """Empty where the definition could never be read."""
    file: str
    line: int
    notes: tuple[Note, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    variants: int = 0
    stale: bool = False
    """Whether the notes are those from before the definition broke."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of all deck files at one moment."""

    items: tuple[Item, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    """Those that belong to no definition."""
    done: int = 0
    total: int = 0
    """How many definitions are drawn, and of how many, while that goes on; else both are 0."""


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A definition's outcome, and from what it was made."""

    made_of: tuple[str, str, Seed]
    notes: tuple[Note, ...]
    diagnostics: tuple[Diagnostic, ...]
    variants: int
    checked: tuple[Diagnostic, ...] | None = None


@dataclass(slots=True)
class _File:
    source: Source
    deck_file: DeckFile | None
    loading: tuple[Diagnostic, ...]
    texts: tuple[Diagnostic, ...]
    rendered: dict[str, _Rendered] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)


Publish = Callable[[Snapshot], None]


class Workspace:
    """The deck files at some places, and what is made of those that a selection takes."""

    def __init__(self, places: Sequence[Path], selection: Selection) -> None:
        self.places = tuple(places)
        self.selection = selection
        self.snapshot = Snapshot()
        self._files: dict[Path, _File] = {}
        self._general: tuple[Diagnostic, ...] = ()

    def refresh(
        self,
        publish: Publish,
        changed: Callable[[], bool] = lambda: False,
        images: Sequence[Path] = (),
    ) -> None:
        """Read what changed, render it, publish; then try numeric cards on many draws, publish.

        The second part ends early where `changed` says that there is something newer. `images`
        are those that changed: cards in files above them are made again.
        """
        general, locks = self._read(images)
        self._general = general
        waiting = [
            path for path, file in self._files.items() if file.deck_file and self._stale(file)
        ]
        total = sum(len(self._definitions(self._files[path])) for path in waiting)
        done = 0
        for path in [*waiting, *(path for path in self._files if path not in waiting)]:
            file = self._files[path]
            self._render(file, locks)
            if path in waiting:
                done += len(self._definitions(file))
                self._publish(publish, done, total)
        self._publish(publish)
        for file in self._files.values():
            for _ in self._check(file):
                if changed():
                    return
            self._publish(publish)

    def _read(self, images: Sequence[Path]) -> tuple[tuple[Diagnostic, ...], SeedOf]:
        found: list[Diagnostic] = []
        paths = pipeline.deck_paths(self.places, found)
        self._files = {path: self._read_file(path, found) for path in paths}
        for file in self._files.values():
            folder = file.deck_file.path.parent if file.deck_file else None
            if folder and any(_is_below(image, folder) for image in images):
                file.rendered.clear()
        deck_files = tuple(file.deck_file for file in self._files.values() if file.deck_file)
        pipeline.check_identities(deck_files, found)
        locks = building.open_locks(Loaded(deck_files, ()), self.places, Selection(), found)
        return tuple(found), building.seeds(locks, Selection(), None)

    def _read_file(self, path: Path, found: list[Diagnostic]) -> _File:
        loading: list[Diagnostic] = []
        old = self._files.get(path)
        source = read_source(path, path.as_posix(), loading)
        if old and source and source.text == old.source.text:
            return old
        deck_file = read_deck_file(source, path, loading) if source else None
        file = _File(
            source or Source(path.as_posix(), ""),
            deck_file,
            tuple(loading),
            tuple(check_texts(deck_file)) if deck_file else (),
        )
        if old:
            file.rendered, file.items = old.rendered, old.items
        return file

    def _definitions(self, file: _File) -> list[LoadedDefinition]:
        if file.deck_file is None:
            return []
        return [d for d in file.deck_file.definitions if self.selection.takes(file.deck_file, d)]

    def _stale(self, file: _File) -> bool:
        return any(
            d.id not in file.rendered or file.rendered[d.id].made_of[:2] != made_of
            for d, made_of in _texts(file)
        )

    def _render(self, file: _File, seed_of: SeedOf) -> None:
        """Render the definitions of a file whose text, header or seed are not what they were."""
        deck_file = file.deck_file
        if deck_file is None:
            file.items = {id: replace(item, stale=True) for id, item in file.items.items()}
            return
        languages = [
            language
            for language in deck_file.languages
            if not self.selection.languages or language in self.selection.languages
        ]
        rendered: dict[str, _Rendered] = {}
        for definition, made_of in _texts(file):
            if not self.selection.takes(deck_file, definition):
                continue
            seed = seed_of(deck_file, definition)
            old = file.rendered.get(definition.id)
            if old is None or old.made_of != (*made_of, seed):
                found: list[Diagnostic] = []
                renderer = Renderer(deck_file, found)
                made = pipeline.render(
                    renderer, definition, languages, seed, self.selection.variants
                )
                variants = len(made.sample.variants) if made.sample else 0
                old = _Rendered((*made_of, seed), made.notes, tuple(found), variants)
            elif old.diagnostics or old.checked:
                # Its lines may have moved: what is said of it must be found again.
                old = replace(
                    old,
                    diagnostics=_moved(old.diagnostics, file.source, definition),
                    checked=old.checked and _moved(old.checked, file.source, definition),
                )
            rendered[definition.id] = old
        file.rendered = rendered
        file.items = self._items(file, deck_file)

    def _items(self, file: _File, deck_file: DeckFile) -> dict[str, Item]:
        items: dict[str, Item] = {}
        for definition in deck_file.definitions:
            made = file.rendered.get(definition.id)
            if made is None:
                continue
            before = file.items.get(definition.id)
            kept = not made.notes and before is not None
            items[definition.id] = Item(
                deck_file.namespace,
                definition.id,
                definition.kind,
                file.source.path,
                definition.head.line,
                before.notes if kept and before else made.notes,
                variants=before.variants if kept and before else made.variants,
                stale=kept and bool(before and before.notes),
            )
        return items

    def _check(self, file: _File) -> Iterator[None]:
        deck_file = file.deck_file
        if deck_file is None:
            return
        for definition in deck_file.definitions:
            made = file.rendered.get(definition.id)
            if made is None or made.checked is not None:
                continue
            found: list[Diagnostic] = []
            if definition.kind == "numeric" and not has_errors(made.diagnostics):
                found = check_numeric(deck_file, definition, made.made_of[2], DRAWS)
                yield
            file.rendered[definition.id] = replace(made, checked=tuple(found))

    def _publish(self, publish: Publish, done: int = 0, total: int = 0) -> None:
        everything = list(self._general)
        places: dict[str, tuple[_File, list[tuple[int, str]]]] = {}
        items: list[Item] = []
        for file in self._files.values():
            places[file.source.path] = (file, _places(file))
            everything += [*file.loading, *file.texts]
            for made in file.rendered.values() if file.deck_file else ():
                everything += [*made.diagnostics, *(made.checked or ())]
        own: dict[tuple[str, str], list[Diagnostic]] = {}
        loose: list[Diagnostic] = []
        for diagnostic in in_order(everything):
            file, starts = places.get(diagnostic.file, (None, []))
            at = -1
            if diagnostic.span and file and file.deck_file:
                at = bisect_right(starts, diagnostic.span.start, key=lambda place: place[0]) - 1
            if at < 0:
                loose.append(diagnostic)
            else:
                own.setdefault((diagnostic.file, starts[at][1]), []).append(diagnostic)
        for file, _ in places.values():
            items += _with_diagnostics(file, own)
        self.snapshot = Snapshot(tuple(items), tuple(loose), done % (total or 1), total)
        if done == total:
            self.snapshot = replace(self.snapshot, done=0, total=0)
        publish(self.snapshot)
