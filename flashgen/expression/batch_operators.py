"""The operators on batches of draws.

Each function returns None where the draws are to be computed one by one: for what is exact in
Python's integers alone, and for what numpy computes otherwise for an array than for a number.
"""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np

from flashgen.expression import operators
from flashgen.values.draws_axis import Batch, Unbatchable, checked
from flashgen.values.values import EXACT_INTEGERS, MAX_ELEMENTS, Array, largest

BatchOperation: TypeAlias = Callable[[Any, Any], Batch | None]


def _numbers(value: Any) -> Any:
    """Return the array or number behind a value; None where it is of another kind."""
    if type(value) is Batch:
        return value.array if value.array.dtype.kind in "if" else None
    if type(value) is np.ndarray:
        return value if value.dtype.kind in "if" else None
    if type(value) is float or (type(value) is int and -EXACT_INTEGERS < value < EXACT_INTEGERS):
        return value
    return None


def aligned(a: Any, b: Any) -> tuple[Any, Any] | None:
    """Return two values with their draws on one axis, as numpy broadcasts the rest.

    None where one is no number. Raises Unbatchable where the shapes do not fit.
    """
    x, y = _numbers(a), _numbers(b)
    if x is None or y is None:
        return None
    # How many axes each has within a draw.
    inside_x = (x.ndim - (type(a) is Batch)) if type(x) is np.ndarray else 0
    inside_y = (y.ndim - (type(b) is Batch)) if type(y) is np.ndarray else 0
    if inside_x and inside_y:
        shape_x = x.shape[x.ndim - inside_x :]
        shape_y = y.shape[y.ndim - inside_y :]
        if shape_x != shape_y:
            try:
                shape = np.broadcast_shapes(shape_x, shape_y)
            except ValueError:
                raise Unbatchable from None
            if math.prod(shape) > MAX_ELEMENTS:
                raise Unbatchable
    if inside_x < inside_y and type(a) is Batch:
        x = _deeper(x, inside_y - inside_x)
    elif inside_y < inside_x and type(b) is Batch:
        y = _deeper(y, inside_x - inside_y)
    return x, y


def _deeper(array: Array, axes: int) -> Array:
    return array.reshape(array.shape[:1] + (1,) * axes + array.shape[1:])


def _is_float(x: Any) -> bool:
    return x.dtype.kind == "f" if type(x) is np.ndarray else type(x) is float


def _arithmetic(operation: Callable[[Any, Any], Any]) -> BatchOperation:
    def run(a: Any, b: Any) -> Batch | None:
        operands = aligned(a, b)
        return None if operands is None else checked(operation(*operands))

    return run


def _multiply(a: Any, b: Any) -> Batch | None:
    operands = aligned(a, b)
    if operands is None:
        return None
    x, y = operands
    if not (_is_float(x) or _is_float(y)) and _size(x) * _size(y) >= EXACT_INTEGERS:
        return None
    return checked(x * y)


def _size(x: Any) -> int:
    return largest(x) if type(x) is np.ndarray else abs(x)


def _whole(operation: Callable[[Any, Any], Any]) -> BatchOperation:
    """Return // or % of integers: of floats, Python's own differ from numpy's."""

    def run(a: Any, b: Any) -> Batch | None:
        operands = aligned(a, b)
        if operands is None or _is_float(operands[0]) or _is_float(operands[1]):
            return None
        return checked(operation(*operands))

    return run


BINARY: Final[Mapping[Callable[..., Any], BatchOperation]] = {
    operators.add: _arithmetic(operator.add),
    operators.subtract: _arithmetic(operator.sub),
    operators.multiply: _multiply,
    operators.divide: _arithmetic(np.true_divide),
    operators.floor_divide: _whole(np.floor_divide),
    operators.remainder: _whole(np.remainder),
}


def _negative(a: Batch) -> Batch | None:
    return Batch(-a.array) if a.array.dtype.kind in "if" else None


def _inverted(a: Batch) -> Batch | None:
    return Batch(~a.array) if a.array.dtype.kind == "b" and a.array.ndim == 1 else None


def _transpose(a: Batch) -> Batch | None:
    return Batch(np.ascontiguousarray(a.array.swapaxes(1, 2))) if a.array.ndim == 3 else None


UNARY: Final[Mapping[Callable[..., Any], Callable[[Batch], Batch | None]]] = {
    operators.negative: _negative,
    operators.inverted: _inverted,
    operators.transpose: _transpose,
}


def compared(operation: Callable[[Any, Any], Any], a: Any, b: Any) -> Batch | None:
    """Return a comparison, floats by their 12 significant digits."""
    operands = aligned(a, b)
    if operands is None:
        return None
    x, y = operands
    if _shape(a) and _shape(b) and _shape(a) != _shape(b):
        raise Unbatchable
    truths: Array = operation(x, y)
    if _is_float(x) or _is_float(y):
        with np.errstate(invalid="ignore"):  # inf - inf, which counts as near
            difference = np.abs(x - y)
            apart = difference > 2e-11 * np.maximum(np.abs(x), np.abs(y))
        if not (apart | (difference == 0)).all():
            return None
    return Batch(truths)


def _shape(value: Any) -> tuple[int, ...]:
    if type(value) is Batch:
        return value.array.shape[1:]
    return value.shape if type(value) is np.ndarray else ()
