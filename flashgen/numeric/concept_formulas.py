"""Formula answers of concept cards, whose numbers are as written."""

from collections.abc import Sequence
from html import unescape
from typing import Any

import numpy as np
from msgspec import Struct

from flashgen.deck.answer_keys import ConceptAnswer
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.expression import ExpressionError, Frame, evaluation
from flashgen.numeric.answers import IN_TEXT
from flashgen.numeric.compiling_names import located
from flashgen.numeric.formulas.answers import compile_asked
from flashgen.numeric.formulas.compiling import compile_formula, joined
from flashgen.numeric.formulas.display import formula_html
from flashgen.numeric.formulas.draws import FormulaDraws, disagreeing, fault_of_formula
from flashgen.numeric.formulas.expression import (
    FormulaAsked,
    FormulaExpression,
    formula_format,
)
from flashgen.numeric.formulas.numbers import Known
from flashgen.numeric.formulas.reading import read_as
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar
from flashgen.values.formulas.judging import POINTS
from flashgen.values.formulas.nodes import names_in
from flashgen.values.formulas.stored import FOR_MISTAKES
from flashgen.values.values import Array


class ConceptFormula(Struct, frozen=True):
    """A formula that has no numbers to be drawn."""

    draws: FormulaDraws
    points: tuple[tuple[float, ...], ...]

    @property
    def asked(self) -> FormulaAsked:
        """How it is asked for and judged."""
        return self.draws.asked

    @property
    def text(self) -> str:
        """The formula in the card's grammar, and beyond."""
        return self.filled(self.draws.expression)

    def filled(self, expression: FormulaExpression, stored: Sequence[str] | None = None) -> str:
        """Return the answer or a mistake with its numbers, and with values in place of it."""
        with evaluation():
            (texts,) = expression.texts(self.draws.frame)
        return expression.filled(texts, stored)

    def stored(self, expression: FormulaExpression, wanted: int) -> str:
        """Return the answer or a mistake as the card has it, with values where it must."""
        with evaluation():
            (values,) = self.draws.stored(expression, self._fractions, wanted)
        return self.filled(expression, values)

    @property
    def html(self) -> str:
        """How it is displayed where nothing states it."""
        return formula_html(self.text, formula_format(self.asked), IN_TEXT)

    def data(self) -> dict[str, Any]:
        """Return its fields in the data of a card."""
        with evaluation():
            ranges = [
                (v.name, *(end.plain_texts(self.draws.frame)[0] for end in (v.low, v.high)))
                + ((True,) if v.whole else ())
                for v in self.asked.variables
            ]
        return {
            "formula": self.stored(self.draws.expression, POINTS),
            "count": self.asked.count,
            "variables": tuple(ranges),
            "points": self.points,
            "up_to": self.asked.up_to,
            "without": self.asked.without,
            "log": 10 if self.asked.log10 else None,
        }

    def passes(self, other: FormulaExpression) -> bool:
        """Tell whether the card would judge a formula right."""
        with evaluation():
            return bool(self.draws.passes_on_card(other, self._fractions)[0])

    @property
    def _fractions(self) -> Array:
        points = np.array(self.points, dtype=np.float64)
        return points.reshape(len(points), len(self.asked.variables))

    def is_right(self, html: str) -> bool:
        """Tell whether LaTeX that reads as a formula is right; what is none counts as right."""
        found = read_as(unescape(html), self.asked)
        return not found or any(self.passes(FormulaExpression("", t, ())) for t in found)


def concept_formula(answer: ConceptAnswer, diagnostics: list[Diagnostic]) -> ConceptFormula | None:
    """Compile a formula answer of a concept card; None after reporting errors."""
    scalar = answer.formula
    assert scalar is not None
    before = len(diagnostics)
    asked = compile_asked(
        answer, answer, Known(frozenset()), scalar.span, diagnostics.append, located
    )
    expression = _compiled(scalar, asked, diagnostics, displayed=answer.text is None)
    if expression is None:
        return None
    count = len(expression.trees) if expression.is_list else None
    asked = FormulaAsked(
        asked.variables,
        count,
        asked.relative,
        asked.figures,
        asked.up_to,
        asked.without,
        asked.log10,
    )
    if asked.up_to and not any(map(names_in, expression.trees)):
        message = "`up_to` needs a formula with a variable"
        diagnostics.append(Diagnostic("bad-answer", message, scalar.span))
    draws = FormulaDraws(expression, asked, Frame(1))
    with evaluation():
        try:
            fault = fault_of_formula(draws, scalar.span, lambda draw: "")
        except ExpressionError as problem:
            fault = located(scalar, problem)
        if fault is not None:
            diagnostics.append(fault)
        if len(diagnostics) > before or _disagrees(answer.check, draws, diagnostics):
            return None
        return ConceptFormula(draws, draws.points())


def _disagrees(scalar: Scalar | None, draws: FormulaDraws, diagnostics: list[Diagnostic]) -> bool:
    """Report a second formula that is not the first."""
    check = _compiled(scalar, draws.asked, diagnostics) if scalar is not None else None
    if check is None or scalar is None:
        return scalar is not None
    try:
        found = draws.disagreement(check)
    except ExpressionError as problem:
        diagnostics.append(located(scalar, problem))
        return True
    if found is not None:
        diagnostics.append(disagreeing(found[1], scalar.span))
    return found is not None


def wrong_formula(
    value: Sequence[LocalizedText], right: ConceptFormula, diagnostics: list[Diagnostic]
) -> str | None:
    """Compile a mistake of a formula answer; None after reporting errors."""
    parts = [text.scalars[0] for text in value]
    made = [_compiled(part, right.asked, diagnostics) for part in parts]
    formulas = [one for one in made if one is not None]
    if len(formulas) < len(made):
        return None
    expression = joined(formulas)
    if right.passes(expression):
        message = "the card judges this mistake right"
        diagnostics.append(Diagnostic("right-mistake", message, value[0].span))
    return right.stored(expression, FOR_MISTAKES)


def _compiled(
    scalar: Scalar,
    asked: FormulaAsked,
    diagnostics: list[Diagnostic],
    *,
    displayed: bool = False,
) -> FormulaExpression | None:
    try:
        known = Known(frozenset(), asked.names)
        return compile_formula(scalar.value, known, log10=asked.log10, displayed=displayed)
    except ExpressionError as problem:
        diagnostics.append(located(scalar, problem))
        return None
