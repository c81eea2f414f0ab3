"""Every key that an author may write, declared once: its type, its default, its sentence.

The reader of deck files, the errors about keys and the JSON Schema all follow from these models.
They are filled from nodes, not from plain data: a scalar stays a `Scalar`, which knows its place in
the file, until something is computed from it.

A new key is one `Field` here; where no type of `key_types` fits, also a type there. What uses it:
`anki.card.rendering` for texts of all kinds of card, `numeric.compiling` for what has expressions
or slots, `checks` for rules about it. `localized_texts` finds its texts by itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from flashgen.deck.key_types.errors import invalid
from flashgen.deck.key_types.expressions import (
    Conditions,
    Expression,
    FigureField,
    Name,
    Named,
    no_names,
)
from flashgen.deck.key_types.images import ImageField
from flashgen.deck.key_types.lists import FixedRight, OrderField, Right
from flashgen.deck.key_types.scalars import (
    Compare,
    Digits,
    Figures,
    Id,
    Items,
    Reason,
    Tag,
    ToleranceField,
    Truth,
    Url,
    Variants,
    Was,
)
from flashgen.deck.key_types.tables import Tables, no_tables
from flashgen.deck.key_types.texts import (
    DeckName,
    Languages,
    LocalizedText,
    Steps,
    Text,
    WasLanguage,
)
from flashgen.source.yaml import MappingNode

DEFAULT_VARIANTS = 24

Kind = Literal["concept", "cloze", "numeric"]

STATEMENTS = "Statements to be judged true or false, as {text, right, says}; in place of an answer."
ORDER = (
    "Items to be put in order, written in the right one; in place of an answer. "
    "Items in brackets may come in either order."
)


class Model(BaseModel):
    """What all models share: frozen, no unknown keys."""

    # Deferred: a validator is made where a model is first used, and most decks use few of them.
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    def model_post_init(self, context: Any, /) -> None:
        """Forget which keys were given: nobody asks, and it is a seventh of a file's memory."""
        self.__pydantic_fields_set__.clear()


class Nested(Model):
    """A model inside another one: filled from a node, where the others are filled from entries."""

    @model_validator(mode="before")
    @classmethod
    def _from_node(cls, node: Any) -> Any:
        if isinstance(node, dict):
            return node
        if isinstance(node, MappingNode):
            return {name: value for name, (_, value) in node.entries.items()}
        keys = ", ".join(f"`{name}`" for name in cls.model_fields)
        raise invalid("wrong-type", f"a mapping is wanted here, with the keys {keys}", node)


class SourceReference(Nested):
    """Where a card's content can be read up."""

    title: Text = Field(description="Authors, title and year, or the page's title.")
    url: Url | None = Field(None, description="A link, http or https.")


class Mistake(Nested):
    """A wrong result that people really get, and what to say to them."""

    value: Expression = Field(description="The wrong result, as an expression.")
    says: Text = Field(description="The sentence for whoever gets it: what went wrong.")
    of: Name | None = Field(None, description="Which of several `answers` it belongs to.")
    may_coincide: Truth = Field(
        False,
        description="true: on a draw where it equals the answer it is left out, "
        "instead of the draw being thrown away.",
    )


