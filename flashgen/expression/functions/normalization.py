"""Normalization layers."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    filled,
    floats,
    not_negative_numbers,
    vector_or_matrix,
)
from flashgen.expression.functions.declaration import vectorized


@vectorized("(*),(*),(*),()->(...)")
def batch_norm(x: Any, gamma: Any = 1.0, beta: Any = 0.0, eps: Any = 1e-5) -> Result:
    """Batch normalization: each feature by the mean and the variance of the batch.

    Formula: gamma (x - mean) / sqrt(variance + eps) + beta
    Shapes: x (n,), one feature of n examples, or (n, d), an example a row; gamma and beta
        scalars or (d,), eps a scalar; the result has the shape of x.
    Units: those of gamma and beta.
    Convention: the variance divides by n, as in training; eps=1e-5, as in PyTorch.
    Source: Ioffe, Szegedy, Batch Normalization (2015), arXiv:1502.03167, algorithm 1.
    Raises: ValueError where the variance and eps are 0.
    Example: batch_norm([1, 3, 5, 7], eps=0) = [-1.3416, -0.4472, 0.4472, 1.3416]
    Example: batch_norm([[0, 2], [4, 8]], 2, 1, eps=0) = [[-1, -1], [3, 3]]
    """
    array = vector_or_matrix(filled(floats(x, "x"), "x"))
    # the examples of a feature on the last axis
    columns = np.ascontiguousarray(np.swapaxes(array, 1, -1)) if array.ndim == 3 else array
    made = _normalized(columns, eps)
    back = np.ascontiguousarray(np.swapaxes(made, 1, -1)) if array.ndim == 3 else made
    width = array.shape[-1] if array.ndim == 3 else None
    return _factor(gamma, "gamma", back, width) * back + _factor(beta, "beta", back, width)


@vectorized("(...,d),(*),(*),()->(...,d)")
def layer_norm(x: Any, gamma: Any = 1.0, beta: Any = 0.0, eps: Any = 1e-5) -> Array:
    """Layer normalization: each example by the mean and the variance of its own features.

    Formula: gamma (x - mean) / sqrt(variance + eps) + beta
    Shapes: x (d,) or (n, d), over the last axis; gamma and beta scalars or (d,), eps a scalar;
        the result has the shape of x.
    Units: those of gamma and beta.
    Convention: the variance divides by d; eps=1e-5, as in PyTorch.
    Source: Ba, Kiros, Hinton, Layer Normalization (2016), arXiv:1607.06450.
    Raises: ValueError where the variance and eps are 0.
    Example: layer_norm([1, 3, 5, 7], eps=0) = [-1.3416, -0.4472, 0.4472, 1.3416]
    """
    array = filled(floats(x, "x"), "x")
    made = _normalized(array, eps)
    width = array.shape[-1]
    return _factor(gamma, "gamma", made, width) * made + _factor(beta, "beta", made, width)


@vectorized("(...,d),(*),()->(...,d)")
def rms_norm(x: Any, gamma: Any = 1.0, eps: Any = 1e-6) -> Array:
    """Root mean square normalization: each example by the root of its mean square.

    Formula: gamma x / sqrt(mean(x^2) + eps)
    Shapes: x (d,) or (n, d), over the last axis; gamma a scalar or (d,), eps a scalar; the
        result has the shape of x.
    Units: those of gamma.
    Convention: no mean is taken off; eps=1e-6, as in Llama.
    Source: Zhang, Sennrich, Root Mean Square Layer Normalization (2019), arXiv:1910.07467.
    Raises: ValueError where the mean square and eps are 0.
    Example: rms_norm([3, 4], eps=0) = [0.8485, 1.1314]
    """
    array = filled(floats(x, "x"), "x")
    squares = np.mean(array * array, axis=-1, keepdims=True)
    made = array / _root(squares, eps)
    return _factor(gamma, "gamma", made, array.shape[-1]) * made


@vectorized("(n)->(n)", split=("ddof",))
def standardize(x: Any, ddof: Any = 0) -> Array:
    """Numbers less their mean, divided by their standard deviation (z-scores).

    Formula: (x - mean) / sd
    Shapes: x (n,), ddof a scalar; the result is (n,).
    Units: none.
    Convention: ddof=0 is the standard deviation of a population, ddof=1 the estimate from a
        sample.
    Source: scipy.stats.zscore.
    Raises: ValueError where all entries are equal.
    Example: standardize([1, 3, 5, 7]) = [-1.3416, -0.4472, 0.4472, 1.3416]
    """
    array = floats(x, "x")
    if isinstance(ddof, bool) or ddof not in (0, 1):
        raise ValueError("ddof must be 0 or 1")
    if array.shape[-1] <= ddof:
        raise ValueError(f"x must have more than {ddof:g} entries")
    centered = array - np.mean(array, axis=-1, keepdims=True)
    spread = np.sum(centered * centered, axis=-1, keepdims=True) / (array.shape[-1] - ddof)
    if np.any(spread == 0):
        raise ValueError("x must have entries that differ")
    standardized: Array = centered / np.sqrt(spread)
    return standardized


def _normalized(array: Array, eps: Any) -> Array:
    centered = array - np.mean(array, axis=-1, keepdims=True)
    variance = np.mean(centered * centered, axis=-1, keepdims=True)
    normalized: Array = centered / _root(variance, eps)
    return normalized


def _root(squares: Array, eps: Any) -> Array:
    small = not_negative_numbers(eps, "eps")
    total = squares + small.reshape(small.shape[:1] + (1,) * (squares.ndim - 1))
    if np.any(total == 0):
        raise ValueError("x has no spread, and eps is 0")
    root: Array = np.sqrt(total)
    return root


def _factor(factor: Any, name: str, array: Array, width: int | None) -> Array:
    """Return a scale or shift, one number or one for each feature, with the axes of `array`."""
    given = floats(factor, name)
    if given.ndim == 0:
        return given
    if math.prod(given.shape[1:]) == 1 and given.ndim == 1:
        return given.reshape(given.shape + (1,) * (array.ndim - 1))
    if given.ndim != 2 or given.shape[1] != width:
        raise ValueError(f"{name} must be one number, or have an entry for each feature")
    return given.reshape(len(given), *(1,) * (array.ndim - 2), given.shape[1])
