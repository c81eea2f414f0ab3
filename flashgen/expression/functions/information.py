"""Information theory: entropy, cross-entropy, divergence, in nats, bits or another unit."""

import heapq
import math
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    SUM_TOLERANCE,
    Array,
    Result,
    along,
    distribution,
    filled,
    floats,
    of_distinct,
    positive_numbers,
    same_axes,
    significant,
)
from flashgen.expression.functions.declaration import dear, vectorized
from flashgen.values.values import some

_MOST_SYMBOLS = 64


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


@vectorized("(...,n),(...,n),()->(...)")
def js_divergence(p: Any, q: Any, base: Any = math.e) -> Result:
    """Jensen-Shannon divergence of two distributions.

    Formula: (D(p || m) + D(q || m)) / 2, where m = (p + q) / 2
    Shapes: p and q (n,) or (m, n), over the last axis, base a scalar; the result is a scalar
        or (m,).
    Units: nats; bits with base=2.
    Convention: 0 log 0 = 0; symmetric, and at most ln 2; its square root is a metric.
    Source: Lin, Divergence Measures Based on the Shannon Entropy (1991).
    Raises: ValueError where p or q does not sum to 1.
    Example: js_divergence([1, 0], [0, 1], base=2) = 1
    """
    first, second = distribution(p, "p"), distribution(q, "q")
    same_axes(first, second, "p and q")
    middle = (first + second) / 2
    both = [_expected(side, _logs(side, side) - _logs(middle, side), base)
            for side in (first, second)]  # fmt: skip
    return np.maximum((both[0] + both[1]) / 2, 0)


@vectorized("(m,n),()->()")
def mutual_information(joint: Any, base: Any = math.e) -> Result:
    """Mutual information of two variables, from the table of their joint probabilities.

    Formula: sum_ij p_ij log(p_ij / (p_i p_j)), with the sums of rows and columns
    Shapes: joint (m, n), summing to 1, base a scalar; the result is a scalar.
    Units: nats; bits with base=2.
    Convention: 0 log 0 = 0.
    Source: Cover, Thomas, Elements of Information Theory (2006), section 2.3.
    Raises: ValueError where joint does not sum to 1.
    Example: mutual_information([[0.5, 0], [0, 0.5]], base=2) = 1
    """
    table, rows, columns = _joint(joint)
    flat = along(table, None)
    outer = (rows[:, :, np.newaxis] * columns[:, np.newaxis, :]).reshape(flat.shape)
    return np.maximum(_expected(flat, _logs(flat, flat) - _logs(outer, flat), base), 0)


@vectorized("(m,n),()->()")
def conditional_entropy(joint: Any, base: Any = math.e) -> Result:
    """Entropy of the column variable that is left when the row variable is known.

    Formula: -sum_ij p_ij log(p_ij / p_i), where p_i is the sum of row i
    Shapes: joint (m, n), summing to 1, base a scalar; the result is a scalar.
    Units: nats; bits with base=2.
    Convention: H(columns | rows); for H(rows | columns) give transpose(joint). 0 log 0 = 0.
    Source: Cover, Thomas, Elements of Information Theory (2006), section 2.2.
    Raises: ValueError where joint does not sum to 1.
    Example: conditional_entropy([[0.25, 0.25], [0.5, 0]], base=2) = 0.5
    """
    table, rows, _ = _joint(joint)
    flat = along(table, None)
    known = np.repeat(rows, table.shape[-1], axis=-1)
    return np.maximum(_expected(flat, _logs(known, flat) - _logs(flat, flat), base), 0)


def _joint(joint: Any) -> tuple[Array, Array, Array]:
    """Return a table of joint probabilities, with the sums of its rows and of its columns."""
    table = filled(floats(joint, "joint"), "joint")
    distribution(along(table, None), "joint")
    columns = np.ascontiguousarray(np.swapaxes(table, -1, -2))
    return table, np.sum(table, axis=-1), np.sum(columns, axis=-1)


@vectorized("(...),()->(...)")
def gaussian_entropy(variance: Any, base: Any = math.e) -> Result:
    """Differential entropy of a normal distribution, elementwise.

    Formula: log(2 pi e variance) / 2
    Shapes: variance of any shape, base a scalar; the result has the shape of variance.
    Units: nats; bits with base=2.
    Convention: the variance, not the standard deviation; it may be negative.
    Source: Cover, Thomas, Elements of Information Theory (2006), section 8.1.
    Raises: ValueError where variance is not positive.
    Example: gaussian_entropy(1) = 1.4189
    """
    spread = positive_numbers(variance, "variance")
    return (np.log(spread) + math.log(2 * math.pi * math.e)) / 2 / _log_of_base(base)


@dear(4)
@vectorized("(n)->(n)")
def huffman_lengths(p: Any) -> Array:
    """Lengths of the words of a Huffman code, one for each symbol.

    Shapes: p (n,), a distribution; the result is (n,), whole numbers.
    Units: bits.
    Convention: of equally likely subtrees the one is joined first that has the shorter longest
        word, then the one with the first symbol; where others would be, the mean length
        dot(p, lengths) is the same.
    Source: Huffman, A Method for the Construction of Minimum-Redundancy Codes (1952).
    Raises: ValueError where p does not sum to 1.
    Example: huffman_lengths([0.5, 0.25, 0.125, 0.125]) = [1, 2, 3, 3]
    """
    shares = significant(distribution(p, "p"))
    if shares.shape[-1] > _MOST_SYMBOLS:
        raise ValueError(f"p can have at most {_MOST_SYMBOLS} entries")
    made = np.zeros(shares.shape, dtype=np.int64)
    for row, lengths in zip(shares.tolist(), made, strict=True):
        heap = [(share, 0, [symbol]) for symbol, share in enumerate(row)]
        heapq.heapify(heap)
        while len(heap) > 1:
            first, second = heapq.heappop(heap), heapq.heappop(heap)
            symbols = sorted([*first[2], *second[2]])
            lengths[symbols] += 1
            share = significant(first[0] + second[0])
            heapq.heappush(heap, (share, max(first[1], second[1]) + 1, symbols))
    return made


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