class Option(Nested):
    """A wrong option of a concept card, with what to say to whoever takes it."""

    text: Text = Field(description="The option.")
    says: Text | None = Field(None, description="Why it is wrong.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, node: Any) -> Any:
        if isinstance(node, MappingNode) and "text" in node.entries:
            return node
        return {"text": node}


class FixedStatement(Nested):
    """A statement of a card without numbers: true or false, and why."""

    text: Text = Field(description="The statement.")
    right: FixedRight = Field(description="`yes` if it is true, `no` if it is false.")
    says: Text | None = Field(None, description="Why it is true or false.")


class Statement(Nested):
    """A statement that is true or false, always or depending on the draw, and why."""

    text: Text = Field(description="The statement, with slots.")
    right: Right = Field(description="`yes`, `no`, or the condition under which it is true.")
    says: Text | None = Field(None, description="Why it is true or false.")


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
    compare: Compare | None = Field(
        None, description="`set`: in any order; `up_to_sign`: x and -x are the same."
    )
    check: Expression | None = Field(
        None, description="A second, independent formula; it must agree on every draw."
    )


class NamedAnswer(AnswerFields, Nested):
    """One of several answers, with an input of its own."""

    name: Name = Field(description="The name by which `<<name>>` shows it.")
    label: Text | None = Field(None, description="What stands before its input.")
    value: Expression = Field(description="The answer, as an expression.")


class Definition(Model):
    """What the three kinds of definition share."""

    kind: ClassVar[Kind]
    misnamed: ClassVar[Mapping[str, str]] = {}
    """Keys of the other kinds, and what they are called in this one."""
    elsewhere: ClassVar[Mapping[str, str]] = {
        "alt": "it belongs to an image: `image: {file: name.png, alt: …}`",
        "data": "tables stand at the top of the file, above `cards`",
        "marks": "they belong to an image: `image: {file: name.png, marks: [{at: [0.2, 0.5], …}]}`",
    }
    """Keys that stand in another place, and where."""

    id: Id = Field(description="Permanent: small letters, digits, hyphens; unique in a namespace.")
    tags: Items[Tag] = Field((), description="Anki tags, beside those of the file.")
    extra: Text | None = Field(None, description="Shown below the answer.")
    source: SourceReference | None = Field(None, description="Where to read it up.")
    image: ImageField | None = Field(
        None,
        description="A file below the deck file's folder, on the front; or {back: file}, or "
        "{file, alt, marks}. The name of a numeric card's file may have slots.",
    )
    was: Was | None = Field(None, description="The former id; keeps the note and its reviews.")


class ConceptDefinition(Definition):
    """A card of text: a front and a back."""

    kind: ClassVar[Literal["concept"]] = "concept"
    misnamed: ClassVar[Mapping[str, str]] = {"question": "front", "answer": "back"}

    front: Text = Field(description="The question, in Markdown.")
    back: Text | None = Field(None, description="The answer, in Markdown.")
    reverse: Truth = Field(False, description="true: a second card asks from back to front.")
    choices: Items[Option] | None = Field(
        None, description="Wrong options, as texts or {text, says}; makes it a multiple choice."
    )
    statements: Items[FixedStatement] | None = Field(None, description=STATEMENTS)
    order: OrderField | None = Field(None, description=ORDER)


class ClozeDefinition(Definition):
    """A text with gaps."""

    kind: ClassVar[Literal["cloze"]] = "cloze"

    cloze: Text = Field(description="The text; a gap is {{c1::hidden}} or {{c1::hidden::hint}}.")


class NumericForm(AnswerFields):
    """The part of a numeric definition that a form may override."""

    parameters: Named = Field(
        default_factory=no_names,
        description="Name: draw, in order. One draw of all is a variant.",
    )
    let: Named = Field(
        default_factory=no_names,
        description="Name: expression, computed in order by numpy.",
    )
    require: Conditions = Field(
        (), description="Conditions; a draw that breaks one is drawn again."
    )
    question: Text = Field(description="The question, in Markdown with slots.")
    answer: Expression | None = Field(None, description="The answer, as an expression.")
    answers: Items[NamedAnswer] | None = Field(
        None, description="Several answers, each with an input of its own; in place of `answer`."
    )
    statements: Items[Statement] | None = Field(None, description=STATEMENTS)
    order: OrderField | None = Field(None, description=ORDER)
    solution: Steps | None = Field(
        None, description="The worked solution: a text, or a list of steps."
    )
    mistakes: Items[Mistake] = Field(
        (), description="Wrong results that people get, and what to say to them."
    )
    choices: Truth = Field(
        False, description="true: multiple choice, with the mistakes as the wrong options."
    )
    guessable: Reason | None = Field(
        None,
        description="Why one answer comes often, or few answers are possible; "
        "`check` then warns of neither.",
    )
    figure: FigureField | None = Field(
        None,
        description="A figure of the variant's values: heatmap(A), bars(p), graph(A), line(x, y), "
        "points(x, y), curve(x**2, x, -3, 3), histogram(x), boxplot(a, b); or a list of layers.",
    )


class NumericDefinition(Definition, NumericForm):
    """A small program: parameters drawn at random, an answer computed from them."""

    kind: ClassVar[Literal["numeric"]] = "numeric"
    misnamed: ClassVar[Mapping[str, str]] = {"front": "question", "back": "answer"}

    variants: Variants = Field(
        DEFAULT_VARIANTS, description="How many distinct variants the note carries."
    )
    forms: Items[NumericForm] = Field(
        (),
        description="Variations of one skill; each overrides any of the keys, "
        "and the variants rotate through them.",
    )

    @property
    def all_forms(self) -> tuple[NumericForm, ...]:
        """The forms; the definition itself where it has no others."""
        return self.forms or (self,)


AnyDefinition = ConceptDefinition | ClozeDefinition | NumericDefinition
KINDS: tuple[type[AnyDefinition], ...] = get_args(AnyDefinition)

ASKED = ("answer", "answers", "statements", "order")
"""What a numeric card asks: one of them is given."""

EXCLUSIVE = (ASKED, ("decimals", "figures"), ("back", "statements", "order"))
"""Keys of which one at most is given; in a form, one replaces all of its group."""

NUMERIC_ONLY = frozenset(NumericDefinition.model_fields) - set(ConceptDefinition.model_fields)
"""Keys by which a definition without `front` is told to be numeric."""


class Header(Model):
    """What stands at the top of a deck file."""

    elsewhere: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("tables", "table", "datasets"), "did you mean `data`?"
    )

    namespace: Id = Field(
        description="With a card's id the note's identity for ever. Never change it."
    )
    deck: DeckName = Field(description="The Anki deck; `::` nests.")
    description: Text | None = Field(None, description="Shown by Anki on the deck's page.")
    languages: Languages = Field(("en",), description="The first is the deck's own. Default: [en].")
    was_language: WasLanguage | None = Field(
        None,
        description="The language that the first one was stated as before; keeps the reviews.",
    )
    tags: Items[Tag] = Field((), description="Given to every note of the file.")
    data: Tables = Field(
        default_factory=no_tables,
        description="Tables by name: a list of rows, each {column: value}, or {file: name.csv}. "
        "`pick(name)` draws a row, `name.column` is a column.",
    )


def nested_model(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """Return the model of what stands at a key of a model, or of its entries; None if none does."""
    field = model.model_fields.get(key)
    return _model_in(field.annotation) if field else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def localized_texts(model: BaseModel) -> Iterator[LocalizedText]:
    """Yield every text of a model and of the models in it, save titles, which are names."""
    if isinstance(model, SourceReference):
        return
    for name in type(model).model_fields:
        for item in _flat(getattr(model, name)):
            if isinstance(item, LocalizedText):
                yield item
            elif isinstance(item, BaseModel):
                yield from localized_texts(item)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from _flat(item)
    else:
        yield value
