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
from flashgen.expression.functions.chunks import in_chunks
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some


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
    """Arithmetic mean of all entries, along an axis or along several.

    Formula: (1 / n) sum_i x_i
    Shapes: x of any shape; the result is a scalar, or x without the axis.
    Units: those of x.
    Source: numpy.mean.
    Raises: ValueError where x has no entry.
    Example: mean([1, 2, 6]) = 3
    Example: mean(reshape(arange(8), (2, 2, 2)), axis=(0, 2)) = [2.5, 4.5]
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


@vectorized("(n)->(n)")
def cumprod(x: Any) -> Array:
    """Running products of a vector.

    Formula: y_i = x_0 x_1 ... x_i
    Shapes: x (n,); the result is (n,).
    Units: powers of those of x.
    Source: numpy.cumprod.
    Example: cumprod([1, 2, 3]) = [1, 2, 6]
    """
    made: Array = keeping_integers(lambda terms: np.cumprod(terms, axis=-1), real(x, "x"))
    return made


@vectorized("(n)->(n)")
def cummax(x: Any) -> Array:
    """Running maximum of a vector: the largest entry so far.

    Formula: y_i = max(x_0, ..., x_i)
    Shapes: x (n,); the result is (n,).
    Units: those of x.
    Source: numpy.maximum.accumulate.
    Example: cummax([1, 3, 2]) = [1, 3, 3]
    """
    return np.maximum.accumulate(real(x, "x"), axis=-1)


@vectorized("(n)->(n)")
def cummin(x: Any) -> Array:
    """Running minimum of a vector: the smallest entry so far.

    Formula: y_i = min(x_0, ..., x_i)
    Shapes: x (n,); the result is (n,).
    Units: those of x.
    Source: numpy.minimum.accumulate.
    Example: cummin([3, 1, 2]) = [3, 1, 1]
    """
    return np.minimum.accumulate(real(x, "x"), axis=-1)


@vectorized("(n),(*)->(...)")
def quantile(x: Any, p: Any) -> Result:
    """Quantile of a sample: the number below which a share p of its entries lies.

    Formula: the entry at place p (n - 1) in order, counted from 0, between two the line
    Shapes: x (n,), p of any shape; the result has the shape of p.
    Units: those of x.
    Convention: linear between neighbors (type 7 of Hyndman and Fan), as in numpy, R and Excel's
        QUARTILE.INC; textbooks have others. quantile(x, 0.25) is the lower quartile.
    Source: numpy.quantile; Hyndman, Fan, Sample Quantiles in Statistical Packages (1996).
    Raises: ValueError where p is not between 0 and 1, or x has no entry.
    Example: quantile([1, 2, 4, 9], 0.25) = 1.75
    """
    array, shares = np.sort(floats(x, "x"), axis=-1), floats(p, "p")
    if not array.shape[-1]:
        raise ValueError("x must have at least one entry")
    if some(shares < 0) or some(shares > 1):
        raise ValueError("p must be between 0 and 1")
    place = significant(along(shares, None) * (array.shape[-1] - 1))
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, array.shape[-1] - 1)
    below = np.take_along_axis(array, low, axis=-1)
    above = np.take_along_axis(array, high, axis=-1)
    return (below + (above - below) * (place - low)).reshape(shares.shape)


@vectorized("(n)->()")
def mode(x: Any) -> Result:
    """Most frequent entry of a vector; of equally frequent ones the smallest.

    Shapes: x (n,), numbers; the result is a scalar.
    Units: those of x.
    Convention: entries are equal by their 12 significant digits.
    Source: scipy.stats.mode.
    Raises: ValueError where x has no entry.
    Example: mode([3, 1, 3, 2]) = 3
    """
    array = np.sort(significant(real(x, "x")), axis=-1)
    if not array.shape[-1]:
        raise ValueError("x must have at least one entry")
    often = in_chunks(
        lambda some: np.count_nonzero(some[:, :, np.newaxis] == some[:, np.newaxis], axis=-1),
        array.shape[-1] ** 2,
        array,
    )
    return np.take_along_axis(array, np.argmax(often, axis=-1)[:, np.newaxis], axis=-1)[:, 0]


@vectorized("(n),(n)->()", split=("ddof",))
def covariance(x: Any, y: Any, ddof: Any = 1) -> Result:
    """Covariance of two samples.

    Formula: sum_i (x_i - mean x) (y_i - mean y) / (n - ddof)
    Shapes: x and y (n,), ddof a scalar; the result is a scalar.
    Units: those of x times those of y.
    Convention: ddof=1, as in numpy.cov: the estimate from a sample; ddof=0 divides by n.
    Source: numpy.cov.
    Raises: ValueError where n is not above ddof.
    Example: covariance([0, 2], [0, 4]) = 4
    """
    first, second, less = floats(x, "x"), floats(y, "y"), whole(ddof, "ddof", least=0)
    if first.shape[-1] <= less:
        raise ValueError(f"x must have more than {less} entries")
    return np.sum(_centered(first) * _centered(second), axis=-1) / (first.shape[-1] - less)


@vectorized("(n),(n)->()")
def correlation(x: Any, y: Any) -> Result:
    """Correlation coefficient (Pearson's r) of two samples.

    Formula: covariance(x, y) / (sd x sd y)
    Shapes: x and y (n,); the result is a scalar.
    Units: none; from -1 to 1.
    Convention: correlation(ranks(x), ranks(y)) is Spearman's rank correlation.
    Source: numpy.corrcoef.
    Raises: ValueError where all entries of x or of y are equal.
    Example: correlation([1, 2, 3], [2, 4, 5]) = 0.982
    """
    first, second = _centered(floats(x, "x")), _centered(floats(y, "y"))
    sizes = [np.sum(side * side, axis=-1) for side in (first, second)]
    if np.any(sizes[0] == 0) or np.any(sizes[1] == 0):
        raise ValueError("x and y must each have entries that differ")
    shares = np.sum(first * second, axis=-1) / np.sqrt(sizes[0]) / np.sqrt(sizes[1])
    return np.clip(shares, -1.0, 1.0)


def _centered(x: Array) -> Array:
    if not x.shape[-1]:
        raise ValueError("x must have at least one entry")
    centered: Array = x - np.mean(x, axis=-1, keepdims=True)
    return centered
