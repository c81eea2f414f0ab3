"""What stands in the lists of a card: whether a statement is true, and items in their order."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, get_args

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from flashgen.deck.key_types.errors import invalid, scalar_of
from flashgen.deck.key_types.schemas import PLAIN, Schema
from flashgen.deck.key_types.texts import LocalizedText, Text, read_text
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode

MOST_ITEMS: Final = 20
"""Statements or items of an order: a card is read on a phone."""

_TRUTHS: Final = {"true": True, "yes": True, "false": False, "no": False}

OrderGroups = tuple[tuple[LocalizedText, ...], ...]
"""Items in their order; those of a group may stand in any order among themselves."""


def truth_word(scalar: Scalar) -> bool | None:
    """Return the truth value that a word stands for; None for anything else."""
    return _TRUTHS.get(scalar.value.strip().lower())


def read_right(node: Any) -> Scalar:
    """Take `yes`, `no`, `true`, `false` or a condition, which is not parsed here."""
    return scalar_of(node, "truth value")


def read_fixed_right(node: Any) -> Scalar:
    """Take `yes`, `no`, `true` or `false`."""
    scalar = scalar_of(node, "truth value")
    if truth_word(scalar) is None:
        hint = "a condition goes with `question` and `parameters`, from which it is computed"
        message = f"`{scalar.value.strip()[:60]}` is neither `yes` nor `no`"
        raise invalid("not-a-truth-value", message, scalar, hint)
    return scalar


def read_order(node: Any, info: ValidationInfo) -> OrderGroups:
    """Take a list of texts; in brackets stand those that may come in any order.

    By language it may be a list for each, with the same brackets.
    """
    if isinstance(node, MappingNode) and node.entries:
        lists = {name: value for name, (_, value) in node.entries.items()}
        if all(isinstance(value, SequenceNode) for value in lists.values()):
            groups = _by_language(node, lists, info)
        else:
            raise invalid("wrong-type", "`order` is a list of texts, first to last", node)
    elif isinstance(node, SequenceNode):
        groups = tuple(_group(item, info) for item in node.items)
    else:
        raise invalid("wrong-type", "`order` is a list of texts, first to last", node)
    if len(groups) < 2:
        message = "an order has at least two items, one behind the other"
        raise invalid("too-few-items", message, node, "items in one pair of brackets have no order")
    if sum(map(len, groups)) > MOST_ITEMS:
        raise invalid("too-many", f"an order has at most {MOST_ITEMS} items", node)
    return groups


def _group(item: Node, info: ValidationInfo) -> tuple[LocalizedText, ...]:
    if not isinstance(item, SequenceNode):
        return (read_text(item, info),)
    if len(item.items) < 2:
        message = "in brackets stand two items or more, which may come in either order"
        raise invalid("too-few-items", message, item)
    return tuple(read_text(inner, info) for inner in item.items)


def _by_language(
    node: MappingNode, lists: dict[str, Node], info: ValidationInfo
) -> tuple[tuple[LocalizedText, ...], ...]:
    """Take ``{en: [items], zh: [items]}`` as items in both languages."""
    rows = {name: [_items(item) for item in _items(value)] for name, value in lists.items()}
    if len({tuple(map(len, groups)) for groups in rows.values()}) > 1:
        message = "the languages have different numbers of items, or other brackets"
        raise invalid("missing-language", message, node)
    shape = [len(group) for group in next(iter(rows.values()))]

    def text(place: int, inner: int) -> LocalizedText:
        entries = {
            name: (node.entries[name][0], groups[place][inner]) for name, groups in rows.items()
        }
        return read_text(MappingNode(node.source, node.start, node.end, entries), info)

    return tuple(
        tuple(text(place, inner) for inner in range(size)) for place, size in enumerate(shape)
    )


def _items(node: Node) -> Sequence[Node]:
    return node.items if isinstance(node, SequenceNode) else [node]


_WORDS: Final = ["yes", "no", "true", "false"]
_RIGHT: Schema = PLAIN
_FIXED_RIGHT: Schema = {"enum": [True, False, *_WORDS]}
_TEXT: Schema = next(
    part.json_schema or {} for part in get_args(Text) if isinstance(part, WithJsonSchema)
)
_ITEMS: Schema = {
    "type": "array",
    "minItems": 2,
    "maxItems": MOST_ITEMS,
    "items": {"anyOf": [*_TEXT["anyOf"], {"type": "array", "minItems": 2, "items": _TEXT}]},
}
_ORDER: Schema = {"anyOf": [_ITEMS, {"type": "object", "additionalProperties": _ITEMS}]}

Right = Annotated[Scalar, PlainValidator(read_right), WithJsonSchema(_RIGHT)]
FixedRight = Annotated[Scalar, PlainValidator(read_fixed_right), WithJsonSchema(_FIXED_RIGHT)]
OrderField = Annotated[OrderGroups, PlainValidator(read_order), WithJsonSchema(_ORDER)]
