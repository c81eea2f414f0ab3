"""The values at the leaves of a deck file: texts, expressions, numbers, ids, and what is wrong.

Each type is fed with a node of the file and says, at the node's place, what it does not take. With
it goes its part of the JSON Schema.
"""

import re
import unicodedata
from collections.abc import Mapping
from keyword import iskeyword, kwlist
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from flashgen.records import record
from flashgen.source import Span
from flashgen.yamltree import Mapping as MappingNode
from flashgen.yamltree import Node, Scalar
from flashgen.yamltree import Sequence as SequenceNode

MAX_DIGITS = 12


@record
class LocalizedText:
    """A text: the same for all languages (``plain``), or one for each."""

    plain: Scalar | None
    by_language: Mapping[str, Scalar]

    def get(self, language: str) -> Scalar | None:
        """Return the text in a language, or None where it has none."""
        return self.plain or self.by_language.get(language)

    @property
    def scalars(self) -> tuple[Scalar, ...]:
        """All the texts, in the order of the file."""
        return (self.plain,) if self.plain else tuple(self.by_language.values())

    @property
    def span(self) -> Span:
        """Where the first of them stands."""
        return self.scalars[0].span


@record
class Tolerance:
    """How far an answer may be off: absolutely, or relative to the answer. One of them is set."""

    absolute: float | None = None
    relative: float | None = None


@record
class Image:
    """An image file, on the front or the back."""

    path: Scalar
    side: Literal["front", "back"] = "front"


@record
class Figure:
    """Figures drawn from a variant's values: one for the question, one for the solution."""

    question: Scalar | None = None
    solution: Scalar | None = None


def refuse(code: str, message: str, node: Node | Span, hint: str | None = None) -> Exception:
    """Return the error that a value is refused by; the caller raises it."""
    span = node if isinstance(node, Span) else node.span
    return PydanticCustomError(code, "{message}", {"message": message, "span": span, "hint": hint})


_QUOTE = "quote it, or write it as a block with `|`"
_SAFE_ESCAPES = re.compile(r'\\[\\"]')


def _scalar(node: Any, what: str) -> Scalar:
    """Return a text that YAML has left whole; else say how to keep it so."""
    if not isinstance(node, Scalar):
        kind = "list" if isinstance(node, SequenceNode) else "mapping"
        if node.in_flow:
            raise refuse("yaml-cut", f"YAML reads this {what} as a {kind}", node, _QUOTE)
        raise refuse("wrong-type", f"a {kind} stands where {_a(what)} is wanted", node)
    if not node.style:
        if not node.value:
            raise refuse("empty-value", f"{_a(what)} is wanted here, and nothing stands here", node)
        _refuse_cut(node, what)
    elif not node.value.strip():
        raise refuse("empty-value", f"{_a(what)} is wanted here, and the text is empty", node)
    return node


def _refuse_cut(node: Scalar, what: str) -> None:
    if node.in_flow and _unbalanced(node.value):
        raise refuse(
            "yaml-cut",
            f"YAML cut this {what} in two: inside `{{…}}` and `[…]` a comma separates entries",
            node,
            _QUOTE,
        )
    text = node.source.text
    if text.startswith(" #", node.end):
        raise refuse(
            "yaml-cut",
            f"` #` begins a comment in YAML and cuts this {what} off",
            Span(node.source, node.end + 1, node.end + 2),
            f"{_QUOTE}; a comment that is meant stands two spaces off",
        )


def _unbalanced(text: str) -> bool:
    return any(text.count(a) != text.count(b) for a, b in ("()", "[]", "{}"))


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _expression(node: Any) -> Scalar:
    return _scalar(node, "expression")


def _prose(node: Any) -> Scalar:
    scalar = _scalar(node, "text")
    if scalar.style == '"' and "$" in scalar.value:
        left = _SAFE_ESCAPES.sub("", scalar.raw)
        at = left.find("\\")
        if at >= 0:
            raise refuse(
                "yaml-escape",
                f"in double quotes YAML reads `{left[at : at + 2]}` as an escape, "
                "which mangles the formula",
                scalar,
                "use single quotes or a block with `|`, in which a backslash is a backslash",
            )
    return scalar


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


_NO_LANGUAGES: Mapping[str, Scalar] = MappingProxyType({})


