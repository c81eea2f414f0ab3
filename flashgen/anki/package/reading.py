"""Read an Anki package (.apkg) from any source: note types, decks, notes and media.

The old format is a database (collection.anki2, or collection.anki21 beside a stub of the former)
and a list of media in JSON; the new one is a database packed with zstd (collection.anki21b), and a
list in protobuf. What a package may cost is bounded: 1 GB of database, 500 MB of notes.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.package import protobuf
from flashgen.anki.package.archive import Archive, PackageError
from flashgen.anki.package.database import Contents, opened_database
from flashgen.anki.package.records import (
    CardTemplate,
    PackageCard,
    PackageDeck,
    PackageNote,
    PackageNoteType,
)
from flashgen.source import files

__all__ = [
    "CardTemplate",
    "MediaEntry",
    "Package",
    "PackageCard",
    "PackageDeck",
    "PackageError",
    "PackageNote",
    "PackageNoteType",
    "open_package",
    "read_package",
]

_LARGEST_DATABASE: Final = 1_000_000_000
_LARGEST_LIST: Final = 16_000_000
_DATABASES: Final = ("collection.anki21b", "collection.anki21", "collection.anki2")
_LATEST: Final = 3  # the version of the new format

_ENTRIES = 1  # the numbers of the fields in Anki's protobuf messages
_NAME, _SIZE, _SHA1, _MEMBER = 1, 2, 3, 255


class MediaEntry(Struct, frozen=True):
    """A media file: its name in the fields, and the name of the member of the archive."""

    name: str
    member: str
    size: int | None = None
    """In bytes; None where the package does not state it."""
    sha1: bytes = b""
    """The digest of the content; empty where the package does not state it."""


class Package(Struct, frozen=True):
    """What a package holds."""

    note_types: Mapping[int, PackageNoteType]
    decks: Mapping[int, PackageDeck]
    notes: Iterable[PackageNote]
    """Of an open package read one after the other, and once."""
    media: Mapping[str, MediaEntry]
    """By name."""

    def note_type(self, note: PackageNote) -> PackageNoteType:
        """Return a note's note type."""
        return self.note_types[note.note_type]

    def deck_name(self, note: PackageNote) -> str:
        """Return the name of the deck of a note's first card; empty where it has no card."""
        return self.decks[note.cards[0].deck].name if note.cards else ""

    def fields(self, note: PackageNote) -> Mapping[str, str]:
        """Return a note's fields by name."""
        return MappingProxyType(dict(zip(self.note_type(note).fields, note.fields, strict=True)))


class OpenPackage(Struct, frozen=True):
    """A package that is open, so that its notes and its media can be read."""

    package: Package
    _archive: Archive
    _is_latest: bool

    def media(self, name: str, limit: int) -> bytes:
        """Return the content of a media file, at most `limit` bytes.

        Raises PackageError where it is missing, larger, or not what the package says it is.
        """
        entry = self.package.media.get(name)
        if entry is None:
            raise PackageError(f"the package has no media file `{name}`")
        content = self._archive.read(entry.member, limit, compressed=self._is_latest)
        if entry.size is not None and len(content) != entry.size:
            raise PackageError(f"the media file `{name}` has not the size that the package says")
        if entry.sha1 and hashlib.sha1(content, usedforsecurity=False).digest() != entry.sha1:
            raise PackageError(f"the media file `{name}` is damaged")
        return content


@contextmanager
def open_package(path: Path) -> Iterator[OpenPackage]:
    """Open a package; its notes and media can be read while the block lasts.

    Raises PackageError, also where a note is read, where it is not a package, damaged, or larger
    than any real one, and OSError where the file cannot be read.
    """
    with Archive(path) as archive:
        member = next((name for name in _DATABASES if name in archive), None)
        if member is None:
            raise PackageError("this is not an Anki package (no collection in it)")
        is_latest = member == _DATABASES[0]
        if "meta" in archive:
            version = protobuf.number(protobuf.read(archive.read("meta", 1000)), 1)
            if version > _LATEST:
                raise PackageError("the package is of a format newer than this program")
        with files.scratch_file() as scratch:
            with scratch.open("wb") as file:
                archive.copy(member, _LARGEST_DATABASE, file, compressed=is_latest)
            with opened_database(scratch) as contents:
                media = _media(archive, is_latest) if "media" in archive else {}
                package = Package(contents.note_types, contents.decks, _checked(contents), media)
                yield OpenPackage(package, archive, is_latest)


def read_package(path: Path) -> Package:
    """Read a package as a whole, without its media files. Raises as `open_package` does."""
    with open_package(path) as opened:
        return replace(opened.package, notes=tuple(opened.package.notes))


def _checked(contents: Contents) -> Iterator[PackageNote]:
    """Yield the notes; reject notes and cards that refer to nothing."""
    for note in contents.notes:
        note_type = contents.note_types.get(note.note_type)
        if note_type is None or len(note_type.fields) != len(note.fields):
            raise PackageError("a note of the package does not fit its note type")
        if any(card.deck not in contents.decks for card in note.cards):
            raise PackageError("a card of the package is in no deck")
        yield note


def _media(archive: Archive, is_latest: bool) -> dict[str, MediaEntry]:
    listed = archive.read("media", _LARGEST_LIST, compressed=is_latest)
    entries = _latest_entries(listed) if is_latest else _legacy_entries(listed)
    return {entry.name: entry for entry in entries}


def _latest_entries(listed: bytes) -> Iterator[MediaEntry]:
    for index, data in enumerate(protobuf.messages(protobuf.read(listed), _ENTRIES)):
        message = protobuf.read(data)
        member = protobuf.number(message, _MEMBER) if _MEMBER in message else index
        yield MediaEntry(
            protobuf.text(message, _NAME),
            str(member),
            protobuf.number(message, _SIZE),
            protobuf.data(message, _SHA1),
        )


def _legacy_entries(listed: bytes) -> Iterator[MediaEntry]:
    try:
        names = json.loads(listed or b"{}")
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise PackageError("the package's list of media is damaged")
    for member, name in names.items():
        yield MediaEntry(name, member)
