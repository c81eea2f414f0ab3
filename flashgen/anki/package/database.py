"""Anki's database, of a package or of a collection: read in bounded time, and only read.

Anki's schema 11 keeps note types and decks as JSON in one row, schema 18 as tables with protobuf.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path, PurePath
from typing import Any, Final

from flashgen.anki.package import protobuf
from flashgen.anki.package.archive import PackageError

_LONGEST_VALUE: Final = 16_000_000  # bytes of a note's fields, or of the JSON of all note types
_MOST_TEXT: Final = 512_000_000  # bytes of all notes; pages that are used twice may hold more
_MOST_ROWS: Final = 5_000_000
MOST_NOTES: Final = 500_000
_LAST_ID: Final = 2**63
"""Behind the ids of all notes."""
_STEPS: Final = 1_000_000_000  # of SQLite's virtual machine; 100,000 notes take some 5 million
_STEPS_AT_ONCE: Final = 1_000_000

_READ_VERSION_AT: Final = 19  # in the file's header: 2 where a write-ahead log may belong to it
_SEPARATOR: Final = "\x1f"  # between a note's fields, and between the levels of a deck's name

_KIND, _CSS, _ORIGINAL_ID = 1, 3, 10  # the numbers of the fields in Anki's protobuf messages
_FRONT, _BACK, _TEMPLATE_ID = 1, 2, 8
_FIELD_ID = 9
_NORMAL_DECK = 1
_DESCRIPTION = 4

BROKEN: Final = (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeDecodeError)
"""What `sqlite3` raises for damaged databases, the last where a name in its message is damaged."""

Wanted = Callable[[str, str], bool]
"""Tells by a note's GUID and its ID field, empty if it has none, whether to read the note."""


@dataclass(frozen=True, slots=True)
class CardTemplate:
    """A card template of a note type: the HTML of its front and of its back."""

    name: str
    front: str
    back: str
    id: int | None = None
    """That newer Anki gives it."""


@dataclass(frozen=True, slots=True)
class PackageNoteType:
    """A note type: the names of its fields and its templates, in order.

    `field_ids` are the ids that newer Anki gives to fields, `mod` is in seconds since 1970, and
    `original_id` is the id that it had in the package it came from, where Anki made a copy of it.
    """

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[CardTemplate, ...]
    cloze: bool
    css: str = ""
    field_ids: tuple[int | None, ...] = ()
    mod: int = 0
    original_id: int | None = None


@dataclass(frozen=True, slots=True)
class PackageDeck:
    """A deck: its full name with ``::`` between parent and child, and its description (HTML)."""

    id: int
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class PackageCard:
    """A card of a note: which of its template or cloze numbers (from 0), and in which deck."""

    ordinal: int
    deck: int
    due: int


