"""Every key that an author may write, declared once: its type, its default, its sentence.

The reader of deck files, the errors about keys and the JSON Schema all follow from these models.
They are filled from nodes, not from plain data: a scalar stays a `Scalar`, which knows its place in
the file, until something is computed from it.

A new key is one `Field` here; where no type of `key_types` fits, also a type there. What uses it:
`anki.card.rendering` for texts of all kinds of card, `numeric.compiling` for what has expressions
or slots, `checks` for rules about it. `localized_texts` finds its texts by itself.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    model_validator,
)
from pydantic import Tag as KindTag

from flashgen.deck.key_types.errors import invalid
from flashgen.deck.key_types.expressions import (
    Conditions,
    Expression,
    FigureField,
    Name,
    Named,
    no_names,
)
from flashgen.deck.key_types.formulas import LogBase, UpTo, Without
from flashgen.deck.key_types.images import ImageField
from flashgen.deck.key_types.lists import FixedRight, OrderField, Right
from flashgen.deck.key_types.scalars import (
    Case,
    Compare,
    Decimals,
    Digits,
    Figures,
    Id,
    Items,
    Reason,
    Shown,
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
    Hints,
    Languages,
    LocalizedText,
    Steps,
    Text,
    WasLanguage,
)
from flashgen.deck.key_types.units import Units
from flashgen.deck.key_types.values import OptionText, Texts, ValueField, WrittenText
from flashgen.source.yaml import MappingNode

DEFAULT_VARIANTS = 24

Kind = Literal["concept", "cloze", "numeric"]

IMAGE = (
    "A file below the deck file's folder, on the front; or {back: file}, or {file, alt, marks}. "
    "The name of a numeric card's file may have slots."
)
UNITS = (
    "Other units that may be typed, such as [km/h], and are converted into `unit`; "
    "`si`: that unit with any SI prefix."
)
UNIT_REQUIRED = (
    "true: the unit is part of what is asked. It is not shown beside the input, "
    "and a number without one is asked back."
)
EXTRA = "Shown below the answer."
FORMS = (
    "Other wordings of the same, each of which overrides any of the keys; they come in turn, "
    "and have one schedule."
)
HINTS = "Hints that the learner opens one at a time before answering: texts, in their order."
STATEMENTS = "Statements to be judged true or false, as {text, right, says}; in place of an answer."
ORDER = (
    "Items to be put in order, written in the right one; in place of an answer. "
    "Items in brackets may come in either order."
)


def key_names(model: type[BaseModel]) -> list[str]:
    """Return the keys of a model as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]


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
        keys = ", ".join(f"`{name}`" for name in key_names(cls))
        raise invalid("wrong-type", f"a mapping is wanted here, with the keys {keys}", node)


class SourceReference(Nested):
    """Where a card's content can be read up."""

    title: Text = Field(description="Authors, title and year, or the page's title.")
    url: Url | None = Field(None, description="A link, http or https.")


