"""The largest entries, ranks, counts by value and by interval."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    filled,
    floats,
    indices,
    real,
    significant,
    whole,
)
from flashgen.expression.functions.chunks import in_chunks
from flashgen.expression.functions.declaration import dear, vectorized


@vectorized("(...,n)->(...,k)", split=("k",))
def top_k(x: Any, k: Any) -> Array:
    """Largest k entries, in descending order; of a matrix, of each row.

    Shapes: x (n,) or (m, n), over the last axis, k a scalar; the result is (k,) or (m, k).
    Units: those of x.
    Source: PyTorch, torch.topk.
    Raises: ValueError where k is not between 1 and n.
    Example: top_k([3, 9, 5], 2) = [9, 5]
    """
    return np.take_along_axis(real(x, "x"), top_k_indices(x, k), axis=-1)


@vectorized("(...,n)->(...,k)", split=("k",))
def top_k_indices(x: Any, k: Any) -> Array:
    """Indices of the largest k entries, in descending order; of a matrix, of each row.

    Shapes: x (n,) or (m, n), over the last axis, k a scalar; the result is (k,) or (m, k).
    Units: none (indices from 0).
    Convention: of equal entries the first comes first, by their 12 significant digits.
    Source: PyTorch, torch.topk.
    Raises: ValueError where k is not between 1 and n.
    Example: top_k_indices([3, 9, 5], 2) = [1, 2]
    """
    array = np.asarray(significant(real(x, "x")))
    most = whole(k, "k", least=1, most=array.shape[-1])
    return np.argsort(-array, axis=-1, kind="stable")[..., :most]


@dear(2)
@vectorized("(n)->(n)")
def ranks(x: Any) -> Result:
    """Rank of each entry, 1 for the smallest; equal entries share the mean of their ranks.

    Formula: 1 + (number of smaller entries) + (number of other equal entries) / 2
    Shapes: x (n,); the result is (n,).
    Units: none.
    Convention: correlation(ranks(x), ranks(y)) is Spearman's rank correlation.
    Source: scipy.stats.rankdata.
    Example: ranks([30, 10, 10, 20]) = [4, 1.5, 1.5, 3]
    """
    array = np.asarray(significant(real(x, "x")))

    def ranked(entries: Array) -> Array:
        here, other = entries[:, :, np.newaxis], entries[:, np.newaxis]
        smaller = np.count_nonzero(other < here, axis=-1)
        places: Array = smaller + (np.count_nonzero(other == here, axis=-1) + 1) / 2
        return places

    return in_chunks(ranked, array.shape[-1] ** 2, array)


@vectorized("(n)->(k)", split=("classes",))
def bincount(x: Any, classes: Any) -> Result:
    """How often each of the whole numbers 0 to classes - 1 stands in a vector.

    Shapes: x (n,), classes a scalar; the result is (classes,).
    Units: counts.
    Source: numpy.bincount.
    Raises: ValueError where an entry is not between 0 and classes - 1.
    Example: bincount([0, 2, 2], 4) = [1, 0, 2, 0]
    """
    width = whole(classes, "classes", least=1, most=1000)
    entries = indices(x, "x", width)
    numbers = np.arange(width)[:, np.newaxis]
    return in_chunks(
        lambda some: np.count_nonzero(some[:, np.newaxis] == numbers, axis=-1),
        width * entries.shape[-1],
        entries,
    )


@vectorized("(n),(m)->(k)")
def histogram_counts(x: Any, edges: Any) -> Result:
    """How many entries lie in each interval between neighboring edges.

    Shapes: x (n,), edges (m,), ascending; the result is (m - 1,).
    Units: counts.
    Convention: the lower edge belongs to an interval, the upper to the next one; that of the
        last interval to it. Entries outside are not counted.
    Source: numpy.histogram.
    Raises: ValueError where edges has fewer than two entries or is not ascending.
    Example: histogram_counts([1, 2, 2, 5], [0, 2, 5]) = [1, 3]
    """
    array = np.asarray(significant(real(x, "x")))
    ends = np.asarray(significant(real(edges, "edges")))
    if ends.shape[-1] < 2 or np.any(np.diff(ends, axis=-1) <= 0):
        raise ValueError("edges must be at least two ascending numbers")
    last = np.arange(ends.shape[-1] - 1)[:, np.newaxis] == ends.shape[-1] - 2

    def counted(values: Array, edges: Array) -> Array:
        low, high = edges[:, :-1, np.newaxis], edges[:, 1:, np.newaxis]
        entries = values[:, np.newaxis]
        inside = (low <= entries) & ((entries < high) | (last & (entries == high)))
        counts: Array = np.count_nonzero(inside, axis=-1)
        return counts

    return in_chunks(counted, array.shape[-1] * ends.shape[-1], array, ends)


@vectorized("(n),(*)->(...)", split=("right",))
def searchsorted(x: Any, value: Any, right: Any = False) -> Result:
    """Where values would be put into an ascending vector to keep it ascending, elementwise.

    Formula: number of entries below value; with right=True number of those at most value
    Shapes: x (n,), ascending, value of any shape; the result has the shape of value.
    Units: none (indices from 0).
    Convention: with cumsum(p) as x and a number from 0 to 1 it draws from the distribution p
        by its inverse.
    Source: numpy.searchsorted.
    Raises: ValueError where x is not ascending.
    Example: searchsorted([0.2, 0.7, 1], 0.5) = 1
    """
    array = np.asarray(significant(filled(floats(x, "x"), "x")))
    wanted = np.asarray(significant(floats(value, "value")))
    if not isinstance(right, bool):
        raise ValueError("right must be True or False")
    if np.any(np.diff(array, axis=-1) < 0):
        raise ValueError("x must be ascending")

    def placed(some: Array, values: Array) -> Array:
        entries = some.reshape(len(some), *(1,) * (values.ndim - 1), some.shape[-1])
        at = values[..., np.newaxis]
        places: Array = np.count_nonzero(entries <= at if right else entries < at, axis=-1)
        return places

    return in_chunks(placed, array.shape[-1] * math.prod(wanted.shape[1:]), array, wanted)
