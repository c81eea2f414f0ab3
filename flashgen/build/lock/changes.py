"""What a build changes in the lock: which notes are new, changed, renamed or gone, and since when.

Anki updates a note only where the package's time of change is later than its own, so a note keeps
its time until its content changes, and then gets the real time of that change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.note import Note, digest
from flashgen.build.lock.entries import Content, Entry, LockFile
from flashgen.build.lock.file import LATEST
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span

SpanOf = Callable[[str], Span | None]
"""Tells where a definition (``namespace/id``) stands."""


class Identified(Protocol):
    """What the lock has to know of a note to say whether it may be: a rendered one, or none yet."""

    @property
    def kind(self) -> str:
        """``concept``, ``numeric`` or ``cloze``."""

    @property
    def namespace(self) -> str:
        """The namespace of its id."""

    @property
    def id(self) -> str:
        """The id of its definition."""

    @property
    def guid(self) -> str:
        """Its identity in Anki."""

    @property
    def first_id(self) -> str:
        """The id that the definition had first; empty where that is `id`."""


CLOCK_SLACK = 60
_MOST_EARLIER = 100
"""How many seconds a time in the lock may be ahead of the clock without a warning."""


class ChangeStatus(StrEnum):
    """What became of a note."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    RENAMED = "renamed"
    REMOVED = "removed"
    RETURNED = "returned"


class Change(Struct, frozen=True):
    """What became of one note; `what` changed is of text, numbers, tags, deck and cards."""

    status: ChangeStatus
    name: str
    guid: str
    what: tuple[str, ...] = ()
    old_name: str = ""
    """Where it was renamed."""
    old_deck: str = ""
    """Where the deck changed."""


class Update(Struct, frozen=True):
    """The lock as a build leaves it, with what changed, sorted by name."""

    lock: LockFile
    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...]

    def of(self, *statuses: ChangeStatus) -> tuple[Change, ...]:
        """Return the changes of these statuses."""
        return tuple(change for change in self.changes if change.status in statuses)


def _nowhere(definition: str) -> None:
    return None


def update(
    lock: LockFile,
    notes: Sequence[Note],
    now: int,
    *,
    whole: bool,
    root_seed: int | None = None,
    span_of: SpanOf = _nowhere,
    elsewhere: Mapping[str, Entry] = MappingProxyType({}),
) -> Update:
    """Compare the notes of a build with the lock and return the lock that it leaves.

    `now` is in seconds since 1970. Only a `whole` build, of all that the lock is for, marks notes
    as removed. `root_seed` is the one that the notes were drawn with, where it is another one.
    `elsewhere` are entries of other locks by GUID, for the notes that this lock does not know.
    What cannot be (a change of kind, a former id used again) is among the diagnostics, as is what
    Anki will not do by itself.
    """
    diagnostics: list[Diagnostic] = []
    entries = dict(lock.entries)
    changes: list[Change] = []
    built: dict[str, Note] = {}
    for note in notes:
        entry = entries.get(note.guid) or elsewhere.get(note.guid)
        entry = None if note.guid in built else entry
        refused = _refused(note, built.get(note.guid), entry, lock, whole, span_of)
        built.setdefault(note.guid, note)
        if refused is not None:
            diagnostics.append(refused)
            continue
        entries[note.guid], change = _updated(note, entry, now)
        changes.append(change)
    if whole:
        for guid, entry in lock.entries.items():
            if guid not in built and not entry.removed:
                entries[guid] = replace(entry, removed=True, at=_after(entry.at, now))
                changes.append(Change(ChangeStatus.REMOVED, entry.name, guid))
    seed, seed_at = lock.root_seed, lock.root_seed_at
    if root_seed is not None and root_seed != seed:
        seed, seed_at = root_seed, _after(seed_at, now)
    known = {**elsewhere, **lock.entries}
    if not diagnostics:  # else some are compared with another card's note
        diagnostics += _kept_by_anki(changes, known, entries, span_of)
    diagnostics += _clock(lock, now)
    changes.sort(key=lambda change: (change.name, change.guid))
    changed = (
        known[guid].mod
        for guid, entry in entries.items()
        if guid in known and entry.mod != known[guid].mod
    )
    earlier = frozenset(sorted(lock.earlier.union(changed))[-_MOST_EARLIER:])
    left = LockFile(entries, seed, seed_at, earlier)
    return Update(left, tuple(changes), tuple(diagnostics))


