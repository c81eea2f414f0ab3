"""Walks on graphs, and vectors of nodes learned from them."""

from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import exp, log, sqrt

from first_principles import reference
from first_principles.plain import Matrix, Vector, distances, inner, linked, sigmoid, softmax


@reference("network-embedding-transition-weighted")
def transition(B: list[list[int]], i: int, j: int) -> float:
    leaving = [weight for node, weight in enumerate(B[i]) if node != i]
    return float(Fraction(B[i][j], sum(leaving)))


@reference("network-embedding-pair-count")
@cache
def pair_count(l: int, w: int) -> int:
    return sum(a != b and abs(a - b) <= w for a in range(l) for b in range(l))


@reference("network-embedding-contexts")
def contexts(walk: list[int], w: int, t: int) -> list[int]:
    return [node for place, node in enumerate(walk) if 0 < abs(place - t) <= w]


@reference("network-embedding-skip-gram-probability")
def skip_gram(v: Vector, U: Matrix, o: int) -> float:
    return softmax([inner(row, v) for row in U])[o]


@reference("network-embedding-negative-sampling-loss")
def negative_sampling(v: Vector, u: Vector, N: Matrix) -> float:
    return log(1 + exp(-inner(u, v))) + sum(log(1 + exp(inner(row, v))) for row in N)


@reference("network-embedding-node2vec-probability")
def node2vec(A: Matrix, steps: list[int], p: float, q: float) -> float:
    before, here, there = steps
    away = distances(A, before)
    weight = {node: (1 / p, 1.0, 1 / q)[away[node]] for node in linked(A, here)}
    return weight[there] / sum(weight.values())


@reference("network-embedding-hierarchical-probability")
def hierarchical(s: Vector, turns: list[int]) -> float:
    left = [sigmoid(score) for score in s]
    first, second = (p if turn == 1 else 1 - p for p, turn in zip(left, turns, strict=True))
    return first * second


def without_loops(B: Matrix) -> Matrix:
    return [[(u != v) * weight for v, weight in enumerate(row)] for u, row in enumerate(B)]


@reference("network-embedding-two-steps")
def two_steps(a: list[int], b: list[int], c: list[int]) -> float:
    """By the whole graph: s, t, the three between them and a node for their other edges each."""
    s, t = 3, 4
    W = [[0] * 8 for _ in range(8)]
    for k in range(3):
        for other, weight in ((s, a[k]), (t, b[k]), (5 + k, c[k])):
            W[k][other] = W[other][k] = weight
    go = [[Fraction(weight, sum(row)) for weight in row] for row in W]
    return float(sum(go[s][k] * go[k][t] for k in range(8)))


@reference("network-embedding-walk-probability")
def walk_probability(B: Matrix, walk: list[int]) -> float:
    W = without_loops(B)
    probability = Fraction(1)
    for node, following in pairwise(walk):
        probability *= Fraction(W[node][following], sum(W[node]))
    return float(probability)


@reference("network-embedding-degree-from-walk")
def other_degree(a: int, b: int) -> int:
    """By trying degrees for one that rounds to the probability shown."""
    shown = round(1 / (a * b), 4)
    fits = [d for d in range(1, 200) if abs(1 / (a * d) - shown) < 5.001e-5]
    assert len(fits) == 1
    return fits[0]


@reference("network-embedding-stationary-share")
def stationary_share(B: Matrix, i: int) -> float:
    """By letting a lazy walk run for 2^20 steps: in the end it has the same shares."""
    W = without_loops(B)
    nodes = range(len(W))
    go = [[(u == v) / 2 + W[u][v] / sum(W[u]) / 2 for v in nodes] for u in nodes]
    for _ in range(20):
        go = [[sum(go[u][k] * go[k][v] for k in nodes) for v in nodes] for u in nodes]
    return go[0][i]


@reference("network-embedding-walk-length")
def walk_length(l: int, w: int) -> int:
    pairs = pair_count(l, w)
    return next(n for n in range(2 * w + 1, 999) if pair_count(n, w) == pairs)


@reference("network-embedding-negatives-from-loss")
def negatives(k: int) -> int:
    shown = round((k + 1) * log(2), 2)
    fits = [n for n in range(100) if abs((n + 1) * log(2) - shown) <= 0.005]
    assert len(fits) == 1
    return fits[0]


