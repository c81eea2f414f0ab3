"""Vectors: products, norms, distances, angles."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    filled,
    floats,
    keeping_integers,
    number,
    products,
    real,
    unit_factor,
    vector_or_matrix,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.shared import normalized, norms


@vectorized("(*),(*)->(...)")
def dot(a: Any, b: Any) -> Result:
    """Inner product of two vectors, or product of matrices.

    Formula: sum_i a_i b_i
    Shapes: (n,) and (n,) give a scalar; (m, n) and (n,) give (m,); (m, n) and (n, k) give (m, k).
    Units: those of a times those of b.
    Source: numpy.dot.
    Raises: ValueError where the inner lengths differ.
    Example: dot([1, 2, 3], [4, 5, 6]) = 32
    """
    first, second = real(a, "a"), real(b, "b")
    if first.ndim not in (2, 3) or second.ndim not in (2, 3):
        raise ValueError("a and b must be vectors or matrices")
    if first.shape[-1] != second.shape[1]:
        raise ValueError(
            f"the inner lengths of a and b must be equal, "
            f"not {first.shape[-1]} and {second.shape[1]}"
        )
    rows = first if first.ndim == 3 else first[:, np.newaxis, :]
    columns = second if second.ndim == 3 else second[:, :, np.newaxis]
    made = keeping_integers(products, rows, columns)
    return made.reshape(len(made), *first.shape[1:-1], *second.shape[2:])


@vectorized("(m),(n)->(m,n)")
def outer(a: Any, b: Any) -> Array:
    """Outer product of two vectors.

    Formula: a_i b_j
    Shapes: a (m,), b (n,); the result is (m, n).
    Units: those of a times those of b.
    Source: numpy.outer.
    Example: outer([1, 2], [3, 4]) = [[3, 4], [6, 8]]
    """
    made: Array = keeping_integers(
        lambda rows, columns: rows[..., :, np.newaxis] * columns[..., np.newaxis, :],
        filled(real(a, "a"), "a"),
        filled(real(b, "b"), "b"),
    )
    return made


@vectorized("(3),(3)->(3)")
def cross(a: Any, b: Any) -> Array:
    """Cross product of two vectors in three dimensions.

    Formula: (a_2 b_3 - a_3 b_2, a_3 b_1 - a_1 b_3, a_1 b_2 - a_2 b_1)
    Shapes: a and b (3,); the result is (3,).
    Units: those of a times those of b.
    Convention: right-handed.
    Source: numpy.cross.
    Example: cross([1, 0, 0], [0, 1, 0]) = [0, 0, 1]
    """
    first, second = real(a, "a"), real(b, "b")
    if max(float(np.max(np.abs(side), initial=0)) for side in (first, second)) > 2**30:
        first = first.astype(np.float64)
    return np.cross(first, second)


@vectorized("(...)->()", split=("order",))
def norm(x: Any, order: Any = 2) -> Result:
    """Norm of a vector, or the Frobenius norm of a matrix.

    Formula: (sum_i |x_i|^order)^(1/order); max_i |x_i| for order inf
    Shapes: x (n,), or (m, n) with order 2 only; the result is a scalar.
    Units: those of x.
    Source: numpy.linalg.norm.
    Raises: ValueError where order is below 1.
    Example: norm([3, -4]) = 5
    Example: norm([3, -4], order=1) = 7
    """
    array = vector_or_matrix(floats(x, "x"))
    power = _order(order)
    if array.ndim == 3 and power != 2:
        raise ValueError("the norm of a matrix is the Frobenius norm only: leave order out")
    return norms(filled(along(array, None), "x"), power)


@vectorized("(...,n)->(...,n)", split=("order",))
def normalize(x: Any, order: Any = 2) -> Array:
    """Vector divided by its norm: a unit vector; of a matrix, each row by itself.

    Formula: x / ||x||
    Shapes: x (n,) or (m, n), over the last axis; the result has the shape of x.
    Units: none.
    Convention: the norm of the given order: 2, 1 or inf.
    Source: PyTorch, torch.nn.functional.normalize.
    Raises: ValueError where a norm is 0.
    Example: normalize([3, 4]) = [0.6, 0.8]
    """
    return normalized(filled(floats(x, "x"), "x"), _order(order))


@vectorized("(n),(n)->()", split=("order",))
def distance(a: Any, b: Any, order: Any = 2) -> Result:
    """Distance of two points: the norm of their difference.

    Formula: (sum_i |a_i - b_i|^order)^(1/order)
    Shapes: a and b (n,); the result is a scalar.
    Units: those of a and b.
    Convention: Euclidean for order 2, Manhattan for 1, Chebyshev for inf.
    Source: scipy.spatial.distance.minkowski.
    Example: distance([1, 2], [4, 6]) = 5
    """
    first, second = _pair(a, b)
    return norms(first - second, _order(order))


@vectorized("(m,n)->(m,m)", split=("order",))
def distance_matrix(x: Any, order: Any = 2) -> Array:
    """Distances between all pairs of rows.

    Formula: entry (i, j) is the distance of rows i and j
    Shapes: x (m, n); the result is (m, m).
    Units: those of x.
    Convention: order is that of the norm, as in `distance`: 2, 1 or inf.
    Source: scipy.spatial.distance_matrix.
    Example: distance_matrix([[0, 0], [3, 4]]) = [[0, 5], [5, 0]]
    """
    rows = floats(x, "x")
    differences = rows[..., :, np.newaxis, :] - rows[..., np.newaxis, :, :]
    return norms(filled(differences, "x"), _order(order))


@vectorized("(n),(n)->()")
def cosine_similarity(a: Any, b: Any) -> Result:
    """Cosine of the angle between two vectors.

    Formula: a . b / (||a|| ||b||)
    Shapes: a and b (n,); the result is a scalar.
    Units: none; from -1 to 1.
    Source: PyTorch, torch.nn.functional.cosine_similarity.
    Raises: ValueError where a or b is the zero vector.
    Example: cosine_similarity([1, 0], [1, 1]) = 0.7071
    """
    first, second = _pair(a, b)
    cosines = np.sum(normalized(first) * normalized(second), axis=-1)
    return np.clip(cosines, -1.0, 1.0)


@vectorized("(n),(n)->()", split=("unit",))
def angle(a: Any, b: Any, unit: Any = "radians") -> Result:
    """Angle between two vectors.

    Formula: arccos(a . b / (||a|| ||b||))
    Shapes: a and b (n,); the result is a scalar.
    Units: radians from 0 to pi, or degrees from 0 to 180 with unit="degrees".
    Convention: computed from the lengths of the sum and the difference of the unit vectors,
        which is exact for small angles too.
    Source: Kahan, How Futile are Mindless Assessments of Roundoff in Floating-Point
        Computation? (2006), section 12.
    Raises: ValueError where a or b is the zero vector.
    Example: angle([1, 0], [1, 1], unit="degrees") = 45
    """
    first, second = (normalized(side) for side in _pair(a, b))
    half = np.arctan2(norms(first - second), norms(first + second))
    return 2 * half / unit_factor(unit)


@vectorized("(n),(n)->(n)")
def projection(a: Any, b: Any) -> Array:
    """Projection of vector a onto the line of vector b.

    Formula: (a . b / b . b) b
    Shapes: a and b (n,); the result is (n,).
    Units: those of a.
    Source: Strang, Introduction to Linear Algebra, chapter 4 (Orthogonality).
    Raises: ValueError where b is the zero vector.
    Example: projection([2, 3], [1, 0]) = [2, 0]
    """
    first, second = _pair(a, b)
    if not np.all(np.any(second, axis=-1)):
        raise ValueError("b must not be the zero vector, which has no direction")
    direction = normalized(second)
    projected: Array = np.sum(first * direction, axis=-1, keepdims=True) * direction
    return projected


def _pair(a: Any, b: Any) -> tuple[Array, Array]:
    return filled(floats(a, "a"), "a"), floats(b, "b")


def _order(order: Any) -> float:
    power = number(order, "order", finite=False)
    if power < 1:
        raise ValueError("order must be at least 1, such as 1, 2 or inf")
    return power