def _localized(node: Any, info: ValidationInfo) -> LocalizedText:
    if not isinstance(node, MappingNode):
        return LocalizedText(_prose(node), _NO_LANGUAGES)
    languages: tuple[str, ...] = (info.context or {}).get("languages", ())
    texts: dict[str, Scalar] = {}
    if not node.entries:
        raise refuse("empty-value", "a text is wanted here, and the mapping is empty", node)
    for name, (key, value) in node.entries.items():
        if languages and name not in languages:
            hint = f"the file's `languages` are {', '.join(languages)}"
            if node.in_flow and isinstance(value, Scalar) and not value.value:
                raise refuse(
                    "yaml-cut",
                    "YAML cut this text in two: inside `{…}` a comma separates entries",
                    key,
                    _QUOTE,
                )
            if not _LANGUAGE.fullmatch(name):
                raise refuse(
                    "yaml-cut",
                    "YAML cut this text in two: what stands before a colon and a space is a key",
                    key,
                    _QUOTE,
                )
            raise refuse("unknown-language", f"`{name}` is no language of this file", key, hint)
        texts[name] = _prose(value)
    missing = [language for language in languages if language not in texts]
    if missing:
        raise refuse(
            "missing-language",
            f"the text has no {', '.join(f'`{m}`' for m in missing)}",
            node,
            "a text that is the same in all languages is written without a language",
        )
    return LocalizedText(None, MappingProxyType(texts))


def _solution(node: Any, info: ValidationInfo) -> tuple[LocalizedText, ...]:
    if isinstance(node, SequenceNode) and not node.in_flow:
        if not node.items:
            raise refuse("empty-value", "the list of steps is empty", node)
        return tuple(_localized(item, info) for item in node.items)
    if isinstance(node, MappingNode) and any(
        isinstance(value, SequenceNode) for _, value in node.entries.values()
    ):
        return _solution_by_language(node, info)
    return (_localized(node, info),)


def _solution_by_language(node: MappingNode, info: ValidationInfo) -> tuple[LocalizedText, ...]:
    """Take ``{en: [steps], zh: [steps]}`` as steps in both languages."""
    steps: dict[str, list[Scalar]] = {}
    for name, (_, value) in node.entries.items():
        items = value.items if isinstance(value, SequenceNode) else [value]
        steps[name] = [_prose(item) for item in items]
    if len({len(s) for s in steps.values()}) > 1:
        raise refuse("missing-language", "the languages have different numbers of steps", node)
    rows = []
    for i in range(len(next(iter(steps.values())))):
        entries: dict[str, tuple[Scalar, Node]] = {
            name: (node.entries[name][0], steps[name][i]) for name in steps
        }
        rows.append(_localized(MappingNode(node.source, node.start, node.end, entries), info))
    return tuple(rows)


def _deck(node: Any, info: ValidationInfo) -> LocalizedText:
    names = _localized(node, info)
    for scalar in names.scalars:
        name = scalar.value.strip()
        if set(name) & set("<>") or any(unicodedata.category(c).startswith("C") for c in name):
            message = "a deck's name has none of the characters < and >, and is one line"
            raise refuse("bad-deck", message, scalar)
        if len(name) > 500:
            raise refuse("bad-deck", "a deck's name has at most 500 characters", scalar)
    return names


_NUMBER = re.compile(r"[-+]?(\d+(_\d+)*\.?\d*|\.\d+)([eE][-+]?\d+)?")


def _number(node: Any) -> float:
    scalar = _scalar(node, "number")
    if not _NUMBER.fullmatch(scalar.value.strip()):
        percent = scalar.value.strip().endswith("%")
        hint = "1 % of the answer is `{relative: 0.01}`" if percent else None
        raise refuse("not-a-number", f"`{scalar.value.strip()}` is no number", scalar, hint)
    return float(scalar.value)


def whole(low: int, high: int) -> PlainValidator:
    """Take a whole number from `low` to `high`."""

    def validate(node: Any) -> int:
        number = _number(node)
        if number != int(number) or not low <= number <= high:
            raise refuse(
                "not-a-number", f"a whole number from {low} to {high:,} is wanted here", node
            )
        return int(number)

    return PlainValidator(validate)


def _truth(node: Any) -> bool:
    scalar = _scalar(node, "`true` or `false`")
    if scalar.value not in ("true", "false"):
        raise refuse("not-a-truth-value", f"`{scalar.value}` is neither `true` nor `false`", scalar)
    return scalar.value == "true"


def _tolerance(node: Any) -> Tolerance:
    if isinstance(node, MappingNode):
        if tuple(node.entries) not in (("relative",), ("absolute",)):
            raise refuse("wrong-type", "a tolerance is a number, or `{relative: number}`", node)
        (kind, (_, value)) = next(iter(node.entries.items()))
        number = _number(value)
        made = Tolerance(**{kind: number})
        node = value
    else:
        number = _number(node)
        made = Tolerance(absolute=number)
    if not 0 <= number < float("inf"):
        raise refuse("not-a-number", "a tolerance is not negative", node)
    if made.relative is not None and number >= 1:
        raise refuse(
            "not-a-number",
            "a relative tolerance is below 1",
            node,
            "0.01 stands for one per cent of the answer",
        )
    return made


