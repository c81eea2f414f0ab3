"""Numbers, words, ids, tags, files, addresses, and lists of something."""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Any, Final, TypeVar, get_args

from msgspec import Struct
from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from flashgen.deck.identity import ID, slug
from flashgen.deck.key_types.errors import invalid, scalar_of
from flashgen.deck.key_types.schemas import PLAIN, Schema, mapping_of
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode
from flashgen.values import kinds
from flashgen.values.numerals import MAX_DIGITS

MAX_VARIANTS = 1000


class Tolerance(Struct, frozen=True):
    """How far an answer may be off: absolutely, or relative to the answer. One of them is set."""

    absolute: float | None = None
    relative: float | None = None


_NUMBER = re.compile(r"[-+]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")


def read_number(node: Any) -> float:
    """Take a number."""
    scalar = scalar_of(node, "number")
    text = scalar.value.strip()
    if not _NUMBER.fullmatch(text):
        hint = "1 % of the answer is `{relative: 0.01}`" if text.endswith("%") else None
        shown = text if len(text) <= 80 else f"{text[:79]}…"
        raise invalid("not-a-number", f"`{shown}` is no number", scalar, hint)
    return float(scalar.value)


def read_whole(low: int, high: int) -> Callable[[Any], int]:
    """Make a validator of whole numbers from `low` to `high`."""

    def read(node: Any) -> int:
        number = read_number(node)
        if not low <= number <= high or number != int(number):
            raise invalid(
                "not-a-number", f"a whole number from {low} to {high:,} is wanted here", node
            )
        return int(number)

    return read


EXACT: Final = -1
"""Stands for `decimals: exact`: the answer is an integer, and judged as one."""


def read_decimals(node: Any) -> int:
    """Take a number of decimals, or `exact`."""
    if isinstance(node, Scalar) and node.value == "exact":
        return EXACT
    return read_whole(0, MAX_DIGITS)(node)


def _whole(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


_TRUTHS = {"true": True, "false": False, "yes": True, "no": False}


def read_truth(node: Any) -> bool:
    """Take `true` or `false`."""
    scalar = scalar_of(node, "`true` or `false`")
    if scalar.value not in ("true", "false"):
        raise invalid(
            "not-a-truth-value", f"`{scalar.value}` is neither `true` nor `false`", scalar
        )
    return scalar.value == "true"


def read_reason(node: Any) -> str:
    """Take a sentence of the author to `check`, shown to nobody."""
    scalar = scalar_of(node, "reason")
    if scalar.value.strip().lower() in (*_TRUTHS, ""):
        hint = 'as in `guessable: "there are only three quarks"`'
        raise invalid("wrong-type", "this says in a sentence why it must be so", scalar, hint)
    return scalar.value.strip()


def read_tolerance(node: Any) -> Tolerance:
    """Take a number, or one as `{relative: …}` or `{absolute: …}`."""
    if isinstance(node, MappingNode):
        if tuple(node.entries) not in (("relative",), ("absolute",)):
            raise invalid("wrong-type", "a tolerance is a number, or `{relative: number}`", node)
        (kind, (_, value)) = next(iter(node.entries.items()))
        number = read_number(value)
        made = Tolerance(**{kind: number})
        node = value
    else:
        number = read_number(node)
        made = Tolerance(absolute=number)
    if not 0 <= number < float("inf"):
        raise invalid("not-a-number", "a tolerance is not negative", node)
    if made.relative is not None and number >= 1:
        raise invalid(
            "not-a-number",
            "a relative tolerance is below 1",
            node,
            "0.01 stands for one per cent of the answer",
        )
    return made


def read_word(*words: str) -> Callable[[Any], Scalar]:
    """Make a validator of one of the words."""

    def read(node: Any) -> Scalar:
        scalar = scalar_of(node, "word")
        if scalar.value not in words:
            known = ", ".join(f"`{word}`" for word in words)
            raise invalid("unknown-word", f"`{scalar.value}` is not one of {known}", scalar)
        return scalar

    return read


def read_id(node: Any) -> Scalar:
    """Take the id of a definition, or a namespace."""
    scalar = scalar_of(node, "id")
    if not ID.fullmatch(scalar.value) or len(scalar.value) > 80:
        raise invalid(
            "bad-id",
            f"`{scalar.value[:80]}` is no id: small letters, digits and single hyphens between "
            "them, at most 80",
            scalar,
            f"write `{near}`" if (near := slug(scalar.value, "")) else None,
        )
    return scalar


def read_was(node: Any) -> Scalar:
    """Take the former id of a definition."""
    if isinstance(node, SequenceNode):
        hint = "name the last one; flashgen.lock knows the earlier ones"
        raise invalid("wrong-type", "`was` is one id, not a list", node, hint)
    return read_id(node)


def read_tag(node: Any) -> Scalar:
    """Take an Anki tag."""
    scalar = scalar_of(node, "tag")
    if any(c.isspace() or unicodedata.category(c).startswith("C") for c in scalar.value):
        raise invalid(
            "bad-tag", "Anki's tags have no spaces in them", scalar, "use `-` or `_`; `::` nests"
        )
    if set(scalar.value) & set("<>&\"'") or len(scalar.value) > 200:
        raise invalid("bad-tag", "a tag has none of the characters < > & \" '", scalar)
    return scalar


def read_url(node: Any) -> Scalar:
    """Take the address of a page."""
    scalar = scalar_of(node, "address")
    if not re.fullmatch(r"https?://[^\s<>\"'\\^`{|}]+", scalar.value):
        raise invalid("bad-url", "a link begins with http:// or https:// and has no spaces", scalar)
    return scalar


def read_items(node: Any) -> list[Node]:
    """Take a list, whose entries are read by what they are to be."""
    if isinstance(node, SequenceNode):
        if len(node.items) > 1000:
            raise invalid("too-many", "more than 1,000 entries in a list", node)
        return node.items
    raise invalid("wrong-type", "a list is wanted here", node, "each entry begins with `- `")


_IDENTIFIER: Schema = {"type": ["string", "number"], "pattern": f"^{ID.pattern}$", "maxLength": 80}
_TAG: Schema = PLAIN | {"pattern": r"^[^\s<>&\"']+$"}
_TOLERANCE: Schema = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        mapping_of(
            {
                "relative": {
                    "type": "number",
                    "minimum": 0,
                    "exclusiveMaximum": 1,
                    "description": "As a share of the answer: 0.01 is one per cent.",
                }
            },
            required=("relative",),
        ),
        mapping_of(
            {
                "absolute": {
                    "type": "number",
                    "minimum": 0,
                    "description": "In the unit of the answer.",
                }
            },
            required=("absolute",),
        ),
    ]
}
_COMPARISONS = get_args(kinds.Compare)
_CASES = get_args(kinds.Case)

