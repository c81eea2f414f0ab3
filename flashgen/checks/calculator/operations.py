"""Arithmetic with numbers, angles and vectors, and the elementary functions."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from flashgen.values.values import Array

Number: TypeAlias = int | float | Array

MAX_BITS: Final = 4096  # of an integer power
MAX_FACTORIAL: Final = 170


class NotArithmeticError(Exception):
    """The formula is not plain arithmetic, or is ambiguous."""


@dataclass(frozen=True, slots=True)
class Result:
    """The value of a formula; angles are in radians."""

    value: Number
    is_angle: bool = False


def _of_angle(function: Callable[[float], float]) -> Callable[[Result], Result]:
    return lambda x: Result(applied(function, x.value))


def plain(function: Callable[[float], float], *, angle: bool = False) -> Callable[[Result], Result]:
    """Wrap a function of numbers that rejects angles; with `angle`, its results are angles."""

    def apply(x: Result) -> Result:
        if x.is_angle:
            raise NotArithmeticError
        return Result(applied(function, x.value), angle)

    return apply


def applied(function: Callable[[float], float], x: Number) -> float:
    """Apply a function to a number: NaN outside of its domain, infinity on overflow."""
    if isinstance(x, np.ndarray):
        raise NotArithmeticError
    try:
        return float(function(x))
    except ValueError:
        return math.nan
    except OverflowError:
        return math.inf


def _ln(x: float) -> float:
    return -math.inf if x == 0 else math.log(x)


def _log2(x: float) -> float:
    return -math.inf if x == 0 else math.log2(x)


def _log10(x: float) -> float:
    return -math.inf if x == 0 else math.log10(x)


FUNCTIONS: Final[dict[str, Callable[[Result], Result]]] = {
    "\\ln": plain(_ln),
    "\\exp": plain(math.exp),
    "\\sin": _of_angle(math.sin),
    "\\cos": _of_angle(math.cos),
    "\\tan": _of_angle(math.tan),
    "\\arcsin": plain(math.asin, angle=True),
    "\\arccos": plain(math.acos, angle=True),
    "\\arctan": plain(math.atan, angle=True),
    "\\sinh": plain(math.sinh),
    "\\cosh": plain(math.cosh),
    "\\tanh": plain(math.tanh),
    "\\arcsinh": plain(math.asinh),
    "\\arcosh": plain(math.acosh),
    "\\artanh": plain(math.atanh),
}
LOGARITHMS: Final = {"2": plain(_log2), "10": plain(_log10), "e": plain(_ln)}
EXTREMES: Final[dict[str, Callable[[list[float]], float]]] = {"\\max": max, "\\min": min}


def scalar(result: Result) -> float:
    """Return a number; reject vectors and angles."""
    if isinstance(result.value, np.ndarray) or result.is_angle:
        raise NotArithmeticError
    return result.value


def added(a: Result, b: Result) -> Result:
    """Add two numbers, two angles, or two vectors of one shape."""
    if a.is_angle != b.is_angle or np.shape(a.value) != np.shape(b.value):
        raise NotArithmeticError
    return Result(a.value + b.value, a.is_angle)


def scaled(a: Result, factor: int) -> Result:
    """Multiply by an integer."""
    return Result(a.value * factor, a.is_angle)


def multiplied(a: Result, b: Result) -> Result:
    """Multiply; reject two vectors, which have several products."""
    if (a.is_angle and b.is_angle) or (np.ndim(a.value) and np.ndim(b.value)):
        raise NotArithmeticError
    for factor in (a.value, b.value):
        if isinstance(factor, int) and factor.bit_length() > MAX_BITS:
            raise NotArithmeticError
    return Result(a.value * b.value, a.is_angle or b.is_angle)


def divided(a: Result, b: Result) -> Result:
    """Divide, exactly if integers divide; infinity or NaN by zero."""
    divisor = b.value
    if isinstance(divisor, np.ndarray):
        raise NotArithmeticError
    if b.is_angle and not a.is_angle:
        raise NotArithmeticError
    is_angle = a.is_angle and not b.is_angle
    if isinstance(a.value, np.ndarray):
        return Result(a.value / divisor if divisor else np.full_like(a.value, np.inf), is_angle)
    if divisor == 0:
        return Result(math.copysign(math.inf, a.value) if a.value else math.nan, is_angle)
    if isinstance(a.value, int) and isinstance(divisor, int) and a.value % divisor == 0:
        return Result(a.value // divisor, is_angle)
    return Result(a.value / divisor, is_angle)


def raised(base: Result, exponent: Result) -> Result:
    """Raise a number to a power, exactly for integers."""
    x, y = scalar(base), scalar(exponent)
    if isinstance(x, int) and isinstance(y, int) and y >= 0:
        if x.bit_length() * y > MAX_BITS:
            raise NotArithmeticError
        return Result(x**y)
    try:
        value = float(x) ** float(y)
    except (OverflowError, ZeroDivisionError):
        return Result(math.inf)
    return Result(math.nan if isinstance(value, complex) else value)


def factorial(a: Result) -> Result:
    """Return the factorial of an integer from 0 to 170."""
    value = scalar(a)
    if not isinstance(value, int) or not 0 <= value <= MAX_FACTORIAL:
        raise NotArithmeticError
    return Result(math.factorial(value))


def as_angle(a: Result) -> Result:
    """Convert a number of degrees to an angle."""
    return Result(scalar(a) * math.pi / 180, True)


def absolute(a: Result) -> Result:
    """Return the absolute value of a number."""
    return Result(abs(scalar(a)))