_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _identifier(node: Any) -> Scalar:
    scalar = _scalar(node, "id")
    if not _ID.fullmatch(scalar.value) or len(scalar.value) > 80:
        raise refuse(
            "bad-id",
            f"`{scalar.value[:80]}` is no id: small letters, digits and single hyphens between "
            "them, at most 80",
            scalar,
        )
    return scalar


def _tag(node: Any) -> Scalar:
    scalar = _scalar(node, "tag")
    if any(c.isspace() or unicodedata.category(c).startswith("C") for c in scalar.value):
        raise refuse(
            "bad-tag", "Anki's tags have no spaces in them", scalar, "use `-` or `_`; `::` nests"
        )
    if set(scalar.value) & set("<>&\"'") or len(scalar.value) > 200:
        raise refuse("bad-tag", "a tag has none of the characters < > & \" '", scalar)
    return scalar


def _name(key: Scalar) -> str:
    name = key.value
    if (
        not name.isidentifier()
        or iskeyword(name)
        or name.startswith("_")
        or unicodedata.normalize("NFKC", name) != name
        or len(name) > 60
    ):
        raise refuse(
            "bad-name",
            f"`{name[:60]}` is no name for a value",
            key,
            "a name begins with a letter and goes on with letters, digits and `_`",
        )
    return name


def _named_expressions(node: Any) -> Mapping[str, tuple[Scalar, Scalar]]:
    """Return name -> (key, expression), in the order of the file."""
    if not isinstance(node, MappingNode):
        raise refuse("wrong-type", "a mapping from names to expressions is wanted here", node)
    if len(node.entries) > 100:
        raise refuse("too-many", "more than 100 names in one definition", node)
    named = {}
    for key, value in node.entries.values():
        if node.in_flow and isinstance(value, Scalar) and not value.value and not value.style:
            raise refuse(
                "yaml-cut",
                "YAML cut this expression in two: inside `{…}` a comma separates entries",
                key,
                _QUOTE,
            )
        named[_name(key)] = (key, _expression(value))
    return MappingProxyType(named)


def no_names() -> Mapping[str, tuple[Scalar, Scalar]]:
    """Return the mapping of a definition that names nothing."""
    return MappingProxyType({})


def _value_name(node: Any) -> Scalar:
    scalar = _scalar(node, "name")
    _name(scalar)
    return scalar


def _conditions(node: Any) -> tuple[Scalar, ...]:
    items = node.items if isinstance(node, SequenceNode) else [node]
    if len(items) > 100:
        raise refuse("too-many", "more than 100 conditions in one definition", node)
    return tuple(_expression(item) for item in items)


def _image(node: Any) -> Image:
    if not isinstance(node, MappingNode):
        return Image(_scalar(node, "file name"))
    if tuple(node.entries) not in (("back",), ("front",)):
        raise refuse("wrong-type", "an image is a file name, or `{back: file name}`", node)
    ((side, (_, value)),) = node.entries.items()
    return Image(_scalar(value, "file name"), "back" if side == "back" else "front")


def _figure(node: Any) -> Figure:
    if not isinstance(node, MappingNode):
        return Figure(question=_expression(node))
    if not node.entries or not set(node.entries) <= {"question", "solution"}:
        raise refuse(
            "wrong-type",
            "a figure is an expression, or a mapping with `question` and `solution`",
            node,
        )
    return Figure(**{key: _expression(value) for key, (_, value) in node.entries.items()})


def _url(node: Any) -> Scalar:
    scalar = _scalar(node, "address")
    if not re.fullmatch(r"https?://[^\s<>\"'\\^`{|}]+", scalar.value):
        raise refuse("bad-url", "a link begins with http:// or https:// and has no spaces", scalar)
    return scalar


def _items(node: Any) -> list[Node]:
    if isinstance(node, SequenceNode):
        if len(node.items) > 1000:
            raise refuse("too-many", "more than 1,000 entries in a list", node)
        return node.items
    raise refuse("wrong-type", "a list is wanted here", node, "each entry begins with `- `")


_TEXT_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "number", "boolean"]},
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": f"^{_LANGUAGE.pattern}$"},
            "additionalProperties": {"type": ["string", "number", "boolean"]},
        },
    ]
}
_EXPRESSION_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_NAMED_SCHEMA: dict[str, Any] = {
    "type": "object",
    # No `\w`: to an editor's JavaScript it means ASCII letters alone.
    "propertyNames": {
        "pattern": r"^(?![0-9_])[^\s!-/:-@\[-^`{-~]+$",
        "maxLength": 60,
        "not": {"enum": kwlist},
    },
    "additionalProperties": _EXPRESSION_SCHEMA,
}

