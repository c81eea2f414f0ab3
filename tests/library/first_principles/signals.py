"""Attention, convolution, functions of sets."""

from cmath import exp as complex_exp
from math import exp, pi, sqrt

from first_principles import reference
from first_principles.plain import Matrix, Vector, inner, shares, softmax


def attention(q: Vector, K: Matrix) -> Vector:
    return softmax([inner(q, row) / sqrt(len(q)) for row in K])


@reference("attention-score", form=0)
def score(q: Vector, k: Vector) -> float:
    return inner(q, k) / sqrt(len(q))


@reference("attention-score", form=1)
def last_component(q: Vector, k: Vector) -> float:
    """The integer that gives the score, by trying."""
    fitting = [t for t in range(-9, 10) if inner(q, [*k[:3], t]) / 2 == score(q, k)]
    assert len(fitting) == 1
    return fitting[0]


@reference("attention-weight-from-query-and-keys")
def weight(q: Vector, K: Matrix, i: int) -> float:
    return attention(q, K)[i]


@reference("attention-output-two-keys")
def output(q: Vector, K: Matrix, V: Matrix) -> Vector:
    weights = attention(q, K)
    return [inner(weights, [row[column] for row in V]) for column in range(2)]


@reference("attention-weight-from-output")
def weight_from_output(v: list[int], weight: float) -> float:
    shown = round(weight * v[0] + (1 - weight) * v[1], 2)
    return (shown - v[1]) / (v[0] - v[1])


@reference("attention-effect-of-scale")
def effect_of_scale(root: int, u: int, v: int) -> tuple[float, float]:
    return softmax([u, v])[0], softmax([u / root, v / root])[0]


@reference("attention-weight-under-causal-mask")
def causal_weight(s: Vector, i: int, j: int) -> float:
    return shares([exp(x) if place <= i else 0.0 for place, x in enumerate(s)])[j]


@reference("attention-renormalised-by-mask")
def renormalised(p: Vector, pair: list[int]) -> float:
    i, masked = pair
    return p[i] / sum(share for k, share in enumerate(p) if k != masked)


@reference("attention-causal-mask-pairs", form=0)
def pairs_kept(n: int) -> int:
    return sum(key <= query for query in range(n) for key in range(n))


@reference("attention-causal-mask-pairs", form=1)
def pairs_masked(n: int) -> int:
    return sum(key > query for query in range(n) for key in range(n))


@reference("attention-causal-mask-pairs", form=2)
def positions_from_pairs(n: int) -> int:
    return next(k for k in range(1, 99) if pairs_kept(k) == pairs_kept(n))


@reference("attention-multi-head-parameters", form=0)
def multi_head_parameters(m: int, h: int) -> int:
    width = 16 * m
    head = width // h
    per_head = 3 * (width * head + head)
    return h * per_head + (h * head) * width + width


@reference("attention-multi-head-parameters", form=1)
def width_from_parameters(m: int) -> int:
    return next(w for w in range(1, 999) if 4 * w * w == 4 * (16 * m) ** 2)


@reference("attention-multi-head-parameters", form=2)
def one_more_head(m: int, h: int) -> int:
    width = 16 * m

    def parameters(heads: int) -> int:
        return 3 * heads * width * 8 + heads * 8 * width

    return parameters(h + 1) - parameters(h)


@reference("convolution-1d")
def convolution(x: list[int], w: list[int]) -> list[int]:
    result = [0] * (len(x) + len(w) - 1)
    for i, a in enumerate(x):
        for j, b in enumerate(w):
            result[i + j] += a * b
    return result


@reference("convolution-cross-correlation-1d")
def cross_correlation(x: list[int], w: list[int]) -> list[int]:
    return [sum(x[start + k] * w[k] for k in range(len(w))) for start in range(len(x) - len(w) + 1)]


@reference("convolution-cross-correlation-2d")
def cross_correlation_2d(X: Matrix, W: Matrix) -> Matrix:
    square = range(2)
    return [
        [sum(X[i + k][j + m] * W[k][m] for k in square for m in square) for j in square]
        for i in square
    ]


@reference("convolution-2d-entry")
def convolution_2d_entry(X: Matrix, W: Matrix) -> float:
    return sum(X[i][j] * W[1 - i][1 - j] for i in range(2) for j in range(2))


