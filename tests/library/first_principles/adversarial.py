"""Adversarial training: steps of an attack, radii, certificates, robust losses and costs."""

from math import hypot, log, sqrt

from first_principles import reference
from first_principles.plain import Vector, sign


@reference("adversarial-l2-step")
def l2_step(x: list[int], g: list[int], eps: float) -> Vector:
    size = hypot(*g)
    return [a + eps * (slope / size) for a, slope in zip(x, g, strict=True)]


@reference("adversarial-robust-margin-needed", form=0)
def margin_needed(w: list[int], eps: float) -> float:
    """By the worst perturbation, which moves each entry against its weight."""
    return -sum(weight * (-eps * sign(weight)) for weight in w)


@reference("adversarial-robust-margin-needed", form=1)
def larger_loss_of_margin(w: list[int], eps: float, k: int) -> float:
    return k * k * margin_needed(w, eps)


@reference("adversarial-high-dimension-score", form=0)
def change_of_score(n: int, eps: float, a: float) -> float:
    return n * (eps * a)


@reference("adversarial-high-dimension-score", form=1)
def inputs_needed(eps: float, a: float, M: int) -> int:
    """The smallest number of inputs whose changes exceed the margin, in thousandths."""
    change = round(1000 * eps * a)
    return next(n for n in range(1, 10000) if n * change > 1000 * M)


@reference("adversarial-linf-in-l2", form=0)
def l2_of_sign_step(k: int, eps: float) -> float:
    return eps * sqrt(k * k)


@reference("adversarial-linf-in-l2", form=1)
def linf_of_flat_step(k: int, r: float) -> float:
    return r / sqrt(k * k)


@reference("adversarial-robust-points")
def robust_points(m: Vector, s: int, eps: float) -> list[int]:
    return [point for point, margin in enumerate(m) if margin - eps * s > 0]


@reference("adversarial-vat-divergence")
def vat_divergence(p: float, q: float) -> float:
    return p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))


@reference("adversarial-targeted-step")
def targeted_step(x: Vector, h: Vector, eps: float) -> Vector:
    return [a - eps if slope > 0 else a + eps for a, slope in zip(x, h, strict=True)]


@reference("adversarial-pixel-radius", form=0)
def radius_of_levels(k: int, sd: float) -> float:
    return (k / 255) / sd


@reference("adversarial-pixel-radius", form=1)
def levels_of_radius(k: int) -> int:
    stated = round(k / 255, 4)
    return min(range(256), key=lambda level: abs(level / 255 - stated))


@reference("adversarial-training-cost", form=0)
def training_hours(T: float, K: int) -> float:
    return T + K * T


@reference("adversarial-training-cost", form=1)
def steps_within_budget(T: float, K: int, spare: float) -> int:
    budget = round(T * (K + 1 + spare), 1)
    return max(steps for steps in range(99) if (steps + 1) * T <= budget)


@reference("adversarial-trades-loss")
def trades_loss(p: float, q: float, beta: int) -> float:
    return -log(p) + beta * vat_divergence(p, q)


@reference("adversarial-lipschitz-radius", form=0)
@reference("adversarial-lipschitz-radius", form=1)
def lipschitz_radius(z: Vector, L: float) -> float:
    top = max(z)
    return min((top - score) / L for score in z if score != top)


@reference("adversarial-smoothing-radius")
def smoothing_radius(sd: float, a: float, b: float) -> float:
    return sd / 2 * (a - b)