def refusals(
    lock: LockFile,
    notes: Iterable[Identified],
    *,
    whole: bool,
    span_of: SpanOf = _nowhere,
    elsewhere: Mapping[str, Entry] = MappingProxyType({}),
) -> Iterator[Diagnostic]:
    """Yield the errors for which `update` would not take the notes, which need not be rendered."""
    built: dict[str, Identified] = {}
    for note in notes:
        entry = lock.entries.get(note.guid) or elsewhere.get(note.guid)
        entry = None if note.guid in built else entry
        refused = _refused(note, built.get(note.guid), entry, lock, whole, span_of)
        built.setdefault(note.guid, note)
        if refused is not None:
            yield refused


def search_for_names(names: Iterable[str]) -> str:
    """Return the text for Anki's search field that selects the notes with these names."""
    listed = "|".join(sorted(names))
    return f'"ID:re:^({listed})$"' if listed else ""


def content_of(note: Note) -> Content:
    """Return the hashes of a note's content that the lock keeps."""
    return Content(
        fields=fields_digest(note.fields),
        tags=_tags(note.tags),
        deck=note.deck,
        text=note.text if note.numbers else "",
        numbers=note.numbers,
        cards=len(note.ordinals),
    )


def fields_digest(fields: Mapping[str, str]) -> str:
    """Return the digest of all fields but the ID, as the lock keeps it."""
    # An empty field says nothing, so that a spare one can get another name some day.
    return digest([part for item in fields.items() if item[1] and item[0] != "ID" for part in item])


def tags_digest(tags: Iterable[str]) -> str:
    """Return the digest of a note's tags, whatever their order, as the lock keeps it."""
    return digest(sorted(set(tags)))


_tags = lru_cache(maxsize=1024)(tags_digest)


def _refused(
    note: Identified,
    twin: Identified | None,
    entry: Entry | None,
    lock: LockFile,
    whole: bool,
    span_of: SpanOf,
) -> Diagnostic | None:
    # Built in part, the definition that has the id now may not be among the notes.
    taken = entry is not None and not whole and note.id != entry.id and note.id in entry.was
    if twin is not None or taken:
        known = lock.entries.get(note.guid)
        former, owner = note.id, twin.id if twin is not None else entry.id if entry else ""
        if known is not None and former == known.id and owner in known.was:
            former, owner = owner, former
        elif note.first_id and (known is None or former not in known.was):
            # Before the first build of both, the one that says `was` has the identity now.
            former, owner = owner, former
        return Diagnostic(
            "former-id-in-use",
            f"`{former}` is a former id of `{owner}`; a former id is never used again",
            span_of(f"{note.namespace}/{former}"),
            hint="Anki would take the two for one note; choose another id",
        )
    if entry is not None and entry.kind != note.kind:
        return Diagnostic(
            "kind-changed",
            f"`{note.id}` was a {entry.kind} card and is now a {note.kind} card; Anki cannot "
            "change a note's type on import and would never update it",
            span_of(f"{note.namespace}/{note.id}"),
            hint="give it a new id; the old note can then be deleted",
        )
    return None


