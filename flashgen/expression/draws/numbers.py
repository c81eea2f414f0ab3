"""Draws of numbers, entries and orders."""

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from flashgen.expression.draws.arguments import (
    Shape,
    decimals_of,
    flag,
    grid,
    number,
    options_of,
    whole,
)
from flashgen.expression.draws.stream import Stream
from flashgen.values.values import MAX_ELEMENTS, Array, Value, checked_shape

__all__ = [
    "choice",
    "index",
    "integers",
    "mask",
    "normal",
    "permutation",
    "probabilities",
    "signs",
    "uniform",
]

Scalar: TypeAlias = int | float


def _filled(draw: Callable[[], Scalar], shape: Shape | None) -> Any:
    """Return one draw, or an array of draws in row order."""
    if shape is None:
        return draw()
    lengths = checked_shape(shape)
    entries = [draw() for _ in range(math.prod(lengths))]
    return np.array(entries, dtype=None if entries else np.float64).reshape(lengths)


def integers(
    stream: Stream, low: int, high: int, shape: Shape | None = None, distinct: bool = False
) -> Any:
    """Integers from low to high, both included, each equally likely.

    Draws: one integer, or an array of the given shape; with distinct=True no two are equal.
    Raises: ValueError where low is above high, or too few integers lie between them.
    """
    low, high = whole(low, "low"), whole(high, "high")
    if low > high:
        raise ValueError(f"low {low} is above high {high}")
    count = high - low + 1
    if not flag(distinct, "distinct") or shape is None:
        return _filled(lambda: low + stream.below(count), shape)
    lengths = checked_shape(shape)
    wanted = math.prod(lengths)
    if wanted > count:
        raise ValueError(f"{wanted} distinct integers cannot come from {low} to {high}")
    entries = [low + drawn for drawn in stream.sample(count, wanted)]
    return np.array(entries, dtype=np.int64).reshape(lengths)


def uniform(
    stream: Stream, low: float, high: float, shape: Shape | None = None, decimals: int = 1
) -> Any:
    """Decimal numbers from low to high, both included, each equally likely.

    Draws: one number with so many decimals, or an array of the given shape.
    Raises: ValueError where no number with so many decimals lies between low and high.
    """
    decimals = decimals_of(decimals)
    low, high = number(low, "low"), number(high, "high")
    if low > high:
        raise ValueError(f"low {low} is above high {high}")
    first, last = grid(low, high, decimals)
    if first > last:
        raise ValueError(f"no number with decimals={decimals} lies between {low} and {high}")
    scale = 10**decimals
    return _filled(lambda: (first + stream.below(last - first + 1)) / scale, shape)


def normal(
    stream: Stream,
    mean: float = 0,
    sd: float = 1,
    shape: Shape | None = None,
    decimals: int = 1,
) -> Any:
    """Normally distributed numbers, rounded as drawn.

    Draws: one number with so many decimals, or an array of the given shape.
    Raises: ValueError where sd is negative.
    """
    decimals = decimals_of(decimals)
    mean, sd = number(mean, "mean"), number(sd, "sd")
    if sd < 0:
        raise ValueError(f"sd must be at least 0, not {sd}")
    return _filled(lambda: float(round(mean + sd * stream.normal(), decimals)) + 0.0, shape)


def choice(
    stream: Stream, options: Array, shape: Shape | None = None, distinct: bool = False
) -> Any:
    """Entries of a list (rows of a matrix), each equally likely.

    Draws: one entry, or an array of the given shape; with distinct=True no entry comes twice.
    Raises: ValueError where the list is empty, or too short for so many distinct entries.
    """
    options = options_of(options, "options")
    count = options.shape[0]
    if shape is None:
        return options[stream.below(count)]
    lengths = checked_shape(shape)
    wanted = math.prod(lengths)
    if wanted * options[0].size > MAX_ELEMENTS:
        raise ValueError(f"an array can have at most {MAX_ELEMENTS} elements")
    if not flag(distinct, "distinct"):
        places = [stream.below(count) for _ in range(wanted)]
    elif wanted > count:
        raise ValueError(f"{wanted} distinct entries cannot come from a list of {count}")
    else:
        places = stream.sample(count, wanted)
    return options[np.array(places, dtype=np.int64).reshape(lengths)]


