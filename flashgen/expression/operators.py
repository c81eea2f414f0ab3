"""The operators of the expression language, on dense batches of draws.

The shapes of a draw align from the right, as in numpy, and the draws stand in front, with three
differences from numpy: the size of a result is checked before it is computed, integers are exact,
and nothing infinite or NaN arises from finite numbers. The last is numpy's own check; it needs
`evaluation()`.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final, TypeAlias

import numpy as np

from flashgen.expression.errors import EvaluationError
from flashgen.expression.texts import is_within, joined
from flashgen.values.batch import Dense, Texts, describe, narrowed_integers
from flashgen.values.values import (
    EXACT_INTEGERS,
    MAX_BITS,
    MAX_ELEMENTS,
    Array,
    largest,
    matrix_product,
    round_array,
)

Operation: TypeAlias = Callable[[Any, Any], Any]

_INT64: Final = 2**63


def evaluation() -> AbstractContextManager[object]:
    """Return the context in which expressions are evaluated: numpy raises, it does not warn.

    To be entered once around many evaluations; it costs more than a small one.
    """
    return np.errstate(divide="raise", over="raise", invalid="raise", under="ignore")


def as_condition(value: Dense) -> Array:
    """Return a batch that must hold one truth value a draw.

    Raises ValueError (with `.hint`) for numbers, texts and arrays.
    """
    if len(value.shape) > 1:
        raise EvaluationError("an array where one truth value is wanted", "use all(…) or any(…)")
    if isinstance(value, Texts):
        raise EvaluationError("a text where a truth value is wanted", "compare it, as in x == 'a'")
    if value.dtype.kind != "b":
        raise EvaluationError("a number where a truth value is wanted", "compare it, as in x != 0")
    return value


def aligned(a: Array, b: Array) -> tuple[Array, Array]:
    """Return two arrays with their draws on one axis and as many further axes each."""
    missing = a.ndim - b.ndim
    if missing > 0:
        b = b.reshape(b.shape[:1] + (1,) * missing + b.shape[1:])
    elif missing < 0:
        a = a.reshape(a.shape[:1] + (1,) * -missing + a.shape[1:])
    return a, b


_OF_TEXTS: Final = {
    "+": "a number becomes a text by text(x)",
    "*": 'write the repeated text, or join([… for i in range(n)], "")',
    "%": "put the format into the slot: <<x:.2f>>",
}


def _operand(symbol: str, value: Dense) -> Array:
    """Return an operand of arithmetic: truth values as 0 and 1, no text."""
    if isinstance(value, Texts):
        hint = _OF_TEXTS.get(symbol)
        raise EvaluationError(f"`{symbol}` works on numbers, not on {describe(value)}", hint)
    return value.astype(np.int64) if value.dtype.kind == "b" else value


def _operands(symbol: str, a: Dense, b: Dense) -> tuple[Array, Array]:
    x, y = _operand(symbol, a), _operand(symbol, b)
    shape_x, shape_y = x.shape[1:], y.shape[1:]
    if shape_x != shape_y:
        if shape_x and shape_y:
            _check_broadcast(symbol, x, y)
        x, y = aligned(x, y)
    return x, y


def _check_broadcast(symbol: str, a: Array, b: Array) -> None:
    try:
        shape = np.broadcast_shapes(a.shape[1:], b.shape[1:])
    except ValueError:
        raise EvaluationError(
            f"`{symbol}` cannot combine {describe(a)} with {describe(b)}"
        ) from None
    if math.prod(shape) > MAX_ELEMENTS:
        raise EvaluationError(
            f"the result would have {math.prod(shape)} elements; {MAX_ELEMENTS} is the limit"
        )


def _exact(operation: Operation, a: Array, b: Array) -> Array:
    """Apply an operation to Python's integers, entry by entry."""
    function = np.frompyfunc(operation, 2, 1)
    result = function(a.astype(object), b.astype(object))
    made = np.asarray(result, dtype=object)
    return narrowed_integers(made)


