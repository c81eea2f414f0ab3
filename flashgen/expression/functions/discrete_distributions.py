"""Discrete probability distributions: mass, distribution function, quantiles."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    beside,
    fractions,
    inner_fractions,
    positive_numbers,
    wholes,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.shared import scipy_special
from flashgen.values.values import some

_MOST = 10**9  # of whole numbers, and of what is expected
_STEPS = 5000  # from the normal approximation to the quantile


def _trials(n: Any, values: Array) -> Array:
    return beside(wholes(n, "n", least=0, most=_MOST), values)


def _expected(rate: Any) -> Array:
    """Return expected numbers of events."""
    array = positive_numbers(rate, "rate")
    if some(array > _MOST):
        raise ValueError(f"rate must be at most {_MOST}")
    return array


def _first_with(cdf: Any, guess: Array, p: Array) -> Array:
    """Return the smallest whole number at which a distribution function reaches p."""
    k = np.maximum(np.floor(guess), 0.0)
    reached = p * (1 - 1e-12)
    for _ in range(_STEPS):
        low = cdf(k) < reached
        high = ~low & (k > 0) & (cdf(np.maximum(k - 1, 0)) >= reached)
        if not some(low | high):
            return k.astype(np.int64)
        k = k + low - high
    raise ValueError("these parameters are too extreme")


@vectorized("(...),(),()->(...)")
def binomial_mass(k: Any, n: Any, p: Any) -> Result:
    """Probability of exactly k successes in n trials, each of probability p.

    Formula: binomial(n, k) p**k (1 - p)**(n - k)
    Shapes: k of any shape, whole numbers; the parameters are scalars;
        the result has the shape of k.
    Units: a probability.
    Source: Johnson, Kemp, Kotz, Univariate Discrete Distributions.
    Example: binomial_mass(2, 4, 0.5) = 0.375
    """
    counts = wholes(k, "k", least=0, most=_MOST)
    trials = _trials(n, counts)
    chance = beside(fractions(p, "p"), counts)
    special, inside = scipy_special(), counts <= trials
    misses = np.where(inside, trials - counts, 0)
    ways = special.gammaln(trials + 1) - special.gammaln(counts + 1) - special.gammaln(misses + 1)
    log_mass = ways + special.xlogy(counts, chance) + special.xlog1py(misses, -chance)
    return np.where(inside, np.exp(log_mass), 0.0)


@vectorized("(...),(),()->(...)")
def binomial_cdf(k: Any, n: Any, p: Any) -> Result:
    """Probability of at most k successes in n trials, each of probability p.

    Formula: sum of binomial_mass(i, n, p) for i from 0 to k
    Shapes: k of any shape, whole numbers; the parameters are scalars;
        the result has the shape of k.
    Units: a probability.
    Source: Johnson, Kemp, Kotz, Univariate Discrete Distributions.
    Example: binomial_cdf(2, 4, 0.5) = 0.6875
    """
    counts = wholes(k, "k", least=0, most=_MOST)
    trials = _trials(n, counts)
    chance = beside(fractions(p, "p"), counts)
    within = np.minimum(counts, trials)
    return scipy_special().bdtr(within.astype(np.float64), trials, chance)


@vectorized("(...),(),()->(...)")
def binomial_quantile(share: Any, n: Any, p: Any) -> Result:
    """The smallest k that at most k of n trials succeed with probability `share` or more.

    Formula: smallest k with binomial_cdf(k, n, p) >= share
    Shapes: share of any shape; the parameters are scalars;
        the result has the shape of share.
    Units: a count.
    Source: Johnson, Kemp, Kotz, Univariate Discrete Distributions.
    Example: binomial_quantile(0.5, 4, 0.5) = 2
    """
    shares = inner_fractions(share, "share")
    trials = _trials(n, shares)
    chance = beside(inner_fractions(p, "p"), shares)
    special = scipy_special()
    spread = np.sqrt(trials * chance * (1 - chance))
    guess = np.minimum(trials * chance + spread * special.ndtri(shares), trials)
    return _first_with(lambda k: special.bdtr(k, trials, chance), guess, shares)


@vectorized("(...),()->(...)")
def poisson_mass(k: Any, rate: Any) -> Result:
    """Probability of exactly k events where `rate` are expected.

    Formula: rate**k exp(-rate) / k!
    Shapes: k of any shape, whole numbers; the parameters are scalars;
        the result has the shape of k.
    Units: a probability.
    Source: Johnson, Kemp, Kotz, Univariate Discrete Distributions.
    Example: poisson_mass(2, 3) = 0.224
    """
    counts = wholes(k, "k", least=0, most=_MOST)
    rate = beside(_expected(rate), counts)
    return np.exp(counts * np.log(rate) - rate - scipy_special().gammaln(counts + 1))


@vectorized("(...),()->(...)")
def poisson_cdf(k: Any, rate: Any) -> Result:
    """Probability of at most k events where `rate` are expected.

    Formula: sum of poisson_mass(i, rate) for i from 0 to k
    Shapes: k of any shape, whole numbers; the parameters are scalars;
        the result has the shape of k.
    Units: a probability.
    Source: Johnson, Kemp, Kotz, Univariate Discrete Distributions.
    Example: poisson_cdf(2, 3) = 0.4232
    """
    counts = wholes(k, "k", least=0, most=_MOST)
    rate = beside(_expected(rate), counts)
    return scipy_special().pdtr(counts.astype(np.float64), rate)


@vectorized("(...),()->(...)")
def poisson_quantile(p: Any, rate: Any) -> Result:
    """The smallest number of events that is reached with probability of at least p.

    Formula: smallest k with poisson_cdf(k, rate) >= p
    Shapes: p of any shape; the parameters are scalars;
        the result has the shape of p.
    Units: a count.
    Source: Johnson, Kemp, Kotz, Univariate Discrete Distributions.
    Example: poisson_quantile(0.5, 3) = 3
    """
    shares = inner_fractions(p, "p")
    rate = beside(_expected(rate), shares)
    special = scipy_special()
    guess = rate + np.sqrt(rate) * special.ndtri(shares)
    return _first_with(lambda k: special.pdtr(k, rate), guess, shares)
