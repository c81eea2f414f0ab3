"""Information theory: sums over tables, and Huffman's algorithm by joining nodes."""

from math import exp, log, log2, sqrt

from first_principles import reference
from first_principles.plain import Vector

TWO_PI_E = 17.0794684453471341309


@reference("information-mutual-information")
def mutual_information(k: int, f: int, g: int) -> float:
    table = [[k / 100, f / 100], [g / 100, (100 - k - f - g) / 100]]
    rows = [(k + f) / 100, (100 - k - f) / 100]
    columns = [(k + g) / 100, (100 - k - g) / 100]
    return sum(
        table[i][j] * log2(table[i][j] / (rows[i] * columns[j])) for i in range(2) for j in range(2)
    )


def binary_entropy(p: float) -> float:
    return -(p * log2(p)) - (1 - p) * log2(1 - p)


@reference("information-conditional-entropy")
def conditional_entropy(q: float, r: float, t: float) -> float:
    return q * binary_entropy(r) + (1 - q) * binary_entropy(t)


def divergence(p: float, q: float) -> float:
    """Return the divergence of a coin from another."""
    return p * log2(p / q) + (1 - p) * log2((1 - p) / (1 - q))


@reference("information-js-divergence")
def js_divergence(a: float, b: float) -> float:
    mixture = (a + b) / 2
    return (divergence(a, mixture) + divergence(b, mixture)) / 2


@reference("information-gaussian-kl")
def gaussian_kl(mu: int, nu: int, s: int, t: int) -> float:
    return log(t / s) + (s * s + (mu - nu) ** 2) / (2 * t * t) - 0.5


@reference("information-gaussian-kl", form=1)
def distance_of_means(t: int, k: float) -> float:
    return t * sqrt(2 * k)


@reference("information-gaussian-entropy")
def gaussian_entropy(s: float) -> float:
    return log(TWO_PI_E * (s * s)) / 2


@reference("information-gaussian-entropy", form=1)
def deviation_of_entropy(h: float) -> float:
    return sqrt(exp(2 * h) / TWO_PI_E)


@reference("information-gaussian-entropy", form=2)
def entropy_of_stretching(c: float) -> float:
    return log(c)


@reference("information-bits-per-character")
def bits_per_character(loss: float, c: float) -> float:
    return loss / log(2) / c


@reference("information-bits-per-character", form=1)
def compressed(loss: float, c: float, n: int) -> float:
    return n * bits_per_character(loss, c) / 8


@reference("information-huffman-length")
def huffman(p: Vector) -> float:
    """Each join puts one more bit before the words below it."""
    nodes, total = sorted(p), 0.0
    while len(nodes) > 1:
        joined = nodes[0] + nodes[1]
        total += joined
        nodes = sorted([joined, *nodes[2:]])
    return total


@reference("information-huffman-length", form=1)
def saved(p: Vector, n: int) -> float:
    return 100 * n * (2 - huffman(p))


@reference("information-chain-rule-sum")
def conditional(x: float, i: float) -> float:
    return x - i


@reference("information-chain-rule-sum", form=1)
def joint(x: float, y: float, i: float) -> float:
    return x + y - i
