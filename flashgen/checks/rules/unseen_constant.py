"""A number in the answer could be one per cent off, and the card would not notice at its points.
Try the variables where the number matters.

bad:
    answer:
      formula: exp(20 * x) + a
      in: {x: [1, 3]}
good:
    answer:
      formula: exp(2 * x) + a
      in: {x: [0, 3]}
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.formulas import CheckedFormula, checked_formulas
from flashgen.expression import Frame, evaluation
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.batch import Ragged, Texts
from flashgen.values.values import Array

CHANGE: Final = 0.01
"""By how much a number is changed, relative to it; more where the tolerance is larger."""
_OF_TOLERANCE: Final = 3
_SHARE: Final = 0.5
"""Of the draws: on a few a number may happen not to matter, as a factor of 0."""


class ChangedConstant(Struct, frozen=True):
    """A number of a formula that was changed, in all draws."""

    text: str
    span: Span
    passes: Array
    """In which draws the card judges the changed formula right."""
    drops_out: Array
    """In which draws it is the answer."""


def changed_constants(checked: CheckedFormula) -> Iterator[ChangedConstant]:
    """Yield the numbers of a formula, each changed while the others stay."""
    expression, draws = checked.expression, checked.draws
    numbers = expression.numbers(draws.frame)
    change = 1 + max(CHANGE, _OF_TOLERANCE * checked.asked.relative)
    scalar = checked.answer.formula.scalar
    for place, constant in enumerate(expression.constants):
        if constant.shown:
            continue
        own = np.where(numbers[place] == 0, change - 1, numbers[place] * change)
        others = [own if k == place else n for k, n in enumerate(numbers)]
        yield ChangedConstant(
            constant.expression.text.strip(),
            scalar.span_at(constant.start, constant.end),
            draws.passes_on_card(expression, checked.points, others),
            draws.differs_nowhere(expression, others),
        )
    values = {name: draws.frame[name] for name in draws.frame.names}
    for part in expression.parts:
        for name in sorted(part.used & set(values)):
            value = values[name]
            if isinstance(value, Ragged | Texts) or value.ndim > 1 or value.dtype.kind not in "if":
                continue
            changed = np.where(value == 0, change - 1, value * change)
            frame = Frame(draws.frame.count, values | {name: changed})
            yield ChangedConstant(
                name,
                scalar.span_at(part.start, part.end),
                draws.passes_on_card(expression, checked.points, numbers, frame),
                draws.differs_nowhere(expression, numbers, frame),
            )


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report numbers that the card does not see, on most of the draws."""
    with evaluation():
        for checked in checked_formulas(drawn):
            for changed in changed_constants(checked):
                unseen = changed.passes & ~changed.drops_out
                if unseen.mean() >= _SHARE:
                    draw = int(np.argmax(unseen))
                    yield Diagnostic(
                        "unseen-constant",
                        f"the card takes {100 * CHANGE:.0f} % more than `{changed.text}` "
                        f"for right{checked.with_draw(draw)}",
                        changed.span,
                        hint="give a range of the variables in which it matters",
                    )
