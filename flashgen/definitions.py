"""What an author may write: the models of a deck file, which are also its JSON Schema.

The models are fed with nodes, not with plain data: a leaf stays a :class:`Scalar`, which knows its
place in the file, until something is computed from it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from flashgen.source import Span
from flashgen.yamltree import Mapping as MappingNode
from flashgen.yamltree import Node, Scalar
from flashgen.yamltree import Sequence as SequenceNode

DEFAULT_VARIANTS = 24
MAX_VARIANTS = 1000
MAX_DIGITS = 12

Kind = Literal["concept", "cloze", "numeric"]


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an answer may be off: absolutely, or relative to the answer. One of them is set."""

    absolute: float | None = None
    relative: float | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """An image file, on the front or the back."""

    path: Scalar
    side: Literal["front", "back"] = "front"


@dataclass(frozen=True, slots=True)
class Figure:
    """Figures drawn from a variant's values: one for the question, one for the solution."""

    question: Scalar | None = None
    solution: Scalar | None = None


def _fail(code: str, message: str, node: Node | Span, hint: str | None = None) -> Exception:
    span = node if isinstance(node, Span) else node.span
    return PydanticCustomError(code, "{message}", {"message": message, "span": span, "hint": hint})


_QUOTE = "quote it, or write it as a block with `|`"
_SAFE_ESCAPES = re.compile(r'\\[\\"]')


def _scalar(node: Any, what: str) -> Scalar:
    """Return a text that YAML has left whole; else say how to keep it so."""
    if isinstance(node, SequenceNode):
        if node.in_flow:
            raise _fail("yaml-cut", f"YAML reads this {what} as a list", node, _QUOTE)
        raise _fail("wrong-type", f"a list stands where {_a(what)} is wanted", node)
    if isinstance(node, MappingNode):
        if node.in_flow:
            raise _fail("yaml-cut", f"YAML reads this {what} as a mapping", node, _QUOTE)
        raise _fail("wrong-type", f"a mapping stands where {_a(what)} is wanted", node)
    assert isinstance(node, Scalar)
    if not node.style:
        if not node.value:
            raise _fail("empty-value", f"{_a(what)} is wanted here, and nothing stands here", node)
        _refuse_cut(node, what)
    elif not node.value.strip():
        raise _fail("empty-value", f"{_a(what)} is wanted here, and the text is empty", node)
    return node


