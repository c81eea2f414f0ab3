"""Regularization: penalties, dropped units and stopped training, step by step."""

from math import log

from first_principles import reference
from first_principles.plain import Vector, inner, length


@reference("regularization-shrinkage")
def shrunk(w: float, eta: float, lam: float, n: int) -> float:
    factor = 1 - eta * lam
    return w * factor**n


@reference("regularization-shrinkage", form=1)
def half_life(eta: float, lam: float) -> int:
    left, steps = 1.0, 0
    while left > 0.5:
        left -= eta * lam * left
        steps += 1
    return steps


@reference("regularization-l2-gradient")
def penalized(w: Vector, g: Vector, lam: float) -> Vector:
    return [slope + lam * weight for slope, weight in zip(g, w, strict=True)]


@reference("regularization-soft-threshold")
def soft_threshold(a: Vector, lam: float) -> Vector:
    moved = []
    for entry in a:
        if entry > lam:
            moved.append(entry - lam)
        elif entry < -lam:
            moved.append(entry + lam)
        else:
            moved.append(0.0)
    return moved


@reference("regularization-dropout-value")
def dropped_out(h: Vector, w: Vector, m: list[int], p: float) -> float:
    total = sum(a * b for a, b, place in zip(h, w, m, strict=True) if place != 0)
    return total / (1 - p)


@reference("regularization-dropout-value", form=1)
def at_test_time(h: Vector, w: Vector) -> float:
    return inner(h, w)


@reference("regularization-ensemble-variance")
def ensemble(k: int, v: float, rho: float) -> float:
    return v * (rho + (1 - rho) / k)


def stopped(e: list[int], p: int) -> tuple[int, int]:
    """Return the best epoch and the last one."""
    best, last = 0, 0
    for epoch, error in enumerate(e):
        last = epoch
        if error < e[best]:
            best = epoch
        if epoch - best >= p:
            break
    return best, last


@reference("regularization-early-stopping-epoch")
def best_error(e: list[int], p: int) -> int:
    return e[stopped(e, p)[0]]


@reference("regularization-early-stopping-epoch", form=1)
def last_error(e: list[int], p: int) -> int:
    return e[stopped(e, p)[1]]


@reference("regularization-mixup")
def mixed(a: Vector, b: Vector, lam: float) -> Vector:
    return [lam * x + (1 - lam) * y for x, y in zip(a, b, strict=True)]


@reference("regularization-mixup", form=1)
def mixed_loss(lam: float, q: float) -> float:
    return -lam * log(q) - (1 - lam) * log(1 - q)


@reference("regularization-max-norm-step")
def max_norm(w: Vector, g: Vector, eta: float, c: float) -> Vector:
    moved = [weight - eta * slope for weight, slope in zip(w, g, strict=True)]
    size = length(moved)
    return [entry * c / size for entry in moved]