@dataclass(frozen=True, slots=True)
class PackageNote:
    """A note as it is stored; `mod` is in seconds since 1970."""

    id: int
    guid: str
    note_type: int
    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    cards: tuple[PackageCard, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: note types and decks by id, notes in the order of ids."""

    note_types: Mapping[int, PackageNoteType]
    decks: Mapping[int, PackageDeck]
    notes: tuple[PackageNote, ...]


Admit = Callable[[str, int], bool]
"""Tells by the deck of a note's first card, and the size of its fields, whether to keep it."""


def read_database(path: Path, admit: Admit | None = None) -> Contents:
    """Read the database of a package from an SQLite file that nobody else uses.

    Raises PackageError where it is not one of Anki's, is damaged, or takes too long, and what
    `admit` raises.
    """
    try:
        with closing(_connected(path, "mode=ro&immutable=1")) as connection:
            return read_contents(connection, admit=admit)
    except BROKEN:
        raise PackageError("the package's database is damaged, or none that Anki wrote") from None


@contextmanager
def collection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a collection to read it, including what Anki has not finished writing.

    Nothing is left beside the file. Raises OSError and, where Anki has the file open,
    sqlite3.OperationalError.
    """
    path = path.resolve()  # the log stands beside the file itself, not beside a link to it
    with path.open("rb") as file:
        header = file.read(100)
    # While it is open in Anki, or after Anki crashed, a collection has its write-ahead log beside
    # it. Without one the file is complete, and is read as one that nobody writes: SQLite would make
    # two files beside it to read it in any other way.
    keeps_log = header[_READ_VERSION_AT] == 2
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    complete = keeps_log and not log.exists()
    own_index = not index.exists()
    try:
        parameters = "mode=ro&immutable=1" if complete else "mode=ro"
        with closing(_connected(path, parameters)) as connection:
            yield connection
    finally:
        if own_index:
            with suppress(OSError):
                index.unlink()


def read_contents(
    connection: sqlite3.Connection, wanted: Wanted | None = None, admit: Admit | None = None
) -> Contents:
    """Read note types, decks and all notes, or those that are wanted and admitted.

    From then on the connection can only read, and only for a bounded time. Raises PackageError
    where the database is not one of Anki's, and one of `BROKEN` where it is damaged or takes too
    long.
    """
    _bound(connection)
    tables = _tables(connection)
    if not {"col", "notes", "cards"} <= tables:
        raise PackageError("the database has no notes and cards")
    if "notetypes" in tables:
        note_types, decks = _note_types_18(connection), _decks_18(connection)
    else:
        note_types, decks = _note_types_11(connection), _decks_11(connection)
    notes = _notes(connection, note_types, wanted)
    if admit is not None:
        notes = (note for note in notes if admit(_deck_of(note, decks), sum(map(len, note.fields))))
    return Contents(note_types, decks, tuple(notes))


def _deck_of(note: PackageNote, decks: Mapping[int, PackageDeck]) -> str:
    deck = decks.get(note.cards[0].deck) if note.cards else None
    return deck.name if deck else ""


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the version of a collection's tables. Raises as `read_contents` does."""
    return next((int(row[0]) for row in _rows(connection, "SELECT ver FROM col", int)), 0)


def uri(path: PurePath) -> str:
    """Return an absolute path as SQLite takes it."""
    # SQLite knows no host in a URI; that of a Windows share belongs to the path.
    return re.sub("^file://(?!/)", "file:////", path.as_uri())


def _connected(path: Path, parameters: str) -> sqlite3.Connection:
    # Immutable: no journal or lock beside the file is looked for or made.
    connection = sqlite3.connect(f"{uri(path)}?{parameters}", uri=True, timeout=0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.create_collation("unicase", _unicase)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def _unicase(one: str, other: str) -> int:
    first, second = one.casefold(), other.casefold()
    return (first > second) - (first < second)


def _bound(connection: sqlite3.Connection) -> None:
    """Bound what a hostile database can make SQLite do."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1_000_000)
    connection.set_authorizer(_authorize)
    steps = 0

    def interrupt() -> bool:
        nonlocal steps
        steps += _STEPS_AT_ONCE
        return steps > _STEPS

    connection.set_progress_handler(interrupt, _STEPS_AT_ONCE)


def _authorize(action: int, *_: object) -> int:
    """Allow columns to be read, and nothing else that a view or a computed column might do."""
    allowed = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _rows(connection: sqlite3.Connection, query: str, *types: type) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, whose columns have the types."""
    for count, row in enumerate(connection.execute(query)):
        if count == _MOST_ROWS:
            raise PackageError("the database has more rows than any collection")
        if not all(isinstance(value, kind) for value, kind in zip(row, types, strict=True)):
            raise PackageError("the database has values that Anki does not write")
        yield row


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = _rows(connection, "SELECT type, name, sql FROM sqlite_master", str, str, object)
    return {
        name
        for kind, name, sql in rows
        if kind == "table" and not str(sql).upper().startswith("CREATE VIRTUAL")
    }


def _note_types_18(connection: sqlite3.Connection) -> dict[int, PackageNoteType]:
    fields: dict[int, list[tuple[int, str, int | None]]] = {}
    query = "SELECT ntid, ord, name, config FROM fields"
    for id, ordinal, name, config in _rows(connection, query, int, int, str, bytes):
        own_id = protobuf.signed(protobuf.read(config), _FIELD_ID)
        fields.setdefault(id, []).append((ordinal, name, own_id))
    templates: dict[int, list[tuple[int, CardTemplate]]] = {}
    query = "SELECT ntid, ord, name, config FROM templates"
    for id, ordinal, name, config in _rows(connection, query, int, int, str, bytes):
        message = protobuf.read(config)
        template = CardTemplate(
            name,
            protobuf.text(message, _FRONT),
            protobuf.text(message, _BACK),
            protobuf.signed(message, _TEMPLATE_ID),
        )
        templates.setdefault(id, []).append((ordinal, template))
    note_types = {}
    query = "SELECT id, name, mtime_secs, config FROM notetypes"
    for id, name, mod, config in _rows(connection, query, int, str, int, bytes):
        message = protobuf.read(config)
        own = sorted(fields.get(id, ()), key=lambda item: item[0])
        note_types[id] = PackageNoteType(
            id,
            name,
            tuple(field for _, field, _ in own),
            tuple(made for _, made in sorted(templates.get(id, ()), key=lambda item: item[0])),
            protobuf.number(message, _KIND) == 1,
            protobuf.text(message, _CSS),
            tuple(own_id for _, _, own_id in own),
            mod,
            protobuf.signed(message, _ORIGINAL_ID),
        )
    return note_types


def _decks_18(connection: sqlite3.Connection) -> dict[int, PackageDeck]:
    decks = {}
    query = "SELECT id, name, kind FROM decks"
    for id, name, kind in _rows(connection, query, int, str, bytes):
        normal = protobuf.read(protobuf.data(protobuf.read(kind), _NORMAL_DECK))
        decks[id] = PackageDeck(
            id, name.replace(_SEPARATOR, "::"), protobuf.text(normal, _DESCRIPTION)
        )
    return decks


def _note_types_11(connection: sqlite3.Connection) -> dict[int, PackageNoteType]:
    note_types = {}
    for id, model in _json(connection, "models"):
        name, fields = _text(model, "name"), _list(model, "flds")
        note_types[id] = PackageNoteType(
            id,
            name,
            tuple(_text(field, "name") for field in fields),
            tuple(
                CardTemplate(
                    _text(item, "name"),
                    _text(item, "qfmt"),
                    _text(item, "afmt"),
                    _integer(item, "id"),
                )
                for item in _list(model, "tmpls")
            ),
            model.get("type") == 1,
            css if isinstance(css := model.get("css"), str) else "",
            tuple(_integer(field, "id") for field in fields),
            _integer(model, "mod") or 0,
            _integer(model, "originalId"),
        )
    return note_types


def _decks_11(connection: sqlite3.Connection) -> dict[int, PackageDeck]:
    return {
        id: PackageDeck(id, _text(deck, "name"), str(deck.get("desc") or ""))
        for id, deck in _json(connection, "decks")
    }


def _json(connection: sqlite3.Connection, column: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield id and object of each entry of one of the columns that hold JSON."""
    for (text,) in _rows(connection, f"SELECT {column} FROM col LIMIT 1", str):
        try:
            entries = json.loads(text)
        except (ValueError, RecursionError):
            raise PackageError(f"the database's {column} are damaged") from None
        if not isinstance(entries, dict):
            raise PackageError(f"the database's {column} are damaged")
        for key, entry in entries.items():
            if not (isinstance(entry, dict) and key.lstrip("-").isdecimal() and len(key) < 20):
                raise PackageError(f"the database's {column} are damaged")
            yield int(key), entry


def _text(item: Any, key: str) -> str:
    value = item.get(key) if isinstance(item, dict) else None
    if not isinstance(value, str):
        raise PackageError(f"a note type or deck of the database has no `{key}`")
    return value


def _integer(item: dict[str, Any], key: str) -> int | None:
    value = item.get(key)
    return value if isinstance(value, int) else None


def _list(item: dict[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    if not isinstance(value, list):
        raise PackageError(f"a note type of the database has no `{key}`")
    return value


def _cards(connection: sqlite3.Connection) -> Iterator[tuple[int, list[PackageCard]]]:
    """Yield the ids of the notes that have cards, in ascending order, with their cards."""
    # A card in a filtered deck belongs to the one in `odid`.
    query = "SELECT nid, ord, did, odid, due FROM cards ORDER BY nid"
    rows = _rows(connection, query, int, int, int, int, object)
    for note, group in groupby(rows, itemgetter(0)):
        # Old clients left other values than whole numbers in `due`.
        yield (
            note,
            [
                PackageCard(ordinal, original or deck, due if isinstance(due, int) else 0)
                for _, ordinal, deck, original, due in group
            ],
        )


def _notes(
    connection: sqlite3.Connection,
    note_types: Mapping[int, PackageNoteType],
    wanted: Wanted | None,
) -> Iterator[PackageNote]:
    query = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"
    size = 0
    cards = _cards(connection)
    of, own = next(cards, (_LAST_ID, []))
    for count, (id, guid, note_type, mod, tags, fields) in enumerate(
        _rows(connection, query, int, str, int, int, str, str)
    ):
        if count == MOST_NOTES:
            raise PackageError(f"it has more than {MOST_NOTES:,} notes, which no person has")
        while of < id:  # of a note that is gone
            of, own = next(cards, (_LAST_ID, []))
        if wanted is not None and not wanted(guid, _id_field(fields, note_types.get(note_type))):
            continue
        size += len(fields)
        if size > _MOST_TEXT:
            raise PackageError(f"the notes are larger than {_MOST_TEXT:,} bytes")
        yield PackageNote(
            id,
            guid,
            note_type,
            mod,
            tuple(tags.split()),
            tuple(fields.split(_SEPARATOR)),
            tuple(sorted(own if of == id else (), key=lambda card: (card.ordinal, card.deck))),
        )


def _id_field(fields: str, note_type: PackageNoteType | None) -> str:
    """Return the ID field of a note; empty if its type has none."""
    if note_type is None or "ID" not in note_type.fields:
        return ""
    values = fields.split(_SEPARATOR)
    place = note_type.fields.index("ID")
    return values[place] if place < len(values) else ""
