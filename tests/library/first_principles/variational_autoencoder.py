"""Variational autoencoders: logarithms of probabilities, added up term by term."""

from math import exp, log, sqrt

from first_principles import reference
from first_principles.plain import Vector, inner


@reference("vae-kl-to-normal")
def divergence(m: Vector, s: Vector) -> float:
    return sum((a * a + b * b - 1 - 2 * log(b)) / 2 for a, b in zip(m, s, strict=True))


@reference("vae-kl-to-normal", form=1)
def mean_of_divergence(K: float) -> float:
    return sqrt(2 * K)


@reference("vae-reparametrized-sample")
def sample(m: float, l: float, e: float) -> float:
    return m + exp(l / 2) * e


@reference("vae-reparametrized-sample", form=1)
def slope(l: float, e: float) -> float:
    return exp(l / 2) * e / 2


@reference("vae-reparametrized-sample", form=2)
def noise(m: float, l: float, e: float) -> float:
    shown = round(m + exp(l / 2) * e, 2)
    return (shown - m) / exp(l / 2)


@reference("vae-elbo-of-binary-code")
def bound(a: float, r: Vector, c: float) -> float:
    likelihood = (1 - c) * log(r[0]) + c * log(r[1])
    return likelihood - (1 - c) * log((1 - c) / (1 - a)) - c * log(c / a)


@reference("vae-elbo-of-binary-code", form=1)
def evidence(a: float, r: Vector) -> float:
    return log((1 - a) * r[0] + a * r[1])


def of_pixel(x: int, p: float) -> float:
    return p if x else 1 - p


@reference("vae-bernoulli-reconstruction")
def reconstruction(x: list[int], p: Vector) -> float:
    return sum(-log(of_pixel(*pixel)) for pixel in zip(x, p, strict=True))


@reference("vae-bernoulli-reconstruction", form=1)
def rise(x: list[int], p: Vector, j: int, h: float) -> float:
    return log(of_pixel(x[j], p[j]) / of_pixel(x[j], h))


@reference("vae-beta-loss")
def loss(R: float, K: float, b: float) -> float:
    return R + b * K


@reference("vae-beta-loss", form=1)
def equal_losses(d: float, g: float) -> float:
    return d / g


@reference("vae-iwae-bound")
def importance_weighted(l: Vector) -> float:
    return log(sum(exp(weight) for weight in l) / 3)


@reference("vae-iwae-bound", form=1)
def above_elbo(l: Vector) -> float:
    return importance_weighted(l) - sum(l) / 3


def nats(n: int, c: int, f: int) -> int:
    return round(f / 100 * (n * n * c))


@reference("vae-bits-per-dimension")
def bits(n: int, c: int, f: int) -> float:
    return nats(n, c, f) / (n * n * c * log(2))


@reference("vae-bits-per-dimension", form=1)
def from_bits(n: int, c: int, b: float) -> float:
    return b * (n * n * c) * log(2)


@reference("vae-active-units")
def variance(m: list[int]) -> float:
    mean = sum(m) / 40
    return sum((entry / 10 - mean) ** 2 for entry in m) / 4


@reference("vae-active-units", form=1)
def active_divergence(A: Vector, k: Vector) -> float:
    return inner([1.0 if spread > 0.01 else 0.0 for spread in A], k)
