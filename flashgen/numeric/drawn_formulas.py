"""Candidate draws of answers that are formulas: defined, told from their mistakes, verified."""

from flashgen.expression import ExpressionError
from flashgen.numeric.answers import shown
from flashgen.numeric.drawn_values import DrawError, DrawnValues
from flashgen.numeric.formulas.draws import FormulaDraws, disagreeing, fault_of_formula
from flashgen.numeric.formulas.expression import FormulaExpression
from flashgen.numeric.program import CompiledAnswer, Formula, ValueFormula, typed_formula
from flashgen.values.batch import row
from flashgen.values.values import Array


class DrawnFormulas(DrawnValues):
    """Candidate draws whose formulas are judged at points of their variables' ranges."""

    def _formula_draws(self, answer: CompiledAnswer) -> FormulaDraws:
        assert answer.asked is not None
        return FormulaDraws(_formula_of(answer.formula), answer.asked, self._frame)

    def _defined_formula(self, answer: CompiledAnswer) -> None:
        """Look for draws in which a formula answer cannot be judged.

        Raises DrawError.
        """
        frame, span = self._frame, answer.formula.scalar.span

        def with_draw(draw: int) -> str:
            values = shown({name: row(frame[name], draw) for name in frame.names})
            return f", with {values}" if values else ""

        try:
            problem = fault_of_formula(self._formula_draws(answer), span, with_draw)
        except ExpressionError as fault:
            assert isinstance(answer.formula, Formula)
            raise self._failure(answer.formula, fault) from None
        if problem is not None:
            raise DrawError(problem)

    def _passing_formulas(self, place: int) -> Array:
        """Tell in which draws a mistake passes for the answer or for a mistake before it."""
        form = self._form
        mistake = form.mistakes[place]
        assert isinstance(mistake.formula, Formula)
        own = _formula_of(mistake.formula)
        try:
            draws = self._formula_draws(form.answers[mistake.of])
            passing = draws.passes(own)
            for other, known in zip(form.mistakes, self._mistakes, strict=False):
                if other.of == mistake.of:
                    near = draws.passes(own, _formula_of(other.formula))
                    passing = passing | (near & known.stands)
        except ExpressionError as fault:
            raise self._failure(mistake.formula, fault) from None
        return passing

    def _verify_formula(
        self, answer: CompiledAnswer, check: FormulaExpression, formula: Formula
    ) -> None:
        try:
            found = self._formula_draws(answer).disagreement(check)
        except ExpressionError as fault:
            raise self._failure(formula, fault) from None
        if found is not None:
            draw, words = found
            values = self._unanswered_draw(draw)
            message = f"{words}{', with ' if values else ''}{values}"
            raise DrawError(disagreeing(message, formula.scalar.span))

    def _unanswered_draw(self, draw: int = 0) -> str:
        answers = {answer.name for answer in self._form.answers}
        return shown({name: v for name, v in self._row(draw).items() if name not in answers})


def _formula_of(formula: ValueFormula) -> FormulaExpression:
    """Return the formula of an answer that is one, or of its mistake."""
    expression = typed_formula(formula)
    assert expression is not None
    return expression
