"""What a place has to know of the notes that an import updates, to lose nothing of the user's."""

from dataclasses import dataclass

ANKIS_OWN = frozenset({"leech", "marked"})
"""Tags of Anki itself, which its importer takes off the notes of a package without schedules."""


@dataclass(frozen=True, slots=True)
class NoteUpdate:
    """A note that an import updates."""

    id: int
    """In the collection."""
    mod: int
    """When its content last changed, in seconds since 1970, as the package has it."""
    marks: tuple[str, ...] = ()
    """Anki's own tags, which it had before."""
