"""The differences of a built note and the note that a collection or package has, and their origin.

The lock keeps no text, only digests. But where undoing some of the differences gives the note that
the lock has a digest of, it is known which of them are the author's, and which are not.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Set
from itertools import combinations

from msgspec import Struct

from flashgen.anki.note import Note
from flashgen.build.lock.changes import fields_digest, tags_digest
from flashgen.build.lock.entries import Entry

_MOST_TRIED = 10
"""Of so many differences at most every subset is tried: 1,024 digests."""


class FieldDifference(Struct, frozen=True):
    """A field that differs: what is there and what the build has (both HTML)."""

    name: str
    existing: str
    built: str
    edited: bool | None = None
    """Whether what is there is other than what the last build made of it; None: not known."""


class TagDifference(Struct, frozen=True):
    """A tag that only one side has."""

    tag: str
    existing: bool
    """Whether it is there, and not in the build."""
    edited: bool | None = None
    """Whether it came or went since the last build; None: not known."""


def field_differences(
    note: Note, there: Mapping[str, str], entry: Entry | None = None
) -> tuple[FieldDifference, ...]:
    """Return the fields in which a built note differs from the fields that are there, by name.

    `entry` is what the lock knew of the note before the build.
    """
    existing = {name: there.get(name, "") for name in note.fields}
    differing = [
        name for name, text in note.fields.items() if normal(existing[name]) != normal(text)
    ]
    # The digests of the lock leave the ID out; it is renamed by the author alone.
    of_lock = [name for name in differing if name != "ID"]

    def is_last_build(edited: Set[int]) -> bool:
        theirs = {name: existing[name] for n, name in enumerate(of_lock) if n not in edited}
        return (
            entry is not None and fields_digest({**note.fields, **theirs}) == entry.content.fields
        )

    edited = _edited(len(of_lock), is_last_build if entry else None)
    known = dict(zip(of_lock, edited, strict=True)) | {"ID": False}
    return tuple(
        FieldDifference(name, existing[name], note.fields[name], known[name]) for name in differing
    )


def tag_differences(
    note: Note, there: Iterable[str], entry: Entry | None = None
) -> tuple[TagDifference, ...]:
    """Return the tags that only one of a built note and the note that is there has, sorted."""
    # Anki takes tags for the same whatever their case.
    built = {folded(tag): tag for tag in note.tags}
    existing = {folded(tag): tag for tag in there}
    differing = sorted(built.keys() ^ existing.keys())
    common = [tag for key, tag in built.items() if key in existing]

    def is_last_build(edited: Set[int]) -> bool:
        before = [
            built.get(key) or existing[key]
            for n, key in enumerate(differing)
            if (key in existing) != (n in edited)
        ]
        return entry is not None and tags_digest([*common, *before]) == entry.content.tags

    edited = _edited(len(differing), is_last_build if entry else None)
    return tuple(
        TagDifference(built.get(key) or existing[key], key in existing, changed)
        for key, changed in zip(differing, edited, strict=True)
    )


def _edited(count: int, is_last_build: Callable[[Set[int]], bool] | None) -> list[bool | None]:
    """Return of each difference whether the learner made it: with those undone, what is there is
    what the lock has a digest of. All None where no set of them fits, as when author and learner
    both changed a field.
    """
    if is_last_build is None:
        return [None] * count
    sizes: Iterable[int] = range(count + 1) if count <= _MOST_TRIED else (0, count)
    for size in sizes:
        for some in combinations(range(count), size):
            if is_last_build(frozenset(some)):
                return [n in some for n in range(count)]
    return [None] * count


def normal(text: str) -> str:
    """Return the text as Anki stores what it imports."""
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """Return a tag or the name of a deck without what Anki takes for the same in it."""
    return normal(text).casefold()
