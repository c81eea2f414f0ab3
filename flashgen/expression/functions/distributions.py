"""Probability distributions: density or mass, distribution function, quantiles.

SciPy's special functions compute them, and are loaded only where one is called.
"""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    beside,
    floats,
    positive_numbers,
    wholes,
)
from flashgen.expression.functions.declaration import dear, vectorized
from flashgen.values.values import some

__all__ = [
    "binomial_cdf",
    "binomial_mass",
    "binomial_quantile",
    "chi_squared_cdf",
    "chi_squared_density",
    "chi_squared_quantile",
    "exponential_cdf",
    "exponential_density",
    "exponential_quantile",
    "f_cdf",
    "f_density",
    "f_quantile",
    "normal_cdf",
    "normal_density",
    "normal_log_density",
    "normal_quantile",
    "poisson_cdf",
    "poisson_mass",
    "poisson_quantile",
    "t_cdf",
    "t_density",
    "t_quantile",
]

_MOST = 10**9  # of whole numbers, and of what is expected
_STEPS = 5000  # from the normal approximation to the quantile


def _special() -> Any:
    import scipy.special  # slow to import, and most decks need none of it

    return scipy.special


def _inner(p: Any, name: str = "p") -> Array:
    """Return probabilities, which must lie between 0 and 1, both excluded."""
    array = floats(p, name)
    if some(array <= 0) or some(array >= 1):
        raise ValueError(f"{name} must be between 0 and 1, both excluded")
    return array


def _probabilities(p: Any, name: str = "p") -> Array:
    """Return probabilities, 0 and 1 included."""
    array = floats(p, name)
    if some(array < 0) or some(array > 1):
        raise ValueError(f"{name} must be between 0 and 1")
    return array


def _positive(parameter: Any, name: str, values: Array) -> Array:
    """Return a positive parameter in the shape of the values that it goes with."""
    return beside(positive_numbers(parameter, name), values)


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
def normal_density(x: Any, mean: Any = 0.0, sd: Any = 1.0) -> Result:
    """Density of the normal distribution.

    Formula: exp(-(x - mean)**2 / (2 sd**2)) / (sd sqrt(2 pi))
    Shapes: x of any shape; the parameters are scalars;
        the result has the shape of x.
    Units: those of 1 / sd.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: normal_density(0) = 0.3989
    Example: normal_density(12, 10, 2) = 0.121
    """
    values = floats(x, "x")
    mean, sd = beside(floats(mean, "mean"), values), _positive(sd, "sd", values)
    z = (values - mean) / sd
    return np.exp(-(z**2) / 2) / (sd * np.sqrt(2 * np.pi))


@vectorized("(...),(),()->(...)")
def normal_log_density(x: Any, mean: Any = 0.0, sd: Any = 1.0) -> Result:
    """Natural logarithm of the density of the normal distribution.

    Formula: -(x - mean)**2 / (2 sd**2) - ln(sd sqrt(2 pi))
    Shapes: x of any shape; the parameters are scalars;
        the result has the shape of x.
    Units: nats.
    Convention: sd is the standard deviation, not the variance.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: normal_log_density(0) = -0.9189
    """
    values = floats(x, "x")
    mean, sd = beside(floats(mean, "mean"), values), _positive(sd, "sd", values)
    z = (values - mean) / sd
    return -(z * z) / 2 - np.log(sd) - np.log(2 * np.pi) / 2


@vectorized("(...),(),()->(...)")
def normal_cdf(x: Any, mean: Any = 0.0, sd: Any = 1.0) -> Result:
    """Probability that a normally distributed number is at most x.

    Formula: (1 + erf((x - mean) / (sd sqrt(2)))) / 2
    Shapes: x of any shape; the parameters are scalars;
        the result has the shape of x.
    Units: a probability.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: normal_cdf(1.96) = 0.975
    Example: normal_cdf(12, 10, 2) = 0.8413
    """
    values = floats(x, "x")
    mean, sd = beside(floats(mean, "mean"), values), _positive(sd, "sd", values)
    return _special().ndtr((values - mean) / sd)


