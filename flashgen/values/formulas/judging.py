"""Whether two formulas are the same function, as the card judges it: the twin of formula.js.

Both are evaluated at points. At each they may differ by a relative tolerance, or by a small part of
the sizes of the terms that made them, which is what floats lose.
"""

from typing import Final, Literal, TypeAlias

import numpy as np
from msgspec import Struct

from flashgen.values.formulas.evaluating import Evaluated
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.values import Array

UpTo: TypeAlias = Literal["constant", "factor"]

POINTS: Final[int] = FORMULA_RULES["points"]
RELATIVE: Final[float] = FORMULA_RULES["relative"]
_NOISE: Final[float] = FORMULA_RULES["noise"]
_MOST_NOISE: Final[float] = FORMULA_RULES["most_noise"]


class Rule(Struct, frozen=True):
    """How far a formula may be off."""

    relative: float = RELATIVE
    up_to: UpTo | None = None
    noise: float = _NOISE
    """Relative to the sizes of the terms."""


def relative_of(figures: int | None, tolerance: float | None) -> float:
    """Return the relative tolerance of an answer that states figures, a tolerance, or neither."""
    if tolerance is not None:
        return max(tolerance, RELATIVE)
    return RELATIVE if figures is None else max(10.0 ** (1 - figures), RELATIVE)


def decisive(answer: Evaluated, most: int | None = POINTS) -> Array:
    """Tell which points decide: the first ones at which the answer is defined."""
    defined = np.isfinite(answer.values) & np.isfinite(answer.sizes)
    if most is None:
        return np.asarray(defined)
    return np.asarray(defined & (np.cumsum(defined, axis=-1) <= most))


def agree(given: Evaluated, answer: Evaluated, rule: Rule, used: Array | None = None) -> Array:
    """Tell in which draws a formula is the answer; points stand on the last axis.

    `used` are the points that decide, by default those of `decisive`.
    """
    used = decisive(answer) if used is None else used
    with np.errstate(all="ignore"):
        return _agree(given, answer, rule, used)


def _agree(given: Evaluated, answer: Evaluated, rule: Rule, used: Array) -> Array:
    shape = np.broadcast_shapes(given.values.shape, answer.values.shape, used.shape)
    g, f = np.broadcast_to(given.values, shape), np.broadcast_to(answer.values, shape)
    used = np.broadcast_to(used, shape)
    defined = np.isfinite(g) & np.isfinite(given.sizes)
    fine = used.any(axis=-1) & (defined | ~used).all(axis=-1)
    f = np.where(used, f, 0.0)
    own = np.where(used, np.broadcast_to(answer.sizes, shape), 0.0)
    sizes = np.broadcast_to(given.sizes, shape)
    if rule.up_to == "constant":
        base = np.argmin(np.where(used, np.abs(f), np.inf), axis=-1)[..., np.newaxis]
        g0, f0 = np.take_along_axis(g, base, -1), np.take_along_axis(f, base, -1)
        own0, sizes0 = np.take_along_axis(own, base, -1), np.take_along_axis(sizes, base, -1)
        scale = np.abs(f - f0) + np.minimum(np.abs(f), np.abs(f0))
        off, own, sizes = np.abs((g - g0) - (f - f0)), own + own0, sizes + sizes0
    elif rule.up_to == "factor":
        top = np.argmax(np.abs(f), axis=-1)[..., np.newaxis]
        ratio = np.take_along_axis(g, top, -1) / np.take_along_axis(f, top, -1)
        fine = fine & (np.isfinite(ratio) & (ratio != 0))[..., 0]
        scale, own = 2 * np.abs(ratio * f), np.abs(ratio) * own
        off = np.abs(g - ratio * f)
    else:
        scale, off = np.abs(f), np.abs(g - f)
    largest = own.max(axis=-1, keepdims=True)
    most = np.where(largest > 0, _MOST_NOISE * largest, np.inf)
    noise = np.minimum(rule.noise * np.maximum(own, sizes), most)
    near = off <= np.maximum(rule.relative * scale, np.maximum(noise, rule.noise * own))
    return np.asarray(fine & (near | ~used).all(axis=-1))


def negated(formula: Evaluated) -> Evaluated:
    """Return the negative of a formula's values."""
    return Evaluated(-formula.values, formula.sizes)