def _updated(note: Note, old: Entry | None, now: int) -> tuple[Entry, Change]:
    content = content_of(note)
    if old is None:
        first_id = note.first_id or note.id
        entry = Entry(
            namespace=note.namespace,
            id=note.id,
            language=note.language,
            kind=note.kind,
            content=content,
            mod=now,
            at=now,
            was=(first_id,) if first_id != note.id else (),
            seed=note.seed,
            was_language=note.was_language,
        )
        return entry, Change(ChangeStatus.ADDED, note.name, note.guid)
    renamed = old.name != note.name
    what = _difference(old.content, content)
    if not (what or renamed or old.removed or old.seed != note.seed):
        return old, Change(ChangeStatus.UNCHANGED, note.name, note.guid)
    entry = replace(
        old,
        id=note.id,
        language=note.language,
        was_language=note.was_language,
        was=_former_ids(old, note.id),
        seed=note.seed,
        content=content,
        removed=False,
    )
    if what or renamed:  # the ID field is content too
        entry = replace(entry, mod=_after(old.mod, now))
    changed_at = entry.mod if entry.mod != old.mod else now
    entry = replace(entry, at=_after(old.at, changed_at))
    status = ChangeStatus.CHANGED if what else ChangeStatus.UNCHANGED
    if renamed:
        status = ChangeStatus.RENAMED
    elif old.removed:
        status = ChangeStatus.RETURNED
    return entry, Change(
        status,
        note.name,
        note.guid,
        what,
        old_name=old.name if renamed else "",
        old_deck=old.content.deck if "deck" in what else "",
    )


def _after(old: int, now: int) -> int:
    """Return the time of a change: now, or just behind that of the change before."""
    return min(max(now, old + 1), LATEST)


def _former_ids(old: Entry, id: str) -> tuple[str, ...]:
    if id == old.id:
        return old.was
    former = dict.fromkeys((*old.was, old.id))
    if id != old.first_id:
        former.pop(id, None)
    return tuple(former)


def _difference(old: Content, new: Content) -> tuple[str, ...]:
    if old == new:
        return ()
    what = []
    if old.numbers and new.numbers:
        text, numbers = old.text != new.text, old.numbers != new.numbers
    else:
        text, numbers = old.fields != new.fields, old.numbers != new.numbers
    others = [
        name
        for name, differs in (
            ("tags", old.tags != new.tags),
            ("deck", old.deck != new.deck),
            ("cards", old.cards != new.cards),
        )
        if differs
    ]
    # Another way of rendering the same text and numbers: a change of how they look.
    text = text or (old.fields != new.fields and not numbers)
    if text:
        what.append("text")
    if numbers:
        what.append("numbers")
    return (*what, *others)


def _clock(lock: LockFile, now: int) -> list[Diagnostic]:
    latest = max((entry.mod for entry in lock.entries.values()), default=0)
    if latest <= now + CLOCK_SLACK:
        return []
    return [
        Diagnostic(
            "clock-behind",
            f"the clock is {latest - now} seconds behind the latest change in the lock",
            hint="set the clock right: a time ahead of it hides later edits of the learner",
        )
    ]


def _kept_by_anki(
    changes: Iterable[Change],
    before: Mapping[str, Entry],
    after: Mapping[str, Entry],
    span_of: SpanOf,
) -> list[Diagnostic]:
    """Warn of what an import does not do: move cards between decks, delete cards."""
    found: list[Diagnostic] = []
    moved: dict[tuple[str, str], int] = {}
    for change in changes:
        if change.old_deck:
            pair = (change.old_deck, after[change.guid].content.deck)
            moved[pair] = moved.get(pair, 0) + 1
        if "cards" not in change.what:
            continue
        old, new = before[change.guid], after[change.guid]
        if new.content.cards < old.content.cards:
            found.append(
                Diagnostic(
                    "fewer-cards",
                    f"`{new.id}` makes fewer cards now; Anki keeps the others as empty cards",
                    span_of(f"{new.namespace}/{new.id}"),
                    hint="after the import, Tools > Empty Cards deletes them",
                )
            )
    for (old_deck, new_deck), count in sorted(moved.items()):
        notes = "1 note is" if count == 1 else f"{count} notes are"
        found.append(
            Diagnostic(
                "deck-changed",
                f"{notes} in the deck `{new_deck}` now, not in `{old_deck}`; Anki leaves cards "
                "that it has where they are",
                hint="rename the deck in Anki first, or move the cards there",
            )
        )
    return found