_T = TypeVar("_T")
Items = Annotated[tuple[_T, ...], BeforeValidator(read_items)]

Id = Annotated[Scalar, PlainValidator(read_id), WithJsonSchema(_IDENTIFIER)]
Was = Annotated[Scalar, PlainValidator(read_was), WithJsonSchema(_IDENTIFIER)]
Tag = Annotated[Scalar, PlainValidator(read_tag), WithJsonSchema(_TAG)]
Truth = Annotated[
    bool, PlainValidator(read_truth), WithJsonSchema({"enum": [True, False, "yes", "no"]})
]
Reason = Annotated[str, PlainValidator(read_reason), WithJsonSchema({"type": "string"})]
Url = Annotated[
    Scalar,
    PlainValidator(read_url),
    WithJsonSchema({"type": "string", "pattern": "^https?://"}),
]
ToleranceField = Annotated[Tolerance, PlainValidator(read_tolerance), WithJsonSchema(_TOLERANCE)]
Compare = Annotated[
    Scalar, PlainValidator(read_word(*_COMPARISONS)), WithJsonSchema({"enum": list(_COMPARISONS)})
]
Case = Annotated[Scalar, PlainValidator(read_word(*_CASES)), WithJsonSchema({"enum": list(_CASES)})]
Shown = Annotated[int, PlainValidator(read_whole(2, 100)), WithJsonSchema(_whole(2, 100))]
Digits = Annotated[
    int, PlainValidator(read_whole(0, MAX_DIGITS)), WithJsonSchema(_whole(0, MAX_DIGITS))
]
Decimals = Annotated[
    int,
    PlainValidator(read_decimals),
    WithJsonSchema({"anyOf": [_whole(0, MAX_DIGITS), {"const": "exact"}]}),
]
Figures = Annotated[
    int, PlainValidator(read_whole(1, MAX_DIGITS)), WithJsonSchema(_whole(1, MAX_DIGITS))
]
Variants = Annotated[
    int, PlainValidator(read_whole(1, MAX_VARIANTS)), WithJsonSchema(_whole(1, MAX_VARIANTS))
]
