"""Information theory: entropy, cross-entropy, divergence, in nats, bits or another unit."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    SUM_TOLERANCE,
    Array,
    Result,
    distribution,
    filled,
    floats,
    of_distinct,
    same_axes,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some

__all__ = [
    "cross_entropy",
    "entropy",
    "is_distribution",
    "kl_divergence",
    "perplexity",
    "self_information",
]


@vectorized("(n)->()")
def is_distribution(p: Any) -> Result:
    """Whether a vector is a probability distribution: no entry negative, the sum 1.

    Formula: p_i >= 0 and sum_i p_i = 1
    Shapes: p (n,); the result is a truth value.
    Units: none.
    Convention: the sum may miss 1 by 1e-6.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.3.
    Example: is_distribution([0.2, 0.7, 0.3]) = False
    """
    entries = floats(p, "p")
    sums = np.sum(entries, axis=-1)
    return (entries >= 0).all(axis=-1) & (np.abs(sums - 1) <= SUM_TOLERANCE)


@vectorized("(...),()->(...)")
def self_information(p: Any, base: Any = math.e) -> Result:
    """Self-information (surprisal) of an event of probability p, elementwise.

    Formula: -log p
    Shapes: p of any shape, base a scalar; the result has the shape of p.
    Units: nats; bits with base=2.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.13.
    Raises: ValueError where p is not above 0 and at most 1.
    Example: self_information(0.125, base=2) = 3
    """
    array = floats(p, "p")
    if some(array <= 0) or some(array > 1):
        raise ValueError("p must be above 0 and at most 1")
    return -np.log(array) / _log_of_base(base)


@vectorized("(...,n),()->(...)")
def entropy(p: Any, base: Any = math.e) -> Result:
    """Entropy of a distribution.

    Formula: -sum_i p_i log p_i
    Shapes: p (n,) or (m, n), over the last axis; the result is a scalar or (m,).
    Units: nats; bits with base=2.
    Convention: 0 log 0 = 0.
    Source: Cover, Thomas, Elements of Information Theory (2006), section 2.1.
    Raises: ValueError where p does not sum to 1.
    Example: entropy([0.5, 0.5], base=2) = 1
    """
    first = distribution(p, "p")
    return _expected(first, -_logs(first, first), base)


@vectorized("(...,n),(...,n),()->(...)")
def cross_entropy(p: Any, q: Any, base: Any = math.e) -> Result:
    """Cross-entropy of a distribution q with respect to the true distribution p.

    Formula: -sum_i p_i log q_i
    Shapes: p and q (n,) or (m, n), over the last axis; the result is a scalar or (m,).
    Units: nats; bits with base=2.
    Convention: 0 log 0 = 0; the true distribution comes first.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.13.
    Raises: ValueError where p or q does not sum to 1, or q is 0 where p is not.
    Example: cross_entropy([1, 0], [0.25, 0.75], base=2) = 2
    """
    first, second = _two(p, q, "the cross-entropy")
    return _expected(first, -_logs(second, first), base)


@vectorized("(...,n),(...,n),()->(...)")
def kl_divergence(p: Any, q: Any, base: Any = math.e) -> Result:
    """Kullback-Leibler divergence of p from q, D(p || q).

    Formula: sum_i p_i log(p_i / q_i)
    Shapes: p and q (n,) or (m, n), over the last axis; the result is a scalar or (m,).
    Units: nats; bits with base=2.
    Convention: 0 log 0 = 0; not symmetric: the expectation is over p.
    Source: Cover, Thomas, Elements of Information Theory (2006), section 2.3.
    Raises: ValueError where p or q does not sum to 1, or q is 0 where p is not.
    Example: kl_divergence([0.5, 0.5], [0.25, 0.75]) = 0.1438
    """
    first, second = _two(p, q, "the divergence")
    divergence = _expected(first, _logs(first, first) - _logs(second, first), base)
    return np.maximum(divergence, 0)  # float error must not make it negative


@vectorized("(n)->()")
def perplexity(p: Any) -> Result:
    """Perplexity of a model that gave the tokens of a text the probabilities p.

    Formula: exp(-(1 / n) sum_i ln p_i)
    Shapes: p (n,), one probability for each token; the result is a scalar.
    Units: none; the same in every base.
    Convention: p are the probabilities of the tokens that came, not a distribution; that
        of a distribution is exp(entropy(p)).
    Source: Jurafsky, Martin, Speech and Language Processing, chapter N-gram Language Models.
    Raises: ValueError where p is not above 0 and at most 1.
    Example: perplexity([0.25, 0.25]) = 4
    """
    return np.exp(np.mean(self_information(filled(floats(p, "p"), "p")), axis=-1))


def _two(p: Any, q: Any, what: str) -> tuple[Array, Array]:
    first, second = distribution(p, "p"), distribution(q, "q")
    same_axes(first, second, "p and q")
    if some((second == 0) & (first > 0)):
        raise ValueError(f"q is 0 where p is not, so {what} is infinite")
    return first, second


def _logs(x: Array, weights: Array) -> Array:
    logs: Array = np.log(np.where(weights > 0, x, 1))  # where the weight is 0, so is the log
    return logs


def _expected(weights: Array, x: Array, base: Any) -> Result:
    return np.sum(weights * x, axis=-1) / _log_of_base(base)


def _log_of_base(base: Any) -> Array:
    given = floats(base, "base")
    if some(given <= 1):
        raise ValueError("base must be above 1: e for nats, 2 for bits")
    return of_distinct(math.log, given)
