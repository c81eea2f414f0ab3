"""The locks that deck files use, and what they have against the ids in these.

That is found without drawing or rendering a card.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flashgen.deck.file import DeckFile, Head, LoadedDefinition
from flashgen.source.diagnostics import Diagnostic, did_you_mean, error, warning
from flashgen.deck.identity import note_guid
from flashgen.deck.folder import Loaded
from flashgen.build.lock.changes import CLOCK_SLACK, refusals
from flashgen.build.lock.file import FILE_NAME, Entry, LockFile, find_lock, read_lock
from flashgen.build.notes import SeedOf
from flashgen.deck.selection import Selection
from flashgen.source.records import record
from flashgen.deck.seed import Seed
from flashgen.source.yaml import Scalar


@dataclass(slots=True)
class OpenLock:
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


def open_locks(
    loaded: Loaded, places: Sequence[Path], selection: Selection, diagnostics: list[Diagnostic]
) -> dict[Path, OpenLock]:
    """Return for each deck file, by its path, the lock that it uses."""
    by_lock: dict[Path, OpenLock] = {}
    by_file: dict[Path, OpenLock] = {}
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


def shown(path: Path) -> Path:
    """Return the path as messages show it: from here on, where it is below this folder."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def seeds(locks: Mapping[Path, OpenLock], selection: Selection, seed: int | None) -> SeedOf:
    """Return what gives each definition its seed: from its lock, or the one that is asked for."""

    def seed_of(deck_file: DeckFile, definition: LoadedDefinition) -> Seed:
        opened = locks[deck_file.path]
        was = definition.model.was
        identity = opened.lock.identity(
            deck_file.namespace, definition.id, was.value if was else None
        )
        root, own = opened.lock.root_seed, identity.seed
        if seed is not None:
            root, own = (seed, None) if opened.whole and not selection.only else (root, seed)
        return Seed(identity.first_id, root, own)

    return seed_of


def refused(
    loaded: Loaded, locks: Mapping[Path, OpenLock], selection: Selection
) -> Iterator[Diagnostic]:
    """Yield the errors for which a build of the wanted definitions would not write the locks."""
    seed_of = seeds(locks, selection, None)
    by_lock: dict[int, list[tuple[DeckFile, LoadedDefinition]]] = {}
    for pair in _wanted(loaded, selection):
        by_lock.setdefault(id(locks[pair[0].path]), []).append(pair)
    for wanted in by_lock.values():
        opened = locks[wanted[0][0].path]
        places = {f"{d.namespace}/{definition.id}": definition.head for d, definition in wanted}
        notes = _unrendered(wanted, seed_of)
        yield from refusals(opened.lock, notes, whole=opened.whole, span_of=places.get)


def _wanted(loaded: Loaded, selection: Selection) -> Iterator[tuple[DeckFile, LoadedDefinition]]:
    for deck_file in loaded.deck_files:
        for definition in deck_file.definitions:
            if selection.takes(deck_file, definition):
                yield deck_file, definition


@record
class _Unrendered:
    """What there is to know of a note before it is made."""

    kind: str
    namespace: str
    id: str
    guid: str
    first_id: str


def _unrendered(
    wanted: Iterable[tuple[DeckFile, LoadedDefinition]], seed_of: SeedOf
) -> Iterator[_Unrendered]:
    for deck_file, definition in wanted:
        seed = seed_of(deck_file, definition)
        for language in deck_file.languages:
            yield _Unrendered(
                definition.kind,
                deck_file.namespace,
                definition.id,
                note_guid(deck_file.namespace, seed.first_id, language),
                "" if seed.first_id == definition.id else seed.first_id,
            )


def former_ids(
    loaded: Loaded, locks: Mapping[Path, OpenLock], selection: Selection
) -> Iterator[Diagnostic]:
    """Yield what is wrong with each `was` that says something else than the locks know."""
    renamed = [pair for pair in _wanted(loaded, selection) if pair[1].model.was is not None]
    if not renamed:
        return
    present = {
        (deck_file.namespace, definition.id)
        for deck_file, definition in _wanted(loaded, Selection())
    }
    for deck_file, definition in renamed:
        namespace = deck_file.namespace
        was = definition.model.was
        assert was is not None
        lock = locks[deck_file.path].lock
        entry = lock.of_id(namespace, definition.id)
        if was.value == definition.id or (entry is not None and was.value in entry.was):
            continue
        known = lock.named(namespace, was.value)
        if known is None:
            every = [e for o in locks.values() for e in o.lock.entries.values()]
            of_namespace = [e for e in every if e.namespace == namespace]
            if of_namespace and not any(was.value in (e.id, *e.was) for e in of_namespace):
                gone = {e.id for e in of_namespace if (namespace, e.id) not in present}
                message = f"`{was.value}` is no card of the last build"
                yield warning("unknown-former-id", message, was.span, hint=_gone(was.value, gone))
        elif (
            entry is not None
            and not entry.removed
            and entry.first_id != known.first_id
            # Else another card claims the note, which is said as such.
            and (known.id == definition.id or (namespace, known.id) not in present)
        ):
            yield _contradiction(definition.id, was, entry, known)


def _gone(was: str, gone: set[str]) -> str:
    listed = ", ".join(f"`{id}`" for id in sorted(gone)[:5])
    return did_you_mean(was, gone) or (
        f"cards of the last build that are gone: {listed}"
        if gone
        else "remove `was`, if the card never had another id"
    )


def _contradiction(id: str, was: Scalar, entry: Entry, known: Entry) -> Diagnostic:
    """Say what comes of a card that has been built under another first id than its `was` names."""
    # A note that came to be when the other one went is the same card, built under a wrong name.
    # One that is older lived beside it, and has reviews of its own.
    older = entry.mod + CLOCK_SLACK < known.at
    if known.id != id and (older or not known.removed):
        return error(
            "two-identities",
            f"`{id}` and `{was.value}` were two cards of a build, with reviews of their own",
            was.span,
            hint=f"remove `was`; or, if `{id}` never was another card than `{was.value}`, delete "
            f"the lines of `{entry.namespace}/{id}` from {FILE_NAME}",
        )
    first = f", as a note that began as `{entry.first_id}`" if entry.was else ", as a new note"
    return warning(
        "identity-changed",
        f"`{id}` was built before{first}; it becomes the note of `{was.value}` again",
        was.span,
        hint="the other note stays in Anki, with what was reviewed there since: delete it there",
    )
