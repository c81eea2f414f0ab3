"""What the draws ask of their arguments, with errors that name the argument."""

import functools
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, TypeAlias

import numpy as np

from flashgen.values.batch import Dense, Texts
from flashgen.values.values import EXACT_INTEGERS, Array, checked_shape, describe, round_significant

Shape: TypeAlias = int | tuple[int, ...] | Array

MAX_DECIMALS = 9
"""The most decimals that a draw can have."""


def whole(x: Any, name: str, *, least: int | None = None, most: int | None = None) -> int:
    """Return `x`, which must be a whole number from `least` to `most`; 3.0 is one."""
    if type(x) is float and x.is_integer():
        x = int(x)
    if type(x) is not int:
        given = str(x) if type(x) is float else describe(x)
        raise ValueError(f"{name} must be a whole number, not {given}")
    if not -EXACT_INTEGERS < x < EXACT_INTEGERS:
        raise ValueError(f"{name} is too large")
    if least is not None and x < least:
        raise ValueError(f"{name} must be at least {least}, not {x}")
    if most is not None and x > most:
        raise ValueError(f"{name} must be at most {most}, not {x}")
    return x


def number(x: Any, name: str) -> float:
    """Return `x`, which must be one finite number."""
    if isinstance(x, bool) or not isinstance(x, int | float):
        raise ValueError(f"{name} must be one number, not {describe(x)}")
    if not -1e15 < x < 1e15:
        raise ValueError(f"{name} is too large")
    return x


def flag(x: Any, name: str) -> bool:
    """Return `x`, which must be True or False."""
    if not isinstance(x, bool):
        raise ValueError(f"{name} must be True or False, not {describe(x)}")
    return x


def decimals_of(x: Any) -> int:
    """Return `x`, which must be a number of decimals."""
    return whole(x, "decimals", least=0, most=MAX_DECIMALS)


@functools.lru_cache(maxsize=1024)
def grid(low: float, high: float, decimals: int) -> tuple[int, int]:
    """Return the multiples of 10**-decimals in [low, high]: the first and the last, as integers.

    The bounds count as they are written: 0.7 is seven tenths, not the double beside it.
    """
    first, last = (
        int(Decimal(str(round_significant(bound))).scaleb(decimals).to_integral_value(rounding))
        for bound, rounding in ((low, ROUND_CEILING), (high, ROUND_FLOOR))
    )
    if last - first >= EXACT_INTEGERS:
        raise ValueError("low and high are too far apart for so many decimals")
    return first, last


def options_of(x: Any, name: str) -> Dense:
    """Return `x`, (draws, n, …), which must be an array with at least one entry."""
    if not isinstance(x, np.ndarray | Texts):
        raise ValueError(f"{name} must be a list, not {describe(x)}")
    if x.shape[1] == 0:
        raise ValueError(f"{name} must have at least one entry")
    return x


def adjacency_of(x: Any) -> Array:
    """Return `x`, which must be an adjacency matrix: square, finite, no entry below 0."""
    if not isinstance(x, np.ndarray) or x.ndim != 2 or x.shape[0] != x.shape[1]:
        raise ValueError(f"adjacency must be a square matrix, not {describe(x)}")
    if x.dtype.kind not in "bif" or not np.isfinite(x).all() or (x < 0).any() or not x.size:
        raise ValueError("adjacency must have finite entries of at least 0")
    return x


def lengths_of(shape: Shape | None) -> tuple[int, ...]:
    """Return the lengths of the axes of a draw; none for one number."""
    return () if shape is None else checked_shape(shape)


def shaped(entries: Array, lengths: tuple[int, ...], ascending: bool = False) -> Array:
    """Return the entries of each draw, in row order, as an array of the lengths.

    With `ascending` the entries along the last axis are sorted.
    """
    array = entries.reshape(entries.shape[0], *lengths)
    return np.sort(array, axis=-1) if ascending and lengths else array


def rounded_to(drawn: Array, decimals: int) -> Array:
    """Return floats rounded to so many decimals, without a negative zero."""
    rounded = [float(round(entry, decimals)) + 0.0 for entry in drawn.ravel().tolist()]
    return np.array(rounded, dtype=np.float64).reshape(drawn.shape)
