"""Expressions, with the names that they get, and figures."""

import unicodedata
from collections.abc import Mapping, Sequence
from keyword import iskeyword, kwlist
from types import MappingProxyType
from typing import Annotated, Any

from msgspec import Struct
from pydantic import PlainValidator, WithJsonSchema

from flashgen.deck.key_types.errors import cut_by_comma, invalid, is_cut, scalar_of
from flashgen.deck.key_types.schemas import PLAIN, Schema, mapping_of
from flashgen.source.nodes import (
    ComposedScalar,
    MappingNode,
    Node,
    Scalar,
    SequenceNode,
    typed_items,
)
from flashgen.source.yaml_flow import characters


class Figure(Struct, frozen=True):
    """Figures drawn from a variant's values: one for the question, one for the solution."""

    question: Scalar | None = None
    solution: Scalar | None = None


def read_expression(node: Any) -> Scalar:
    """Read an expression, which is not parsed here.

    A list in brackets is an expression as typed; of a list in lines each entry is an expression.
    """
    if isinstance(node, SequenceNode):
        return _typed(node) if node.in_flow else _listed(node)
    return scalar_of(node, "expression")


def _typed(node: SequenceNode) -> Scalar:
    text = node.source.text
    typed = [(at, text[at]) for at, _, _ in characters(text, node.start, node.end)]
    return _composed(node, [(at, " " if c in "\r\n" else c) for at, c in typed])


def _listed(node: SequenceNode) -> Scalar:
    if not node.items:
        raise invalid("empty-value", "an expression is wanted here, and the list is empty", node)
    parts: list[tuple[int, str]] = []
    for item in node.items:
        entry = read_expression(item)
        parts += [(entry.start, c) for c in (",(" if parts else "[(")]
        parts += zip(entry.places(), entry.value, strict=False)
        parts += [(entry.end - 1, ")")]
    return _composed(node, [*parts, (parts[-1][0], "]")])


def _composed(node: SequenceNode, parts: Sequence[tuple[int, str]]) -> Scalar:
    places = [at for at, _ in parts]
    value = "".join(character for _, character in parts)
    span = node.span
    of = (*places, span.end)
    return ComposedScalar(node.source, span.start, span.end, value, "", node.in_flow, of)


def name_of(key: Scalar) -> str:
    """Return the name of a value; raise the error for what is none."""
    name = key.value
    if iskeyword(name):
        other = "write `lam` or `λ`" if name == "lambda" else f"write `{name}_`, for instance"
        message = f"`{name}` is a word of the language itself, taken over from Python"
        raise invalid("bad-name", message, key, other)
    if (
        not name.isidentifier()
        or name.startswith("_")
        or unicodedata.normalize("NFKC", name) != name
        or len(name) > 60
    ):
        raise invalid(
            "bad-name",
            f"`{name[:60]}` is no name for a value",
            key,
            "a name begins with a letter and goes on with letters, digits and `_`",
        )
    return name


def read_named(node: Any) -> Mapping[str, tuple[Scalar, Scalar]]:
    """Take expressions by name: name -> (key, expression), in the order of the file."""
    if not isinstance(node, MappingNode):
        raise invalid("wrong-type", "a mapping from names to expressions is wanted here", node)
    if len(node.entries) > 100:
        raise invalid("too-many", "more than 100 names in one definition", node)
    named = {}
    for key, value in node.entries.values():
        if node.in_flow and isinstance(value, Scalar) and not value.value and not value.style:
            raise cut_by_comma(node, key, "expression")
        named[name_of(key)] = (key, read_expression(value))
    return MappingProxyType(named)


def no_names() -> Mapping[str, tuple[Scalar, Scalar]]:
    """Return the mapping of a definition that names nothing."""
    return MappingProxyType({})


def read_name(node: Any) -> Scalar:
    """Take the name of a value."""
    scalar = scalar_of(node, "name")
    name_of(scalar)
    return scalar


def read_conditions(node: Any) -> tuple[Scalar, ...]:
    """Read a condition or a list of them."""
    items = _conditions(node) if isinstance(node, SequenceNode) else [node]
    if len(items) > 100:
        raise invalid("too-many", "more than 100 conditions in one definition", node)
    return tuple(read_expression(item) for item in items)


def _conditions(node: SequenceNode) -> Sequence[Node]:
    """Return the entries of a list; of one in brackets that YAML has cut, as they are typed."""
    if not node.in_flow or not any(isinstance(i, Scalar) and is_cut(i) for i in node.items):
        return node.items
    return typed_items(node.source, node.start, node.end)


def read_figure(node: Any) -> Figure:
    """Take the figure of the question, or a mapping with those of question and solution.

    Of a list each entry is a layer.
    """
    if not isinstance(node, MappingNode):
        return Figure(question=read_expression(node))
    if not node.entries or not set(node.entries) <= {"question", "solution"}:
        raise invalid(
            "wrong-type",
            "a figure is an expression, or a mapping with `question` and `solution`",
            node,
        )
    return Figure(**{key: read_expression(value) for key, (_, value) in node.entries.items()})


EXPRESSION: Schema = {"anyOf": [PLAIN, {"type": "array"}]}
_NAMED: Schema = {
    "type": "object",
    # No `\w`: to an editor's JavaScript it means ASCII letters alone.
    "propertyNames": {
        "pattern": r"^(?![0-9_])[^\s!-/:-@\[-^`{-~]+$",
        "maxLength": 60,
        "not": {"enum": kwlist},
    },
    "additionalProperties": EXPRESSION,
}
_CONDITIONS: Schema = {"anyOf": [EXPRESSION, {"type": "array", "items": EXPRESSION}]}
_LAYERS: Schema = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 4},
    ]
}
_FIGURE: Schema = {
    "anyOf": [
        *_LAYERS["anyOf"],
        mapping_of(
            {
                "question": _LAYERS | {"description": "With the question."},
                "solution": _LAYERS | {"description": "With the solution."},
            },
            least=1,
        ),
    ]
}

Expression = Annotated[Scalar, PlainValidator(read_expression), WithJsonSchema(EXPRESSION)]
Named = Annotated[
    Mapping[str, tuple[Scalar, Scalar]], PlainValidator(read_named), WithJsonSchema(_NAMED)
]
Name = Annotated[Scalar, PlainValidator(read_name), WithJsonSchema({"type": "string"})]
Conditions = Annotated[
    tuple[Scalar, ...], PlainValidator(read_conditions), WithJsonSchema(_CONDITIONS)
]
FigureField = Annotated[Figure, PlainValidator(read_figure), WithJsonSchema(_FIGURE)]
