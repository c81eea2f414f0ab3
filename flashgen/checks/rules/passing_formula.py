"""A card compares formulas at eight points. At these a mistake must differ from the answer, or
whoever makes it is told that it is right. Try the variables over a range in which the two differ.

bad:
    answer:
      formula: a * x
      in: {x: [0, 4]}
    mistakes:
    - value: a * x + floor(x / 2) * floor(2.1 / x)
      says: There is no step.
good:
    answer:
      formula: a * x
      in: {x: [0, 4]}
    mistakes:
    - value: a * x + floor(x / 2)
      says: There is no step.
"""

from collections.abc import Iterator

import numpy as np

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.formulas import checked_formulas
from flashgen.expression import evaluation
from flashgen.numeric.program import typed_formula
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report mistakes that the card would judge right."""
    with evaluation():
        for checked in checked_formulas(drawn):
            form = checked.sample.form
            for place, mistake in enumerate(form.mistakes):
                expression = typed_formula(mistake.formula)
                if mistake.of != checked.position or expression is None:
                    continue
                passing = checked.draws.passes_on_card(expression, checked.points)
                passing = passing & checked.sample.mistakes[place].stands[: checked.count]
                if passing.any():
                    draw = int(np.argmax(passing))
                    yield Diagnostic(
                        "passing-formula",
                        f"at the points of the card this mistake is right{checked.with_draw(draw)}",
                        mistake.formula.scalar.span,
                        hint="give a range of the variables in which it differs from the answer",
                    )