def _is_integer(x: Array) -> bool:
    return x.dtype.kind in "iO"


def _as_floats(x: Array) -> Array:
    """Return numbers of which one operand is no integer; Raises OverflowError if too large."""
    return x.astype(np.float64) if x.dtype.kind == "O" else x


def _integer_operation(
    symbol: str, operation: Operation, bound: Callable[[int, int], int]
) -> Operation:
    """Make an operator that is exact on integers: `bound` is how large a result can be."""

    def run(a: Dense, b: Dense) -> Array:
        x, y = _operands(symbol, a, b)
        if x.dtype.kind == "i" and y.dtype.kind == "i":
            if bound(largest(x), largest(y)) < _INT64:
                result: Array = operation(x, y)
                return result
            return _exact(operation, x, y)
        if _is_integer(x) and _is_integer(y):
            return _exact(operation, x, y)
        made: Array = operation(_as_floats(x), _as_floats(y))
        return made

    return run


def divide(a: Dense, b: Dense) -> Array:
    """Divide elementwise; of integers too the exact quotient, rounded once."""
    x, y = _operands("/", a, b)
    if _is_integer(x) and _is_integer(y) and max(_size(x), _size(y)) >= EXACT_INTEGERS:
        quotient = np.frompyfunc(operator.truediv, 2, 1)(x.astype(object), y.astype(object))
        return np.asarray(quotient, dtype=object).astype(np.float64)
    return np.true_divide(_as_floats(x), _as_floats(y))


def _size(x: Array) -> int:
    if x.dtype.kind == "O":
        return max((abs(entry) for entry in x.ravel().tolist()), default=0)
    return largest(x)


def _quotient(symbol: str, numpy: Operation, python: Operation) -> Operation:
    """Make `//` or `%`."""

    def run(a: Dense, b: Dense) -> Array:
        x, y = _operands(symbol, a, b)
        if x.dtype.kind == "c" or y.dtype.kind == "c":
            raise EvaluationError(f"`{symbol}` is not defined for complex numbers")
        if _is_integer(x) and _is_integer(y) and "O" in (x.dtype.kind, y.dtype.kind):
            return _exact(python, x, y)
        result: Array = numpy(_as_floats(x), _as_floats(y))
        return result

    return run


def power(a: Dense, b: Dense) -> Array:
    """Raise a to the power b; a negative whole exponent gives a fraction."""
    x, y = _operands("**", a, b)
    if _is_integer(x) and _is_integer(y):
        if y.size and min(y.ravel().tolist()) < 0:
            # A power function of floats refuses 0 to a negative power, as wanted.
            return _float_power(x.astype(np.float64), y.astype(np.float64))
        base, exponent = _size(x), _size(y)
        bits = max(base.bit_length() - 1, 0) * exponent
        if base.bit_length() * exponent < 63:
            return np.power(x.astype(np.int64), y.astype(np.int64))
        if bits > MAX_BITS and x.size * y.size == 1:
            raise EvaluationError(f"the result is an integer of more than {MAX_BITS} bits")
        return _exact(_integer_power, x, y)
    return _float_power(_as_floats(x), _as_floats(y))


def _float_power(x: Array, y: Array) -> Array:
    """Raise entry by entry: for an exponent that is one for all, numpy takes another way.

    It does so for a single entry too, which is therefore computed twice.
    """
    shape = np.broadcast_shapes(x.shape, y.shape)
    sides = [np.broadcast_to(side, shape) for side in (x, y)]
    if math.prod(shape) == 1:
        twice = np.power(*(np.repeat(side.ravel(), 2) for side in sides))
        return np.asarray(twice[:1].reshape(shape))
    result: Array = np.power(*(np.ascontiguousarray(side) for side in sides))
    return result


