"""The multilayer perceptron: units one by one, weights counted one by one."""

from first_principles import reference
from first_principles.plain import Matrix, Vector, inner


def relu(z: float) -> float:
    return z if z > 0 else 0


@reference("mlp-forward")
def forward(x: Vector, W: Matrix, b: Vector, v: Vector, c: int) -> float:
    hidden = [relu(inner(row, x) + bias) for row, bias in zip(W, b, strict=True)]
    return inner(v, hidden) + c


@reference("mlp-parameter-count")
def parameters(n: int, h: int, m: int) -> int:
    return sum(sum(1 for _ in range(a + 1)) * b for a, b in ((n, h), (h, m)))


@reference("mlp-parameter-count", form=1)
def hidden_units(n: int, h: int, m: int) -> int:
    wanted = parameters(n, h, m)
    return next(units for units in range(1000) if parameters(n, units, m) == wanted)


@reference("mlp-operations")
def operations(s: int, h: int, m: int, b: int) -> int:
    return sum(2 * rows * columns * b for rows, columns in ((h, s), (m, h)))


@reference("mlp-perceptron-update")
def update(w: list[int], x: list[int], y: int) -> list[int]:
    predicted = 1 if inner(w, x) > 0 else -1
    return [a + y * b for a, b in zip(w, x, strict=True)] if predicted != y else w


@reference("mlp-xor-network")
def output_weight(a: int, d: int) -> float:
    """The weight that makes the output for (1, 1) zero."""
    return -relu(a + a) / relu(d + d - d)


@reference("mlp-xor-network", form=1)
def xor(a: int, k: int, u: list[int]) -> int:
    return (a if u[0] != u[1] else 0) + k


@reference("mlp-kinks")
def slope(w: list[int], q: list[int], v: list[int], t: int) -> float:
    def value(x: float) -> float:
        return sum(b * relu(a * x - a * c) for a, b, c in zip(w, v, q, strict=True))

    return (value(t + 0.25) - value(t - 0.25)) / 0.5


@reference("mlp-dead-units")
def largest_bias(w: int, lo: int, n: int) -> int:
    return max(
        b for b in range(-300, 300) if all(relu(w * x + b) == 0 for x in range(lo, lo + n + 1))
    )


@reference("mlp-decision-side")
def score(w: list[int], b: int, x: list[int]) -> int:
    return w[0] * x[0] + w[1] * x[1] + b


@reference("mlp-decision-side", form=1)
def crossing(w: list[int], b: int, x: list[int]) -> float:
    return -(w[1] * x[1] + b) / w[0]
