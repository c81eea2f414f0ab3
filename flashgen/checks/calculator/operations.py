"""Arithmetic with numbers, angles and vectors, and the elementary functions, over many draws.

What is known from the formula alone, the shape and whether it is an angle, is checked when a term
is made; what depends on the numbers, when it is computed. A draw counts as Python's numbers do:
integers are exact.
"""

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

Number: TypeAlias = int | float
Column: TypeAlias = list[int | float]
"""A number for each draw."""

MAX_BITS: Final = 4096  # of an integer power
_LARGEST: Final = 2**MAX_BITS - 1
MAX_FACTORIAL: Final = 170


class NotArithmeticError(Exception):
    """The formula is not plain arithmetic, or is ambiguous."""


class Numbers(Struct, frozen=True):
    """The numbers that a formula is computed from, a column each."""

    count: int
    columns: Sequence[Column]


class Kind(Struct, frozen=True):
    """What a formula alone tells of its value; angles are in radians."""

    shape: tuple[int, ...] = ()
    is_angle: bool = False


NUMBER: Final = Kind()
ANGLE: Final = Kind((), True)


class Term(Struct, frozen=True):
    """A part of a formula: `run` computes a column for each entry of its value."""

    run: Callable[[Numbers], list[Column]]
    kind: Kind = NUMBER


Compute: TypeAlias = Callable[[list[Column], list[Column]], list[Column]]
Operation: TypeAlias = Callable[[Kind, Kind], tuple[Compute, Kind]]
"""Tells how two operands are computed, and what comes of it; rejects what has no meaning."""


def literal(value: Number) -> Term:
    """Make a term of a number that is the same in every draw."""
    return Term(lambda numbers: [[value] * numbers.count])


def given(place: int) -> Term:
    """Make a term of the column with this number."""
    return Term(lambda numbers: [numbers.columns[place]])


def require_scalar(term: Term) -> None:
    """Reject vectors and angles."""
    if term.kind != NUMBER:
        raise NotArithmeticError


def _each(function: Callable[[Number], Number], term: Term, kind: Kind = NUMBER) -> Term:
    run = term.run
    return Term(lambda numbers: [list(map(function, column)) for column in run(numbers)], kind)


def _applied(function: Callable[[float], float]) -> Callable[[Number], Number]:
    """Wrap a function: NaN outside of its domain, infinity on overflow."""

    def apply(x: Number) -> Number:
        try:
            return float(function(x))
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return apply


def applied(function: Callable[[float], float], term: Term, *, angle: bool = False) -> Term:
    """Apply a function to a number that is no angle; with `angle`, the result is one."""
    require_scalar(term)
    return _each(_applied(function), term, ANGLE if angle else NUMBER)


def _plain(function: Callable[[float], float], *, angle: bool = False) -> Callable[[Term], Term]:
    return lambda term: applied(function, term, angle=angle)


def _of_angle(function: Callable[[float], float]) -> Callable[[Term], Term]:
    def apply(term: Term) -> Term:
        if term.kind.shape:
            raise NotArithmeticError
        return _each(_applied(function), term)

    return apply


def _ln(x: float) -> float:
    return -math.inf if x == 0 else math.log(x)


def _log2(x: float) -> float:
    return -math.inf if x == 0 else math.log2(x)


def _log10(x: float) -> float:
    return -math.inf if x == 0 else math.log10(x)


FUNCTIONS: Final[dict[str, Callable[[Term], Term]]] = {
    "\\ln": _plain(_ln),
    "\\exp": _plain(math.exp),
    "\\sin": _of_angle(math.sin),
    "\\cos": _of_angle(math.cos),
    "\\tan": _of_angle(math.tan),
    "\\arcsin": _plain(math.asin, angle=True),
    "\\arccos": _plain(math.acos, angle=True),
    "\\arctan": _plain(math.atan, angle=True),
    "\\sinh": _plain(math.sinh),
    "\\cosh": _plain(math.cosh),
    "\\tanh": _plain(math.tanh),
    "\\arcsinh": _plain(math.asinh),
    "\\arcosh": _plain(math.acosh),
    "\\artanh": _plain(math.atanh),
}
LOGARITHMS: Final = {"2": _plain(_log2), "10": _plain(_log10), "e": _plain(_ln)}
EXTREMES: Final[dict[str, Callable[[Iterable[Number]], Number]]] = {"\\max": max, "\\min": min}


def chained(first: Term, rest: Sequence[tuple[Operation, Term]]) -> Term:
    """Apply operations from left to right."""
    if not rest:
        return first
    kind = first.kind
    steps = []
    for operation, term in rest:
        compute, kind = operation(kind, term.kind)
        steps.append((compute, term.run))

    def run(numbers: Numbers) -> list[Column]:
        value = first.run(numbers)
        for compute, operand in steps:
            value = compute(value, operand(numbers))
        return value

    return Term(run, kind)


def added(a: Kind, b: Kind) -> tuple[Compute, Kind]:
    """Add two numbers, two angles, or two vectors of one shape."""
    if a != b:
        raise NotArithmeticError
    return _sums, a


def subtracted(a: Kind, b: Kind) -> tuple[Compute, Kind]:
    """Subtract as `added` adds."""
    if a != b:
        raise NotArithmeticError
    return _differences, a


