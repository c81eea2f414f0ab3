"""Initialization: variances added up term by term, units counted one by one."""

from math import exp, log, sqrt

from first_principles import reference
from first_principles.plain import Vector


@reference("initialization-xavier-variance")
def xavier_deviation(i: int, o: int) -> float:
    return sqrt(1 / ((i + o) / 2))


@reference("initialization-xavier-variance", form=1)
def xavier_bound(i: int, o: int) -> float:
    return sqrt(6 / (i + o))


@reference("initialization-he-deviation")
def he_deviation(n: int) -> float:
    return sqrt(2 / n)


@reference("initialization-he-deviation", form=1)
def inputs_of_he(n: int) -> int:
    s = he_deviation(n)
    return round(2 / (s * s))


@reference("initialization-uniform-limit")
def output_variance(a: float, n: int) -> float:
    return n * (a * a / 3)


@reference("initialization-fan-of-convolution")
def fan_in(c: int, k: int) -> int:
    return sum(1 for _ in range(c) for _ in range(k) for _ in range(k))


@reference("initialization-fan-of-convolution", form=1)
def he_of_convolution(c: int, k: int) -> float:
    return sqrt(2 / fan_in(c, k))


@reference("initialization-variance-after-layers")
def variance_after(n: int, s: float, depth: int) -> float:
    variance = 1.0
    for _ in range(depth):
        variance *= round(n * s * s, 4)
    return variance


@reference("initialization-rare-class")
def rare_bias(p: float) -> float:
    return log(p / (1 - p))


@reference("initialization-rare-class", form=1)
def predicted_share(p: float) -> float:
    return 1 / (1 + exp(-rare_bias(p)))


@reference("initialization-residual-branches")
def scaled_deviation(L: int, s: float) -> float:
    return s / sqrt(2 * L)


@reference("initialization-residual-branches", form=1)
def stream_variance(L: int, v: float) -> float:
    return 1 + 2 * L * v


@reference("initialization-symmetric-network")
def symmetric(w: int, v: float, x: Vector, t: int, eta: float) -> Vector:
    h = w * (x[0] + x[1])
    error = v * h + v * h - t
    return [v - eta * (error * h) for _ in range(2)]
