"""The shared cases of typed formulas: what each stands for, computed by Python's own math."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from flashgen.expression import Frame, evaluation
from flashgen.numeric.formulas.compiling import compile_formula, compile_range
from flashgen.numeric.formulas.draws import FormulaDraws
from flashgen.numeric.formulas.expression import FormulaAsked, FormulaExpression
from flashgen.numeric.formulas.numbers import Known
from flashgen.values.formulas.evaluating import evaluate
from flashgen.values.formulas.judging import POINTS, agree, decisive, relative_of
from flashgen.values.formulas.points import values_at
from flashgen.values.formulas.reading import Reading, readings
from flashgen.values.formulas.rules import FORMULA_RULES

CASES = FORMULA_RULES["cases"]
PAIRS = FORMULA_RULES["pairs"]
POINT = {
    "t": 0.7,
    "x": 1.3,
    "a": 2.0,
    "y0": 3.0,
    "y": 2.5,
    "n": 3.0,
    "theta": 0.4,
    "rate": 0.05,
    "x_1": 1.7,
    "lambda": 1.1,
    "y_hat": 1.9,
    "x_bar_1": 0.6,
    "t_prime": 2.1,
    "sigma_theta": 1.4,
    "w_1_2": 0.8,
}
"""Where the cases are evaluated."""
_NAMES = {
    **vars(math),
    **POINT,
    "lam": POINT["lambda"],
    "x1": POINT["x_1"],
    "cbrt": lambda x: math.copysign(abs(x) ** (1 / 3), x),
    "abs": abs,
    "max": max,
    "min": min,
}


def expected(case: list[str]) -> list[float] | str:
    """The values of a case, or the kind of its refusal."""
    if case[1].startswith("!"):
        return case[1][1:]
    return [float(eval(value, {"__builtins__": {}}, _NAMES)) for value in case[1:]]


@dataclass(frozen=True)
class Pair:
    """An answer and a formula that counts as it, or does not."""

    draws: FormulaDraws
    typed: str

    @property
    def fractions(self) -> np.ndarray:
        with evaluation():
            points = np.array(self.draws.points())
            return points.reshape(len(points), len(self.draws.asked.variables))

    def is_right(self) -> bool:
        """Whether the card would judge it right, however it is read."""
        with evaluation():
            return all(map(self._reads_right, readings(self.typed, self.draws.asked.typed)))

    def _reads_right(self, reading: Reading) -> bool:
        fractions, draws = self.fractions, self.draws
        at = values_at(fractions, draws.asked.ranges(draws.frame))
        (answer,) = draws.evaluated(draws.expression, fractions)
        (tree,) = reading.trees
        constants = FORMULA_RULES["free"] if reading.free else [0.0]
        typed = [evaluate(tree, {**at, reading.free: constant}) for constant in constants]
        return all(agree(given, answer, draws.rule, decisive(answer))[0] for given in typed)

    def stored(self) -> str:
        """The answer's formula as the card has it."""
        expression = self.draws.expression
        with evaluation():
            (values,) = self.draws.stored(expression, self.fractions, POINTS)
            (texts,) = expression.texts(self.draws.frame)
        return expression.filled(texts, values)

    def data(self) -> dict[str, Any]:
        """The answer as the card has it."""
        asked = self.draws.asked
        made: dict[str, Any] = {
            "kind": "formula",
            "formula": self.stored(),
            "variables": [
                [v.name, v.low.expression.text, v.high.expression.text, *([True] * v.whole)]
                for v in asked.variables
            ],
            "points": self.fractions.tolist(),
            "relative": asked.relative,
        }
        if asked.up_to:
            made["up_to"] = asked.up_to
        if asked.log10:
            made["log"] = 10
        return made


def pair_of(case: dict[str, Any]) -> Pair:
    names = tuple(case["in"])
    known = Known(frozenset(), names)
    variables = tuple(
        compile_range(name, text, Known(frozenset())) for name, text in case["in"].items()
    )
    expression = compile_formula(case["answer"], known)
    assert isinstance(expression, FormulaExpression)
    asked = FormulaAsked(
        variables,
        None,
        relative_of(case.get("figures"), None),
        case.get("figures"),
        case.get("up_to"),
        log10=case.get("log10", False),
    )
    return Pair(FormulaDraws(expression, asked, Frame(1)), case["typed"])
