"""Values that are an expression, or a text with slots."""

from typing import Annotated, Any

from msgspec import Struct
from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from flashgen.deck.key_types.errors import invalid
from flashgen.deck.key_types.expressions import EXPRESSION, read_expression
from flashgen.deck.key_types.schemas import Schema, mapping_of
from flashgen.deck.key_types.texts import TEXT, LocalizedText, read_text
from flashgen.source.nodes import MappingNode, Scalar, SequenceNode
from flashgen.source.text import Span


class WrittenText(Struct, frozen=True):
    """A text with slots and formulas that stands for a value: ``{text: …}``."""

    text: LocalizedText

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.text.span


def read_value(node: Any, info: ValidationInfo) -> Scalar | WrittenText:
    """Read an expression, or a text as `{text: …}`."""
    if not isinstance(node, MappingNode):
        return read_expression(node)
    if tuple(node.entries) != ("text",):
        other = next((key for name, (key, _) in node.entries.items() if name != "text"), None)
        raise invalid(
            "wrong-type",
            "a value is an expression, or a text with slots as `{text: …}`",
            other or node,
        )
    return WrittenText(read_text(node.entries["text"][1], info))


def read_option(node: Any, info: ValidationInfo) -> LocalizedText:
    """Read what is always a text, which may be written as where an expression stands, too."""
    if isinstance(node, MappingNode) and tuple(node.entries) == ("text",):
        node = node.entries["text"][1]
    return read_text(node, info)


def read_texts(node: Any, info: ValidationInfo) -> tuple[LocalizedText, ...]:
    """Read a text, or a list of texts: the elements of a set."""
    if not isinstance(node, SequenceNode):
        return (read_option(node, info),)
    if not node.items:
        raise invalid("empty-value", "a text is wanted here, and the list is empty", node)
    return tuple(read_option(item, info) for item in node.items)


_VALUE: Schema = {
    "anyOf": [
        EXPRESSION,
        mapping_of(
            {"text": TEXT | {"description": "A text in Markdown, with slots and formulas."}},
            required=("text",),
        ),
    ]
}

_OPTION: Schema = {
    "anyOf": [
        *TEXT["anyOf"],
        mapping_of({"text": TEXT | {"description": "The same text."}}, required=("text",)),
    ]
}
TEXTS: Schema = {"anyOf": [*_OPTION["anyOf"], {"type": "array", "items": _OPTION, "minItems": 1}]}

OptionText = Annotated[LocalizedText, PlainValidator(read_option), WithJsonSchema(_OPTION)]
Texts = Annotated[tuple[LocalizedText, ...], PlainValidator(read_texts), WithJsonSchema(TEXTS)]
ValueField = Annotated[Scalar | WrittenText, PlainValidator(read_value), WithJsonSchema(_VALUE)]
