"""The functions of the grammar over numpy arrays; what is undefined is nan or infinite.

The card's formula.js has the same table.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from flashgen.values.values import Array


def power(base: Array, exponent: Array) -> Array:
    """Raise to a power; of a negative base with the real root where it is an odd one."""
    result = np.power(base, exponent)
    rest = (base < 0) & (exponent != np.round(exponent))
    if not rest.any():
        return np.asarray(result)
    size = np.power(-base, exponent)
    for denominator in (3, 5, 7, 9):
        numerator = np.round(exponent * denominator)
        fits = rest & np.isnan(result)
        fits = fits & (np.abs(numerator / denominator - exponent) < 1e-12)
        result = np.where(fits, np.where(numerator % 2 == 0, size, -size), result)
    return np.asarray(result)


_FACTORIALS: Final = np.array([float(np.prod(np.arange(1.0, n + 1))) for n in range(171)])


def _factorial(x: Array) -> Array:
    fits = (x == np.round(x)) & (x >= 0) & (x <= 170)
    return np.where(fits, _FACTORIALS[np.where(fits, x, 0).astype(np.int64)], np.nan)


def _binomial(n: Array, k: Array) -> Array:
    n, k = np.broadcast_arrays(n, k)
    fits = (n == np.round(n)) & (k == np.round(k)) & (n >= 0) & (n <= 1000)
    inside = fits & (k >= 0) & (k <= n)
    smaller = np.where(inside, np.minimum(k, n - k), 0)
    result = np.ones(n.shape)
    for step in range(1, int(smaller.max(initial=0)) + 1):
        factor = (n - smaller + step) / step
        result = np.where(smaller >= step, result * factor, result)
    return np.where(inside, np.round(result), np.where(fits, 0.0, np.nan))


_FAR: Final = 3.0
"""From where on erfc is a continued fraction; before it erf is its Maclaurin series."""


def _near_erf(size: Array) -> Array:
    near = np.minimum(size, _FAR)
    term, total = near.copy(), near.copy()
    for n in range(1, 60):
        term = term * (-near * near) / n
        total = total + term / (2 * n + 1)
    return np.asarray(2 / np.sqrt(np.pi) * total)


def _far_erfc(size: Array) -> Array:
    far = np.maximum(size, _FAR)
    fraction = far.copy()
    for n in range(40, 0, -1):
        fraction = far + n / 2 / fraction
    return np.asarray(np.exp(-far * far) / (np.sqrt(np.pi) * fraction))


def _erf(x: Array) -> Array:
    size = np.abs(np.asarray(x))
    result = np.where(size <= _FAR, _near_erf(size), 1 - _far_erfc(size))
    return np.asarray(np.sign(x) * result)


def _erfc(x: Array) -> Array:
    return np.where(np.asarray(x) > _FAR, _far_erfc(np.asarray(x)), 1 - _erf(x))


def _normal_cdf(x: Array) -> Array:
    return np.asarray(_erfc(-np.asarray(x) / np.sqrt(2)) / 2)


_NEWTON_STEPS: Final = 6


def _normal_quantile(p: Array) -> Array:
    """Invert ln Φ by Newton's steps, which from below stay below, for ln Φ is concave.

    They begin where Φ(-t) ≤ exp(-t²/2)/2 has the root at the earliest.
    """
    p = np.asarray(p)
    half = np.where(p <= 0.5, p, 1 - p)
    x = -np.sqrt(np.maximum(-2 * np.log(2 * half), 0))
    for _ in range(_NEWTON_STEPS):
        below = _normal_cdf(x)
        density = np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
        x = x - np.log(below / half) * below / density
    return np.where((p > 0) & (p < 1), np.where(p <= 0.5, x, -x), np.nan)


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "sec": lambda x: 1 / np.cos(x),
        "csc": lambda x: 1 / np.sin(x),
        "cot": lambda x: 1 / np.tan(x),
        "arcsin": np.arcsin,
        "arccos": np.arccos,
        "arctan": np.arctan,
        "arccot": lambda x: np.pi / 2 - np.arctan(x),
        "sinh": np.sinh,
        "cosh": np.cosh,
        "tanh": np.tanh,
        "sech": lambda x: 1 / np.cosh(x),
        "csch": lambda x: 1 / np.sinh(x),
        "coth": lambda x: 1 / np.tanh(x),
        "arcsinh": np.arcsinh,
        "arccosh": np.arccosh,
        "arctanh": np.arctanh,
        "exp": np.exp,
        "ln": np.log,
        "log10": np.log10,
        "log2": np.log2,
        "sqrt": np.sqrt,
        "cbrt": np.cbrt,
        "abs": np.abs,
        "sign": np.sign,
        "floor": np.floor,
        "ceil": np.ceil,
        "erf": _erf,
        "erfc": _erfc,
        "normal_cdf": _normal_cdf,
        "normal_quantile": _normal_quantile,
        "factorial": _factorial,
        "binomial": _binomial,
        "min": lambda *parts: np.minimum.reduce(np.broadcast_arrays(*parts)),
        "max": lambda *parts: np.maximum.reduce(np.broadcast_arrays(*parts)),
    }
)
