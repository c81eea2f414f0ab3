"""Predict what importing a build does to the notes that a collection already has.

Anki's importer takes a note for the same by its GUID, and updates it only where the package's note
is the later one. Whether the collection's note was edited by the learner is nowhere written down:
it is inferred from the times of the builds that the lock knows, and from its digests. Where that
is not enough, the result is unknown.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from flashgen.anki.note import Note
from flashgen.anki.note_types import NoteType
from flashgen.build.lock.changes import fields_digest, search_for_names, tags_digest
from flashgen.build.lock.entries import Entry
from flashgen.sync.differences import (
    FieldDifference,
    TagDifference,
    field_differences,
    folded,
    tag_differences,
)
from flashgen.sync.existing import Existing, ExistingNote, ExistingNoteType, NoteTypePart

ANKIS_OWN = frozenset({"leech", "marked"})
"""Tags of Anki itself, which its importer takes off the notes of a package without schedules."""


class ImportStatus(StrEnum):
    """What an import does to a note."""

    NEW = "new"
    UPDATED = "updated"
    OVERWRITTEN = "overwritten"
    """Updated, and what the learner most likely wrote is lost."""
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """A local edit that is later than the build stays, and nothing arrives."""
    SKIPPED = "skipped"
    """The note is out of date, but its time is not: what the author changed does not arrive."""
    CONFLICTING = "conflicting"
    """Its note type there is another one, and Anki updates no such note."""
    REMOVED = "removed"
    """There, and no longer among the deck files; stays until it is deleted in Anki."""


class LocalEdit(StrEnum):
    """Whether a note was edited where the collection is."""

    NO = "no"
    LIKELY = "likely"
    """It changed after the latest build that changed it: an edit, or an older package that was
    imported since by Anki 2.1.54 to 24.11, which stamp a note with the time of the import."""
    UNKNOWN = "unknown"
    """It differs, and its time is neither that of a known build nor later than the last one."""


class NoteOutcome(Struct, frozen=True):
    """What an import does to one note."""

    status: ImportStatus
    name: str
    guid: str
    deck: str = ""
    """The deck of the build; cards that are there stay in theirs."""
    mod: int = 0
    """When the build's note last changed, in seconds since 1970."""
    existing_mod: int = 0
    """When the note that is there last changed."""
    local_edit: LocalEdit = LocalEdit.NO
    fields: tuple[FieldDifference, ...] = ()
    tags: tuple[TagDifference, ...] = ()
    new_cards: tuple[int, ...] = ()
    """Ordinals of the cards that the import adds."""
    empty_cards: tuple[int, ...] = ()
    """Ordinals of the cards that are there and will be empty: Tools > Empty Cards deletes them."""
    elsewhere: tuple[tuple[int, str], ...] = ()
    """Ordinal and deck of each card that is in another deck than the build's, and stays there."""
    old_name: str = ""
    """Where it has another name there."""
    why: str = ""
    """Of a conflict: in what the note types differ."""
    known: bool = True
    """Whether the lock knows the note."""

    @property
    def lost_fields(self) -> tuple[FieldDifference, ...]:
        """The fields in which the import replaces what may be the learner's."""
        if not self._replaces:
            return ()
        return tuple(field for field in self.fields if field.edited is not False)

    @property
    def lost_tags(self) -> tuple[str, ...]:
        """The tags that the import takes away and that may be the learner's."""
        if not self._replaces:
            return ()
        return tuple(tag.tag for tag in self.tags if tag.existing and tag.edited is not False)

    @property
    def _replaces(self) -> bool:
        updates = self.status in (ImportStatus.UPDATED, ImportStatus.OVERWRITTEN)
        return updates and self.local_edit is not LocalEdit.NO


class NoteUpdate(Struct, frozen=True):
    """A note that an import updates."""

    id: int
    """In the collection."""
    mod: int
    """When its content last changed, in seconds since 1970, as the package has it."""
    marks: tuple[str, ...] = ()
    """Anki's own tags, which it had before."""


