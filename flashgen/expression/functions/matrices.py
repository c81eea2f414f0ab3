"""Square matrices and their decompositions."""

from functools import reduce
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    filled,
    floats,
    is_symmetric,
    keeping_integers,
    option,
    products,
    real,
    symmetric,
    whole,
)
from flashgen.expression.functions.declaration import dear, vectorized
from flashgen.expression.functions.shared import SINGULAR, regular, with_signs, without_residue
from flashgen.values.values import some

MAX_POWER = 64


_COMPLEX = "an eigenvalue is not real; complex_eigenvalues(a) has them all"

_INT64_FACTORS = 2.0**30
"""Below this the difference of two products of determinants is within int64."""


@vectorized("(n,n)->()")
def trace(a: Any) -> Result:
    """Trace: the sum of the entries on the diagonal.

    Formula: sum_i A_ii
    Shapes: a (n, n); the result is a scalar.
    Units: those of a.
    Source: numpy.trace.
    Example: trace([[1, 2], [3, 4]]) = 5
    """
    diagonals = np.diagonal(filled(real(a, "a"), "a"), axis1=-2, axis2=-1)
    return keeping_integers(lambda x: np.sum(x, axis=-1), np.ascontiguousarray(diagonals))


@dear(units=lambda a: a.shape[-1] ** 3 // 5)
@vectorized("(n,n)->()")
def det(a: Any) -> Result:
    """Determinant; exact, and an integer, for a matrix of integers.

    Formula: the sum over all permutations s of sign(s) A_1s(1) ... A_ns(n)
    Shapes: a (n, n); the result is a scalar.
    Units: those of a to the power n.
    Source: Bareiss, Sylvester's Identity and Multistep Integer-Preserving Gaussian
        Elimination (1968); numpy.linalg.det for floats.
    Example: det([[1, 2], [3, 4]]) = -2
    """
    array = filled(real(a, "a"), "a")
    return _integer_determinant(array) if array.dtype.kind == "i" else _float_determinant(array)


def _float_determinant(array: Array) -> Array:
    # no determinant is larger than the product of the lengths of the rows (Hadamard)
    return without_residue(np.linalg.det(array), _hadamard(array))


def _hadamard(array: Array) -> Array:
    bounds: Array = np.prod(np.sqrt(np.sum(array * array, axis=-1)), axis=-1)
    return bounds


def _integer_determinant(array: Array) -> Array:
    """Eliminate in all draws at once, each with rows of its own exchanged."""
    with np.errstate(over="ignore"):
        sizes = np.sqrt(np.sum(array.astype(np.float64) ** 2, axis=-1))
        bounds = np.prod(np.maximum(sizes, 1.0), axis=-1)
    rows = array.copy() if not some(bounds >= _INT64_FACTORS) else array.astype(object)
    draws, size = np.arange(len(rows)), rows.shape[-1]
    sign, previous = np.ones(len(rows), dtype=rows.dtype), np.ones(len(rows), dtype=rows.dtype)
    for k in range(size - 1):
        pivot = k + np.argmax(rows[:, k:, k] != 0, axis=-1)
        sign = np.where(pivot == k, sign, -sign)
        rows[draws, pivot], rows[:, k] = rows[:, k].copy(), rows[draws, pivot].copy()
        leading = rows[:, k, k]
        regular = leading != 0  # else the determinant is 0, and so is all that is left
        crossed = (
            rows[:, k + 1 :, k + 1 :] * leading[:, np.newaxis, np.newaxis]
            - rows[:, k + 1 :, k, np.newaxis] * rows[:, k, np.newaxis, k + 1 :]
        )
        # always divides, by Sylvester's identity
        rows[:, k + 1 :, k + 1 :] = crossed // previous[:, np.newaxis, np.newaxis]
        rows[~regular] = 0
        previous = np.where(regular, leading, 1)
    determinants: Array = sign * rows[:, -1, -1]
    if rows.dtype == object and any(abs(entry) >= 2**63 for entry in determinants.tolist()):
        return determinants.astype(np.float64)
    return determinants.astype(np.int64)


@vectorized("(n,n)->(n,n)")
def inv(a: Any) -> Array:
    """Inverse of a matrix.

    Formula: A^-1, where A A^-1 is the identity
    Shapes: a (n, n); the result is (n, n).
    Units: one over those of a.
    Source: numpy.linalg.inv.
    Raises: ValueError where a is singular, or so nearly that floats cannot tell.
    Example: inv([[2, 0], [0, 4]]) = [[0.5, 0], [0, 0.25]]
    """
    inverses = np.linalg.inv(regular(a))
    return without_residue(inverses)


@vectorized("(n,n),(n)->(n)")
def solve(a: Any, b: Any) -> Array:
    """Solution x of the linear equations A x = b.

    Shapes: a (n, n), b (n,); the result is (n,).
    Units: those of b over those of a.
    Source: numpy.linalg.solve.
    Raises: ValueError where a is singular, or so nearly that floats cannot tell.
    Example: solve([[2, 0], [0, 4]], [2, 8]) = [1, 2]
    """
    solutions = np.linalg.solve(regular(a), floats(b, "b")[..., np.newaxis])[..., 0]
    return without_residue(solutions)


@vectorized("(m,n)->()")
def rank(a: Any) -> Result:
    """Rank: the number of linearly independent rows.

    Shapes: a (m, n); the result is a scalar.
    Units: none.
    Convention: a singular value below 1e-12 of the largest counts as 0.
    Source: numpy.linalg.matrix_rank.
    Example: rank([[1, 2], [2, 4]]) = 1
    """
    values = np.linalg.svd(filled(floats(a, "a"), "a"), compute_uv=False)
    return np.sum(values * SINGULAR > values[..., :1], axis=-1)


@dear(units=lambda a, n: a.shape[-1] ** 3 * MAX_POWER // 7)
@vectorized("(m,m)->(m,m)", split=("n",))
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
        return np.broadcast_to(np.eye(base.shape[-1], dtype=np.int64), base.shape)
    power: Array = keeping_integers(lambda x: reduce(products, [x] * exponent), base)
    return power


@vectorized("(n,n)->(n)", split=("order",))
def eigenvalues(a: Any, order: Any = "ascending") -> Array:
    """Eigenvalues of a matrix, if they are real: of a symmetric one they always are.

    Formula: the roots of det(A - lambda I)
    Shapes: a (n, n); the result is (n,).
    Units: those of a.
    Convention: in ascending order, each as often as it is repeated; order="descending" for
        the largest first. Others are complex_eigenvalues(a).
    Source: numpy.linalg.eigvalsh, numpy.linalg.eigvals.
    Raises: ValueError where an eigenvalue is not real.
    Example: eigenvalues([[2, 1], [1, 2]]) = [1, 3]
    Example: eigenvalues([[1, 4], [1, 1]]) = [-1, 3]
    """
    values = _real_eigenvalues(filled(floats(a, "a"), "a"))
    return values[..., ::-1] if _descending(order) else values


@vectorized("(n,n)->(n,n)", split=("order",))
def eigenvectors(a: Any, order: Any = "ascending") -> Array:
    """Unit eigenvectors of a matrix with real eigenvalues, one in each column.

    Formula: A v = lambda v, with ||v|| = 1
    Shapes: a (n, n); the result is (n, n): column i belongs to eigenvalue i.
    Units: none.
    Convention: in the order of `eigenvalues`; of each vector the entry of largest size (the
        first such) is positive. Where an eigenvalue is repeated, its vectors are not
        determined: require distinct(eigenvalues(A)).
    Source: numpy.linalg.eigh, numpy.linalg.eig.
    Raises: ValueError where an eigenvalue is not real.
    Example: eigenvectors([[2, 1], [1, 2]]) = [[0.7071, 0.7071], [-0.7071, 0.7071]]
    """
    matrix = filled(floats(a, "a"), "a")
    values = _real_eigenvalues(matrix)
    even = is_symmetric(matrix)
    vectors = np.empty_like(matrix)
    if even.any():
        vectors[even] = np.linalg.eigh(symmetric(matrix[even], "a"))[1]
    if not even.all():
        vectors[~even] = _null_vectors(matrix[~even], values[~even])
    vectors = with_signs(without_residue(vectors))
    return vectors[..., ::-1] if _descending(order) else vectors


def _real_eigenvalues(matrix: Array) -> Array:
    """Return the eigenvalues in ascending order."""
    even = is_symmetric(matrix)
    values = np.empty(matrix.shape[:-1])
    if even.any():
        values[even] = np.linalg.eigvalsh(symmetric(matrix[even], "a"))
    if not even.all():
        values[~even] = _of_any(matrix[~even])
    return without_residue(values)


def _of_any(matrix: Array) -> Array:
    if matrix.shape[-1] == 2:  # exact where LAPACK would leave a trace of a repeated one
        (a, b), (c, d) = np.moveaxis(matrix, 0, -1)
        half, middle = (a - d) / 2, (a + d) / 2
        inside = half * half + b * c
        inside = np.where(np.abs(inside) <= 1e-12 * (half * half + np.abs(b * c)), 0.0, inside)
        if some(inside < 0):
            raise ValueError(_COMPLEX)
        width = np.sqrt(inside)
        return np.stack([middle - width, middle + width], axis=-1)
    values = np.linalg.eigvals(matrix).astype(np.complex128)
    if some(np.abs(values.imag) > 1e-6 * np.max(np.abs(values), axis=-1, keepdims=True)):
        raise ValueError(_COMPLEX)
    return np.sort(values.real, axis=-1)


def _null_vectors(matrix: Array, values: Array) -> Array:
    """Return the unit vectors that A - lambda I takes to 0, one in each column."""
    shifted = matrix[:, np.newaxis] - values[..., np.newaxis, np.newaxis] * np.eye(matrix.shape[-1])
    rows = np.linalg.svd(shifted)[2][..., -1, :]
    return np.ascontiguousarray(np.swapaxes(rows, -1, -2))


def _descending(order: Any) -> bool:
    return option(order, "order", ("ascending", "descending")) == "descending"


@vectorized("(m,n)->(n)")
def singular_values(a: Any) -> Array:
    """Singular values of a matrix, the largest first.

    Formula: the square roots of the eigenvalues of A^T A
    Shapes: a (m, n); the result is (min(m, n),).
    Units: those of a.
    Source: numpy.linalg.svd.
    Example: singular_values([[3, 0], [0, 4]]) = [4, 3]
    """
    values = np.linalg.svd(filled(floats(a, "a"), "a"), compute_uv=False)
    return without_residue(values)
