"""Optimizers: the steps one after another, by the rules that the cards state."""

from math import sqrt

from first_principles import reference
from first_principles.plain import Vector, length


@reference("optimizers-sgd-step")
def sgd_step(w: float, g: float, eta: float) -> float:
    return w - eta * g


@reference("optimizers-sgd-step", form=1)
def rate_of_a_step(w: float, g: float, eta: float) -> float:
    return (w - sgd_step(w, g, eta)) / g


@reference("optimizers-momentum-two-steps")
def momentum(w: float, g: Vector, mu: float, eta: float) -> float:
    v = 0.0
    for gradient in g:
        v = mu * v + gradient
        w -= eta * v
    return w


@reference("optimizers-momentum-steady")
def momentum_after_long(mu: float, eta: float, g: float) -> float:
    """The velocity no longer changes where v = mu v + g."""
    return eta * (g / (1 - mu))


@reference("optimizers-nesterov-step")
def nesterov(a: float, w: float, v: float, mu: float, eta: float) -> float:
    h = 1e-3

    def loss(at: float) -> float:
        return a / 2 * at**2

    ahead = w + mu * v
    gradient = (loss(ahead + h) - loss(ahead - h)) / (2 * h)
    v = mu * v - eta * gradient
    return w + v


@reference("optimizers-adagrad-step")
def adagrad(g: Vector, eta: float) -> float:
    accumulated = step = 0.0
    for gradient in g:
        accumulated += gradient * gradient
        step = eta * gradient / sqrt(accumulated)
    return abs(step)


@reference("optimizers-rmsprop-step")
def rmsprop(s: float, g: float, rho: float, eta: float, w: float) -> float:
    average = rho * s + (1 - rho) * g * g
    return w - eta * g / sqrt(average)


@reference("optimizers-adam-step")
def adam(g: Vector, eta: float, b1: float, b2: float) -> float:
    m = s = step = 0.0
    for t, gradient in enumerate(g, start=1):
        m = b1 * m + (1 - b1) * gradient
        s = b2 * s + (1 - b2) * gradient * gradient
        step = eta * (m / (1 - b1**t)) / sqrt(s / (1 - b2**t))
    return step


@reference("optimizers-adamw-against-l2")
def adamw(w: float, g: float, eta: float, lam: float, r: float) -> float:
    return w - eta * lam * w - eta * g / r


@reference("optimizers-adamw-against-l2", form=1)
def adam_with_penalty(w: float, g: float, eta: float, lam: float, r: float) -> float:
    return w - eta * (g + lam * w) / r


@reference("optimizers-clip-gradient")
def clipped(g: Vector, c: float) -> float:
    scale = min(1.0, c / length(g))
    return scale * g[0]


@reference("optimizers-clip-gradient", form=1)
def norm_after_clipping(g: Vector, c: float) -> float:
    return length([c / length(g) * entry for entry in g])


@reference("optimizers-bias-correction-factor")
def correction(b: float, t: int) -> float:
    return 1 / (1 - b**t)


@reference("optimizers-minibatch-deviation")
def deviation_of_mean(s: float, n: int) -> float:
    return s / sqrt(n)


@reference("optimizers-minibatch-deviation", form=1)
def larger_batch(n: int, k: int) -> int:
    return n * k
