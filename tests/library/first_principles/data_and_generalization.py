"""Data and generalization: by counting, and by the definitions."""

from math import exp, log, sqrt

from first_principles import reference
from first_principles.plain import Vector


@reference("data-split-counts")
def trained_on(k: int, j: int, t: int) -> int:
    examples = 20 * k * j
    rest = examples - examples * t // 100
    return rest - rest // k


@reference("data-split-counts", form=1)
def trainings(a: int, b: int, k: int) -> int:
    return sum(1 for _ in range(a) for _ in range(b) for _ in range(k)) + 1


def moments(x: Vector) -> tuple[float, float]:
    mean = sum(x) / len(x)
    deviations = [value - mean for value in x]
    return mean, sum(d * d for d in deviations) / len(x)


@reference("data-bias-variance-parts")
def variance(h: Vector) -> float:
    return moments(h)[1]


@reference("data-bias-variance-parts", form=1)
def expected_error(h: Vector, f: int, s: float) -> float:
    mean, spread = moments(h)
    return (mean - f) * (mean - f) + spread + s


def half_width(n: int, c: int) -> float:
    share = (n * c // 100) / n
    return 196 * sqrt(share * (1 - share) / n)


@reference("data-accuracy-interval")
def interval_half_width(n: int, c: int) -> float:
    return half_width(n, c)


@reference("data-accuracy-interval", form=1)
def lower_end(n: int, c: int) -> float:
    return 100 * (n * c // 100) / n - half_width(n, c)


@reference("data-class-weights")
def class_weight(c: Vector, i: int) -> float:
    return sum(c) / (3 * c[i])


@reference("data-class-weights", form=1)
def class_size(u: int, w: float) -> int:
    return round(20 * u / w)


@reference("data-standardize-by-train")
def standardized(x: Vector, q: int) -> float:
    mean, spread = moments(x)
    return (q - mean) / sqrt(spread)


@reference("data-standardize-by-train", form=1)
def original_unit(x: Vector, z: float) -> float:
    mean, spread = moments(x)
    return mean + z * sqrt(spread)


@reference("data-hoeffding")
def bound(n: int, e: float) -> float:
    return 2 * exp(-(2 * n * (e * e)))


@reference("data-hoeffding", form=1)
def deviation(n: int, M: int, d: float) -> float:
    return sqrt(log(2 * M / d) / (2 * n))


@reference("data-sample-size")
def examples_needed(p: int, h: float) -> float:
    ratio = 1.96 / (h / 100)
    return ratio * ratio * (p / 100 * (1 - p / 100))


@reference("data-sample-size", form=1)
def examples_for_half_width(n: int, g: int, r: float) -> int:
    ratio = g / r
    return round(n * (ratio * ratio))


@reference("data-learning-curve-exponent")
def exponent(e: int, f: float, r: int) -> float:
    return log(e / f) / log(r)


@reference("data-learning-curve-exponent", form=1)
def later_error(e: int, r: int, b: float) -> float:
    return e * exp(-b * log(r))


@reference("data-learning-curve-exponent", form=2)
def growth(s: float, b: float) -> float:
    return exp(log(s) / b)
