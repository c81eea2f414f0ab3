"""The values of a formula at points, with the size of what could be lost in computing them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct

from flashgen.values.formulas.functions import FUNCTIONS, power
from flashgen.values.formulas.nodes import (
    Constant,
    Foreign,
    Negative,
    Node,
    Number,
    Operation,
    Variable,
)
from flashgen.values.values import Array

_STEP: Final = 1e-6


class Evaluated(Struct, frozen=True):
    """Values, and for each the sum of the sizes of the terms that made it.

    A float of that sum has room for about 16 digits: what two ways to compute one value differ by
    is a small part of it. Undefined values are nan or infinite.
    """

    values: Array
    sizes: Array


Computed: TypeAlias = Callable[[int, Sequence[Array]], Array]
"""The values of the part with a number that the grammar has no words for, from its arguments'."""


def _no_parts(part: int, arguments: Sequence[Array]) -> Array:
    raise LookupError(part)


def evaluate(
    node: Node,
    variables: Mapping[str, Array | float],
    constants: Sequence[Array | float] = (),
    parts: Computed = _no_parts,
) -> Evaluated:
    """Evaluate a tree; the shapes of variables and constants broadcast.

    Raises KeyError for a variable without a value, LookupError for a part without one.
    """
    with np.errstate(all="ignore"):
        return _evaluate(node, variables, constants, parts)


def _evaluate(
    node: Node,
    variables: Mapping[str, Array | float],
    constants: Sequence[Array | float],
    parts: Computed,
) -> Evaluated:
    if isinstance(node, Number | Variable | Constant):
        if isinstance(node, Number):
            value = np.asarray(node.value, dtype=np.float64)
        elif isinstance(node, Variable):
            value = np.asarray(variables[node.name], dtype=np.float64)
        else:
            value = np.asarray(constants[node.index], dtype=np.float64)
        return Evaluated(value, np.abs(value))
    if isinstance(node, Negative):
        inside = _evaluate(node.operand, variables, constants, parts)
        return Evaluated(-inside.values, inside.sizes)
    if isinstance(node, Operation):
        left = _evaluate(node.left, variables, constants, parts)
        right = _evaluate(node.right, variables, constants, parts)
        return _operate(node.sign, left, right)
    arguments = [_evaluate(inner, variables, constants, parts) for inner in node.arguments]
    if isinstance(node, Foreign):
        made = parts(node.part, [a.values for a in arguments])
        return Evaluated(made, np.abs(made))
    function = FUNCTIONS[node.function]
    values = np.asarray(function(*[a.values for a in arguments]), dtype=np.float64)
    sizes = np.abs(values)
    if len(arguments) == 1:
        (a,) = arguments
        step = _STEP * a.sizes
        change = np.abs(function(a.values + step) - function(a.values - step)) / (2 * _STEP)
        sizes = np.maximum(sizes, np.where(np.isfinite(change), change, 0.0))
    else:
        of_parts = np.broadcast_arrays(*[a.sizes for a in arguments])
        sizes = np.maximum(sizes, np.maximum.reduce(of_parts))
    return Evaluated(values, sizes)


def _operate(sign: str, left: Evaluated, right: Evaluated) -> Evaluated:
    a, b = left.values, right.values
    if sign == "+":
        return Evaluated(a + b, left.sizes + right.sizes)
    if sign == "-":
        return Evaluated(a - b, left.sizes + right.sizes)
    if sign == "*":
        return Evaluated(a * b, np.maximum(left.sizes * np.abs(b), np.abs(a) * right.sizes))
    if sign == "/":
        values = a / b
        own = np.abs(values) * right.sizes / np.abs(b)
        return Evaluated(values, np.maximum(left.sizes / np.abs(b), own))
    values = power(a, b)
    of_base = np.abs(values * b) * left.sizes / np.abs(a)
    of_exponent = np.abs(values * np.log(np.abs(a))) * right.sizes
    sizes = np.abs(values)
    for part in (of_base, of_exponent):
        sizes = np.maximum(sizes, np.where(np.isfinite(part), part, 0.0))
    return Evaluated(values, sizes)