@reference("convolution-output-size")
def output_size(n: int, k: int, s: int, p: int) -> int:
    """By counting the places where the kernel fits."""
    return sum(start + k <= n + 2 * p for start in range(0, n + 2 * p, s))


@reference("convolution-dilated-output-size")
def dilated_output_size(n: int, k: int, d: int, p: int) -> int:
    return sum(start + d * (k - 1) < n + 2 * p for start in range(n + 2 * p))


@reference("convolution-layer-parameters")
def layer_parameters(a: int, b: int, k: int) -> int:
    return sum(a * k * k + 1 for _ in range(b))


@reference("convolution-receptive-field-sum")
def receptive_field(k: list[int], s: list[int]) -> int:
    """By following one output back to the inputs that it sees."""
    seen = {0}
    for size, stride in reversed(list(zip(k, [*s, 1], strict=True))):
        seen = {place * stride + offset for place in seen for offset in range(size)}
    return max(seen) - min(seen) + 1


@reference("convolution-circular")
def circular(x: list[int], w: list[int]) -> list[int]:
    n = len(x)
    return [sum(x[k] * w[(place - k) % n] for k in range(n)) for place in range(n)]


@reference("convolution-circular-by-dft")
def circular_by_dft(x: list[int], w: list[int]) -> list[float]:
    n = len(x)

    def transform(values: list[complex], turn: int) -> list[complex]:
        angles = [turn * 2j * pi * k / n for k in range(n)]
        return [
            sum(value * complex_exp(angle * t) for t, value in enumerate(values))
            for angle in angles
        ]

    product = [a * b for a, b in zip(transform(x, -1), transform(w, -1), strict=True)]
    return [value.real / n for value in transform(product, 1)]


@reference("convolution-dft-entry")
def dft_entry(a: int, b: int, c: int, d: int) -> tuple[float, float]:
    product = complex(a, b) * complex(c, d)
    return product.real, product.imag


@reference("permutation-pooling-of-reordered-set", form=0)
def sum_pooling(X: Matrix) -> Vector:
    return [sum(column) for column in zip(*X, strict=True)]


@reference("permutation-pooling-of-reordered-set", form=1)
def mean_pooling(X: Matrix) -> Vector:
    return [sum(column) / len(X) for column in zip(*X, strict=True)]


@reference("permutation-pooling-of-reordered-set", form=2)
def max_pooling(X: Matrix) -> Vector:
    return [max(column) for column in zip(*X, strict=True)]


@reference("permutation-deep-sets-moments")
def deep_sets(x: list[int], u: int, v: int) -> int:
    return sum(u * element + v * element * element for element in x)


@reference("permutation-swap-in-linear-layer")
def swap(w: list[int], x: list[int], pair: list[int]) -> float:
    i, j = pair
    swapped = list(x)
    swapped[i], swapped[j] = x[j], x[i]
    return inner(w, swapped) - inner(w, x)


@reference("permutation-recurrent-reversed")
def recurrent_reversed(a: float, x: list[int]) -> float:
    def run(inputs: list[int]) -> float:
        h = 0.0
        for value in inputs:
            h = a * h + value
        return h

    return run(x[::-1]) - run(x)


@reference("permutation-parameters-saved", form=0)
def equivariant_parameters(d: int, c: int) -> int:
    return d * c + d * c


@reference("permutation-parameters-saved", form=1)
def dense_parameters(n: int, d: int, c: int) -> int:
    return sum(n * d for _ in range(n * c))


@reference("permutation-pooling-element-changes", form=0)
def max_changes(x: list[int], i: int, c: int) -> int:
    others = max(value for k, value in enumerate(x) if k != i)
    return max(others, x[i] + c) - max(others, x[i])


@reference("permutation-pooling-element-changes", form=1)
def mean_changes(c: int) -> float:
    return c / 5


@reference("permutation-set-from-moments")
def set_from_moments(x: list[int]) -> list[int]:
    """By trying all pairs of small integers with these two sums."""
    total, squares = x[0] + x[1], x[0] ** 2 + x[1] ** 2
    pairs = [(a, total - a) for a in range(-20, 21) if a * a + (total - a) ** 2 == squares]
    assert len({frozenset(pair) for pair in pairs}) == 1
    return list(pairs[0])
