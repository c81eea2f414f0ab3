"""The database of an Anki package, whoever made it: read in bounded time, and only read.

Anki's schema 11 keeps note types and decks as JSON in one row, schema 18 as tables with protobuf.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flashgen.anki.package import protobuf
from flashgen.anki.package.archive import PackageError

_LONGEST_VALUE: Final = 16_000_000  # bytes of a note's fields, or of the JSON of all note types
_MOST_TEXT: Final = 512_000_000  # bytes of all notes; pages that are used twice may hold more
_MOST_ROWS: Final = 5_000_000
_STEPS: Final = 1_000_000_000  # of SQLite's virtual machine; 100,000 notes take some 5 million
_STEPS_AT_ONCE: Final = 1_000_000

_KIND = 1  # the numbers of the fields in Anki's protobuf messages
_CSS = 3
_FRONT = 1
_BACK = 2
_NORMAL_DECK = 1
_DESCRIPTION = 4


@dataclass(frozen=True, slots=True)
class CardTemplate:
    """A card template of a note type: the HTML of its front and of its back."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class PackageNoteType:
    """A note type: the names of its fields and its templates, in order."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[CardTemplate, ...]
    cloze: bool
    css: str = ""


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
    """A note as it stands in the package; `mod` is in seconds since 1970."""

    id: int
    guid: str
    note_type: int
    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    cards: tuple[PackageCard, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package's database holds: note types and decks by id, notes in the order of ids."""

    note_types: Mapping[int, PackageNoteType]
    decks: Mapping[int, PackageDeck]
    notes: tuple[PackageNote, ...]


def read_database(path: Path) -> Contents:
    """Read a collection from an SQLite file.

    Raises PackageError where it is none of Anki's, is damaged, or takes too long.
    """
    try:
        with _opened(path) as connection:
            tables = _tables(connection)
            if not {"col", "notes", "cards"} <= tables:
                raise PackageError("the package's database has no notes and cards")
            if "notetypes" in tables:
                note_types, decks = _note_types_18(connection), _decks_18(connection)
            else:
                note_types, decks = _note_types_11(connection), _decks_11(connection)
            cards = _cards(connection)
            return Contents(note_types, decks, tuple(_notes(connection, cards)))
    except (sqlite3.Error, sqlite3.Warning, OverflowError):
        raise PackageError("the package's database is damaged, or none that Anki wrote") from None


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    # Immutable: no journal or lock beside the file is looked for or made.
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1_000_000)
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.set_authorizer(_authorize)
        steps = 0

        def interrupt() -> bool:
            nonlocal steps
            steps += _STEPS_AT_ONCE
            return steps > _STEPS

        connection.set_progress_handler(interrupt, _STEPS_AT_ONCE)
        yield connection


def _authorize(action: int, *_: object) -> int:
    """Allow columns to be read, and nothing else that a view or a computed column might do."""
    allowed = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _rows(connection: sqlite3.Connection, query: str, *types: type) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, whose columns have the types."""
    for count, row in enumerate(connection.execute(query)):
        if count == _MOST_ROWS:
            raise PackageError("the package's database has more rows than any collection")
        if not all(isinstance(value, kind) for value, kind in zip(row, types, strict=True)):
            raise PackageError("the package's database has values that Anki does not write")
        yield row


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = _rows(connection, "SELECT type, name, sql FROM sqlite_master", str, str, object)
    return {
        name
        for kind, name, sql in rows
        if kind == "table" and not str(sql).upper().startswith("CREATE VIRTUAL")
    }


def _note_types_18(connection: sqlite3.Connection) -> dict[int, PackageNoteType]:
    fields: dict[int, list[tuple[int, str]]] = {}
    for id, ordinal, name in _rows(connection, "SELECT ntid, ord, name FROM fields", int, int, str):
        fields.setdefault(id, []).append((ordinal, name))
    templates: dict[int, list[tuple[int, CardTemplate]]] = {}
    query = "SELECT ntid, ord, name, config FROM templates"
    for id, ordinal, name, config in _rows(connection, query, int, int, str, bytes):
        message = protobuf.read(config)
        template = CardTemplate(name, protobuf.text(message, _FRONT), protobuf.text(message, _BACK))
        templates.setdefault(id, []).append((ordinal, template))
    query = "SELECT id, name, config FROM notetypes"
    return {
        id: PackageNoteType(
            id,
            name,
            tuple(field for _, field in sorted(fields.get(id, ()))),
            tuple(made for _, made in sorted(templates.get(id, ()), key=lambda item: item[0])),
            protobuf.number(protobuf.read(config), _KIND) == 1,
            protobuf.text(protobuf.read(config), _CSS),
        )
        for id, name, config in _rows(connection, query, int, str, bytes)
    }


def _decks_18(connection: sqlite3.Connection) -> dict[int, PackageDeck]:
    decks = {}
    query = "SELECT id, name, kind FROM decks"
    for id, name, kind in _rows(connection, query, int, str, bytes):
        normal = protobuf.read(protobuf.data(protobuf.read(kind), _NORMAL_DECK))
        decks[id] = PackageDeck(id, name.replace("\x1f", "::"), protobuf.text(normal, _DESCRIPTION))
    return decks


def _note_types_11(connection: sqlite3.Connection) -> dict[int, PackageNoteType]:
    note_types = {}
    for id, model in _json(connection, "models"):
        note_types[id] = PackageNoteType(
            id,
            _text(model, "name"),
            tuple(_text(field, "name") for field in _list(model, "flds")),
            tuple(
                CardTemplate(_text(item, "name"), _text(item, "qfmt"), _text(item, "afmt"))
                for item in _list(model, "tmpls")
            ),
            model.get("type") == 1,
            css if isinstance(css := model.get("css"), str) else "",
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
            raise PackageError(f"the package's {column} are damaged") from None
        if not isinstance(entries, dict):
            raise PackageError(f"the package's {column} are damaged")
        for key, entry in entries.items():
            if not (isinstance(entry, dict) and key.lstrip("-").isdecimal() and len(key) < 20):
                raise PackageError(f"the package's {column} are damaged")
            yield int(key), entry


def _text(item: Any, key: str) -> str:
    value = item.get(key) if isinstance(item, dict) else None
    if not isinstance(value, str):
        raise PackageError(f"a note type or deck of the package has no `{key}`")
    return value


def _list(item: dict[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    if not isinstance(value, list):
        raise PackageError(f"a note type of the package has no `{key}`")
    return value


def _cards(connection: sqlite3.Connection) -> dict[int, list[PackageCard]]:
    cards: dict[int, list[PackageCard]] = {}
    # A card in a filtered deck belongs to the one in `odid`.
    query = "SELECT nid, ord, did, odid, due FROM cards"
    for note, ordinal, deck, original, due in _rows(connection, query, int, int, int, int, int):
        cards.setdefault(note, []).append(PackageCard(ordinal, original or deck, due))
    return cards


def _notes(
    connection: sqlite3.Connection, cards: Mapping[int, list[PackageCard]]
) -> Iterator[PackageNote]:
    query = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"
    size = 0
    for id, guid, note_type, mod, tags, fields in _rows(
        connection, query, int, str, int, int, str, str
    ):
        size += len(fields)
        if size > _MOST_TEXT:
            raise PackageError(f"the package's notes are larger than {_MOST_TEXT:,} bytes")
        yield PackageNote(
            id,
            guid,
            note_type,
            mod,
            tuple(tags.split()),
            tuple(fields.split("\x1f")),
            tuple(sorted(cards.get(id, ()), key=lambda card: (card.ordinal, card.deck))),
        )
