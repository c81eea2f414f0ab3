"""The notes that a collection file or a package has, as far as flashgen has to do with them.

A collection is read as the SQLite database that it is, without the `anki` package, and never
written to: its file is opened read-only, and nothing is left beside it.
"""

import json
import re
import sqlite3
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from flashgen.anki.note_types import FORMER_IDS
from flashgen.anki.package import protobuf
from flashgen.anki.package import reading as importers
from flashgen.anki.package.archive import PackageError

_READ_VERSION_AT = 19  # in the file's header: 2 where a write-ahead log may belong to it
_SEPARATOR = "\x1f"  # between a note's fields, and between the levels of a deck's name
_FIELD_ID, _TEMPLATE_ID, _ORIGINAL_ID = 9, 8, 10  # the numbers of fields in Anki's protobuf


class ExistingError(Exception):
    """A collection or package that cannot be read; the message says why and what to do."""


class CollectionOpenError(ExistingError):
    """The collection is open in Anki, or in another program."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field or a card template of a note type: its name, and the id that newer Anki gives it."""

    name: str
    id: int | None

    def matches(self, other: "Part") -> bool:
        """Tell whether Anki takes the two for the same: by id, else by name."""
        if self.id is not None and other.id is not None:
            return self.id == other.id
        return self.name == other.name


@dataclass(frozen=True, slots=True)
class ExistingNoteType:
    """A note type as a collection or package has it."""

    id: int
    name: str
    mod: int
    fields: tuple[Part, ...]
    templates: tuple[Part, ...]
    original_id: int | None = None
    """The id that it had in the package it came from, where Anki made a second one of it."""

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True, slots=True)
class ExistingNote:
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


@dataclass(frozen=True, slots=True)
class Existing:
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

    Raises CollectionOpenError where Anki has the file open, ExistingError where it is no
    collection, and OSError.
    """
    with _explained(path), connected(path) as connection:
        return _read(connection, path, guids, namespaces)


def read_package(path: Path, guids: Set[str], namespaces: Set[str]) -> Existing:
    """Read the same from a package (.apkg); its note types have neither ids of parts nor times.

    Raises ExistingError or OSError.
    """
    try:
        package = importers.read_package(path)
    except PackageError as problem:
        raise ExistingError(f"{path}: {problem}") from None
    note_types = {
        id: ExistingNoteType(
            id,
            note_type.name,
            0,
            tuple(Part(name, None) for name in note_type.fields),
            tuple(Part(template.name, None) for template in note_type.templates),
        )
        for id, note_type in package.note_types.items()
    }
    return Existing(
        {
            note.guid: ExistingNote(
                note.id,
                note.guid,
                note_types[note.note_type],
                note.mod,
                package.fields(note),
                note.tags,
                {card.ordinal: package.decks[card.deck].name for card in note.cards},
            )
            for note in package.notes
            if note.guid in guids
            or package.fields(note).get("ID", "").partition("/")[0] in namespaces
        },
        note_types,
    )


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a collection to read it, so that what Anki has not finished writing is seen too.

    Raises ExistingError where it is no database, and OSError.
    """
    check_file(path)
    path = path.resolve()  # the log stands beside the file itself, not beside a link to it
    with path.open("rb") as file:
        header = file.read(100)
    # While it is open in Anki, or after Anki crashed, a collection has its write-ahead log beside
    # it. Without one the file is whole, and is read as one that nobody writes: SQLite would make
    # two files beside it to read it in any other way.
    keeps_log = header[_READ_VERSION_AT] == 2
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    whole = keeps_log and not log.exists()
    own_index = not index.exists()
    try:
        with closing(_open(path, "mode=ro&immutable=1" if whole else "mode=ro")) as connection:
            yield connection
    finally:
        if own_index:
            with suppress(OSError):
                index.unlink()


