"""What a definition's draws begin with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seed:
    """What decides a definition's draws, beside its namespace."""

    first_id: str
    root: int = 0
    own: int | None = None
    own_language: str | None = None
    """The language that is not part of the GUID, where it is not the file's first."""