class ImportComparison(Struct, frozen=True, dict=True):
    """What an import does, note by note, sorted by name."""

    outcomes: tuple[NoteOutcome, ...]

    def of(self, *statuses: ImportStatus) -> tuple[NoteOutcome, ...]:
        """Return the outcomes with these statuses."""
        return tuple(outcome for outcome in self.outcomes if outcome.status in statuses)

    @cached_property
    def counts(self) -> dict[ImportStatus, int]:
        """How many notes have each status; those that none has are left out."""
        found = [outcome.status for outcome in self.outcomes]
        return {status: found.count(status) for status in ImportStatus if status in found}

    @property
    def search(self) -> str:
        """What to type into Anki's search field to select the removed notes; empty if none."""
        present = {o.name for o in self.outcomes if o.status is not ImportStatus.REMOVED}
        present |= {o.old_name for o in self.outcomes}
        return search_for_names({o.name for o in self.of(ImportStatus.REMOVED)} - present)


def compare(
    notes: Sequence[Note],
    note_types: Mapping[str, NoteType],
    mods: Mapping[str, int],
    entries: Mapping[str, Entry],
    existing: Existing,
    complete: Set[str] = frozenset(),
    times: Set[int] = frozenset(),
) -> ImportComparison:
    """Predict the import of the notes into the existing ones, with the options of Anki's dialog.

    `note_types` maps a note's kind to its note type; `mods` a note's GUID to its time in the
    package; `entries` is what the lock knew before this build, by GUID, and `times` are those at
    which the lock knows that notes were built. Notes that are there and not built count as removed
    in the `complete` namespaces, which were built in full. Before 23.10
    Anki's own report counts a conflicting note that is not newer as a duplicate; what happens to
    it, nothing, is the same.
    """
    builds = {entry.mod for entry in entries.values()} | set(mods.values()) | times
    types = {kind: _Target(note_type, existing) for kind, note_type in note_types.items()}
    outcomes = []
    for note in notes:
        there = existing.notes.get(note.guid)
        entry = entries.get(note.guid)
        target = types[note.kind]
        outcomes.append(_outcome(note, there, target, mods[note.guid], entry, builds))
    built = {note.guid for note in notes}
    for guid, there in existing.notes.items():
        if guid not in built and there.name.partition("/")[0] in complete:
            outcomes.append(_removed(there, entries.get(guid), builds))
    return ImportComparison(tuple(sorted(outcomes, key=lambda o: (o.name, o.guid))))


def own_tags(note: Note, there: ExistingNote, entry: Entry | None) -> tuple[str, ...]:
    """Return the tags that a note has there, the build does not give it, and no build gave it.

    What the lock has a digest of tells which those are; in doubt a tag counts as one of them.
    """
    return tuple(
        tag.tag
        for tag in tag_differences(note, there.tags, entry)
        if tag.existing and tag.edited is not False
    )


class _Target:
    """The note type that a package's note type becomes in a collection."""

    def __init__(self, note_type: NoteType, existing: Existing) -> None:
        self.name = note_type.name
        self.field_names = note_type.field_names
        self.fields = tuple(NoteTypePart(field.name, field.id) for field in note_type.fields)
        self.templates = tuple(NoteTypePart(t.name, t.id) for t in note_type.templates)
        self.id = note_type.id
        self.there = existing.note_types.get(note_type.id)
        if self.there is not None and not self._equals(self.there):
            # Anki makes a second one, or takes the second one that an earlier import made.
            twins = (
                other.id
                for other in existing.note_types.values()
                if other.id != note_type.id
                and other.original_id == note_type.id
                and self._equals(other)
            )
            self.id = next(twins, 0)

    def _equals(self, other: ExistingNoteType) -> bool:
        return _match(self.fields, other.fields) and _match(self.templates, other.templates)

    def conflict(self, there: ExistingNoteType) -> str:
        """Return how the note's type there differs; empty where Anki can update the note."""
        if there.id == self.id:
            return ""
        if self.there is None or there.id != self.there.id:
            return f"the note type is `{there.name}` there, not `{self.name}`"
        for what, ours, theirs in (
            ("fields", self.fields, there.fields),
            ("card templates", self.templates, there.templates),
        ):
            if _match(ours, theirs):
                continue
            more = [p.name for p in theirs if not any(p.matches(q) for q in ours)]
            less = [p.name for p in ours if not any(p.matches(q) for q in theirs)]
            parts = [f"more: {', '.join(more)}"] * bool(more)
            parts += [f"less: {', '.join(less)}"] * bool(less)
            how = "; ".join(parts) or "another order"
            return f"the note type `{self.name}` has other {what} there ({how})"
        return f"the note type `{self.name}` is another one there"