def check_file(path: Path) -> None:
    """Make sure that a path names a database; ExistingError, with what to name instead, if not.

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
    why = "it is no SQLite database"
    if header.startswith(b"PK"):
        why = f"it is a package; a collection is the file {name} in the folder of your profile"
    elif not header:
        why = "it is empty"
    raise ExistingError(f"{path} is no Anki collection: {why}")


def uri(path: PurePath) -> str:
    """Return an absolute path as SQLite takes it."""
    # SQLite knows no host in a URI; that of a Windows share belongs to the path.
    return re.sub("^file://(?!/)", "file:////", path.as_uri())


def _open(path: Path, parameters: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{uri(path)}?{parameters}", uri=True, timeout=0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.text_factory = lambda data: data.decode(errors="replace")
    connection.create_collation("unicase", _unicase)
    return connection


def _unicase(one: str, other: str) -> int:
    first, second = one.casefold(), other.casefold()
    return (first > second) - (first < second)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise CollectionOpenError(
                f"{path} is open in another program; close Anki and try again"
            ) from None
        raise ExistingError(f"{path} cannot be read as an Anki collection: {problem}") from None
    except (
        sqlite3.Error,
        PackageError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as problem:
        raise ExistingError(f"{path} is no sound Anki collection: {problem!r}") from None


def _read(
    connection: sqlite3.Connection, path: Path, guids: Set[str], namespaces: Set[str]
) -> Existing:
    tables = {
        str(name)
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if not {"col", "notes", "cards"} <= tables:
        raise ExistingError(f"{path} is no Anki collection: it has not its tables")
    # Until schema 14 note types and decks were JSON in the one row of `col`.
    modern = {"notetypes", "fields", "templates", "decks"} <= tables
    note_types = _note_types(connection) if modern else _note_types_of_json(connection)
    decks = _decks(connection) if modern else _decks_of_json(connection)
    found: dict[str, ExistingNote] = {}
    rows = connection.execute("SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id")
    for id, guid, type_id, mod, tags, joined in rows:
        note_type = note_types.get(type_id)
        if note_type is None:
            raise ExistingError(f"{path} is damaged: a note has no note type")
        values = joined.split(_SEPARATOR)
        names = note_type.field_names
        if guid not in guids and _namespace(names, values) not in namespaces:
            continue
        values += [""] * (len(names) - len(values))
        fields = dict(zip(names, values, strict=False))
        cards = connection.execute(
            "SELECT ord, CASE odid WHEN 0 THEN did ELSE odid END FROM cards"
            " WHERE nid = ? ORDER BY ord",
            (id,),
        )
        in_decks = {ordinal: decks.get(deck, "") for ordinal, deck in cards}
        found[guid] = ExistingNote(id, guid, note_type, mod, fields, tuple(tags.split()), in_decks)
    (schema,) = connection.execute("SELECT ver FROM col").fetchone()
    return Existing(found, note_types, int(schema))


def _namespace(names: Sequence[str], values: Sequence[str]) -> str:
    """Return the namespace in a note's ID field; empty where its type has none."""
    place = names.index("ID") if "ID" in names else len(values)
    return values[place].partition("/")[0] if place < len(values) else ""


def _note_types(connection: sqlite3.Connection) -> dict[int, ExistingNoteType]:
    parts: dict[str, dict[int, list[Part]]] = {"fields": {}, "templates": {}}
    for table, number in (("fields", _FIELD_ID), ("templates", _TEMPLATE_ID)):
        rows = connection.execute(f"SELECT ntid, name, config FROM {table} ORDER BY ntid, ord")
        for type_id, name, config in rows:
            part = Part(name, _id(config, number))
            parts[table].setdefault(type_id, []).append(part)
    rows = connection.execute("SELECT id, name, mtime_secs, config FROM notetypes")
    return {
        id: ExistingNoteType(
            id,
            name,
            mod,
            tuple(parts["fields"].get(id, ())),
            tuple(parts["templates"].get(id, ())),
            _id(config, _ORIGINAL_ID),
        )
        for id, name, mod, config in rows
    }


def _note_types_of_json(connection: sqlite3.Connection) -> dict[int, ExistingNoteType]:
    (text,) = connection.execute("SELECT models FROM col").fetchone()
    return {
        int(key): ExistingNoteType(
            int(key),
            str(model["name"]),
            int(model["mod"]),
            tuple(Part(str(field["name"]), field.get("id")) for field in model["flds"]),
            tuple(Part(str(template["name"]), template.get("id")) for template in model["tmpls"]),
            model.get("originalId"),
        )
        for key, model in json.loads(text).items()
    }


def _decks(connection: sqlite3.Connection) -> dict[int, str]:
    rows = connection.execute("SELECT id, name FROM decks")
    return {id: name.replace(_SEPARATOR, "::") for id, name in rows}


def _decks_of_json(connection: sqlite3.Connection) -> dict[int, str]:
    (text,) = connection.execute("SELECT decks FROM col").fetchone()
    return {int(key): str(deck["name"]) for key, deck in json.loads(text).items()}


def _id(config: bytes, field: int) -> int | None:
    """Return an id that may be in the settings of a note type or of a part of it."""
    message = protobuf.read(config)
    if field not in message:
        return None
    number = protobuf.number(message, field)
    return number - (1 << 64) if number >> 63 else number  # it is a signed one
