"""Transformers: matrices counted one by one, bytes from shapes, rotations in the plane."""

from math import cos, pi, radians, sin

from first_principles import reference
from first_principles.plain import Vector


def weights(*shapes: tuple[int, int]) -> int:
    return sum(rows * columns for rows, columns in shapes)


@reference("transformers-gated-block")
def gated_block(m: int, r: int) -> int:
    d = 48 * m
    h = 32 * m * r
    return weights(*[(d, d)] * 4, (d, h), (d, h), (h, d))


@reference("transformers-gated-block", form=1)
def gated_width(m: int, r: int) -> int:
    """A gated network has half as many weights more at the same width: three for two."""
    plain = 48 * m * r
    return plain * 2 // 3


def block(d: int) -> int:
    return weights(*[(d, d)] * 4, (d, 4 * d), (4 * d, d))


@reference("transformers-whole-model")
def model_with_tied_embeddings(L: int, d: int, V: int) -> float:
    return (L * block(d) + weights((V, d))) / 10**6


@reference("transformers-whole-model", form=1)
def number_of_blocks(L: int) -> int:
    return L


@reference("transformers-whole-model", form=2)
def share_of_embeddings(L: int, d: int, V: int) -> float:
    embeddings = weights((V, d), (d, V))
    return 100 * embeddings / (embeddings + L * block(d))


@reference("transformers-training-flops")
def training_operations(N: float, D: int) -> float:
    forward = 2 * N * (50 * D)
    return (forward + 2 * forward) / 100


@reference("transformers-training-flops", form=1)
def tokens_of_a_budget(D: int) -> int:
    return 50 * D


def cache_of_a_token(layers: int, heads: int, width: int) -> int:
    return sum(2 * heads * width for _ in ("key", "value")) * layers


@reference("transformers-cache-budget")
def sequences_that_fit(L: int, g: int, c: int, k: int, F: int) -> int:
    return F * 2**30 // (cache_of_a_token(L, g, c) * 1024 * k)


@reference("transformers-cache-budget", form=1)
def tokens_as_large_as_the_weights(L: int, g: int, c: int, N: int) -> float:
    return 2 * N * 10**6 / cache_of_a_token(L, g, c)


@reference("transformers-gqa-saving")
def saved_by_groups(L: int, H: int, s: int, c: int) -> int:
    return (cache_of_a_token(L, H, c) - cache_of_a_token(L, H // s, c)) // 1024


@reference("transformers-gqa-saving", form=1)
def key_value_heads(H: int, s: int) -> int:
    return H // s


@reference("transformers-activation-memory")
def activations(k: int, b: int, a: int, c: int) -> float:
    tokens = 1024 * k
    return (34 * tokens * b * (a * c) + 5 * a * b * tokens * tokens) / 2**20


@reference("transformers-activation-memory", form=1)
def attention_matrices(k: int, b: int, a: int) -> int:
    return 5 * a * b * (1024 * k) ** 2 // 2**20


@reference("transformers-rope-rotation")
def rotated(x: Vector, m: int, t: int) -> float:
    angle = radians(m * t)
    return x[0] * cos(angle) - x[1] * sin(angle)


@reference("transformers-rope-rotation", form=1)
def full_turn(i: int, d: int) -> float:
    return 2 * pi * 10000 ** (2 * i / d)


@reference("transformers-moe-share")
def share_in_use(S: float, E: int, k: int, x: float) -> float:
    return 100 * (S + k * x) / (S + E * x)


@reference("transformers-moe-share", form=1)
def size_of_an_expert(x: float) -> float:
    return x
