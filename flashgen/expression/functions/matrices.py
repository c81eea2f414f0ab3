"""Square matrices and their decompositions."""

from functools import reduce
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    filled,
    float_matrix,
    float_vector,
    keeping_integers,
    option,
    products,
    real,
    square,
    symmetric,
    whole,
    without_residue,
)
from flashgen.expression.functions.declaration import vectorized

__all__ = [
    "det",
    "eigenvalues",
    "eigenvectors",
    "inv",
    "matrix_power",
    "rank",
    "singular_values",
    "solve",
    "trace",
]

MAX_POWER = 64

_SINGULAR = 1e12


def _cleaned(x: Array, scale: float | None = None) -> Array:
    cleaned: Array = without_residue(x[np.newaxis], None if scale is None else np.array([scale]))[0]
    return cleaned


def trace(a: Any) -> Result:
    """Trace: the sum of the entries on the diagonal.

    Formula: sum_i A_ii
    Shapes: a (n, n); the result is a scalar.
    Units: those of a.
    Source: numpy.trace.
    Example: trace([[1, 2], [3, 4]]) = 5
    """
    return keeping_integers(np.trace, square(a, "a"))


def det(a: Any) -> float:
    """Determinant; exact, and an integer, for a matrix of integers.

    Formula: the sum over all permutations s of sign(s) A_1s(1) ... A_ns(n)
    Shapes: a (n, n); the result is a scalar.
    Units: those of a to the power n.
    Source: Bareiss, Sylvester's Identity and Multistep Integer-Preserving Gaussian
        Elimination (1968); numpy.linalg.det for floats.
    Example: det([[1, 2], [3, 4]]) = -2
    """
    array = square(a, "a")
    return _integer_determinant(array) if array.dtype.kind == "i" else _float_determinant(array)


def _float_determinant(array: Array) -> float:
    # no determinant is larger than the product of the lengths of the rows (Hadamard)
    largest = float(np.prod(np.sqrt(np.sum(array * array, axis=1))))
    return float(_cleaned(np.array(np.linalg.det(array)), largest))


def _integer_determinant(array: Array) -> float:
    rows = [[int(entry) for entry in row] for row in array]
    size, sign, previous = len(rows), 1, 1
    for k in range(size - 1):
        pivot = next((i for i in range(k, size) if rows[i][k]), None)
        if pivot is None:
            return 0
        if pivot != k:
            rows[k], rows[pivot] = rows[pivot], rows[k]
            sign = -sign
        for i in range(k + 1, size):
            for j in range(k + 1, size):
                crossed = rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]
                rows[i][j] = crossed // previous  # always divides, by Sylvester's identity
        previous = rows[k][k]
    determinant = sign * rows[-1][-1]
    return determinant if abs(determinant) < 2**63 else float(determinant)


def inv(a: Any) -> Array:
    """Inverse of a matrix.

    Formula: A^-1, where A A^-1 is the identity
    Shapes: a (n, n); the result is (n, n).
    Units: one over those of a.
    Source: numpy.linalg.inv.
    Raises: ValueError where a is singular, or so nearly that floats cannot tell.
    Example: inv([[2, 0], [0, 4]]) = [[0.5, 0], [0, 0.25]]
    """
    return _cleaned(np.linalg.inv(_regular(a)))


def solve(a: Any, b: Any) -> Array:
    """Solution x of the linear equations A x = b.

    Shapes: a (n, n), b (n,); the result is (n,).
    Units: those of b over those of a.
    Source: numpy.linalg.solve.
    Raises: ValueError where a is singular, or so nearly that floats cannot tell.
    Example: solve([[2, 0], [0, 4]], [2, 8]) = [1, 2]
    """
    left, right = _regular(a), float_vector(b, "b")
    if right.size != left.shape[0]:
        raise ValueError("b must have as many entries as a has rows")
    return _cleaned(np.linalg.solve(left, right))


