r"""`=` stands between equal numbers: what is left of it, computed as displayed, is what is
displayed right of it. A rounded result stands behind `\approx`. Where a result is exact in some
draws and rounded in others, `\approx` is fine; `=` is, as long as most draws are exact.

bad:
    answer: a / 7
    decimals: 3
    require: a % 7 != 0
    solution: $<<a>> / 7 = <<answer>>$
good:
    answer: a / 7
    decimals: 3
    require: a % 7 != 0
    solution: $<<a>> / 7 \approx <<answer>>$
"""

import math
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import Final

import numpy as np

from flashgen.checks.calculator import Number, tokens
from flashgen.checks.drawn import ENOUGH_DRAWS, LOOKED_AT, DrawnDefinition, FormDraws
from flashgen.checks.equations import differs
from flashgen.checks.slot_numbers import Part, computed
from flashgen.checks.steps import Side, equations, formulas, is_arithmetic
from flashgen.numeric.program import CompiledForm, Template
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span

_SLACK: Final = 1e-9
"""Relative: floats that stand for one number differ by less, rounded numbers by more."""
_ZERO: Final = 1e-12
"""A float that stands for 0, as `\\sin(3\\pi)`, is less."""
_UNITS: Final = frozenset({"\\text", "\\mathrm", "\\textrm", "."})
_Step = tuple[tuple[Part, ...], int, Span]


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report the equals signs before a slot that is rounded in most draws."""
    tried: Counter[tuple[int, int]] = Counter()
    rounded: Counter[tuple[int, int]] = Counter()
    first: dict[tuple[int, int], tuple[Span, str]] = {}
    for form in drawn.forms:
        for left, right, span in _steps(form.sample.form):
            place = (span.start, span.end)
            for draw, is_rounded in _rounded(form, left, right):
                tried[place] += 1
                rounded[place] += is_rounded
                if is_rounded and place not in first:
                    first[place] = span, _displayed(form, (*left, "=", right), draw)
    for place, (span, text) in first.items():
        if tried[place] >= ENOUGH_DRAWS and 2 * rounded[place] > tried[place]:
            yield Diagnostic(
                "equals-before-rounded",
                f"`{text}` is rounded, as in {rounded[place]} of {tried[place]} draws",
                span,
                hint=r"write `\approx` in place of `=`",
            )


def _steps(form: CompiledForm) -> Iterator[_Step]:
    """Yield what stands left of an equals sign with the slot to its right, each once."""
    found: dict[tuple[tuple[Part, ...], int], Span] = {}
    for texts in form.texts.values():
        for template in texts.solution:
            for left, right in _pairs(template):
                number = right.parts[0] if _is_number(right) else None
                if left.is_rounded or not isinstance(number, int) or not is_arithmetic(left):
                    continue
                slot = template.text.slots[template.columns.index(number)]
                span = template.scalar.span_at(slot.outer_start, slot.outer_end)
                found.setdefault((left.parts, number), span)
    for (parts, number), span in found.items():
        yield parts, number, span


def _pairs(template: Template) -> Iterator[tuple[Side, Side]]:
    for formula in formulas(template):
        for sides in equations(formula):
            yield from pairwise(sides)


def _is_number(side: Side) -> bool:
    return bool(side.parts) and (len(side.parts) == 1 or side.parts[1] in _UNITS)


def _rounded(form: FormDraws, left: tuple[Part, ...], right: int) -> Iterator[tuple[int, bool]]:
    """Yield the draws in which both sides are numbers, and whether they differ as displayed."""
    places = np.arange(min(form.sample.count, LOOKED_AT))
    for formula in form.slots.fill(left, places):
        for part in computed(formula):
            if part.is_angle or not isinstance(part.values, list):
                continue
            for draw, value in zip(part.places.tolist(), part.values, strict=True):
                shown = _number(form.slots.text(right, draw))
                if shown is not None:
                    digits, number, factor = shown
                    yield draw, _is_rounded(value * factor, digits, number)


def _is_rounded(value: Number, digits: str, number: float) -> bool:
    if isinstance(value, int) or math.isclose(value, number, rel_tol=_SLACK, abs_tol=_ZERO):
        return False
    return not differs(value, digits)  # what is wrong beyond rounding has codes of its own


@lru_cache(maxsize=4096)
def _number(text: str) -> tuple[str, float, int] | None:
    """Return the digits of a number as displayed, their value, and 100 for a percentage."""
    digits = "".join(tokens(unescape(text))).strip("()")
    factor = 100 if digits.endswith("\\%") else 1
    digits = digits.removesuffix("\\%")
    if not digits.removeprefix("-").replace(".", "", 1).isdigit():
        return None
    return digits, float(digits), factor


def _displayed(form: FormDraws, parts: tuple[Part, ...], draw: int) -> str:
    tokens = " ".join(form.slots.displayed(parts, draw))
    return tokens.replace("\\", "").replace("*", "·")
