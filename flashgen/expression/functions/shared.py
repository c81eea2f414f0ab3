"""What functions of several topics compute with."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import Array, beside, filled, floats, significant
from flashgen.values.values import some

SINGULAR = 1e12
"""The largest singular value over the smallest, from which on a matrix has no inverse."""

RESIDUE = 1e-12
"""Below this share of the largest, an entry that rounding errors can leave counts as 0."""


def norms(x: Array, order: float = 2) -> Array:
    """Return the norms of vectors along the last axis: (…, n) gives (…)."""
    sizes = np.abs(x)
    largest: Array = np.max(sizes, axis=-1)
    if order == np.inf:
        return largest
    # dividing by the largest entry keeps the powers within the floats
    scale = np.where(largest > 0, largest, 1.0)
    sums = np.sum((sizes / scale[..., np.newaxis]) ** order, axis=-1)
    lengths: Array = largest * sums ** (1 / order)
    return lengths


def normalized(x: Array, order: float = 2) -> Array:
    """Return vectors along the last axis divided by their norms.

    Raises ValueError for a zero vector.
    """
    lengths = norms(x, order)
    if np.any(lengths == 0):
        raise ValueError("x must not be the zero vector, which has no direction")
    units: Array = x / lengths[..., np.newaxis]
    return units


def with_signs(vectors: Array) -> Array:
    """Return columns, (…, m, n), with the signs that make the largest entry of each positive."""
    # rounding lets entries of equal size tie, whatever the processor's last bit
    largest = np.argmax(np.round(np.abs(vectors), 9), axis=-2, keepdims=True)
    signs = np.sign(np.take_along_axis(vectors, largest, axis=-2))
    signed: Array = vectors * signs
    return signed


def regular(a: Any) -> Array:
    """Return square matrices of floats that have an inverse."""
    array = filled(floats(a, "a"), "a")
    values = np.linalg.svd(array, compute_uv=False)
    largest, smallest = values[..., 0], values[..., -1]
    if some((largest == 0) | (smallest * SINGULAR < largest)):
        raise ValueError("a is singular, so it has no inverse")
    return array


def without_residue(x: Array, scale: Array | None = None) -> Array:
    """Return floats with 0 for what rounding errors left of them, draw by draw.

    Errors are judged against `scale`, one number a draw, or else against the largest entry of the
    draw. What LAPACK and an FFT leave differs from processor to processor.
    """
    if scale is None:
        scale = np.max(np.abs(x), axis=tuple(range(1, x.ndim)), initial=0.0)
    if x.dtype.kind == "c":
        cleaned: Array = np.empty_like(x)
        cleaned.real = without_residue(x.real, scale)
        cleaned.imag = without_residue(x.imag, scale)
        return cleaned
    return np.where(np.abs(x) < RESIDUE * beside(scale, x), 0.0, x)


def softplus_of(array: Array) -> Array:
    """Return ln(1 + exp(x)) of floats."""
    # the part that grows is added by itself, so that exp never overflows
    return np.maximum(array, 0) + np.log1p(np.exp(-np.abs(array)))


@lru_cache(maxsize=4096, typed=True)
def number_text(entry: Any) -> str:
    """Return a number with up to 12 digits, without trailing zeros; a text as it is."""
    if not isinstance(entry, float):
        return str(entry)
    if not np.isfinite(entry):
        raise ValueError("x must be finite")
    shown = format(Decimal(f"{significant(entry):.12g}"), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def scipy_special() -> Any:
    """Return SciPy's special functions, which are loaded only where one is called."""
    import scipy.special  # slow to import, and most decks need none of it

    return scipy.special
