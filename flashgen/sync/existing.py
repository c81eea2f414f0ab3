"""The notes of a collection file or of a package that a build has to do with.

A collection is read as the SQLite database that it is, without the `anki` package, and never
written to: its file is opened read-only, and nothing is left beside it.
"""

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.note_types import FORMER_IDS
from flashgen.anki.package import database, reading
from flashgen.anki.package.archive import PackageError
from flashgen.anki.package.records import PackageDeck, PackageNote, PackageNoteType


class ExistingError(Exception):
    """A collection or package that cannot be read; the message says why and what to do."""


class CollectionOpenError(ExistingError):
    """The collection is open in Anki, or in another program."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is open in another program; close Anki and try again")


class NoteTypePart(Struct, frozen=True):
    """A field or a card template of a note type: its name, and the id that newer Anki gives it."""

    name: str
    id: int | None

    def matches(self, other: "NoteTypePart") -> bool:
        """Return whether Anki treats the two as the same: by id, else by name."""
        if self.id is not None and other.id is not None:
            return self.id == other.id
        return self.name == other.name


class ExistingNoteType(Struct, frozen=True):
    """A note type as a collection or package has it."""

    id: int
    name: str
    mod: int
    fields: tuple[NoteTypePart, ...]
    templates: tuple[NoteTypePart, ...]
    original_id: int | None = None
    """The id that it had in the package it came from, where Anki made a second one of it."""

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(field.name for field in self.fields)


class ExistingNote(Struct, frozen=True):
    """A note as a collection or package has it."""

    id: int
    guid: str
    note_type: ExistingNoteType
    mod: int
    """When it last changed, in seconds since 1970."""
    fields: Mapping[str, str]
    """By name, in the order of the note type."""
    tags: tuple[str, ...]
    decks: Mapping[int, str]
    """The deck of each of its cards, by the card's ordinal; of a card that is in a filtered deck
    the one it returns to."""

    @property
    def name(self) -> str:
        """The ID field: of flashgen's notes ``namespace/id/language``; else empty."""
        return self.fields.get("ID", "")


class Existing(Struct, frozen=True):
    """The notes that were asked for, by GUID, and all note types, by id."""

    notes: Mapping[str, ExistingNote]
    note_types: Mapping[int, ExistingNoteType]
    schema: int | None = None
    """The version of the collection's tables; None where it is not known."""

    @property
    def former_type(self) -> str:
        """The name of a note type of an unreleased flashgen that is there; empty if none is."""
        names = (self.note_types[id].name for id in sorted(FORMER_IDS & self.note_types.keys()))
        return next(names, "")

    def without(self, guids: Container[str]) -> "Existing":
        """Return all but the notes with these GUIDs."""
        return replace(self, notes={g: note for g, note in self.notes.items() if g not in guids})


def read_collection(path: Path, guids: Set[str], namespaces: Set[str]) -> Existing:
    """Read the notes with these GUIDs, or with an ID in these namespaces, from a collection file.

    Of two notes with one GUID the later counts, as in Anki's importer. Not for a collection that
    this same process has open: locks of one process do not show within it.

    Raises CollectionOpenError where Anki has the file open, ExistingError where it is not a
    collection, and OSError.
    """
    check_file(path)
    with _explained(path), database.collection(path) as connection:
        contents = database.read_contents(connection, _wanted(guids, namespaces))
        version = database.schema_version(connection)
        return _existing(contents.note_types, contents.decks, contents.notes, version)


def read_package(path: Path, guids: Set[str], namespaces: Set[str]) -> Existing:
    """Read the same from a package (.apkg).

    Raises ExistingError or OSError.
    """
    wanted = _wanted(guids, namespaces)
    try:
        with reading.open_package(path) as opened:
            package = opened.package
            notes = (n for n in package.notes if wanted(n.guid, package.fields(n).get("ID", "")))
            return _existing(package.note_types, package.decks, notes, None)
    except PackageError as problem:
        raise ExistingError(f"{path}: {problem}") from None


def _wanted(guids: Set[str], namespaces: Set[str]) -> database.Wanted:
    return lambda guid, name: guid in guids or name.partition("/")[0] in namespaces


def _existing(
    types: Mapping[int, PackageNoteType],
    decks: Mapping[int, PackageDeck],
    notes: Iterable[PackageNote],
    schema: int | None,
) -> Existing:
    note_types = {id: _note_type(note_type) for id, note_type in types.items()}
    found: dict[str, ExistingNote] = {}
    for note in notes:
        if note.note_type not in note_types:
            raise PackageError("a note has no note type")
        note_type = note_types[note.note_type]
        names = note_type.field_names
        values = note.fields + ("",) * (len(names) - len(note.fields))
        found[note.guid] = ExistingNote(
            note.id,
            note.guid,
            note_type,
            note.mod,
            dict(zip(names, values, strict=False)),
            note.tags,
            {c.ordinal: decks[c.deck].name if c.deck in decks else "" for c in note.cards},
        )
    return Existing(found, note_types, schema)


def _note_type(there: PackageNoteType) -> ExistingNoteType:
    return ExistingNoteType(
        there.id,
        there.name,
        there.mod,
        tuple(map(NoteTypePart, there.fields, there.field_ids)),
        tuple(NoteTypePart(template.name, template.id) for template in there.templates),
        there.original_id,
    )


def check_file(path: Path) -> None:
    """Check that a path names a database. Raises ExistingError, with what to name instead, if not.

    Raises OSError where it cannot be read.
    """
    name = "collection.anki2"
    if path.is_dir():
        found = sorted(path.glob(name)) or sorted(path.glob(f"*/{name}"))
        named = " or ".join(map(str, found)) or f"the file {name} in the folder of your profile"
        raise ExistingError(f"{path} is a folder; name {named}")
    if not path.exists():
        raise ExistingError(
            f"there is no file {path}; a collection is PROFILE/{name} in Anki's folder: "
            "~/.local/share/Anki2 on Linux, ~/Library/Application Support/Anki2 on macOS, "
            "%APPDATA%\\Anki2 on Windows"
        )
    with path.open("rb") as file:
        header = file.read(100)
    if header.startswith(b"SQLite format 3\0") and len(header) == 100:
        return
    why = "it is not an SQLite database"
    if header.startswith(b"PK"):
        why = f"it is a package; a collection is the file {name} in the folder of your profile"
    elif not header:
        why = "it is empty"
    raise ExistingError(f"{path} is not an Anki collection: {why}")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise CollectionOpenError(path) from None
        raise ExistingError(f"{path} cannot be read as an Anki collection: {problem}") from None
    except (*database.BROKEN, PackageError) as problem:
        said = " ".join(str(problem).split())  # SQLite quotes a schema with its lines
        raise ExistingError(f"{path} is not a valid Anki collection: {said}") from None
