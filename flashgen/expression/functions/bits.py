"""Bits of whole numbers."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import Array, Result, whole, whole_numbers
from flashgen.expression.functions.declaration import dear, vectorized
from flashgen.values.values import EXACT_INTEGERS, some

_WIDEST = 53
"""So many bits of an integer are exact."""


def _number(x: Any, name: str) -> Array:
    array = whole_numbers(x, name, least=0)
    if some(array >= EXACT_INTEGERS):
        raise ValueError(f"{name} must be below 2**{_WIDEST}")
    return array


@vectorized("(...),(...)->(...)")
def bit_and(a: Any, b: Any) -> Result:
    """Bitwise and of two whole numbers, elementwise.

    Shapes: a and b scalars or of one shape, as is the result.
    Units: none.
    Convention: of numbers from 0 on.
    Source: numpy.bitwise_and.
    Example: bit_and(12, 10) = 8
    """
    return _number(a, "a") & _number(b, "b")


@vectorized("(...),(...)->(...)")
def bit_or(a: Any, b: Any) -> Result:
    """Bitwise or of two whole numbers, elementwise.

    Shapes: a and b scalars or of one shape, as is the result.
    Units: none.
    Convention: of numbers from 0 on.
    Source: numpy.bitwise_or.
    Example: bit_or(12, 10) = 14
    """
    return _number(a, "a") | _number(b, "b")


@vectorized("(...),(...)->(...)")
def bit_xor(a: Any, b: Any) -> Result:
    """Bitwise exclusive or of two whole numbers, elementwise.

    Shapes: a and b scalars or of one shape, as is the result.
    Units: none.
    Convention: of numbers from 0 on.
    Source: numpy.bitwise_xor.
    Example: bit_xor(12, 10) = 6
    """
    return _number(a, "a") ^ _number(b, "b")


@vectorized("(...)->(...)", split=("width",))
def bit_not(x: Any, width: Any) -> Result:
    """Whole number with each of its bits flipped (ones' complement), elementwise.

    Formula: 2^width - 1 - x
    Shapes: x of any shape, width a scalar; the result has the shape of x.
    Units: none.
    Source: Knuth, The Art of Computer Programming, volume 4A, section 7.1.3.
    Raises: ValueError where x needs more than width bits.
    Example: bit_not(5, 8) = 250
    """
    most = 2 ** whole(width, "width", least=1, most=_WIDEST) - 1
    array = _number(x, "x")
    if some(array > most):
        raise ValueError("x needs more than width bits")
    return most - array


@vectorized("(...),(...)->(...)")
def shift_left(x: Any, n: Any) -> Result:
    """Whole number with its bits shifted n places to the left, elementwise.

    Formula: x 2^n
    Shapes: x and n scalars or of one shape, as is the result.
    Units: none.
    Source: numpy.left_shift.
    Raises: ValueError where the result is 2^53 or more.
    Example: shift_left(5, 3) = 40
    """
    array, places = _number(x, "x"), _number(n, "n")
    scaled = np.ldexp(array.astype(np.float64), np.minimum(places, 900).astype(np.int32))
    if some(scaled >= EXACT_INTEGERS):
        raise ValueError(f"the result must be below 2**{_WIDEST}")
    return scaled.astype(np.int64)


@vectorized("(...),(...)->(...)")
def shift_right(x: Any, n: Any) -> Result:
    """Whole number with its bits shifted n places to the right, elementwise.

    Formula: the whole part of x / 2^n
    Shapes: x and n scalars or of one shape, as is the result.
    Units: none.
    Source: numpy.right_shift.
    Example: shift_right(45, 3) = 5
    """
    return _number(x, "x") >> np.minimum(_number(n, "n"), 62)


@dear(3)
@vectorized("(...)->(...)")
def bit_count(x: Any) -> Result:
    """Number of ones among the bits of a whole number (population count), elementwise.

    Shapes: x of any shape; the result has the shape of x.
    Units: a count.
    Convention: bit_count(bit_xor(a, b)) is the Hamming distance.
    Source: Python, int.bit_count.
    Example: bit_count([7, 8]) = [3, 1]
    """
    array = _number(x, "x")
    counts = [array >> place & 1 for place in range(_WIDEST)]
    return np.sum(np.stack(counts, axis=-1), axis=-1)


@vectorized("()->(n)", split=("width",))
def bits(x: Any, width: Any) -> Array:
    """Bits of a whole number, the highest first.

    Shapes: x and width scalars; the result is (width,), zeros and ones.
    Units: none.
    Source: Python, format(x, "b").
    Raises: ValueError where x needs more than width bits.
    Example: bits(5, 4) = [0, 1, 0, 1]
    """
    places = whole(width, "width", least=1, most=_WIDEST)
    array = _number(x, "x")
    if some(array >= 2**places):
        raise ValueError("x needs more than width bits")
    return array[:, np.newaxis] >> np.arange(places - 1, -1, -1) & 1


@vectorized("(n)->()")
def from_bits(x: Any) -> Result:
    """Whole number of which these are the bits, the highest first.

    Formula: sum_i x_i 2^(n - 1 - i)
    Shapes: x (n,), zeros and ones, at most 53; the result is a scalar.
    Units: none.
    Source: Python, int(text, 2).
    Raises: ValueError where an entry is neither 0 nor 1.
    Example: from_bits([0, 1, 0, 1]) = 5
    """
    array = _number(x, "x")
    if some(array > 1) or array.shape[-1] > _WIDEST:
        raise ValueError(f"x must be zeros and ones, at most {_WIDEST} of them")
    weights = 2 ** np.arange(array.shape[-1] - 1, -1, -1, dtype=np.int64)
    return np.sum(array * weights, axis=-1)
