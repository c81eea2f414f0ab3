"""What changed since a package was built: the build of now, note by note, against that package."""

from collections.abc import Collection, Mapping, Sequence, Set

from msgspec import Struct

from flashgen.anki.note import Note
from flashgen.build.lock.changes import ChangeStatus, search_for_names
from flashgen.sync.data_changes import data_changes
from flashgen.sync.differences import (
    FieldDifference,
    TagDifference,
    field_differences,
    folded,
    tag_differences,
)
from flashgen.sync.existing import Existing, ExistingNote

_DATA = "Data"


class NoteChange(Struct, frozen=True):
    """What became of one note; `what` changed is of text, numbers, tags, deck, cards and kind."""

    status: ChangeStatus
    name: str
    guid: str
    what: tuple[str, ...] = ()
    fields: tuple[FieldDifference, ...] = ()
    tags: tuple[TagDifference, ...] = ()
    old_name: str = ""
    """Where it was renamed."""
    old_decks: tuple[str, ...] = ()
    """Where the deck changed."""


def changes_since(
    notes: Sequence[Note],
    type_names: Mapping[str, str],
    existing: Existing,
    complete: Set[str] = frozenset(),
) -> tuple[NoteChange, ...]:
    """Compare the built notes with those of a package; sorted by name.

    `type_names` maps a note's kind to the name of its note type. Notes of the package that are not
    built count as removed in the `complete` namespaces, which were built in full.
    """
    changes = []
    for note in notes:
        there = existing.notes.get(note.guid)
        if there is None:
            changes.append(NoteChange(ChangeStatus.ADDED, note.name, note.guid))
        else:
            changes.append(_change(note, there, type_names[note.kind]))
    built = {note.guid for note in notes}
    changes += [
        NoteChange(ChangeStatus.REMOVED, there.name, guid)
        for guid, there in existing.notes.items()
        if guid not in built and there.name.partition("/")[0] in complete
    ]
    return tuple(sorted(changes, key=lambda change: (change.name, change.guid)))


def search_for_removed(changes: Collection[NoteChange]) -> str:
    """Return the search that selects the removed notes in Anki's browser; empty if none."""
    removed = {change.name for change in changes if change.status is ChangeStatus.REMOVED}
    present = {c.name for c in changes if c.status is not ChangeStatus.REMOVED}
    return search_for_names(removed - present - {c.old_name for c in changes})


def _change(note: Note, there: ExistingNote, type_name: str) -> NoteChange:
    fields = field_differences(note, there.fields)
    tags = tag_differences(note, there.tags)
    text, numbers = _text_and_numbers(note, fields)
    decks = tuple(sorted({d for d in there.decks.values() if folded(d) != folded(note.deck)}))
    what = tuple(
        name
        for name, differs in (
            ("text", text),
            ("numbers", numbers),
            ("tags", bool(tags)),
            ("deck", bool(decks)),
            ("cards", set(there.decks) != set(note.ordinals)),
            ("kind", there.note_type.name != type_name),
        )
        if differs
    )
    renamed = there.name != note.name
    status = (
        ChangeStatus.RENAMED
        if renamed
        else ChangeStatus.CHANGED
        if what
        else ChangeStatus.UNCHANGED
    )
    old_name = there.name if renamed else ""
    return NoteChange(status, note.name, note.guid, what, fields, tags, old_name, decks)


def _text_and_numbers(note: Note, fields: Sequence[FieldDifference]) -> tuple[bool, bool]:
    """Tell whether the text and whether the numbers of a note differ."""
    differing = {field.name: field for field in fields if field.name != "ID"}
    if not note.numbers or _DATA not in differing:
        return bool(differing), False
    # The other fields show the first variant: they differ with the numbers, too.
    changes = data_changes(differing[_DATA].existing, differing[_DATA].built)
    text = bool(changes.texts or {"Extra", "Source", "Language"} & differing.keys())
    return text, changes.numbers
