"""The releases of the note types: which content was shipped, and when.

`releases.txt` holds a line for each: the time in seconds since 1970, the content hash, the name.
Lines are only ever appended. A client takes the new content of a note type only where its time has
risen.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple


class Release(NamedTuple):
    """One content of a note type."""

    mod: int
    """The time of the release, in seconds since 1970."""
    sha256: str


@cache
def released() -> Mapping[str, Sequence[Release]]:
    """Return the releases by the note type's name, oldest first."""
    text = Path(__file__).with_name("releases.txt").read_text(encoding="utf-8")
    found: dict[str, list[Release]] = {}
    for line in text.splitlines():
        mod, sha256, name = line.split(" ", 2)
        found.setdefault(name, []).append(Release(int(mod), sha256))
    return MappingProxyType(found)
