"""Patterns of names: `*` stands for anything, and every other character for itself."""

import re
from functools import lru_cache


def fits(name: str, pattern: str) -> bool:
    """Tell whether a whole name is what the pattern says, in the same case."""
    return _compiled(pattern).fullmatch(name) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    # Runs of `*` are one: each would try every place again.
    parts = (re.escape(part) for part in re.split(r"\*+", pattern))
    return re.compile(".*".join(parts), re.DOTALL)
