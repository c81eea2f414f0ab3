"""Linear algebra: entry by entry, and small systems by elimination."""

from math import sqrt

from first_principles import reference
from first_principles.plain import Matrix, Vector, inner, length


@reference("linear-algebra-matrix-vector")
def product(A: Matrix, x: Vector) -> Vector:
    return [inner(row, x) for row in A]


@reference("linear-algebra-matrix-vector", form=1)
def transposed_product(A: Matrix, y: Vector) -> Vector:
    return [inner(list(column), y) for column in zip(*A, strict=True)]


def left_first(p: int, q: int, r: int, s: int) -> int:
    return p * r * q + p * s * r


def right_first(p: int, q: int, r: int, s: int) -> int:
    return q * s * r + p * s * q


@reference("linear-algebra-chain-cost")
def chain_cost(p: int, q: int, r: int, s: int) -> int:
    return left_first(p, q, r, s)


@reference("linear-algebra-chain-cost", form=1)
def multiplications_saved(p: int, q: int, r: int, s: int) -> int:
    return abs(left_first(p, q, r, s) - right_first(p, q, r, s))


def determinant(A: Matrix) -> float:
    return A[0][0] * A[1][1] - A[0][1] * A[1][0]


def solved(A: Matrix, b: Vector) -> Vector:
    """Return the solution of two equations by Cramer's rule."""
    d = determinant(A)
    first = determinant([[b[0], A[0][1]], [b[1], A[1][1]]])
    second = determinant([[A[0][0], b[0]], [A[1][0], b[1]]])
    return [first / d, second / d]


@reference("linear-algebra-inverse")
def determinant_of(A: Matrix) -> float:
    return determinant(A)


@reference("linear-algebra-inverse", form=1)
def inverse_entry(A: Matrix, i: int, j: int) -> float:
    """A column of the inverse solves A x = a unit vector."""
    return solved(A, [1 if row == j else 0 for row in range(2)])[i]


@reference("linear-algebra-inverse", form=2)
def singular_at(A: Matrix) -> float:
    return A[0][1] * A[1][0] / A[0][0]


def largest_eigenvalue(trace: float, det: float) -> float:
    return trace / 2 + sqrt((trace / 2) ** 2 - det)


@reference("linear-algebra-eigenpair")
def larger_eigenvalue(a: int, b: int, d: int) -> float:
    return largest_eigenvalue(a + d, a * d - b * b)


@reference("linear-algebra-eigenpair", form=1)
def eigenvalue_of_vector(a: int, b: int, s: int) -> float:
    return inner([a, b], [1, s])


@reference("linear-algebra-rank-one-error")
def rank_one_error(s: Vector) -> float:
    return length(s[1:])


@reference("linear-algebra-rank-one-error", form=1)
def share_kept(s: Vector) -> float:
    return 100 * s[0] * s[0] / inner(s, s)


@reference("linear-algebra-rank-one-error", form=2)
def largest_singular_value(s: Vector) -> float:
    return sqrt(inner(s, s) - length(s[1:]) ** 2)


@reference("linear-algebra-norms")
def frobenius(A: Matrix) -> float:
    return length([entry for row in A for entry in row])


@reference("linear-algebra-norms", form=1)
def spectral(A: Matrix) -> float:
    squares = inner([entry for row in A for entry in row], [entry for row in A for entry in row])
    return sqrt(largest_eigenvalue(squares, determinant(A) ** 2))


@reference("linear-algebra-least-squares")
def least_squares(A: Matrix, b: Vector) -> Vector:
    columns = [list(column) for column in zip(*A, strict=True)]
    gram = [[inner(one, other) for other in columns] for one in columns]
    return solved(gram, [inner(column, b) for column in columns])


@reference("linear-algebra-condition-number")
def condition(a: int, b: int, d: int) -> float:
    det = a * d - b * b
    largest = largest_eigenvalue(a + d, det)
    return largest / (det / largest)


@reference("linear-algebra-condition-number", form=1)
def amplified_error(s: int, w: float, e: float) -> float:
    return s / w * e
