"""Walks on graphs, and vectors of nodes learned from them."""

from fractions import Fraction
from math import exp, log

from first_principles import reference
from first_principles.plain import Matrix, Vector, distances, inner, linked, sigmoid, softmax


@reference("network-embedding-transition-weighted")
def transition(B: list[list[int]], i: int, j: int) -> float:
    leaving = [weight for node, weight in enumerate(B[i]) if node != i]
    return float(Fraction(B[i][j], sum(leaving)))


@reference("network-embedding-two-steps")
def two_steps(A: Matrix, i: int, j: int) -> float:
    total = Fraction(0)
    for middle in linked(A, i):
        if j in linked(A, middle):
            total += Fraction(1, len(linked(A, i)) * len(linked(A, middle)))
    return float(total)


@reference("network-embedding-walk-probability")
def walk_probability(A: Matrix, walk: list[int]) -> float:
    probability = Fraction(1)
    for node in walk[:-1]:
        probability /= len(linked(A, node))
    return float(probability)


@reference("network-embedding-stationary-share")
def stationary_share(A: Matrix, i: int) -> float:
    """By letting a lazy walk run for 1024 steps: in the end it has the same shares."""
    nodes = range(len(A))
    go = [[(u == v) / 2 + A[u][v] / len(linked(A, u)) / 2 for v in nodes] for u in nodes]
    for _ in range(10):
        go = [[sum(go[u][k] * go[k][v] for k in nodes) for v in nodes] for u in nodes]
    return go[0][i]


@reference("network-embedding-pair-count")
def pair_count(l: int, w: int) -> int:  # noqa: E741 - the name of the card's parameter
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
