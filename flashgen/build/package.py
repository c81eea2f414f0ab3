"""From deck files to a package on disk, with the lock that keeps identities, seeds and times."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from flashgen.anki.note import Note
from flashgen.anki.note_types import NOTE_TYPES
from flashgen.anki.package.writing import PackageReport, write_apkg
from flashgen.build import notes
from flashgen.build.lock.changes import (
    Change,
    ChangeStatus,
    SpanOf,
    Update,
    search_for_names,
    update,
)
from flashgen.build.lock.entries import Entry
from flashgen.build.lock.file import write_lock
from flashgen.build.lock.open import OpenLock, OpenLocks, by_guid, lock_path, open_locks, seeds
from flashgen.build.lock.problems import identity_problems
from flashgen.build.notes import Built, Progress, RenderedDefinition
from flashgen.deck.folder import Loaded
from flashgen.deck.selection import Selection
from flashgen.source import files
from flashgen.source.diagnostics import Diagnostic, has_errors, in_order
from flashgen.source.text import Span

if TYPE_CHECKING:
    from flashgen.build.cache import Cache


class Request(Struct, frozen=True):
    """What a build is asked for.

    ``seed`` is the root seed to draw from, for a part of the cards their own one; None keeps what
    the lock says. ``now`` is the time in seconds since 1970 that a change gets.
    """

    output: Path
    now: int
    selection: Selection = field(default_factory=Selection)
    seed: int | None = None
    locked: bool = False
    dry_run: bool = False
    transient: bool = False
    """Whether the locks stay as they are though the package differs from what they say."""
    clock_given: bool = False
    """Whether `now` was given, so that a lock ahead of it is no surprise."""


class BuildResult(Struct, frozen=True):
    """What came of a build."""

    built: Built
    diagnostics: tuple[Diagnostic, ...]
    changes: tuple[Change, ...]
    lock_changes: tuple[str, ...]
    """The locks that changed, or would have."""
    updates: tuple[tuple[OpenLock, Update], ...] = ()
    """The locks before the build, and what it makes of them."""
    locks: OpenLocks = field(default_factory=OpenLocks)
    report: PackageReport | None = None

    @property
    def mods(self) -> dict[str, int]:
        """The time that each note has in the package, by GUID."""
        # Of a card that moved between two locks, the time in the one that it is built with.
        return {
            change.guid: new.lock.entries[change.guid].mod
            for _, new in self.updates
            for change in new.changes
            if change.status is not ChangeStatus.REMOVED
        }

    @property
    def entries(self) -> dict[str, Entry]:
        """What the locks knew of each note before the build, by GUID."""
        return by_guid(opened.lock for opened, _ in self.updates)

    @property
    def times(self) -> frozenset[int]:
        """The times at which the locks know that a note was built, before this build or by it."""
        locks = [lock for opened, new in self.updates for lock in (opened.lock, new.lock)]
        mods = (entry.mod for lock in locks for entry in lock.entries.values())
        return frozenset(mods).union(*(lock.earlier for lock in locks))

    @property
    def new_entries(self) -> dict[str, Entry]:
        """What the locks know of each note after the build, by GUID."""
        return by_guid(new.lock for _, new in self.updates)

    @property
    def unknown(self) -> frozenset[str]:
        """The GUIDs of the built notes that no lock knew before, here or nearby."""
        locks = [opened.lock for opened, _ in self.updates]
        locks += [opened.lock for opened in self.locks.nearby]
        return frozenset(note.guid for note in self.built.notes) - by_guid(locks).keys()

    @property
    def removed_earlier(self) -> tuple[str, ...]:
        """The names of the notes that builds before this one removed, sorted; of whole builds."""
        whole = self.whole
        present = self.new_entries
        return tuple(
            sorted(
                entry.name
                for opened, new in self.updates
                for guid, entry in opened.lock.entries.items()
                if entry.removed
                and new.lock.entries[guid].removed
                and entry.namespace in whole
                and present[guid].removed
            )
        )

    @property
    def search(self) -> str:
        """What to type into Anki's search field to select all removed notes; empty if none."""
        removed = {change.name for change in self.changes if change.status is ChangeStatus.REMOVED}
        removed.update(self.removed_earlier)
        if not removed:
            return ""
        entries = [*self.new_entries.values(), *elsewhere(self).values()]
        removed -= {entry.name for entry in entries if not entry.removed}
        gone = {g: e.name for g, e in self.new_entries.items() if e.name in removed}
        return search_for_names(removed - {gone[guid] for guid in living_nearby(self, gone, [])})

    @property
    def whole(self) -> frozenset[str]:
        """The namespaces that were built in full, so that a note that is missing is removed."""
        whole: set[str] = set()
        partial: set[str] = set()
        for opened, _ in self.updates:
            names = {entry.namespace for entry in opened.lock.entries.values()}
            names |= opened.namespaces
            (whole if opened.whole else partial).update(names)
        return frozenset(whole - partial)


def elsewhere(result: BuildResult, diagnostics: list[Diagnostic] | None = None) -> dict[str, Entry]:
    """Return the notes of folders nearby that were not built, by GUID, as their locks have them.

    A namespace may be spread over folders, and a card moved from one to the other: so what one
    lock has as removed, or never knew, is not gone as long as another has it. A lock that cannot
    be understood is left out, and why is appended to `diagnostics`.
    """
    if diagnostics is not None:
        diagnostics += result.locks.unreadable_nearby()
    entries = by_guid(opened.lock for opened in result.locks.nearby)
    present = {guid for guid, entry in result.new_entries.items() if not entry.removed}
    return {g: entry for g, entry in entries.items() if not entry.removed and g not in present}


