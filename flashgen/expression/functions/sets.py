"""Functions of sets: pooling, Deep Sets, permutations."""

from typing import Any

import numpy as np

from flashgen.expression.functions.activations import relu
from flashgen.expression.functions.arguments import (
    Array,
    any_vector,
    checked_size,
    float_matrix,
    float_vector,
    keeping_integers,
    matrix,
    number,
    option,
    product,
    values,
    whole_numbers,
)

__all__ = [
    "deep_sets",
    "equivariant_layer",
    "inverse_permutation",
    "is_permutation",
    "max_pooling",
    "mean_pooling",
    "permutation_matrix",
    "permute",
    "sum_pooling",
]


def sum_pooling(x: Any) -> Array:
    """Sum over the elements of a set: invariant under permutations.

    Formula: sum_i x_i
    Shapes: x (n, d), one element in each row; the result is (d,).
    Units: those of x.
    Source: Zaheer et al., Deep Sets (2017), arXiv:1703.06114.
    Example: sum_pooling([[1, 2], [3, 4]]) = [4, 6]
    """
    total: Array = keeping_integers(lambda rows: np.sum(rows, axis=0), matrix(x, "x"))
    return total


def mean_pooling(x: Any) -> Array:
    """Mean over the elements of a set: invariant under permutations and repetition of the set.

    Formula: (1 / n) sum_i x_i
    Shapes: x (n, d), one element in each row; the result is (d,).
    Units: those of x.
    Source: Zaheer et al., Deep Sets (2017), arXiv:1703.06114.
    Example: mean_pooling([[1, 2], [3, 4]]) = [2, 3]
    """
    result: Array = np.mean(float_matrix(x, "x"), axis=0)
    return result


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
    largest: Array = np.max(matrix(x, "x"), axis=0)
    return largest


_POOLINGS = {"sum": sum_pooling, "mean": mean_pooling, "max": max_pooling}


def deep_sets(x: Any, phi: Any, rho: Any, pooling: Any = "sum") -> Array:
    """Output of a Deep Sets network with one layer before and one after the pooling.

    Formula: (sum_i relu(x_i Phi)) Rho
    Shapes: x (n, d), phi (d, h), rho (h, c); the result is (c,).
    Units: none.
    Convention: no biases, no activation after rho; pooling is "sum", "mean" or "max".
    Source: Zaheer et al., Deep Sets (2017), arXiv:1703.06114, theorem 2.
    Example: deep_sets([[1], [-2], [3]], [[1, -1]], [[1], [10]]) = [24]
    """
    rows, inner, outer = float_matrix(x, "x"), float_matrix(phi, "phi"), float_matrix(rho, "rho")
    if rows.shape[1] != inner.shape[0]:
        raise ValueError("phi must have a row for each column of x")
    if inner.shape[1] != outer.shape[0]:
        raise ValueError("rho must have a row for each column of phi")
    pool = _POOLINGS[option(pooling, "pooling", tuple(_POOLINGS))]
    return product(pool(relu(product(rows, inner))), outer)


def equivariant_layer(x: Any, own: Any, shared: Any) -> Array:
    """Linear layer that is equivariant under permutations.

    Formula: y_i = own * x_i + shared * sum_j x_j
    Shapes: x (n,) or (n, d), one element in each row, own and shared scalars; the result has
        the shape of x.
    Units: those of x.
    Source: Zaheer et al., Deep Sets (2017), arXiv:1703.06114, lemma 3.
    Example: equivariant_layer([1, 2, 3], 1, 10) = [61, 62, 63]
    """
    array = values(x, "x")
    rows = float_vector(x, "x") if array.ndim == 1 else float_matrix(x, "x")
    total = np.sum(rows, axis=0)
    result: Array = number(own, "own") * rows + number(shared, "shared") * total
    return result


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
    if array.ndim == 0 or len(array) != places.size:
        raise ValueError("order must have an entry for each row of x")
    return array[places]


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
    checked_size(places.size**2)
    return np.eye(places.size, dtype=np.int64)[places]


def inverse_permutation(order: Any) -> Array:
    """Permutation that undoes another.

    Formula: permute(permute(x, order), inverse_permutation(order)) = x
    Shapes: order (n,); the result is (n,).
    Units: none (indices from 0).
    Source: numpy.argsort.
    Raises: ValueError where order does not name each place once.
    Example: inverse_permutation([2, 0, 1]) = [1, 2, 0]
    """
    return np.argsort(_permutation(order), kind="stable")


def is_permutation(order: Any) -> bool:
    """Whether a vector names each place, from 0 to n - 1, once.

    Shapes: order (n,); the result is a truth value.
    Units: none.
    Source: Strang, Introduction to Linear Algebra, chapter 2.
    Example: is_permutation([2, 0, 0]) = False
    """
    places = any_vector(whole_numbers(order, "order"), "order")
    return bool(np.array_equal(np.sort(places), np.arange(places.size)))


def _permutation(order: Any) -> Array:
    if not is_permutation(order):
        raise ValueError("order must name each place from 0 on once, such as [2, 0, 1]")
    return whole_numbers(order, "order")
