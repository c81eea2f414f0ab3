"""Backpropagation: derivatives by the change of the whole function, not by the chain rule."""

from collections.abc import Callable
from math import exp, log

from first_principles import reference
from first_principles.plain import Matrix, Vector, inner


def slope(f: Callable[[float], float], at: float, h: float = 0.125) -> float:
    """By central differences of fourth order: exact for polynomials up to degree 4."""
    return (8 * (f(at + h) - f(at - h)) - (f(at + 2 * h) - f(at - 2 * h))) / (12 * h)


def relu(z: float) -> float:
    return z if z > 0 else 0


@reference("backprop-composition")
def of_power(a: int, b: int, x: int, n: int) -> float:
    return slope(lambda at: (a * at + b) ** n, x)


@reference("backprop-composition", form=1)
def of_sigmoid(p: float, w: int) -> float:
    start = log(p / (1 - p))
    return slope(lambda at: 1 / (1 + exp(-(start + w * at))), 0, 0.0005)


@reference("backprop-three-nodes")
def sum_then_product(a: int, b: int, c: int) -> Vector:
    def loss(a: float, b: float, c: float) -> float:
        return (a + b) * c

    return [
        slope(lambda at: loss(at, b, c), a),
        slope(lambda at: loss(a, at, c), b),
        slope(lambda at: loss(a, b, at), c),
    ]


@reference("backprop-three-nodes", form=1)
def maximum_then_product(a: int, b: int, c: int) -> Vector:
    def loss(a: float, b: float, c: float) -> float:
        return max(a, b) * c

    return [
        slope(lambda at: loss(at, b, c), a),
        slope(lambda at: loss(a, at, c), b),
        slope(lambda at: loss(a, b, at), c),
    ]


@reference("backprop-branch-sum")
def branches(x: int, a: int, b: int) -> float:
    return slope(lambda at: at**2 * (a * at) + b, x)


@reference("backprop-first-layer-weight")
def first_layer(x: list[int], W: Matrix, v: list[int], t: int) -> float:
    def loss(weight: float) -> float:
        rows = [[W[0][0], weight], W[1]]
        return 0.5 * (inner(v, [relu(inner(row, x)) for row in rows]) - t) ** 2

    return slope(loss, W[0][1], 0.01)


@reference("backprop-relu-mask")
def through_relu(z: list[int], g: list[int]) -> Vector:
    return [slope(relu, a) * b for a, b in zip(z, g, strict=True)]


@reference("backprop-vector-jacobian")
def by_input(W: Matrix, v: list[int]) -> Vector:
    return [inner(v, [row[j] for row in W]) for j in range(3)]


@reference("backprop-vector-jacobian", form=1)
def by_weights(v: list[int], x: list[int]) -> Matrix:
    return [[a * b for b in x] for a in v]


@reference("backprop-difference-quotient")
def central(a: float, b: int, w: float, h: float) -> float:
    return slope(lambda at: a * at**2 + b * at, w)


@reference("backprop-difference-quotient", form=1)
def one_sided_error(a: float, h: float) -> float:
    return a * h


@reference("backprop-activation-memory")
def checkpointed(k: int, m: int) -> int:
    return (k + k) * m


@reference("backprop-activation-memory", form=1)
def saved(k: int, m: int) -> int:
    return sum(m for layer in range(k * k) if layer % k)
