"""Regression: sums over the examples, and the formulas of small systems."""

from math import exp, log

from first_principles import reference
from first_principles.plain import Vector, inner, length, sigmoid


def line(x0: int, gaps: list[int], y: Vector) -> tuple[float, float]:
    """Return the intercept and the slope."""
    x = [x0]
    for gap in gaps:
        x.append(x[-1] + gap)
    middle, height = sum(x) // 4, sum(y) / 4
    deviations = [value - middle for value in x]
    slope = inner(deviations, y) / inner(deviations, deviations)
    return height - slope * middle, slope


@reference("regression-slope-intercept")
def slope(x0: int, gaps: list[int], y: Vector) -> float:
    return line(x0, gaps, y)[1]


@reference("regression-slope-intercept", form=1)
def intercept(x0: int, gaps: list[int], y: Vector) -> float:
    return line(x0, gaps, y)[0]


@reference("regression-r-squared")
def r_squared(y: Vector, r: Vector) -> float:
    mean = sum(y) / 4
    deviations = [value - mean for value in y]
    return 1 - inner(r, r) / inner(deviations, deviations)


@reference("regression-ridge")
def ridge(x: Vector, y: Vector, lam: int) -> float:
    return inner(x, y) / (inner(x, x) + lam)


@reference("regression-ridge", form=1)
def penalty(x: Vector, f: float) -> float:
    squares = inner(x, x)
    return squares / f - squares


@reference("regression-solve-normal-equations")
def weight(u: Vector, v: Vector, y: Vector, k: int) -> float:
    one, other = (u, v) if k == 0 else (v, u)
    a, b, c = inner(one, one), inner(one, other), inner(other, other)
    return (c * inner(one, y) - b * inner(other, y)) / (a * c - b * b)


@reference("regression-odds-per-unit")
def odds_factor(w: float, k: int) -> float:
    return exp(w * k)


@reference("regression-odds-per-unit", form=1)
def weight_of_factor(f: float, k: int) -> float:
    return log(f) / k


@reference("regression-odds-per-unit", form=2)
def probability_after(p: float, w: float, k: int) -> float:
    odds = p / (1 - p) * exp(w * k)
    return odds / (1 + odds)


def errors(w: float, b: float, x: Vector, y: Vector) -> Vector:
    return [w * value + b - target for value, target in zip(x, y, strict=True)]


@reference("regression-gradient-step")
def weight_step(w: float, b: float, x: Vector, y: Vector, eta: float) -> float:
    return w - eta * inner(errors(w, b, x, y), x)


@reference("regression-gradient-step", form=1)
def bias_step(w: float, b: float, x: Vector, y: Vector, eta: float) -> float:
    return b - eta * sum(errors(w, b, x, y))


@reference("regression-distance-to-boundary")
def distance(w: Vector, x: Vector, b: int) -> float:
    return abs(inner(w, x) + b) / length(w)


@reference("regression-distance-to-boundary", form=1)
def probability_at_distance(w: Vector, d: float) -> float:
    return sigmoid(d * length(w))


def through_three(y: Vector, t: int) -> float:
    """Return the value at t of the quadratic through the values at 0, 1 and 2."""
    gamma = (y[2] - 2 * y[1] + y[0]) / 2
    beta = y[1] - y[0] - gamma
    return y[0] + beta * t + gamma * (t * t)


def measured(a: int, c: int, e: Vector) -> Vector:
    return [a * x + c + e[x] for x in range(3)]


@reference("regression-overfit-polynomial")
def quadratic(a: int, c: int, e: Vector, t: int) -> float:
    return through_three(measured(a, c, e), t)


@reference("regression-overfit-polynomial", form=1)
def overfit_error(a: int, c: int, e: Vector, t: int) -> float:
    return through_three(measured(a, c, e), t) - (a * t + c)
