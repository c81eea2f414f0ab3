"""Units that an answer may be typed in, beside its own."""

from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from flashgen.deck.key_types.errors import invalid, scalar_of
from flashgen.deck.key_types.schemas import Schema
from flashgen.source.nodes import Scalar, SequenceNode

SI = "si"
"""The word for the answer's unit with any SI prefix."""


def read_units(node: Any) -> tuple[Scalar, ...]:
    """Take a unit, or a list of units; `si` is one of them."""
    if not isinstance(node, SequenceNode):
        return (scalar_of(node, "unit"),)
    if not node.items:
        raise invalid("empty-value", "the list of units is empty", node)
    if len(node.items) > 20:
        raise invalid("too-many", "more than 20 units of one answer", node)
    return tuple(scalar_of(item, "unit") for item in node.items)


_UNITS: Schema = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 20},
    ]
}

Units = Annotated[tuple[Scalar, ...], PlainValidator(read_units), WithJsonSchema(_UNITS)]
