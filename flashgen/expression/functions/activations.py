"""Activation functions and their derivatives."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    checked_size,
    floats,
    of_distinct,
    real,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some, surely_finite

__all__ = [
    "gelu",
    "leaky_relu",
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "relu",
    "relu_derivative",
    "sigmoid",
    "sigmoid_derivative",
    "softmax",
    "softmax_jacobian",
    "softplus",
    "tanh",
    "tanh_derivative",
]


@vectorized("(...)->(...)")
def sigmoid(x: Any) -> Result:
    """Sigmoid (logistic function), elementwise: the probability that belongs to a logit.

    Formula: 1 / (1 + exp(-x))
    Shapes: x of any shape; the result has the shape of x.
    Units: none (probabilities).
    Convention: computed from exp(-|x|), so that large logits do not overflow.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.10.
    Example: sigmoid([0, 1]) = [0.5, 0.7311]
    """
    array = floats(x, "x", finite=False)
    small = np.exp(-np.abs(array))
    return np.where(array >= 0, 1.0, small) / (1 + small)


@vectorized("(...)->(...)")
def sigmoid_derivative(x: Any) -> Result:
    """Derivative of the sigmoid at x, elementwise.

    Formula: s (1 - s), where s = sigmoid(x)
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.10.
    Example: sigmoid_derivative([0, 2]) = [0.25, 0.105]
    """
    array = floats(x, "x", finite=False)
    return sigmoid(array) * sigmoid(-array)


@vectorized("(...)->(...)")
def log_sigmoid(x: Any) -> Result:
    """Natural logarithm of the sigmoid, elementwise.

    Formula: -ln(1 + exp(-x))
    Shapes: x of any shape; the result has the shape of x.
    Units: nats.
    Convention: computed without the sigmoid, so that very negative logits do not underflow.
    Source: PyTorch, torch.nn.LogSigmoid.
    Example: log_sigmoid([0, 2]) = [-0.6931, -0.1269]
    """
    return -_softplus(-floats(x, "x"))


@vectorized("(...)->(...)")
def logit(p: Any) -> Result:
    """Logit (inverse sigmoid, log-odds), elementwise.

    Formula: ln(p / (1 - p))
    Shapes: p of any shape; the result has the shape of p.
    Units: nats.
    Source: scipy.special.logit.
    Raises: ValueError where p is not above 0 and below 1.
    Example: logit(0.75) = 1.0986
    """
    array = floats(p, "p")
    if some(array <= 0) or some(array >= 1):
        raise ValueError("p must be above 0 and below 1")
    return np.log(array) - np.log1p(-array)


@vectorized("(...,n)->(...)")
def logsumexp(z: Any) -> Result:
    """Log-sum-exp: the natural logarithm of the sum of exponentials.

    Formula: ln sum_j exp(z_j)
    Shapes: z (n,) or (m, n), over the last axis; the result is a scalar or (m,).
    Units: nats.
    Convention: the maximum is subtracted first, so that large logits do not overflow; a
        logit of -inf adds nothing.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1.
    Example: logsumexp([0, 0]) = 0.6931
    """
    logits = _logits(z)
    # Methods of the array: np.max and np.sum take three times as long on a few entries.
    largest = logits.max(axis=-1, keepdims=True)
    return np.log(np.exp(logits - largest).sum(axis=-1)) + largest[..., 0]


@vectorized("(...,n),()->(...,n)")
def softmax(z: Any, temperature: Any = 1) -> Array:
    """Softmax: probabilities proportional to exp(z / temperature).

    Formula: exp(z_i / T) / sum_j exp(z_j / T)
    Shapes: z (n,) or (m, n), over the last axis; the result has the shape of z.
    Units: none (probabilities).
    Convention: the maximum is subtracted first, so that large logits do not overflow; a
        logit of -inf has probability 0.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1.
    Raises: ValueError where temperature is not positive.
    Example: softmax([0, log(3)]) = [0.25, 0.75]
    Example: softmax([0, 2], temperature=2) = [0.2689, 0.7311]
    """
    logits = _logits(z)
    scale = floats(temperature, "temperature")
    if some(scale <= 0):
        raise ValueError(f"temperature must be positive, not {scale[scale <= 0].flat[0]:g}")
    scaled = (logits - logits.max(axis=-1, keepdims=True)) / scale[..., np.newaxis]
    weights: Array = np.exp(scaled)
    p: Array = weights / weights.sum(axis=-1, keepdims=True)
    return p


@vectorized("(...,n)->(...,n)")
def log_softmax(z: Any) -> Array:
    """Natural logarithm of the softmax: log-probabilities.

    Formula: z_i - ln sum_j exp(z_j)
    Shapes: z (n,) or (m, n), over the last axis; the result has the shape of z.
    Units: nats.
    Convention: computed without the softmax, so that small probabilities do not underflow.
    Source: PyTorch, torch.nn.LogSoftmax.
    Raises: ValueError where a logit is not finite: its logarithm would be infinite.
    Example: log_softmax([0, log(3)]) = [-1.3863, -0.2877]
    """
    logits = _logits(floats(z, "z"))
    difference: Array = logits - np.asarray(logsumexp(logits))[..., np.newaxis]
    return difference


@vectorized("(n)->(n,n)")
def softmax_jacobian(z: Any) -> Array:
    """Jacobian of the softmax: entry (i, j) is the derivative of p_i by z_j.

    Formula: p_i (1[i = j] - p_j), where p = softmax(z)
    Shapes: z (n,); the result is (n, n).
    Units: none.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4.
    Example: softmax_jacobian([0, 0]) = [[0.25, -0.25], [-0.25, 0.25]]
    """
    p = softmax(z)
    checked_size(p.shape[-1] ** 2)
    jacobian: Array = p[..., np.newaxis] * (np.eye(p.shape[-1]) - p[..., np.newaxis, :])
    return jacobian


def _logits(z: Any) -> Array:
    logits = floats(z, "z", finite=False)
    if not logits.shape[-1]:
        raise ValueError("z must have at least one logit")
    if not surely_finite(logits) and (
        some(logits == np.inf) or some(np.max(logits, axis=-1) == -np.inf)
    ):
        raise ValueError("z must have a finite logit and none that is infinite")
    return logits


@vectorized("(...)->(...)")
def relu(x: Any) -> Result:
    """Rectified linear unit, elementwise.

    Formula: max(0, x)
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.3.
    Example: relu([-2, 3]) = [0, 3]
    """
    return np.maximum(real(x, "x"), 0)


@vectorized("(...)->(...)")
def relu_derivative(x: Any) -> Result:
    """Derivative of the rectified linear unit at x, elementwise: 1 where x is positive, else 0.

    Formula: 1[x > 0]
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Convention: 0 at x = 0, as in PyTorch.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.3.
    Example: relu_derivative([-2, 3]) = [0, 1]
    """
    return (real(x, "x") > 0).astype(np.int64)


@vectorized("(...),()->(...)")
def leaky_relu(x: Any, slope: Any = 0.01) -> Result:
    """Leaky rectified linear unit, elementwise.

    Formula: x where x > 0, else slope * x
    Shapes: x of any shape, slope a scalar; the result has the shape of x.
    Units: those of x.
    Convention: slope 0.01, as in PyTorch; graph attention networks use 0.2.
    Source: Maas, Hannun, Ng, Rectifier Nonlinearities Improve Neural Network Acoustic
        Models (2013).
    Example: leaky_relu([-2, 3], slope=0.1) = [-0.2, 3]
    """
    array = floats(x, "x")
    return np.where(array > 0, array, floats(slope, "slope") * array)


@vectorized("(...)->(...)")
def tanh(x: Any) -> Result:
    """Hyperbolic tangent, elementwise.

    Formula: (e^x - e^-x) / (e^x + e^-x)
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: numpy.tanh.
    Example: tanh(1) = 0.7616
    """
    return np.tanh(floats(x, "x", finite=False))


@vectorized("(...)->(...)")
def tanh_derivative(x: Any) -> Result:
    """Derivative of the hyperbolic tangent at x, elementwise.

    Formula: 1 - tanh(x)^2
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.3.
    Example: tanh_derivative([0, 1]) = [1, 0.42]
    """
    return 1 - np.tanh(floats(x, "x", finite=False)) ** 2


@vectorized("(...)->(...)")
def gelu(x: Any) -> Result:
    """Gaussian error linear unit, elementwise.

    Formula: x * Phi(x), where Phi is the distribution function of the standard normal
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Convention: exact, not by the tanh approximation.
    Source: Hendrycks, Gimpel, Gaussian Error Linear Units (2016), arXiv:1606.08415.
    Example: gelu([1, -1]) = [0.8413, -0.1587]
    """
    array = floats(x, "x")
    return array * (1 + of_distinct(math.erf, array / math.sqrt(2))) / 2


@vectorized("(...)->(...)")
def softplus(x: Any) -> Result:
    """Softplus, elementwise: a smooth rectified linear unit.

    Formula: ln(1 + exp(x))
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.10.
    Example: softplus([0, 1]) = [0.6931, 1.3133]
    """
    return _softplus(floats(x, "x"))


def _softplus(array: Array) -> Array:
    # the part that grows is added by itself, so that exp never overflows
    return np.maximum(array, 0) + np.log1p(np.exp(-np.abs(array)))
