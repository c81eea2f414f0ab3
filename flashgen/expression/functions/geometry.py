"""Geometry on the sphere and in hyperbolic space."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    filled,
    floats,
    not_negative_numbers,
    positive_numbers,
    unit_factor,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.elementary import LARGEST_EXPONENT
from flashgen.values.values import some


@vectorized("(),()->()")
def spherical_circumference(radius: Any, sphere_radius: Any = 1) -> Result:
    """Circumference of a circle drawn on a sphere; its radius is measured along the sphere.

    Formula: 2 pi R sin(r / R)
    Shapes: scalars.
    Units: those of radius and sphere_radius.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I.
    Raises: ValueError where radius is more than half a great circle, pi R.
    Example: spherical_circumference(pi / 2) = 6.2832
    """
    angle, sphere = _on_sphere(radius, sphere_radius)
    return 2 * math.pi * sphere * np.sin(angle)


@vectorized("(),()->()")
def spherical_circle_area(radius: Any, sphere_radius: Any = 1) -> Result:
    """Area of a circle drawn on a sphere; its radius is measured along the sphere.

    Formula: 2 pi R^2 (1 - cos(r / R))
    Shapes: scalars.
    Units: those of sphere_radius squared.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I.
    Raises: ValueError where radius is more than half a great circle, pi R.
    Example: spherical_circle_area(pi / 2) = 6.2832
    """
    angle, sphere = _on_sphere(radius, sphere_radius)
    return 4 * math.pi * sphere**2 * np.sin(angle / 2) ** 2


def _on_sphere(radius: Any, sphere_radius: Any) -> tuple[Array, Array]:
    sphere = positive_numbers(sphere_radius, "sphere_radius")
    angle = not_negative_numbers(radius, "radius") / sphere
    if some(angle > math.pi * (1 + 1e-12)):
        raise ValueError("radius must be at most pi times sphere_radius, half a great circle")
    return np.minimum(angle, math.pi), sphere


@vectorized("(3)->()", split=("unit",))
def spherical_excess(angles: Any, unit: Any = "degrees") -> Result:
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
    sums = np.sum(corners, axis=-1, keepdims=True)
    excess = sums[..., 0] - half_turn
    # the sides of the polar triangle are half a turn less the angles: none exceeds the others
    if some(excess <= 0) or some(2 * corners - sums + half_turn <= 0):
        raise ValueError("no spherical triangle has these angles")
    return excess


@vectorized("(3),()->()", split=("unit",))
def spherical_triangle_area(angles: Any, sphere_radius: Any = 1, unit: Any = "degrees") -> Result:
    """Area of a spherical triangle, from its angles.

    Formula: R^2 (a + b + c - pi), the angles in radians
    Shapes: angles (3,), sphere_radius a scalar; the result is a scalar.
    Units: angles in degrees, or unit="radians"; the area in those of sphere_radius squared.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I (Harriot's theorem).
    Raises: ValueError where no spherical triangle has these angles.
    Example: spherical_triangle_area([90, 90, 90]) = 1.5708
    """
    excess = spherical_excess(angles, unit) * unit_factor(unit)
    return excess * positive_numbers(sphere_radius, "sphere_radius") ** 2


def _corners(angles: Any, half_turn: float) -> Array:
    corners = floats(angles, "angles")
    if some(corners <= 0) or some(corners >= half_turn):
        raise ValueError(f"each angle must be above 0 and below {half_turn:.6g}")
    return corners


@vectorized("(2),(2),()->()", split=("unit",))
def great_circle_distance(a: Any, b: Any, sphere_radius: Any = 1, unit: Any = "degrees") -> Result:
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
    first, second = floats(a, "a") * factor, floats(b, "b") * factor
    latitude, longitude = first[..., 0], first[..., 1]
    other_latitude, other_longitude = second[..., 0], second[..., 1]
    steepest = np.maximum(np.abs(latitude), np.abs(other_latitude))
    if some(steepest > math.pi / 2 * (1 + 1e-12)):
        raise ValueError("a latitude must be between -90 and 90 degrees")
    haversine = (
        np.sin((latitude - other_latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(other_latitude) * np.sin((longitude - other_longitude) / 2) ** 2
    )
    central = 2 * np.arcsin(np.sqrt(np.clip(haversine, 0.0, 1.0)))
    return positive_numbers(sphere_radius, "sphere_radius") * central


@vectorized("(),()->()")
def hyperbolic_circumference(radius: Any, curvature_radius: Any = 1) -> Result:
    """Circumference of a circle in the hyperbolic plane.

    Formula: 2 pi R sinh(r / R)
    Shapes: scalars.
    Units: those of radius and curvature_radius.
    Convention: the curvature is -1 / R^2.
    Source: Needham, Visual Differential Geometry and Forms (2021), act I.
    Raises: ValueError where the result overflows.
    Example: hyperbolic_circumference(1) = 7.384
    """
    scale = positive_numbers(curvature_radius, "curvature_radius")
    reach = not_negative_numbers(radius, "radius") / scale
    if some(reach > LARGEST_EXPONENT):
        raise ValueError("radius is too large for curvature_radius: the result overflows")
    return 2 * math.pi * scale * np.sinh(reach)


@vectorized("(3),()->()", split=("unit",))
def hyperbolic_triangle_area(
    angles: Any, curvature_radius: Any = 1, unit: Any = "degrees"
) -> Result:
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
    defect = math.pi - np.sum(_corners(angles, math.pi / factor), axis=-1) * factor
    if some(defect <= 0):
        raise ValueError("the angles of a hyperbolic triangle sum to less than 180 degrees")
    return defect * positive_numbers(curvature_radius, "curvature_radius") ** 2


@vectorized("(n),(n)->()")
def poincare_distance(u: Any, v: Any) -> Result:
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
    gap = np.sum((first - second) ** 2, axis=-1)
    room = (1 - np.sum(first**2, axis=-1)) * (1 - np.sum(second**2, axis=-1))
    return 2 * np.arcsinh(np.sqrt(gap / room))  # arccosh(1 + 2 s^2), exact for small s


def _in_ball(u: Any, v: Any) -> tuple[Array, Array]:
    first, second = filled(floats(u, "u"), "u"), floats(v, "v")
    for point, name in ((first, "u"), (second, "v")):
        if some(np.abs(point) >= 1) or some(np.sum(point**2, axis=-1) >= 1):
            raise ValueError(f"{name} must lie within the unit ball: its norm must be below 1")
    return first, second
