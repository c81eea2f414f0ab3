"""Convolution: sizes, parameters and receptive fields, pooling, gradients, the matrix form."""

from first_principles import reference
from first_principles.plain import Matrix

Integers = list[int]


def reach(sizes: Integers, dilations: Integers) -> int:
    """Return how many inputs an output sees, by following it back through the layers."""
    seen = {0}
    for size, dilation in zip(reversed(sizes), reversed(dilations), strict=True):
        seen = {place + dilation * tap for place in seen for tap in range(size)}
    return max(seen) - min(seen) + 1


def fitting_places(length: int, kernel: int, stride: int) -> int:
    """Return at how many places a kernel fits into a padded input."""
    return sum(start + kernel <= length for start in range(0, length, stride))


@reference("convolution-padding-to-keep-length")
def padding_to_keep_length(k: int, d: int) -> int:
    n = 100
    return next(p for p in range(99) if fitting_places(n + 2 * p, d * (k - 1) + 1, 1) == n)


@reference("convolution-layers-for-receptive-field")
def layers_for_receptive_field(k: int, R: int) -> int:
    seen, layers = {0}, 0
    while max(seen) - min(seen) + 1 < R:
        seen = {place + tap for place in seen for tap in range(k)}
        layers += 1
    return layers


@reference("convolution-dilated-receptive-field")
def dilated_receptive_field(k: int, L: int) -> int:
    return reach([k] * L, [2**layer for layer in range(L)])


@reference("convolution-dense-comparison")
def dense_comparison(n: int, k: int, b: int) -> tuple[int, int]:
    outputs = b * n * n
    return sum(k * k + 1 for _ in range(b)), sum(n * n + 1 for _ in range(outputs))


@reference("convolution-channels-doubled")
def channels_doubled(a: int, b: int, k: int) -> int:
    def weights(channels_in: int, channels_out: int) -> int:
        return sum(channels_in * k * k for _ in range(channels_out))

    return weights(2 * a, 2 * b) - weights(a, b)


def windows(X: Matrix) -> list[list[list[float]]]:
    """Return the entries of each 2 by 2 window, with stride 2."""
    return [
        [[X[i + m][j + n] for m in (0, 1) for n in (0, 1)] for j in range(0, 4, 2)]
        for i in range(0, 4, 2)
    ]


@reference("convolution-pooling", form=0)
def max_pooled(X: Matrix) -> Matrix:
    return [[sorted(window)[-1] for window in row] for row in windows(X)]


@reference("convolution-pooling", form=1)
def average_pooled(X: Matrix) -> Matrix:
    return [[sum(window) / 4 for window in row] for row in windows(X)]


@reference("convolution-separable-parameters", form=0)
def separable_parameters(g: int, u: int, v: int, k: int) -> int:
    depthwise = sum(k * k for _ in range(g * u))
    pointwise = sum(g * u for _ in range(g * v))
    return depthwise + pointwise


@reference("convolution-separable-parameters", form=1)
def grouped_parameters(g: int, u: int, v: int, k: int) -> int:
    return sum(u * k * k for _group in range(g) for _channel in range(v))


@reference("convolution-transposed-output-size", form=0)
def transposed_size(n: int, k: int, s: int, p: int) -> int:
    """By the places that the copies of the kernel cover."""
    covered = {copy * s + tap for copy in range(n) for tap in range(k)}
    return max(covered) + 1 - 2 * p


@reference("convolution-transposed-output-size", form=1)
def transposed_input(n: int, k: int, s: int, p: int) -> int:
    size = transposed_size(n, k, s, p)
    return next(length for length in range(1, 99) if transposed_size(length, k, s, p) == size)


@reference("convolution-multiply-adds", form=0)
@reference("convolution-multiply-adds", form=1)
def multiplications(h: int, w: int, a: int, b: int, k: int) -> int:
    return sum(a * k * k for _channel in range(b) for _row in range(h) for _column in range(w))


@reference("convolution-matrix-entries")
def matrix_entries(w: Integers) -> Matrix:
    return [[w[j - i + 1] if abs(j - i) <= 1 else 0 for j in range(3)] for i in range(3)]


@reference("convolution-backward", form=0)
def gradient_by_kernel(x: Integers, g: Integers) -> Integers:
    return [sum(g[i] * x[i + j] for i in range(3)) for j in range(2)]


@reference("convolution-backward", form=1)
def gradient_by_input(w: Integers, g: Integers) -> Integers:
    gradient = [0] * 4
    for i in range(3):
        for j in range(2):
            gradient[i + j] += g[i] * w[j]
    return gradient


@reference("convolution-two-channels")
def two_channels(A: Matrix, B: Matrix, U: Matrix, V: Matrix, b: int) -> float:
    total: float = b
    for X, W in ((A, U), (B, V)):
        total += sum(X[i][j] * W[i][j] for i in range(2) for j in range(2))
    return total


@reference("convolution-output-numbers")
def output_numbers(h: int, w: int, c: int, k: int, s: int, p: int) -> int:
    return c * fitting_places(h + 2 * p, k, s) * fitting_places(w + 2 * p, k, s)


@reference("convolution-sobel")
def sobel(X: Matrix) -> tuple[float, float]:
    weights = (1, 2, 1)
    along_x = sum(w * (row[2] - row[0]) for w, row in zip(weights, X, strict=True))
    along_y = sum(w * (low - high) for w, low, high in zip(weights, X[2], X[0], strict=True))
    return along_x, along_y


@reference("convolution-stacked-small-kernels")
def weights_saved(L: int, c: int) -> int:
    size = reach([3] * L, [1] * L)
    return sum(size * size - L * 3 * 3 for _ in range(c * c))
