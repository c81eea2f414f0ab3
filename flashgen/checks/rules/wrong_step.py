r"""A step must be true as it is displayed, on every draw: a sum `1 + … + n` that is one term long
prints `1 + … + 1 = 1`. Rule such draws out, or choose the step by the draw. Where a side shows a
rounded number, nothing is checked; what stands left of the answer has the code steps-lose-digits.

bad:
    answer: a + 1
    solution: $2 \cdot <<a>> = <<3 * a>>$
good:
    answer: a + 1
    solution: $2 \cdot <<a>> = <<2 * a>>$
"""

from collections.abc import Iterator

import numpy as np

from flashgen.checks.digits import hide_digits
from flashgen.checks.drawn import LOOKED_AT, DrawnDefinition, FormDraws
from flashgen.checks.equations import Equation, all_equations, contradicts, differs, has_dots
from flashgen.checks.slot_numbers import Part, computed
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.values import Array


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report equations in a solution that are wrong as displayed."""
    reported: set[tuple[int, int]] = set()
    for form in drawn.forms:
        exact = _ExactSlots(form)
        for equation in all_equations(form.sample.form):
            place = (equation.span.start, equation.span.end)
            draw = _first_wrong(form, equation, exact) if place not in reported else None
            if draw is None:
                continue
            reported.add(place)
            sides = (equation.left, equation.right)
            text = " = ".join(_displayed(form, side, draw) for side in sides)
            yield Diagnostic(
                "wrong-step",
                f"`{text}` is wrong as displayed, with {form.shown(draw)}",
                equation.span,
                hint="rule such draws out by `require`, or write the step in another way",
            )


class _ExactSlots:
    """Which slots show all digits that their values have, in the first draws of a form."""

    def __init__(self, form: FormDraws) -> None:
        self._form = form
        self.count = min(form.sample.count, LOOKED_AT)
        self._known: dict[int, Array] = {}

    def draws(self, number: int) -> Array:
        """Tell in which draws a slot is exact."""
        if number not in self._known:
            self._known[number] = self._draws(number)
        return self._known[number]

    def _draws(self, number: int) -> Array:
        column = self._form.sample.form.columns[number]
        if column.answer is not None:
            return np.zeros(self.count, dtype=np.bool_)
        return ~hide_digits(self._form.slot_values(number), self.count, column.format)


def _first_wrong(form: FormDraws, equation: Equation, exact: _ExactSlots) -> int | None:
    left, right = equation.left, equation.right
    held = np.ones(exact.count, dtype=np.bool_)
    for part in left:
        if isinstance(part, int) and held.any():
            held &= exact.draws(part)
    places = np.flatnonzero(held)
    if has_dots(left):
        for draw in places.tolist():
            if contradicts(form.slots.displayed(left, draw), form.slots.displayed(right, draw)):
                return int(draw)
        return None
    wrong = [
        draw
        for formula in form.slots.fill(left, places)
        for part in computed(formula)
        for draw, value in zip(part.places.tolist(), part.values, strict=True)
        if differs(value, "".join(form.slots.displayed(right, draw)))
    ]
    return min(wrong, default=None)


def _displayed(form: FormDraws, side: tuple[Part, ...], draw: int) -> str:
    tokens = " ".join(form.slots.displayed(side, draw))
    return tokens.replace("\\dots", "…").replace("\\", "").replace("*", "·")
