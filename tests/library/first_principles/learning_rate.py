"""The learning rate: schedules counted step by step, descent carried out."""

from math import cos, pi, sqrt

from first_principles import reference


@reference("learning-rate-warm-up-value")
def warmed_up(peak: float, T: int, k: int) -> float:
    return peak * ((T * k // 20) / T)


@reference("learning-rate-warm-up-value", form=1)
def step_of_rate(T: int, k: int) -> int:
    return T * k // 20


@reference("learning-rate-step-decay")
def step_decay(e0: float, f: float, s: int, e: int) -> float:
    rate = e0
    for epoch in range(1, e + 1):
        if epoch % s == 0:
            rate *= f
    return rate


@reference("learning-rate-cosine-value")
def cosine(e0: float, T: int, k: int) -> float:
    return e0 * (1 + cos(pi * (T * k // 12) / T)) / 2


@reference("learning-rate-largest-stable")
def largest_stable(a: int, d: int, b: int) -> float:
    """By power iteration for the largest eigenvalue."""
    x, y = 1.0, 0.7
    value = 0.0
    for _ in range(20000):
        x, y = a * x + b * y, b * x + d * y
        size = sqrt(x * x + y * y)
        x, y = x / size, y / size
        before, value = value, a * x * x + 2 * b * x * y + d * y * y
        if value == before:
            break
    return 2 / value


@reference("learning-rate-contraction-steps")
def descended(lam: float, eta: float, x: int, n: int) -> float:
    w = float(x)
    for _ in range(n):
        w -= eta * lam * w
    return w


@reference("learning-rate-contraction-steps", form=1)
def curvature(lam: float, eta: float, x: int) -> float:
    after = descended(lam, eta, x, 1)
    return (x - after) / (eta * x)


@reference("learning-rate-iterations")
def iterations(k: int, f: int) -> int:
    error, steps = 1.0, 0
    while error > 1 / f:
        error *= (k - 1) / (k + 1)
        steps += 1
    return steps


@reference("learning-rate-scaled-by-batch")
def scaled(b: int, m: int, e: float) -> float:
    return e * (b * m // b)


@reference("learning-rate-steps-per-epoch")
def steps(n: int, b: int, e: int) -> int:
    count = 0
    for _ in range(e):
        left = n
        while left > 0:
            left -= b
            count += 1
    return count


@reference("learning-rate-steps-per-epoch", form=1)
def left_out(n: int, b: int) -> int:
    left = n
    while left >= b:
        left -= b
    return left
