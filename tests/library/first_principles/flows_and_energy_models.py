"""Flows and energy models: densities by their maps, probabilities by their energies."""

from math import exp, log, sqrt

from first_principles import reference
from first_principles.plain import Vector, inner


@reference("flows-density-in-one-dimension")
def log_density(a: float, b: float, x: float) -> float:
    z = (x - b) / a
    return -(z * z) / 2 - 0.919 - log(abs(a))


@reference("flows-density-in-one-dimension", form=1)
def density(p: int, c: float, u: float) -> float:
    return p / 100 / (3 * (u * u) + c)


def scales(x: float, w: Vector, c: Vector) -> Vector:
    return [weight * x + bias for weight, bias in zip(w, c, strict=True)]


@reference("flows-coupling-log-determinant")
def log_determinant(x: float, w: Vector, c: Vector) -> float:
    return sum(scales(x, w, c))


@reference("flows-coupling-log-determinant", form=1)
def volume_factor(x: float, w: Vector, c: Vector) -> float:
    first, second = scales(x, w, c)
    return exp(first + second)


@reference("flows-invert-coupling")
def inverse(x: float, w: float, v: float, y: float) -> float:
    return (y - v * x) / exp(w * x)


@reference("flows-invert-coupling", form=1)
def coupled(x: float, w: float, v: float, y: float) -> float:
    return y * exp(w * x) + v * x


def base(z: Vector) -> float:
    return -inner(z, z) / 2 - 1.838


@reference("flows-chain-of-maps")
def from_base(z: Vector, l: Vector) -> float:
    return base(z) - sum(l)


@reference("flows-chain-of-maps", form=1)
def to_base(z: Vector, l: Vector) -> float:
    return base(z) + sum(l)


@reference("flows-three-states")
def partition_function(E: Vector) -> float:
    return sum(exp(-energy) for energy in E)


@reference("flows-three-states", form=1)
def state_probability(E: Vector, j: int) -> float:
    return exp(-E[j]) / partition_function(E)


@reference("flows-three-states", form=2)
def energy_of_other(E: Vector, a: int, b: int) -> float:
    return E[0] + log(a / b)


@reference("flows-gaussian-score")
def score(m: float, x: float, n: int) -> float:
    return -(x - m) / (n * n / 100)


@reference("flows-gaussian-score", form=1)
def place_of_score(m: float, g: float, n: int) -> float:
    return m - g * (n * n / 100)


@reference("flows-langevin-step")
def quadratic_step(x: float, m: float, a: float, eta: float, z: float) -> float:
    return x - eta * (a * (x - m)) + sqrt(2 * eta) * z


@reference("flows-langevin-step", form=1)
def quartic_step(x: float, a: float, eta: float, z: float) -> float:
    return x - eta * (x * x * x - a * x) + sqrt(2 * eta) * z


@reference("flows-metropolis-acceptance")
def accepted(d: float, T: float) -> float:
    return exp(-d / T)


@reference("flows-metropolis-acceptance", form=1)
def energy_rise(T: float, k: int) -> float:
    return -T * log(k / 100)


@reference("flows-metropolis-acceptance", form=2)
def hastings(d: float, q: int, r: int) -> float:
    return exp(-d) * (r / q)
