"""Efficiency: codes found among all codes, bits and parameters counted."""

from math import log

from first_principles import reference
from first_principles.plain import Vector, sigmoid


def nearest(x: float, s: float, last: int) -> int:
    """Find the code of a symmetric quantizer that stands for the nearest value."""
    return min(range(-last, last + 1), key=lambda code: abs(s * code - x))


@reference("efficiency-scale-zero-point")
def scale(a: float, b: float, n: int) -> float:
    return (a + b) / n


@reference("efficiency-scale-zero-point", form=1)
def zero_point(a: float, s: float) -> int:
    return nearest(a, s, 255)


@reference("efficiency-int8-error")
def int8_code(x: float, s: float) -> int:
    return nearest(x, s, 127)


@reference("efficiency-int8-error", form=1)
def int8_error(x: float, s: float) -> float:
    return s * nearest(x, s, 127) - x


@reference("efficiency-clipping")
def squared_errors(s: float, x: Vector, d: float) -> float:
    values = [*x, 7 * s + d]
    errors = [s * nearest(value, s, 7) - value for value in values]
    return sum(error * error for error in errors)


@reference("efficiency-memory-bits")
def gigabytes(N: float, b: int, g: int) -> float:
    return N * (b * g + 16) / g / 8


@reference("efficiency-memory-bits", form=1)
def weights_that_fit(b: int, M: int) -> float:
    return M * 8 / b


@reference("efficiency-sparsity")
def sparsity(n: Vector, p: Vector) -> float:
    return sum(size * share for size, share in zip(n, p, strict=True)) / sum(n)


@reference("efficiency-sparsity", form=1)
def left_after_rounds(r: int, k: int) -> float:
    left = 100.0
    for _ in range(k):
        left = left * (100 - r) / 100
    return left


@reference("efficiency-distillation-loss")
def distillation_loss(p: float, d: float, T: float, w: float) -> float:
    q = sigmoid(d / T)
    soft = -p * log(q) - (1 - p) * log(1 - q)
    return w * -log(sigmoid(d)) + (1 - w) * (T * T) * soft


@reference("efficiency-lora-parameters")
def lora_parameters(m: int, n: int, r: int) -> int:
    return sum(m + n for _ in range(r))


@reference("efficiency-lora-parameters", form=1)
def lora_share(m: int, n: int, r: int) -> float:
    return r * (m + n) / (m * n) * 100


@reference("efficiency-lora-parameters", form=2)
def lora_rank(r: int) -> int:
    return r


@reference("efficiency-number-formats")
def stored(x: int) -> int:
    step = 1
    while x // step >= 256:  # eight significant bits
        step *= 2
    return min((x // step * step, x // step * step + step), key=lambda y: abs(y - x))


@reference("efficiency-number-formats", form=1)
def largest(E: int, m: int) -> int:
    exponent = (2**E - 2) - (2 ** (E - 1) - 1)
    return sum(2 ** (exponent - i) for i in range(m + 1))


@reference("efficiency-number-formats", form=2)
def loss_scale(u: float, t: int) -> int:
    return next(k for k in range(60) if u * 2**k * 2**14 >= 10**t)
