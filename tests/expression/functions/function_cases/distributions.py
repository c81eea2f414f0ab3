"""Probability distributions, against closed forms, sums and integrals."""

import math
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from function_cases import Case, case

Numbers = TypeVar("Numbers", float, np.ndarray)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(60)


def integral(
    f: Callable[[np.ndarray], np.ndarray], low: float, high: float, pieces: int = 40
) -> float:
    """Gauss and Legendre's rule on each of some pieces, all points of one array at once."""
    half = (high - low) / pieces / 2
    middles = low + half * (2 * np.arange(pieces)[:, None] + 1)
    return float(half * np.sum(_WEIGHTS * f(middles + half * _NODES)))


def root(f: Callable[[float], float], low: float, high: float) -> float:
    """Bisection of a rising function."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return (low + high) / 2


def normal(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2


def t(x: Numbers, df: float) -> Numbers:
    scale = math.gamma((df + 1) / 2) / (math.sqrt(df * math.pi) * math.gamma(df / 2))
    return scale * (1 + x * x / df) ** (-(df + 1) / 2)


def t_cdf(x: float, df: float) -> float:
    return 0.5 + integral(lambda u: t(u, df), 0, x)


def chi(x: Numbers, df: float) -> Numbers:
    return x ** (df / 2 - 1) * np.exp(-x / 2) / (2 ** (df / 2) * math.gamma(df / 2))


def chi_cdf(x: float, df: float) -> float:
    return integral(lambda u: chi(u, df), 0, x)


def f(x: Numbers, m: float, n: float) -> Numbers:
    beta = math.gamma(m / 2) * math.gamma(n / 2) / math.gamma((m + n) / 2)
    return (m / n) ** (m / 2) * x ** (m / 2 - 1) * (1 + m * x / n) ** (-(m + n) / 2) / beta


def f_cdf(x: float, m: float, n: float) -> float:
    return integral(lambda u: f(u, m, n), 0, x)


def binomial(k: int, n: int, p: float) -> float:
    return math.comb(n, k) * p**k * (1 - p) ** (n - k)


def poisson(k: int, rate: float) -> float:
    return rate**k * math.exp(-rate) / math.factorial(k)


X = [-2.5, -0.3, 0.0, 1.1, 3.2]
POSITIVE = [0.2, 1.0, 3.7, 9.5]
SHARES = [0.025, 0.3, 0.5, 0.9, 0.995]

CASES: list[Case] = [
    case("normal_density", X, expect=[math.exp(-x * x / 2) / math.sqrt(2 * math.pi) for x in X]),
    case("normal_density", 12, 10, 2, expect=math.exp(-0.5) / math.sqrt(8 * math.pi)),
    case("normal_cdf", X, expect=[normal(x) for x in X]),
    case("normal_cdf", X, 1, 0.5, expect=[normal((x - 1) / 0.5) for x in X]),
    case("normal_quantile", SHARES,
         expect=[root(lambda x, p=p: normal(x) - p, -9, 9) for p in SHARES]),
    case("normal_quantile", 0.5, 3, 2, expect=3.0),
    case("t_density", X, 5, expect=[t(x, 5) for x in X]),
    case("t_cdf", X, 5, expect=[t_cdf(x, 5) for x in X]),
    case("t_cdf", 1, 1, expect=0.75),
    case("t_quantile", SHARES, 7,
         expect=[root(lambda x, p=p: t_cdf(x, 7) - p, -20, 20) for p in SHARES]),
    case("chi_squared_density", POSITIVE, 4, expect=[chi(x, 4) for x in POSITIVE]),
    case("chi_squared_cdf", POSITIVE, 4, expect=[chi_cdf(x, 4) for x in POSITIVE]),
    case("chi_squared_cdf", -1, 3, expect=0.0),
    case("chi_squared_quantile", SHARES, 2, expect=[-2 * math.log(1 - p) for p in SHARES]),
    case("chi_squared_quantile", 0.95, 6, expect=root(lambda x: chi_cdf(x, 6) - 0.95, 0, 50)),
    case("f_density", POSITIVE, 4, 6, expect=[f(x, 4, 6) for x in POSITIVE]),
    case("f_cdf", POSITIVE, 4, 6, expect=[f_cdf(x, 4, 6) for x in POSITIVE]),
    case("f_quantile", SHARES, 4, 6,
         expect=[root(lambda x, p=p: f_cdf(x, 4, 6) - p, 0, 40) for p in SHARES]),
    case("binomial_mass", [0, 1, 4, 7], 7, 0.3, expect=[binomial(k, 7, 0.3) for k in (0, 1, 4, 7)]),
    case("binomial_mass", [0, 3, 5], 3, 1, expect=[0.0, 1.0, 0.0]),
    case("binomial_cdf", [0, 2, 7, 9], 7, 0.3,
         expect=[sum(binomial(i, 7, 0.3) for i in range(k + 1)) for k in (0, 2, 7, 7)]),
    case("binomial_quantile", [0.02, 0.5, 0.64, 0.999], 7, 0.3,
         expect=[min(k for k in range(8) if sum(binomial(i, 7, 0.3) for i in range(k + 1)) >= p)
                 for p in (0.02, 0.5, 0.64, 0.999)]),
    case("poisson_mass", [0, 1, 5, 12], 3.5, expect=[poisson(k, 3.5) for k in (0, 1, 5, 12)]),
    case("poisson_cdf", [0, 2, 9], 3.5,
         expect=[sum(poisson(i, 3.5) for i in range(k + 1)) for k in (0, 2, 9)]),
    case("poisson_quantile", [0.01, 0.5, 0.9, 0.999], 3.5,
         expect=[min(k for k in range(40) if sum(poisson(i, 3.5) for i in range(k + 1)) >= p)
                 for p in (0.01, 0.5, 0.9, 0.999)]),
    case("exponential_density", X, 0.5,
         expect=[0.5 * math.exp(-x / 2) if x >= 0 else 0.0 for x in X]),
    case("exponential_cdf", X, 0.5, expect=[1 - math.exp(-x / 2) if x >= 0 else 0.0 for x in X]),
    case("exponential_quantile", SHARES, 0.5, expect=[-2 * math.log(1 - p) for p in SHARES]),
]  # fmt: skip
