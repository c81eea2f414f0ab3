"""Euclidean and other geometries, representations, adversarial perturbations."""

from fractions import Fraction
from math import acos, asin, cos, degrees, exp, hypot, log, pi, radians, sin, sqrt

from first_principles import reference
from first_principles.plain import Vector, clip, inner, length, sigmoid, sign, softmax


@reference("euclidean-inner-product-value")
def inner_product(a: Vector, b: Vector) -> float:
    return inner(a, b)


@reference("euclidean-norm-value")
def norm(x: Vector) -> float:
    return hypot(*x)


@reference("euclidean-distance-value")
def distance(p: Vector, q: Vector) -> float:
    return sqrt(sum((a - b) ** 2 for a, b in zip(p, q, strict=True)))


@reference("euclidean-angle-value")
def angle(a: Vector, b: Vector) -> float:
    return degrees(acos(inner(a, b) / (length(a) * length(b))))


@reference("euclidean-cosine-similarity-value")
def cosine(a: Vector, b: Vector) -> float:
    return inner(a, b) / (length(a) * length(b))


@reference("euclidean-projection-value")
def projection(a: list[int], b: list[int]) -> Vector:
    factor = Fraction(a[0] * b[0] + a[1] * b[1], b[0] ** 2 + b[1] ** 2)
    return [float(factor * entry) for entry in b]


@reference("euclidean-distance-to-line")
def distance_to_line(a: Vector, b: Vector) -> float:
    """By the area of the parallelogram: the cross product over the base."""
    cross = [a[i] * b[j] - a[j] * b[i] for i, j in ((1, 2), (2, 0), (0, 1))]
    return length(cross) / length(b)


@reference("euclidean-parallel-lines-distance")
def parallel_lines(m: int, c: list[int]) -> float:
    return abs(c[1] - c[0]) / hypot(1, m)


@reference("noneuclidean-measured-pi")
def measured_pi(R: int, r: int) -> float:
    return 2 * pi * (R * sin(r / R)) / (2 * r)


@reference("noneuclidean-excess-and-area")
def excess_and_area(A: list[int], R: int) -> float:
    return 4 * pi * R**2 * (sum(A) - 180) / 720


@reference("noneuclidean-great-circle-distance")
def great_circle(f: list[int], m: int) -> float:
    """By the chord between the two points in space."""
    points = [
        [cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)]
        for lat, lon in ((radians(f[0]), 0), (radians(f[1]), radians(m)))
    ]
    chord = distance(*points)
    return 6371 * 2 * asin(chord / 2)


@reference("noneuclidean-poincare-two-points")
def poincare(u: Vector, v: Vector) -> float:
    """By the Moebius map that takes u to the centre, in the complex plane."""
    z, w = complex(*u), complex(*v)
    moved = abs((w - z) / (1 - z.conjugate() * w))
    return log((1 + moved) / (1 - moved))


@reference("noneuclidean-interval-value")
def interval(a: list[int], b: list[int]) -> int:
    (t0, x0), (t1, x1) = a, b
    return (t1 - t0 - x1 + x0) * (t1 - t0 + x1 - x0)


@reference("noneuclidean-lorentz-transform")
def lorentz(v: float, t: int, x: int) -> tuple[float, float]:
    beta = Fraction(str(v))
    gammas = {Fraction(7, 25): Fraction(25, 24), Fraction(3, 5): Fraction(5, 4)}
    gamma = gammas.get(abs(beta), Fraction(5, 3))
    return float(gamma * (t - beta * x)), float(gamma * (x - beta * t))


@reference("noneuclidean-lorentz-factor", form=0)
def gamma(v: float) -> float:
    return 1 / sqrt((1 - v) * (1 + v))


@reference("noneuclidean-lorentz-factor", form=1)
def speed(g: float) -> float:
    return sqrt(g * g - 1) / g


@reference("noneuclidean-proper-time")
def proper_time(T: int, L: int) -> float:
    v = L / T
    return T * sqrt(1 - v * v)


@reference("representation-pca-share")
def pca_share(raw: list[int], k: int) -> float:
    return float(Fraction(sum(sorted(raw, reverse=True)[:k]), sum(raw)))


@reference("representation-pca-projection")
def pca_projection(x: Vector, mu: Vector, w: Vector) -> float:
    return sum((a - m) * c for a, m, c in zip(x, mu, w, strict=True))


@reference("representation-pca-squared-error")
def pca_error(u: Vector, w: Vector) -> float:
    t = inner(u, w)
    return sum((a - t * c) ** 2 for a, c in zip(u, w, strict=True))


@reference("representation-autoencoder-error")
def autoencoder_error(x: Vector, w: Vector, f: float) -> float:
    code = inner(w, x)
    return sum((a - code * f * c) ** 2 for a, c in zip(x, w, strict=True))


@reference("representation-infonce")
def infonce(s: Vector, y: int, tau: float) -> float:
    return -log(softmax([score / tau for score in s])[y])


@reference("adversarial-fgsm-step")
def fgsm(x: Vector, g: Vector, eps: float) -> Vector:
    return [a + eps * sign(slope) for a, slope in zip(x, g, strict=True)]


@reference("adversarial-fgsm-clipped")
def fgsm_clipped(x: Vector, g: Vector, eps: float) -> Vector:
    return [clip(a, 0, 1) for a in fgsm(x, g, eps)]


@reference("adversarial-project-linf")
def project_linf(c: Vector, d: Vector, eps: float) -> Vector:
    return [a + clip(b, -eps, eps) for a, b in zip(c, d, strict=True)]


@reference("adversarial-project-l2")
def project_l2(c: Vector, d: Vector, eps: float) -> Vector:
    shrink = min(1, eps / hypot(*d))
    return [a + shrink * b for a, b in zip(c, d, strict=True)]


@reference("adversarial-pgd-step")
def pgd(c: Vector, d: Vector, g: Vector, a: float) -> Vector:
    return project_linf(c, [b + a * sign(s) for b, s in zip(d, g, strict=True)], 0.2)


@reference("adversarial-worst-case-margin", form=0)
def worst_margin_linf(w: Vector, x: Vector, b: int, y: int, eps: float) -> float:
    """By trying the corners of the ball: a linear function is least at one of them."""
    corners = [[p, q, r] for p in (-1, 1) for q in (-1, 1) for r in (-1, 1)]
    moved = [[a + eps * s for a, s in zip(x, corner, strict=True)] for corner in corners]
    return min(y * (inner(w, point) + b) for point in moved)


@reference("adversarial-worst-case-margin", form=1)
def worst_margin_l2(w: Vector, x: Vector, b: int, y: int, eps: float) -> float:
    """By the largest change of the score, that of a step along the weights."""
    return y * (inner(w, x) + b) - eps * length(w)


@reference("adversarial-smallest-epsilon", form=0)
def smallest_linf(w: list[int], x: list[int], b: int) -> float:
    return float(Fraction(abs(inner(w, x) + b), sum(map(abs, w))))


@reference("adversarial-smallest-epsilon", form=1)
def smallest_l2(w: list[int], x: list[int], b: int) -> float:
    """By the foot of the perpendicular on the boundary."""
    t = (inner(w, x) + b) / inner(w, w)
    return length([t * a for a in w])


@reference("adversarial-logistic-gradient")
def logistic_gradient(w: Vector, x: Vector, y: int) -> Vector:
    p = sigmoid(inner(w, x))
    return [-(1 - p) * a if y else p * a for a in w]


@reference("adversarial-robust-loss")
def robust_loss(m: float, s: int, eps: float) -> float:
    return log(1 + exp(eps * s - m))
