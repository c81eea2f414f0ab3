"""The formula answers of a numeric definition, in the draws of its note: views for the rules."""

from collections.abc import Iterator
from functools import cached_property
from html import unescape
from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.checks.drawn import DrawnDefinition
from flashgen.expression import Frame
from flashgen.numeric.formulas.draws import FormulaDraws
from flashgen.numeric.formulas.expression import FormulaAsked, FormulaExpression
from flashgen.numeric.program import CompiledAnswer, Template, typed_formula
from flashgen.numeric.sampling import FormSample, shown
from flashgen.values.batch import row
from flashgen.values.formulas.nodes import Node
from flashgen.values.values import Array

TEXTS_READ: Final = 5
"""Draws of which texts with formulas are read."""


class CheckedFormula(Struct, frozen=True, dict=True):
    """A formula answer, in as many draws of its form as the note has variants."""

    sample: FormSample
    position: int
    count: int

    @property
    def answer(self) -> CompiledAnswer:
        return self.sample.form.answers[self.position]

    @property
    def asked(self) -> FormulaAsked:
        asked = self.answer.asked
        assert asked is not None
        return asked

    @property
    def expression(self) -> FormulaExpression:
        expression = typed_formula(self.answer.formula)
        assert expression is not None
        return expression

    @cached_property
    def draws(self) -> FormulaDraws:
        """The draws; to be used inside `evaluation()`."""
        frame = Frame(self.sample.count, self.sample.values).narrowed(np.arange(self.count))
        return FormulaDraws(self.expression, self.asked, frame)

    @cached_property
    def points(self) -> Array:
        """The points that the card has, as fractions, (points, variables)."""
        made = np.array(self.draws.points(), dtype=np.float64)
        return made.reshape(len(made), len(self.asked.variables))

    def is_right(self, trees: tuple[Node, ...], draw: int) -> bool:
        """Tell whether the card would judge a formula that was read right on a draw."""
        typed = FormulaExpression("", trees, ())
        frame = Frame(self.sample.count, self.sample.values).narrowed(np.array([draw]))
        draws = FormulaDraws(self.expression, self.asked, frame)
        return bool(draws.passes_on_card(typed, self.points)[0])

    def with_draw(self, draw: int) -> str:
        """Return the values of a draw as the end of a message."""
        values = {name: row(batch, draw) for name, batch in self.sample.values.items()}
        names = {answer.name for answer in self.sample.form.answers}
        text = shown({name: value for name, value in values.items() if name not in names})
        return f", with {text}" if text else ""


def checked_formulas(drawn: DrawnDefinition) -> Iterator[CheckedFormula]:
    """Yield the formula answers of the forms that have draws."""
    share = -(-drawn.program.model.variants // len(drawn.program.forms))
    for sample in drawn.sample.forms:
        for position, answer in enumerate(sample.form.answers):
            if answer.asked is not None and sample.count:
                yield CheckedFormula(sample, position, min(share, sample.count))


def filled(template: Template, sample: FormSample, draw: int) -> str:
    """Return a text of a form in a draw, as HTML without its entities."""
    values = [sample.slots[column][draw] for column in template.columns]
    return unescape(template.text.fill(values))
