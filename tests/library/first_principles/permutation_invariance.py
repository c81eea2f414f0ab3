"""Functions of sets: every order tried, every sum written out, every matching compared."""

from functools import cache
from itertools import permutations
from math import exp, log

from first_principles import reference
from first_principles.plain import Matrix, Vector, softmax


def reorder(entries: Vector, order: list[int]) -> Vector:
    return [entries[k] for k in order]


@reference("permutation-cost-of-averaging", form=0)
def cost_of_averaging(n: int, c: int) -> int:
    orders = 1
    for places in range(n, 1, -1):
        orders *= places
    return c * orders


@reference("permutation-cost-of-averaging", form=1)
def cost_with_one_more(n: int, c: int) -> float:
    return cost_of_averaging(n + 1, c) / cost_of_averaging(n, 1)


def equivariant(x: Vector, own: int, shared: int) -> Vector:
    """By the matrix with own + shared on the diagonal and shared off it."""
    n = len(x)
    return [sum((own * (i == j) + shared) * x[j] for j in range(n)) for i in range(n)]


@reference("permutation-equivariant-layer-output", form=0)
def layer_output(x: Vector, own: int, shared: int, i: int) -> float:
    return equivariant(x, own, shared)[i]


@reference("permutation-equivariant-layer-output", form=1)
def layer_output_reordered(x: Vector, own: int, shared: int, i: int, order: list[int]) -> float:
    return equivariant(reorder(x, order), own, shared)[i]


@reference("permutation-equivariant-layer-output", form=2)
def layer_weights(x: Vector, own: int, shared: int) -> tuple[int, int]:
    """By trying all small weights."""
    y = equivariant(x, own, shared)
    weights = [(a, b) for a in range(-9, 10) for b in range(-9, 10) if equivariant(x, a, b) == y]
    (found,) = weights
    return found


@reference("permutation-pooling-new-element", form=0)
def mean_with_new_element(n: int, m: float, x: int) -> float:
    return sum([m] * n + [x]) / (n + 1)


@reference("permutation-pooling-new-element", form=1)
def element_from_mean(n: int, m: float, x: int) -> int:
    """The one integer that gives the mean that is shown."""
    shown = round(mean_with_new_element(n, m, x), 2)
    near = [k for k in range(-30, 31) if abs(mean_with_new_element(n, m, k) - shown) <= 0.00501]
    (found,) = near
    return found


@reference("permutation-deep-sets-relu", form=0)
def relu_sum(x: Vector, u: int, v: int) -> float:
    return sum(u * a if a > 0 else -v * a for a in x)


@reference("permutation-deep-sets-relu", form=1)
def relu_max(x: Vector, u: int, v: int) -> float:
    return u * max(0, *x) - v * min(0, *x)


@reference("permutation-attention-outputs-reordered")
def attention_reordered(x: Vector, order: list[int]) -> Vector:
    tokens = reorder(x, order)
    weights = [softmax([token * other / 2 for other in tokens]) for token in tokens]
    outputs = [sum(w * a for w, a in zip(row, tokens, strict=True)) for row in weights]
    return [round(output, 2) for output in outputs]


@reference("permutation-attention-with-positions", form=0)
def position_swap(x: Vector, c: float) -> float:
    weights = softmax([c, 0.0])
    before, after = (
        sum(w * a for w, a in zip(weights, values, strict=True)) for values in (x, x[::-1])
    )
    return after - before


@reference("permutation-attention-with-positions", form=1)
def content_attention(x: Vector, c: float) -> float:
    weights = [exp(c * a) for a in x]
    return sum(w * a for w, a in zip(weights, x, strict=True)) / sum(weights)


@reference("permutation-undo-order")
def undo_order(order: list[int]) -> list[int]:
    """The one of all orders that brings the rows back."""
    rows = list(range(len(order)))
    (found,) = [
        back for back in permutations(rows) if reorder(reorder(rows, order), list(back)) == rows
    ]
    return list(found)


@reference("permutation-composition")
def composition(first: list[int], second: list[int]) -> list[int]:
    return reorder(reorder(list(range(len(first))), first), second)


@reference("permutation-renumbered-adjacency")
def renumbered_row(w: list[int], order: list[int], i: int) -> list[int]:
    weights = dict(zip(((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)), w, strict=True))
    old = [frozenset((order[i], order[k])) for k in range(4)]
    return [next((weights[e] for e in weights if set(e) == pair), 0) for pair in old]


@reference("permutation-confused-sets", form=0)
def confused_by_mean(x: list[int], y: list[int]) -> float:
    low, high = -200.0, 200.0
    for _ in range(100):
        middle = (low + high) / 2
        below = sum([*y, middle]) / 4 < sum(x) / 3
        low, high = (middle, high) if below else (low, middle)
    return low


@reference("permutation-confused-sets", form=1)
def confused_by_sum(x: list[int], y: list[int]) -> int:
    return next(b for b in range(-99, 100) if sum([*y, b]) == sum(x))


@reference("permutation-janossy-tuples")
@cache
def janossy_triples(n: int) -> int:
    return sum(1 for _ in permutations(range(n), 3))


@reference("permutation-masked-mean", form=0)
def masked_mean(seen: list[int]) -> float:
    return sum(seen) / 3


@reference("permutation-masked-mean", form=1)
def unmasked_error(seen: list[int], pad: int) -> float:
    padded = seen + [0] * pad
    return sum(padded) / len(padded) - masked_mean(seen)


@reference("permutation-assignment-cost")
def assignment(C: Matrix) -> float:
    return min(sum(C[i][j] for i, j in enumerate(order)) for order in permutations(range(3)))


@reference("permutation-chamfer-distance")
def chamfer(a: Vector, b: Vector) -> float:
    def one_way(points: Vector, others: Vector) -> float:
        return sum(min((p - q) ** 2 for q in others) for p in points) / len(points)

    return one_way(a, b) + one_way(b, a)


@reference("permutation-log-sum-exp-pooling")
def log_sum_exp_pooling(x: Vector, r: float) -> float:
    highest = max(x)
    return highest + log(sum(exp(r * (a - highest)) for a in x) / len(x)) / r


@reference("permutation-inducing-points")
def inducing_points(n: int, m: int) -> int:
    return n * m + m * n
