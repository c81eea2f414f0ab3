"""The keys of what a card asks."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, model_validator
from pydantic import Tag as KindTag

from flashgen.deck.key_types.errors import invalid
from flashgen.deck.key_types.expressions import Expression, Name, Named, no_names
from flashgen.deck.key_types.formulas import LogBase, UpTo, Without
from flashgen.deck.key_types.lists import FixedRight, Right
from flashgen.deck.key_types.scalars import (
    Case,
    Compare,
    Decimals,
    Digits,
    Figures,
    Items,
    ToleranceField,
    Truth,
)
from flashgen.deck.key_types.texts import Text
from flashgen.deck.key_types.units import Units
from flashgen.deck.key_types.values import OptionText, Texts, ValueField
from flashgen.deck.models import Model, Nested, key_names
from flashgen.source.nodes import MappingNode

UNITS = (
    "Other units that may be typed, such as [km/h], and are converted into `unit`; "
    "`si`: that unit with any SI prefix."
)
UNIT_REQUIRED = (
    "true: the unit is part of what is asked. It is not shown beside the input, "
    "and a number without one is asked back."
)


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
