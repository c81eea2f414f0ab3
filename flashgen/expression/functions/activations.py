"""Sigmoid, softmax and what belongs to them."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import Array, Result, axis_of, checked_size, floats
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.shared import softplus_of
from flashgen.values.values import some, surely_finite


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
def log_sigmoid(x: Any) -> Result:
    """Natural logarithm of the sigmoid, elementwise.

    Formula: -ln(1 + exp(-x))
    Shapes: x of any shape; the result has the shape of x.
    Units: nats.
    Convention: computed without the sigmoid, so that very negative logits do not underflow.
    Source: PyTorch, torch.nn.LogSigmoid.
    Example: log_sigmoid([0, 2]) = [-0.6931, -0.1269]
    """
    return -softplus_of(-floats(x, "x"))


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


@vectorized("(...,n)->(...)", split=("axis",))
def logsumexp(z: Any, axis: Any = -1) -> Result:
    """Log-sum-exp: the natural logarithm of the sum of exponentials.

    Formula: ln sum_j exp(z_j)
    Shapes: z (n,) or (m, n), over the last axis; the result is a scalar or (m,). With axis=0
        over the columns of a matrix.
    Units: nats.
    Convention: the maximum is subtracted first, so that large logits do not overflow; a
        logit of -inf adds nothing.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1.
    Example: logsumexp([0, 0]) = 0.6931
    """
    logits = _logits(z, axis)
    # Methods of the array: np.max and np.sum take three times as long on a few entries.
    largest = logits.max(axis=-1, keepdims=True)
    return np.log(np.exp(logits - largest).sum(axis=-1)) + largest[..., 0]


@vectorized("(...,n)->(...)")
def logmeanexp(z: Any) -> Result:
    """Log-mean-exp: the natural logarithm of the mean of exponentials.

    Formula: ln((1 / n) sum_j exp(z_j))
    Shapes: z (n,) or (m, n), over the last axis; the result is a scalar or (m,).
    Units: nats.
    Convention: of log-weights it is the bound of an importance-weighted autoencoder (IWAE).
    Source: Burda, Grosse, Salakhutdinov, Importance Weighted Autoencoders (2015),
        arXiv:1509.00519.
    Example: logmeanexp([0, log(3)]) = 0.6931
    """
    logits = _logits(z)
    return logsumexp(logits) - np.log(logits.shape[-1])


@vectorized("(...,n),()->(...,n)", split=("axis",))
def softmax(z: Any, temperature: Any = 1, axis: Any = -1) -> Array:
    """Softmax: probabilities proportional to exp(z / temperature).

    Formula: exp(z_i / T) / sum_j exp(z_j / T)
    Shapes: z (n,) or (m, n), over the last axis, or with axis=0 over the columns of a matrix;
        temperature a scalar; the result has the shape of z.
    Units: none (probabilities).
    Convention: the maximum is subtracted first, so that large logits do not overflow; a
        logit of -inf has probability 0.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1.
    Raises: ValueError where temperature is not positive.
    Example: softmax([0, log(3)]) = [0.25, 0.75]
    Example: softmax([0, 2], temperature=2) = [0.2689, 0.7311]
    Example: softmax([[0, 0], [0, 0]], axis=0) = [[0.5, 0.5], [0.5, 0.5]]
    """
    logits = _logits(z, axis)
    scale = floats(temperature, "temperature")
    if some(scale <= 0):
        raise ValueError(f"temperature must be positive, not {scale[scale <= 0].flat[0]:g}")
    scaled = (logits - logits.max(axis=-1, keepdims=True)) / scale[..., np.newaxis]
    weights: Array = np.exp(scaled)
    return _back(weights / weights.sum(axis=-1, keepdims=True), axis)


@vectorized("(...,n)->(...,n)", split=("axis",))
def log_softmax(z: Any, axis: Any = -1) -> Array:
    """Natural logarithm of the softmax: log-probabilities.

    Formula: z_i - ln sum_j exp(z_j)
    Shapes: z (n,) or (m, n), over the last axis, or with axis=0 over the columns of a matrix;
        the result has the shape of z.
    Units: nats.
    Convention: computed without the softmax, so that small probabilities do not underflow.
    Source: PyTorch, torch.nn.LogSoftmax.
    Raises: ValueError where a logit is not finite: its logarithm would be infinite.
    Example: log_softmax([0, log(3)]) = [-1.3863, -0.2877]
    """
    logits = _logits(floats(z, "z"), axis)
    return _back(logits - np.asarray(logsumexp(logits))[..., np.newaxis], axis)


@vectorized("(n)->(n,n)")
def softmax_jacobian(z: Any) -> Array:
    """Jacobian of the softmax: entry (i, j) is the derivative of p_i with respect to z_j.

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


def _logits(z: Any, axis: Any = -1) -> Array:
    """Return logits with the axis to sum over as the last one."""
    logits = floats(z, "z", finite=False)
    if axis != -1:
        place = axis_of(axis, logits.ndim - 1) % (logits.ndim - 1)
        logits = np.ascontiguousarray(np.moveaxis(logits, 1 + place, -1))
    if not logits.shape[-1]:
        raise ValueError("z must have at least one logit")
    if not surely_finite(logits) and (
        some(logits == np.inf) or some(np.max(logits, axis=-1) == -np.inf)
    ):
        raise ValueError("z must have a finite logit and none that is infinite")
    return logits


def _back(p: Array, axis: Any) -> Array:
    if axis == -1:
        return p
    return np.moveaxis(p, -1, 1 + axis_of(axis, p.ndim - 1) % (p.ndim - 1))


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