def _refuse_cut(node: Scalar, what: str) -> None:
    if node.in_flow and _unbalanced(node.value):
        raise _fail(
            "yaml-cut",
            f"YAML cut this {what} in two: inside `{{…}}` and `[…]` a comma separates entries",
            node,
            _QUOTE,
        )
    text = node.source.text
    if text.startswith(" #", node.end):
        raise _fail(
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
            raise _fail(
                "yaml-escape",
                f"in double quotes YAML reads `{left[at : at + 2]}` as an escape, "
                "which mangles the formula",
                scalar,
                "use single quotes or a block with `|`, in which a backslash is a backslash",
            )
    return scalar


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _localized(node: Any, info: ValidationInfo) -> LocalizedText:
    if not isinstance(node, MappingNode):
        return LocalizedText(_prose(node), MappingProxyType({}))
    languages: tuple[str, ...] = (info.context or {}).get("languages", ())
    texts: dict[str, Scalar] = {}
    if not node.entries:
        raise _fail("empty-value", "a text is wanted here, and the mapping is empty", node)
    for name, (key, value) in node.entries.items():
        if languages and name not in languages:
            hint = f"the file's `languages` are {', '.join(languages)}"
            if node.in_flow and isinstance(value, Scalar) and not value.value:
                raise _fail(
                    "yaml-cut",
                    "YAML cut this text in two: inside `{…}` a comma separates entries",
                    key,
                    _QUOTE,
                )
            raise _fail("unknown-language", f"`{name}` is no language of this file", key, hint)
        texts[name] = _prose(value)
    missing = [language for language in languages if language not in texts]
    if missing:
        raise _fail(
            "missing-language",
            f"the text has no {', '.join(f'`{m}`' for m in missing)}",
            node,
            "a text that is the same in all languages is written without a language",
        )
    return LocalizedText(None, MappingProxyType(texts))


def _solution(node: Any, info: ValidationInfo) -> tuple[LocalizedText, ...]:
    if isinstance(node, SequenceNode) and not node.in_flow:
        if not node.items:
            raise _fail("empty-value", "the list of steps is empty", node)
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
        raise _fail("missing-language", "the languages have different numbers of steps", node)
    rows = []
    for i in range(len(next(iter(steps.values())))):
        entries: dict[str, tuple[Scalar, Node]] = {
            name: (node.entries[name][0], steps[name][i]) for name in steps
        }
        rows.append(_localized(MappingNode(node.source, node.start, node.end, entries), info))
    return tuple(rows)


_NUMBER = re.compile(r"[-+]?(\d+(_\d+)*\.?\d*|\.\d+)([eE][-+]?\d+)?")


def _number(node: Any) -> float:
    scalar = _scalar(node, "number")
    if not _NUMBER.fullmatch(scalar.value.strip()):
        raise _fail("not-a-number", f"`{scalar.value.strip()}` is no number", scalar)
    return float(scalar.value)


def _whole(low: int, high: int) -> PlainValidator:
    def validate(node: Any) -> int:
        number = _number(node)
        if number != int(number) or not low <= number <= high:
            raise _fail(
                "not-a-number", f"a whole number from {low} to {high:,} is wanted here", node
            )
        return int(number)

    return PlainValidator(validate)


def _truth(node: Any) -> bool:
    scalar = _scalar(node, "`true` or `false`")
    if scalar.value not in ("true", "false"):
        raise _fail("not-a-truth-value", f"`{scalar.value}` is neither `true` nor `false`", scalar)
    return scalar.value == "true"


def _tolerance(node: Any) -> Tolerance:
    if isinstance(node, MappingNode):
        if tuple(node.entries) not in (("relative",), ("absolute",)):
            raise _fail("wrong-type", "a tolerance is a number, or `{relative: number}`", node)
        (kind, (_, value)) = next(iter(node.entries.items()))
        number = _number(value)
        made = Tolerance(**{kind: number})
        node = value
    else:
        number = _number(node)
        made = Tolerance(absolute=number)
    if not 0 <= number < float("inf"):
        raise _fail("not-a-number", "a tolerance is not negative", node)
    if made.relative is not None and number >= 1:
        raise _fail(
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
        raise _fail(
            "bad-id",
            f"`{scalar.value[:80]}` is no id: small letters, digits and single hyphens between "
            "them, at most 80",
            scalar,
        )
    return scalar


def _tag(node: Any) -> Scalar:
    scalar = _scalar(node, "tag")
    if any(c.isspace() or unicodedata.category(c).startswith("C") for c in scalar.value):
        raise _fail(
            "bad-tag", "Anki's tags have no spaces in them", scalar, "use `-` or `_`; `::` nests"
        )
    if set(scalar.value) & set("<>&\"'") or len(scalar.value) > 200:
        raise _fail("bad-tag", "a tag has none of the characters < > & \" '", scalar)
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
        raise _fail(
            "bad-name",
            f"`{name[:60]}` is no name for a value",
            key,
            "a name begins with a letter and goes on with letters, digits and `_`",
        )
    return name


def _named_expressions(node: Any) -> Mapping[str, tuple[Scalar, Scalar]]:
    """Return name -> (key, expression), in the order of the file."""
    if not isinstance(node, MappingNode):
        raise _fail("wrong-type", "a mapping from names to expressions is wanted here", node)
    if len(node.entries) > 100:
        raise _fail("too-many", "more than 100 names in one definition", node)
    named = {}
    for key, value in node.entries.values():
        if node.in_flow and isinstance(value, Scalar) and not value.value and not value.style:
            raise _fail(
                "yaml-cut",
                "YAML cut this expression in two: inside `{…}` a comma separates entries",
                key,
                _QUOTE,
            )
        named[_name(key)] = (key, _expression(value))
    return MappingProxyType(named)


def _no_names() -> Mapping[str, tuple[Scalar, Scalar]]:
    return MappingProxyType({})


def _value_name(node: Any) -> Scalar:
    scalar = _scalar(node, "name")
    _name(scalar)
    return scalar


def _conditions(node: Any) -> tuple[Scalar, ...]:
    items = node.items if isinstance(node, SequenceNode) else [node]
    if len(items) > 100:
        raise _fail("too-many", "more than 100 conditions in one definition", node)
    return tuple(_expression(item) for item in items)


def _image(node: Any) -> Image:
    if not isinstance(node, MappingNode):
        return Image(_scalar(node, "file name"))
    if tuple(node.entries) not in (("back",), ("front",)):
        raise _fail("wrong-type", "an image is a file name, or `{back: file name}`", node)
    ((side, (_, value)),) = node.entries.items()
    return Image(_scalar(value, "file name"), "back" if side == "back" else "front")


def _figure(node: Any) -> Figure:
    if not isinstance(node, MappingNode):
        return Figure(question=_expression(node))
    if not node.entries or not set(node.entries) <= {"question", "solution"}:
        raise _fail(
            "wrong-type",
            "a figure is an expression, or a mapping with `question` and `solution`",
            node,
        )
    return Figure(**{key: _expression(value) for key, (_, value) in node.entries.items()})


def _url(node: Any) -> Scalar:
    scalar = _scalar(node, "address")
    if not re.fullmatch(r"https?://[^\s<>\"'\\^`{|}]+", scalar.value):
        raise _fail("bad-url", "a link begins with http:// or https:// and has no spaces", scalar)
    return scalar


def _items(node: Any) -> list[Node]:
    if isinstance(node, SequenceNode):
        if len(node.items) > 1000:
            raise _fail("too-many", "more than 1,000 entries in a list", node)
        return node.items
    raise _fail("wrong-type", "a list is wanted here", node, "each entry begins with `- `")


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
    "propertyNames": {"pattern": r"^[^\W\d_]\w*$"},
    "additionalProperties": _EXPRESSION_SCHEMA,
}

Text = Annotated[LocalizedText, PlainValidator(_localized), WithJsonSchema(_TEXT_SCHEMA)]
Expression = Annotated[Scalar, PlainValidator(_expression), WithJsonSchema(_EXPRESSION_SCHEMA)]
Id = Annotated[
    Scalar,
    PlainValidator(_identifier),
    WithJsonSchema({"type": ["string", "integer"], "pattern": f"^{_ID.pattern}$"}),
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
    _whole(0, MAX_DIGITS),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MAX_DIGITS}),
]
Figures = Annotated[
    int,
    _whole(1, MAX_DIGITS),
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
                        "relative": {"type": "number", "minimum": 0, "exclusiveMaximum": 1}
                    },
                    "required": ["relative"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"absolute": {"type": "number", "minimum": 0}},
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
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
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
                    "properties": {"back": {"type": "string"}, "front": {"type": "string"}},
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
                        "question": {"type": "string"},
                        "solution": {"type": "string"},
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


