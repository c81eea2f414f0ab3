"""Geometry and relativity against closed forms, integrals and vectors in space."""

import math

import numpy as np
import scipy.integrate

from function_cases import Case, case

BEIJING, PARIS = [39.9, 116.4], [48.9, 2.4]


def unit_vector(latitude: float, longitude: float) -> list[float]:
    f, a = math.radians(latitude), math.radians(longitude)
    return [math.cos(f) * math.cos(a), math.cos(f) * math.sin(a), math.sin(f)]


def between(a: list[float], b: list[float]) -> float:
    """Return the angle between two places by the vectors that point to them."""
    return math.acos(sum(x * y for x, y in zip(unit_vector(*a), unit_vector(*b), strict=True)))


def along_ray(r: float) -> float:
    """Return the length of a ray from the center of the Poincare disk, by integration."""
    return float(scipy.integrate.quad(lambda t: 2 / (1 - t * t), 0, r)[0])


def matrix(v: float, c: float) -> np.ndarray:
    """Return the Lorentz transformation of [t, x] as the exponential of the rapidity."""
    rapidity = math.atanh(v / c)
    return np.array(
        [
            [math.cosh(rapidity), -math.sinh(rapidity) / c],
            [-math.sinh(rapidity) * c, math.cosh(rapidity)],
        ]
    )


# the radius of the parallel of latitude f is cos(f)
PARALLEL = 2 * math.pi * math.cos(math.radians(60))

GEOMETRY: list[Case] = [
    case("spherical_circumference", math.radians(30), expect=PARALLEL),
    case("spherical_circumference", 2 * math.radians(30), 2, expect=2 * PARALLEL),
    case("spherical_circumference", math.pi, expect=0.0),
    case(
        "spherical_circle_area",
        1.2,
        expect=scipy.integrate.quad(lambda r: 2 * math.pi * math.sin(r), 0, 1.2)[0],
    ),
    case("spherical_circle_area", 3 * math.pi, 3, expect=4 * math.pi * 9),
    case("spherical_excess", [90, 90, 90], expect=90.0),
    case("spherical_excess", [math.pi / 2] * 3, unit="radians", expect=math.pi / 2),
    case("spherical_triangle_area", [90, 90, 90], 2, expect=4 * math.pi * 4 / 8),
    case("spherical_triangle_area", [120, 90, 90], expect=4 * math.pi / 6),
    case("great_circle_distance", BEIJING, PARIS, 6371, expect=6371 * between(BEIJING, PARIS)),
    case("great_circle_distance", [90, 0], [-90, 77], expect=math.pi),
    case("great_circle_distance", [0.0, 0.1], [0.0, 0.3], unit="radians", expect=0.2),
    case(
        "hyperbolic_circumference",
        along_ray(0.5),
        # the circle of Euclidean radius r around the center has the length 2 pi r times 2/(1-r^2)
        expect=2 * math.pi * 0.5 * 2 / (1 - 0.25),
    ),
    case("hyperbolic_circumference", 3, 2, expect=2 * math.pi * 2 * math.sinh(1.5)),
    case("hyperbolic_triangle_area", [30, 40, 50], expect=math.radians(60)),
    case("hyperbolic_triangle_area", [1.0, 0.5, 0.5], 2, unit="radians", expect=4 * (math.pi - 2)),
    case("poincare_distance", [0, 0], [0.3, 0.4], expect=along_ray(0.5)),
    case("poincare_distance", [-0.2, 0], [0.6, 0], expect=along_ray(0.2) + along_ray(0.6)),
    case("poincare_distance", [0.1, 0.2], [0.1, 0.2], expect=0.0),
    case(
        "poincare_distance",
        [0.1, 0.5],
        [-0.4, 0.3],
        expect=math.acosh(1 + 2 * (0.25 + 0.04) / ((1 - 0.26) * (1 - 0.25))),
    ),
]

RELATIVITY: list[Case] = [
    case("lorentz_factor", 0.6, expect=1.25),
    case("lorentz_factor", -240_000, c=300_000, expect=1 / 0.6),
    case("rapidity", 0.6, expect=math.log(2)),
    case("lorentz_transform", [3, 1], 0.8, expect=matrix(0.8, 1) @ [3, 1]),
    case("lorentz_transform", [2, 5], -1.5, c=3, expect=matrix(-1.5, 3) @ [2, 5]),
    case("lorentz_transform", [1, 0, 7, 8], 0.6, expect=[1.25, -0.75, 7.0, 8.0]),
    case("spacetime_interval", [0, 0], [5, 3], expect=16.0),
    case("spacetime_interval", [1, 2, 3, 4], [2, 4, 4, 4], c=2, expect=4.0 - 4 - 1),
    case("proper_time", [0, 0], [5, 3], expect=4.0),
    case("proper_time", [0, 0], [5, 8], c=2, expect=3.0),
    case("velocity_addition", 0.5, 0.5, expect=math.tanh(2 * math.atanh(0.5))),
    case("velocity_addition", 150, -75, c=300, expect=600 / 7),
]

CASES = [*GEOMETRY, *RELATIVITY]
