"""The equations of a solution, each side computed as it is displayed.

Exact arithmetic only: where a side shows a rounded number, nothing is said of it.
"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from msgspec import Struct

from flashgen.checks.calculator import NotArithmeticError, Number, calculate, is_known
from flashgen.checks.slot_numbers import Part
from flashgen.checks.steps import Side, equations, formulas
from flashgen.numeric.program import CompiledForm, Template
from flashgen.source.text import Span
from flashgen.values.values import Array

_DOTS: Final = frozenset({"\\dots", "\\ldots", "\\cdots", "\\dotsb", "\\dotsc", "…"})
_OPENING: Final = frozenset("([{") | {"\\{"}
_CLOSING: Final = frozenset(")]}") | {"\\}"}
_SLACK: Final = 1e-9
_ERROR: Final = 1e-14
"""More than floats differ by from the numbers that they stand for, relative to them."""


class Equation(Struct, frozen=True):
    """Two sides of an equation: arithmetic, and a number to its right that is no answer's slot."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]
    span: Span

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns of its slots."""
        return tuple(dict.fromkeys(p for p in (*self.left, *self.right) if isinstance(p, int)))


def all_equations(form: CompiledForm) -> tuple[Equation, ...]:
    """Return the equations in the solutions of a form, in all languages, each once."""
    found: dict[tuple[object, ...], Equation] = {}
    for texts in form.texts.values():
        for template in texts.solution:
            for equation in _equations(template, form):
                found.setdefault((equation.left, equation.right), equation)
    return tuple(found.values())


def _equations(template: Template, form: CompiledForm) -> Iterator[Equation]:
    for number, formula in enumerate(formulas(template)):
        for sides in equations(formula):
            for left, right in pairwise(sides):
                if number and left is sides[0] and left.parts[:1] in (("+",), ("-",)):
                    continue  # it may go on from the formula before
                slots = [p for p in (*left.parts, *right.parts) if isinstance(p, int)]
                if not slots or not _is_number(right) or not _may_be_arithmetic(left):
                    continue
                if form.columns[slots[-1]].answer is not None and right.parts == (slots[-1],):
                    continue  # judged as the card judges an answer: steps-lose-digits
                place = template.columns.index(slots[-1])
                slot = template.text.slots[place]
                span = template.scalar.span_at(slot.outer_start, slot.outer_end)
                yield Equation(left.parts, right.parts, span)


def _is_number(side: Side) -> bool:
    parts = side.parts[1:] if side.parts[:1] == ("-",) else side.parts
    return len(parts) == 1 and (isinstance(parts[0], int) or parts[0][0].isdigit())


def _may_be_arithmetic(side: Side) -> bool:
    return bool(side.parts) and all(
        isinstance(part, int) or is_known(part) or part in _DOTS for part in side.parts
    )


def contradicts(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether a number is not what stands left of it, rounded to as many decimals.

    Both are tokens as displayed; what is no plain arithmetic contradicts nothing.
    """
    try:
        value = _value(list(left))
    except NotArithmeticError:
        return False
    return value is not None and differs(value, "".join(right))


def has_dots(side: Sequence[Part]) -> bool:
    """Tell whether terms are left out."""
    return any(part in _DOTS for part in side)


def differs(value: Number | Array, number: str) -> bool:
    """Tell whether a value, rounded to as many decimals, is not the number that is displayed."""
    digits = number.removeprefix("-")
    if not digits.replace(".", "", 1).isdigit():
        return False
    if not isinstance(value, int | float):
        return False
    half = 0.5 * 10.0 ** -len(digits.partition(".")[2])
    if isinstance(value, int):
        if number == str(value):
            return False
    elif not math.isfinite(value):
        return False
    elif abs(value - float(number)) + _ERROR * abs(value) < 0.99 * half:
        return False  # nearly all; to compute exactly takes far longer
    exact = Fraction(value)
    slack = Fraction(_SLACK) * max(abs(exact), Fraction(1))
    return abs(exact - Fraction(number)) > Fraction(half) + slack


def _value(side: list[str]) -> Number | Array | None:
    return _series(side) if has_dots(side) else calculate(side).value


def _series(side: list[str]) -> int | None:
    """Return the value of `1 + 2 + … + n`, or of a product; None where the terms do not tell it.

    The terms after the dots must go on from those before: `1 + … + 1` reads as 2.
    """
    for sign in ("+", "*"):
        terms = _split(_with_signs(side) if sign == "*" else side, sign)
        places = [place for place, term in enumerate(terms) if term in ([d] for d in _DOTS)]
        if len(places) != 1 or not 0 < places[0] < len(terms) - 1:
            continue
        computed = [calculate(t).value for place, t in enumerate(terms) if place != places[0]]
        values = [value for value in computed if isinstance(value, int)]
        if len(values) < len(computed):
            return None
        before, after = values[: places[0]], values[places[0] :]
        rising = after[0] > before[-1] or (len(before) > 1 and before[-1] < before[-2])
        if not rising or after[0] == before[-1]:
            return _combined(values, sign)  # nothing is left out
        steps = {b - a for a, b in pairwise(before)}
        if len(before) < 3 or len(after) > 1 or len(steps) != 1:
            return None
        (step,) = steps
        if not step or (after[0] - before[-1]) % step or (after[0] - before[-1]) // step > 10_000:
            return None
        if (after[0] - before[-1]) // step < 1:
            return _combined(values, sign)
        return _combined([*before, *range(before[-1] + step, after[0] + step, step)], sign)
    return None


def _with_signs(side: Sequence[str]) -> list[str]:
    r"""Return a side with the signs of a product around dots: `1 \cdot 2 \cdots n`."""
    made: list[str] = []
    for place, token in enumerate(side):
        if token in _DOTS and made and made[-1] not in ("*", "+", "-"):
            made.append("*")
        made.append(token)
        if token in _DOTS and list(side[place + 1 : place + 2]) not in ([], ["*"], ["+"], ["-"]):
            made.append("*")
    return made


def _combined(values: Sequence[int], sign: str) -> int:
    return sum(values) if sign == "+" else math.prod(values)


def _split(side: Sequence[str], sign: str) -> list[list[str]]:
    terms: list[list[str]] = [[]]
    depth = 0
    for token in side:
        depth += (token in _OPENING) - (token in _CLOSING)
        if token == sign and not depth:
            terms.append([])
        else:
            terms[-1].append(token)
    return terms
