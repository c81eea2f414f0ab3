"""flashgen.lock as text: what it remembers of every note, read and written.

The file goes into git, and git's ``merge=union`` may leave two lines for one note, in any order:
the later one holds. So every line says all about its note, and nothing depends on another line.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from flashgen import files
from flashgen.diagnostics import Diagnostic, error
from flashgen.identity import ID, LANGUAGE, note_guid
from flashgen.source import Source, Span

FILE_NAME = "flashgen.lock"
VERSION = 1

_HEAD = "flashgen.lock "
_COMMENT = (
    "# Identity and time of every note. Keep it in version control; the README has more on it."
)
_END = "end"
_RESTORE = "take it from version control again, or delete it if it was never committed"
_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_DIGEST = "[0-9a-f]{16}|-"
_SEED_LINE = re.compile(r"seed (\d{1,19})(?: at=(\d{1,15}))?")
_NOTE_LINE = re.compile(
    rf"note (?P<namespace>{ID.pattern})/(?P<id>{ID.pattern})/(?P<language>{LANGUAGE.pattern})"
    rf" (?P<kind>concept|numeric|cloze) mod=(?P<mod>\d{{1,15}})(?: at=(?P<at>\d{{1,15}}))?"
    rf" fields=(?P<fields>{_DIGEST})(?: text=(?P<text>{_DIGEST}) numbers=(?P<numbers>{_DIGEST}))?"
    rf" tags=(?P<tags>{_DIGEST})(?: cards=(?P<cards>\d{{1,4}}))?"
    rf"(?: was=(?P<was>{ID.pattern}(?:,{ID.pattern})*))?(?: seed=(?P<seed>\d{{1,19}}))?"
    r"(?P<translation> translation)?(?P<removed> removed)?"
    r' deck=(?P<deck>"(?:[^"\\]|\\.)*")'
)


@dataclass(frozen=True, slots=True)
class Content:
    """A note's content as far as the lock tells one from another: digests, and the deck."""

    fields: str
    """Of all rendered fields but the ID; ``-`` where it is not known which of two holds."""
    tags: str
    deck: str
    text: str = ""
    numbers: str = ""
    """These two only where a note has numbers."""
    cards: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lock knows of one note."""

    namespace: str
    id: str
    language: str
    kind: str
    content: Content
    mod: int
    """When the content last changed, in seconds since 1970."""
    at: int
    """When anything in this line last changed: decides between two lines for one note."""
    was: tuple[str, ...] = ()
    """Former ids, the first one first."""
    seed: int | None = None
    translation: bool = False
    """Whether the language is part of the GUID."""
    removed: bool = False

    @property
    def name(self) -> str:
        """``namespace/id/language``."""
        return f"{self.namespace}/{self.id}/{self.language}"

    @property
    def first_id(self) -> str:
        """The id of which GUID and draws are made."""
        return self.was[0] if self.was else self.id

    @property
    def guid(self) -> str:
        """The note's GUID."""
        own_language = "" if self.translation else self.language
        return note_guid(self.namespace, self.first_id, self.language, own_language)


@dataclass(frozen=True)
class LockFile:
    """All that flashgen.lock says: the root seed, when it was set, and the entries by GUID."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    root_seed: int = 0
    root_seed_at: int = 0

    @property
    def mods(self) -> dict[str, int]:
        """The time of the last change of every note, by GUID."""
        return {guid: entry.mod for guid, entry in self.entries.items()}

    def identity(self, namespace: str, id: str, was: str | None) -> tuple[str, int | None]:
        """Return a definition's first id and its own seed, as far as the lock and `was` tell."""
        entry = self._by_id.get((namespace, id))
        if was is not None and (entry is None or not entry.was):
            entry = self._entry(namespace, was) or entry if entry is None else entry
            known = self._entry(namespace, was)
            if known is not None:
                return known.first_id, known.seed
            return was, entry.seed if entry else None
        entry = entry or self._entry(namespace, id)
        return (entry.first_id, entry.seed) if entry else (id, None)
