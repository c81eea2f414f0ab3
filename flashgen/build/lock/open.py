"""The locks that deck files use, and the seeds that they give."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from flashgen.build.lock.entries import Entry, Identity, LockFile
from flashgen.build.lock.file import FILE_NAME, find_lock, read_lock
from flashgen.build.lock.nearby import cards_near, locks_near, shown
from flashgen.build.notes import SeedOf
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile, Head
from flashgen.deck.folder import Loaded
from flashgen.deck.seed import Seed
from flashgen.deck.selection import Selection
from flashgen.source.diagnostics import Diagnostic


class OpenLock(Struct):
    """A lock with the deck files that it is for."""

    path: Path
    lock: LockFile
    whole: bool
    paths: set[Path] = field(default_factory=set)
    """Of the deck files that use it."""
    namespaces: set[str] = field(default_factory=set)

    @property
    def shown(self) -> str:
        """The path as messages show it."""
        return self.path.as_posix()


class OpenLocks(dict[Path, OpenLock]):
    """The lock that each deck file uses, by the deck file's path.

    A card that its own lock does not know may have moved there from another folder: then what the
    other locks of the build know of it holds, or those nearby.
    """

    @cached_property
    def opened(self) -> tuple[OpenLock, ...]:
        """Each lock once, in the order of the deck files."""
        return tuple({id(opened): opened for opened in self.values()}.values())

    @cached_property
    def nearby(self) -> tuple[OpenLock, ...]:
        """The locks of folders nearby that are not built.

        Those that cannot be read are left out.
        """
        read = (OpenLock(shown(path), lock, False) for path, lock in self._read_nearby([]))
        return tuple(read)

    def _nearby_of(self, namespace: str) -> Sequence[OpenLock]:
        return self._nearby_by_namespace.get(namespace, ())

    @cached_property
    def _nearby_by_namespace(self) -> Mapping[str, Sequence[OpenLock]]:
        known: dict[str, list[OpenLock]] = {}
        for opened in self.nearby:
            for namespace in {entry.namespace for entry in opened.lock.entries.values()}:
                known.setdefault(namespace, []).append(opened)
        return known

    def unreadable_nearby(self) -> list[Diagnostic]:
        """Return a diagnostic for each lock nearby that cannot be read."""
        found: list[Diagnostic] = []
        for _ in self._read_nearby(found):
            pass
        return found

    def _read_nearby(self, diagnostics: list[Diagnostic]) -> Iterator[tuple[Path, LockFile]]:
        own = {opened.path.resolve() for opened in self.opened}
        near = {path for lock in own for path in locks_near(lock.parent)} - own
        for path in sorted(near):
            lock = read_lock(path, shown(path).as_posix(), diagnostics)
            if lock is not None:
                yield path, lock

    def cards_nearby(
        self, notes: Mapping[str, Collection[str]], diagnostics: list[Diagnostic]
    ) -> dict[str, str]:
        """Return where notes stand in deck files nearby that are not built, by GUID.

        As `nearby.cards_near` does, which looks for them under the names that each had.
        """
        folders = {opened.path.resolve().parent for opened in self.opened}
        built = {path.resolve() for path in self}
        return cards_near(folders, built, notes, diagnostics)

    def identity(self, deck_file: DeckFile, definition: LoadedDefinition) -> Identity:
        """Return the seed of a definition's GUIDs and draws, from whichever lock knows it."""
        namespace, id, was = deck_file.namespace, definition.id, definition.model.was
        former = was.value if was else None
        own = self[deck_file.path].lock
        known = own.of_id(namespace, id) or own.named(namespace, former or id)
        if known is None or known.removed:
            for opened, entry in self.known_elsewhere(deck_file, definition):
                if known is None or not entry.removed:
                    return opened.lock.identity_of(entry)
        return own.identity(namespace, id, former)

    def known_elsewhere(
        self, deck_file: DeckFile, definition: LoadedDefinition
    ) -> list[tuple[OpenLock, Entry]]:
        """Return the entries that other locks have of a definition; first those not removed.

        The locks nearby are read only if no lock of the build has one.
        """
        own, was = self[deck_file.path], definition.model.was
        namespace = deck_file.namespace
        names = (definition.id, was.value) if was else (definition.id,)
        others = [opened for opened in self.opened if opened is not own]
        found = _entries_in(others, namespace, names)
        found = found or _entries_in(self._nearby_of(namespace), namespace, names)
        return sorted(found, key=lambda pair: (pair[1].removed, -pair[1].at))

    def entries_elsewhere(self, own: OpenLock) -> Mapping[str, Entry]:
        """Return the entries of the other locks by GUID; those nearby only if they were read."""
        others = [opened for opened in self.opened if opened is not own]
        others += self.__dict__.get("nearby", ())
        return by_guid(opened.lock for opened in others)


def _entries_in(
    locks: Iterable[OpenLock], namespace: str, names: Iterable[str]
) -> list[tuple[OpenLock, Entry]]:
    """Return the entries that locks have under any of the names."""
    return [
        (opened, entry)
        for opened in locks
        for name in names
        if (entry := opened.lock.named(namespace, name)) is not None
    ]


def by_guid(locks: Iterable[LockFile]) -> dict[str, Entry]:
    """Return the entries of all locks; of a card that moved between two, that of its new one."""
    found: dict[str, Entry] = {}
    for lock in locks:
        for guid, entry in lock.entries.items():
            if guid not in found or found[guid].removed:
                found[guid] = entry
    return found


def open_locks(
    loaded: Loaded, places: Sequence[Path], selection: Selection, diagnostics: list[Diagnostic]
) -> OpenLocks:
    """Return the locks that the deck files use."""
    by_lock: dict[Path, OpenLock] = {}
    by_file = OpenLocks()
    folders = [place for place in places if place.is_dir()]
    for deck_file in loaded.heads:
        path = lock_path(deck_file, folders)
        key = path.resolve()
        if key not in by_lock:
            whole = not selection.only and not selection.languages and _covered(key.parent, folders)
            name = shown(path)
            lock = read_lock(path, name.as_posix(), diagnostics)
            by_lock[key] = OpenLock(name, lock or LockFile(), whole)
        by_lock[key].paths.add(deck_file.path)
        by_lock[key].namespaces.add(deck_file.namespace)
        by_file[deck_file.path] = by_lock[key]
    return by_file


def lock_path(deck_file: Head, folders: Sequence[Path]) -> Path:
    """Return where the lock of a deck file is, or is to be: in the folder that is built."""
    found = find_lock(deck_file.path.parent)
    if found is not None:
        return found
    above = [folder for folder in folders if folder in deck_file.path.parents]
    return (above[0] if above else deck_file.path.parent) / FILE_NAME


def _covered(folder: Path, built: Sequence[Path]) -> bool:
    return any(folder.is_relative_to(place.resolve()) for place in built)


def seeds(locks: OpenLocks, selection: Selection, seed: int | None) -> SeedOf:
    """Return a function that gives each definition its seed, from the locks or as given."""

    def seed_of(deck_file: DeckFile, definition: LoadedDefinition) -> Seed:
        opened = locks[deck_file.path]
        identity = locks.identity(deck_file, definition)
        root, own = opened.lock.root_seed, identity.seed
        if seed is not None:
            root, own = (seed, None) if opened.whole and not selection.only else (root, seed)
        known = dict(identity.was_languages)
        for language, was in deck_file.was_languages:
            known.setdefault(language, known.get(was, was))
        held = tuple((name, known[name]) for name in deck_file.languages if name in known)
        return Seed(identity.first_id, root, own, held)

    return seed_of
