"""Tables as a header names them: rows in YAML, or a file. Their cells are read in `deck.tables`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from msgspec import Struct
from pydantic import PlainValidator, WithJsonSchema

from flashgen.deck.key_types.errors import invalid, scalar_of
from flashgen.deck.key_types.expressions import name_of
from flashgen.deck.key_types.schemas import PLAIN, Schema, mapping_of
from flashgen.source.nodes import MappingNode, Scalar, SequenceNode

SEPARATORS = {",": ",", ";": ";", "\t": "\t", "tab": "\t", "|": "|"}
_DECIMALS = (".", ",")


class TableFile(Struct, frozen=True):
    """A table in a file of its own; the separator is found by the file's name if left out."""

    file: Scalar
    separator: str | None = None
    decimal: str = "."


class TableSource(Struct, frozen=True):
    """Where a table comes from: its rows, or a file."""

    key: Scalar
    rows: tuple[MappingNode, ...] = ()
    file: TableFile | None = None


def read_tables(node: Any) -> Mapping[str, TableSource]:
    """Take tables by name."""
    if not isinstance(node, MappingNode):
        message = "`data` is a mapping from names to tables"
        raise invalid("wrong-type", message, node, "as in `data: {beams: {file: beams.csv}}`")
    tables = {}
    for name, (key, value) in node.entries.items():
        name_of(key)
        if name == "answer":
            raise invalid("name-taken", "`answer` is the name of the answer itself", key)
        if isinstance(value, MappingNode):
            tables[name] = TableSource(key, file=_file(value))
        elif isinstance(value, SequenceNode):
            tables[name] = TableSource(key, rows=_rows(value))
        else:
            hint = "the name of a file is written `{file: beams.csv}`"
            raise invalid("wrong-type", "a table is a list of rows, or a file", value, hint)
    return MappingProxyType(tables)


def no_tables() -> Mapping[str, TableSource]:
    """Return the mapping of a file without tables."""
    return MappingProxyType({})


def _rows(node: SequenceNode) -> tuple[MappingNode, ...]:
    if not node.items:
        raise invalid("empty-value", "a table has at least one row", node)
    rows: list[MappingNode] = []
    for item in node.items:
        if not isinstance(item, MappingNode) or not item.entries:
            hint = "as in `- {name: oak, height: 12}`"
            raise invalid("wrong-type", "a row is a mapping from columns to values", item, hint)
        rows.append(item)
    return tuple(rows)


def _file(node: MappingNode) -> TableFile:
    known = ("file", "separator", "decimal")
    if "file" not in node.entries:
        hint = "rows are `- {name: oak, height: 12}`, each on a line of its own"
        raise invalid("wrong-type", "a table is a list of rows, or `{file: …}`", node, hint)
    for name, (key, _) in node.entries.items():
        if name not in known:
            hint = f"the keys here are {', '.join(f'`{k}`' for k in known)}"
            raise invalid("unknown-key", f"`{name}` is no key here", key, hint)
    separator, decimal = node.get("separator"), "."
    if separator is not None and not (
        isinstance(separator, Scalar) and separator.value in SEPARATORS
    ):
        hint = 'quote it: `separator: ";"`; a tab is written `tab`'
        message = "a separator is one of `,`, `;`, `|` and `tab`"
        raise invalid("unknown-word", message, separator, hint)
    if (given := node.get("decimal")) is not None:
        if not (isinstance(given, Scalar) and given.value in _DECIMALS):
            hint = 'quote it: `decimal: ","`'
            raise invalid("unknown-word", "`decimal` is a point or a comma", given, hint)
        decimal = given.value
    of_separator = SEPARATORS[separator.value] if isinstance(separator, Scalar) else None
    if decimal == "," and of_separator in (",", None):
        hint = 'write `separator: ";"` or another one'
        raise invalid("wrong-type", "a comma cannot separate cells and decimals", node, hint)
    return TableFile(scalar_of(node.get("file"), "file name"), of_separator, decimal)


_CELL: Schema = {"type": ["string", "number", "boolean"]}
_ROW: Schema = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {
        "anyOf": [_CELL, {"type": "object", "minProperties": 1, "additionalProperties": _CELL}]
    },
}
_FILE: Schema = mapping_of(
    {
        "file": PLAIN | {"description": "A CSV file below the deck file's folder."},
        "separator": {
            "enum": [",", ";", "|", "\t", "tab"],
            "description": "Between the cells. Default: a comma; a tab in a .tsv file.",
        },
        "decimal": {
            "enum": list(_DECIMALS),
            "description": "The decimal sign of the numbers. Default: a point.",
        },
    },
    required=("file",),
)
_TABLES: Schema = {
    "type": "object",
    "additionalProperties": {"anyOf": [{"type": "array", "items": _ROW, "minItems": 1}, _FILE]},
}

Tables = Annotated[Mapping[str, TableSource], PlainValidator(read_tables), WithJsonSchema(_TABLES)]
