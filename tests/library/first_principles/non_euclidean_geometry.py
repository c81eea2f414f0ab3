"""Spheres, hyperbolic planes and space-time: lengths by integration, distances by other models."""

from collections.abc import Callable
from math import asin, atan2, cos, degrees, exp, hypot, log, pi, radians, sin, sqrt

from first_principles import reference
from first_principles.plain import Vector, inner, length


def bisect(function: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Invert an increasing function."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < target else (low, middle)
    return low


def integrate(function: Callable[[float], float], low: float, high: float) -> float:
    """Integrate by Simpson's rule."""
    steps = 2000
    width = (high - low) / steps
    inner_points = [function(low + k * width) for k in range(1, steps)]
    weighted = 4 * sum(inner_points[::2]) + 2 * sum(inner_points[1::2])
    return (function(low) + weighted + function(high)) * width / 3


@reference("noneuclidean-circle-radius-backwards")
def circle_radius(R: int, C: int) -> float:
    return bisect(lambda r: 2 * pi * R * sin(r / R), C, 0, pi * R / 2)


@reference("noneuclidean-meridian-distance")
def meridian_distance(d: int, f: int) -> float:
    """By the radius of the circle of latitude: the distance of its points from the axis."""
    latitude = radians(f)
    return d * sqrt(1 - sin(latitude) ** 2)


@reference("noneuclidean-angle-sum-from-area")
def angle_sum(p: float) -> float:
    area = 4 * pi * p / 100
    return degrees(pi + area)


@reference("noneuclidean-hyperbolic-triangle", form=0)
def hyperbolic_area(A: list[int]) -> float:
    return pi * (180 - sum(A)) / 180


@reference("noneuclidean-hyperbolic-triangle", form=1)
def third_angle(A: list[int], S: float) -> float:
    return bisect(lambda angle: -hyperbolic_area([A[0], A[1], angle]), -S, -180, 180)


@reference("noneuclidean-hyperbolic-circle")
def hyperbolic_circle(r: float) -> float:
    """By the derivative of the area, which is the circumference."""
    return (exp(r) - exp(-r)) / (2 * r)


@reference("noneuclidean-poincare-from-centre", form=0)
def distance_from_center(r: float) -> float:
    return integrate(lambda x: 2 / (1 - x * x), 0, r)


@reference("noneuclidean-poincare-from-centre", form=1)
def norm_from_distance(d: float) -> float:
    return bisect(lambda r: log((1 + r) / (1 - r)), d, 0, 1 - 1e-12)


@reference("noneuclidean-interval-other-frame")
def other_frame(t: int, x: int, u: int) -> float:
    return sqrt(u**2 - t**2 + x**2)


@reference("noneuclidean-velocity-addition", form=0)
def add_velocities(u: float, v: float) -> float:
    """By the rapidities, which add up."""
    factor = (1 + u) / (1 - u) * (1 + v) / (1 - v)
    return (factor - 1) / (factor + 1)


@reference("noneuclidean-velocity-addition", form=1)
def subtract_velocities(v: float, w: float) -> float:
    return add_velocities(w, -v)


@reference("noneuclidean-hyperboloid-distance")
def hyperboloid(u: Vector, v: Vector) -> float:
    """In the Poincare disk, where a point is projected to x / (1 + x0), by its Moebius map."""
    z, w = (complex(*p) / (1 + sqrt(1 + inner(p, p))) for p in (u, v))
    moved = abs((w - z) / (1 - z.conjugate() * w))
    return log((1 + moved) / (1 - moved))


@reference("noneuclidean-exponential-map", form=0)
def exponential_map(n: Vector, s: float) -> float:
    radius = bisect(lambda r: log((1 + r) / (1 - r)), 2 * s, 0, 1 - 1e-12)
    return radius * n[0]


@reference("noneuclidean-exponential-map", form=1)
def logarithmic_map(n: Vector, r: float) -> float:
    return distance_from_center(r) / 2 * n[0]


@reference("noneuclidean-riemannian-gradient-value")
def riemannian_gradient(x: Vector, g: float) -> float:
    """Of the metric: its first diagonal entry divides the derivative."""
    metric = 4 / (1 - length(x) ** 2) ** 2
    return g / metric


@reference("noneuclidean-geodesic-and-chord", form=0)
def geodesic_from_cosine(c: float) -> float:
    return atan2(sqrt((1 - c) * (1 + c)), c)


@reference("noneuclidean-geodesic-and-chord", form=1)
def geodesic_from_chord(d: float) -> float:
    return bisect(lambda angle: hypot(1 - cos(angle), sin(angle)), d, 0, pi)


@reference("noneuclidean-curvature-from-triangle")
def curvature(A: list[int], S: float) -> float:
    return (sum(A) - 180) * pi / (180 * S)


@reference("noneuclidean-step-on-sphere")
def step_on_sphere(f: int, north: float, east: float) -> float:
    east_degrees = east * sin(radians(90 - f))
    return 111.2 * abs(complex(north, east_degrees))


@reference("noneuclidean-graph-geodesic")
def graph_geodesic(A: Vector, s: Vector, t: Vector) -> float:
    B = [a + b for a, b in zip(A, s, strict=True)]
    C = [a + b for a, b in zip(B, t, strict=True)]
    legs = [hypot(p[0] - q[0], p[1] - q[1]) for p, q in ((A, B), (B, C), (A, C))]
    return legs[0] + legs[1] - legs[2]


@reference("noneuclidean-hyperbolic-disk-area")
def disk_area_ratio(r: float) -> float:
    """By integration of the circumference."""
    return integrate(lambda x: exp(x) - exp(-x), 0, r) / r**2


@reference("noneuclidean-length-contraction")
def length_contraction(L: int, v: float) -> float:
    """By the angle whose sine is the speed."""
    return L * cos(asin(v))


@reference("noneuclidean-star-distortion")
def star_distortion(n: int) -> float:
    """By the coordinates of two neighboring leaves."""
    first, second = (1.0, 0.0), (cos(2 * pi / n), sin(2 * pi / n))
    return 2 / hypot(first[0] - second[0], first[1] - second[1])


@reference("noneuclidean-tree-capacity")
def tree_capacity(b: int, k: int, a: float) -> float:
    """By the radius at which the arc of a circle in the Poincaré disk is long enough."""

    def circumference(r: float) -> float:
        euclidean = (exp(r) - 1) / (exp(r) + 1)
        return 2 * pi * euclidean * 2 / (1 - euclidean**2)

    leaves = 1
    for _ in range(k):
        leaves *= b
    return bisect(circumference, leaves * a, 0, 20)
