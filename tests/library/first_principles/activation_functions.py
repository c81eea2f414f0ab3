"""Activation functions: values by their formulas, derivatives by the rules of calculus."""

import math
from math import erfc, exp, log, pi, sqrt

from first_principles import reference
from first_principles.plain import Vector, sigmoid


def normal_below(x: float) -> float:
    """Return the probability of a standard normal variable to be at most x, exact in the tail."""
    tail = erfc(abs(x) / sqrt(2)) / 2
    return tail if x < 0 else 1 - tail


@reference("activation-values")
def elu(x: float, c: float) -> float:
    return c * (exp(x) - 1)


@reference("activation-values", form=1)
def swish(y: float) -> float:
    return y * sigmoid(y)


@reference("activation-values", form=2)
def gelu_by_the_table(x: float) -> float:
    return x * float(f"{normal_below(x):.4f}")


@reference("activation-values", form=3)
def selu(x: float) -> float:
    return 1.0507 * (1.6733 * (exp(x) - 1))


@reference("activation-derivatives")
def swish_derivative(x: float) -> float:
    s = sigmoid(x)
    return s + x * s * (1 - s)


@reference("activation-derivatives", form=1)
def elu_derivative(n: float, c: float) -> float:
    return c * exp(n)


@reference("activation-derivatives", form=2)
def gelu_derivative_by_the_table(x: float) -> float:
    below = float(f"{normal_below(x):.4f}")
    density = float(f"{exp(-x * x / 2) / sqrt(2 * pi):.4f}")
    return below + x * density


@reference("activation-slope-product")
def slopes_of_leaky_relus(alpha: float, L: int, k: int) -> float:
    product = 1.0
    for slope in [alpha] * k + [1.0] * (L - k):
        product = product * slope
    return product


@reference("activation-slope-product", form=1)
def slopes_of_sigmoids(m: int) -> float:
    return (sigmoid(0) * (1 - sigmoid(0))) ** m


@reference("activation-inverse-softplus")
def inverse_softplus(y: float) -> float:
    return log(exp(y) - 1)


@reference("activation-inverse-softplus", form=1)
def softplus(x: float) -> float:
    return log(1 + exp(x))


@reference("activation-hard-swish")
def hard_swish(x: float) -> float:
    return x * min(max(x + 3, 0), 6) / 6


@reference("activation-hard-swish", form=1)
def hard_swish_derivative(x: float) -> float:
    return (2 * x + 3) / 6


@reference("activation-maxout")
def maxout(w: Vector, b: Vector, x: float) -> float:
    return max(slope * x + bias for slope, bias in zip(w, b, strict=True))


@reference("activation-active-share")
def active_share(mean: float, sd: float) -> float:
    return normal_below(mean / sd)


@reference("activation-active-share", form=1)
def mean_of_the_share(mean: float, sd: float) -> float:
    """Bisect for the standardized mean of the share, as exactly as a table gives it."""
    share = active_share(mean, sd)
    low, high = -4.0, 4.0
    for _ in range(60):
        middle = (low + high) / 2
        if math.erfc(-middle / 2**0.5) / 2 < share:
            low = middle
        else:
            high = middle
    return sd * low


@reference("activation-output-range")
def bound_with_tanh(v: Vector, c: int) -> int:
    return c + sum(abs(weight) for weight in v)


@reference("activation-output-range", form=1)
def bound_with_sigmoids(v: Vector, c: int) -> int:
    return c + sum(weight for weight in v if weight < 0)
