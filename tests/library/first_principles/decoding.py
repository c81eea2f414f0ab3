"""Decoding: tokens sorted, kept and drawn by the rules that the cards state."""

from math import exp

from first_principles import reference
from first_principles.plain import Vector, shares, softmax


def by_probability(p: Vector) -> list[int]:
    """Return the tokens, the most probable first."""
    return sorted(range(len(p)), key=lambda token: -p[token])


@reference("decoding-temperature")
def with_temperature(p: Vector, j: int, T: float) -> float:
    return shares([probability ** (1 / T) for probability in p])[j]


def kept_sum(p: Vector, k: int) -> float:
    return sum(p[token] for token in by_probability(p)[:k])


@reference("decoding-top-k")
def drawn_by_top_k(p: Vector, j: int, k: int) -> float:
    return p[j] / kept_sum(p, k)


@reference("decoding-top-k", form=1)
def growth_by_top_k(p: Vector, k: int) -> float:
    return 1 / kept_sum(p, k)


@reference("decoding-top-p")
def nucleus(p: Vector, s: float) -> list[int]:
    kept: list[int] = []
    total = 0.0
    for token in by_probability(p):
        if total >= s:
            break
        kept.append(token)
        total += p[token]
    return kept


@reference("decoding-top-p", form=1)
def drawn_from_the_nucleus(p: Vector, s: float) -> float:
    return max(p) / sum(p[token] for token in nucleus(p, s))


@reference("decoding-min-p-cut")
def kept_by_min_p(p: Vector, m: float) -> list[int]:
    return [token for token, probability in enumerate(p) if probability >= m * max(p)]


@reference("decoding-min-p-cut", form=1)
def drawn_by_min_p(p: Vector, m: float) -> float:
    return max(p) / sum(p[token] for token in kept_by_min_p(p, m))


@reference("decoding-min-p-cut", form=2)
def largest_factor(p: Vector, j: int) -> float:
    return p[j] / max(p)


def extended(start: float, following: Vector) -> Vector:
    return [start * probability for probability in following]


@reference("decoding-beam-step")
def second_of_the_beam(a: float, b: float, u: Vector, v0: float, v1: float) -> float:
    v = [v0, v1, 1 - v0 - v1]
    return sorted([*extended(a, u), *extended(b, v)], reverse=True)[1]


@reference("decoding-beam-step", form=1)
def best_against_greedy(a: float, b: float, u: Vector, v0: float, v1: float) -> float:
    v = [v0, v1, 1 - v0 - v1]
    greedy = a * max(u) if a > b else b * max(v)
    return max(*extended(a, u), *extended(b, v)) / greedy


@reference("decoding-length-normalization")
def normalized_score(s: float, n: int, alpha: float) -> float:
    penalty = ((5 + n) / 6) ** alpha
    return s / penalty


@reference("decoding-length-normalization", form=1)
def score_of_a_tie(s: float, n: int, n2: int) -> float:
    return s / n * n2


@reference("decoding-repetition-penalty")
def after_repetition(z: Vector, i: int, j: int, theta: float) -> float:
    logits = list(z)
    for token in (i, j):
        logits[token] = z[token] / theta if z[token] > 0 else z[token] * theta
    return softmax(logits)[i]


@reference("decoding-repetition-penalty", form=1)
def ratio_after_penalties(c: int, f: float, r: float) -> float:
    return exp(-(c * f + r))


@reference("decoding-speculative-acceptance")
def accepted(p: Vector, q: Vector) -> float:
    return sum(min(large, draft) for large, draft in zip(p, q, strict=True))


@reference("decoding-speculative-acceptance", form=1)
def drawn_after_rejection(p: Vector, q: Vector, j: int) -> float:
    return shares([max(0.0, large - draft) for large, draft in zip(p, q, strict=True)])[j]


@reference("decoding-speculative-tokens")
def tokens_of_a_round(a: float, g: int) -> float:
    return (1 - a ** (g + 1)) / (1 - a)


@reference("decoding-speculative-tokens", form=1)
def speed_up(a: float, g: int, c: float) -> float:
    return round(tokens_of_a_round(a, g), 2) / (g * c + 1)
