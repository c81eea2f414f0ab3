"""Continuous probability distributions: density, distribution function, quantiles."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    beside,
    floats,
    inner_fractions,
    positive_numbers,
)
from flashgen.expression.functions.declaration import dear, vectorized
from flashgen.expression.functions.shared import scipy_special


def _positive(parameter: Any, name: str, values: Array) -> Array:
    """Return a positive parameter in the shape of the values that it goes with."""
    return beside(positive_numbers(parameter, name), values)


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
    return scipy_special().ndtr((values - mean) / sd)


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
    shares = inner_fractions(p, "p")
    mean, sd = beside(floats(mean, "mean"), shares), _positive(sd, "sd", shares)
    return mean + sd * scipy_special().ndtri(shares)


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
    log_gamma = scipy_special().gammaln
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
    return scipy_special().stdtr(df, values)


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
    shares = inner_fractions(p, "p")
    df = _positive(df, "df", shares)
    return scipy_special().stdtrit(df, shares)


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
    return np.exp(log_density - scipy_special().gammaln(half))


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
    return scipy_special().chdtr(df, values)


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
    shares = inner_fractions(p, "p")
    df = _positive(df, "df", shares)
    return scipy_special().chdtri(df, 1 - shares)


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
    return np.exp(log_density - scipy_special().betaln(a, b))


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
    return scipy_special().fdtr(
        _positive(df1, "df1", values), _positive(df2, "df2", values), values
    )


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
    shares = inner_fractions(p, "p")
    return scipy_special().fdtri(
        _positive(df1, "df1", shares), _positive(df2, "df2", shares), shares
    )


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
    shares = inner_fractions(p, "p")
    return -np.log1p(-shares) / beside(positive_numbers(rate, "rate"), shares)
