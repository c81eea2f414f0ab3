"""A formula without what numbers that were filled in leave behind: 1x, x^1, 0 + x, -(-x), 6/4."""

import operator
from collections.abc import Callable, Mapping, Sequence
from math import gcd, isfinite
from typing import Final

from msgspec import Struct

from flashgen.values.formulas.nodes import (
    Call,
    Constant,
    Negative,
    Node,
    Number,
    Operation,
    Variable,
    mapped,
)

ZERO: Final = Number(0.0)
ONE: Final = Number(1.0)
_LARGEST: Final = 2.0**53
_SHORT: Final = 4
"""Digits of a number that may stand above or below a fraction."""


def filled(node: Node, numbers: Sequence[float]) -> Node:
    """Put the numbers of a draw in the places of the constants."""
    if isinstance(node, Constant):
        return Number(numbers[node.index])
    return mapped(node, lambda part: filled(part, numbers))


def tidy(node: Node) -> Node:
    """Return the formula as people write it. Its value stays, its domain may grow (x/x is kept)."""
    if isinstance(node, Number | Variable | Constant):
        if isinstance(node, Number) and node.value < 0 and not node.name:
            return Negative(Number(-node.value))
        return node
    if isinstance(node, Call):
        made = tuple(map(tidy, node.arguments))
        if node.function == "if" and (known := _truth(node.arguments[0])) is not None:
            return made[1] if known else made[2]
        return Call(node.function, made)
    if isinstance(node, Operation) and node.sign == "^":
        return _power(tidy(node.left), tidy(node.right))
    if isinstance(node, Operation) and node.sign in "+-":
        left, right = tidy(node.left), tidy(node.right)
        return _sum(left, right if node.sign == "+" else negative(right))
    return _Product(node).tidy()


def negative(node: Node) -> Node:
    """Return the negative of a tidy formula."""
    if isinstance(node, Negative):
        return node.operand
    return node if node == ZERO else Negative(node)


def _sum(left: Node, right: Node) -> Node:
    if left == ZERO:
        return right
    if right == ZERO:
        return left
    first, second = _plain_number(left), _plain_number(right)
    if first is not None and second is not None and isfinite(first + second):
        total = Number(abs(_rounded(first + second)))
        return Negative(total) if first + second < 0 else total
    if isinstance(right, Negative):
        return Operation("-", left, right.operand)
    if isinstance(right, Operation) and right.sign in "+-":  # a + (b - c)
        return Operation(right.sign, _sum(left, right.left), right.right)
    return Operation("+", left, right)


_COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}


def _truth(condition: Node) -> bool | None:
    """Tell whether a condition holds; None for one that depends on a variable."""
    if not isinstance(condition, Call):
        return None
    if condition.function in _COMPARISONS:
        left, right = map(_number, condition.arguments)
        if left is None or right is None:
            return None
        return _COMPARISONS[condition.function](left, right)
    known = [_truth(part) for part in condition.arguments]
    if condition.function == "not":
        return None if known[0] is None else not known[0]
    if condition.function not in ("and", "or"):
        return None
    decides = condition.function == "or"
    return decides if decides in known else None if None in known else not decides


def _number(node: Node) -> float | None:
    if isinstance(node, Negative):
        inside = _number(node.operand)
        return None if inside is None else -inside
    return node.value if isinstance(node, Number) else None


def _plain_number(node: Node) -> float | None:
    if isinstance(node, Negative) and isinstance(node.operand, Number):
        return None if node.operand.name else -node.operand.value
    return node.value if isinstance(node, Number) and not node.name else None


def _power(base: Node, exponent: Node) -> Node:
    if exponent == ONE:
        return base
    if exponent == ZERO or base == ONE:
        return ONE
    return Operation("^", base, exponent)


def _rounded(number: float) -> float:
    """Return a number without what floats leave behind; whole ones are exact."""
    is_exact = abs(number) < _LARGEST and number.is_integer()
    return number if is_exact else float(f"{number:.12g}")


class _Coefficient(Struct):
    above: float = 1.0
    below: float = 1.0

    def take(self, number: float, *, above: bool) -> bool:
        """Multiply above or below; return False where that is more than a float has."""
        product = (self.above if above else self.below) * number
        if not isfinite(product):
            return False
        if above:
            self.above = _rounded(product)
        else:
            self.below = _rounded(product)
        return True

    def reduce(self) -> None:
        a, b = self.above, self.below
        if b and a == int(a) and b == int(b) and max(abs(a), abs(b)) < _LARGEST:
            divisor = gcd(int(a), int(b))
            a, b = a / divisor, b / divisor
        if b < 0:
            a, b = -a, -b
        self.above, self.below = a, b

    def divide(self, *, alone: bool) -> None:
        """Divide what nobody would leave as a quotient: 2478.819/96485, or 1/0.8 `alone`."""
        if self.below == 0 or not (_digits(self.above) or _digits(self.below)):
            return
        value = _rounded(self.above / self.below)
        is_short = alone and _digits(value) <= _SHORT
        if is_short or max(_digits(self.above), _digits(self.below)) > _SHORT:
            self.above, self.below = value, 1.0


def _digits(value: float) -> int:
    """Return how many significant digits a number has; 0 for a whole one."""
    return 0 if value == int(value) else len(f"{value:.12g}".replace(".", "").strip("-0"))


class _Product:
    """A product or quotient taken apart: one coefficient, the factors above and below."""

    def __init__(self, node: Node) -> None:
        self._number = _Coefficient()
        self._above: list[Node] = []
        self._below: list[Node] = []
        self._take(node, above=True)

    def _take(self, node: Node, *, above: bool) -> None:
        if isinstance(node, Negative):
            self._number.above = -self._number.above
            self._take(node.operand, above=above)
        elif isinstance(node, Operation) and node.sign in "*/":
            self._take(node.left, above=above)
            self._take(node.right, above=above == (node.sign == "*"))
        elif isinstance(node, Number) and not node.name and abs(node.value) < _LARGEST:
            if not self._number.take(node.value, above=above):
                (self._above if above else self._below).append(node)
        else:
            made = tidy(node)
            if made != node and not isinstance(made, Call | Variable | Constant):
                self._take(made, above=above)  # such as the sign of a power
            elif made != ONE:
                (self._above if above else self._below).append(made)

    def tidy(self) -> Node:
        self._number.reduce()
        number = self._number
        number.divide(alone=not self._above and not self._below)
        is_negative, above = number.above < 0, abs(number.above)
        if above == 0 and number.below != 0:
            return ZERO
        numerator = _chain(Number(above), self._above)
        denominator = _chain(Number(number.below), self._below)
        made = numerator if denominator == ONE else Operation("/", numerator, denominator)
        if denominator != ONE and not self._below and len(self._above) > 1:
            made = _chain(Operation("/", Number(above), Number(number.below)), self._above)
        return Negative(made) if is_negative else made


def _chain(first: Node, factors: Sequence[Node]) -> Node:
    made = first
    for factor in factors:
        made = factor if made == ONE else Operation("*", made, factor)
    return made
