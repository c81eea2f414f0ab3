"""Vision: weights, multiplications and places counted one by one."""

from math import exp, sqrt

from first_principles import reference
from first_principles.plain import Vector


def places(length: int, kernel: int, stride: int, padding: int) -> int:
    """Count where a kernel fits on a padded line."""
    return len(range(0, length + 2 * padding - kernel + 1, stride))


def separable(k: int, c: int, n: int) -> int:
    """Multiplications of a depthwise-separable convolution for each output place."""
    return sum(k * k + n for _ in range(c))


@reference("vision-separable-saving")
def separable_saving(k: int, c: int, n: int) -> float:
    return k * k * c * n / separable(k, c, n)


@reference("vision-separable-saving", form=1)
def larger_kernel(k: int, c: int, n: int) -> float:
    return separable(k + 2, c, n) / separable(k, c, n)


@reference("vision-bottleneck-parameters")
def bottleneck(C: int, b: int) -> int:
    return sum(i * o * k * k for i, o, k in ((C, b, 1), (b, b, 3), (b, C, 1)))


@reference("vision-bottleneck-parameters", form=1)
def bottleneck_share(C: int, b: int) -> float:
    return bottleneck(C, b) / (9 * C * C + 9 * C * C) * 100


@reference("vision-macs")
def macs(H: int, k: int, c: int, n: int) -> float:
    side = places(H, k, 2, (k - 1) // 2)
    return sum(k * k * c for _ in range(n)) * side * side / 1000000


@reference("vision-macs", form=1)
def output_channels(n: int) -> int:
    return n


@reference("vision-feature-map-memory")
def map_memory(B: int, h: int, C: int, s: int) -> float:
    return B * (2 * h) * (2 * h) * C * s / 1000000


@reference("vision-feature-map-memory", form=1)
def two_maps(B: int, h: int, C: int, s: int) -> float:
    return map_memory(B, h, C, s) + B * h * h * (C + C) * s / 1000000


@reference("vision-residual-shapes")
def residual_output(H: int, c: int) -> int:
    side = places(H, 3, 2, 1)
    return side * side * (c + c)


@reference("vision-residual-shapes", form=1)
def residual_weights(c: int) -> int:
    return sum(i * o * k * k for i, o, k in ((c, 2 * c, 3), (2 * c, 2 * c, 3), (c, 2 * c, 1)))


def upsampled(n: int, k: int, s: int, p: int) -> int:
    """Count the places that kernels put down at every input reach, less the padding."""
    return len({i * s + j for i in range(n) for j in range(k)}) - 2 * p


@reference("vision-transposed-size")
def decoder_length(n: int, k: int, s: int, p: int) -> int:
    return upsampled(upsampled(n, k, s, p), k, s, p)


@reference("vision-transposed-size", form=1)
def decoder_input(n: int, k: int, s: int, p: int) -> int:
    wanted = upsampled(n, k, s, p)
    return next(m for m in range(1, 100) if upsampled(m, k, s, p) == wanted)


@reference("vision-box-iou")
def box_iou(x: Vector, y: Vector, w: Vector, h: Vector) -> float:
    first, second = (
        {
            (i, j)
            for i in range(int(x[b]), int(x[b] + w[b]))
            for j in range(int(y[b]), int(y[b] + h[b]))
        }
        for b in (0, 1)
    )
    return len(first & second) / len(first | second)


@reference("vision-nms")
def suppressed(x: Vector, s: Vector, t: float) -> list[int]:
    kept: list[int] = []
    for i in sorted(range(4), key=lambda box: -s[box]):
        overlaps = [max(10 - abs(x[i] - x[j]), 0) for j in kept]
        if all(overlap / (20 - overlap) <= t for overlap in overlaps):
            kept.append(i)
    return kept


@reference("vision-anchors")
def anchors(g: int, K: int) -> int:
    side = 32 * g
    return sum((side // stride) * (side // stride) * K for stride in (8, 16, 32))


@reference("vision-anchors", form=1)
def anchor_width(s: int, r: float) -> float:
    return s / sqrt(r)


@reference("vision-anchors", form=2)
def decoded_width(s: int, t: float) -> float:
    return s * exp(t)