@vectorized("(...),(),()->(...)")
def normal_quantile(p: Any, mean: Any = 0.0, sd: Any = 1.0) -> Result:
    """The number below which a share p of a normal distribution lies.

    Formula: mean + sd z, where the standard normal distribution function of z is p
    Shapes: p of any shape; the parameters are scalars;
        the result has the shape of p.
    Units: those of mean and sd.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: normal_quantile(0.975) = 1.96
    Example: normal_quantile(0.5, 10, 2) = 10.0
    """
    shares = _inner(p)
    mean, sd = beside(floats(mean, "mean"), shares), _positive(sd, "sd", shares)
    return mean + sd * _special().ndtri(shares)


@vectorized("(...),()->(...)")
def t_density(x: Any, df: Any) -> Result:
    """Density of Student's t distribution with df degrees of freedom.

    Formula: gamma((df + 1) / 2) / (sqrt(df pi) gamma(df / 2)) (1 + x**2 / df)**(-(df + 1) / 2)
    Shapes: x of any shape; the parameters are scalars;
        the result has the shape of x.
    Units: none.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: t_density(0, 5) = 0.3796
    """
    values = floats(x, "x")
    df = _positive(df, "df", values)
    log_gamma = _special().gammaln
    scale = log_gamma((df + 1) / 2) - log_gamma(df / 2) - np.log(df * np.pi) / 2
    return np.exp(scale - (df + 1) / 2 * np.log1p(values**2 / df))


@vectorized("(...),()->(...)")
def t_cdf(x: Any, df: Any) -> Result:
    """Probability that a number of Student's t distribution is at most x.

    Formula: integral of t_density(u, df) from -inf to x
    Shapes: x of any shape; the parameters are scalars;
        the result has the shape of x.
    Units: a probability.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: t_cdf(2.571, 5) = 0.975
    """
    values = floats(x, "x")
    df = _positive(df, "df", values)
    return _special().stdtr(df, values)


@vectorized("(...),()->(...)")
def t_quantile(p: Any, df: Any) -> Result:
    """The number below which a share p of Student's t distribution lies.

    Formula: x with t_cdf(x, df) = p
    Shapes: p of any shape; the parameters are scalars;
        the result has the shape of p.
    Units: none.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: t_quantile(0.975, 5) = 2.5706
    """
    shares = _inner(p)
    df = _positive(df, "df", shares)
    return _special().stdtrit(df, shares)


@vectorized("(...),()->(...)")
def chi_squared_density(x: Any, df: Any) -> Result:
    """Density of the chi-squared distribution with df degrees of freedom.

    Formula: x**(df / 2 - 1) exp(-x / 2) / (2**(df / 2) gamma(df / 2))
    Shapes: x of any shape, positive; the parameters are scalars;
        the result has the shape of x.
    Units: none.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: chi_squared_density(2, 4) = 0.1839
    """
    values = positive_numbers(x, "x")
    half = _positive(df, "df", values) / 2
    log_density = (half - 1) * np.log(values) - values / 2 - half * np.log(2)
    return np.exp(log_density - _special().gammaln(half))


@vectorized("(...),()->(...)")
def chi_squared_cdf(x: Any, df: Any) -> Result:
    """Probability that a number of the chi-squared distribution is at most x.

    Formula: integral of chi_squared_density(u, df) from 0 to x
    Shapes: x of any shape; the parameters are scalars;
        the result has the shape of x.
    Units: a probability.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: chi_squared_cdf(9.488, 4) = 0.95
    """
    values = np.maximum(floats(x, "x"), 0.0)
    df = _positive(df, "df", values)
    return _special().chdtr(df, values)


@vectorized("(...),()->(...)")
def chi_squared_quantile(p: Any, df: Any) -> Result:
    """The number below which a share p of the chi-squared distribution lies.

    Formula: x with chi_squared_cdf(x, df) = p
    Shapes: p of any shape; the parameters are scalars;
        the result has the shape of p.
    Units: none.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: chi_squared_quantile(0.95, 4) = 9.4877
    """
    shares = _inner(p)
    df = _positive(df, "df", shares)
    return _special().chdtri(df, 1 - shares)


