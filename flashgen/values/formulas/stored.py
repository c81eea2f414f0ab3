"""Values of a formula at points, as a card has them where its grammar lacks a function.

A value takes six digits to base 64: a sign, the exponent of a float and 24 bits of its mantissa,
so that it is off by at most 3e-8 of itself. The card's values.js reads them.
"""

from typing import Final

import numpy as np

from flashgen.values.formulas.judging import POINTS
from flashgen.values.values import Array

MARK: Final = "="
"""What stands before values in the place of a formula."""
FOR_MISTAKES: Final = POINTS // 2
"""Points at which a mistake is recognized: one that is not costs a sentence, no verdict."""

_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_PLACES: Final = 6
_CUT: Final = 28
"""Bits of a float's mantissa that are left out."""


def as_stored(values: Array) -> Array:
    """Return values as a card has them."""
    return _kept(values).view(np.float64)


def _kept(values: Array) -> Array:
    bits = np.ascontiguousarray(values, dtype=np.float64).view(np.uint64)
    half = np.uint64(1 << (_CUT - 1))
    kept = np.where(np.isfinite(values), bits + half, bits) >> np.uint64(_CUT)
    return np.asarray(kept << np.uint64(_CUT))


def stored_text(values: Array) -> str:
    """Write the values of a formula at points, (points,)."""
    written = []
    for number in (_kept(values) >> np.uint64(_CUT)).tolist():
        digits = (_DIGITS[number >> 6 * place & 63] for place in reversed(range(_PLACES)))
        written.append("".join(digits))
    return MARK + "".join(written)


def needed(values: Array, wanted: int) -> int:
    """Return how many of the points a card needs, so that `wanted` of them decide in every draw.

    `values` are (draws, points), not finite where the formula is undefined.
    """
    counts = np.cumsum(np.isfinite(values), axis=-1)
    enough = (counts >= wanted).all(axis=0)
    return int(np.argmax(enough)) + 1 if enough.any() else values.shape[-1]
