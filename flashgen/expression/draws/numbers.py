"""Draws of numbers, entries and orders.

A draw function takes the stream first and returns the values of all draws. Of its other arguments,
an array or text array named in `BY_DRAW` has the draws in front; the others are plain values.
"""

import math

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
from flashgen.expression.draws.stream import ParameterStream
from flashgen.values.batch import Dense, Texts
from flashgen.values.values import MAX_ELEMENTS, Array, checked_shape

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

BY_DRAW = {"choice": ("options",), "index": ("x",), "permutation": ("x",)}


def _lengths(shape: Shape | None) -> tuple[int, ...]:
    return () if shape is None else checked_shape(shape)


def _shaped(entries: Array, lengths: tuple[int, ...]) -> Array:
    """Return the entries of each draw, in row order, as an array of the lengths."""
    return entries.reshape(entries.shape[0], *lengths)


def integers(
    stream: ParameterStream,
    low: int,
    high: int,
    shape: Shape | None = None,
    distinct: bool = False,
) -> Array:
    """Integers from low to high, both included, each equally likely.

    Draws: one integer, or an array of the given shape; with distinct=True no two are equal.
    Raises: ValueError where low is above high, or too few integers lie between them.
    """
    low, high = whole(low, "low"), whole(high, "high")
    if low > high:
        raise ValueError(f"low {low} is above high {high}")
    count = high - low + 1
    lengths = _lengths(shape)
    wanted = math.prod(lengths)
    if not flag(distinct, "distinct") or shape is None:
        return _shaped(low + stream.below(count, wanted), lengths)
    if wanted > count:
        raise ValueError(f"{wanted} distinct integers cannot come from {low} to {high}")
    return _shaped(low + stream.sample(count, wanted), lengths)


def uniform(
    stream: ParameterStream,
    low: float,
    high: float,
    shape: Shape | None = None,
    decimals: int = 1,
) -> Array:
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
    lengths = _lengths(shape)
    drawn = first + stream.below(last - first + 1, math.prod(lengths))
    return _shaped(drawn / 10**decimals, lengths)


def normal(
    stream: ParameterStream,
    mean: float = 0,
    sd: float = 1,
    shape: Shape | None = None,
    decimals: int = 1,
) -> Array:
    """Normally distributed numbers, rounded as drawn.

    Draws: one number with so many decimals, or an array of the given shape.
    Raises: ValueError where sd is negative.
    """
    decimals = decimals_of(decimals)
    mean, sd = number(mean, "mean"), number(sd, "sd")
    if sd < 0:
        raise ValueError(f"sd must be at least 0, not {sd}")
    lengths = _lengths(shape)
    drawn = mean + sd * stream.normal(math.prod(lengths))
    rounded = [float(round(entry, decimals)) + 0.0 for entry in drawn.ravel().tolist()]
    return _shaped(np.array(rounded, dtype=np.float64).reshape(drawn.shape), lengths)


def choice(
    stream: ParameterStream, options: Dense, shape: Shape | None = None, distinct: bool = False
) -> Dense:
    """Entries of a list (rows of a matrix), each equally likely.

    Draws: one entry, or an array of the given shape; with distinct=True no entry comes twice.
    Raises: ValueError where the list is empty, or too short for so many distinct entries.
    """
    options = options_of(options, "options")
    count = options.shape[1]
    lengths = _lengths(shape)
    wanted = math.prod(lengths)
    if wanted * math.prod(options.shape[2:]) > MAX_ELEMENTS:
        raise ValueError(f"an array can have at most {MAX_ELEMENTS} elements")
    if shape is None or not flag(distinct, "distinct"):
        places = stream.below(count, wanted)
    elif wanted > count:
        raise ValueError(f"{wanted} distinct entries cannot come from a list of {count}")
    else:
        places = stream.sample(count, wanted)
    return _entries(options, _shaped(places, lengths))


def _entries(options: Dense, places: Array) -> Dense:
    """Return the entries of each draw's list at its places."""
    if isinstance(options, Texts):
        codes = _entries(options.codes, places)
        assert isinstance(codes, np.ndarray)
        return Texts(codes, options.table)
    if options.shape[0] == 1:
        constant: Array = options[0][places]
        return constant
    draws = np.arange(len(places)).reshape((-1,) + (1,) * (places.ndim - 1))
    entries: Array = options[draws, places]
    return entries


def index(stream: ParameterStream, x: Dense) -> Array:
    """A valid index of a vector, or of the rows of a matrix.

    Draws: one integer from 0 to len(x) - 1.
    Raises: ValueError where x is empty or no array.
    """
    return stream.below(options_of(x, "x").shape[1], 1)[:, 0]


def permutation(stream: ParameterStream, x: Dense | int) -> Dense:
    """A random order: of 0 to n - 1, or of the entries of a vector (rows of a matrix).

    Draws: a vector of n integers for a whole number n; for an array its entries in new order.
    Raises: ValueError where n is negative or too large.
    """
    if isinstance(x, np.ndarray | Texts):
        return _entries(x, stream.sample(x.shape[1], x.shape[1]))
    n = whole(x, "n", least=0, most=MAX_ELEMENTS)
    return stream.sample(n, n)


def probabilities(
    stream: ParameterStream,
    n: int,
    decimals: int = 2,
    zeros: bool = False,
    rows: int | None = None,
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
    drawn = [_parts(stream, total, n, zeros, row) for row in range(count)]
    table: Array = np.stack(drawn, axis=1) / total
    return table if rows is not None else table[:, 0]


def _parts(stream: ParameterStream, total: int, n: int, zeros: bool, use: int) -> Array:
    """Cut `total` into n whole parts, every way equally likely ("stars and bars")."""
    # With n more to share out, parts of at least 1 stand for parts of at least 0.
    length = total + n if zeros else total
    cuts = np.sort(1 + stream.sample(length - 1, n - 1, use), axis=-1)
    ends = np.zeros((len(cuts), 1), dtype=np.int64)
    return np.diff(np.concatenate([ends, cuts, ends + length], axis=-1), axis=-1) - zeros


def signs(stream: ParameterStream, shape: Shape | None = None) -> Array:
    """Signs, 1 or -1, each equally likely.

    Draws: one sign, or an array of the given shape.
    """
    lengths = _lengths(shape)
    return _shaped(1 - 2 * stream.below(2, math.prod(lengths)), lengths)


def mask(
    stream: ParameterStream, shape: Shape, ones: int | None = None, keep: float = 0.5
) -> Array:
    """A mask of ones and zeros, as in dropout or for missing entries.

    Draws: an array of the given shape with exactly `ones` ones at random places, or without
        `ones` each entry 1 with probability keep.
    Raises: ValueError where `ones` is more than there are entries, or keep is no probability.
    """
    lengths = checked_shape(shape)
    size = math.prod(lengths)
    if ones is not None:
        chosen = stream.sample(size, whole(ones, "ones", least=0, most=size))
        entries = np.zeros((stream.count, size), dtype=np.int64)
        np.put_along_axis(entries, chosen, 1, axis=-1)
        return _shaped(entries, lengths)
    keep = number(keep, "keep")
    if not 0 <= keep <= 1:
        raise ValueError(f"keep must be a probability, not {keep}")
    return _shaped((stream.random(size) < keep).astype(np.int64), lengths)