def _integer_power(a: int, b: int) -> int:
    if (abs(a).bit_length() - 1) * b > MAX_BITS:
        raise EvaluationError(f"the result is an integer of more than {MAX_BITS} bits")
    result: int = a**b
    return result


def matrix_multiply(a: Dense, b: Dense) -> Array:
    """Multiply matrices, or take the inner product of two vectors."""
    x, y = _operand("@", a), _operand("@", b)
    if x.ndim == 1 or y.ndim == 1:
        raise EvaluationError(
            "`@` needs a matrix or vector on both sides", "numbers are multiplied by `*`"
        )
    if x.ndim > 3 or y.ndim > 3:
        raise EvaluationError("`@` takes matrices and vectors only")
    inner = x.shape[-1]
    if inner != y.shape[1]:
        raise EvaluationError(
            f"`@` cannot multiply {describe(x)} by {describe(y)}: {inner} is not {y.shape[1]}"
        )
    if math.prod(x.shape[1:-1]) * math.prod(y.shape[2:]) > MAX_ELEMENTS:
        raise EvaluationError(f"the result would have more than {MAX_ELEMENTS} elements")
    rows = x if x.ndim == 3 else x[:, np.newaxis, :]
    columns = y if y.ndim == 3 else y[:, :, np.newaxis]
    if _is_integer(x) and _is_integer(y):
        if _size(x) * _size(y) * max(inner, 1) >= _INT64:
            product = narrowed_integers(matrix_product(rows.astype(object), columns.astype(object)))
        else:
            product = matrix_product(rows, columns)
    else:
        product = matrix_product(_as_floats(rows), _as_floats(columns))
    shape = (*(x.shape[1:-1]), *(y.shape[2:]))
    return product.reshape(product.shape[0], *shape)


def plus(a: Dense, b: Dense) -> Dense:
    """Add numbers, or join texts."""
    if isinstance(a, Texts) and isinstance(b, Texts):
        if a.shape[1:] != b.shape[1:]:
            if len(a.shape) > 1 and len(b.shape) > 1:
                raise EvaluationError(f"`+` cannot combine {describe(a)} with {describe(b)}")
            x, y = aligned(a.codes, b.codes)
            return joined(Texts(x, a.table), Texts(y, b.table))
        return joined(a, b)
    made: Array = _sum(a, b)
    return made


_sum: Final = _integer_operation("+", operator.add, operator.add)

BINARY: Final[Mapping[type[ast.operator], Operation]] = {
    ast.Add: plus,
    ast.Sub: _integer_operation("-", operator.sub, operator.add),
    ast.Mult: _integer_operation("*", operator.mul, operator.mul),
    ast.Div: divide,
    ast.FloorDiv: _quotient("//", np.floor_divide, operator.floordiv),
    ast.Mod: _quotient("%", np.remainder, operator.mod),
    ast.Pow: power,
    ast.MatMult: matrix_multiply,
}


def negative(a: Dense) -> Array:
    """Negate."""
    x = _operand("-", a)
    if x.dtype.kind == "i" and x.size and int(x.min()) == -_INT64:
        return narrowed_integers(-x.astype(object))
    result: Array = -x
    return result


def positive(a: Dense) -> Array:
    """Return the number itself, a truth value as 0 or 1."""
    return _operand("+", a)


def inverted(a: Dense) -> Array:
    """Return `not a`."""
    return ~as_condition(a)


def transpose(a: Dense) -> Dense:
    """Transpose a matrix, in row order as all arrays are."""
    if len(a.shape) == 1:
        raise EvaluationError(f"`.T` needs a matrix, not {describe(a)}")
    if isinstance(a, Texts):
        return Texts(_transposed(a.codes), a.table)
    return _transposed(a)


def _transposed(array: Array) -> Array:
    return np.ascontiguousarray(array.transpose(0, *range(array.ndim - 1, 0, -1)))


UNARY: Final[Mapping[type[ast.unaryop], Callable[[Any], Any]]] = {
    ast.USub: negative,
    ast.UAdd: positive,
    ast.Not: inverted,
}