_T = TypeVar("_T")
Items = Annotated[tuple[_T, ...], BeforeValidator(_items)]


class Model(BaseModel):
    """What all models share: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _from_node(cls, node: Any) -> Any:
        if isinstance(node, dict):
            return node
        if isinstance(node, MappingNode):
            return {name: value for name, (_, value) in node.entries.items()}
        keys = ", ".join(f"`{name}`" for name in cls.model_fields)
        raise _fail("wrong-type", f"a mapping is wanted here, with the keys {keys}", node)


class SourceReference(Model):
    """Where a card's content can be read up."""

    title: Text = Field(description="Authors, title and year, or the page's title.")
    url: Url | None = Field(None, description="A link, http or https.")


class Mistake(Model):
    """A wrong result that people really get, and what to say to them."""

    value: Expression = Field(description="The wrong result, as an expression.")
    says: Text = Field(description="The sentence for whoever gets it: what went wrong.")
    of: Name | None = Field(None, description="Which of several `answers` it belongs to.")
    may_coincide: Truth = Field(
        False,
        description="true: on a draw where it equals the answer it is left out, "
        "instead of the draw being thrown away.",
    )


class Option(Model):
    """A wrong option of a concept card, with what to say to whoever takes it."""

    text: Text = Field(description="The option.")
    says: Text | None = Field(None, description="Why it is wrong.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, node: Any) -> Any:
        if isinstance(node, MappingNode) and "text" in node.entries:
            return node
        return {"text": node}


class AnswerFields(Model):
    """How an answer is asked for and judged."""

    unit: Text | None = Field(None, description="The unit, shown beside the input.")
    decimals: Digits | None = Field(
        None, description="Decimals that are asked for and shown; or `figures`."
    )
    figures: Figures | None = Field(
        None, description="Significant figures that are asked for and shown; or `decimals`."
    )
    tolerance: ToleranceField | None = Field(
        None,
        description="How far off still counts: absolute, or {relative: 0.01}. "
        "Left out: one unit in the last place that is asked for.",
    )
    compare: (
        Annotated[
            Scalar,
            PlainValidator(lambda node: _one_of(node, "set", "up_to_sign")),
            WithJsonSchema({"enum": ["set", "up_to_sign"]}),
        ]
        | None
    ) = Field(None, description="`set`: in any order; `up_to_sign`: x and -x are the same.")
    check: Expression | None = Field(
        None, description="A second, independent formula; it must agree on every draw."
    )


class Answer(AnswerFields):
    """One of several answers, with an input of its own."""

    name: Name = Field(description="The name by which `<<name>>` shows it.")
    label: Text | None = Field(None, description="What stands before its input.")
    value: Expression = Field(description="The answer, as an expression.")


def _one_of(node: Any, *words: str) -> Scalar:
    scalar = _scalar(node, "word")
    if scalar.value not in words:
        raise _fail(
            "unknown-word",
            f"`{scalar.value}` is not one of {', '.join(f'`{w}`' for w in words)}",
            scalar,
        )
    return scalar


class Definition(Model):
    """What the three kinds of definition share."""

    id: Id = Field(description="Permanent: small letters, digits, hyphens; unique in a namespace.")
    tags: Items[Tag] = Field((), description="Anki tags, beside those of the file.")
    extra: Text | None = Field(None, description="Shown below the answer.")
    source: SourceReference | None = Field(None, description="Where to read it up.")
    image: ImageField | None = Field(
        None, description="A file below the deck file's folder, on the front; or {back: file}."
    )
    was: Id | None = Field(None, description="The former id; keeps the note and its reviews.")


class ConceptDefinition(Definition):
    """A card of text: a front and a back."""

    front: Text = Field(description="The question, in Markdown.")
    back: Text = Field(description="The answer, in Markdown.")
    reverse: Truth = Field(False, description="true: a second card asks from back to front.")
    choices: Items[Option] | None = Field(
        None, description="Wrong options, as texts or {text, says}; makes it a multiple choice."
    )


class ClozeDefinition(Definition):
    """A text with gaps."""

    cloze: Text = Field(description="The text; a gap is {{c1::hidden}} or {{c1::hidden::hint}}.")


class NumericForm(AnswerFields):
    """The part of a numeric definition that a form may override."""

    parameters: Named = Field(
        default_factory=_no_names,
        description="Name: draw, in order. One draw of all is a variant.",
    )
    let: Named = Field(
        default_factory=_no_names,
        description="Name: expression, computed in order by numpy.",
    )
    require: Conditions = Field(
        (), description="Conditions; a draw that breaks one is drawn again."
    )
    question: Text = Field(description="The question, in Markdown with slots.")
    answer: Expression | None = Field(None, description="The answer, as an expression.")
    answers: Items[Answer] | None = Field(
        None, description="Several answers, each with an input of its own; in place of `answer`."
    )
    solution: Steps | None = Field(
        None, description="The worked solution: a text, or a list of steps."
    )
    mistakes: Items[Mistake] = Field(
        (), description="Wrong results that people get, and what to say to them."
    )
    choices: Truth = Field(
        False, description="true: multiple choice, with the mistakes as the wrong options."
    )
    figure: FigureField | None = Field(
        None,
        description="A figure of the variant's values: heatmap(A), bars(p), graph(A), line(x, y).",
    )


class NumericDefinition(Definition, NumericForm):
    """A small program: parameters drawn at random, an answer computed from them."""

    variants: Annotated[
        int,
        _whole(1, MAX_VARIANTS),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MAX_VARIANTS}),
    ] = Field(DEFAULT_VARIANTS, description="How many distinct variants the note carries.")
    forms: Items[NumericForm] = Field(
        (),
        description="Variations of one skill; each overrides any of the keys, "
        "and the variants rotate through them.",
    )


