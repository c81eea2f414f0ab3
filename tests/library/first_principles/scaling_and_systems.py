"""Scaling and systems: by units of one, by counting slots and parts."""

from math import log

from first_principles import reference


@reference("scaling-power-law-loss")
def power_law_loss(E: float, B: float, a: float, N: int) -> float:
    return E + B / N**a


@reference("scaling-power-law-loss", form=1)
def size_for_loss(B: float, a: float, r: float) -> float:
    return (B / r) ** (1 / a)


@reference("scaling-power-law-loss", form=2)
def fall_in_percent(a: float, k: int) -> float:
    return 100 * (1 - 1 / k**a)


@reference("scaling-exponent-from-two-points")
def exponent(p: float, q: float, k: int) -> float:
    return log(p / q) / log(k)


@reference("scaling-exponent-from-two-points", form=1)
def extrapolated(p: float, q: float) -> float:
    return q * (q / p)


@reference("scaling-exponent-from-two-points", form=2)
def growth(b: float, m: int) -> float:
    return m ** (1 / b)


@reference("scaling-tokens-per-parameter")
def operations(n: float) -> float:
    tokens = 20 * n
    return 6 * n * tokens / 1000


@reference("scaling-tokens-per-parameter", form=1)
def parameters(c: int) -> float:
    return (c * 1000 / 120) ** 0.5


@reference("scaling-tokens-per-parameter", form=2)
def times_optimal(n: float, T: float) -> float:
    return T * 1000 / (20 * n)


@reference("scaling-gpu-hours")
def gpu_hours(n: int, d: int, P: int, u: int) -> float:
    million_seconds = 6 * n * d / (P * (u / 100))
    return million_seconds * 1000 / 3600


@reference("scaling-gpu-hours", form=1)
def days(n: int, d: int, P: int, u: int, g: int) -> float:
    million_seconds = 6 * n * d / (g * P * (u / 100))
    return million_seconds * 1_000_000 / 86_400


@reference("scaling-gpu-hours", form=2)
def utilization(n: int, t: float, P: int) -> float:
    return 100 * (6 * n * t / P)


@reference("scaling-all-reduce-bytes")
def sent(N: float, g: int) -> float:
    """Return the bytes that a device sends in both phases."""
    part = 2 * N / g
    return (g - 1) * part + (g - 1) * part


@reference("scaling-all-reduce-bytes", form=1)
def milliseconds(N: float, g: int, w: int) -> float:
    return sent(N, g) / w * 1000


@reference("scaling-all-reduce-bytes", form=2)
def gpus(g: int, m: int) -> int:
    total, each = g * m, 2 * (g - 1) * m
    return next(n for n in range(2, 100) if 2 * total * (n - 1) == each * n)


@reference("scaling-pipeline-bubble")
def idle(p: int, m: int) -> float:
    """The last stage waits until the first micro-batch arrives."""
    waits = p - 1
    return 100 * (waits / (waits + m))


@reference("scaling-pipeline-bubble", form=1)
def step_time(p: int, m: int, t: int) -> int:
    """A stage starts when it is free and when the stage before it has finished."""
    finished = [0] * p
    for _ in range(m):
        before = 0
        for stage in range(p):
            finished[stage] = before = max(before, finished[stage]) + t
    return finished[-1]


@reference("scaling-pipeline-bubble", form=2)
def fewest(p: int, h: int) -> int:
    return next(m for m in range(1, 10_000) if 100 * (p - 1) <= h * (m + p - 1))


@reference("scaling-global-batch")
def global_batch(r: int, b: int, a: int) -> int:
    return sum(b for _ in range(r * a))


@reference("scaling-global-batch", form=1)
def accumulated(r: int, b: int, a: int) -> int:
    batch = r * b * a
    return batch // (r * b)


@reference("scaling-global-batch", form=2)
def tokens_left(D: int, q: int, r: int) -> int:
    return D - r * q


@reference("scaling-energy-and-carbon")
def energy(H: int, P: int, e: float) -> float:
    return H * P / 1000 * e


@reference("scaling-energy-and-carbon", form=1)
def carbon(H: int, P: int, e: float, g: int) -> float:
    return energy(H, P, e) * g / 1000


@reference("scaling-energy-and-carbon", form=2)
def carbon_saved(H: int, P: int, e: float, g: int, v: int) -> float:
    return energy(H, P, e) * (g - v) / 1000
