"""Tokens and language models: pairs counted word by word, losses shared out anew."""

from collections import Counter
from itertools import pairwise
from math import ceil, exp, log, log2

from first_principles import reference


def corpus(l: list[str], v: str, c: list[int]) -> list[list[str]]:
    words = [
        [l[0], v, l[1]],
        [l[2], v, l[1]],
        [l[2], v, l[3]],
        [l[0], v, l[3]],
        [l[2], v, l[1], "s"],
    ]
    return [word for word, times in zip(words, c, strict=True) for _ in range(times)]


def best_pair(words: list[list[str]]) -> tuple[str, str]:
    pairs: Counter[tuple[str, str]] = Counter()
    for word in words:
        pairs.update(pairwise(word))
    return pairs.most_common(1)[0][0]


@reference("tokenization-next-merge")
def first_merge(l: list[str], v: str, c: list[int]) -> str:
    return "".join(best_pair(corpus(l, v, c)))


@reference("tokenization-next-merge", form=1)
def tokens_after_the_merge(l: list[str], v: str, c: list[int]) -> int:
    words = corpus(l, v, c)
    pair = best_pair(words)
    merged = sum(pair == found for word in words for found in pairwise(word))
    return sum(len(word) for word in words) - merged


@reference("tokenization-vocabulary-after-merges")
def vocabulary(m: int, s: int) -> int:
    return 256 + 50 * m + s


@reference("tokenization-vocabulary-after-merges", form=1)
def merges(m: int, s: int, b: int) -> int:
    return 50 * m - b - s


@reference("tokenization-vocabulary-after-merges", form=2)
def padded_rows(m: int, s: int) -> int:
    return 128 * ceil((256 + 50 * m + s) / 128)


@reference("tokenization-embedding-parameters")
def added_parameters(more: int, d: int) -> float:
    return (2 * 1000 * more * d) / 10**6


@reference("tokenization-embedding-parameters", form=1)
def thousand_tokens(k: int) -> int:
    return k


@reference("tokenization-fertility")
def words_that_fit(W: int, f: float, n: int) -> float:
    words = 1000 * W
    return n / (round(f * words) / words)


@reference("tokenization-fertility", form=1)
def price_difference(W: int, f: float, g: float, q: float) -> float:
    return (g - f) * (1000 * W) / 10**6 * q


@reference("language-model-add-k")
def smoothed(a: int, n: int, V: int, k: float) -> float:
    return (a + k) / (n + k * V)


@reference("language-model-add-k", form=1)
def share_of_unseen(a: int, n: int, V: int, k: float) -> float:
    return (V - a) * k / (n + k * V)


@reference("language-model-backoff")
def one_step_back(w: int, b: int) -> float:
    return 0.4 * (w / b)


@reference("language-model-backoff", form=1)
def two_steps_back(u: int, N: int) -> float:
    return 0.4 * (0.4 * u / (1000 * N)) * 1000


@reference("language-model-backoff", form=2)
def interpolated(b: int, w: int, t: int, h: int) -> float:
    return 0.7 * (t / h) + 0.3 * (w / b)


@reference("language-model-compression")
def bits_per_byte(T: int, r: float, q: int) -> float:
    return T * log2(q) / round(T * r, 1)


@reference("language-model-compression", form=1)
def compressed(T: int, q: int) -> float:
    return T * log2(q) / 8


@reference("language-model-other-tokenization")
def per_word(q: int, W: int, more: int) -> float:
    return exp((W + more) / W * log(q))


@reference("language-model-other-tokenization", form=1)
def per_other_token(q: int, W: int, more: int, fewer: int) -> float:
    tokens = W + more
    return exp(tokens / (tokens - fewer) * log(q))
