"""Normalization: means and variances added up term by term."""

from math import sqrt

from first_principles import reference
from first_principles.plain import Vector


def moments(x: Vector) -> tuple[float, float]:
    mean = sum(x) / len(x)
    return mean, sum((entry - mean) ** 2 for entry in x) / len(x)


@reference("normalization-batch-of-four")
def batch_norm(x: Vector, j: int, g: float, b: int) -> float:
    mean, variance = moments(x)
    return g * ((x[j] - mean) / sqrt(variance)) + b


@reference("normalization-running-mean")
def running_mean(r: float, m: Vector, a: float) -> float:
    for mean in m:
        r = (1 - a) * r + a * mean
    return r


@reference("normalization-at-test-time")
def at_test_time(x: int, m: float, v: float, g: float, b: float) -> float:
    return g * ((x - m) / sqrt(v)) + b


@reference("normalization-layer-norm-entry")
def layer_norm(x: Vector, j: int) -> float:
    mean, variance = moments(x)
    return (x[j] - mean) / sqrt(variance)


@reference("normalization-rms-norm-entry")
def rms_norm(x: Vector, j: int, g: float) -> float:
    return g * (x[j] / sqrt(sum(entry**2 for entry in x) / 4))


@reference("normalization-which-axes")
def values_of_a_group(C: int, H: int, G: int) -> int:
    return sum(1 for channel in range(C) if channel < C // G for _ in range(H) for _ in range(H))


@reference("normalization-which-axes", form=1)
def values_of_a_channel(N: int, H: int) -> int:
    return sum(H * H for _ in range(N))


def merged(x: float, w: float, c: float, m: float, s: float, g: float, b: float) -> float:
    """What the convolution of one input and its normalization make of x."""
    return g * ((w * x + c - m) / s) + b


@reference("normalization-folding")
def folded_weight(w: float, s: float, g: float) -> float:
    return w * (g / s)


@reference("normalization-folding", form=1)
def folded_bias(w: float, c: float, m: float, s: float, g: float, b: float) -> float:
    return merged(0, w, c, m, s, g, b)


@reference("normalization-parameters")
def learned(C: int, i: int, k: int) -> int:
    return sum(i * k * k + 2 for _ in range(C))
