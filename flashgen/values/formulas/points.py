"""The points at which formulas are compared: fractions of each variable's range.

Half of them lie evenly in the range, half evenly in the logarithm of the answer's size, so that a
small term shows where the others are small. A point is none at which the answer is undefined, nor
one near it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.values.values import Array

PROBES: Final = 200
"""Points at which it is seen where an answer is undefined."""
STORED: Final = 16
"""Points that a card has; the first eight at which the answer is defined decide."""

_EVEN: Final = 80
_NEAR_ENDS: Final = (0.0003, 0.001, 0.003, 0.01, 0.03)
_MARGIN: Final = 0.02
_APART: Final = 0.001
"""How far, in steps of 1/12 or π/12, a point stays from a multiple of it."""


class Range(Struct, frozen=True):
    """Where a variable is tried, in each draw: from `low` to `high`, (draws,) or (1,)."""

    name: str
    low: Array
    high: Array
    whole: bool = False

    def at(self, fractions: Array) -> Array:
        """Return the values at fractions of the range, (draws, points)."""
        low, high = self.low[:, np.newaxis], self.high[:, np.newaxis]
        if self.whole:
            return np.asarray(low + np.minimum(np.floor(fractions * (high - low + 1)), high - low))
        return np.asarray(low + fractions * (high - low))


@cache
def grid(variables: int) -> Array:
    """Return the candidates of points as fractions, (points, variables), the even ones first."""
    if variables == 0:
        return np.zeros((1, 0))
    even = _spread(_EVEN, variables)
    ends = [*_NEAR_ENDS, *(1 - end for end in reversed(_NEAR_ENDS))]
    corners = np.array([[end] * variables for end in ends])
    return np.concatenate([even, np.minimum(corners + 0.0007 * np.arange(variables), 0.9998)])


@cache
def probes(variables: int) -> Array:
    """Return the points at which it is seen where an answer is undefined, as fractions."""
    if variables == 0:
        return np.zeros((1, 0))
    if variables == 1:
        steps = np.arange(121)[:, np.newaxis] / 120
        return np.concatenate([_spread(PROBES - len(steps), 1), steps])
    return _spread(PROBES, variables)


def _spread(count: int, variables: int) -> Array:
    """Return evenly spread points, any first ones of them spread, too (Roberts' sequence)."""
    ratio = 2.0
    for _ in range(40):
        ratio = (1 + ratio) ** (1 / (variables + 1))
    steps = np.array([ratio ** -(k + 1) for k in range(variables)])
    points = (0.3819 + np.arange(count)[:, np.newaxis] * steps) % 1
    return np.asarray(np.clip(np.round(points, 4), 0.0002, 0.9998))


def values_at(fractions: Array, ranges: Sequence[Range]) -> dict[str, Array]:
    """Return each variable's values at points given as fractions, (draws, points)."""
    return {of.name: of.at(fractions[:, k]) for k, of in enumerate(ranges)}


def usable(ranges: Sequence[Range], undefined: Array) -> Array:
    """Tell which points of the grid may be used in each draw, (draws, points).

    `undefined` tells at which probes the answer is undefined, (draws, probes).
    """
    fractions, tried = grid(len(ranges)), probes(len(ranges))
    near = np.abs(fractions[:, np.newaxis, :] - tried[np.newaxis, :, :]).max(axis=-1, initial=0.0)
    close = (near < _MARGIN).astype(np.float64)  # (points, probes)
    fine = (undefined.astype(np.float64) @ close.T) == 0
    for of in ranges:
        if of.whole:
            continue
        index = ranges.index(of)
        values = of.at(fractions[:, index])
        for unit in (1 / 12, np.pi / 12):
            turns = values / unit
            wide = np.abs(of.high - of.low)[:, np.newaxis] > unit
            fine = fine & ((np.abs(turns - np.round(turns)) > _APART) | ~wide)
    return np.asarray(fine)


def chosen(fine: Array, sizes: Array) -> list[int]:
    """Choose the points of a form among those of the grid, by their numbers.

    `fine` tells which may be used in each draw, `sizes` are the answer's there, both (draws,
    points). Those that may be used in the most draws are taken.
    """
    draws = fine.sum(axis=0)
    candidates = np.flatnonzero(draws == draws.max(initial=0))
    if len(candidates) < STORED:
        candidates = np.sort(np.argsort(-draws, kind="stable")[: max(STORED, len(candidates))])
    even = [int(point) for point in candidates if point < _EVEN][: STORED // 2]
    rest = [int(point) for point in candidates if point not in even]
    by_size = _by_size(rest, sizes, STORED - len(even))
    made = []
    for pair in range(max(len(even), len(by_size))):
        made += even[pair : pair + 1] + by_size[pair : pair + 1]
    return made


def _by_size(points: Sequence[int], sizes: Array, count: int) -> list[int]:
    """Choose points that lie evenly in the logarithm of the answer's size, in the first draw."""
    with np.errstate(all="ignore"):
        logs = np.log10(np.abs(sizes[0, list(points)])) if len(sizes) else np.zeros(len(points))
    known = {p: float(log) for p, log in zip(points, logs, strict=True) if np.isfinite(log)}
    if not known:
        return list(points[:count])
    low, high = min(known.values()), max(known.values())
    made: list[int] = []
    # The smallest and the largest first: of the points that decide half are of these.
    order = [0, count - 1, *(k for k in _halves(count) if k not in (0, count - 1))]
    for step in order:
        target = low + (high - low) * step / (count - 1)
        left = [p for p in known if p not in made]
        if not left:
            break
        made.append(min(left, key=lambda p: (abs(known[p] - target), p)))
    return made


def _halves(count: int) -> list[int]:
    """Return 0 to count - 1, the middle first, then the middles of what is left."""
    made: list[int] = []
    parts = [(0, count)]
    while parts:
        low, high = parts.pop(0)
        if low < high:
            middle = (low + high) // 2
            made.append(middle)
            parts += [(low, middle), (middle + 1, high)]
    return made
