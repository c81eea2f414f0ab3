"""Lengths, angles, projections and norms in Euclidean space."""

from fractions import Fraction
from itertools import count, product
from math import cos, exp, hypot, log, pi, radians, sin, sqrt

from first_principles import reference
from first_principles.plain import Matrix, Vector, inner, length


def scaled(factor: float, a: Vector) -> Vector:
    return [factor * entry for entry in a]


def minus(a: Vector, b: Vector) -> Vector:
    return [x - y for x, y in zip(a, b, strict=True)]


def across(a: Vector, b: Vector) -> Vector:
    """Return what is left of b without its part along a."""
    return minus(b, scaled(float(Fraction(inner(a, b)) / Fraction(inner(a, a))), a))


@reference("euclidean-missing-coordinate")
def missing_coordinate(a: list[int], b: list[int], t: int) -> int:
    """By trying whole numbers until the inner product comes out."""
    wanted = inner(a, [*b, t])
    return next(s for s in range(-99, 100) if inner(a, [*b, s]) == wanted)


@reference("euclidean-distance-after-map")
def distance_after_map(d: float, c: int, v: list[int]) -> float:
    p, q = [0.0, 0.0], [d * cos(1), d * sin(1)]
    moved = [[c * x + s for x, s in zip(point, v, strict=True)] for point in (p, q)]
    return length(minus(*moved))


@reference("euclidean-cube-diagonal", form=0)
def cube_diagonal(n: int, s: int) -> float:
    return hypot(*[s] * n)


@reference("euclidean-cube-diagonal", form=1)
def cube_dimensions(n: int, s: int) -> int:
    return next(k for k in count(1) if sum([s * s] * k) == s * s * n)


@reference("euclidean-squared-distance-excess")
def squared_excess(p: int, q: int) -> int:
    a, b, c = 0, p, p + q
    return (c - a) ** 2 - (b - a) ** 2 - (c - b) ** 2


@reference("euclidean-inner-product-from-angle")
def from_angle(p: int, q: int, theta: int) -> float:
    """By the law of cosines."""
    turned = [q * cos(radians(theta)), q * sin(radians(theta))]
    opposite = length(minus([p, 0], turned))
    return (p * p + q * q - opposite**2) / 2


@reference("euclidean-unit-vectors-distance", form=0)
def unit_distance(c: float) -> float:
    return length(minus([1, 0], [c, sqrt(1 - c * c)]))


@reference("euclidean-unit-vectors-distance", form=1)
def unit_cosine(d: float) -> float:
    """By halving: the nearer, the larger the cosine."""
    low, high = -1.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if unit_distance(middle) > d else (low, middle)
    return low


@reference("euclidean-norm-of-sum")
def norm_of_sum(p: int, q: int, s: int) -> float:
    """With a on an axis and b at the angle that the inner product gives."""
    cosine = s / (p * q)
    return length([p + q * cosine, q * sqrt(1 - cosine * cosine)])


def turns(p: int, q: int) -> list[tuple[Vector, Vector]]:
    """Return pairs of plane vectors of these norms, at angles all around."""
    angles = [k * pi / 180 for k in range(360)]
    return [([p, 0.0], [q * cos(angle), q * sin(angle)]) for angle in angles]


@reference("euclidean-extreme-values", form=0)
def largest_product(p: int, q: int) -> float:
    return max(inner(a, b) for a, b in turns(p, q))


@reference("euclidean-extreme-values", form=1)
def smallest_distance(p: int, q: int) -> float:
    return min(length(minus(a, b)) for a, b in turns(p, q))


@reference("euclidean-extreme-values", form=2)
def largest_distance(p: int, q: int) -> float:
    return max(length(minus(a, b)) for a, b in turns(p, q))


@reference("euclidean-orthogonal-entry")
def orthogonal_entry(a: list[int], u: int, w: int) -> int:
    return next(t for t in range(-999, 1000) if inner(a, [u, t, w]) == 0)


