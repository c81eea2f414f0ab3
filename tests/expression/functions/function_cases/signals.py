"""Convolution against SciPy and plain loops."""

import numpy as np
import scipy.linalg
import scipy.signal

from function_cases import Case, case, generator

rng = generator(5)
X, K = rng.integers(-3, 4, 7), np.array([1, -2, 3])
IMAGE, PATCH = rng.integers(-3, 4, (5, 6)), rng.integers(-2, 3, (3, 2))
EVEN = np.array([1, 10])
SIGNAL = np.round(rng.normal(0, 2, 5), 1)


def slid(x, k, stride=1, padding=0, dilation=1):
    """Return the cross-correlation in one dimension, entry by entry."""
    padded = [0] * padding + list(map(int, x)) + [0] * padding
    reach = dilation * (len(k) - 1) + 1
    return [
        sum(int(w) * padded[start + dilation * j] for j, w in enumerate(k))
        for start in range(0, len(padded) - reach + 1, stride)
    ]


def slid2(x, k, stride=1, padding=0, dilation=1):
    """Return the cross-correlation in two dimensions, entry by entry."""
    rows, columns = x.shape
    tall, wide = (dilation * (n - 1) + 1 for n in k.shape)

    def at(i: int, j: int) -> int:
        i, j = i - padding, j - padding
        return int(x[i, j]) if 0 <= i < rows and 0 <= j < columns else 0

    return [
        [
            sum(
                int(k[a, b]) * at(i + dilation * a, j + dilation * b)
                for a in range(k.shape[0])
                for b in range(k.shape[1])
            )
            for j in range(0, columns + 2 * padding - wide + 1, stride)
        ]
        for i in range(0, rows + 2 * padding - tall + 1, stride)
    ]


def slots(n: int, k: int, s: int, p: int, d: int) -> int:
    """Count the places where a kernel fits."""
    return sum(1 for start in range(0, n + 2 * p, s) if start + d * (k - 1) < n + 2 * p)


def reach_of(kernels: list[int], strides: list[int], dilations: list[int]) -> int:
    """Count the inputs that one output depends on, by following it back layer by layer."""
    places = {0}
    for k, s, d in list(zip(kernels, strides, dilations, strict=True))[::-1]:
        places = {place * s + d * j for place in places for j in range(k)}
    return max(places) - min(places) + 1


CASES: list[Case] = [
    case("convolve", X, K, expect=np.convolve(X, K)),
    case("convolve", X, K, padding="valid", expect=np.convolve(X, K, "valid")),
    case("convolve", X, K, padding="same", expect=np.convolve(X, K, "same")),
    case("convolve", X, EVEN, expect=np.convolve(X, EVEN)),
    case("convolve", SIGNAL, K, stride=2, expect=scipy.signal.convolve(SIGNAL, K)[::2]),
    case("convolve", X, K, padding=1, dilation=2, expect=slid(X, K[::-1], padding=1, dilation=2)),
    case("convolve", IMAGE, PATCH, expect=scipy.signal.convolve2d(IMAGE, PATCH)),
    case(
        "convolve", IMAGE, PATCH, padding=0, expect=scipy.signal.convolve2d(IMAGE, PATCH, "valid")
    ),
    case("convolve", [2**40, 1], [2**30, 1], expect=[2.0**70, 2.0**40 + 2.0**30, 1.0]),
    case("cross_correlate", X, K, expect=np.correlate(X, K, "valid")),
    case("cross_correlate", X, K, stride=2, padding=1, expect=slid(X, K, 2, 1)),
    case("cross_correlate", X, K, dilation=3, expect=slid(X, K, dilation=3)),
    case("cross_correlate", X, K, padding="same", expect=slid(X, K, padding=1)),
    case("cross_correlate", X, K, padding="full", expect=np.correlate(X, K, "full")),
    case("cross_correlate", IMAGE, PATCH, expect=slid2(IMAGE, PATCH)),
    case("cross_correlate", IMAGE, PATCH, stride=2, padding=2, expect=slid2(IMAGE, PATCH, 2, 2)),
    case("cross_correlate", IMAGE, PATCH, dilation=2, expect=slid2(IMAGE, PATCH, dilation=2)),
    case("circular_convolve", X, X[::-1], expect=scipy.linalg.circulant(X) @ X[::-1]),
    case("dft", SIGNAL, expect=scipy.linalg.dft(5) @ SIGNAL),
    case("dft", [1 + 1j, 2], expect=[3 + 1j, -1 + 1j]),
    case("idft", SIGNAL, expect=np.conj(scipy.linalg.dft(5)) @ SIGNAL / 5),
    case("convolution_output_size", 32, 5, stride=2, padding=2, expect=slots(32, 5, 2, 2, 1)),
    case("convolution_output_size", 28, 3, dilation=2, expect=slots(28, 3, 1, 0, 2)),
    case("convolution_output_size", 7, 7, expect=1),
    # the transposed convolution of a convolution's output has the size of its input
    case("transposed_convolution_output_size", slots(9, 3, 2, 1, 1), 3, 2, 1, expect=9),
    case("transposed_convolution_output_size", slots(10, 3, 2, 1, 1), 3, 2, 1, 1, expect=10),
    case(
        "transposed_convolution_output_size",
        slots(11, 3, 1, 0, 2),
        3,
        dilation=2,
        expect=11,
    ),
    case("transposed_convolution_output_size", 1, 1, expect=1),
    case("same_padding", 5, expect=2),
    case("same_padding", 4, dilation=2, expect=3),
    case("convolution_parameters", 3, 16, (5, 5), expect=np.zeros((16, 3, 5, 5)).size + 16),
    case("convolution_parameters", 8, 8, 3, bias=False, groups=8, expect=8 * 3),
    case("convolution_parameters", 1, 1, 1, expect=2),
    case("receptive_field", [3, 3, 3], expect=7),
    case("receptive_field", [1, 1], expect=1),
    case(
        "receptive_field",
        [3, 5, 3],
        strides=[2, 1, 3],
        dilations=[1, 2, 1],
        expect=reach_of([3, 5, 3], [2, 1, 3], [1, 2, 1]),
    ),
    case("receptive_field", 7, strides=2, expect=7),
    case("max_pool", [1, 5, 2, 3, 9], 2, expect=[5, 3]),
    case("max_pool", X, 3, 1, expect=[max(X.tolist()[i : i + 3]) for i in range(5)]),
    case(
        "max_pool",
        IMAGE,
        2,
        expect=[[int(IMAGE[i : i + 2, j : j + 2].max()) for j in (0, 2, 4)] for i in (0, 2)],
    ),
    case("avg_pool", [1, 5, 2, 3], 2, expect=[3.0, 2.5]),
    case(
        "avg_pool",
        IMAGE,
        3,
        stride=2,
        expect=[[IMAGE[i : i + 3, j : j + 3].sum() / 9 for j in (0, 2)] for i in (0, 2)],
    ),
]
