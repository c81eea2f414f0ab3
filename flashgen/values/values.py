"""The values of the expression language: Python scalars and plain numpy arrays.

Every value is one of int, float, bool, str, complex, or an array of truth values, int64,
float64, complex128 or text. Integers in arrays are smaller than 2**53, so that neither the
conversion to float nor a sum or difference of two arrays can go wrong unseen; integers beyond
go on as floats. No value holds NaN.
"""

from collections.abc import Sequence
from math import isfinite
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Value: TypeAlias = int | float | bool | str | complex | Array

MAX_ELEMENTS = 4096
"""The most elements that one array may have."""

MAX_DIMENSIONS = 8
"""The most axes that one array may have."""

MAX_BITS = 4096
"""The most bits that one integer may have."""

MAX_TEXT = 10_000
"""The most characters that one text, or all texts of one array together, may have."""

MAX_COMBINED = 1_000_000
"""The largest product of the sizes of the arrays that are handed to one function."""

EXACT_INTEGERS = 2**53
"""Whole numbers below this are exact as floats."""

DIGITS = 12
"""How many significant digits of a float are kept where a value is stored or compared."""


def normalize(result: object) -> Value:
    """Return whatever numpy or Python computed as a value.

    A numpy scalar or 0-d array becomes a Python scalar, a list or tuple an array, every
    integer array int64 (float64 where an entry reaches 2**53), every float array float64.

    Raises: ValueError for NaN, for what is too large, and for anything that is no value.
    """
    kind = type(result)
    if kind is np.float64:
        result = result.item()  # type: ignore[attr-defined]  # a numpy scalar
    elif kind is np.ndarray or isinstance(result, np.ndarray):
        return _normalize_array(result)  # type: ignore[arg-type]  # an array
    elif isinstance(result, np.generic):
        return _normalize_scalar(_item(result))
    if isinstance(result, (list, tuple)):
        return array_of([normalize(entry) for entry in result])
    return _normalize_scalar(result)


def _item(scalar: Any) -> object:
    # item() of a longdouble or clongdouble is itself.
    if scalar.dtype.kind == "f":
        return float(scalar)
    if scalar.dtype.kind == "c":
        return complex(scalar)
    return scalar.item()


def _normalize_scalar(result: object) -> Value:
    if isinstance(result, float):
        if result != result:
            raise ValueError("the result is not a number (NaN)")
        return float(result)
    if isinstance(result, bool):
        return result
    if isinstance(result, int):
        if result.bit_length() > MAX_BITS:
            raise ValueError(f"the result is an integer of more than {MAX_BITS} bits")
        return int(result)
    if isinstance(result, str):
        if len(result) > MAX_TEXT:
            raise ValueError(f"the result is a text of more than {MAX_TEXT} characters")
        return str(result)
    if isinstance(result, complex):
        if result != result:
            raise ValueError("the result is not a number (NaN)")
        return complex(result)
    raise ValueError(f"the result is no value but an object of type {type(result).__name__}")


def _normalize_array(result: Array) -> Value:
    if result.ndim == 0:
        return normalize(result[()])
    if result.size > MAX_ELEMENTS:
        raise ValueError(
            f"the result would have {result.size} elements; {MAX_ELEMENTS} is the limit"
        )
    if result.ndim > MAX_DIMENSIONS:
        raise ValueError(f"the result has more than {MAX_DIMENSIONS} axes")
    if type(result) is not np.ndarray:
        result = np.asarray(result)
    if not result.flags.c_contiguous:
        # numpy adds up an array in the order of its memory, which must not show in a sum.
        result = np.ascontiguousarray(result)
    kind = result.dtype.kind
    if kind == "f" or kind == "c":
        wanted = np.float64 if kind == "f" else np.complex128
        if result.dtype != wanted:
            result = result.astype(wanted)
        if not surely_finite(result) and np.isnan(result).any():
            raise ValueError("the result has an entry that is not a number (NaN)")
        return result
    if kind == "i" or kind == "u":
        return safe_integers(result)
    if kind == "b":
        return result
    if kind == "U":
        if result.size * result.itemsize > 4 * MAX_TEXT:
            raise ValueError(f"the texts of the result have more than {MAX_TEXT} characters")
        return result
    raise ValueError("the result is no array of numbers, truth values or texts")


