"""What a definition's draws begin with."""

from flashgen.source.records import record


@record
class Seed:
    """What decides a definition's draws, beside its namespace."""

    first_id: str
    root: int = 0
    own: int | None = None
