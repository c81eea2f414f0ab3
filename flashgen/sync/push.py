"""One build into one Anki: build, compare, back up, import, delete, and look what came of it."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from flashgen.anki.images import MediaError
from flashgen.anki.note import Note
from flashgen.anki.note_types import NOTE_TYPES, NoteType
from flashgen.build import package as building
from flashgen.build.cache import Cache
from flashgen.build.lock.entries import Entry
from flashgen.build.lock.file import line_of
from flashgen.build.notes import Progress
from flashgen.build.package import BuildResult
from flashgen.deck.folder import Loaded
from flashgen.source.diagnostics import Diagnostic, has_errors
from flashgen.sync.ankiconnect import ConnectError
from flashgen.sync.compare import (
    ANKIS_OWN,
    ImportComparison,
    ImportStatus,
    NoteOutcome,
    NoteUpdate,
    compare,
    own_tags,
)
from flashgen.sync.existing import Existing, ExistingError, ExistingNote
from flashgen.sync.lost_identity import lost_identities
from flashgen.sync.to_collection import CollectionError

FORMER_TYPE = (
    "the note type `{}` in {} is of an earlier flashgen, whose notes are not carried over: delete "
    "its notes and the type (Tools > Manage Note Types) first"
)
"""With the name of the note type, and where it is."""

_ARRIVING = (ImportStatus.NEW, ImportStatus.UPDATED, ImportStatus.OVERWRITTEN)

Agree = Callable[[Sequence[ExistingNote], Mapping[str, str]], bool]
"""Asked once, before anything is changed: may these notes be deleted, for these reasons by GUID?"""


class ObstacleError(Exception):
    """The import would lose something of the user's; nothing was changed. Says what, and why."""


class HaltedError(Exception):
    """The surroundings broke off a push on its way; says whether the import was made."""


class PartialError(Exception):
    """Notes are to be deleted, and not all was built that could tell which."""


class Target(Protocol):
    """A place to push to. What keeps it from working is raised by it as an exception of its own."""

    def read(self, entries: Mapping[str, Entry], unknown: Set[str]) -> Existing:
        """Return the notes that are there, of those that the entries are about.

        `unknown` are the GUIDs of those that no lock knew before: what is there under their names
        may have other GUIDs.
        """

    def obstacle(self, existing: Existing) -> str:
        """Say why nothing may be imported; empty where it may."""

    def notice(self, comparison: ImportComparison) -> str:
        """Say what an import may do besides to what is the user's; empty for nothing."""

    def outdated(self, existing: Existing, kinds: Iterable[NoteType]) -> bool:
        """Tell whether one of these note types is missing, or older than ours."""

    def copies(self, guid: str) -> bool:
        """Tell whether more than one note was found for this GUID at the last reading."""

    def back_up(self, stamp: str) -> Path | None:
        """Make a backup with this in its name; None where the place makes its own."""

    def change(
        self, package: Path | None, updates: Sequence[NoteUpdate], delete: Sequence[int]
    ) -> None:
        """Import the package, which is to make these updates, and delete notes by their ids."""


class PushRequest(Struct, frozen=True):
    """What a push is asked for: the build (its output is not used), and what else to do."""

    build: building.Request
    stamp: str
    """The time, as the name of a backup is to have it."""
    prune: bool = False


class PushResult(Struct, frozen=True):
    """What came of a push, or would have with `dry_run`."""

    build: BuildResult
    comparison: ImportComparison = field(default_factory=lambda: ImportComparison(()))
    kept_tags: int = 0
    """How many notes have tags that no build gave; they keep them."""
    prunable: tuple[ExistingNote, ...] = ()
    """Notes that the lock knows as removed, and that are there."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """By GUID: why each of them is taken for removed."""
    lost: tuple[str, ...] = ()
    """Names of notes that are there under another GUID, so that the import adds them anew."""
    doubtful: tuple[ExistingNote, ...] = ()
    """Removed ones that stay: there is a copy with the same ID, or the note type is another."""
    moved: tuple[str, ...] = ()
    """Names of removed ones that stay, since another folder's lock or deck file has them."""
    living: Mapping[str, str] = field(default_factory=dict)
    """By name: the deck file that has those of them that no lock has, and the line."""
    pruned: tuple[ExistingNote, ...] = ()
    notice: str = ""
    """What the import may do besides to what is the user's."""
    imported: bool = False
    backup: Path | None = None
    missed: tuple[NoteOutcome, ...] = ()
    """What was to arrive and, looked at afterwards, did not."""


