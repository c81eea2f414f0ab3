"""Notes that are there under other GUIDs than a build gives them: the lock that knew is lost."""

from collections.abc import Iterable

from flashgen.anki.note import Note
from flashgen.sync.existing import Existing


def lost_identities(notes: Iterable[Note], existing: Existing) -> tuple[str, ...]:
    """Return the names of built notes that are not there, while others have their names, sorted.

    An import would add each beside the note that has the reviews. A note that was copied in Anki
    has the name of its original, which is there, too.
    """
    built = {note.guid: note.name for note in notes}
    others = {note.name for guid, note in existing.notes.items() if guid not in built}
    return tuple(
        sorted(
            name for guid, name in built.items() if guid not in existing.notes and name in others
        )
    )


def lost_text(names: tuple[str, ...], place: str) -> str:
    """Return the warning about them; empty if there are none."""
    if not names:
        return ""
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")
    notes = "1 note has" if len(names) == 1 else f"{len(names):,} notes have"
    return (
        f"warning: {notes} another identity in {place}, and the import adds new ones beside them: "
        f"{listed}. A flashgen.lock that knew their former ids is lost: take it from version "
        "control again, or write `was` with the id under which each began"
    )
