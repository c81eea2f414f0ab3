"""Sums, means and spreads; where the largest stands."""

from collections.abc import Callable
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    checked_size,
    floats,
    keeping_integers,
    products,
    real,
    significant,
    whole,
)
from flashgen.expression.functions.declaration import vectorized

__all__ = [
    "argmax",
    "argmin",
    "covariance_matrix",
    "cumsum",
    "diff",
    "mean",
    "median",
    "prod",
    "std",
    "sum_",
    "var",
    "weighted_mean",
]


@vectorized("(...)->()", split=("axis",))
def sum_(x: Any, axis: Any = None) -> Result:
    """Sum of all entries, or along an axis.

    Formula: sum_i x_i
    Shapes: x of any shape; the result is a scalar, or x without the axis: sum(x, axis=0) has
        the sum of each column.
    Units: those of x.
    Source: numpy.sum.
    Example: sum([1, 2, 3]) = 6
    Example: sum([[1, 2], [3, 4]], axis=0) = [4, 6]
    """
    return keeping_integers(lambda terms: np.sum(terms, axis=-1), along(real(x, "x"), axis))


@vectorized("(...)->()", split=("axis",))
def prod(x: Any, axis: Any = None) -> Result:
    """Product of all entries, or along an axis.

    Formula: x_1 x_2 ... x_n
    Shapes: x of any shape; the result is a scalar, or x without the axis.
    Units: those of x to the power n.
    Source: numpy.prod.
    Raises: ValueError where the product is too large for a float.
    Example: prod([2, 3, 4]) = 24
    """
    return keeping_integers(lambda factors: np.prod(factors, axis=-1), along(real(x, "x"), axis))


@vectorized("(...)->()", split=("axis",))
def mean(x: Any, axis: Any = None) -> Result:
    """Arithmetic mean of all entries, or along an axis.

    Formula: (1 / n) sum_i x_i
    Shapes: x of any shape; the result is a scalar, or x without the axis.
    Units: those of x.
    Source: numpy.mean.
    Raises: ValueError where x has no entry.
    Example: mean([1, 2, 6]) = 3
    """
    return _reduced(np.mean, x, axis)


@vectorized("(...)->()", split=("axis",))
def median(x: Any, axis: Any = None) -> Result:
    """Median of all entries, or along an axis: the middle one in order.

    Shapes: x of any shape; the result is a scalar, or x without the axis.
    Units: those of x.
    Convention: the mean of the two in the middle where their number is even.
    Source: numpy.median.
    Raises: ValueError where x has no entry.
    Example: median([5, 1, 2, 9]) = 3.5
    """
    return _reduced(np.median, x, axis)


def _reduced(operation: Callable[..., Any], x: Any, axis: Any) -> Result:
    rows = along(floats(x, "x"), axis)
    if not rows.shape[-1]:
        raise ValueError("x must have at least one entry")
    return operation(rows, axis=-1)


@vectorized("(n),(n)->()")
def weighted_mean(x: Any, weights: Any) -> Result:
    """Weighted mean; with probabilities as weights, the expected value.

    Formula: sum_i w_i x_i / sum_i w_i
    Shapes: x and weights (n,); the result is a scalar.
    Units: those of x.
    Source: numpy.average.
    Raises: ValueError where a weight is negative or all are 0.
    Example: weighted_mean([1, 5], [3, 1]) = 2
    """
    terms, shares = floats(x, "x"), floats(weights, "weights")
    if not terms.shape[-1]:
        raise ValueError("x must have at least one entry")
    if np.any(shares < 0) or not np.all(np.any(shares, axis=-1)):
        raise ValueError("weights must be at least 0 and not all 0")
    shares = shares / np.max(shares, axis=-1, keepdims=True)
    means: Array = np.sum(terms * (shares / np.sum(shares, axis=-1, keepdims=True)), axis=-1)
    return means


@vectorized("(...)->()", split=("ddof", "axis"))
def var(x: Any, ddof: Any = 0, axis: Any = None) -> Result:
    """Variance of all entries, or along an axis.

    Formula: sum_i (x_i - mean)^2 / (n - ddof)
    Shapes: x of any shape; the result is a scalar, or x without the axis.
    Units: those of x squared.
    Convention: ddof=0 is the variance of a population, ddof=1 the estimate from a sample.
    Source: numpy.var.
    Raises: ValueError where n is not above ddof.
    Example: var([1, 3]) = 1
    Example: var([1, 3], ddof=1) = 2
    """
    rows, less = along(floats(x, "x"), axis), whole(ddof, "ddof", least=0)
    if rows.shape[-1] <= less:
        raise ValueError(f"x must have more than {less} entries")
    return np.var(rows, axis=-1, ddof=less)