def index(stream: Stream, x: Array) -> int:
    """A valid index of a vector, or of the rows of a matrix.

    Draws: one integer from 0 to len(x) - 1.
    Raises: ValueError where x is empty or no array.
    """
    return stream.below(options_of(x, "x").shape[0])


def permutation(stream: Stream, x: Value) -> Array:
    """A random order: of 0 to n - 1, or of the entries of a vector (rows of a matrix).

    Draws: a vector of n integers for a whole number n; for an array its entries in new order.
    Raises: ValueError where n is negative or too large.
    """
    if isinstance(x, np.ndarray):
        return x[np.array(stream.shuffled(x.shape[0]), dtype=np.int64)]
    n = whole(x, "n", least=0, most=MAX_ELEMENTS)
    return np.array(stream.shuffled(n), dtype=np.int64)


def probabilities(
    stream: Stream, n: int, decimals: int = 2, zeros: bool = False, rows: int | None = None
) -> Array:
    """A random probability distribution with so many decimals that sums to exactly 1.

    Draws: a vector of n probabilities, every such vector equally likely, none of them 0 unless
        zeros=True; with rows=m a matrix of m such rows (a transition matrix).
    Raises: ValueError where n positive probabilities with so few decimals cannot sum to 1.
    """
    n = whole(n, "n", least=1, most=MAX_ELEMENTS)
    decimals = whole(decimals, "decimals", least=1, most=6)
    total = 10**decimals
    if not flag(zeros, "zeros") and n > total:
        raise ValueError(f"{n} positive probabilities need more than {decimals} decimals")
    count = 1 if rows is None else whole(rows, "rows", least=1, most=MAX_ELEMENTS)
    checked_shape((count, n))
    drawn = [_parts(stream, total, n, zeros) for _ in range(count)]
    table: Array = np.array(drawn, dtype=np.int64) / total
    return table if rows is not None else table.reshape(n)


def _parts(stream: Stream, total: int, n: int, zeros: bool) -> list[int]:
    """Cut `total` into n whole parts, every way equally likely ("stars and bars")."""
    # With n more to share out, parts of at least 1 stand for parts of at least 0.
    length = total + n if zeros else total
    cuts = [0, *sorted(1 + place for place in stream.sample(length - 1, n - 1)), length]
    return [cuts[place + 1] - cuts[place] - zeros for place in range(n)]


def signs(stream: Stream, shape: Shape | None = None) -> Any:
    """Signs, 1 or -1, each equally likely.

    Draws: one sign, or an array of the given shape.
    """
    return _filled(lambda: 1 - 2 * stream.below(2), shape)


def mask(stream: Stream, shape: Shape, ones: int | None = None, keep: float = 0.5) -> Array:
    """A mask of ones and zeros, as in dropout or for missing entries.

    Draws: an array of the given shape with exactly `ones` ones at random places, or without
        `ones` each entry 1 with probability keep.
    Raises: ValueError where `ones` is more than there are entries, or keep is no probability.
    """
    lengths = checked_shape(shape)
    size = math.prod(lengths)
    entries = np.zeros(size, dtype=np.int64)
    if ones is not None:
        chosen = stream.sample(size, whole(ones, "ones", least=0, most=size))
        entries[np.array(chosen, dtype=np.int64)] = 1
        return entries.reshape(lengths)
    keep = number(keep, "keep")
    if not 0 <= keep <= 1:
        raise ValueError(f"keep must be a probability, not {keep}")
    entries[:] = [stream.random() < keep for _ in range(size)]
    return entries.reshape(lengths)
