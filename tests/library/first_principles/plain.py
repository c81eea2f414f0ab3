"""What several references need, in loops."""

from math import exp, sqrt

Vector = list[float]
Matrix = list[list[float]]


def inner(a: Vector, b: Vector) -> float:
    assert len(a) == len(b)
    return sum(x * y for x, y in zip(a, b, strict=True))


def length(a: Vector) -> float:
    return sqrt(inner(a, a))


def shares(weights: Vector) -> Vector:
    total = sum(weights)
    return [weight / total for weight in weights]


def softmax(scores: Vector) -> Vector:
    return shares([exp(score - max(scores)) for score in scores])


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def sign(x: float) -> int:
    return (x > 0) - (x < 0)


def clip(x: float, low: float, high: float) -> float:
    return min(max(x, low), high)


def linked(adjacency: Matrix, node: int) -> list[int]:
    """Return the neighbors of a node."""
    return [other for other, weight in enumerate(adjacency[node]) if weight]


def distances(adjacency: Matrix, start: int) -> dict[int, int]:
    """Return how many edges each node is away, by breadth-first search."""
    found = {start: 0}
    frontier = [start]
    while frontier:
        reached = []
        for node in frontier:
            for other in linked(adjacency, node):
                if other not in found:
                    found[other] = found[node] + 1
                    reached.append(other)
        frontier = reached
    return found
