"""Tokens and language models: merges, n-grams, decoding, positions."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    any_vector,
    checked_size,
    distribution,
    filled,
    floats,
    same_kind,
    significant,
    values,
    whole,
)
from flashgen.expression.functions.chunks import in_chunks
from flashgen.expression.functions.declaration import dear, vectorized
from flashgen.values.values import some

_LONGEST = 60
"""Tokens of a sentence: all n-grams are compared with one another, in all draws at once."""


def bpe_merge(tokens: Any, first: Any, second: Any) -> Array:
    """Tokens after one merge of byte-pair encoding (BPE).

    Shapes: tokens a vector of texts, first and second texts; the result is a vector.
    Units: none.
    Convention: from left to right, and a token is merged once: of "a a a" the first two.
    Source: Sennrich, Haddow, Birch, Neural Machine Translation of Rare Words with Subword
        Units (2015), arXiv:1508.07909.
    Example: bpe_merge(["l", "o", "w", "l", "o"], "l", "o") = ["lo", "w", "lo"]
    """
    row = _tokens(tokens).tolist()
    if not isinstance(first, str) or not isinstance(second, str):
        raise ValueError("first and second must be texts")
    merged: list[str] = []
    place = 0
    while place < len(row):
        if row[place : place + 2] == [first, second]:
            merged.append(first + second)
            place += 2
        else:
            merged.append(row[place])
            place += 1
    return np.array(merged, dtype=np.str_)


@dear(20)
@vectorized("(n)->(2)")
def most_frequent_pair(tokens: Any) -> Result:
    """Most frequent pair of neighboring tokens: what byte-pair encoding merges next.

    Shapes: tokens (n,), texts or numbers; the result is (2,).
    Units: none.
    Convention: of equally frequent pairs the one that comes first; in "a a a" the pair "a a"
        counts twice.
    Source: Sennrich, Haddow, Birch, Neural Machine Translation of Rare Words with Subword
        Units (2015), arXiv:1508.07909.
    Raises: ValueError where there are fewer than two tokens.
    Example: most_frequent_pair(["l", "o", "w", "l", "o"]) = ["l", "o"]
    """
    row = values(tokens, "tokens")
    if row.shape[-1] < 2:
        raise ValueError("tokens must have at least two entries")
    pairs = np.stack([row[:, :-1], row[:, 1:]], axis=-1)

    def often(some: Array) -> Array:
        same = (some[:, :, np.newaxis] == some[:, np.newaxis]).all(axis=-1)
        counts: Array = np.count_nonzero(same, axis=-1)
        return counts

    place = np.argmax(in_chunks(often, 2 * row.shape[-1] ** 2, pairs), axis=-1)
    return pairs[np.arange(len(row)), place]


@vectorized("(n),(m)->()")
def n_gram_count(tokens: Any, gram: Any) -> Result:
    """How often a sequence of tokens stands in a longer one.

    Shapes: tokens (n,) and gram (m,), texts or numbers; the result is a scalar.
    Units: a count.
    Convention: occurrences may overlap: "a a" stands twice in "a a a".
    Source: Jurafsky, Martin, Speech and Language Processing, chapter N-gram Language Models.
    Example: n_gram_count(["a", "b", "a", "b"], ["a", "b"]) = 2
    """
    row, wanted = values(tokens, "tokens"), values(gram, "gram")
    same_kind([row, wanted], "tokens and gram")
    size = wanted.shape[-1]
    if not size:
        raise ValueError("gram must have at least one entry")
    places = row.shape[-1] - size + 1
    if places < 1:
        return np.zeros(len(row), dtype=np.int64)
    found = np.ones((len(row), places), dtype=np.bool_)
    for k in range(size):
        found &= row[:, k : k + places] == wanted[:, k, np.newaxis]
    return np.count_nonzero(found, axis=-1)


@vectorized("(m),(n)->()", split=("order",))
def bleu(candidate: Any, reference: Any, order: Any = 4) -> Result:
    """BLEU score of a translation against one reference.

    Formula: min(1, exp(1 - r / c)) times the geometric mean of the clipped shares of n-grams
        for n from 1 to order, with the lengths r of reference and c of candidate
    Shapes: candidate (m,) and reference (n,), tokens; order a scalar; the result is a scalar.
    Units: none; from 0 to 1.
    Convention: one sentence, without smoothing: 0 where no n-gram of some length fits.
    Source: Papineni, Roukos, Ward, Zhu, BLEU (2002).
    Example: bleu(["the", "cat", "sat"], ["the", "cat", "sat", "down"], order=2) = 0.7165
    """
    made, wanted = values(candidate, "candidate"), values(reference, "reference")
    same_kind([made, wanted], "candidate and reference")
    most = whole(order, "order", least=1, most=8)
    if made.shape[-1] < most or wanted.shape[-1] < most:
        raise ValueError("candidate and reference must have at least `order` tokens")
    if max(made.shape[-1], wanted.shape[-1]) > _LONGEST:
        raise ValueError(f"candidate and reference can have at most {_LONGEST} tokens")
    logs, zero = np.zeros(len(made)), np.zeros(len(made), dtype=np.bool_)
    for n in range(1, most + 1):
        left, right = _grams(made, n), _grams(wanted, n)
        twins = (left[:, :, np.newaxis] == left[:, np.newaxis]).all(axis=-1)
        there = (left[:, :, np.newaxis] == right[:, np.newaxis]).all(axis=-1)
        # the k-th of equal n-grams fits where the reference has at least k of them
        number = np.count_nonzero(np.tril(twins), axis=-1)
        fits = np.count_nonzero(number <= np.count_nonzero(there, axis=-1), axis=-1)
        zero |= fits == 0
        logs += np.log(np.maximum(fits, 1) / left.shape[1])
    penalty = min(0.0, 1 - wanted.shape[-1] / made.shape[-1])
    return np.where(zero, 0.0, np.exp(penalty + logs / most))


def _grams(row: Array, n: int) -> Array:
    places = row.shape[-1] - n + 1
    return np.stack([row[:, k : k + places] for k in range(n)], axis=-1)


def _tokens(tokens: Any) -> Array:
    row = any_vector(tokens, "tokens", least=0)
    if row.size and row.dtype.kind != "U":
        raise ValueError('tokens must be texts, such as ["l", "o", "w"]')
    return row.astype(np.str_)


@vectorized("(...,n)->(...,n)", split=("k",))
def top_k_probabilities(p: Any, k: Any) -> Array:
    """Distribution limited to its k most likely entries, scaled to sum to 1 again.

    Shapes: p (n,) or (m, n), distributions over the last axis; k a scalar; the result has the
        shape of p.
    Units: none (probabilities).
    Convention: of equal probabilities the first ones stay.
    Source: Fan, Lewis, Dauphin, Hierarchical Neural Story Generation (2018),
        arXiv:1805.04833.
    Raises: ValueError where k is not between 1 and n.
    Example: top_k_probabilities([0.5, 0.3, 0.2], 2) = [0.625, 0.375, 0]
    """
    shares = distribution(p, "p")
    most = whole(k, "k", least=1, most=shares.shape[-1])
    place = _places(shares)
    return _renormalized(np.where(place < most, shares, 0.0))


@vectorized("(...,n),()->(...,n)")
def nucleus(p: Any, share: Any) -> Array:
    """Distribution limited to its nucleus (top-p), scaled to sum to 1 again.

    Formula: p_i / sum of the nucleus, which is the smallest set of the most likely entries
        with a sum of at least share
    Shapes: p (n,) or (m, n), distributions over the last axis, share a scalar; the result has
        the shape of p.
    Units: none (probabilities).
    Convention: the entry that reaches share belongs to the nucleus; of equal ones the first.
    Source: Holtzman, Buys, Du, Forbes, Choi, The Curious Case of Neural Text Degeneration
        (2019), arXiv:1904.09751.
    Raises: ValueError where share is not above 0 and at most 1.
    Example: nucleus([0.5, 0.3, 0.2], 0.7) = [0.625, 0.375, 0]
    """
    shares, wanted = distribution(p, "p"), floats(share, "share")
    if some(wanted <= 0) or some(wanted > 1):
        raise ValueError("share must be above 0 and at most 1")
    order = np.argsort(-significant(shares), axis=-1, kind="stable")
    sums = significant(np.cumsum(np.take_along_axis(shares, order, axis=-1), axis=-1))
    # what stands before an entry does not reach the share yet
    before = np.concatenate([np.zeros_like(sums[..., :1]), sums[..., :-1]], axis=-1)
    inside = before < wanted[..., np.newaxis]
    kept = np.take_along_axis(inside, np.argsort(order, axis=-1), axis=-1)
    return _renormalized(np.where(kept, shares, 0.0))


def _places(shares: Array) -> Array:
    """Return for each entry its place in the order of size, the largest at 0."""
    order = np.argsort(-significant(shares), axis=-1, kind="stable")
    return np.argsort(order, axis=-1)


def _renormalized(shares: Array) -> Array:
    scaled: Array = shares / np.sum(shares, axis=-1, keepdims=True)
    return scaled


@vectorized("(n),(n)->()")
def speculative_acceptance(p: Any, q: Any) -> Result:
    """Probability that speculative decoding accepts a drafted token.

    Formula: sum_i min(p_i, q_i)
    Shapes: p (n,), the distribution of the large model, and q (n,), that of the draft model;
        the result is a scalar.
    Units: none (a probability).
    Source: Leviathan, Kalman, Matias, Fast Inference from Transformers via Speculative Decoding
        (2022), arXiv:2211.17192.
    Raises: ValueError where p or q does not sum to 1.
    Example: speculative_acceptance([0.5, 0.5], [0.8, 0.2]) = 0.7
    """
    return np.sum(np.minimum(distribution(p, "p"), distribution(q, "q")), axis=-1)


@vectorized("(d),(),()->(d)", split=("halves",))
def rope(x: Any, position: Any, base: Any = 10000, halves: Any = False) -> Array:
    """Query or key with rotary position embedding (RoPE) at a position.

    Formula: pair i is rotated by the angle position * base^(-2 i / d)
    Shapes: x (d,), d even, position and base scalars; the result is (d,).
    Units: those of x.
    Convention: a pair are neighbors, entries 2 i and 2 i + 1, as in the paper; with
        halves=True entries i and i + d / 2, as in Llama's code. Positions count from 0.
    Source: Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding (2021),
        arXiv:2104.09864.
    Raises: ValueError where d is odd or base is not positive.
    Example: rope([1, 0], pi / 2) = [0, 1]
    """
    array = filled(floats(x, "x"), "x")
    width = array.shape[-1]
    if width % 2:
        raise ValueError("x must have an even number of entries")
    if not isinstance(halves, bool):
        raise ValueError("halves must be True or False")
    bases = floats(base, "base")
    if some(bases <= 0):
        raise ValueError("base must be positive")
    powers = np.arange(width // 2) * 2 / width
    rates = np.exp(-powers * np.log(bases)[..., np.newaxis])
    angles = floats(position, "position")[..., np.newaxis] * rates
    first, second = (array[:, : width // 2], array[:, width // 2 :]) if halves else (
        array[:, 0::2], array[:, 1::2])  # fmt: skip
    cos, sin = np.cos(angles), np.sin(angles)
    pair = [first * cos - second * sin, first * sin + second * cos]
    rotated = np.concatenate(pair, axis=-1) if halves else np.stack(pair, axis=-1)
    checked_size(width)
    cleaned: Array = np.where(np.abs(rotated) < 1e-15, 0.0, rotated).reshape(array.shape)
    return cleaned
