"""The gradient of the NLL: losses as functions of what is differentiated, and their slopes."""

from collections.abc import Callable
from math import exp, log, pi, prod, sqrt

from first_principles import reference
from first_principles.plain import Matrix, Vector, inner, sigmoid, softmax

WEIGHTS = {1: 45, 2: -9, 3: 1}


def slope(loss: Callable[[float], float], at: float, h: float = 0.01) -> float:
    """Differentiate a loss by central differences of sixth order."""
    return sum(w * (loss(at + k * h) - loss(at - k * h)) for k, w in WEIGHTS.items()) / (60 * h)


def bernoulli_nll(z: float, y: int) -> float:
    return log(1 + exp(-z)) if y else log(1 + exp(z))


def moved(z: Vector, j: int, step: float) -> Vector:
    return [entry + step * (k == j) for k, entry in enumerate(z)]


@reference("nll-gradient-loss-from-gradient")
def loss_from_gradient(p: Vector, y: int) -> float:
    gradient = [share - (k == y) for k, share in enumerate(p)]
    (negative,) = [entry for entry in gradient if entry < 0]
    return -log(1 + negative)


@reference("nll-gradient-bernoulli-sum")
def bernoulli_slope(z: float, y: int) -> float:
    return slope(lambda at: bernoulli_nll(at, y), z)


@reference("nll-gradient-gaussian-best-variance")
def best_variance(r: Vector) -> float:
    """By bisection of the derivative of the summed NLL with respect to the variance."""
    low, high = 1e-6, 1e3
    for _ in range(200):
        middle = sqrt(low * high)
        rises = sum(0.5 / middle - residual**2 / (2 * middle**2) for residual in r) > 0
        low, high = (low, middle) if rises else (middle, high)
    return low


@reference("nll-gradient-batch-bias")
def batch_bias(p: Vector, y: list[int], j: int) -> float:
    total = 0.0
    for share, label in zip(p, y, strict=True):
        total += share - 1 if label == j else share
    return total / len(p)


@reference("nll-gradient-of-input")
def input_gradient(W: Matrix, p: float, y: int) -> Vector:
    """By the slope of the loss along each input, from an input that gives p."""
    scale = log(p / (1 - p))
    difference = [a - b for a, b in zip(W[0], W[1], strict=True)]
    start = [scale * entry / inner(difference, difference) for entry in difference]

    def loss(x: Vector) -> float:
        return -log(softmax([inner(row, x) for row in W])[y])

    return [slope(lambda step, k=k: loss(moved(start, k, step)), 0, 0.003) for k in range(2)]


@reference("nll-gradient-weight-step", form=0)
def weight_step(w: float, x: int, p: float, y: int, eta: float) -> float:
    rest = log(p / (1 - p)) - w * x
    return w - eta * slope(lambda at: bernoulli_nll(at * x + rest, y), w, 0.003)


@reference("nll-gradient-weight-step", form=1)
def bias_step(b: float, p: float, y: int, eta: float) -> float:
    rest = log(p / (1 - p)) - b
    return b - eta * slope(lambda at: bernoulli_nll(at + rest, y), b)


@reference("nll-gradient-smoothed-target")
def smoothed_target(p: Vector, y: int, j: int, eps: float) -> float:
    targets = [eps / 4 + (1 - eps) * (k == y) for k in range(4)]
    logits = [log(share) for share in p]

    def loss(step: float) -> float:
        q = softmax(moved(logits, j, step))
        return -sum(target * log(share) for target, share in zip(targets, q, strict=True))

    return slope(loss, 0)


@reference("nll-gradient-with-temperature")
def with_temperature(p: Vector, y: int, j: int, T: float) -> float:
    logits = [T * log(share) for share in p]

    def loss(step: float) -> float:
        return -log(softmax([z / T for z in moved(logits, j, step)])[y])

    return slope(loss, 0, 0.01 * T)


@reference("nll-gradient-log-variance")
def log_variance(x: float, mu: int, v: float) -> float:
    def loss(s: float) -> float:
        return 0.5 * (log(2 * pi) + s + (x - mu) ** 2 / exp(s))

    return slope(loss, log(v))


@reference("nll-gradient-laplace-nll")
def laplace_nll(x: float, mu: int, b: float) -> float:
    return -log(exp(-abs(mu - x) / b) / b / 2)


@reference("nll-gradient-rate-estimate", form=0)
def exponential_rate(t: Vector) -> float:
    """By bisection of the derivative of the logarithm of the likelihood."""
    low, high = 1e-3, 1e3
    for _ in range(200):
        middle = sqrt(low * high)
        rises = sum(1 / middle - time for time in t) > 0
        low, high = (middle, high) if rises else (low, middle)
    return low


@reference("nll-gradient-rate-estimate", form=1)
def poisson_mean(k: list[int]) -> float:
    """Of the quarters, the one with the largest likelihood."""
    candidates = [quarter / 4 for quarter in range(1, 40)]
    return max(candidates, key=lambda lam: prod(exp(-lam) * lam**count for count in k))


@reference("nll-gradient-map-gradient")
def map_gradient(g: float, w: float, tau: float) -> float:
    return slope(lambda at: g * at + at**2 / (2 * tau**2), w)


@reference("nll-gradient-finite-difference")
def finite_difference(p: float, h: float) -> float:
    z = log(p / (1 - p))
    up, down = (round(-log(sigmoid(z + step)), 4) for step in (h, -h))
    return (up - down) / (2 * h)