@reference("network-embedding-noise-probability")
def noise(counts: list[int], i: int) -> float:
    powers = [sqrt(count) * sqrt(sqrt(count)) for count in counts]
    return powers[i] / sum(powers)


@reference("network-embedding-hierarchical-cost")
def hierarchical_cost(k: int, m: int) -> int:
    """By halving the leaves until one is left."""
    leaves, turns = 2**k * 2**m, 0
    while leaves > 1:
        leaves //= 2
        turns += 1
    return turns


@reference("network-embedding-node2vec-return-changes")
def back(common: int, far: int, p: float, q: float) -> float:
    weights = [1 / p] + [1.0] * common + [1 / q] * far
    return weights[0] / sum(weights)


@reference("network-embedding-line-probability")
def line_probability(u: Vector, v: Vector) -> float:
    return sigmoid(inner(u, v))


@reference("network-embedding-line-second-order-loss")
def line_second_order(s: Vector, w: list[int]) -> float:
    p = softmax(s)
    return sum(-weight * log(share) for weight, share in zip(w, p, strict=True))


@reference("network-embedding-pmi-value", form=0)
def pmi(both: int, center: int, context: int) -> float:
    joint, first, second = both / 1000, center / 1000, context / 1000
    return log(joint / (first * second))


@reference("network-embedding-pmi-value", form=1)
def shifted_pmi(both: int, center: int, context: int, K: int) -> float:
    return pmi(both, center, context) - log(K)


@reference("network-embedding-sgns-step")
def sgns_step(v: Vector, u: Vector, n: Vector, rate: float) -> Vector:
    """By numerical differences of the loss."""

    def loss(x: Vector) -> float:
        return log(1 + exp(-inner(u, x))) + log(1 + exp(inner(n, x)))

    step = 1e-4
    moved = []
    for k, entry in enumerate(v):
        around = [loss([*v[:k], entry + shift, *v[k + 1 :]]) for shift in (-2 * step, -step, step)]
        around.append(loss([*v[:k], entry + 2 * step, *v[k + 1 :]]))
        slope = (around[0] - 8 * around[1] + 8 * around[2] - around[3]) / (12 * step)
        moved.append(entry - rate * slope)
    return moved


@reference("network-embedding-corpus-size")
def corpus_size(nodes: int, r: int, l: int, w: int) -> int:
    return sum(pair_count(l, w) for _ in range(r)) * nodes


@reference("network-embedding-huffman-length")
def huffman(f: list[int]) -> float:
    """By joining sets of leaves."""
    trees = sorted((count, {node: 0}) for node, count in enumerate(f))
    while len(trees) > 1:
        (a, left), (b, right), *others = sorted(trees, key=lambda tree: tree[0])
        joined = {node: depth + 1 for node, depth in (left | right).items()}
        trees = [(a + b, joined), *others]
    return sum(f[node] * depth for node, depth in trees[0][1].items()) / sum(f)


@reference("network-embedding-auc")
def auc(pos: list[int], neg: list[int]) -> float:
    """By the area under the steps of the curve."""
    scores = sorted([*pos, *neg], reverse=True)
    area = height = 0.0
    for score in scores:
        if score in pos:
            height += 1 / len(pos)
        else:
            area += height / len(neg)
    return area


@reference("network-embedding-mrr")
def mrr(ranks: list[int]) -> float:
    return float(sum(Fraction(1, rank) for rank in ranks) / len(ranks))


@reference("network-embedding-edge-features", form=0)
def hadamard(u: Vector, v: Vector) -> Vector:
    return [a * b for a, b in zip(u, v, strict=True)]


@reference("network-embedding-edge-features", form=1)
def weighted_l2(u: Vector, v: Vector) -> Vector:
    return [(a - b) * (a - b) for a, b in zip(u, v, strict=True)]


@reference("network-embedding-memory")
def memory(nodes: float, dim: int, bytes: int) -> int:
    vectors = 2 * int(nodes * 1_000_000)
    return vectors * dim * bytes // 1_000_000


@reference("network-embedding-transe-score")
def transe(h: Vector, r: Vector, t: Vector) -> float:
    return sqrt(sum((a + b - c) ** 2 for a, b, c in zip(h, r, t, strict=True)))