def matrix_product(a: Array, b: Array) -> Array:
    """Multiply matrices: (draws, …, m, k) by (draws, …, k, n) is (draws, …, m, n).

    Multiplied first, then added up in an order that numpy fixes. `@` and `einsum` fuse the two as
    the processor allows: 0.6 * 4 - 0.8 * 3 is then 0 on one machine and 2e-17 on another, and no
    rounding to significant digits makes these the same.
    """
    left, right = a[..., :, np.newaxis, :], np.swapaxes(b, -1, -2)[..., np.newaxis, :, :]
    shape = np.broadcast_shapes(left.shape, right.shape)
    draws, size = shape[0], int(np.prod(shape[1:]))
    step = max(1, _MOST_TERMS // max(size, 1))
    if draws <= step:
        return _sums_of_products(left, right)
    parts = [
        _sums_of_products(*(_part(side, start, step) for side in (left, right)))
        for start in range(0, draws, step)
    ]
    return np.concatenate(parts)


def _part(side: Array, start: int, step: int) -> Array:
    return side if side.shape[0] == 1 else side[start : start + step]


def _sums_of_products(left: Array, right: Array) -> Array:
    sums: Array = np.sum(np.ascontiguousarray(left * right), axis=-1)
    return sums


_MOST_TERMS: Final = 1 << 21
"""How many terms of products are in memory at once."""


def safe_integers(array: Array) -> Array:
    """Return an integer array as int64, or as float64 where an entry reaches 2**53."""
    if largest(array) >= EXACT_INTEGERS:
        return array.astype(np.float64)
    return array if array.dtype == np.int64 else array.astype(np.int64)


# Up to this size plain Python is faster than numpy: a reduction takes 3 to 10 microseconds however
# small the array, and such checks were a third of the time of a draw.
_SMALL = 64


def surely_finite(array: Array) -> bool:
    """Tell whether a float array has neither infinities nor NaN, as far as is seen at once.

    False says nothing: the array is large or complex, or its sum too large for a float.
    """
    return (
        array.size <= _SMALL and array.dtype.kind == "f" and isfinite(sum(array.ravel().tolist()))
    )


def some(truths: Array) -> bool:
    """Tell whether an array of truth values has a true one."""
    if truths.size > _SMALL:
        return bool(truths.any())
    return True in truths.ravel().tolist()


def largest(array: Array) -> int:
    """Return the largest absolute value in an integer array, 0 for an empty one."""
    if array.size == 0:
        return 0
    if array.size <= _SMALL:
        entries: list[int] = array.ravel().tolist()
        return max(max(entries), -min(entries))
    return max(int(array.max()), -int(array.min()))


def array_of(entries: Sequence[Value]) -> Array:
    """Return the array with these entries: scalars, or arrays of one shape (its rows).

    Raises: ValueError where the entries do not fit together or are too many.
    """
    kinds = set(map(type, entries))
    if np.ndarray in kinds:
        return _stacked(entries)
    if len(entries) > MAX_ELEMENTS:
        raise ValueError(f"an array can have at most {MAX_ELEMENTS} elements")
    if kinds <= {float}:
        return np.array(entries, dtype=np.float64)
    if str in kinds:
        if len(kinds) > 1:
            raise ValueError("texts and numbers cannot stand in one list")
        if max(map(len, entries)) * len(entries) > MAX_TEXT:  # type: ignore[arg-type]  # all str
            raise ValueError(f"the texts of a list can have at most {MAX_TEXT} characters")
        return np.array(entries, dtype=np.str_)
    if kinds <= {bool}:
        return np.array(entries, dtype=np.bool_)
    if kinds <= {int, bool} and all(
        -EXACT_INTEGERS < entry < EXACT_INTEGERS  # type: ignore[operator]  # all int
        for entry in entries
    ):
        return np.array(entries, dtype=np.int64)
    try:
        return np.array(entries, dtype=np.complex128 if complex in kinds else np.float64)
    except OverflowError:
        raise ValueError("an integer in the list is too large") from None


def _stacked(entries: Sequence[Value]) -> Array:
    shapes = {np.shape(entry) for entry in entries}
    if len(shapes) > 1:
        described = " and ".join(sorted(describe_shape(shape) for shape in shapes)[:2])
        raise ValueError(f"the rows of a list must have one shape, but here are {described}")
    rows = [np.asarray(entry) for entry in entries]
    if sum(row.size for row in rows) > MAX_ELEMENTS:
        raise ValueError(f"an array can have at most {MAX_ELEMENTS} elements")
    if rows[0].ndim >= MAX_DIMENSIONS:
        raise ValueError(f"an array can have at most {MAX_DIMENSIONS} axes")
    if len({row.dtype.kind == "U" for row in rows}) > 1:
        raise ValueError("texts and numbers cannot stand in one list")
    stacked = np.array(rows)
    if stacked.dtype.kind == "U" and stacked.size * stacked.itemsize > 4 * MAX_TEXT:
        raise ValueError(f"the texts of a list can have at most {MAX_TEXT} characters")
    return stacked


def checked_shape(shape: object) -> tuple[int, ...]:
    """Return `shape` (a whole number, or a sequence of them) as a tuple of lengths.

    Raises: ValueError where it is no shape or has more than MAX_ELEMENTS elements.
    """
    if isinstance(shape, np.ndarray):
        shape = tuple(shape.tolist()) if shape.ndim == 1 else None
    lengths = shape if isinstance(shape, tuple | list) else (shape,)
    elements = 1
    for length in lengths:
        if type(length) is not int:
            raise ValueError("a shape is a whole number or a tuple of them, such as 3 or (2, 3)")
        if length < 0:
            raise ValueError(f"a length in a shape cannot be negative, but {length} is")
        elements *= length
    if len(lengths) > MAX_DIMENSIONS:
        raise ValueError(f"an array can have at most {MAX_DIMENSIONS} axes")
    if elements > MAX_ELEMENTS or any(length > MAX_ELEMENTS for length in lengths):
        raise ValueError(f"an array can have at most {MAX_ELEMENTS} elements")
    return tuple(lengths)


def round_float(number: float) -> float:
    """Return `number` rounded to 12 significant digits, never -0.0.

    The nearest double to the nearest 12-digit decimal, by the correctly rounded conversions
    of Python itself, hence the same on every machine.
    """
    return float(format(number, ".12g")) + 0.0


def round_significant(value: Value) -> Value:
    """Return `value` with every float rounded to 12 significant digits, -0.0 as 0.0.

    A complex number is rounded to as many digits of the larger of its parts: the float error
    of the other part is relative to that. Integers, texts and truth values stay as they are.
    """
    kind = type(value)
    if kind is float:
        return float(format(value, ".12g")) + 0.0  # as round_float: this is called very often
    if kind is complex:
        return _round_complex(value)  # type: ignore[arg-type]  # kind is complex
    if isinstance(value, np.ndarray) and value.dtype.kind in "fc":
        return round_array(value)
    return value


# By how much a float is multiplied so that its 12 significant digits stand before the point: an
# exact power of ten, or NaN where there is none. The decade of a float says which.
_DECADES: Final = np.array([float(f"1e{exponent}") for exponent in range(-11, 13)])
_SCALES: Final = np.array([np.nan, *(float(10**places) for places in range(22, -1, -1)), np.nan])


def round_array(array: Array) -> Array:
    """Return an array of floats or complex numbers with each rounded as `round_significant` rounds.

    An integer of 12 digits divided by an exact power of ten is the double nearest to that decimal.
    Entries that lie near a half of the last digit, and very large or small ones, go the long way.
    """
    if array.dtype.kind == "c":
        numbers = [_round_complex(entry) for entry in array.ravel().tolist()]
        return np.array(numbers, dtype=np.complex128).reshape(array.shape)
    if array.size < _LARGE:
        rounded = list(map(round_float, array.ravel().tolist()))
        return np.array(rounded, dtype=np.float64).reshape(array.shape)
    entries = array.ravel()
    sizes = np.abs(entries)
    scales = _SCALES[_DECADES.searchsorted(sizes, side="right")]
    scaled = sizes * scales
    whole = np.rint(scaled)
    # The product may be off by a unit of its last place, which is less than 0.0002.
    plain = np.abs(scaled - whole) < 0.499
    result: Array = np.copysign(whole / scales, entries)
    if not plain.all():
        for place in np.flatnonzero(~plain).tolist():
            result[place] = round_float(float(entries[place]))
    return result.reshape(array.shape)


# Below, the numpy calls of `round_array` take longer than Python's conversions.
_LARGE = 16


def _round_complex(number: complex) -> complex:
    larger = max(abs(number.real), abs(number.imag))
    if larger == 0 or larger == float("inf"):
        return complex(number.real + 0.0, number.imag + 0.0)
    exponent = int(f"{larger:.{DIGITS - 1}e}".partition("e")[2])
    places = DIGITS - 1 - exponent
    return complex(round(number.real, places) + 0.0, round(number.imag, places) + 0.0)


def is_finite(value: Value) -> bool:
    """Say whether `value` holds no infinite number."""
    if isinstance(value, float):
        return value - value == 0.0
    if isinstance(value, complex):
        return value - value == 0
    if isinstance(value, np.ndarray) and value.dtype.kind in "fc":
        return surely_finite(value) or bool(np.isfinite(value).all())
    return True


def describe_shape(shape: tuple[int, ...]) -> str:
    """Return a shape in words: "a vector of 3", "an array of 2 x 3"."""
    if not shape:
        return "one number"
    if len(shape) == 1:
        return f"a vector of {shape[0]}"
    return "an array of " + " x ".join(map(str, shape))


def describe(value: object) -> str:
    """Return in words what kind of value this is."""
    if isinstance(value, np.ndarray):
        words = describe_shape(value.shape)
        return words + {"U": " of texts", "b": " of truth values"}.get(value.dtype.kind, "")
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, tuple):
        return "a tuple"
    if value is None:
        return "nothing"
    if isinstance(value, complex):
        return "a complex number"
    return "a number"
