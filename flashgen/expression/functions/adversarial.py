"""Adversarial examples: steps, projections on the ball, margins of linear models."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    beside,
    filled,
    floats,
    not_negative_numbers,
    number,
    same_axes,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.shared import norms
from flashgen.values.values import some


@vectorized("(*),(*),()->(...)")
def fgsm_step(x: Any, gradient: Any, epsilon: Any) -> Array:
    """Step of the fast gradient sign method (FGSM), which raises the loss.

    Formula: x + epsilon * sign(gradient)
    Shapes: x and gradient of one shape, epsilon a scalar; the result has the shape of x.
    Units: those of x.
    Convention: sign(0) = 0; the gradient is with respect to the input; not clipped.
    Source: Goodfellow, Shlens, Szegedy, Explaining and Harnessing Adversarial Examples (2014),
        arXiv:1412.6572.
    Raises: ValueError where epsilon is negative.
    Example: fgsm_step([1, 2], [0.3, -4], 0.1) = [1.1, 1.9]
    """
    point, slope = _pair(x, gradient, "x and gradient")
    return _step(point, slope, not_negative_numbers(epsilon, "epsilon"))


def _step(point: Array, slope: Array, size: Array) -> Array:
    moved: Array = point + beside(size, point) * np.sign(slope)
    return moved


@vectorized("(*),(*),(),(*),()->(...)")
def pgd_step(x: Any, gradient: Any, step: Any, center: Any, epsilon: Any) -> Array:
    """Step of projected gradient descent (PGD) in the l-infinity ball around center.

    Formula: clip(x + step * sign(gradient), center - epsilon, center + epsilon)
    Shapes: x, gradient and center of one shape, step and epsilon scalars; the result has the
        shape of x.
    Units: those of x.
    Source: Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks (2017),
        arXiv:1706.06083, section 2.1.
    Raises: ValueError where step or epsilon is negative.
    Example: pgd_step([1, 2], [0.3, -4], 0.2, [0.9, 2], 0.1) = [1, 1.9]
    """
    point, slope = _pair(x, gradient, "x and gradient")
    moved = _step(point, slope, not_negative_numbers(step, "step"))
    return project_linf(moved, center, epsilon)


@vectorized("(*),(*),()->(...)")
def project_linf(x: Any, center: Any, epsilon: Any) -> Array:
    """Nearest point to x in the l-infinity ball around center.

    Formula: clip(x, center - epsilon, center + epsilon)
    Shapes: x and center of one shape, epsilon a scalar; the result has the shape of x.
    Units: those of x.
    Source: Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks (2017),
        arXiv:1706.06083, section 2.1.
    Raises: ValueError where epsilon is negative.
    Example: project_linf([1, 5], [0, 4.5], 0.5) = [0.5, 5]
    """
    point, middle = _pair(x, center, "x and center")
    radius = beside(not_negative_numbers(epsilon, "epsilon"), point)
    nearest: Array = np.minimum(np.maximum(point, middle - radius), middle + radius)
    return nearest


@vectorized("(n),(n),()->(n)")
def project_l2(x: Any, center: Any, epsilon: Any) -> Array:
    """Nearest point to x in the Euclidean ball around center.

    Formula: center + (x - center) min(1, epsilon / ||x - center||)
    Shapes: x and center (n,), epsilon a scalar; the result is (n,).
    Units: those of x.
    Source: Boyd, Vandenberghe, Convex Optimization (2004), section 8.1.
    Raises: ValueError where epsilon is negative.
    Example: project_l2([3, 4], [0, 0], 1) = [0.6, 0.8]
    """
    point, middle = filled(floats(x, "x"), "x"), floats(center, "center")
    radius = not_negative_numbers(epsilon, "epsilon")
    gap = point - middle
    length = norms(gap)
    outside = length > radius
    share = np.where(outside, radius, 1.0) / np.where(outside, length, 1.0)
    return np.where(outside[..., np.newaxis], middle + gap * share[..., np.newaxis], point)


def _pair(x: Any, other: Any, names: str) -> tuple[Array, Array]:
    first_name, second_name = names.split(" and ")
    first, second = floats(x, first_name), floats(other, second_name)
    same_axes(first, second, names)
    return first, second


@vectorized("(n)->()", split=("order",))
def dual_norm(w: Any, order: Any = np.inf) -> Result:
    """Dual norm: the largest that w . d can be for a d of norm 1.

    Formula: the norm of order q, where 1 / order + 1 / q = 1
    Shapes: w (n,), order a scalar; the result is a scalar.
    Units: those of w.
    Convention: order is that of the ball: inf gives the l1 norm of w, 2 the l2, 1 the l-infinity.
    Source: Boyd, Vandenberghe, Convex Optimization (2004), section A.1.6.
    Raises: ValueError where order is below 1.
    Example: dual_norm([3, -4]) = 7
    Example: dual_norm([3, -4], order=2) = 5
    """
    vectors = filled(floats(w, "w"), "w")
    power = number(order, "order", finite=False)
    if power < 1:
        raise ValueError("order must be at least 1, such as 1, 2 or inf")
    if power == 1:
        return norms(vectors, np.inf)
    return norms(vectors, 1 if power == np.inf else power / (power - 1))


@vectorized("(n),(),(n),()->()")
def linear_margin(w: Any, b: Any, x: Any, y: Any) -> Result:
    """Margin of a linear classifier at a point: positive where it is right.

    Formula: y (w . x + b)
    Shapes: w and x (n,), b and y scalars; the result is a scalar.
    Units: those of the score.
    Convention: y is -1 or 1; not divided by the norm of w.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 7.1.
    Raises: ValueError where y is neither -1 nor 1.
    Example: linear_margin([1, 2], -1, [3, 1], 1) = 4
    """
    return _class(y) * _score(w, b, x)


def _score(w: Any, b: Any, x: Any) -> Array:
    weights, point = filled(floats(w, "w"), "w"), floats(x, "x")
    score: Array = np.sum(weights * point, axis=-1) + floats(b, "b")
    return score


def _class(y: Any) -> Array:
    label = floats(y, "y")
    if some(np.abs(label) != 1):
        raise ValueError("y must be -1 or 1")
    return label


@vectorized("(n),(),(n),(),()->()", split=("order",))
def worst_case_margin(w: Any, b: Any, x: Any, y: Any, epsilon: Any, order: Any = np.inf) -> Result:
    """Smallest margin of a linear classifier within the ball of radius epsilon around a point.

    Formula: y (w . x + b) - epsilon ||w||_dual
    Shapes: w and x (n,), the others scalars; the result is a scalar.
    Units: those of the score.
    Convention: order is that of the ball: inf unless given, so the dual norm is the l1 norm.
    Source: Goodfellow, Shlens, Szegedy, Explaining and Harnessing Adversarial Examples (2014),
        arXiv:1412.6572, section 5.
    Raises: ValueError where epsilon is negative or y is neither -1 nor 1.
    Example: worst_case_margin([1, 2], -1, [3, 1], 1, 0.5) = 2.5
    """
    radius = not_negative_numbers(epsilon, "epsilon")
    return linear_margin(w, b, x, y) - radius * dual_norm(w, order)


@vectorized("(n),(),(n)->()", split=("order",))
def smallest_flip_epsilon(w: Any, b: Any, x: Any, order: Any = np.inf) -> Result:
    """Distance of a point to the boundary of a linear classifier: the smallest epsilon to flip it.

    Formula: |w . x + b| / ||w||_dual
    Shapes: w and x (n,), b and order scalars; the result is a scalar.
    Units: those of x.
    Convention: order is that of the ball: inf unless given; at this epsilon the score is 0.
    Source: Moosavi-Dezfooli, Fawzi, Frossard, DeepFool: a simple and accurate method to fool
        deep neural networks (2015), arXiv:1511.04599.
    Raises: ValueError where w is the zero vector.
    Example: smallest_flip_epsilon([3, 4], 0, [1, 1], order=2) = 1.4
    """
    slope = dual_norm(w, order)
    if some(slope == 0):
        raise ValueError("w must not be the zero vector: nothing flips the class")
    return np.abs(_score(w, b, x)) / slope


@vectorized("(n),(),()->(n)", split=("order",))
def worst_case_perturbation(w: Any, y: Any, epsilon: Any, order: Any = np.inf) -> Array:
    """Perturbation of norm epsilon that lowers the margin of a linear classifier most.

    Formula: -y epsilon sign(w) for order inf; -y epsilon w / ||w|| for order 2
    Shapes: w (n,), the others scalars; the result is (n,).
    Units: those of the input.
    Convention: order is inf or 2; where w is 0, so is the perturbation.
    Source: Goodfellow, Shlens, Szegedy, Explaining and Harnessing Adversarial Examples (2014),
        arXiv:1412.6572.
    Raises: ValueError where y is neither -1 nor 1, or w is the zero vector and order is 2.
    Example: worst_case_perturbation([3, -4], 1, 0.1) = [-0.1, 0.1]
    """
    weights = filled(floats(w, "w"), "w")
    size = _class(y) * not_negative_numbers(epsilon, "epsilon")
    power = number(order, "order", finite=False)
    if power not in (2, np.inf):
        raise ValueError("order must be 2 or inf")
    lengths = norms(weights)
    if some(lengths == 0):
        raise ValueError("w must not be the zero vector: no direction is worst")
    direction = np.sign(weights) if power == np.inf else weights / lengths[..., np.newaxis]
    perturbation: Array = -size[..., np.newaxis] * direction
    return perturbation
