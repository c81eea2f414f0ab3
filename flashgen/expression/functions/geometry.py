"""Geometry on the sphere and in hyperbolic space."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    float_vector,
    not_negative,
    positive,
    same_shape,
    unit_factor,
)
from flashgen.expression.functions.elementary import LARGEST_EXPONENT

__all__ = [
    "great_circle_distance",
    "hyperbolic_circumference",
    "hyperbolic_triangle_area",
    "poincare_distance",
    "spherical_circle_area",
    "spherical_circumference",
    "spherical_excess",
    "spherical_triangle_area",
]


def spherical_circumference(radius: Any, sphere_radius: Any = 1) -> float:
    """Circumference of a circle drawn on a sphere; its radius is measured along the sphere.

    Formula: 2 pi R sin(r / R)
    Shapes: scalars.
    Units: those of radius and sphere_radius.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I.
    Raises: ValueError where radius is more than half a great circle, pi R.
    Example: spherical_circumference(pi / 2) = 6.2832
    """
    angle, sphere = _on_sphere(radius, sphere_radius)
    return 2 * math.pi * sphere * math.sin(angle)


def spherical_circle_area(radius: Any, sphere_radius: Any = 1) -> float:
    """Area of a circle drawn on a sphere; its radius is measured along the sphere.

    Formula: 2 pi R^2 (1 - cos(r / R))
    Shapes: scalars.
    Units: those of sphere_radius squared.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I.
    Raises: ValueError where radius is more than half a great circle, pi R.
    Example: spherical_circle_area(pi / 2) = 6.2832
    """
    angle, sphere = _on_sphere(radius, sphere_radius)
    return 4 * math.pi * sphere**2 * math.sin(angle / 2) ** 2


def _on_sphere(radius: Any, sphere_radius: Any) -> tuple[float, float]:
    sphere = float(positive(sphere_radius, "sphere_radius"))
    angle = not_negative(radius, "radius") / sphere
    if angle > math.pi * (1 + 1e-12):
        raise ValueError("radius must be at most pi times sphere_radius, half a great circle")
    return min(angle, math.pi), sphere


def spherical_excess(angles: Any, unit: Any = "degrees") -> float:
    """Excess of a spherical triangle: how much its angles sum to beyond two right angles.

    Formula: a + b + c - pi
    Shapes: angles (3,); the result is a scalar.
    Units: degrees, the angles and the excess, or unit="radians".
    Convention: proper triangles, with angles below 180 degrees.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I (Harriot's theorem).
    Raises: ValueError where no spherical triangle has these angles.
    Example: spherical_excess([90, 90, 90]) = 90
    """
    factor = unit_factor(unit)
    half_turn = math.pi / factor
    corners = _corners(angles, half_turn)
    excess = float(np.sum(corners)) - half_turn
    # the sides of the polar triangle are half a turn less the angles: none exceeds the others
    if excess <= 0 or np.any(2 * corners - float(np.sum(corners)) + half_turn <= 0):
        raise ValueError("no spherical triangle has these angles")
    return excess


def spherical_triangle_area(angles: Any, sphere_radius: Any = 1, unit: Any = "degrees") -> float:
    """Area of a spherical triangle, from its angles.

    Formula: R^2 (a + b + c - pi), the angles in radians
    Shapes: angles (3,), sphere_radius a scalar; the result is a scalar.
    Units: angles in degrees, or unit="radians"; the area in those of sphere_radius squared.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I (Harriot's theorem).
    Raises: ValueError where no spherical triangle has these angles.
    Example: spherical_triangle_area([90, 90, 90]) = 1.5708
    """
    excess = spherical_excess(angles, unit) * unit_factor(unit)
    return excess * float(positive(sphere_radius, "sphere_radius")) ** 2


def _corners(angles: Any, half_turn: float) -> Array:
    corners = float_vector(angles, "angles")
    if corners.size != 3:
        raise ValueError("angles must be the three angles of a triangle")
    if np.any(corners <= 0) or np.any(corners >= half_turn):
        raise ValueError(f"each angle must be above 0 and below {half_turn:.6g}")
    return corners


def great_circle_distance(a: Any, b: Any, sphere_radius: Any = 1, unit: Any = "degrees") -> float:
    """Distance of two points along a sphere.

    Formula: R arccos(sin f_1 sin f_2 + cos f_1 cos f_2 cos(l_1 - l_2)); f latitude, l longitude
    Shapes: a and b (2,), each [latitude, longitude]; the result is a scalar.
    Units: degrees, or unit="radians"; the distance in those of sphere_radius.
    Convention: computed by the haversine formula, which is exact for near points too.
    Source: Sinnott, Virtues of the Haversine (1984).
    Raises: ValueError where a latitude is not between -90 and 90 degrees.
    Example: great_circle_distance([0, 0], [0, 90]) = 1.5708
    """
    factor = unit_factor(unit)
    first, second = float_vector(a, "a"), float_vector(b, "b")
    if first.size != 2 or second.size != 2:
        raise ValueError("a and b must each be [latitude, longitude]")
    (latitude, longitude), (other_latitude, other_longitude) = first * factor, second * factor
    if max(abs(latitude), abs(other_latitude)) > math.pi / 2 * (1 + 1e-12):
        raise ValueError("a latitude must be between -90 and 90 degrees")
    haversine = (
        math.sin((latitude - other_latitude) / 2) ** 2
        + math.cos(latitude)
        * math.cos(other_latitude)
        * math.sin((longitude - other_longitude) / 2) ** 2
    )
    central = 2 * math.asin(math.sqrt(min(1.0, max(0.0, haversine))))
    return float(positive(sphere_radius, "sphere_radius")) * central


def hyperbolic_circumference(radius: Any, curvature_radius: Any = 1) -> float:
    """Circumference of a circle in the hyperbolic plane.

    Formula: 2 pi R sinh(r / R)
    Shapes: scalars.
    Units: those of radius and curvature_radius.
    Convention: the curvature is -1 / R^2.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I.
    Raises: ValueError where the result overflows.
    Example: hyperbolic_circumference(1) = 7.384
    """
    scale = float(positive(curvature_radius, "curvature_radius"))
    reach = not_negative(radius, "radius") / scale
    if reach > LARGEST_EXPONENT:
        raise ValueError("radius is too large for curvature_radius: the result overflows")
    return 2 * math.pi * scale * math.sinh(reach)


def hyperbolic_triangle_area(
    angles: Any, curvature_radius: Any = 1, unit: Any = "degrees"
) -> float:
    """Area of a triangle in the hyperbolic plane, from its angles.

    Formula: R^2 (pi - a - b - c), the angles in radians
    Shapes: angles (3,), curvature_radius a scalar; the result is a scalar.
    Units: angles in degrees, or unit="radians"; the area in those of curvature_radius squared.
    Convention: the curvature is -1 / R^2.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I.
    Raises: ValueError where the angles do not sum to less than two right angles.
    Example: hyperbolic_triangle_area([30, 30, 30]) = 1.5708
    """
    factor = unit_factor(unit)
    defect = math.pi - float(np.sum(_corners(angles, math.pi / factor))) * factor
    if defect <= 0:
        raise ValueError("the angles of a hyperbolic triangle sum to less than 180 degrees")
    return defect * float(positive(curvature_radius, "curvature_radius")) ** 2


def poincare_distance(u: Any, v: Any) -> float:
    """Distance of two points in the Poincare ball.

    Formula: arccosh(1 + 2 ||u - v||^2 / ((1 - ||u||^2) (1 - ||v||^2)))
    Shapes: u and v (n,), within the unit ball; the result is a scalar.
    Units: none; the curvature is -1.
    Source: Nickel, Kiela, Poincare Embeddings for Learning Hierarchical Representations (2017),
        arXiv:1705.08039, equation 1.
    Raises: ValueError where a point is not within the unit ball.
    Example: poincare_distance([0, 0], [0.5, 0]) = 1.0986
    """
    first, second = _in_ball(u, v)
    gap = float(np.sum((first - second) ** 2))
    room = (1 - float(np.sum(first**2))) * (1 - float(np.sum(second**2)))
    return 2 * math.asinh(math.sqrt(gap / room))  # arccosh(1 + 2 s^2), exact for small s


def _in_ball(u: Any, v: Any) -> tuple[Array, Array]:
    first, second = float_vector(u, "u"), float_vector(v, "v")
    same_shape(first, second, "u and v")
    for point, name in ((first, "u"), (second, "v")):
        if np.any(np.abs(point) >= 1) or float(np.sum(point**2)) >= 1:
            raise ValueError(f"{name} must lie within the unit ball: its norm must be below 1")
    return first, second
