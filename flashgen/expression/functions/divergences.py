"""Distances between distributions and between samples."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    distribution,
    filled,
    floats,
    not_negative_numbers,
    positive_numbers,
)
from flashgen.expression.functions.chunks import in_chunks
from flashgen.expression.functions.declaration import vectorized


@vectorized("(...),(...),(...),(...)->(...)")
def gaussian_kl(
    mean: Any, variance: Any, other_mean: Any = 0.0, other_variance: Any = 1.0
) -> Result:
    """Kullback-Leibler divergence of one normal distribution from another, elementwise.

    Formula: (variance / other_variance + (mean - other_mean)^2 / other_variance - 1
        - ln(variance / other_variance)) / 2
    Shapes: mean, variance, other_mean and other_variance scalars or of one shape, as is the
        result; for a diagonal Gaussian take sum(gaussian_kl(mean, variance)).
    Units: nats.
    Convention: without the other one, from N(0, 1), as in a variational autoencoder; the
        variance, not the standard deviation.
    Source: Kingma, Welling, Auto-Encoding Variational Bayes (2013), arXiv:1312.6114,
        appendix B.
    Raises: ValueError where a variance is not positive.
    Example: gaussian_kl(1, 1) = 0.5
    Example: gaussian_kl([0, 1], [4, 1], 0, 2) = [0.1534, 0.3466]
    """
    spread, other = positive_numbers(variance, "variance"), floats(other_mean, "other_mean")
    other_spread = positive_numbers(other_variance, "other_variance")
    shift = floats(mean, "mean") - other
    ratio = spread / other_spread
    return np.maximum((ratio + shift * shift / other_spread - 1 - np.log(ratio)) / 2, 0)


@vectorized("(...),(...),(...),(...)->(...)")
def frechet_distance(mean: Any, variance: Any, other_mean: Any, other_variance: Any) -> Result:
    """Squared Frechet distance of two normal distributions in one dimension, elementwise.

    Formula: (mean - other_mean)^2 + (sqrt(variance) - sqrt(other_variance))^2
    Shapes: mean, variance, other_mean and other_variance scalars or of one shape, as is the
        result; for diagonal covariances the distance is the sum over the features.
    Units: those of the mean squared.
    Convention: squared, as the Frechet inception distance (FID) is; it is also the squared
        2-Wasserstein distance.
    Source: Heusel et al., GANs Trained by a Two Time-Scale Update Rule Converge to a Local
        Nash Equilibrium (2017), arXiv:1706.08500.
    Raises: ValueError where a variance is negative.
    Example: frechet_distance(0, 1, 3, 4) = 10
    """
    shift = floats(mean, "mean") - floats(other_mean, "other_mean")
    first = np.sqrt(not_negative_numbers(variance, "variance"))
    second = np.sqrt(not_negative_numbers(other_variance, "other_variance"))
    return shift * shift + (first - second) * (first - second)


@vectorized("(m),(n)->()")
def wasserstein_1d(x: Any, y: Any) -> Result:
    """Wasserstein (earth mover's) distance of two samples of numbers.

    Formula: integral of |F(t) - G(t)|, with the shares of x and of y that are at most t
    Shapes: x (m,) and y (n,), each entry equally likely; the result is a scalar.
    Units: those of x.
    Convention: the 1-Wasserstein distance; for samples of one size it is
        mean(abs(sort(x) - sort(y))).
    Source: scipy.stats.wasserstein_distance.
    Example: wasserstein_1d([0, 1, 3], [5, 6, 8]) = 5
    """
    first, second = filled(floats(x, "x"), "x"), filled(floats(y, "y"), "y")

    def moved(left: Array, right: Array) -> Array:
        points = np.sort(np.concatenate([left, right], axis=-1), axis=-1)
        at = points[..., :-1, np.newaxis]
        shares = [
            np.count_nonzero(side[:, np.newaxis, :] <= at, axis=-1) / side.shape[-1]
            for side in (left, right)
        ]
        distance: Array = np.sum(np.abs(shares[0] - shares[1]) * np.diff(points, axis=-1), axis=-1)
        return distance

    return in_chunks(moved, (first.shape[-1] + second.shape[-1]) ** 2, first, second)


@vectorized("(n),(n)->()")
def total_variation(p: Any, q: Any) -> Result:
    """Total variation distance of two distributions.

    Formula: (1 / 2) sum_i |p_i - q_i|
    Shapes: p and q (n,); the result is a scalar.
    Units: none; from 0 to 1.
    Source: Levin, Peres, Markov Chains and Mixing Times, section 4.1.
    Raises: ValueError where p or q does not sum to 1.
    Example: total_variation([0.5, 0.5], [0.2, 0.8]) = 0.3
    """
    return np.sum(np.abs(distribution(p, "p") - distribution(q, "q")), axis=-1) / 2


@vectorized("(m,n)->()")
def inception_score(p: Any) -> Result:
    """Inception score of a table of class probabilities, one row for each image.

    Formula: exp((1 / m) sum_i D(p_i || q)), where q is the mean of the rows
    Shapes: p (m, n), each row a distribution; the result is a scalar.
    Units: none; from 1 to n.
    Source: Salimans et al., Improved Techniques for Training GANs (2016), arXiv:1606.03498.
    Raises: ValueError where a row of p does not sum to 1.
    Example: inception_score([[1, 0], [0, 1]]) = 2
    """
    rows = distribution(filled(floats(p, "p"), "p"), "p")
    columns = np.ascontiguousarray(np.swapaxes(rows, -1, -2))
    marginal = np.mean(columns, axis=-1)[:, np.newaxis, :]
    logs = np.log(np.where(rows > 0, rows, 1)) - np.log(np.where(rows > 0, marginal, 1))
    divergences = np.sum(rows * logs, axis=-1)
    return np.exp(np.mean(divergences, axis=-1))
