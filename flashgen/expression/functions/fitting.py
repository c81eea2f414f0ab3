"""Curves through points: least squares, polynomials, interpolation."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    filled,
    floats,
    keeping_integers,
    not_negative_numbers,
    products,
    real,
    whole,
)
from flashgen.expression.functions.chunks import in_chunks
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.shared import regular, without_residue

_SINGULAR = 1e10
_MOST_ROOTS = 20


@vectorized("(m,n),(m)->(n)")
def least_squares(a: Any, b: Any) -> Array:
    """Solution x for which A x is nearest to b: linear regression with given columns.

    Formula: (A^T A)^-1 A^T b
    Shapes: a (m, n) with m of at least n, b (m,); the result is (n,).
    Units: those of b over those of a.
    Convention: a column of ones gives the intercept.
    Source: Strang, Introduction to Linear Algebra, section 4.3; numpy.linalg.lstsq.
    Raises: ValueError where the columns of a are linearly dependent.
    Example: least_squares([[1, 0], [1, 1], [1, 2]], [1, 2, 4]) = [0.8333, 1.5]
    """
    return _least_squares(filled(floats(a, "a"), "a"), floats(b, "b"))


def _least_squares(matrix: Array, target: Array) -> Array:
    if matrix.shape[-2] < matrix.shape[-1]:
        raise ValueError("there must be at least as many rows as unknowns")
    u, s, vt = np.linalg.svd(matrix, full_matrices=False)
    if np.any(s[..., -1] * _SINGULAR <= s[..., 0]):
        raise ValueError("the columns are linearly dependent, so there is no one solution")
    weights = products(np.swapaxes(u, -1, -2), target[..., np.newaxis])[..., 0] / s
    solution = products(np.swapaxes(vt, -1, -2), weights[..., np.newaxis])[..., 0]
    return without_residue(solution)


@vectorized("(m,n),(m),()->(n)")
def ridge(a: Any, b: Any, penalty: Any) -> Array:
    """Coefficients of ridge regression: least squares with a penalty on their squares.

    Formula: (A^T A + penalty I)^-1 A^T b
    Shapes: a (m, n), b (m,), penalty a scalar; the result is (n,).
    Units: those of b over those of a.
    Convention: every coefficient is penalized, so leave a column of ones out and center
        first.
    Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009),
        section 3.4.1.
    Raises: ValueError where penalty is negative, or is 0 and the columns are dependent.
    Example: ridge([[1], [2]], [2, 3], 1) = [1.3333]
    """
    matrix, target = filled(floats(a, "a"), "a"), floats(b, "b")
    added = not_negative_numbers(penalty, "penalty")[:, np.newaxis, np.newaxis]
    across = np.swapaxes(matrix, -1, -2)
    normal = products(across, matrix) + added * np.eye(matrix.shape[-1])
    right = products(across, target[..., np.newaxis])
    solution = np.linalg.solve(regular(normal), right)[..., 0]
    return without_residue(solution)


@vectorized("(n),(n)->(2)")
def linear_fit(x: Any, y: Any) -> Array:
    """Slope and intercept of the line of least squares through points.

    Formula: slope = sum_i (x_i - mean x) (y_i - mean y) / sum_i (x_i - mean x)^2,
        intercept = mean y - slope mean x
    Shapes: x and y (n,); the result is (2,): the slope, then the intercept.
    Units: those of y over those of x, and those of y.
    Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009),
        section 3.2.
    Raises: ValueError where all x are equal.
    Example: linear_fit([0, 1, 2], [1, 2, 4]) = [1.5, 0.8333]
    """
    first, second = filled(floats(x, "x"), "x"), floats(y, "y")
    means = [np.mean(side, axis=-1, keepdims=True) for side in (first, second)]
    spread = np.sum((first - means[0]) * (first - means[0]), axis=-1)
    if np.any(spread == 0):
        raise ValueError("x must have entries that differ")
    slope = np.sum((first - means[0]) * (second - means[1]), axis=-1) / spread
    intercept = means[1][..., 0] - slope * means[0][..., 0]
    return np.stack([slope, intercept], axis=-1)


@vectorized("(n),(n)->(m)", split=("degree",))
def polyfit(x: Any, y: Any, degree: Any) -> Array:
    """Coefficients of the polynomial of least squares through points.

    Formula: the c with the smallest sum_i (y_i - sum_k c_k x_i^(degree - k))^2
    Shapes: x and y (n,), degree a scalar; the result is (degree + 1,).
    Units: those of y over powers of those of x.
    Convention: the highest power comes first, as `polyval` and the format `:poly` take them.
    Source: numpy.polyfit.
    Raises: ValueError where there are too few different x.
    Example: polyfit([0, 1, 2], [1, 2, 5], 2) = [1, 0, 1]
    """
    power = whole(degree, "degree", least=0, most=10)
    points, target = filled(floats(x, "x"), "x"), floats(y, "y")
    columns = [np.ones_like(points)]
    for _ in range(power):
        columns.append(columns[-1] * points)
    return _least_squares(np.stack(columns[::-1], axis=-1), target)


@vectorized("(n),(*)->(...)")
def polyval(coefficients: Any, x: Any) -> Result:
    """Value of a polynomial, elementwise.

    Formula: sum_k c_k x^(n - 1 - k)
    Shapes: coefficients (n,), the highest power first, x of any shape; the result has the
        shape of x.
    Units: those of the last coefficient.
    Source: numpy.polyval.
    Example: polyval([1, 0, -2], 3) = 7
    """
    factors = filled(real(coefficients, "coefficients"), "coefficients")
    points = real(x, "x")

    def value(c: Array, at: Array) -> Array:
        total = np.zeros_like(at)
        for k in range(c.shape[-1]):
            total = total * at + c[:, k].reshape(len(c), *(1,) * (at.ndim - 1))
        return total

    return keeping_integers(value, factors, points)


@vectorized("(n)->(m)")
def polyder(coefficients: Any) -> Array:
    """Coefficients of the derivative of a polynomial.

    Formula: (n - 1 - k) c_k for each power but the last
    Shapes: coefficients (n,), the highest power first; the result is (n - 1,), [0] for n = 1.
    Units: those of the coefficients.
    Source: numpy.polyder.
    Example: polyder([1, 0, -2, 5]) = [3, 0, -2]
    """
    factors = filled(real(coefficients, "coefficients"), "coefficients")
    size = factors.shape[-1]
    if size == 1:
        return np.zeros_like(factors)
    return factors[:, :-1] * np.arange(size - 1, 0, -1)


@vectorized("(n)->(m)")
def roots(coefficients: Any) -> Array:
    """Real zeros of a polynomial whose zeros are all real, ascending.

    Shapes: coefficients (n,), the highest power first; the result is (n - 1,).
    Units: none.
    Convention: each as often as it is repeated.
    Source: numpy.roots.
    Raises: ValueError where the first coefficient is 0 or a zero is not real.
    Example: roots([1, -3, 2]) = [1, 2]
    """
    factors = filled(floats(coefficients, "coefficients"), "coefficients")
    if np.any(factors[:, 0] == 0):
        raise ValueError("the first coefficient must not be 0")
    size = factors.shape[-1] - 1
    if size > _MOST_ROOTS:
        raise ValueError(f"the degree can be at most {_MOST_ROOTS}")
    if not size:
        return np.zeros((len(factors), 0))
    monic = factors / factors[:, :1]
    if size == 2:
        half = -monic[:, 1] / 2
        inside = half * half - monic[:, 2]
        inside = np.where(np.abs(inside) <= 1e-12 * half * half, 0.0, inside)
        if np.any(inside < 0):
            raise ValueError("a zero is not real")
        # the larger in size without a difference, the other from their product
        far = half + np.where(half < 0, -1.0, 1.0) * np.sqrt(inside)
        near = monic[:, 2] / np.where(far == 0, 1.0, far)
        return np.sort(np.stack([far, near], axis=-1), axis=-1)
    companion = np.zeros((len(factors), size, size))
    companion[:, 0] = -monic[:, 1:]
    companion[:, np.arange(1, size), np.arange(size - 1)] = 1.0
    zeros = np.linalg.eigvals(companion).astype(np.complex128)
    scale = np.max(np.abs(zeros), axis=-1, keepdims=True)
    if np.any(np.abs(zeros.imag) > 1e-6 * scale):
        raise ValueError("a zero is not real")
    return without_residue(np.sort(_polished(monic, zeros.real), axis=-1))


def _polished(monic: Array, zeros: Array) -> Array:
    """Return simple zeros after a step of Newton's method, which takes off LAPACK's errors."""
    size = monic.shape[-1]
    for _ in range(2):
        value, slope = np.zeros_like(zeros), np.zeros_like(zeros)
        for k in range(size):
            slope = slope * zeros + value
            value = value * zeros + monic[:, k, np.newaxis]
        simple = np.abs(slope) > 1e-4 * np.max(np.abs(monic), axis=-1, keepdims=True)
        zeros = np.where(simple, zeros - value / np.where(simple, slope, 1.0), zeros)
    return zeros


@vectorized("(*),(n),(n)->(...)")
def interp(x: Any, xs: Any, ys: Any) -> Result:
    """Value of the broken line through points, elementwise.

    Formula: y_i + (y_(i + 1) - y_i) (x - x_i) / (x_(i + 1) - x_i) between neighbors
    Shapes: x of any shape, xs and ys (n,), xs ascending; the result has the shape of x.
    Units: those of ys.
    Convention: before the first point and behind the last the line is level, as in numpy.
    Source: numpy.interp.
    Raises: ValueError where xs is not ascending.
    Example: interp(1.5, [0, 1, 2], [0, 10, 40]) = 25
    """
    at = floats(x, "x")
    first, second = filled(floats(xs, "xs"), "xs"), floats(ys, "ys")
    if np.any(np.diff(first, axis=-1) <= 0):
        raise ValueError("xs must be ascending, without equal entries")
    size = first.shape[-1]
    if size == 1:
        return np.broadcast_to(second.reshape(len(second), *(1,) * (at.ndim - 1)), at.shape)
    flat = along(at, None)
    bounded = np.minimum(np.maximum(flat, first[:, :1]), first[:, -1:])
    place = in_chunks(
        lambda points, some: np.count_nonzero(
            points[:, np.newaxis, 1:-1] <= some[..., np.newaxis], axis=-1
        ),
        size * bounded.shape[-1],
        first,
        bounded,
    )
    low, high = (np.take_along_axis(first, place + k, axis=-1) for k in (0, 1))
    start, end = (np.take_along_axis(second, place + k, axis=-1) for k in (0, 1))
    made = start + (end - start) * ((bounded - low) / (high - low))
    return np.where(bounded == high, end, made).reshape(at.shape)


@vectorized("(n),(n)->()")
def r_squared(y: Any, predicted: Any) -> Result:
    """Coefficient of determination: the share of the variance that a model explains.

    Formula: 1 - sum_i (y_i - predicted_i)^2 / sum_i (y_i - mean y)^2
    Shapes: y and predicted (n,); the result is a scalar.
    Units: none; at most 1.
    Source: scikit-learn, sklearn.metrics.r2_score.
    Raises: ValueError where all y are equal.
    Example: r_squared([1, 2, 4], [1, 2, 3]) = 0.7857
    """
    target, model = filled(floats(y, "y"), "y"), floats(predicted, "predicted")
    off = target - np.mean(target, axis=-1, keepdims=True)
    total = np.sum(off * off, axis=-1)
    if np.any(total == 0):
        raise ValueError("y must have entries that differ")
    return 1 - np.sum((target - model) * (target - model), axis=-1) / total