Text = Annotated[LocalizedText, PlainValidator(_localized), WithJsonSchema(_TEXT_SCHEMA)]
DeckName = Annotated[LocalizedText, PlainValidator(_deck), WithJsonSchema(_TEXT_SCHEMA)]
Expression = Annotated[Scalar, PlainValidator(_expression), WithJsonSchema(_EXPRESSION_SCHEMA)]
Id = Annotated[
    Scalar,
    PlainValidator(_identifier),
    WithJsonSchema({"type": ["string", "number"], "pattern": f"^{_ID.pattern}$", "maxLength": 80}),
]
Name = Annotated[Scalar, PlainValidator(_value_name), WithJsonSchema({"type": "string"})]
Tag = Annotated[
    Scalar,
    PlainValidator(_tag),
    WithJsonSchema({"type": ["string", "number", "boolean"], "pattern": r"^[^\s<>&\"']+$"}),
]
Truth = Annotated[bool, PlainValidator(_truth), WithJsonSchema({"type": "boolean"})]
Digits = Annotated[
    int,
    whole(0, MAX_DIGITS),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MAX_DIGITS}),
]
Figures = Annotated[
    int,
    whole(1, MAX_DIGITS),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MAX_DIGITS}),
]
ToleranceField = Annotated[
    Tolerance,
    PlainValidator(_tolerance),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {
                    "type": "object",
                    "properties": {
                        "relative": {
                            "type": "number",
                            "minimum": 0,
                            "exclusiveMaximum": 1,
                            "description": "As a share of the answer: 0.01 is one per cent.",
                        }
                    },
                    "required": ["relative"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {
                        "absolute": {
                            "type": "number",
                            "minimum": 0,
                            "description": "In the unit of the answer.",
                        }
                    },
                    "required": ["absolute"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Named = Annotated[
    Mapping[str, tuple[Scalar, Scalar]],
    PlainValidator(_named_expressions),
    WithJsonSchema(_NAMED_SCHEMA),
]
Conditions = Annotated[
    tuple[Scalar, ...],
    PlainValidator(_conditions),
    WithJsonSchema({"anyOf": [_EXPRESSION_SCHEMA, {"type": "array", "items": _EXPRESSION_SCHEMA}]}),
]
Steps = Annotated[
    tuple[LocalizedText, ...],
    PlainValidator(_solution),
    WithJsonSchema(
        {
            "anyOf": [
                _TEXT_SCHEMA,
                {"type": "array", "items": _TEXT_SCHEMA, "minItems": 1},
                {
                    "type": "object",
                    "propertyNames": {"pattern": f"^{_LANGUAGE.pattern}$"},
                    "additionalProperties": {
                        "anyOf": [
                            _EXPRESSION_SCHEMA,
                            {"type": "array", "items": _EXPRESSION_SCHEMA, "minItems": 1},
                        ]
                    },
                },
            ]
        }
    ),
]
ImageField = Annotated[
    Image,
    PlainValidator(_image),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "back": {"type": "string", "description": "A file, on the back."},
                        "front": {"type": "string", "description": "A file, on the front."},
                    },
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
FigureField = Annotated[
    Figure,
    PlainValidator(_figure),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "question": {"type": "string", "description": "With the question."},
                        "solution": {"type": "string", "description": "With the solution."},
                    },
                    "minProperties": 1,
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Url = Annotated[
    Scalar, PlainValidator(_url), WithJsonSchema({"type": "string", "pattern": "^https?://"})
]


def one_of(node: Any, *words: str) -> Scalar:
    """Take one of the words."""
    scalar = _scalar(node, "word")
    if scalar.value not in words:
        raise refuse(
            "unknown-word",
            f"`{scalar.value}` is not one of {', '.join(f'`{w}`' for w in words)}",
            scalar,
        )
    return scalar


def languages_of(node: Any) -> tuple[str, ...]:
    """Return the languages that a header's list names; the first is the deck's own."""
    items = node.items if isinstance(node, SequenceNode) else [node]
    languages: list[str] = []
    for item in items:
        scalar = _scalar(item, "language")
        if not _LANGUAGE.fullmatch(scalar.value):
            raise refuse(
                "bad-language",
                f"`{scalar.value[:40]}` is no language code",
                scalar,
                "a code is like `en`, `zh` or `pt-BR`",
            )
        if scalar.value in languages:
            raise refuse("bad-language", f"`{scalar.value}` is named twice", scalar)
        languages.append(scalar.value)
    if not languages:
        raise refuse("empty-value", "the list of languages is empty", node)
    return tuple(languages)


_T = TypeVar("_T")
Items = Annotated[tuple[_T, ...], BeforeValidator(_items)]
Languages = Annotated[
    tuple[str, ...],
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": ["string", "boolean"], "pattern": f"^{_LANGUAGE.pattern}$"},
            "minItems": 1,
            "uniqueItems": True,
        }
    ),
    PlainValidator(languages_of),
]