def push(
    loaded: Loaded,
    places: Sequence[Path],
    request: PushRequest,
    target: Target,
    agree: Agree,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> PushResult:
    """Bring a build into Anki. With a dry run, or errors in the cards, nothing is changed.

    Raises ObstacleError, PartialError, HaltedError, what the target raises, and what
    `building.build` raises.
    """
    if request.build.dry_run:
        return _push(loaded, places, request, target, agree, progress, cache)
    with building.held(loaded, places):
        return _push(loaded, places, request, target, agree, progress, cache)


def _push(
    loaded: Loaded,
    places: Sequence[Path],
    request: PushRequest,
    target: Target,
    agree: Agree,
    progress: Progress | None,
    cache: Cache | None,
) -> PushResult:
    built = building.build(loaded, places, replace(request.build, dry_run=True), progress, cache)
    if has_errors(built.diagnostics):
        return PushResult(built)
    if request.prune and not all(opened.whole for opened, _ in built.updates):
        raise PartialError
    after = built.new_entries
    unknown = built.unknown
    existing = target.read(after, unknown)
    unreadable: list[Diagnostic] = []
    elsewhere: Mapping[str, Entry] = {}
    living: Mapping[str, str] = {}
    absent = existing.notes.keys() - {note.guid for note in built.built.notes}
    if absent:
        elsewhere = building.elsewhere(built, unreadable)
        names = {guid: existing.notes[guid].name for guid in absent - elsewhere.keys()}
        living = building.living_nearby(built, names, unreadable)
    moved = tuple(
        sorted(after[guid].name for guid in absent & after.keys() & (elsewhere.keys() | living))
    )
    existing = existing.without({*elsewhere, *living})
    if existing.former_type:
        raise ObstacleError(FORMER_TYPE.format(existing.former_type, target))
    if request.prune and unreadable:
        return PushResult(replace(built, diagnostics=(*built.diagnostics, *unreadable)))
    if obstacle := target.obstacle(existing):
        raise ObstacleError(obstacle)
    before = built.entries
    notes = [_with_own_tags(note, existing, before) for note in built.built.notes]
    comparison = compare(notes, NOTE_TYPES, built.mods, before, existing, built.whole, built.times)
    kept = sum(note is not old for note, old in zip(notes, built.built.notes, strict=True))
    alive = {entry.name for entry in (*after.values(), *elsewhere.values()) if not entry.removed}
    prunable, doubtful = _removed(existing, after, built.whole, target, alive)
    notice = target.notice(comparison)
    result = PushResult(
        built,
        comparison,
        kept,
        prunable,
        _reasons(built, prunable),
        lost_identities(built.built.notes, existing),
        doubtful,
        moved,
        {after[guid].name: place for guid, place in living.items() if guid in after},
        notice=notice,
    )
    if request.build.dry_run:
        return result
    pruned = prunable if request.prune and prunable and agree(prunable, result.reasons) else ()
    if pruned and _changed(existing, target.read(after, unknown)):
        raise ObstacleError("notes were changed in Anki since the question was asked; push again")
    kinds = [NOTE_TYPES[kind] for kind in sorted({note.kind for note in notes})]
    imports = any(o.status in _ARRIVING or o.new_cards for o in comparison.outcomes)
    imports = imports or target.outdated(existing, kinds)
    # Before the locks are written: where the place turns out to be no good, nothing has changed.
    backup = target.back_up(request.stamp) if imports or pruned else None
    with _package(built, notes, backup) as (built, package):
        if imports or pruned:
            updates = _updates(comparison, existing)
            target.change(package if imports else None, updates, [note.id for note in pruned])
    result = replace(result, build=built, imported=imports, backup=backup, pruned=pruned)
    if not (imports or pruned):
        return result
    try:
        return _looked_at(result, target, notes, unknown)
    except (ExistingError, CollectionError, ConnectError, OSError) as problem:
        what = "the import was made" if imports else "the notes were deleted"
        saved = f"; the backup of before is {backup}" if backup else ""
        raise HaltedError(
            f"{what}, but how it came out cannot be looked at: {_said(problem)}{saved}"
        ) from None


@contextmanager
def _package(
    built: BuildResult, notes: Sequence[Note], backup: Path | None
) -> Iterator[tuple[BuildResult, Path]]:
    """Write the locks and the package, which is there until the block ends.

    Raises HaltedError where that fails; then there is no need of the backup, and it is removed.
    """
    with ExitStack() as stack:
        try:
            # On Windows a running Anki may not have let go of the package yet.
            made = tempfile.TemporaryDirectory(prefix="flashgen-", ignore_cleanup_errors=True)
            package = Path(stack.enter_context(made)) / "flashgen.apkg"
            built = building.write(built, package, notes)
        except (OSError, MediaError) as problem:
            if backup is not None:
                backup.unlink(missing_ok=True)
            raise HaltedError(f"{_said(problem)}; nothing was imported") from None
        yield built, package


def _said(problem: Exception) -> str:
    if isinstance(problem, OSError):
        return f"{problem.filename or 'a file'} cannot be used: {problem.strerror or problem}"
    return str(problem)


def _looked_at(
    result: PushResult, target: Target, notes: Sequence[Note], unknown: Set[str]
) -> PushResult:
    """Return the result with what did not arrive, and what is gone, as the target now tells."""
    built = result.build
    # What was imported has the GUIDs that were built; only beside lost ones could it be mistaken.
    now = target.read(built.new_entries, unknown if result.lost else frozenset())
    again = compare(notes, NOTE_TYPES, built.mods, built.entries, now, times=built.times)
    arrived = {o.guid for o in again.outcomes if o.status is not ImportStatus.NEW and not o.fields}
    missed = tuple(o for o in result.comparison.of(*_ARRIVING) if o.guid not in arrived)
    gone = tuple(note for note in result.pruned if note.guid not in now.notes)
    return replace(result, pruned=gone, missed=missed)


def _reasons(built: BuildResult, notes: Iterable[ExistingNote]) -> dict[str, str]:
    """Return by GUID since when each note is in no deck file, and which lock says so."""
    found: dict[str, str] = {}
    for note in notes:
        for opened, new in built.updates:
            entry = new.lock.entries.get(note.guid)
            if entry is None or not entry.removed:
                continue
            before = opened.lock.entries.get(note.guid)
            if before is None or not before.removed:
                found[note.guid] = f"in no deck file of {opened.path.parent.as_posix()} any more"
                continue
            day = datetime.fromtimestamp(entry.at, UTC).date().isoformat()
            found[note.guid] = (
                f"removed since {day} ({opened.shown}, line {line_of(opened.path, before)})"
            )
    return found


def _with_own_tags(note: Note, existing: Existing, entries: Mapping[str, Entry]) -> Note:
    """Return the note with the tags besides that it has in Anki and that no build gave it.

    Anki replaces the tags of a note that it updates; so they come with the package.
    """
    there = existing.notes.get(note.guid)
    if there is None:
        return note
    built = {tag.casefold() for tag in note.tags}
    own = set(own_tags(note, there, entries.get(note.guid)))
    own |= {tag for tag in there.tags if tag.casefold() in ANKIS_OWN - built}
    return replace(note, tags=(*note.tags, *sorted(own))) if own else note


def _changed(before: Existing, now: Existing) -> bool:
    """Tell whether one of the notes that were there was changed, or deleted."""
    return any(
        guid not in now.notes
        or (now.notes[guid].mod, now.notes[guid].tags) != (note.mod, note.tags)
        for guid, note in before.notes.items()
    )


def _updates(comparison: ImportComparison, existing: Existing) -> list[NoteUpdate]:
    """Return the current state of the notes that an import will update."""
    found: list[NoteUpdate] = []
    for outcome in comparison.of(ImportStatus.UPDATED, ImportStatus.OVERWRITTEN):
        tags = existing.notes[outcome.guid].tags
        marks = tuple(sorted(tag for tag in tags if tag.casefold() in ANKIS_OWN))
        found.append(NoteUpdate(existing.notes[outcome.guid].id, outcome.mod, marks))
    return found


def _removed(
    existing: Existing,
    entries: Mapping[str, Entry],
    complete: Iterable[str],
    target: Target,
    alive: Set[str],
) -> tuple[tuple[ExistingNote, ...], tuple[ExistingNote, ...]]:
    """Return the notes that are there and that the lock, now, has as removed: sure and doubtful.

    Only of namespaces that were built in full, and only of the note type that flashgen gave them.
    """
    sure: list[ExistingNote] = []
    doubtful: list[ExistingNote] = []
    complete = frozenset(complete)
    for guid, entry in sorted(entries.items(), key=lambda item: item[1].name):
        note = existing.notes.get(guid)
        if note is None or not entry.removed or entry.namespace not in complete:
            continue
        if {entry.name, note.name} & alive:  # another note has its name: which one is reviewed?
            doubtful.append(note)
            continue
        same_type = note.note_type.id == NOTE_TYPES[entry.kind].id
        certain = same_type and not target.copies(guid)
        (sure if certain else doubtful).append(note)
    return tuple(sure), tuple(doubtful)