AnyDefinition = ConceptDefinition | ClozeDefinition | NumericDefinition


class Header(Model):
    """What stands at the top of a deck file."""

    namespace: Id = Field(
        description="With a card's id the note's identity for ever. Never change it."
    )
    deck: Text = Field(description="The Anki deck; `::` nests.")
    description: Text | None = Field(None, description="Shown by Anki on the deck's page.")
    languages: Annotated[
        tuple[str, ...],
        WithJsonSchema(
            {
                "type": "array",
                "items": {"type": ["string", "boolean"], "pattern": f"^{_LANGUAGE.pattern}$"},
                "minItems": 1,
                "uniqueItems": True,
            }
        ),
        PlainValidator(lambda node: languages_of(node)),
    ] = Field(("en",), description="The first is the deck's own. Default: [en].")
    tags: Items[Tag] = Field((), description="Given to every note of the file.")


def languages_of(node: Any) -> tuple[str, ...]:
    """Return the languages that a header's list names; the first is the deck's own."""
    items = node.items if isinstance(node, SequenceNode) else [node]
    languages: list[str] = []
    for item in items:
        scalar = _scalar(item, "language")
        if not _LANGUAGE.fullmatch(scalar.value):
            raise _fail(
                "bad-language",
                f"`{scalar.value[:40]}` is no language code",
                scalar,
                "a code is like `en`, `zh` or `pt-BR`",
            )
        if scalar.value in languages:
            raise _fail("bad-language", f"`{scalar.value}` is named twice", scalar)
        languages.append(scalar.value)
    if not languages:
        raise _fail("empty-value", "the list of languages is empty", node)
    return tuple(languages)


def localized_texts(model: BaseModel) -> Iterator[LocalizedText]:
    """Yield every text of a model and of the models in it, save titles, which are names."""
    if isinstance(model, SourceReference):
        return
    for name in type(model).model_fields:
        value = getattr(model, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, LocalizedText):
                yield item
            elif isinstance(item, BaseModel):
                yield from localized_texts(item)


def kind_of(definition: AnyDefinition) -> Kind:
    """Return the kind of a definition."""
    if isinstance(definition, ConceptDefinition):
        return "concept"
    return "cloze" if isinstance(definition, ClozeDefinition) else "numeric"
