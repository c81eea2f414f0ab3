"""Arithmetic, elementary functions, statistics."""

import math
import statistics
from fractions import Fraction

import numpy as np
import scipy.stats

from function_cases import Case, case, generator

rng = generator(1)
X = np.round(rng.normal(0, 3, 7), 1)
M = rng.integers(-9, 10, (3, 4))
P = rng.uniform(0.05, 0.95, 5)
BIG = 2**52

ARITHMETIC: list[Case] = [
    case("abs", -3, expect=3),
    case("abs", X, expect=[math.fabs(x) for x in X]),
    case("abs", 3 + 4j, expect=5.0),
    case("sign", [-2.5, 0.0, 7.0], expect=[-1, 0, 1]),
    case("sign", math.inf, expect=1),
    case("min", X, expect=sorted(X)[0]),
    case("min", M, axis=0, expect=[min(column) for column in M.T.tolist()]),
    case("min", M, axis=-1, expect=[min(row) for row in M.tolist()]),
    case("min", 3, 2, 5, expect=2),
    case("min", [3, 1], 2, expect=[2, 1]),
    case("min", 1, math.inf, expect=1.0),
    case("min", [5], expect=5),
    case("max", X, expect=sorted(X)[-1]),
    case("max", M, axis=1, expect=[max(row) for row in M.tolist()]),
    case("max", [3, 1], [2, 2.5], expect=[3.0, 2.5]),
    case("clip", [-1.0, 0.5, 3.0], 0, 1, expect=[0.0, 0.5, 1.0]),
    case("clip", [1, 5, 9], [2, 2, 2], [3, 6, 6], expect=[2, 5, 6]),
    case("round", 2.5, expect=3),
    case("round", -2.5, expect=-3),
    case("round", 2.675, 2, expect=2.68),
    case("round", 0.1 + 0.2, 1, expect=0.3),
    case("round", 0.285, 2, expect=0.29),
    case("round", 1.005 * 100, expect=101),
    case("round", -0.004, 2, expect=0.0),
    case("round", 1250, -2, expect=1300),
    case("round", 7, 2, expect=7),
    case("round", 1e20, 2, expect=1e20),
    case("round", [0.125, 12.5], 2, expect=[0.13, 12.5]),
    case("round", [[0.5, 1.5]], expect=[[1, 2]]),
    case("floor", 0.3 / 0.1, expect=3),
    case("floor", X, expect=[math.floor(x) for x in X]),
    case("ceil", 0.1 * 3 * 10, expect=3),
    case("ceil", X, expect=[math.ceil(x) for x in X]),
    case("int", [2.7, -2.7, 2.9999999999999996], expect=[2, -2, 3]),
    case("int", True, expect=1),
    case("float", 3, expect=3.0),
    case("float", [1, 2], expect=[1.0, 2.0]),
    case("is_integer", [2.0, 2.5, 2.9999999999999996], expect=[True, False, True]),
    case("real", [1 + 2j, 3 - 4j], expect=[1.0, 3.0]),
    case("real", 4, expect=4),
    case("imag", [1 + 2j, 3 - 4j], expect=[2.0, -4.0]),
    case("imag", [1, 2], expect=[0, 0]),
    case("gcd", 84, 36, expect=math.gcd(84, 36)),
    case("gcd", [-4, 0], [6, 0], expect=[2, 0]),
    case("lcm", 21, 6, expect=math.lcm(21, 6)),
    case("factorial", 0, expect=1),
    case("factorial", 20, expect=math.prod(range(1, 21))),
    case("factorial", 170, expect=math.prod(range(1, 171))),
    case("binomial", 10, 4, expect=210),
    case("binomial", 3, 5, expect=0),
    case("binomial", 60, 30, expect=math.factorial(60) // math.factorial(30) ** 2),
]

ELEMENTARY: list[Case] = [
    case("sqrt", P, expect=[math.sqrt(p) for p in P]),
    case("sqrt", 16, expect=4.0),
    case("exp", X, expect=[math.exp(x) for x in X]),
    case("exp", -math.inf, expect=0.0),
    case("log", P, expect=[math.log(p) for p in P]),
    case("log2", P, expect=[math.log2(p) for p in P]),
    case("log10", P, expect=[math.log10(p) for p in P]),
    case("sin", X, expect=[math.sin(x) for x in X]),
    case("cos", X, expect=[math.cos(x) for x in X]),
    case("tan", P, expect=[math.tan(p) for p in P]),
    case("arcsin", P, expect=[math.asin(p) for p in P]),
    case("arcsin", 1 + 2e-16, expect=math.pi / 2),
    case("arccos", P, expect=[math.acos(p) for p in P]),
    case("arctan", X, expect=[math.atan(x) for x in X]),
    case("arctan2", X, X[::-1], expect=[math.atan2(a, b) for a, b in zip(X, X[::-1], strict=True)]),
    case("arctan2", -0.0, -1, expect=math.pi),
    case("sinh", P, expect=[math.sinh(p) for p in P]),
    case("cosh", P, expect=[math.cosh(p) for p in P]),
    case("arccosh", 1 + P, expect=[math.acosh(1 + p) for p in P]),
    case("arccosh", 1, expect=0.0),
    case("arctanh", P, expect=[math.atanh(p) for p in P]),
    case("degrees", X, expect=[x * 180 / math.pi for x in X]),
    case("radians", X, expect=[x * math.pi / 180 for x in X]),
]

STATISTICS: list[Case] = [
    case("sum", X, expect=math.fsum(X)),
    case("sum", 5, expect=5),
    case("sum", [], expect=0.0),
    case("sum", [True, False, True], expect=2),
    case("sum", M, axis=0, expect=[sum(column) for column in M.T.tolist()]),
    case("sum", [BIG] * 4096, expect=float(BIG * 4096)),
    case("prod", [2, 3, 4], expect=24),
    case("prod", [10**6] * 4, expect=1e24),
    case("prod", M, axis=1, expect=[math.prod(row) for row in M.tolist()]),
    case("mean", X, expect=statistics.fmean(X)),
    case("mean", M, axis=0, expect=[statistics.fmean(column) for column in M.T.tolist()]),
    case("median", X, expect=statistics.median(X)),
    case("median", [4, 1], expect=2.5),
    case("weighted_mean", [1, 5, 9], [1, 2, 3], expect=float(Fraction(1 + 10 + 27, 6))),
    case("var", X, expect=statistics.pvariance(X)),
    case("var", X, ddof=1, expect=statistics.variance(X)),
    case("var", M, axis=1, expect=[float(statistics.pvariance(row)) for row in M.tolist()]),
    case("std", X, expect=statistics.pstdev(X)),
    case("std", X, ddof=1, expect=statistics.stdev(X)),
    case("cumsum", [1, 2, 3], expect=[1, 3, 6]),
    case("cumsum", X, expect=[math.fsum(X[: i + 1]) for i in range(len(X))]),
    case("diff", [1, 4, 9], expect=[3, 5]),
    case("argmax", [2, 7, 7, 1], expect=1),
    case("argmax", [0.3, 0.1 + 0.2], expect=0),  # equal but for the last bit
    case("argmax", M, axis=1, expect=[row.index(max(row)) for row in M.tolist()]),
    case("argmax", [5], expect=0),
    case("argmin", [3, 1, 1], expect=1),
    case("argmin", M, axis=0, expect=[c.index(min(c)) for c in M.T.tolist()]),
    case("covariance_matrix", M, expect=np.cov(M.astype(float), rowvar=False)),
    case(
        "covariance_matrix",
        np.stack([X, X[::-1]], axis=1),
        ddof=0,
        expect=[
            [statistics.pvariance(X), np.mean(X * X[::-1]) - statistics.fmean(X) ** 2],
            [np.mean(X * X[::-1]) - statistics.fmean(X) ** 2, statistics.pvariance(X)],
        ],
    ),
    case("std", [1.5, 2.5, 9.0], ddof=1, expect=float(scipy.stats.tstd([1.5, 2.5, 9.0]))),
]

CASES = [*ARITHMETIC, *ELEMENTARY, *STATISTICS]