def _match(ours: Sequence[NoteTypePart], theirs: Sequence[NoteTypePart]) -> bool:
    return len(ours) == len(theirs) and all(map(NoteTypePart.matches, ours, theirs))


def _outcome(
    note: Note,
    there: ExistingNote | None,
    target: _Target,
    mod: int,
    entry: Entry | None,
    builds: Set[int],
) -> NoteOutcome:
    if there is None:
        return NoteOutcome(
            ImportStatus.NEW,
            note.name,
            note.guid,
            note.deck,
            mod,
            new_cards=note.ordinals,
            known=entry is not None,
        )
    why = target.conflict(there.note_type)
    # Where Anki takes the note types for the same, a field may have got another name there.
    names = there.fields.keys() if why else target.field_names
    existing = dict(zip(names, there.fields.values(), strict=True))
    fields = field_differences(note, existing, entry)
    tags = tag_differences(note, there.tags, entry)
    edit = _local_edit(there, entry, builds, [*fields, *tags])
    if edit is LocalEdit.NO:
        fields = tuple(FieldDifference(f.name, f.existing, f.built, False) for f in fields)
        tags = tuple(TagDifference(t.tag, t.existing, False) for t in tags)
    status = _status(there.mod < mod, edit, bool(fields or tags), bool(why))
    updates = status in (ImportStatus.UPDATED, ImportStatus.OVERWRITTEN)
    return NoteOutcome(
        status,
        note.name,
        note.guid,
        note.deck,
        mod,
        there.mod,
        edit,
        fields,
        tags,
        # Cards that a note lacks are added even where the note itself is not updated.
        tuple(sorted(set(note.ordinals) - set(there.decks))) if not why else (),
        tuple(sorted(set(there.decks) - set(note.ordinals))) if updates else (),
        tuple((o, d) for o, d in there.decks.items() if folded(d) != folded(note.deck)),
        there.name if there.name != note.name else "",
        why,
        entry is not None,
    )


def _removed(there: ExistingNote, entry: Entry | None, builds: Set[int]) -> NoteOutcome:
    as_built = entry is not None and entry.content.fields == fields_digest(there.fields)
    as_tagged = entry is not None and entry.content.tags == tags_digest(there.tags)
    edit = LocalEdit.NO if as_built and as_tagged else _edit_by_time(there, entry, builds)
    return NoteOutcome(
        ImportStatus.REMOVED,
        there.name,
        there.guid,
        existing_mod=there.mod,
        local_edit=edit,
        elsewhere=tuple(there.decks.items()),
        known=entry is not None,
    )


def _status(later: bool, edit: LocalEdit, differs: bool, conflict: bool) -> ImportStatus:
    if conflict:
        return ImportStatus.CONFLICTING
    if later:
        return ImportStatus.OVERWRITTEN if edit is LocalEdit.LIKELY else ImportStatus.UPDATED
    if not differs:
        return ImportStatus.UNCHANGED
    return ImportStatus.SKIPPED if edit is LocalEdit.NO else ImportStatus.KEPT


def _local_edit(
    there: ExistingNote,
    entry: Entry | None,
    builds: Set[int],
    differences: Iterable[FieldDifference | TagDifference],
) -> LocalEdit:
    if all(difference.edited is False for difference in differences):
        return LocalEdit.NO
    return _edit_by_time(there, entry, builds)


def _edit_by_time(there: ExistingNote, entry: Entry | None, builds: Set[int]) -> LocalEdit:
    # A note has the time of its build until it is edited, or updated by an Anki that stamps it.
    # One that was only ever added has an id that begins with that time.
    if there.mod in builds or there.mod == there.id // 1000:
        return LocalEdit.NO
    if entry is not None and there.mod > entry.mod:
        return LocalEdit.LIKELY
    return LocalEdit.UNKNOWN