COMPARISONS: Final[Mapping[type[ast.cmpop], tuple[str, Operation]]] = {
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}


# Python compares its integers with floats exactly, also those beyond all floats.
_EXACT_PAIRS: Final = frozenset({("O", "f"), ("f", "O")})


def compare(symbol: str, operation: Operation, a: Dense, b: Dense) -> Array:
    """Compare elementwise.

    Floats are compared by their 12 significant digits. Arrays must have the same shape, or
    one side must be a scalar: in a comparison, broadcasting is a slip.
    """
    if isinstance(a, Texts) != isinstance(b, Texts):
        raise EvaluationError(f"`{symbol}` cannot compare {describe(a)} with {describe(b)}")
    if isinstance(a, Texts) and isinstance(b, Texts):
        if symbol not in ("==", "!="):
            raise EvaluationError("texts have no order", "compare them with == or !=")
        x, y = _same_codes(a, b)
    else:
        x, y = _operand(symbol, a), _operand(symbol, b)
    if x.shape[1:] != y.shape[1:]:
        if x.ndim > 1 and y.ndim > 1:
            raise EvaluationError(
                f"`{symbol}` cannot compare {describe(a)} with {describe(b)}: "
                "the shapes must be the same"
            )
        x, y = aligned(x, y)
    if (_is_integer(x) and _is_integer(y)) or (x.dtype.kind, y.dtype.kind) in _EXACT_PAIRS:
        return np.asarray(operation(x, y), dtype=np.bool_)
    if "c" in (x.dtype.kind, y.dtype.kind):
        if symbol not in ("==", "!="):
            raise EvaluationError("complex numbers have no order", "compare real(…) or abs(…)")
        return np.asarray(operation(round_array(x.astype(complex)), round_array(y.astype(complex))))
    truths: Array = operation(x, y)
    with np.errstate(invalid="ignore", over="ignore"):  # inf - inf, which counts as near
        difference = np.abs(x - y)
        apart = difference > 2e-11 * np.maximum(np.abs(x), np.abs(y))
    if (apart | (difference == 0)).all():
        return truths
    exact: Array = operation(round_array(x.astype(np.float64)), round_array(y.astype(np.float64)))
    return exact


def _same_codes(a: Texts, b: Texts) -> tuple[Array, Array]:
    """Return the codes of texts in one table."""
    if a.table == b.table:
        return a.codes, b.codes
    number: dict[str, int] = {}
    for text in (*a.table, *b.table):
        number.setdefault(text, len(number))
    recoded = [np.array([number[text] for text in each.table], dtype=np.int64) for each in (a, b)]
    return recoded[0][a.codes], recoded[1][b.codes]


def both(a: Array, b: Array) -> Array:
    """Return the elementwise `and` of two comparisons, for chains such as 0 < x < 1."""
    if a.shape[1:] != b.shape[1:]:
        if a.ndim > 1 and b.ndim > 1:
            raise EvaluationError(f"this chain compares {describe(a)} and {describe(b)}")
        a, b = aligned(a, b)
    result: Array = np.logical_and(a, b)
    return result


def contains(item: Dense, options: Dense) -> Array:
    """Tell whether a scalar equals an entry of a vector, or a text stands in another."""
    if (
        isinstance(item, Texts)
        and isinstance(options, Texts)
        and len(options.shape) == len(item.shape) == 1
    ):
        return is_within(item, options)
    if len(options.shape) != 2:
        raise EvaluationError(f"`in` needs a vector on its right, not {describe(options)}")
    if len(item.shape) > 1:
        raise EvaluationError("`in` needs one number or one text on its left", "use isin(…)")
    return np.asarray(compare("==", operator.eq, options, item).any(axis=-1))


def excludes(item: Dense, options: Dense) -> Array:
    """Tell whether a scalar equals no entry of a vector (`item not in options`)."""
    return ~contains(item, options)