@reference("euclidean-hyperplane-distance")
def hyperplane_distance(w: list[int], x: list[int], b: int) -> float:
    """By walking along w to the foot of the perpendicular."""
    t = Fraction(inner(w, x) + b, inner(w, w))
    foot = [Fraction(entry) - t * slope for entry, slope in zip(x, w, strict=True)]
    assert inner(w, foot) + b == 0
    return length([float(entry) for entry in minus(x, foot)])


@reference("euclidean-orthonormal-coordinate-value", form=0)
def coordinate(x: list[int], u: Vector) -> float:
    """By solving x = s u + t v for the vector v at right angles to u (Cramer's rule)."""
    v = [-u[1], u[0]]
    return (x[0] * v[1] - x[1] * v[0]) / (u[0] * v[1] - u[1] * v[0])


@reference("euclidean-orthonormal-coordinate-value", form=1)
def other_coordinate(k: int, c: int) -> float:
    return sqrt((k - c) * (k + c))


@reference("euclidean-gram-schmidt-step")
def gram_schmidt(a: list[int], b: list[int]) -> Vector:
    rest = across(a, b)
    assert abs(inner(a, rest)) < 1e-9
    return rest


@reference("euclidean-projection-onto-plane")
def onto_plane(a: list[int], k: int) -> Vector:
    """By taking off the part along the normal of the plane."""
    normal = [[1, -1, 0], [0, 1, -1], [1, 0, -1], [1, 1, 0]][k]
    return across(normal, a)


@reference("euclidean-orthogonal-matrix-factor")
def orthogonal_factor(a: int, b: int) -> float:
    """By bisection: the factor with which the first column has the norm 1."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if hypot(middle * a, middle * b) < 1 else (low, middle)
    return low


@reference("euclidean-orthogonal-matrix-effect")
def after_rotation(x: list[int], y: list[int], c: int) -> float:
    """With a rotation in the plane of the first two axes."""

    def turn(a: Vector) -> Vector:
        return [0.6 * a[0] - 0.8 * a[1], 0.8 * a[0] + 0.6 * a[1], a[2]]

    return inner(scaled(c, turn(x)), turn(y))


@reference("euclidean-random-cosine", form=0)
def random_cosine(n: int) -> float:
    return sqrt(1 / n)


@reference("euclidean-random-cosine", form=1)
def dimensions_for_cosine(k: int) -> int:
    return next(n for n in count(1) if Fraction(1, n) <= Fraction(k, 100) ** 2)


@reference("euclidean-three-norms")
def three_norms(x: list[int]) -> tuple[int, float, int]:
    """The first and the last as largest inner products with signs and unit vectors."""
    one = max(inner(x, signs) for signs in product((-1, 1), repeat=len(x)))
    return int(one), hypot(*x), max(max(entry, -entry) for entry in x)


@reference("euclidean-mahalanobis")
def mahalanobis(g: list[int], sd: list[int]) -> float:
    return hypot(*[entry / deviation for entry, deviation in zip(g, sd, strict=True)])


@reference("euclidean-distance-from-gram")
def from_gram(X: Matrix, i: int, j: int) -> float:
    difference = minus(X[i], X[j])
    return inner(difference, difference)


@reference("euclidean-volume-in-shell")
def shell(n: int, e100: int) -> float:
    return 1 - exp(n * log(1 - e100 / 100))


@reference("euclidean-centroid-cost")
def centroid_cost(P: list[list[int]]) -> int:
    """By trying every whole center around the points."""
    places = range(-9, 10)
    return min(sum((x - a) ** 2 + (y - b) ** 2 for x, y in P) for a, b in product(places, places))


@reference("euclidean-dependent-entry")
def dependent(a: list[int], b: list[int], p: int, q: int) -> float:
    """By the determinant, which is 0 where the three are dependent."""
    c = [p * a[0] + q * b[0], p * a[1] + q * b[1]]
    minors = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    return -(c[0] * minors[0] + c[1] * minors[1]) / minors[2]
