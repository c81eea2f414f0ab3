"""Every key that an author may write, declared once: its type, its default, its sentence.

The reader of deck files, the errors about keys and the JSON Schema all follow from these models.
They are filled from nodes, not from plain data: a scalar stays a `Scalar`, which knows its place in
the file, until something is computed from it.

A new key is one `Field` here, or in `answer_keys` for what is asked; where no type of `key_types`
fits, also a type there. What uses it: `anki.card.texts` for what stands below the
answer, `anki.card` for other texts of all kinds of card, `Definition.own_tags` for what becomes a
tag, `numeric.compiling` for what has expressions or slots, `checks` for rules about it.
`localized_texts` finds its texts by itself.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, ClassVar, Literal, get_args

from pydantic import BaseModel, Field

from flashgen.deck.answer_keys import (
    AnswerFields,
    ConceptAnswer,
    ConceptMistake,
    FixedStatement,
    Mistake,
    NamedAnswer,
    NamedConceptAnswer,
    NumericAnswer,
    Option,
    Statement,
    WordFields,
)
from flashgen.deck.key_types.expressions import Conditions, FigureField, Named, no_names
from flashgen.deck.key_types.images import Image, ImageField
from flashgen.deck.key_types.lists import OrderField
from flashgen.deck.key_types.scalars import Id, Items, Reason, Shown, Tag, Truth, Url, Variants, Was
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
from flashgen.deck.key_types.values import WrittenText
from flashgen.deck.models import Model, Nested

DEFAULT_VARIANTS = 24

Kind = Literal["concept", "cloze", "numeric"]

FORMS = (
    "Other wordings of the same, each of which overrides any of the keys; they come in turn, "
    "and have one schedule."
)
STATEMENTS = "Statements to be judged true or false, as {text, right, says}; in place of an answer."


class SourceReference(Nested):
    """Where a card's content can be read up."""

    title: Text = Field(description="Authors, title and year, or the page's title.")
    url: Url | None = Field(None, description="A link, http or https.")


class Form(Model):
    """What a form of any kind may override."""

    hints: Hints = Field(
        (),
        description="Hints that the learner opens one at a time before answering: texts, in their "
        "order.",
    )
    image: ImageField | None = Field(
        None,
        description="A file below the deck file's folder, on the front; or {back: file}, or "
        "{file, alt, marks}. The name of a numeric card's file may have slots.",
    )


class TextForm(Form):
    """What a form without numbers may also override."""

    extra: Text | None = Field(None, description="Shown below the answer.")


class AskingForm(Form):
    """What a form that asks for an answer may also override."""

    show: Shown | None = Field(
        None,
        description="How many options of a choice are shown: the right one, and others drawn anew.",
    )
    order: OrderField | None = Field(
        None,
        description="Items to be put in order, written in the right one; in place of an answer. "
        "Items in brackets may come in either order.",
    )


class Definition(TextForm):
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
    source: SourceReference | None = Field(None, description="Where to read it up.")
    was: Was | None = Field(None, description="The former id; keeps the note and its reviews.")

    @property
    def own_tags(self) -> tuple[str, ...]:
        """The tags of its notes, beside those of the file."""
        return tuple(tag.value for tag in self.tags)


class ConceptForm(WordFields, TextForm, AskingForm):
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
    statements: Items[FixedStatement] | None = Field(None, description=STATEMENTS)


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


class ClozeForm(TextForm):
    """The part of a cloze definition that a form may override."""

    cloze: Text = Field(description="The text; a gap is {{c1::hidden}} or {{c1::hidden::hint}}.")


class ClozeDefinition(Definition, ClozeForm):
    """A text with gaps."""

    kind: ClassVar[Literal["cloze"]] = "cloze"

    forms: Items[ClozeForm] = Field((), description=FORMS)

    @property
    def all_forms(self) -> tuple[ClozeForm, ...]:
        """The forms; the definition itself where it has no others."""
        return self.forms or (self,)


class NumericForm(AnswerFields, AskingForm):
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


def localized_texts(model: BaseModel) -> Iterator[LocalizedText]:
    """Yield every text of a model and of the models in it, save titles, which are names."""
    for name in _fields_with_texts(type(model)):
        value = getattr(model, name)
        if not value:  # most keys of most cards
            continue
        for item in _flat(value):
            if isinstance(item, LocalizedText):
                yield item
            elif isinstance(item, WrittenText):
                yield item.text
            elif isinstance(item, Image):
                yield from item.texts
            elif isinstance(item, BaseModel):
                yield from localized_texts(item)


@cache
def _fields_with_texts(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of a model in which a text may stand, by what is declared of them."""
    if issubclass(model, SourceReference):
        return ()
    fields = model.model_fields
    return tuple([name for name, field in fields.items() if _has_texts(field.annotation)])


def _has_texts(annotation: Any) -> bool:
    if isinstance(annotation, type):
        return issubclass(annotation, LocalizedText | WrittenText | Image | BaseModel)
    return annotation is Any or any(map(_has_texts, get_args(annotation)))


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from _flat(item)
    else:
        yield value
