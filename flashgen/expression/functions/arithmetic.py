"""Arithmetic: sizes and signs, the smallest and largest, rounding, whole numbers."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    numbers,
    of_distinct,
    real,
    significant,
    whole,
    whole_numbers,
    wholes,
)
from flashgen.expression.functions.declaration import dear, vectorized

MAX_FACTORIAL = 170
MAX_BINOMIAL = 1000
MAX_DECIMALS = 12


@vectorized("(...)->(...)")
def abs_(x: Any) -> Result:
    """Absolute value, elementwise; of a complex number its modulus.

    Formula: |x|
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: numpy.abs.
    Example: abs([-2, 3]) = [2, 3]
    """
    return np.abs(numbers(x, "x"))


@vectorized("(...)->(...)")
def sign(x: Any) -> Result:
    """Sign, elementwise: -1, 0 or 1.

    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Convention: the sign of 0 is 0.
    Source: numpy.sign.
    Example: sign([-2.5, 0, 3]) = [-1, 0, 1]
    """
    return np.sign(real(x, "x", finite=False)).astype(np.int64)


@vectorized("(...),(...)->(...)", split=("axis",))
def min_(x: Any, *others: Any, axis: Any = None) -> Result:
    """Smallest entry of x; of several arguments the smallest, elementwise.

    Shapes: min(x) is a number, min(x, axis=0) the smallest of each column; in min(a, b) the
        arguments are scalars or of one shape, and so is the result.
    Units: those of the arguments.
    Source: numpy.min, numpy.minimum.
    Example: min([3, 1, 2]) = 1
    Example: min([3, 1], 2) = [2, 1]
    """
    return _extreme(np.min, np.minimum, x, others, axis)


@vectorized("(...),(...)->(...)", split=("axis",))
def max_(x: Any, *others: Any, axis: Any = None) -> Result:
    """Largest entry of x; of several arguments the largest, elementwise.

    Shapes: max(x) is a number, max(x, axis=0) the largest of each column; in max(a, b) the
        arguments are scalars or of one shape, and so is the result.
    Units: those of the arguments.
    Source: numpy.max, numpy.maximum.
    Example: max([3, 1, 2]) = 3
    Example: max([3, 1], 2) = [3, 2]
    """
    return _extreme(np.max, np.maximum, x, others, axis)


def _extreme(
    reduce: Callable[..., Any],
    pick: Callable[..., Any],
    x: Any,
    others: tuple[Any, ...],
    axis: Any,
) -> Result:
    first = real(x, "x", finite=False)
    if not others:
        rows = along(first, axis)
        if not rows.shape[-1]:
            raise ValueError("x must have at least one entry")
        return reduce(rows, axis=-1)
    if axis is not None:
        raise ValueError("axis goes with one array, not with several arguments")
    for other in others:
        first = np.asarray(pick(first, real(other, "the arguments", finite=False)))
    return first


@vectorized("(...),(...),(...)->(...)")
def clip(x: Any, low: Any, high: Any) -> Result:
    """Entries of x limited to the interval from low to high.

    Formula: min(max(x, low), high)
    Shapes: x of any shape; low and high scalars or of the shape of x, as is the result.
    Units: those of x.
    Source: numpy.clip.
    Raises: ValueError where low is above high.
    Example: clip([-1, 0.5, 3], 0, 1) = [0, 0.5, 1]
    """
    array = real(x, "x", finite=False)
    least, most = real(low, "low", finite=False), real(high, "high", finite=False)
    if np.broadcast_shapes(array.shape, least.shape, most.shape) != array.shape:
        raise ValueError("low and high must be scalars where x is one")
    if np.any(least > most):
        raise ValueError("low must be at most high")
    return np.minimum(np.maximum(array, least), most)


@dear(4)
@vectorized("(...)->(...)", split=("decimals",))
def round_(x: Any, decimals: Any = None) -> Result:
    """Number rounded to so many decimals, elementwise; with no decimals to integers.

    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Convention: a half is rounded away from zero, as people do by hand, on the value of 12
        significant digits: round(2.675, 2) is 2.68. Negative decimals round to tens, hundreds.
    Source: numpy.round, save that a half goes away from zero there only by chance.
    Raises: ValueError where decimals is not a whole number from -12 to 12.
    Example: round(2.5) = 3
    Example: round([0.125, -0.125], 2) = [0.13, -0.13]
    """
    array = real(x, "x")
    if decimals is None:
        return _to_integers(array, lambda entry: _round_decimal(entry, 0))
    places = whole(decimals, "decimals", least=-MAX_DECIMALS, most=MAX_DECIMALS)
    if array.dtype.kind == "i" and places >= 0:
        return array
    result = of_distinct(lambda entry: float(_round_decimal(entry, places)) + 0.0, array)
    return result.astype(np.int64) if array.dtype.kind == "i" else result.astype(np.float64)


def _round_decimal(entry: float, places: int) -> Decimal:
    exact = Decimal(entry) if isinstance(entry, int) else Decimal(f"{entry:.11e}")
    if exact.adjusted() + places > 24:  # already whole, and quantize would run out of digits
        return exact
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _to_integers(array: Array, operation: Callable[[Any], Any]) -> Array:
    if array.dtype.kind == "i" or not array.size:
        return array.astype(np.int64, copy=False)
    return of_distinct(lambda entry: int(operation(entry)), array)


@vectorized("(...)->(...)")
def floor(x: Any) -> Result:
    """Largest whole number that is not above x, elementwise.

    Shapes: x of any shape; the result has the shape of x and is of integers.
    Units: those of x.
    Convention: x counts with its 12 significant digits, so that floor(0.3 / 0.1) is 3.
    Source: numpy.floor.
    Example: floor([2.7, -2.7]) = [2, -3]
    """
    return _to_integers(significant(real(x, "x")), math.floor)


@vectorized("(...)->(...)")
def ceil(x: Any) -> Result:
    """Smallest whole number that is not below x, elementwise.

    Shapes: x of any shape; the result has the shape of x and is of integers.
    Units: those of x.
    Convention: x counts with its 12 significant digits.
    Source: numpy.ceil.
    Example: ceil([2.2, -2.7]) = [3, -2]
    """
    return _to_integers(significant(real(x, "x")), math.ceil)


@vectorized("(...)->(...)")
def int_(x: Any) -> Result:
    """Whole part of x, elementwise: the decimals are cut off; truth values become 0 and 1.

    Shapes: x of any shape; the result has the shape of x and is of integers.
    Units: those of x.
    Convention: towards zero; x counts with its 12 significant digits.
    Source: numpy.trunc.
    Example: int([2.7, -2.7]) = [2, -2]
    """
    return _to_integers(significant(real(x, "x")), math.trunc)


@vectorized("(...)->(...)")
def float_(x: Any) -> Result:
    """Number as a float, elementwise.

    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: numpy.ndarray.astype.
    Example: float(3) = 3.0
    """
    return real(x, "x", finite=False).astype(np.float64)


@vectorized("(...)->(...)")
def is_integer(x: Any) -> Result:
    """Whether x is a whole number, elementwise; 3.0 is one.

    Shapes: x of any shape; the result has the shape of x and is of truth values.
    Units: none.
    Convention: x counts with its 12 significant digits.
    Source: Python, float.is_integer.
    Example: is_integer([2, 2.5, 6.0]) = [True, False, True]
    """
    array = significant(real(x, "x"))
    return array == np.floor(array)


@vectorized("(...)->(...)")
def real_(x: Any) -> Result:
    """Real part of a complex number, elementwise.

    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: numpy.real.
    Example: real(dft([1, 2])) = [3, -1]
    """
    return numbers(x, "x").real


@vectorized("(...)->(...)")
def imag(x: Any) -> Result:
    """Imaginary part of a complex number, elementwise; 0 for a real one.

    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: numpy.imag.
    Example: imag(dft([0, 1, 0, 0])) = [0, -1, 0, 1]
    """
    return numbers(x, "x").imag


@vectorized("(...),(...)->(...)")
def gcd(a: Any, b: Any) -> Result:
    """Greatest common divisor of two whole numbers, elementwise.

    Shapes: a and b scalars or of one shape, as is the result.
    Units: none.
    Convention: never negative; gcd(0, 0) is 0.
    Source: numpy.gcd.
    Example: gcd(12, 18) = 6
    """
    return np.gcd(whole_numbers(a, "a"), whole_numbers(b, "b"))


@vectorized("(...),(...)->(...)")
def lcm(a: Any, b: Any) -> Result:
    """Least common multiple of two whole numbers, elementwise.

    Shapes: a and b scalars or of one shape, as is the result.
    Units: none.
    Convention: never negative; lcm(0, n) is 0.
    Source: math.lcm.
    Example: lcm(4, 6) = 12
    """
    return _of_whole(math.lcm, whole_numbers(a, "a"), whole_numbers(b, "b"))


@vectorized("(...)->(...)")
def factorial(n: Any) -> Result:
    """Factorial: the number of orders of n things, elementwise.

    Formula: n! = 1 * 2 * ... * n
    Shapes: n of any shape; the result has the shape of n.
    Units: none.
    Convention: 0! = 1.
    Source: math.factorial.
    Raises: ValueError where n is not a whole number from 0 to 170.
    Example: factorial(5) = 120
    """
    return _of_whole(math.factorial, wholes(n, "n", least=0, most=MAX_FACTORIAL))


@vectorized("(...),(...)->(...)")
def binomial(n: Any, k: Any) -> Result:
    """Binomial coefficient: the number of ways to choose k of n things, elementwise.

    Formula: n! / (k! (n - k)!)
    Shapes: n and k scalars or of one shape, as is the result.
    Units: none.
    Convention: 0 where k is above n. Under `parameters`, binomial(n, p) is a draw.
    Source: math.comb.
    Raises: ValueError where n is not a whole number from 0 to 1000, or k is below 0.
    Example: binomial(5, 2) = 10
    """
    chosen = wholes(k, "k", least=0)
    return _of_whole(math.comb, wholes(n, "n", least=0, most=MAX_BINOMIAL), chosen)


def _of_whole(operation: Callable[..., int], *arrays: Array) -> Array:
    """Apply a function of whole numbers, exactly, entry by entry."""
    made = np.frompyfunc(operation, len(arrays), 1)(*(array.astype(object) for array in arrays))
    return np.asarray(made, dtype=object)