def living_nearby(
    result: BuildResult, names: Mapping[str, str], diagnostics: list[Diagnostic]
) -> dict[str, str]:
    """Return where notes that were not built stand in deck files nearby, by GUID: file and line.

    A card may have moved to a folder that has no lock yet. `names` are the names that notes have
    in Anki, by GUID. What keeps a deck file from being understood that may hold one of them is
    appended to `diagnostics`.
    """
    entries = result.new_entries
    gone = {
        guid: {name, *(entries[guid].names if guid in entries else ())}
        for guid, name in names.items()
        if guid not in entries or entries[guid].removed
    }
    return result.locks.cards_nearby(gone, diagnostics)


class LockedError(Exception):
    """With ``--locked``: a lock would change. Holds the result that shows how."""

    def __init__(self, result: BuildResult) -> None:
        super().__init__("the lock would change")
        self.result = result


def build(
    loaded: Loaded,
    places: Sequence[Path],
    request: Request,
    progress: Progress | None = None,
    cache: "Cache | None" = None,
) -> BuildResult:
    """Build the package and leave the lock as it is then right.

    Raises OSError, MediaError and files.FolderBusyError where the surroundings are at fault, and
    LockedError where the lock would change and must not.
    """
    if request.dry_run:
        return _build(loaded, places, request, progress, cache)
    with held(loaded, places):
        return _build(loaded, places, request, progress, cache)


@contextmanager
def held(loaded: Loaded, places: Sequence[Path]) -> Iterator[None]:
    """Hold the folders of the locks, so that no other build writes them meanwhile.

    Raises files.FolderBusyError where another one has them.
    """
    given = [place for place in places if place.is_dir()]
    with ExitStack() as stack:
        folders: set[Path] | None = None
        # While one waited, another build may have written a lock that is nearer.
        while folders != (now := {lock_path(h, given).parent.resolve() for h in loaded.heads}):
            stack.close()
            folders = now
            for folder in sorted(folders):
                stack.enter_context(files.exclusive(folder))
        yield


def _build(
    loaded: Loaded,
    places: Sequence[Path],
    request: Request,
    progress: Progress | None,
    cache: "Cache | None",
) -> BuildResult:
    found: list[Diagnostic] = []
    locks = open_locks(loaded, places, request.selection, found)
    if has_errors(found):
        everything = in_order([*loaded.diagnostics, *found])
        return BuildResult(Built((), (), tuple(everything)), tuple(everything), (), ())
    found += identity_problems(loaded, locks, request.selection)
    seed_of = seeds(locks, request.selection, request.seed)
    built = notes.build(loaded, request.selection, seed_of, progress, cache, samples=False)
    if has_errors([*built.diagnostics, *found]):
        return BuildResult(built, tuple(in_order([*built.diagnostics, *found])), (), ())
    updates = list(_updates(built, locks, request))
    for _, new in updates:
        found += new.diagnostics
    if request.clock_given:
        found = [d for d in found if d.code != "clock-behind"]
    diagnostics = tuple(in_order([*built.diagnostics, *found]))
    present = {
        c.guid for _, new in updates for c in new.changes if c.status is not ChangeStatus.REMOVED
    }
    changes = tuple(
        change
        for _, new in updates
        for change in new.changes
        if change.status is not ChangeStatus.REMOVED or change.guid not in present  # else it moved
    )
    changed = [(opened, new) for opened, new in updates if new.lock != opened.lock]
    names = tuple(opened.shown for opened, _ in changed)
    result = BuildResult(built, diagnostics, changes, names, tuple(updates), locks)
    if has_errors(diagnostics):
        return result
    if request.locked and changed:
        raise LockedError(result)
    if request.dry_run:
        return result
    return write(result, request.output, transient=request.transient)


def write(
    result: BuildResult,
    output: Path,
    notes: Sequence[Note] | None = None,
    *,
    transient: bool = False,
) -> BuildResult:
    """Write the locks of a build that wrote nothing, and its package with its notes, or `notes`.

    With `transient` the locks stay as they are. Raises OSError and MediaError.
    """
    # The locks first: a package that went out with times that no lock knows would be the
    # worse half of the work to be left with.
    if not transient:
        for opened, new in result.updates:
            if new.lock != opened.lock:
                write_lock(opened.path, new.lock)
    built = result.built
    whose = built.notes if notes is None else notes
    return replace(result, report=write_apkg(output, whose, built.decks, NOTE_TYPES, result.mods))


def _updates(built: Built, locks: OpenLocks, request: Request) -> Iterator[tuple[OpenLock, Update]]:
    for opened in locks.opened:
        items = [item for item in built.definitions if item.path in opened.paths]
        root = request.seed if opened.whole and not request.selection.only else None
        yield (
            opened,
            update(
                opened.lock,
                [note for item in items for note in item.notes],
                request.now,
                whole=opened.whole,
                root_seed=root,
                span_of=_span_of(items),
                elsewhere=locks.entries_elsewhere(opened),
            ),
        )


def _span_of(items: Sequence[RenderedDefinition]) -> SpanOf:
    @functools.cache  # most builds have nothing to say of any
    def by_name() -> dict[str, Span]:
        return {item.name: item.definition.head for item in items}

    return lambda name: by_name().get(name)
