"""Draws of numbers, entries and orders.

A draw function takes the stream first and returns the values of all draws. Of its other arguments,
an array or text array named in `BY_DRAW` has the draws in front; the others are plain values.
"""

import math
from decimal import Decimal

import numpy as np

from flashgen.expression.draws.arguments import (
    Shape,
    decimals_of,
    flag,
    grid,
    lengths_of,
    number,
    options_of,
    rounded_to,
    shaped,
    whole,
)
from flashgen.expression.draws.stream import ParameterStream
from flashgen.expression.functions.declaration import dear
from flashgen.values.batch import Dense, Texts
from flashgen.values.values import (
    EXACT_INTEGERS,
    MAX_ELEMENTS,
    Array,
    checked_shape,
    round_significant,
)

BY_DRAW = {"choice": ("options",), "index": ("x",), "permutation": ("x",)}


def integers(
    stream: ParameterStream,
    low: int,
    high: int,
    shape: Shape | None = None,
    distinct: bool = False,
    step: int = 1,
    sorted: bool = False,
) -> Array:
    """Integers from low to high, both included, each equally likely.

    Draws: one integer, or an array of the given shape; with distinct=True no two are equal,
        with sorted=True they ascend, and with step=5 they are low, low + 5, low + 10 and so on.
    Raises: ValueError where low is above high, or too few integers lie between them.
    Example: integers(-3, 3, shape=4)
    """
    low, high = whole(low, "low"), whole(high, "high")
    if low > high:
        raise ValueError(f"low {low} is above high {high}")
    width = whole(step, "step", least=1)
    count = (high - low) // width + 1
    lengths = lengths_of(shape)
    wanted = math.prod(lengths)
    if not flag(distinct, "distinct") or shape is None:
        drawn = stream.below(count, wanted)
        return shaped(low + width * drawn, lengths, flag(sorted, "sorted"))
    if wanted > count:
        raise ValueError(f"{wanted} distinct integers cannot come from {low} to {high}")
    return shaped(low + width * stream.sample(count, wanted), lengths, flag(sorted, "sorted"))


def uniform(
    stream: ParameterStream,
    low: float,
    high: float,
    shape: Shape | None = None,
    decimals: int = 1,
    step: float | None = None,
    sorted: bool = False,
) -> Array:
    """Decimal numbers from low to high, both included, each equally likely.

    Draws: one number with so many decimals, or an array of the given shape; with sorted=True
        ascending. With step=0.25 the numbers are low, low + 0.25, low + 0.5 and so on, and
        decimals does not matter.
    Raises: ValueError where no number with so many decimals lies between low and high.
    Example: uniform(0, 1, shape=3, decimals=2)
    """
    decimals = decimals_of(decimals)
    low, high = number(low, "low"), number(high, "high")
    if low > high:
        raise ValueError(f"low {low} is above high {high}")
    if step is not None:
        return _in_steps(stream, low, high, number(step, "step"), shape, flag(sorted, "sorted"))
    first, last = grid(low, high, decimals)
    if first > last:
        raise ValueError(f"no number with decimals={decimals} lies between {low} and {high}")
    lengths = lengths_of(shape)
    drawn = first + stream.below(last - first + 1, math.prod(lengths))
    return shaped(drawn / 10**decimals, lengths, flag(sorted, "sorted"))


def _in_steps(
    stream: ParameterStream,
    low: float,
    high: float,
    step: float,
    shape: Shape | None,
    ascending: bool,
) -> Array:
    """Draw low + k step, each as the decimal number that it is."""
    if step <= 0:
        raise ValueError(f"step must be positive, not {step}")
    start, end, width = (Decimal(str(round_significant(x))) for x in (low, high, step))
    count = int((end - start) / width) + 1
    if count > EXACT_INTEGERS:
        raise ValueError("low and high are too far apart for such a step")
    lengths = lengths_of(shape)
    drawn = stream.below(count, math.prod(lengths))
    made = [float(start + k * width) for k in drawn.ravel().tolist()]
    values = np.array(made, dtype=np.float64).reshape(drawn.shape)
    return shaped(values, lengths, ascending)


@dear(6)
def normal(
    stream: ParameterStream,
    mean: float = 0,
    sd: float = 1,
    shape: Shape | None = None,
    decimals: int = 1,
    sorted: bool = False,
) -> Array:
    """Normally distributed numbers, rounded as drawn.

    Draws: one number with so many decimals, or an array of the given shape; with sorted=True
        ascending.
    Raises: ValueError where sd is negative.
    Example: normal(0, 2, shape=3)
    """
    decimals = decimals_of(decimals)
    mean, sd = number(mean, "mean"), number(sd, "sd")
    if sd < 0:
        raise ValueError(f"sd must be at least 0, not {sd}")
    lengths = lengths_of(shape)
    drawn = mean + sd * stream.normal(math.prod(lengths))
    return shaped(rounded_to(drawn, decimals), lengths, flag(sorted, "sorted"))


def choice(
    stream: ParameterStream,
    options: Dense,
    shape: Shape | None = None,
    distinct: bool = False,
    sorted: bool = False,
) -> Dense:
    """Entries of a list (rows of a matrix), each equally likely.

    Draws: one entry, or an array of the given shape; with distinct=True no entry comes twice,
        and with sorted=True they keep the order of the list.
    Raises: ValueError where the list is empty, or too short for so many distinct entries.
    Example: choice(["cat", "dog", "bird"])
    """
    options = options_of(options, "options")
    count = options.shape[1]
    lengths = lengths_of(shape)
    wanted = math.prod(lengths)
    if wanted * math.prod(options.shape[2:]) > MAX_ELEMENTS:
        raise ValueError(f"an array can have at most {MAX_ELEMENTS} elements")
    if shape is None or not flag(distinct, "distinct"):
        places = stream.below(count, wanted)
    elif wanted > count:
        raise ValueError(f"{wanted} distinct entries cannot come from a list of {count}")
    else:
        places = stream.sample(count, wanted)
    return _entries(options, shaped(places, lengths, flag(sorted, "sorted")))


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
    Example: index([10, 20, 30])
    """
    return stream.below(options_of(x, "x").shape[1], 1)[:, 0]


def permutation(stream: ParameterStream, x: Dense | int) -> Dense:
    """A random order: of 0 to n - 1, or of the entries of a vector (rows of a matrix).

    Draws: a vector of n integers for a whole number n; for an array its entries in new order.
    Raises: ValueError where n is negative or too large.
    Example: permutation(5)
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
    Example: probabilities(4)
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
    Example: signs(4)
    """
    lengths = lengths_of(shape)
    return shaped(1 - 2 * stream.below(2, math.prod(lengths)), lengths)


def mask(
    stream: ParameterStream, shape: Shape, ones: int | None = None, keep: float = 0.5
) -> Array:
    """A mask of ones and zeros, as in dropout or for missing entries.

    Draws: an array of the given shape with exactly `ones` ones at random places, or without
        `ones` each entry 1 with probability keep.
    Raises: ValueError where `ones` is more than there are entries, or keep is no probability.
    Example: mask(6, ones=2)
    """
    lengths = checked_shape(shape)
    size = math.prod(lengths)
    if ones is not None:
        chosen = stream.sample(size, whole(ones, "ones", least=0, most=size))
        entries = np.zeros((stream.count, size), dtype=np.int64)
        np.put_along_axis(entries, chosen, 1, axis=-1)
        return shaped(entries, lengths)
    keep = number(keep, "keep")
    if not 0 <= keep <= 1:
        raise ValueError(f"keep must be a probability, not {keep}")
    return shaped((stream.random(size) < keep).astype(np.int64), lengths)
