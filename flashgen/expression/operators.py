"""The operators of the expression language on values.

Python's scalars stay Python's: integers are exact, `/` is true division. Arrays follow
numpy's broadcasting, with three differences: the size of the result is checked before it is
computed, integers go on as floats instead of overflowing, and nothing infinite or NaN arises
from finite numbers. For float arrays the last is numpy's own check; it needs `evaluation()`.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final, TypeAlias

import numpy as np

from flashgen.expression.errors import EvaluationError
from flashgen.values.values import (
    EXACT_INTEGERS,
    MAX_BITS,
    MAX_ELEMENTS,
    Array,
    Value,
    describe,
    largest,
    normalise,
    round_float,
    round_significant,
    safe_integers,
    sum_of_products,
)

Operation: TypeAlias = Callable[[Any, Any], Any]

_REAL: Final = frozenset((int, float))
_LARGEST_INTEGER: Final = 1 << MAX_BITS


def evaluation() -> AbstractContextManager[object]:
    """Return the context in which expressions are evaluated: numpy raises, it does not warn.

    To be entered once around many evaluations; it costs more than a small one.
    """
    return np.errstate(divide="raise", over="raise", invalid="raise", under="ignore")


def as_condition(value: Value) -> bool:
    """Return `value`, which must be a truth value.

    Raises: ValueError (with `.hint`) where it is a number, a text or an array.
    """
    if value is True or value is False:
        return value
    if isinstance(value, np.ndarray):
        raise EvaluationError("an array where one truth value is wanted", "use all(…) or any(…)")
    if isinstance(value, str):
        raise EvaluationError("a text where a truth value is wanted", "compare it, as in x == 'a'")
    raise EvaluationError("a number where a truth value is wanted", "compare it, as in x != 0")


def add(a: Any, b: Any) -> Value:
    """Return a + b."""
    if type(a) in _REAL and type(b) in _REAL:
        return _checked(a + b, a, b)
    return _combined("+", operator.add, _add_arrays, a, b)


def subtract(a: Any, b: Any) -> Value:
    """Return a - b."""
    if type(a) in _REAL and type(b) in _REAL:
        return _checked(a - b, a, b)
    return _combined("-", operator.sub, _subtract_arrays, a, b)


def multiply(a: Any, b: Any) -> Value:
    """Return a * b, elementwise."""
    if type(a) in _REAL and type(b) in _REAL:
        return _checked(a * b, a, b)
    return _combined("*", operator.mul, _multiply_arrays, a, b)


def divide(a: Any, b: Any) -> Value:
    """Return a / b, elementwise; of integers too the exact quotient."""
    if type(a) in _REAL and type(b) in _REAL:
        return _checked(a / b, a, b)
    return _combined("/", operator.truediv, np.true_divide, a, b)


def floor_divide(a: Any, b: Any) -> Value:
    """Return a // b: the quotient rounded towards minus infinity."""
    if type(a) in _REAL and type(b) in _REAL:
        return _checked(a // b, a, b)
    return _combined("//", operator.floordiv, np.floor_divide, a, b)


def remainder(a: Any, b: Any) -> Value:
    """Return a % b: the remainder, with the sign of b."""
    if type(a) in _REAL and type(b) in _REAL:
        return _checked(a % b, a, b)
    return _combined("%", operator.mod, np.remainder, a, b)


def power(a: Any, b: Any) -> Value:
    """Return a ** b; a negative whole exponent gives a fraction."""
    if type(a) in _REAL and type(b) in _REAL:
        return _scalar_power(a, b)
    return _combined("**", _scalar_power, _power_arrays, a, b)


def matrix_multiply(a: Any, b: Any) -> Value:
    """Return a @ b: the matrix product, or the inner product of two vectors."""
    a, b = _operand("@", a), _operand("@", b)
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
        raise EvaluationError(
            "`@` needs a matrix or vector on both sides", "numbers are multiplied by `*`"
        )
    if a.ndim > 2 or b.ndim > 2:
        raise EvaluationError("`@` takes matrices and vectors only")
    inner = a.shape[-1]
    if inner != b.shape[0]:
        raise EvaluationError(
            f"`@` cannot multiply {describe(a)} by {describe(b)}: {inner} is not {b.shape[0]}"
        )
    if math.prod(a.shape[:-1]) * math.prod(b.shape[1:]) > MAX_ELEMENTS:
        raise EvaluationError(f"the result would have more than {MAX_ELEMENTS} elements")
    integers = a.dtype.kind == b.dtype.kind == "i"
    if integers and largest(a) * largest(b) * inner >= EXACT_INTEGERS:
        a, b = a.astype(np.float64), b.astype(np.float64)
    return normalise(sum_of_products(a, b))


BINARY: Final[Mapping[type[ast.operator], Operation]] = {
    ast.Add: add,
    ast.Sub: subtract,
    ast.Mult: multiply,
    ast.Div: divide,
    ast.FloorDiv: floor_divide,
    ast.Mod: remainder,
    ast.Pow: power,
    ast.MatMult: matrix_multiply,
}


def negative(a: Any) -> Value:
    """Return -a."""
    return -a if type(a) in _REAL else normalise(-_operand("-", a))


def positive(a: Any) -> Value:
    """Return +a: the number itself, a truth value as 0 or 1."""
    return a if type(a) in _REAL else normalise(_operand("+", a))


def inverted(a: Any) -> bool:
    """Return `not a`."""
    return not as_condition(a)


def transpose(a: Any) -> Value:
    """Return the transpose of a matrix, in row order as all arrays are."""
    if not isinstance(a, np.ndarray):
        raise EvaluationError(f"`.T` needs a matrix, not {describe(a)}")
    return np.ascontiguousarray(a.T)


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


def compare(symbol: str, operation: Operation, a: Any, b: Any) -> Value:
    """Return the comparison of two values, elementwise.

    Floats are compared by their 12 significant digits. Arrays must have the same shape, or
    one side must be a scalar: in a comparison, broadcasting is a slip.
    """
    kind_a, kind_b = type(a), type(b)
    if kind_a is int and kind_b is int:
        return bool(operation(a, b))
    if kind_a in _REAL and kind_b in _REAL:
        return _compare_floats(operation, a, b)
    is_text = _is_text(a)
    if is_text != _is_text(b):
        raise EvaluationError(f"`{symbol}` cannot compare {describe(a)} with {describe(b)}")
    if is_text:
        if symbol not in ("==", "!="):
            raise EvaluationError("texts have no order", "compare them with == or !=")
    else:
        a, b = _operand(symbol, a), _operand(symbol, b)
    arrays = [side for side in (a, b) if isinstance(side, np.ndarray)]
    if len(arrays) == 2 and a.shape != b.shape:
        raise EvaluationError(
            f"`{symbol}` cannot compare {describe(a)} with {describe(b)}: "
            "the shapes must be the same"
        )
    if is_text or (_is_integer(a) and _is_integer(b)):
        if arrays and not is_text and (_exceeds(a) or _exceeds(b)):
            a, b = _as_float(a), _as_float(b)
        result = operation(a, b)
        return result if arrays else bool(result)
    if any(_is_complex(side) for side in (a, b)):
        if symbol not in ("==", "!="):
            raise EvaluationError("complex numbers have no order", "compare real(…) or abs(…)")
        result = operation(round_significant(a), round_significant(b))
        return result if arrays else bool(result)
    if not arrays:
        return _compare_floats(operation, a, b)
    size = arrays[0].size
    left = a.ravel().tolist() if isinstance(a, np.ndarray) else [a] * size
    right = b.ravel().tolist() if isinstance(b, np.ndarray) else [b] * size
    truths = [_compare_floats(operation, x, y) for x, y in zip(left, right, strict=True)]
    return np.array(truths, dtype=np.bool_).reshape(arrays[0].shape)


def both(a: Any, b: Any) -> Value:
    """Return the elementwise `and` of two results of comparisons, for chains such as 0 < x < 1."""
    if isinstance(a, bool) and isinstance(b, bool):
        return a and b
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.shape != b.shape:
        raise EvaluationError(f"this chain compares {describe(a)} and {describe(b)}")
    return normalise(np.logical_and(a, b))


def contains(item: Any, options: Any) -> bool:
    """Return whether a scalar equals an entry of a vector (`item in options`)."""
    if not isinstance(options, np.ndarray) or options.ndim != 1:
        raise EvaluationError(f"`in` needs a vector on its right, not {describe(options)}")
    if isinstance(item, np.ndarray):
        raise EvaluationError("`in` needs one number or one text on its left", "use isin(…)")
    return bool(np.any(compare("==", operator.eq, options, item)))


def _compare_floats(operation: Operation, a: float, b: float) -> bool:
    if a == b:
        return bool(operation(0, 0))
    try:
        # Apart by more than two units of the 12th digit, they differ after rounding as before.
        if not abs(a - b) > 2e-11 * max(abs(a), abs(b)):
            a, b = round_float(a), round_float(b)
    except OverflowError:  # an integer beyond all floats; Python compares it exactly
        pass
    return bool(operation(a, b))


def _checked(result: Any, a: Any, b: Any) -> Value:
    """Return the result of Python's arithmetic if it is in bounds."""
    if type(result) is int:
        if -_LARGEST_INTEGER < result < _LARGEST_INTEGER:
            return result
        raise EvaluationError(f"the result is an integer of more than {MAX_BITS} bits")
    if result - result == 0:
        return result  # type: ignore[no-any-return]  # a float or complex number
    if result != result:
        raise EvaluationError("the result is not a number (NaN)")
    if a - a == 0 and b - b == 0:
        raise OverflowError
    return result  # type: ignore[no-any-return]  # inf, out of inf


def _scalar_power(a: Any, b: Any) -> Value:
    if type(a) is int and type(b) is int:
        if b < 0:
            return _checked(float(a) ** b, a, b)
        if (abs(a).bit_length() - 1) * b > MAX_BITS:
            raise EvaluationError(f"the result is an integer of more than {MAX_BITS} bits")
        return _checked(a**b, a, b)
    result = a**b
    if type(result) is complex and type(a) is not complex and type(b) is not complex:
        raise EvaluationError("a negative number to a fractional power")
    return _checked(result, a, b)


def _combined(symbol: str, scalar: Operation, array: Operation, a: Any, b: Any) -> Value:
    """Return the arithmetic of two values of which one is no plain number."""
    a, b = _operand(symbol, a), _operand(symbol, b)
    a_is_array, b_is_array = isinstance(a, np.ndarray), isinstance(b, np.ndarray)
    if not (a_is_array or b_is_array):
        try:
            return _checked(scalar(a, b), a, b)
        except TypeError:
            raise EvaluationError(f"`{symbol}` is not defined for complex numbers") from None
    if a_is_array and b_is_array:
        if a.shape != b.shape:
            _check_broadcast(symbol, a, b)
    elif a_is_array:
        b = _as_float(b) if _exceeds(b) else b
    else:
        a = _as_float(a) if _exceeds(a) else a
    if symbol in ("//", "%") and (_is_complex(a) or _is_complex(b)):
        raise EvaluationError(f"`{symbol}` is not defined for complex numbers")
    result: Value = array(a, b)
    return result


def _operand(symbol: str, value: Any) -> Any:
    """Return `value` as an operand of arithmetic: truth values as 0 and 1, no text."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "b":
            return value.astype(np.int64)
        if value.dtype.kind != "U":
            return value
    elif isinstance(value, bool):
        return int(value)
    elif isinstance(value, int | float | complex):
        return value
    raise EvaluationError(f"`{symbol}` works on numbers, not on {describe(value)}")


def _check_broadcast(symbol: str, a: Array, b: Array) -> None:
    try:
        shape = np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        raise EvaluationError(
            f"`{symbol}` cannot combine {describe(a)} with {describe(b)}"
        ) from None
    if math.prod(shape) > MAX_ELEMENTS:
        raise EvaluationError(
            f"the result would have {math.prod(shape)} elements; {MAX_ELEMENTS} is the limit"
        )


def _exceeds(value: Any) -> bool:
    return type(value) is int and not -EXACT_INTEGERS < value < EXACT_INTEGERS


def _as_float(value: Any) -> Any:
    return value.astype(np.float64) if isinstance(value, np.ndarray) else float(value)


def _is_integer(value: Any) -> bool:
    return value.dtype.kind == "i" if isinstance(value, np.ndarray) else type(value) is int


def _is_complex(value: Any) -> bool:
    return value.dtype.kind == "c" if isinstance(value, np.ndarray) else type(value) is complex


def _is_text(value: Any) -> bool:
    return value.dtype.kind == "U" if isinstance(value, np.ndarray) else isinstance(value, str)


def _largest(value: Any) -> int:
    return largest(value) if isinstance(value, np.ndarray) else abs(value)


def _add_arrays(a: Any, b: Any) -> Any:
    result = a + b  # integers below 2**53 cannot overflow int64 in one sum
    return safe_integers(result) if result.dtype.kind == "i" else result


def _subtract_arrays(a: Any, b: Any) -> Any:
    result = a - b
    return safe_integers(result) if result.dtype.kind == "i" else result


def _multiply_arrays(a: Any, b: Any) -> Any:
    if not (_is_integer(a) and _is_integer(b)) or _largest(a) * _largest(b) < EXACT_INTEGERS:
        return a * b
    product = np.multiply(a, b, dtype=np.float64)
    return product.astype(np.int64) if np.abs(product).max() < EXACT_INTEGERS else product


def _power_arrays(a: Any, b: Any) -> Any:
    if not (_is_integer(a) and _is_integer(b)):
        return np.power(a, b)
    estimate = np.power(_as_float(a), _as_float(b))
    # A power function of floats can be off in the last digits: only its size is relied on.
    if np.min(b, initial=0) < 0 or np.abs(estimate).max(initial=0) > 0.999 * EXACT_INTEGERS:
        return estimate
    return np.power(a, b, dtype=np.int64)