def _regular(a: Any) -> Array:
    array = square(a, "a").astype(np.float64)
    values = np.linalg.svd(array, compute_uv=False)
    if values[0] == 0 or values[-1] * _SINGULAR < values[0]:
        raise ValueError("a is singular, so it has no inverse")
    return array


def rank(a: Any) -> int:
    """Rank: the number of linearly independent rows.

    Shapes: a (m, n); the result is a scalar.
    Units: none.
    Convention: a singular value below 1e-12 of the largest counts as 0.
    Source: numpy.linalg.matrix_rank.
    Example: rank([[1, 2], [2, 4]]) = 1
    """
    values = np.linalg.svd(float_matrix(a, "a"), compute_uv=False)
    return int(np.sum(values * _SINGULAR > values[0]))


@vectorized("(n,n)->(n,n)", split=("n",))
def matrix_power(a: Any, n: Any) -> Array:
    """Matrix multiplied with itself n times; the identity for n = 0.

    Formula: A^n
    Shapes: a (m, m), n a whole number from 0 to 64; the result is (m, m).
    Units: those of a to the power n.
    Source: numpy.linalg.matrix_power.
    Example: matrix_power([[1, 1], [0, 1]], 3) = [[1, 3], [0, 1]]
    """
    exponent = whole(n, "n", least=0, most=MAX_POWER)
    base = filled(real(a, "a"), "a")
    if exponent == 0:
        return np.eye(base.shape[-1], dtype=np.int64)[np.newaxis].repeat(len(base), axis=0)
    power: Array = keeping_integers(lambda x: reduce(products, [x] * exponent), base)
    return power


def eigenvalues(a: Any, order: Any = "ascending") -> Array:
    """Eigenvalues of a symmetric matrix.

    Formula: the roots of det(A - lambda I)
    Shapes: a (n, n), symmetric; the result is (n,).
    Units: those of a.
    Convention: in ascending order, each as often as it is repeated; order="descending" for
        the largest first.
    Source: numpy.linalg.eigvalsh.
    Raises: ValueError where a is not symmetric.
    Example: eigenvalues([[2, 1], [1, 2]]) = [1, 3]
    """
    values = _cleaned(np.linalg.eigvalsh(symmetric(a, "a")))
    return values[::-1] if _descending(order) else values


def eigenvectors(a: Any, order: Any = "ascending") -> Array:
    """Unit eigenvectors of a symmetric matrix, one in each column.

    Formula: A v = lambda v, with ||v|| = 1
    Shapes: a (n, n), symmetric; the result is (n, n): column i belongs to eigenvalue i.
    Units: none.
    Convention: in the order of `eigenvalues`; of each vector the entry of largest size (the
        first such) is positive. Where an eigenvalue is repeated, its vectors are not
        determined: require distinct(eigenvalues(A)).
    Source: numpy.linalg.eigh.
    Raises: ValueError where a is not symmetric.
    Example: eigenvectors([[2, 1], [1, 2]]) = [[0.7071, 0.7071], [-0.7071, 0.7071]]
    """
    vectors = with_signs(_cleaned(np.linalg.eigh(symmetric(a, "a"))[1]))
    return vectors[:, ::-1] if _descending(order) else vectors


def _descending(order: Any) -> bool:
    return option(order, "order", ("ascending", "descending")) == "descending"


def with_signs(vectors: Array) -> Array:
    """Return columns with the signs that make the largest entry of each positive."""
    # rounding lets entries of equal size tie, whatever the processor's last bit
    largest = np.argmax(np.round(np.abs(vectors), 9), axis=-2, keepdims=True)
    signed: Array = vectors * np.sign(np.take_along_axis(vectors, largest, axis=-2))
    return signed


def singular_values(a: Any) -> Array:
    """Singular values of a matrix, the largest first.

    Formula: the square roots of the eigenvalues of A^T A
    Shapes: a (m, n); the result is (min(m, n),).
    Units: those of a.
    Source: numpy.linalg.svd.
    Example: singular_values([[3, 0], [0, 4]]) = [4, 3]
    """
    return _cleaned(np.linalg.svd(float_matrix(a, "a"), compute_uv=False))
