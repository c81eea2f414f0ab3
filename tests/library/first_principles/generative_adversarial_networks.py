"""Generative adversarial networks: expectations over few outcomes, term by term."""

from math import exp, log, sqrt

from first_principles import reference
from first_principles.plain import Vector, length, shares


@reference("gan-discriminator-loss")
def discriminator_loss(r: Vector, f: Vector) -> float:
    real = sum(-log(output) for output in r) / 2
    return real + sum(-log(1 - output) for output in f) / 2


@reference("gan-discriminator-loss", form=1)
def output_on_generated(a: float, L: float) -> float:
    return 1 - exp(-L) / a


@reference("gan-generator-loss")
def non_saturating(d: Vector) -> float:
    return sum(-log(output) for output in d) / 2


@reference("gan-generator-loss", form=1)
def saturating(d: Vector) -> float:
    return sum(log(1 - output) for output in d) / 2


@reference("gan-generator-loss", form=2)
def ratio_of_slopes(d: Vector) -> float:
    return (1 - d[0]) / d[0]


@reference("gan-optimal-discriminator-value")
def optimal(p: Vector, g: Vector, j: int) -> float:
    return p[j] / (p[j] + g[j])


@reference("gan-optimal-discriminator-value", form=1)
def data_density(s: float, d: float) -> float:
    return s * (d / (1 - d))


@reference("gan-value-at-optimum")
def value(p: float, g: float) -> float:
    total = 0.0
    for real, generated in ((p, g), (1 - p, 1 - g)):
        both = real + generated
        total += real * log(real / both) + generated * log(generated / both)
    return total


@reference("gan-value-at-optimum", form=1)
def divergence(V: float) -> float:
    return (V + log(4)) / 2


@reference("gan-wasserstein-line")
def distance(x: list[int], y: list[int]) -> float:
    return sum(abs(a - b) for a, b in zip(sorted(x), sorted(y), strict=True)) / 3


@reference("gan-wasserstein-line", form=1)
def mass_times_way(p: Vector, g: Vector) -> float:
    carried = total = 0.0
    for real, generated in zip(p, g, strict=True):
        carried += real - generated
        total += abs(carried)
    return total


@reference("gan-gradient-penalty")
def penalty(v: Vector, k: int) -> float:
    return k * (length(v) - 1) ** 2


@reference("gan-gradient-penalty", form=1)
def norm(k: int, P: float) -> float:
    return 1 + sqrt(P / k)


@reference("gan-fid-one-feature")
def frechet(m: Vector, v: Vector) -> float:
    return (m[0] - m[1]) ** 2 + v[0] + v[1] - 2 * sqrt(v[0] * v[1])


@reference("gan-fid-one-feature", form=1)
def difference_of_means(s: Vector, F: float) -> float:
    return sqrt(F - (s[0] - s[1]) ** 2)


def relative(p: Vector, q: Vector) -> float:
    return sum(a * log(a / b) for a, b in zip(p, q, strict=True))


@reference("gan-inception-score-of-table")
def inception_score(a: float, b: float) -> float:
    q = (a + b) / 2
    mean = [q, 1 - q]
    return exp((relative([a, 1 - a], mean) + relative([b, 1 - b], mean)) / 2)


@reference("gan-inception-score-of-table", form=1)
def score_of_certain(n: list[int]) -> float:
    return exp(sum(-share * log(share) for share in shares([float(count) for count in n])))
