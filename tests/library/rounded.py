"""Numbers of a learner who writes down three significant digits of every intermediate result."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from flashgen.deck.answers.judging import agrees
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Value

DIGITS = 3

# What a card says on which a learner must not round.
KEEPS_DIGITS = {
    "en": re.compile(r"\bKeep (all digits|\d decimals)\b"),
    "zh": re.compile("保留所有数位|中间结果保留 \\d 位小数"),
}
# The learner copies numbers that the question displays; the reference has to compute them.
COPIED = frozenset({"permutation-attention-outputs-reordered"})


def rounded(value: float) -> Rounded:
    result = Rounded(f"{value:.{DIGITS}g}")
    result.computed = value
    return result


def typed(result: Any) -> Any:
    """Return what is typed at the end: the last result as the calculator shows it."""
    if isinstance(result, (list, tuple)):
        return type(result)(typed(entry) for entry in result)
    return result.computed if isinstance(result, Rounded) else result


def _kept(method: str) -> Callable[..., Any]:
    def operate(self: float, *others: float) -> Any:
        result = getattr(float, method)(float(self), *map(float, others))
        return result if result is NotImplemented else rounded(result)

    return operate


class Rounded(float):
    """A decimal number; what comes of it is rounded."""

    computed: float
    """What the calculator showed before it was written down."""

    def __init__(self, value: float | str) -> None:
        self.computed = float(value)

    __add__, __radd__ = _kept("__add__"), _kept("__radd__")
    __sub__, __rsub__ = _kept("__sub__"), _kept("__rsub__")
    __mul__, __rmul__ = _kept("__mul__"), _kept("__rmul__")
    __truediv__, __rtruediv__ = _kept("__truediv__"), _kept("__rtruediv__")
    __pow__, __rpow__ = _kept("__pow__"), _kept("__rpow__")

    def __neg__(self) -> Rounded:
        return rounded(-self.computed)

    def __abs__(self) -> Rounded:
        return rounded(abs(self.computed))


class Whole(int):
    """A whole number: sums and products stay exact, a quotient is rounded."""

    def __add__(self, other: Any) -> Any:
        return Whole(int(self) + other) if isinstance(other, int) else NotImplemented

    def __sub__(self, other: Any) -> Any:
        return Whole(int(self) - other) if isinstance(other, int) else NotImplemented

    def __mul__(self, other: Any) -> Any:
        return Whole(int(self) * other) if isinstance(other, int) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        return Whole(other - int(self)) if isinstance(other, int) else NotImplemented

    def __truediv__(self, other: Any) -> Any:
        return rounded(int(self) / other)

    def __rtruediv__(self, other: Any) -> Any:
        return rounded(other / int(self))

    def __pow__(self, other: Any) -> Any:
        return (
            Whole(int(self) ** other) if isinstance(other, int) and other >= 0 else NotImplemented
        )

    def __neg__(self) -> Whole:
        return Whole(-int(self))

    def __abs__(self) -> Whole:
        return Whole(abs(int(self)))

    __radd__, __rmul__ = __add__, __mul__


def as_written(value: Any) -> Any:
    """Return drawn parameters as numbers that are rounded once they are computed with."""
    if isinstance(value, list):
        return [as_written(entry) for entry in value]
    if isinstance(value, (bool, str)):
        return value
    return Whole(value) if isinstance(value, int) else Rounded(value)


def round_functions(modules: tuple[ModuleType, ...], patch: pytest.MonkeyPatch) -> None:
    """Let the functions that the modules have of `math` give rounded results."""

    def rounding(function: Callable[..., float]) -> Callable[..., float]:
        return lambda *arguments: rounded(function(*arguments))

    for module in modules:
        for name, value in vars(module).copy().items():
            if getattr(math, name, None) is value and callable(value) and name != "prod":
                patch.setattr(module, name, rounding(value))


def asks_to_keep_digits(definition: Any) -> bool:
    forms = definition.model.all_forms
    return all(
        said.search(form.question.by_language[language].value)
        for form in forms
        for language, said in KEEPS_DIGITS.items()
    )


def is_accepted(given: Any, answer: Value, fmt: AnswerFormat) -> bool:
    """Whether the card accepts a result; whole numbers and words are not rounded."""
    if fmt.kind not in ("number", "vector", "matrix"):
        return True
    return agrees(np.array(given) if isinstance(given, list) else given, answer, fmt)
