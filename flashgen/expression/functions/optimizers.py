"""Optimizers: steps, clipping, schedules."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    beside,
    filled,
    floats,
    not_negative_numbers,
    positive_numbers,
    wholes,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.shared import norms
from flashgen.values.values import some


def _share(x: Any, name: str) -> Array:
    array = floats(x, name)
    if some(array < 0) or some(array >= 1):
        raise ValueError(f"{name} must be at least 0 and below 1")
    return array


@vectorized("(...),(...),(...),(...),(),(),(),(),(),()->(...)")
def adam_step(
    w: Any,
    gradient: Any,
    m: Any = 0.0,
    v: Any = 0.0,
    step: Any = 1,
    rate: Any = 0.001,
    beta1: Any = 0.9,
    beta2: Any = 0.999,
    eps: Any = 1e-8,
    decay: Any = 0.0,
) -> Result:
    """Parameters after one step of Adam; with decay, of AdamW.

    Formula: w - rate m' / (sqrt(v') + eps) - rate decay w, where
        m' = (beta1 m + (1 - beta1) gradient) / (1 - beta1^step) and
        v' = (beta2 v + (1 - beta2) gradient^2) / (1 - beta2^step)
    Shapes: w of any shape, gradient, m and v scalars or of its shape, the other arguments
        scalars; the result has the shape of w.
    Units: those of w.
    Convention: m and v are the moments before this step, which is number `step`, counted from
        1; the moments after it are adam_moments(…). eps is added to the root, as in PyTorch.
    Source: Kingma, Ba, Adam (2014), arXiv:1412.6980, algorithm 1; Loshchilov, Hutter,
        Decoupled Weight Decay Regularization (2017), arXiv:1711.05101.
    Raises: ValueError where v is negative, or beta1 or beta2 is not below 1.
    Example: adam_step(1, 0.5, rate=0.1) = 0.9
    Example: adam_step([1, 2], [0.5, -1], 0.1, 0.2, step=3, rate=0.1) = [0.9937, 2.0005]
    """
    weights, slope = floats(w, "w"), floats(gradient, "gradient")
    first, second = _moments(slope, m, v, beta1, beta2)
    count = wholes(step, "step", least=1, most=10**9)
    first = first / beside(1 - _powers(_share(beta1, "beta1"), count), first)
    second = second / beside(1 - _powers(_share(beta2, "beta2"), count), second)
    learning = floats(rate, "rate")
    moved = first / (np.sqrt(second) + beside(not_negative_numbers(eps, "eps"), second))
    shrunk = weights * (1 - beside(learning * floats(decay, "decay"), weights))
    return shrunk - beside(learning, moved) * moved


@vectorized("(...),(...),(...),(),()->(2,...)")
def adam_moments(
    gradient: Any, m: Any = 0.0, v: Any = 0.0, beta1: Any = 0.9, beta2: Any = 0.999
) -> Array:
    """Both moments of Adam after one step, not yet corrected for their start at 0.

    Formula: beta1 m + (1 - beta1) gradient and beta2 v + (1 - beta2) gradient^2
    Shapes: gradient, m and v scalars or of one shape, beta1 and beta2 scalars; the result has
        one axis more: entry 0 is the first moment, entry 1 the second.
    Units: those of the gradient, and those squared.
    Source: Kingma, Ba, Adam (2014), arXiv:1412.6980, algorithm 1.
    Raises: ValueError where v is negative, or beta1 or beta2 is not below 1.
    Example: adam_moments(2, 0.5, 1) = [0.65, 1.003]
    """
    moments = _moments(floats(gradient, "gradient"), m, v, beta1, beta2)
    return np.stack(np.broadcast_arrays(*moments), axis=1)


def _powers(base: Array, exponent: Array) -> Array:
    # not numpy's own, whose last bit depends on how many there are
    bases, exponents = np.broadcast_arrays(base, exponent)
    pairs = zip(bases.ravel().tolist(), exponents.ravel().tolist(), strict=True)
    return np.array([b**e for b, e in pairs], dtype=np.float64).reshape(bases.shape)


def _moments(slope: Array, m: Any, v: Any, beta1: Any, beta2: Any) -> tuple[Array, Array]:
    first, second = floats(m, "m"), not_negative_numbers(v, "v")
    decay1 = beside(_share(beta1, "beta1"), slope)
    decay2 = beside(_share(beta2, "beta2"), slope)
    first = decay1 * first + (1 - decay1) * slope
    return first, decay2 * second + (1 - decay2) * (slope * slope)


@vectorized("(...),(...),(...),(),()->(2,...)")
def momentum_step(
    w: Any, gradient: Any, velocity: Any = 0.0, rate: Any = 0.1, momentum: Any = 0.9
) -> Array:
    """Parameters and velocity after one step of gradient descent with momentum.

    Formula: v' = momentum v + gradient, w' = w - rate v'
    Shapes: w, gradient and velocity scalars or of one shape, rate and momentum scalars; the
        result has one axis more: entry 0 are the parameters, entry 1 the velocity.
    Units: those of w, and those of the gradient.
    Convention: the velocity adds up gradients, and the rate multiplies it, as in PyTorch;
        without dampening.
    Source: Sutskever, Martens, Dahl, Hinton, On the Importance of Initialization and Momentum
        in Deep Learning (2013); PyTorch, torch.optim.SGD.
    Example: momentum_step(1, 2, velocity=1, rate=0.1) = [0.71, 2.9]
    """
    weights, slope = floats(w, "w"), floats(gradient, "gradient")
    kept = floats(momentum, "momentum")
    moved = beside(kept, slope) * floats(velocity, "velocity") + slope
    after = weights - beside(floats(rate, "rate"), moved) * moved
    return np.stack(np.broadcast_arrays(after, moved), axis=1)


@vectorized("(*),()->(...)")
def clip_by_norm(gradient: Any, limit: Any) -> Array:
    """Gradient scaled down so that its norm is at most the limit.

    Formula: g min(1, limit / ||g||)
    Shapes: gradient of any shape but a scalar, limit a scalar; the result has its shape.
    Units: those of the gradient.
    Convention: the Euclidean norm over all entries; a shorter gradient stays as it is.
    Source: Pascanu, Mikolov, Bengio, On the Difficulty of Training Recurrent Neural Networks
        (2012), arXiv:1211.5063, algorithm 1.
    Raises: ValueError where limit is not positive.
    Example: clip_by_norm([3, 4], 1) = [0.6, 0.8]
    Example: clip_by_norm([3, 4], 10) = [3, 4]
    """
    array = filled(floats(gradient, "gradient"), "gradient")
    if array.ndim < 2:
        raise ValueError("gradient must be a vector or a matrix, not one number")
    most, lengths = positive_numbers(limit, "limit"), norms(along(array, None))
    share = np.where(lengths > most, most / np.where(lengths > 0, lengths, 1.0), 1.0)
    clipped: Array = array * beside(share, array)
    return clipped


@vectorized("(...),()->(...)")
def soft_threshold(x: Any, threshold: Any) -> Result:
    """Numbers moved toward 0 by the threshold; small ones become 0, elementwise.

    Formula: sign(x) max(|x| - threshold, 0)
    Shapes: x of any shape, threshold a scalar; the result has the shape of x.
    Units: those of x.
    Convention: the proximal step of the l1 penalty (lasso).
    Source: Parikh, Boyd, Proximal Algorithms (2014), section 6.5.2.
    Raises: ValueError where threshold is negative.
    Example: soft_threshold([3, -0.5, -2], 1) = [2, 0, -1]
    """
    array, less = floats(x, "x"), not_negative_numbers(threshold, "threshold")
    return np.sign(array) * np.maximum(np.abs(array) - less, 0) + 0.0


@vectorized("(...),(),(),(),()->(...)")
def cosine_schedule(
    step: Any, steps: Any, peak: Any = 1.0, floor: Any = 0.0, warmup: Any = 0
) -> Result:
    """Learning rate of a cosine schedule, with linear warm-up where asked for.

    Formula: peak step / warmup before warmup, then
        floor + (peak - floor) (1 + cos(pi (step - warmup) / (steps - warmup))) / 2
    Shapes: step of any shape, steps, peak, floor and warmup scalars; the result has the shape
        of step.
    Units: those of peak.
    Convention: step counts from 0 to steps, where the rate is floor; beyond it stays there.
    Source: Loshchilov, Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2016),
        arXiv:1608.03983, equation 5.
    Raises: ValueError where warmup is not below steps, or step is negative.
    Example: cosine_schedule([0, 50, 100], 100, 0.1) = [0.1, 0.05, 0]
    Example: cosine_schedule(5, 100, 0.1, warmup=10) = 0.05
    """
    at, total = not_negative_numbers(step, "step"), positive_numbers(steps, "steps")
    first = not_negative_numbers(warmup, "warmup")
    if some(first >= total):
        raise ValueError("warmup must be below steps")
    high, low = beside(floats(peak, "peak"), at), beside(floats(floor, "floor"), at)
    start, length = beside(first, at), beside(total - first, at)
    share = np.minimum(np.maximum(at - start, 0) / length, 1.0)
    falling = low + (high - low) * (1 + np.cos(np.pi * share)) / 2
    return np.where(at < start, high * at / np.where(start > 0, start, 1.0), falling)
