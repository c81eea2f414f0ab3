"""Decompositions of matrices, and what follows from their singular values."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    checked_size,
    filled,
    floats,
    keeping_integers,
    option,
    products,
    real,
    symmetric,
    whole,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.shared import SINGULAR, regular, with_signs, without_residue


@vectorized("(m,n),(k,l)->(i,j)")
def kron(a: Any, b: Any) -> Array:
    """Kronecker product: the second matrix once for each entry of the first.

    Formula: entry (i k + p, j l + q) is a_ij b_pq
    Shapes: a (m, n), b (k, l); the result is (m k, n l).
    Units: those of a times those of b.
    Source: numpy.kron.
    Example: kron([[1, 2]], [[1], [3]]) = [[1, 2], [3, 6]]
    """
    first, second = filled(real(a, "a"), "a"), filled(real(b, "b"), "b")
    shape = (first.shape[1] * second.shape[1], first.shape[2] * second.shape[2])
    checked_size(shape[0] * shape[1])
    made: Array = keeping_integers(
        lambda x, y: x[:, :, np.newaxis, :, np.newaxis] * y[:, np.newaxis, :, np.newaxis, :],
        first,
        second,
    )
    return made.reshape(len(made), *shape)


def _svd(a: Any) -> tuple[Array, Array, Array]:
    """Return u, the singular values and v, columns, with signs that are always the same."""
    matrix = filled(floats(a, "a"), "a")
    u, s, vt = np.linalg.svd(matrix, full_matrices=False)
    rows = np.ascontiguousarray(np.swapaxes(vt, -1, -2))
    v = with_signs(without_residue(rows))
    flipped = np.sum(v * rows, axis=-2, keepdims=True)
    return without_residue(u * np.where(flipped < 0, -1.0, 1.0)), without_residue(s), v


@vectorized("(m,n)->(m,k)")
def left_singular_vectors(a: Any) -> Array:
    """Left singular vectors of a matrix, one in each column.

    Formula: U of A = U diag(s) V^T
    Shapes: a (m, n); the result is (m, min(m, n)).
    Units: none.
    Convention: in the order of `singular_values`, with the signs that go with
        `right_singular_vectors`. Not determined where a singular value is repeated or 0.
    Source: numpy.linalg.svd.
    Example: left_singular_vectors([[0, 2], [1, 0]]) = [[1, 0], [0, 1]]
    """
    return _svd(a)[0]


@vectorized("(m,n)->(n,k)")
def right_singular_vectors(a: Any) -> Array:
    """Right singular vectors of a matrix, one in each column.

    Formula: V of A = U diag(s) V^T
    Shapes: a (m, n); the result is (n, min(m, n)).
    Units: none.
    Convention: in the order of `singular_values`; of each vector the entry of largest size
        (the first such) is positive. Not determined where a singular value is repeated.
    Source: numpy.linalg.svd.
    Example: right_singular_vectors([[0, 2], [1, 0]]) = [[0, 1], [1, 0]]
    """
    return _svd(a)[2]


@vectorized("(m,n)->(m,n)", split=("k",))
def low_rank(a: Any, k: Any = 1) -> Array:
    """Nearest matrix of rank k: the first k terms of the singular value decomposition.

    Formula: sum of s_i u_i v_i^T for the k largest singular values
    Shapes: a (m, n), k a scalar; the result is (m, n).
    Units: those of a.
    Convention: nearest in the Frobenius and in the spectral norm (Eckart, Young, Mirsky).
    Source: Eckart, Young, The Approximation of One Matrix by Another of Lower Rank (1936).
    Raises: ValueError where k is not between 1 and min(m, n).
    Example: low_rank([[3, 0], [0, 2]]) = [[3, 0], [0, 0]]
    """
    u, s, v = _svd(a)
    most = whole(k, "k", least=1, most=s.shape[-1])
    terms = np.ascontiguousarray((u * s[:, np.newaxis])[..., :most])
    kept = np.swapaxes(np.ascontiguousarray(v[..., :most]), -1, -2)
    return without_residue(products(terms, kept))


@vectorized("(m,n)->(n,m)")
def pinv(a: Any) -> Array:
    """Pseudoinverse (Moore-Penrose) of a matrix.

    Formula: V diag(1 / s) U^T over the singular values that are not 0
    Shapes: a (m, n); the result is (n, m).
    Units: one over those of a.
    Convention: a singular value below 1e-12 of the largest counts as 0.
    Source: numpy.linalg.pinv.
    Example: pinv([[2, 0], [0, 0]]) = [[0.5, 0], [0, 0]]
    """
    u, s, v = _svd(a)
    kept = s * SINGULAR > s[..., :1]
    inverse = np.where(kept, 1 / np.where(kept, s, 1.0), 0.0)
    return without_residue(products(v * inverse[:, np.newaxis], np.swapaxes(u, -1, -2)))


@vectorized("(m,n)->()", split=("order",))
def matrix_norm(a: Any, order: Any = "frobenius") -> Result:
    """Norm of a matrix.

    Formula: frobenius: sqrt(sum_ij a_ij^2); spectral: the largest singular value; nuclear: the
        sum of the singular values; 1: the largest column sum of |a_ij|; inf: the largest row sum
    Shapes: a (m, n); the result is a scalar.
    Units: those of a.
    Convention: order is "frobenius", "spectral", "nuclear", 1, 2 (spectral) or inf.
    Source: numpy.linalg.norm.
    Example: matrix_norm([[3, 0], [0, 4]]) = 5
    Example: matrix_norm([[3, 0], [0, 4]], "nuclear") = 7
    """
    matrix = filled(floats(a, "a"), "a")
    if not isinstance(order, str):
        if order not in (1, 2, np.inf) or isinstance(order, bool):
            raise ValueError('order must be "frobenius", "spectral", "nuclear", 1, 2 or inf')
        if order != 2:
            turned = np.swapaxes(matrix, -1, -2) if order == 1 else matrix
            return np.max(np.sum(np.ascontiguousarray(np.abs(turned)), axis=-1), axis=-1)
    kind = option("spectral" if order == 2 else order, "order",
                  ("frobenius", "spectral", "nuclear"))  # fmt: skip
    if kind == "frobenius":
        flat = along(matrix, None)
        return np.sqrt(np.sum(flat * flat, axis=-1))
    values = without_residue(np.linalg.svd(matrix, compute_uv=False))
    return values[..., 0] if kind == "spectral" else np.sum(values, axis=-1)


@vectorized("(m,n)->()")
def condition_number(a: Any) -> Result:
    """Condition number of a matrix in the spectral norm.

    Formula: largest singular value / smallest singular value
    Shapes: a (m, n); the result is a scalar.
    Units: none; at least 1.
    Source: numpy.linalg.cond.
    Raises: ValueError where a is singular.
    Example: condition_number([[3, 0], [0, 2]]) = 1.5
    """
    values = np.linalg.svd(filled(floats(a, "a"), "a"), compute_uv=False)
    if np.any(values[..., -1] * SINGULAR <= values[..., 0]):
        raise ValueError("a is singular, so it has no condition number")
    return values[..., 0] / values[..., -1]


@vectorized("(n,n)->()")
def logdet(a: Any) -> Result:
    """Natural logarithm of the absolute value of a determinant.

    Formula: ln |det A|
    Shapes: a (n, n); the result is a scalar.
    Units: nats.
    Source: numpy.linalg.slogdet.
    Raises: ValueError where a is singular.
    Example: logdet([[2, 0], [0, 3]]) = 1.7918
    """
    sizes = np.linalg.slogdet(regular(a))[1]
    return np.where(np.abs(sizes) < 1e-14, 0.0, sizes)


@vectorized("(n,n)->(n,n)")
def cholesky(a: Any) -> Array:
    """Cholesky factor: the lower triangular matrix L with L L^T = A.

    Formula: A = L L^T
    Shapes: a (n, n), symmetric and positive definite; the result is (n, n).
    Units: the square root of those of a.
    Convention: the diagonal of L is positive.
    Source: numpy.linalg.cholesky.
    Raises: ValueError where a is not symmetric or not positive definite.
    Example: cholesky([[4, 2], [2, 5]]) = [[2, 0], [1, 2]]
    """
    matrix = symmetric(a, "a")
    values = np.linalg.eigvalsh(matrix)
    if np.any(values[..., 0] * SINGULAR <= np.abs(values[..., -1])):
        raise ValueError("a must be positive definite: every eigenvalue above 0")
    return without_residue(np.linalg.cholesky(matrix))


def _qr(a: Any) -> tuple[Array, Array]:
    matrix = filled(floats(a, "a"), "a")
    q, r = np.linalg.qr(matrix)
    diagonal = np.diagonal(r, axis1=-2, axis2=-1)
    signs = np.where(diagonal < 0, -1.0, 1.0)
    columns = q[..., : signs.shape[-1]]
    return (without_residue(columns * signs[:, np.newaxis]),
            without_residue(r * signs[..., np.newaxis]))  # fmt: skip


@vectorized("(m,n)->(m,k)")
def qr_q(a: Any) -> Array:
    """Orthonormal columns of the QR decomposition (Gram-Schmidt).

    Formula: Q of A = Q R
    Shapes: a (m, n); the result is (m, min(m, n)).
    Units: none.
    Convention: the diagonal of R is not negative, as by Gram-Schmidt.
    Source: numpy.linalg.qr.
    Example: qr_q([[3, 1], [4, 2]]) = [[0.6, -0.8], [0.8, 0.6]]
    """
    return _qr(a)[0]


@vectorized("(m,n)->(k,n)")
def qr_r(a: Any) -> Array:
    """Upper triangular matrix of the QR decomposition.

    Formula: R of A = Q R
    Shapes: a (m, n); the result is (min(m, n), n).
    Units: those of a.
    Convention: the diagonal of R is not negative, as by Gram-Schmidt.
    Source: numpy.linalg.qr.
    Example: qr_r([[3, 1], [4, 2]]) = [[5, 2.2], [0, 0.4]]
    """
    return _qr(a)[1]


@vectorized("(n,n)->(n)")
def complex_eigenvalues(a: Any) -> Array:
    """Eigenvalues of any square matrix, as complex numbers.

    Formula: the roots of det(A - lambda I)
    Shapes: a (n, n); the result is (n,).
    Units: those of a.
    Convention: in ascending order of the real part, then of the imaginary part; real(…) and
        imag(…) take them apart.
    Source: numpy.linalg.eigvals.
    Example: imag(complex_eigenvalues([[0, -1], [1, 0]])) = [-1, 1]
    """
    values = _eigenvalues(filled(floats(a, "a"), "a"))
    order = np.lexsort((values.imag, np.round(values.real, 9)), axis=-1)
    ordered: Array = np.take_along_axis(values, order, axis=-1)
    return ordered


def _eigenvalues(matrix: Array) -> Array:
    return without_residue(np.linalg.eigvals(matrix).astype(np.complex128))


@vectorized("(n,n)->()")
def spectral_radius(a: Any) -> Result:
    """Largest size of an eigenvalue of a square matrix.

    Formula: max_i |lambda_i|
    Shapes: a (n, n); the result is a scalar.
    Units: those of a.
    Source: Horn, Johnson, Matrix Analysis, section 1.1.
    Example: spectral_radius([[0, -2], [2, 0]]) = 2
    """
    return np.max(np.abs(_eigenvalues(filled(floats(a, "a"), "a"))), axis=-1)
