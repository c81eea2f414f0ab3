"""Cross-entropy: probabilities and losses, units, weights, other losses."""

from math import exp, log, log2, sqrt

from first_principles import reference
from first_principles.plain import Vector, sigmoid


@reference("nll-which-probability")
def probability_of_loss(L: float) -> float:
    return 1 / exp(L)


@reference("nll-halve-the-loss")
def probability_at_half_the_loss(p: float) -> float:
    return sqrt(p)


@reference("cross-entropy-kl-from-cross-entropy")
def kl_from_cross_entropy(a: float, d: float) -> float:
    entropy = -a * log(a) - (1 - a) * log(1 - a)
    return stated(a, d) - entropy


def stated(a: float, d: float) -> float:
    """Return the cross-entropy that the question states."""
    p = float(a)
    return round(-p * log(p) - (1 - p) * log(1 - p) + float(d), 2)


@reference("cross-entropy-nats-to-bits", form=0)
def nats_to_bits(L: float) -> float:
    return L / log(2)


@reference("cross-entropy-nats-to-bits", form=1)
def bits_to_nats(L: float) -> float:
    return L * log(2)


@reference("perplexity-to-loss")
def loss_of_perplexity(k: int) -> float:
    return log(k)


@reference("cross-entropy-logit-rises")
def loss_after_rise(p: float, d: float) -> float:
    raised = p * exp(d)
    return -log(raised / (raised + (1 - p)))


@reference("cross-entropy-brier-score")
def brier_score(q: Vector, y: int) -> float:
    return sum((share - (k == y)) ** 2 for k, share in enumerate(q))


@reference("cross-entropy-large-logits")
def loss_of_large_logits(d: Vector, order: list[int], y: int) -> float:
    gaps = [[0, *d][k] for k in order]
    return log(sum(exp(gap) for gap in gaps)) - gaps[y]


@reference("cross-entropy-weighted-mean", form=0)
def weighted_loss(t: Vector, w: list[int]) -> float:
    return sum(weight * -log(p) for weight, p in zip(w, t, strict=True)) / sum(w)


@reference("cross-entropy-weighted-mean", form=1)
def loss_without_padding(L: Vector, pad: int) -> float:
    counted = [loss for place, loss in enumerate(L) if place < 5 - pad]
    return sum(counted) / len(counted)


@reference("cross-entropy-bits-per-byte", form=0)
def bits_per_byte(L: float, B: float) -> float:
    return L / log(2) / B


@reference("cross-entropy-bits-per-byte", form=1)
def nats_per_token(r: float, B: float) -> float:
    return r * B / log2(exp(1))


@reference("cross-entropy-distillation")
def distillation(a: float, b: float, T: float) -> float:
    p, q = sigmoid(a / T), sigmoid(b / T)
    return -p * log(q) - (1 - p) * log(1 - q)


@reference("cross-entropy-focal-loss", form=0)
def focal_loss(p: float, c: int) -> float:
    return (1 - p) ** c * -log(p)


@reference("cross-entropy-focal-loss", form=1)
def focal_factor(p: float, c: int) -> float:
    return 1 / (1 - p) ** c
