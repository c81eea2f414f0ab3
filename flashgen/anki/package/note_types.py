"""Note types and decks from Anki's database, as many as a person can have.

Schema 11 keeps them as JSON in one row, schema 18 as tables with protobuf.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from flashgen.anki.package import protobuf
from flashgen.anki.package.archive import PackageError
from flashgen.anki.package.records import CardTemplate, PackageDeck, PackageNoteType
from flashgen.anki.package.rows import rows

MOST_NOTE_TYPES: Final = 10_000
MOST_DECKS: Final = 20_000
_MOST_BYTES: Final = 48_000_000  # of all rows; templates and styles are kilobytes, fonts megabytes
_ROW: Final = 100  # bytes that a row counts beside those of its values
_MOST_SIGNS: Final = 1_000_000  # that open or part something in JSON: a value takes 200 bytes

_SEPARATOR: Final = "\x1f"  # between the levels of a deck's name

_KIND, _CSS, _ORIGINAL_ID = 1, 3, 10  # the numbers of the fields in Anki's protobuf messages
_FRONT, _BACK, _TEMPLATE_ID = 1, 2, 8
_FIELD_ID = 9
_NORMAL_DECK = 1
_DESCRIPTION = 4


def read(
    connection: sqlite3.Connection, *, as_tables: bool
) -> tuple[dict[int, PackageNoteType], dict[int, PackageDeck]]:
    """Return the note types and the decks by id, from tables (schema 18) or JSON.

    Raises PackageError where they are none of Anki's, or more than a person has.
    """
    reader = _Reader(connection)
    types = _types_of_tables(reader) if as_tables else _types_of_json(reader)
    decks = _decks_of_tables(reader) if as_tables else _decks_of_json(reader)
    for count, most, name in (
        (len(types), MOST_NOTE_TYPES, "note types"),
        (len(decks), MOST_DECKS, "decks"),
    ):
        if count > most:
            raise PackageError(f"it has more than {most:,} {name}, which is the limit")
    return types, decks


class _Reader:
    """Reads rows until their values are too large together."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._size = 0

    def rows(self, query: str, *types: type) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, whose columns have the types."""
        for row in rows(self._connection, query, *types):
            self._size += _ROW + sum(len(value) for value in row if not isinstance(value, int))
            if self._size > _MOST_BYTES:
                raise PackageError(
                    f"its note types and decks are larger than {_MOST_BYTES:,} bytes"
                )
            yield row


def _types_of_tables(reader: _Reader) -> dict[int, PackageNoteType]:
    fields: dict[int, list[tuple[int, str, int | None]]] = {}
    query = "SELECT ntid, ord, name, config FROM fields"
    for id, ordinal, name, config in reader.rows(query, int, int, str, bytes):
        own_id = protobuf.signed(protobuf.read(config), _FIELD_ID)
        fields.setdefault(id, []).append((ordinal, name, own_id))
    templates: dict[int, list[tuple[int, CardTemplate]]] = {}
    query = "SELECT ntid, ord, name, config FROM templates"
    for id, ordinal, name, config in reader.rows(query, int, int, str, bytes):
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
    for id, name, mod, config in reader.rows(query, int, str, int, bytes):
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


def _decks_of_tables(reader: _Reader) -> dict[int, PackageDeck]:
    decks = {}
    query = "SELECT id, name, kind FROM decks"
    for id, name, kind in reader.rows(query, int, str, bytes):
        normal = protobuf.read(protobuf.data(protobuf.read(kind), _NORMAL_DECK))
        decks[id] = PackageDeck(
            id, name.replace(_SEPARATOR, "::"), protobuf.text(normal, _DESCRIPTION)
        )
    return decks


def _types_of_json(reader: _Reader) -> dict[int, PackageNoteType]:
    note_types = {}
    for id, model in _json(reader, "models"):
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


def _decks_of_json(reader: _Reader) -> dict[int, PackageDeck]:
    return {
        id: PackageDeck(id, _text(deck, "name"), str(deck.get("desc") or ""))
        for id, deck in _json(reader, "decks")
    }


def _json(reader: _Reader, column: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield id and object of each entry of one of the columns that hold JSON."""
    for (text,) in reader.rows(f"SELECT {column} FROM col LIMIT 1", str):
        if sum(map(text.count, "{[,")) > _MOST_SIGNS:
            raise PackageError(f"the database's {column} have more entries than Anki ever writes")
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
