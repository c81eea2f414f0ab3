"""How many statements were judged rightly: the twin of the card's statements.js."""

from collections.abc import Sequence


def right_statements(given: Sequence[bool | None], truths: Sequence[bool]) -> int | None:
    """Return how many of the statements were judged as they are; None while some were not."""
    if any(one is None for one in given):
        return None
    return sum(one == truth for one, truth in zip(given, truths, strict=True))
