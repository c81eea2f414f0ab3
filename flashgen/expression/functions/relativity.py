"""Special relativity: Minkowski space and Lorentz transformations."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import Array, Result, floats, positive_numbers
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some


@vectorized("(),()->()")
def lorentz_factor(v: Any, c: Any = 1) -> Result:
    """Lorentz factor gamma of a speed.

    Formula: 1 / sqrt(1 - v^2 / c^2)
    Shapes: scalars.
    Units: v in those of c; the result has none.
    Convention: c = 1 unless given, so v is a share of the speed of light.
    Source: Taylor, Wheeler, Spacetime Physics (1992), chapter L.
    Raises: ValueError where v is not below c.
    Example: lorentz_factor(0.6) = 1.25
    """
    beta = _beta(v, c)
    return 1 / np.sqrt((1 - beta) * (1 + beta))


def _beta(v: Any, c: Any, name: str = "v") -> Array:
    beta: Array = floats(v, name) / positive_numbers(c, "c")
    if some(np.abs(beta) >= 1):
        raise ValueError(f"{name} must be slower than light, below c")
    return beta


@vectorized("(),()->()")
def rapidity(v: Any, c: Any = 1) -> Result:
    """Rapidity of a velocity: it adds up where velocities in one direction do not.

    Formula: arctanh(v / c)
    Shapes: scalars.
    Units: v in those of c; the result has none.
    Convention: c = 1 unless given.
    Source: Rindler, Relativity: Special, General, and Cosmological (2006).
    Raises: ValueError where v is not below c.
    Example: rapidity(0.6) = 0.6931
    """
    return np.arctanh(_beta(v, c))


@vectorized("(n),(),()->(n)")
def lorentz_transform(event: Any, v: Any, c: Any = 1) -> Array:
    """Event as seen from a frame that moves with velocity v along the first axis.

    Formula: t' = gamma (t - v x / c^2), x' = gamma (x - v t)
    Shapes: event [t, x], [t, x, y] or [t, x, y, z]; the result has its shape.
    Units: t in those of time, x, y, z and c t in those of length.
    Convention: the origins coincide at t = 0; y and z stay; c = 1 unless given.
    Source: Taylor, Wheeler, Spacetime Physics (1992), chapter L.
    Raises: ValueError where v is not below c.
    Example: lorentz_transform([1, 0], 0.6) = [1.25, -0.75]
    """
    moved = _event(event, "event").copy()
    beta, gamma, light = _beta(v, c), lorentz_factor(v, c), positive_numbers(c, "c")
    t, x = moved[..., 0].copy(), moved[..., 1].copy()
    moved[..., 0] = gamma * (t - beta * x / light)
    moved[..., 1] = gamma * (x - beta * light * t)
    return moved


def _event(event: Any, name: str) -> Array:
    coordinates = floats(event, name)
    if not 2 <= coordinates.shape[-1] <= 4:
        raise ValueError(f"{name} must be [t, x], [t, x, y] or [t, x, y, z]")
    return coordinates


@vectorized("(n),(n),()->()")
def spacetime_interval(a: Any, b: Any, c: Any = 1) -> Result:
    """Interval s^2 between two events.

    Formula: c^2 (t_1 - t_2)^2 - (x_1 - x_2)^2 - (y_1 - y_2)^2 - (z_1 - z_2)^2
    Shapes: a and b [t, x], [t, x, y] or [t, x, y, z]; the result is a scalar.
    Units: those of length squared.
    Convention: signature (+, -, -, -): positive where the events are timelike; c = 1 unless given.
    Source: Taylor, Wheeler, Spacetime Physics (1992), chapter 1.
    Example: spacetime_interval([0, 0], [5, 3]) = 16
    """
    first, second = _event(a, "a"), _event(b, "b")
    gaps = first - second
    duration = positive_numbers(c, "c") * np.abs(gaps[..., 0])
    # math.hypot is exact where the length is: events on a light cone have the interval 0
    space = np.array([math.hypot(*gap) for gap in gaps[..., 1:].tolist()], dtype=np.float64)
    return (duration - space) * (duration + space)


@vectorized("(n),(n),()->()")
def proper_time(a: Any, b: Any, c: Any = 1) -> Result:
    """Proper time between two timelike events: what a clock that is present at both shows.

    Formula: sqrt(s^2) / c
    Shapes: a and b [t, x], [t, x, y] or [t, x, y, z]; the result is a scalar.
    Units: those of time.
    Convention: the clock moves uniformly; c = 1 unless given.
    Source: Taylor, Wheeler, Spacetime Physics (1992), chapter 1.
    Raises: ValueError where the events are spacelike.
    Example: proper_time([0, 0], [5, 3]) = 4
    """
    interval = spacetime_interval(a, b, c)
    if some(interval < 0):
        raise ValueError("the events are spacelike: no clock is present at both")
    return np.sqrt(interval) / positive_numbers(c, "c")


@vectorized("(),(),()->()")
def velocity_addition(u: Any, v: Any, c: Any = 1) -> Result:
    """Relativistic sum of two velocities in one direction.

    Formula: (u + v) / (1 + u v / c^2)
    Shapes: scalars.
    Units: those of c.
    Convention: c = 1 unless given.
    Source: Taylor, Wheeler, Spacetime Physics (1992), chapter L.
    Raises: ValueError where u or v is not below c.
    Example: velocity_addition(0.5, 0.5) = 0.8
    """
    first, second = _beta(u, c, "u"), _beta(v, c)
    return positive_numbers(c, "c") * (first + second) / (1 + first * second)
