"""Formula answers in the data of a card: templates whose numbers are slots of the rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

# Slow to import, and decks with no numeric card need none of it.
if TYPE_CHECKING:
    from flashgen.anki.card.data import VariableData
    from flashgen.numeric.formulas.expression import FormulaAsked, FormulaExpression
    from flashgen.numeric.program import (
        CompiledAnswer,
        CompiledForm,
        CompiledMistake,
        Formula,
        ValueFormula,
    )


class FormulaTemplates(Struct, frozen=True):
    """The formulas of a form, each with the columns of its numbers from `first` on."""

    form: CompiledForm
    first: int
    show: Callable[[int], str]

    def answer(
        self, answer: CompiledAnswer, points: tuple[tuple[float, ...], ...]
    ) -> dict[str, Any]:
        """Return the fields of data that formula answers have beside those of any answer."""
        asked = answer.asked
        if asked is None:
            return {}
        return {
            "formula": self._template(answer.formula),
            "count": asked.count,
            "variables": self._variables(asked),
            "points": points,
            "up_to": asked.up_to,
            "without": asked.without,
            "log": 10 if asked.log10 else None,
        }

    def mistake(self, mistake: CompiledMistake) -> str:
        """Return the template of a mistake; "" for one that is no formula."""
        if self.form.answers[mistake.of].asked is None:
            return ""
        return self._template(mistake.formula)

    def _template(self, formula: ValueFormula) -> str:
        expression = cast("FormulaExpression", cast("Formula", formula).expression)
        formulas = self.form.formulas
        place = next(n for n, other in enumerate(formulas) if other is expression)
        first = self.first + sum(len(other.constants) for other in formulas[:place])
        texts = [self.show(first + k) for k in range(len(expression.constants))]
        behind = self.first + sum(len(other.constants) for other in formulas)
        behind += len(self.form.range_ends) + sum(sum(of.stored) for of in formulas[:place])
        stored = [self.show(behind + k) for k in range(sum(expression.stored))]
        return expression.filled(texts, stored)

    def _variables(self, asked: FormulaAsked) -> tuple[VariableData, ...]:
        before = self.first + sum(len(of.constants) for of in self.form.formulas)
        place = {id(end): before + number for number, end in enumerate(self.form.range_ends)}
        made: list[VariableData] = []
        for v in asked.variables:
            low, high = self.show(place[id(v.low)]), self.show(place[id(v.high)])
            made.append((v.name, low, high, True) if v.whole else (v.name, low, high))
        return tuple(made)
