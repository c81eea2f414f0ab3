"""Functions of sets: pooling, Deep Sets, permutations."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    beside,
    checked_size,
    filled,
    floats,
    keeping_integers,
    option,
    products,
    real,
    values,
    whole_numbers,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.rectifiers import relu
from flashgen.values.values import some


@vectorized("(n,d)->(d)")
def sum_pooling(x: Any) -> Array:
    """Sum over the elements of a set: invariant under permutations.

    Formula: sum_i x_i
    Shapes: x (n, d), one element in each row; the result is (d,).
    Units: those of x.
    Source: Zaheer et al., Deep Sets (2017), arXiv:1703.06114.
    Example: sum_pooling([[1, 2], [3, 4]]) = [4, 6]
    """
    columns = along(filled(real(x, "x"), "x"), 0)
    total: Array = keeping_integers(lambda terms: np.sum(terms, axis=-1), columns)
    return total


@vectorized("(n,d)->(d)")
def mean_pooling(x: Any) -> Array:
    """Mean over the elements of a set: invariant under permutations and repetition of the set.

    Formula: (1 / n) sum_i x_i
    Shapes: x (n, d), one element in each row; the result is (d,).
    Units: those of x.
    Source: Zaheer et al., Deep Sets (2017), arXiv:1703.06114.
    Example: mean_pooling([[1, 2], [3, 4]]) = [2, 3]
    """
    result: Array = np.mean(along(filled(floats(x, "x"), "x"), 0), axis=-1)
    return result


@vectorized("(n,d)->(d)")
def max_pooling(x: Any) -> Array:
    """Largest over the elements of a set, feature by feature: invariant under permutations.

    Formula: max_i x_ik
    Shapes: x (n, d), one element in each row; the result is (d,).
    Units: those of x.
    Convention: over the whole set; `max_pool` is the one over windows.
    Source: Qi et al., PointNet: Deep Learning on Point Sets for 3D Classification and
        Segmentation (2016), arXiv:1612.00593.
    Example: max_pooling([[1, 4], [3, 2]]) = [3, 4]
    """
    largest: Array = np.max(filled(real(x, "x"), "x"), axis=-2)
    return largest


_POOLINGS = {"sum": sum_pooling, "mean": mean_pooling, "max": max_pooling}


@vectorized("(n,d),(d,h),(h,c)->(c)", split=("pooling",))
def deep_sets(x: Any, phi: Any, rho: Any, pooling: Any = "sum") -> Array:
    """Output of a Deep Sets network with one layer before and one after the pooling.

    Formula: (sum_i relu(x_i Phi)) Rho
    Shapes: x (n, d), phi (d, h), rho (h, c); the result is (c,).
    Units: none.
    Convention: no biases, no activation after rho; pooling is "sum", "mean" or "max".
    Source: Zaheer et al., Deep Sets (2017), arXiv:1703.06114, theorem 2.
    Example: deep_sets([[1], [-2], [3]], [[1, -1]], [[1], [10]]) = [24]
    """
    rows, inner, outer = (
        filled(floats(side, name), name) for side, name in ((x, "x"), (phi, "phi"), (rho, "rho"))
    )
    pool = _POOLINGS[option(pooling, "pooling", tuple(_POOLINGS))]
    pooled = pool(relu(products(rows, inner)))
    return products(pooled[..., np.newaxis, :], outer)[..., 0, :]


@vectorized("(*),(),()->(...)")
def equivariant_layer(x: Any, own: Any, shared: Any) -> Array:
    """Linear layer that is equivariant under permutations.

    Formula: y_i = own * x_i + shared * sum_j x_j
    Shapes: x (n,) or (n, d), one element in each row, own and shared scalars; the result has
        the shape of x.
    Units: those of x.
    Source: Zaheer et al., Deep Sets (2017), arXiv:1703.06114, lemma 3.
    Example: equivariant_layer([1, 2, 3], 1, 10) = [61, 62, 63]
    """
    rows = filled(floats(x, "x"), "x")
    if rows.ndim not in (2, 3):
        raise ValueError("x must be a vector or a matrix")
    total = np.sum(along(rows, 0), axis=-1)[:, np.newaxis]
    each: Array = beside(floats(own, "own"), rows) * rows
    together: Array = beside(floats(shared, "shared"), rows) * total
    return each + together


@vectorized("(*),(n)->(...)")
def permute(x: Any, order: Any) -> Array:
    """Entries of a vector, or rows of a matrix, in another order.

    Formula: y_i = x_order(i)
    Shapes: x (n,) or (n, d), order (n,); the result has the shape of x.
    Units: those of x.
    Convention: order says for each new place which old entry comes there, from 0.
    Source: numpy.take.
    Raises: ValueError where order does not name each place once.
    Example: permute([5, 6, 7], [2, 0, 1]) = [7, 5, 6]
    """
    array, places = values(x, "x"), _permutation(order)
    if array.ndim == 1 or array.shape[1] != places.shape[1]:
        raise ValueError("order must have an entry for each row of x")
    permuted: Array = array[np.arange(len(array))[:, np.newaxis], places]
    return permuted


@vectorized("(n)->(n,n)")
def permutation_matrix(order: Any) -> Array:
    """Permutation matrix P: P @ x are the entries of x in the new order.

    Formula: P_ij = 1[j = order(i)]
    Shapes: order (n,); the result is (n, n).
    Units: none.
    Convention: P @ x equals permute(x, order).
    Source: Strang, Introduction to Linear Algebra, chapter 2.
    Raises: ValueError where order does not name each place once.
    Example: permutation_matrix([1, 0]) = [[0, 1], [1, 0]]
    """
    places = _permutation(order)
    size = places.shape[-1]
    checked_size(size**2)
    return np.equal(places[..., np.newaxis], np.arange(size)).astype(np.int64)


@vectorized("(n)->(n)")
def inverse_permutation(order: Any) -> Array:
    """Permutation that undoes another.

    Formula: permute(permute(x, order), inverse_permutation(order)) = x
    Shapes: order (n,); the result is (n,).
    Units: none (indices from 0).
    Source: numpy.argsort.
    Raises: ValueError where order does not name each place once.
    Example: inverse_permutation([2, 0, 1]) = [1, 2, 0]
    """
    return np.argsort(_permutation(order), axis=-1, kind="stable")


@vectorized("(n)->()")
def is_permutation(order: Any) -> Result:
    """Whether a vector names each place, from 0 to n - 1, once.

    Shapes: order (n,); the result is a truth value.
    Units: none.
    Source: Strang, Introduction to Linear Algebra, chapter 2.
    Example: is_permutation([2, 0, 0]) = False
    """
    places = filled(whole_numbers(order, "order"), "order")
    return (np.sort(places, axis=-1) == np.arange(places.shape[-1])).all(axis=-1)


def _permutation(order: Any) -> Array:
    if some(~is_permutation(order)):
        raise ValueError("order must name each place from 0 on once, such as [2, 0, 1]")
    return whole_numbers(order, "order")
