"""Sigmoid and softmax: inverses by bisection, costs by comparison, slopes by differences."""

from collections.abc import Callable
from math import cosh, e, exp, log, sinh, sqrt

from first_principles import reference
from first_principles.plain import Vector, sigmoid, softmax


def bisect(function: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Invert an increasing function."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < target else (low, middle)
    return low


@reference("sigmoid-logit-rises")
def logit_rises(p: float, d: float) -> float:
    return sigmoid(bisect(sigmoid, p, -20, 20) + d)


@reference("softmax-large-logits")
def large_logits(gaps: Vector, order: list[int], i: int) -> float:
    weights = [e**-gap for gap in (0, *gaps)]
    return weights[order[i]] / sum(weights)


@reference("softmax-temperature-from-ratio")
def temperature_from_ratio(d: int, r: int) -> float:
    return 1 / bisect(lambda inverse: exp(d * inverse), r, 0, 100)


@reference("softmax-temperature-ratio-changes")
def ratio_changes(r: int, T: float) -> float:
    first, second = softmax([log(r) / T, 0])
    return first / second


@reference("sigmoid-output-from-derivative")
def output_from_derivative(s: float) -> float:
    """The derivative is shown with 4 decimals, so the answer is a root of s (1 - s) at it."""
    shown = round(s * (1 - s), 4)
    return 0.5 + sqrt(0.25 - shown)


@reference("softmax-log-softmax-entry")
def log_softmax(gaps: Vector, order: list[int], i: int) -> float:
    return log(softmax([-(0, *gaps)[k] for k in order])[i])


@reference("sigmoid-cost-threshold", form=0)
def cost_threshold(fp: int, fn: int) -> float:
    return bisect(lambda p: fn * p - fp * (1 - p), 0, 0, 1)


@reference("sigmoid-cost-threshold", form=1)
def cost_logit(fp: int, fn: int) -> float:
    return bisect(lambda z: fn * sigmoid(z) - fp * sigmoid(-z), 0, -20, 20)


@reference("sigmoid-from-tanh", form=0)
def sigmoid_from_tanh(t: float) -> float:
    z = bisect(lambda x: sinh(x) / cosh(x), t, -5, 5)
    return sigmoid(2 * z)


@reference("sigmoid-from-tanh", form=1)
def tanh_from_sigmoid(t: float) -> float:
    half = bisect(sigmoid, (1 + t) / 2, -20, 20) / 2
    return sinh(half) / cosh(half)


@reference("softmax-twice-loss")
def softmax_twice(p: Vector, y: int) -> float:
    return -log(softmax(softmax([log(share) for share in p]))[y])


@reference("sigmoid-prior-shift")
def prior_shift(p: float, old: float, new: float) -> float:
    """By Bayes' rule with the likelihoods of the example under both classes."""
    positive, negative = p / old, (1 - p) / (1 - old)
    return new * positive / (new * positive + (1 - new) * negative)


@reference("sigmoid-gradient-bound")
def gradient_bound(L: int, w: float) -> float:
    bound = 1.0
    for _ in range(L):
        bound *= w * sigmoid(0) * sigmoid(-0.0)
    return bound


@reference("softmax-temperature-scaling-loss")
def temperature_scaling(d: float, T: float, right: int) -> float:
    true, wrong = (d / T, 0.0) if right else (0.0, d / T)
    return -log(softmax([true, wrong])[0])


@reference("softmax-small-logit-change")
def small_change(p: Vector, v: list[int], i: int, h: float) -> float:
    """By central differences of sixth order along the direction."""

    def moved(step: float) -> float:
        return softmax([log(a) + step * b for a, b in zip(p, v, strict=True)])[i]

    weights = {1: 45, 2: -9, 3: 1}
    steps = {k: moved(0.003 * k) - moved(-0.003 * k) for k in weights}
    return h * sum(weights[k] * steps[k] for k in weights) / (60 * 0.003)
