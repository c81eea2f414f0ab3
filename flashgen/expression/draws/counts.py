"""Draws of counts and waiting times."""

import math
from decimal import Decimal

import numpy as np

from flashgen.expression.draws.arguments import (
    Shape,
    decimals_of,
    flag,
    lengths_of,
    number,
    rounded_to,
    shaped,
    whole,
)
from flashgen.expression.draws.stream import ParameterStream
from flashgen.expression.functions.declaration import dear
from flashgen.values.values import Array

_MOST_TRIALS = 1000
_MOST_EXPECTED = 500


def binomial(
    stream: ParameterStream,
    n: int,
    p: float,
    shape: Shape | None = None,
    sorted: bool = False,
) -> Array:
    """Numbers of successes in n trials, each of probability p.

    Draws: one whole number from 0 to n, or an array of the given shape; with sorted=True
        ascending.
    Raises: ValueError where n is not from 0 to 1000 or p is no probability.
    Example: binomial(10, 0.3, shape=5)
    """
    n, p = whole(n, "n", least=0, most=_MOST_TRIALS), number(p, "p")
    if not 0 <= p <= 1:
        raise ValueError(
            f"p must be a probability, not {p}: under parameters binomial(n, p) draws; "
            "the binomial coefficient is computed under let"
        )
    swapped = p > 0.5
    share = 1 - p if swapped else p  # so that the first of the masses is no smaller than 2**-n
    mass = math.prod([1 - share] * n)
    masses = [mass]
    for k in range(n):
        mass = mass * (n - k) / (k + 1) * (share / (1 - share))
        masses.append(mass)
    drawn = _by_inversion(stream, masses, lengths_of(shape))
    return shaped(n - drawn if swapped else drawn, lengths_of(shape), flag(sorted, "sorted"))


def poisson(
    stream: ParameterStream, rate: float, shape: Shape | None = None, sorted: bool = False
) -> Array:
    """Numbers of events where `rate` are expected.

    Draws: one whole number from 0 on, or an array of the given shape; with sorted=True
        ascending.
    Raises: ValueError where rate is not above 0 and at most 500.
    Example: poisson(4, shape=5)
    """
    rate = number(rate, "rate")
    if not 0 < rate <= _MOST_EXPECTED:
        raise ValueError(f"rate must be above 0 and at most {_MOST_EXPECTED}, not {rate}")
    # Decimal's exponential is the same on every machine
    mass = float(Decimal(-rate).exp())
    masses = [mass]
    while len(masses) <= rate or mass > 2.0**-60:
        mass = mass * rate / len(masses)
        masses.append(mass)
    drawn = _by_inversion(stream, masses, lengths_of(shape))
    return shaped(drawn, lengths_of(shape), flag(sorted, "sorted"))


def _by_inversion(stream: ParameterStream, masses: list[float], lengths: tuple[int, ...]) -> Array:
    """Return whole numbers from 0 on with these probabilities: (draws, entries)."""
    sums = np.array(masses)
    for place in range(1, len(sums)):
        sums[place] += sums[place - 1]
    shares = stream.random(math.prod(lengths))
    return np.minimum(np.searchsorted(sums, shares, side="right"), len(sums) - 1)


@dear(6)
def exponential(
    stream: ParameterStream,
    rate: float = 1,
    shape: Shape | None = None,
    decimals: int = 1,
    sorted: bool = False,
) -> Array:
    """Exponentially distributed numbers with mean 1 / rate, rounded as drawn.

    Draws: one number with so many decimals, or an array of the given shape; with sorted=True
        ascending.
    Raises: ValueError where rate is not positive.
    Example: exponential(0.5, shape=3)
    """
    rate, decimals = number(rate, "rate"), decimals_of(decimals)
    if rate <= 0:
        raise ValueError(f"rate must be positive, not {rate}")
    lengths = lengths_of(shape)
    shares = stream.random(math.prod(lengths))
    drawn = np.array([-math.log1p(-share) for share in shares.ravel().tolist()])
    times = rounded_to(drawn.reshape(shares.shape) / rate, decimals)
    return shaped(times, lengths, flag(sorted, "sorted"))