def _sums(left: list[Column], right: list[Column]) -> list[Column]:
    return [list(map(operator.add, x, y)) for x, y in zip(left, right, strict=True)]


def _differences(left: list[Column], right: list[Column]) -> list[Column]:
    return [list(map(operator.sub, x, y)) for x, y in zip(left, right, strict=True)]


def multiplied(a: Kind, b: Kind) -> tuple[Compute, Kind]:
    """Multiply; reject two vectors, which have several products."""
    if (a.is_angle and b.is_angle) or (a.shape and b.shape):
        raise NotArithmeticError

    def compute(left: list[Column], right: list[Column]) -> list[Column]:
        for shape, columns in ((a.shape, left), (b.shape, right)):
            if not shape and _has_long(columns[0]):
                raise NotArithmeticError
        if a.shape:
            return [list(map(operator.mul, x, right[0])) for x in left]
        return [list(map(operator.mul, left[0], y)) for y in right]

    return compute, Kind(a.shape or b.shape, a.is_angle or b.is_angle)


def _has_long(column: Column) -> bool:
    if int not in set(map(type, column)):
        return False
    integers = [x for x in column if isinstance(x, int)]
    return max(max(integers), -min(integers)) > _LARGEST


def divided(a: Kind, b: Kind) -> tuple[Compute, Kind]:
    """Divide, exactly if integers divide; infinity or NaN by zero."""
    if b.shape or (b.is_angle and not a.is_angle):
        raise NotArithmeticError
    quotient = _entry_quotient if a.shape else _quotient

    def compute(left: list[Column], right: list[Column]) -> list[Column]:
        return [list(map(quotient, x, right[0])) for x in left]

    return compute, Kind(a.shape, a.is_angle and not b.is_angle)


def _quotient(a: Number, b: Number) -> Number:
    if b == 0:
        return math.copysign(math.inf, a) if a else math.nan
    if isinstance(a, int) and isinstance(b, int) and a % b == 0:
        return a // b
    return a / b


def _entry_quotient(a: Number, b: Number) -> Number:
    return a / b if b else math.inf


def negated(term: Term) -> Term:
    """Change the sign."""
    return _each(operator.neg, term, term.kind)


def raised(base: Term, exponent: Term) -> Term:
    """Raise a number to a power, exactly for integers."""
    require_scalar(base)
    require_scalar(exponent)
    return Term(lambda numbers: [list(map(_power, base.run(numbers)[0], exponent.run(numbers)[0]))])


def raised_to_whole(base: Term, exponent: Term) -> Term:
    """Raise to a power that has to be a positive integer."""
    require_scalar(exponent)

    def run(numbers: Numbers) -> list[Column]:
        (powers,) = exponent.run(numbers)
        if any(not isinstance(power, int) or power < 1 for power in powers):
            raise NotArithmeticError
        return [list(map(_power, base.run(numbers)[0], powers))]

    require_scalar(base)
    return Term(run)


def _power(x: Number, y: Number) -> Number:
    if isinstance(x, int) and isinstance(y, int) and y >= 0:
        if x.bit_length() * y > MAX_BITS:
            raise NotArithmeticError
        whole: int = x**y
        return whole
    try:
        value = float(x) ** float(y)
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return math.nan if isinstance(value, complex) else value


def root(degree: int, radicand: Term) -> Term:
    """Take a root: NaN of a negative number."""
    if degree == 2:
        return applied(math.sqrt, radicand)
    return applied(lambda x: x ** (1 / degree) if x >= 0 else math.nan, radicand)


def factorial(term: Term) -> Term:
    """Take the factorial of an integer from 0 to 170."""
    require_scalar(term)
    return _each(_factorial, term)


def _factorial(value: Number) -> Number:
    if not isinstance(value, int) or not 0 <= value <= MAX_FACTORIAL:
        raise NotArithmeticError
    return math.factorial(value)


def as_angle(term: Term) -> Term:
    """Convert a number of degrees to an angle."""
    require_scalar(term)
    return _each(lambda x: x * math.pi / 180, term, ANGLE)


def absolute(term: Term) -> Term:
    """Take the absolute value of a number."""
    require_scalar(term)
    return _each(abs, term)


def extreme(chosen: Callable[[Iterable[Number]], Number], entries: Sequence[Term]) -> Term:
    """Choose the largest or the smallest of some numbers."""

    def run(numbers: Numbers) -> list[Column]:
        columns = [entry.run(numbers)[0] for entry in entries]
        return [list(map(chosen, zip(*columns, strict=True)))]

    return Term(run)


def vector(entries: Sequence[Term]) -> Term:
    """Put numbers together to a vector; its entries are floats."""
    return Term(
        lambda numbers: [list(map(float, entry.run(numbers)[0])) for entry in entries],
        Kind((len(entries),)),
    )


def matrix(rows: Sequence[Sequence[Term]]) -> Term:
    """Put rows of one length together to a matrix."""
    entries = [entry for row in rows for entry in row]
    return Term(
        lambda numbers: [entry.run(numbers)[0] for entry in entries],
        Kind((len(rows), len(rows[0]))),
    )
