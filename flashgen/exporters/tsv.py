"""Notes as the text that Anki's own File > Import takes, fields separated by tabs.

Anki finds the notes of an earlier import by their GUIDs and updates them. The note types must be
there already, so the first import is that of the package.
"""

from collections.abc import Iterator, Sequence

from flashgen.anki.note import Note
from flashgen.anki.note_types import NOTE_TYPES

_BEFORE = ("guid", "notetype", "deck", "tags")
_WIDTH = max(len(note_type.fields) for note_type in NOTE_TYPES.values())


def write(notes: Sequence[Note]) -> Iterator[str]:
    """Yield the header lines and one record a note, each with its line end.

    The fields stand in the order of the note's own type behind GUID, note type, deck and tags.
    """
    yield "#separator:Tab\n#html:true\n"
    for number, what in enumerate(_BEFORE, start=1):
        yield f"#{what} column:{number}\n"
    for note in notes:
        note_type = NOTE_TYPES[note.kind]
        values = [note.fields[name] for name in note_type.field_names]
        values += [""] * (_WIDTH - len(values))
        record = (note.guid, note_type.name, note.deck, " ".join(note.tags), *values)
        yield "\t".join(map(_quoted, record)) + "\n"


def _quoted(value: str) -> str:
    # A field is never left bare: a bare one that begins with `#` would be taken for a comment.
    return '"' + value.replace('"', '""') + '"' if value else ""