class Mistake(Nested):
    """A wrong result that people really get, and what to say to them."""

    value: ValueField = Field(description="The wrong result: an expression, or {text: …}.")
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
    units: Units = Field((), description=UNITS)
    unit_required: Truth = Field(False, description=UNIT_REQUIRED)
    decimals: Decimals | None = Field(
        None,
        description="Decimals that are asked for and shown; or `figures`. In a form, `exact` drops "
        "the card's decimals, figures and tolerance: the answer is an integer.",
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
    accept: Items[ValueField] = Field(
        (), description="Other spellings of an answer that is a text: [OLS]."
    )
    case: Case | None = Field(
        None, description="`exact`: in an answer that is a text, capital letters count."
    )
    options: Items[OptionText] | None = Field(
        None,
        description="Texts to choose from, in place of an input; one of them is the answer. "
        "Of a truth value there are two, the first for true.",
    )
    shuffle: Truth = Field(
        False, description="true: the options stand in another order at each showing."
    )


class FormulaFields(Model):
    """How a formula is asked for and judged, at points of its variables' ranges."""

    in_: Named = Field(
        default_factory=no_names,
        alias="in",
        description="Each variable and where it is tried: {t: [0, 3]}, or integers(1, 10).",
    )
    text: Text | None = Field(
        None, description="How the answer is displayed; left out, written from the formula."
    )
    up_to: UpTo | None = Field(
        None,
        description="`constant`: a constant may be added, as to an antiderivative; "
        "`factor`: it may be multiplied by a number.",
    )
    without: Items[Without] = Field(
        (), description='What the answer must not use: ["/"], [sqrt], ["("].'
    )
    log: LogBase | None = Field(
        None, description="10: `log` is the logarithm to base 10; left out, the natural one."
    )


class FormulaAnswer(FormulaFields, Nested):
    """A formula that is typed, and judged at points of its variables' ranges."""

    formula: Expression = Field(
        description="The formula: an expression with variables, or as it is typed; "
        "a list of formulas is a vector of them."
    )
    figures: Figures | None = Field(
        None, description="Significant figures of the numbers in it; in place of 1e-6."
    )
    tolerance: ToleranceField | None = Field(
        None, description="How far off it may be, relative to its value: {relative: 0.001}."
    )
    check: Expression | None = Field(
        None, description="A second, independent formula; it must agree on every draw."
    )


class WordFields(Model):
    """How an answer that is a text is judged, or what there is to choose from."""

    compare: Compare | None = Field(
        None, description="`set`: several texts, a list of them, in any order."
    )
    accept: Items[OptionText] = Field((), description="Other spellings of the answer: [OLS].")
    case: Case | None = Field(None, description="`exact`: capital letters count.")
    options: Items[OptionText] | None = Field(
        None, description="Texts to choose from, in place of an input; one of them is the answer."
    )
    shuffle: Truth = Field(
        False, description="true: the options stand in another order at each showing."
    )


class ConceptAnswer(WordFields, FormulaFields, Nested):
    """An answer of a concept card: a text, a formula, or a number that says its precision."""

    value: Texts = Field(description="The answer, as a text or a number.")
    formula: Expression | None = Field(
        None, description="The answer, as a formula of the variables under `in`."
    )
    check: Expression | None = Field(
        None, description="A second, independent formula; it must agree with the first."
    )
    unit: Text | None = Field(None, description="The unit of a number, shown beside the input.")
    units: Units = Field((), description=UNITS)
    unit_required: Truth = Field(False, description=UNIT_REQUIRED)
    decimals: Digits | None = Field(None, description="Decimals of a number; or `figures`.")
    figures: Figures | None = Field(
        None, description="Significant figures of a number; or `decimals`."
    )
    tolerance: ToleranceField | None = Field(
        None, description="How far off a number may be: absolute, or {relative: 0.01}."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, node: Any) -> Any:
        if isinstance(node, MappingNode) and "formula" in node.entries:
            entries = {name: value for name, (_, value) in node.entries.items()}
            return {"value": entries["formula"]} | entries
        if isinstance(node, MappingNode) and "value" in node.entries:
            return node
        return {"value": node}


class NamedConceptAnswer(ConceptAnswer):
    """One of several answers of a concept card, with an input of its own."""

    name: Name = Field(description="What a mistake calls it by `of: name`.")
    label: Text | None = Field(None, description="What stands before its input.")


class ConceptMistake(Nested):
    """A wrong answer that people give, and what to say to them."""

    value: Texts = Field(description="The wrong answer.")
    says: Text = Field(description="The sentence for whoever gives it: what is wrong.")
    of: Name | None = Field(None, description="Which of several `answers` it belongs to.")


def _kind_of_answer(node: Any) -> str:
    """Tell a mapping with a formula from an expression and a text."""
    if isinstance(node, MappingNode):
        of_formulas = {*key_names(FormulaAnswer)} - {"text"}
        return "<formula>" if of_formulas & set(node.entries) else "<value>"
    return "<formula>" if isinstance(node, FormulaAnswer) else "<value>"


NumericAnswer = Annotated[
    Annotated[ValueField, KindTag("<value>")] | Annotated[FormulaAnswer, KindTag("<formula>")],
    Discriminator(_kind_of_answer),
]


class NamedAnswer(AnswerFields, FormulaFields, Nested):
    """One of several answers, with an input of its own."""

    name: Name = Field(description="The name by which `<<name>>` shows it.")
    label: Text | None = Field(None, description="What stands before its input.")
    value: NumericAnswer = Field(
        description="The answer: an expression, {text: …}, or {formula: …, in: …}."
    )
    formula: Expression | None = Field(
        None, description="A formula in place of the value, with `in` and its other keys beside it."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_formula(cls, node: Any) -> Any:
        """Read a formula with its keys as the value."""
        if not isinstance(node, MappingNode) or "formula" not in node.entries:
            return node
        if "value" in node.entries:
            message = "`value` and `formula` exclude each other"
            raise invalid("answer-and-answers", message, node.entries["value"][0])
        keys = {"formula", *key_names(FormulaFields)}
        of_formula = {name: entry for name, entry in node.entries.items() if name in keys}
        value = MappingNode(node.source, node.start, node.end, of_formula)
        others = {n: of for n, (_, of) in node.entries.items() if n not in keys}
        return {"value": value, **others}


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
    extra: Text | None = Field(None, description=EXTRA)
    source: SourceReference | None = Field(None, description="Where to read it up.")
    image: ImageField | None = Field(None, description=IMAGE)
    hints: Hints = Field((), description=HINTS)
    was: Was | None = Field(None, description="The former id; keeps the note and its reviews.")


class ConceptForm(WordFields):
    """The part of a concept definition that a form may override."""

    front: Text = Field(description="The question, in Markdown.")
    back: Text | None = Field(
        None, description="The answer, in Markdown; or what explains an `answer`."
    )
    answer: ConceptAnswer | None = Field(
        None,
        description="An answer that is typed: a text, {value: 6.022e23, figures: 4}, "
        "or a formula as {formula: x^2, in: {x: [0, 3]}}.",
    )
    answers: Items[NamedConceptAnswer] | None = Field(
        None, description="Several answers, each with an input of its own; in place of `answer`."
    )
    mistakes: Items[ConceptMistake] = Field(
        (), description="Wrong answers that people give, and what to say to them."
    )
    choices: Items[Option] | None = Field(
        None, description="Wrong options, as texts or {text, says}; makes it a multiple choice."
    )
    show: Shown | None = Field(
        None,
        description="How many options of a choice are shown: the right one, and others drawn anew.",
    )
    statements: Items[FixedStatement] | None = Field(None, description=STATEMENTS)
    order: OrderField | None = Field(None, description=ORDER)
    extra: Text | None = Field(None, description=EXTRA)
    hints: Hints = Field((), description=HINTS)
    image: ImageField | None = Field(None, description=IMAGE)


class ConceptDefinition(Definition, ConceptForm):
    """A card of text: a front and a back, or an answer that is typed or chosen."""

    kind: ClassVar[Literal["concept"]] = "concept"
    misnamed: ClassVar[Mapping[str, str]] = {"question": "front"}

    reverse: Truth = Field(False, description="true: a second card asks from back to front.")
    forms: Items[ConceptForm] = Field((), description=FORMS)

    @property
    def all_forms(self) -> tuple[ConceptForm, ...]:
        """The forms; the definition itself where it has no others."""
        return self.forms or (self,)


class ClozeForm(Model):
    """The part of a cloze definition that a form may override."""

    cloze: Text = Field(description="The text; a gap is {{c1::hidden}} or {{c1::hidden::hint}}.")
    extra: Text | None = Field(None, description=EXTRA)
    hints: Hints = Field((), description=HINTS)
    image: ImageField | None = Field(None, description=IMAGE)


class ClozeDefinition(Definition, ClozeForm):
    """A text with gaps."""

    kind: ClassVar[Literal["cloze"]] = "cloze"

    forms: Items[ClozeForm] = Field((), description=FORMS)

    @property
    def all_forms(self) -> tuple[ClozeForm, ...]:
        """The forms; the definition itself where it has no others."""
        return self.forms or (self,)


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
    answer: NumericAnswer | None = Field(
        None, description="The answer: an expression, {text: …}, or {formula: …, in: …}."
    )
    answers: Items[NamedAnswer] | None = Field(
        None, description="Several answers, each with an input of its own; in place of `answer`."
    )
    statements: Items[Statement] | None = Field(None, description=STATEMENTS)
    order: OrderField | None = Field(None, description=ORDER)
    solution: Steps | None = Field(
        None, description="The worked solution: a text, or a list of steps."
    )
    hints: Hints = Field((), description=HINTS)
    mistakes: Items[Mistake] = Field(
        (), description="Wrong results that people get, and what to say to them."
    )
    choices: Truth = Field(
        False, description="true: multiple choice, with the mistakes as the wrong options."
    )
    show: Shown | None = Field(
        None,
        description="How many options of a choice are shown: the right one, and others drawn anew.",
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
    image: ImageField | None = Field(None, description=IMAGE)


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
FORM_OF: Mapping[type[AnyDefinition], type[ConceptForm | ClozeForm | NumericForm]] = {
    ConceptDefinition: ConceptForm,
    ClozeDefinition: ClozeForm,
    NumericDefinition: NumericForm,
}
"""The form of each kind of definition."""

ASKED = ("answer", "answers", "statements", "order")
"""What a numeric card asks: one of them is given."""

EXCLUSIVE = (
    *(ASKED, ("decimals", "figures")),
    *(("back", "statements", "order"), ("choices", "options")),
)
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
    names = dict(zip(key_names(model), model.model_fields.values(), strict=True))
    field = names.get(key)
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
            elif isinstance(item, WrittenText):
                yield item.text
            elif isinstance(item, BaseModel):
                yield from localized_texts(item)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from _flat(item)
    else:
        yield value
