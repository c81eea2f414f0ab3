"""Note types and decks in Anki's database.

Anki's schema 11 keeps them as JSON in one row, schema 18 as tables with protobuf.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from flashgen.anki.package import protobuf
from flashgen.anki.package.archive import PackageError

SEPARATOR: Final = "\x1f"
"""Stands between a note's fields, and between the levels of a deck's name."""

_MOST_ROWS: Final = 5_000_000
_KIND, _CSS, _ORIGINAL_ID = 1, 3, 10  # the numbers of the fields in Anki's protobuf messages
_FRONT, _BACK, _TEMPLATE_ID = 1, 2, 8
_FIELD_ID = 9
_NORMAL_DECK = 1
_DESCRIPTION = 4


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


def typed_rows(
    connection: sqlite3.Connection, query: str, *types: type
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, whose columns have the types."""
    for count, row in enumerate(connection.execute(query)):
        if count == _MOST_ROWS:
            raise PackageError("the database has more rows than any collection")
        if not all(isinstance(value, kind) for value, kind in zip(row, types, strict=True)):
            raise PackageError("the database has values that Anki does not write")
        yield row


def note_types_18(connection: sqlite3.Connection) -> dict[int, PackageNoteType]:
    """Return the note types by id, as schema 18 keeps them."""
    fields: dict[int, list[tuple[int, str, int | None]]] = {}
    query = "SELECT ntid, ord, name, config FROM fields"
    for id, ordinal, name, config in typed_rows(connection, query, int, int, str, bytes):
        own_id = protobuf.signed(protobuf.read(config), _FIELD_ID)
        fields.setdefault(id, []).append((ordinal, name, own_id))
    templates: dict[int, list[tuple[int, CardTemplate]]] = {}
    query = "SELECT ntid, ord, name, config FROM templates"
    for id, ordinal, name, config in typed_rows(connection, query, int, int, str, bytes):
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
    for id, name, mod, config in typed_rows(connection, query, int, str, int, bytes):
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


def decks_18(connection: sqlite3.Connection) -> dict[int, PackageDeck]:
    """Return the decks by id, as schema 18 keeps them."""
    decks = {}
    query = "SELECT id, name, kind FROM decks"
    for id, name, kind in typed_rows(connection, query, int, str, bytes):
        normal = protobuf.read(protobuf.data(protobuf.read(kind), _NORMAL_DECK))
        decks[id] = PackageDeck(
            id, name.replace(SEPARATOR, "::"), protobuf.text(normal, _DESCRIPTION)
        )
    return decks


def note_types_11(connection: sqlite3.Connection) -> dict[int, PackageNoteType]:
    """Return the note types by id, as schema 11 keeps them."""
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


def decks_11(connection: sqlite3.Connection) -> dict[int, PackageDeck]:
    """Return the decks by id, as schema 11 keeps them."""
    return {
        id: PackageDeck(id, _text(deck, "name"), str(deck.get("desc") or ""))
        for id, deck in _json(connection, "decks")
    }


def _json(connection: sqlite3.Connection, column: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield id and object of each entry of one of the columns that hold JSON."""
    for (text,) in typed_rows(connection, f"SELECT {column} FROM col LIMIT 1", str):
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