@vectorized("(...),(),()->(...)")
def f_density(x: Any, df1: Any, df2: Any) -> Result:
    """Density of the F distribution with df1 and df2 degrees of freedom.

    Formula: (df1 / df2)**(df1 / 2) x**(df1 / 2 - 1) (1 + df1 x / df2)**(-(df1 + df2) / 2)
        / B(df1 / 2, df2 / 2)
    Shapes: x of any shape, positive; the parameters are scalars;
        the result has the shape of x.
    Units: none.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: f_density(1, 4, 6) = 0.4147
    """
    values = positive_numbers(x, "x")
    a, b = _positive(df1, "df1", values) / 2, _positive(df2, "df2", values) / 2
    log_density = a * np.log(a / b) + (a - 1) * np.log(values)
    log_density -= (a + b) * np.log1p(a * values / b)
    return np.exp(log_density - _special().betaln(a, b))


@vectorized("(...),(),()->(...)")
def f_cdf(x: Any, df1: Any, df2: Any) -> Result:
    """Probability that a number of the F distribution is at most x.

    Formula: integral of f_density(u, df1, df2) from 0 to x
    Shapes: x of any shape; the parameters are scalars;
        the result has the shape of x.
    Units: a probability.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: f_cdf(4.534, 4, 6) = 0.95
    """
    values = np.maximum(floats(x, "x"), 0.0)
    return _special().fdtr(_positive(df1, "df1", values), _positive(df2, "df2", values), values)


@dear(2)
@vectorized("(...),(),()->(...)")
def f_quantile(p: Any, df1: Any, df2: Any) -> Result:
    """The number below which a share p of the F distribution lies.

    Formula: x with f_cdf(x, df1, df2) = p
    Shapes: p of any shape; the parameters are scalars;
        the result has the shape of p.
    Units: none.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: f_quantile(0.95, 4, 6) = 4.5337
    """
    shares = _inner(p)
    return _special().fdtri(_positive(df1, "df1", shares), _positive(df2, "df2", shares), shares)


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
    chance = beside(_probabilities(p), counts)
    special, inside = _special(), counts <= trials
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
    chance = beside(_probabilities(p), counts)
    within = np.minimum(counts, trials)
    return _special().bdtr(within.astype(np.float64), trials, chance)


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
    shares = _inner(share, "share")
    trials = _trials(n, shares)
    chance = beside(_inner(p), shares)
    special = _special()
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
    return np.exp(counts * np.log(rate) - rate - _special().gammaln(counts + 1))


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
    return _special().pdtr(counts.astype(np.float64), rate)


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
    shares = _inner(p)
    rate = beside(_expected(rate), shares)
    special = _special()
    guess = rate + np.sqrt(rate) * special.ndtri(shares)
    return _first_with(lambda k: special.pdtr(k, rate), guess, shares)


@vectorized("(...),()->(...)")
def exponential_density(x: Any, rate: Any = 1.0) -> Result:
    """Density of the exponential distribution with mean 1 / rate; 0 below 0.

    Formula: rate exp(-rate x)
    Shapes: x of any shape; the parameters are scalars;
        the result has the shape of x.
    Units: those of rate.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: exponential_density(2, 0.5) = 0.1839
    """
    values = floats(x, "x")
    rate = beside(positive_numbers(rate, "rate"), values)
    inside = np.maximum(values, 0.0)
    return np.where(values < 0, 0.0, rate * np.exp(-rate * inside))


@vectorized("(...),()->(...)")
def exponential_cdf(x: Any, rate: Any = 1.0) -> Result:
    """Probability that an exponentially distributed number is at most x.

    Formula: 1 - exp(-rate x)
    Shapes: x of any shape; the parameters are scalars;
        the result has the shape of x.
    Units: a probability.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: exponential_cdf(2, 0.5) = 0.6321
    """
    values = floats(x, "x")
    rate = beside(positive_numbers(rate, "rate"), values)
    inside = np.maximum(values, 0.0)
    return -np.expm1(-rate * inside)


@vectorized("(...),()->(...)")
def exponential_quantile(p: Any, rate: Any = 1.0) -> Result:
    """The number below which a share p of the exponential distribution lies.

    Formula: -log(1 - p) / rate
    Shapes: p of any shape; the parameters are scalars;
        the result has the shape of p.
    Units: those of 1 / rate.
    Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions.
    Example: exponential_quantile(0.5, 2) = 0.3466
    """
    shares = _inner(p)
    return -np.log1p(-shares) / beside(positive_numbers(rate, "rate"), shares)
