"""Derivatives of activation functions."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.activations import sigmoid
from flashgen.expression.functions.arguments import Result, floats, real
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.elementary import erf
from flashgen.expression.functions.rectifiers import SELU_ALPHA, SELU_SCALE
from flashgen.expression.functions.shared import softplus_of


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
def tanh_derivative(x: Any) -> Result:
    """Derivative of the hyperbolic tangent at x, elementwise.

    Formula: 1 - tanh(x)^2
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.3.
    Example: tanh_derivative([0, 1]) = [1, 0.42]
    """
    return 1 - np.tanh(floats(x, "x", finite=False)) ** 2


@vectorized("(...),()->(...)")
def leaky_relu_derivative(x: Any, slope: Any = 0.01) -> Result:
    """Derivative of the leaky rectified linear unit at x, elementwise.

    Formula: 1 where x > 0, else slope
    Shapes: x of any shape, slope a scalar; the result has the shape of x.
    Units: none.
    Convention: slope at x = 0, as in PyTorch.
    Source: PyTorch, torch.nn.LeakyReLU.
    Example: leaky_relu_derivative([-2, 3], slope=0.1) = [0.1, 1]
    """
    return np.where(floats(x, "x") > 0, 1.0, floats(slope, "slope"))


@vectorized("(...),()->(...)")
def elu_derivative(x: Any, alpha: Any = 1) -> Result:
    """Derivative of the exponential linear unit at x, elementwise.

    Formula: 1 where x > 0, else alpha exp(x)
    Shapes: x of any shape, alpha a scalar; the result has the shape of x.
    Units: none.
    Source: Clevert, Unterthiner, Hochreiter, Fast and Accurate Deep Network Learning by
        Exponential Linear Units (2015), arXiv:1511.07289, equation 15.
    Example: elu_derivative([-1, 2]) = [0.3679, 1]
    """
    array = floats(x, "x")
    return np.where(array > 0, 1.0, floats(alpha, "alpha") * np.exp(np.minimum(array, 0)))


@vectorized("(...)->(...)")
def selu_derivative(x: Any) -> Result:
    """Derivative of the scaled exponential linear unit at x, elementwise.

    Formula: 1.0507 where x > 0, else 1.0507 * 1.6733 exp(x)
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: Klambauer, Unterthiner, Mayr, Hochreiter, Self-Normalizing Neural Networks (2017),
        arXiv:1706.02515.
    Example: selu_derivative([-1, 2]) = [0.6468, 1.0507]
    """
    array = floats(x, "x")
    return SELU_SCALE * np.where(array > 0, 1.0, SELU_ALPHA * np.exp(np.minimum(array, 0)))


@vectorized("(...),()->(...)")
def silu_derivative(x: Any, beta: Any = 1) -> Result:
    """Derivative of the sigmoid linear unit (swish) at x, elementwise.

    Formula: s + beta x s (1 - s), where s = sigmoid(beta x)
    Shapes: x of any shape, beta a scalar; the result has the shape of x.
    Units: none.
    Source: Ramachandran, Zoph, Le, Searching for Activation Functions (2017),
        arXiv:1710.05941.
    Example: silu_derivative([0, 1]) = [0.5, 0.9277]
    """
    array = floats(x, "x")
    scaled = floats(beta, "beta") * array
    return sigmoid(scaled) * (1 + scaled * sigmoid(-scaled))


@vectorized("(...)->(...)")
def gelu_derivative(x: Any) -> Result:
    """Derivative of the Gaussian error linear unit at x, elementwise.

    Formula: Phi(x) + x phi(x), with distribution and density of the standard normal
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Convention: of the exact unit, not of the tanh approximation.
    Source: Hendrycks, Gimpel, Gaussian Error Linear Units (2016), arXiv:1606.08415.
    Example: gelu_derivative([0, 1]) = [0.5, 1.0833]
    """
    array = floats(x, "x")
    # beyond 40 the density is 0, and the square of x must not overflow
    near = np.minimum(np.abs(array), 40.0)
    density = np.exp(-(near * near) / 2) / math.sqrt(2 * math.pi)
    return (1 + erf(array / math.sqrt(2))) / 2 + array * density


@vectorized("(...)->(...)")
def softplus_derivative(x: Any) -> Result:
    """Derivative of the softplus at x, elementwise: the sigmoid.

    Formula: 1 / (1 + exp(-x))
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.10.
    Example: softplus_derivative([0, 1]) = [0.5, 0.7311]
    """
    return sigmoid(x)


@vectorized("(...)->(...)")
def softsign_derivative(x: Any) -> Result:
    """Derivative of the softsign at x, elementwise.

    Formula: 1 / (1 + |x|)^2
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: Glorot, Bengio, Understanding the Difficulty of Training Deep Feedforward Neural
        Networks (2010).
    Example: softsign_derivative([-3, 1]) = [0.0625, 0.25]
    """
    inverse = 1 / (1 + np.abs(floats(x, "x")))
    return inverse * inverse


@vectorized("(...)->(...)")
def mish_derivative(x: Any) -> Result:
    """Derivative of mish at x, elementwise.

    Formula: t + x (1 - t^2) sigmoid(x), where t = tanh(softplus(x))
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: Misra, Mish: A Self Regularized Non-Monotonic Activation Function (2019),
        arXiv:1908.08681.
    Example: mish_derivative([0, 1]) = [0.6, 1.049]
    """
    array = floats(x, "x")
    t = np.tanh(softplus_of(array))
    return t + array * (1 - t * t) * sigmoid(array)


@vectorized("(...)->(...)")
def hardswish_derivative(x: Any) -> Result:
    """Derivative of the hard swish at x, elementwise.

    Formula: 0 where x <= -3, 1 where x >= 3, else (2 x + 3) / 6
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Convention: 0 at x = -3 and 1 at x = 3.
    Source: Howard et al., Searching for MobileNetV3 (2019), arXiv:1905.02244, section 5.2.
    Example: hardswish_derivative([-4, 1, 4]) = [0, 0.8333, 1]
    """
    array = floats(x, "x")
    inner = (2 * np.minimum(np.maximum(array, -3), 3) + 3) / 6
    return np.where(array <= -3, 0.0, np.where(array >= 3, 1.0, inner))