@vectorized("(...)->()", split=("ddof", "axis"))
def std(x: Any, ddof: Any = 0, axis: Any = None) -> Result:
    """Standard deviation of all entries, or along an axis.

    Formula: sqrt(sum_i (x_i - mean)^2 / (n - ddof))
    Shapes: x of any shape; the result is a scalar, or x without the axis.
    Units: those of x.
    Convention: ddof=0 is that of a population, ddof=1 the estimate from a sample.
    Source: numpy.std.
    Raises: ValueError where n is not above ddof.
    Example: std([1, 3]) = 1
    """
    return np.sqrt(var(x, ddof, axis))


@vectorized("(m,n)->(n,n)", split=("ddof",))
def covariance_matrix(x: Any, ddof: Any = 1) -> Array:
    """Covariance matrix of the columns; each row is one observation.

    Formula: Z^T Z / (m - ddof), where Z is x less the mean of each column
    Shapes: x (m, n); the result is (n, n).
    Units: those of x squared.
    Convention: ddof=1, as in numpy.cov: the estimate from a sample; ddof=0 divides by m.
    Source: numpy.cov, with rowvar=False.
    Raises: ValueError where m is not above ddof.
    Example: covariance_matrix([[0, 0], [2, 4]]) = [[2, 4], [4, 8]]
    """
    rows = floats(x, "x")
    less = whole(ddof, "ddof", least=0)
    if rows.shape[-2] <= less:
        raise ValueError(f"x must have more than {less} rows")
    checked_size(rows.shape[-1] ** 2)
    # the columns become rows: a mean along another axis is added up in another order
    columns = np.ascontiguousarray(np.swapaxes(rows, -1, -2))
    centred = columns - np.mean(columns, axis=-1, keepdims=True)
    covariance: Array = products(centred, np.swapaxes(centred, -1, -2)) / (rows.shape[-2] - less)
    return covariance


@vectorized("(n)->(n)")
def cumsum(x: Any) -> Array:
    """Running sums of a vector.

    Formula: y_i = x_0 + ... + x_i
    Shapes: x (n,); the result is (n,).
    Units: those of x.
    Source: numpy.cumsum.
    Example: cumsum([1, 2, 3]) = [1, 3, 6]
    """
    sums: Array = keeping_integers(lambda terms: np.cumsum(terms, axis=-1), real(x, "x"))
    return sums


@vectorized("(n)->(m)")
def diff(x: Any) -> Array:
    """Differences of neighboring entries of a vector.

    Formula: y_i = x_(i + 1) - x_i
    Shapes: x (n,); the result is (n - 1,).
    Units: those of x.
    Source: numpy.diff.
    Example: diff([1, 4, 9]) = [3, 5]
    """
    terms = real(x, "x")
    if not terms.shape[-1]:
        raise ValueError("x must have at least one entry")
    return np.diff(terms, axis=-1)


@vectorized("(...)->()", split=("axis",))
def argmax(x: Any, axis: Any = None) -> Result:
    """Index of the largest entry.

    Shapes: x (n,) gives a scalar; (m, n) with axis=1 gives the index in each row, with axis=0
        in each column.
    Units: none (indices from 0).
    Convention: the first of equal ones, by their 12 significant digits.
    Source: numpy.argmax.
    Raises: ValueError for a matrix without an axis.
    Example: argmax([2, 7, 7]) = 1
    """
    return _ranked(x, axis).argmax(axis=-1)


@vectorized("(...)->()", split=("axis",))
def argmin(x: Any, axis: Any = None) -> Result:
    """Index of the smallest entry.

    Shapes: x (n,) gives a scalar; (m, n) with axis=1 gives the index in each row, with axis=0
        in each column.
    Units: none (indices from 0).
    Convention: the first of equal ones, by their 12 significant digits.
    Source: numpy.argmin.
    Raises: ValueError for a matrix without an axis.
    Example: argmin([3, 1, 1]) = 1
    """
    return _ranked(x, axis).argmin(axis=-1)


def _ranked(x: Any, axis: Any) -> Array:
    array = significant(real(x, "x", finite=False))
    if array.ndim == 1:
        raise ValueError("x must be a vector, not one number")
    if not array[0:1].size and len(array):
        raise ValueError("x must have at least one entry")
    if axis is None and array.ndim > 2:
        raise ValueError("x is a matrix: say axis=0 for columns or axis=1 for rows")
    return along(array, axis)
