"""Activation functions of hidden units: rectifiers and their smooth relatives."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.activations import sigmoid
from flashgen.expression.functions.arguments import Result, floats, positive_numbers, real
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.elementary import erf
from flashgen.expression.functions.shared import softplus_of

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


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
    return array * (1 + erf(array / math.sqrt(2))) / 2


@vectorized("(...)->(...)")
def softplus(x: Any) -> Result:
    """Softplus, elementwise: a smooth rectified linear unit.

    Formula: ln(1 + exp(x))
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.10.
    Example: softplus([0, 1]) = [0.6931, 1.3133]
    """
    return softplus_of(floats(x, "x"))


@vectorized("(...)->(...)")
def relu6(x: Any) -> Result:
    """Rectified linear unit that is cut off at 6, elementwise.

    Formula: min(max(0, x), 6)
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: PyTorch, torch.nn.ReLU6.
    Example: relu6([-2, 3, 8]) = [0, 3, 6]
    """
    return np.minimum(np.maximum(real(x, "x"), 0), 6)


@vectorized("(...),()->(...)")
def elu(x: Any, alpha: Any = 1) -> Result:
    """Exponential linear unit, elementwise.

    Formula: x where x > 0, else alpha (exp(x) - 1)
    Shapes: x of any shape, alpha a scalar; the result has the shape of x.
    Units: those of x.
    Source: Clevert, Unterthiner, Hochreiter, Fast and Accurate Deep Network Learning by
        Exponential Linear Units (2015), arXiv:1511.07289.
    Example: elu([-1, 2]) = [-0.6321, 2]
    """
    array = floats(x, "x")
    return np.where(array > 0, array, floats(alpha, "alpha") * np.expm1(np.minimum(array, 0)))


@vectorized("(...)->(...)")
def selu(x: Any) -> Result:
    """Scaled exponential linear unit, elementwise.

    Formula: 1.0507 x where x > 0, else 1.0507 * 1.6733 (exp(x) - 1)
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Convention: both constants with all their digits, as in PyTorch.
    Source: Klambauer, Unterthiner, Mayr, Hochreiter, Self-Normalizing Neural Networks (2017),
        arXiv:1706.02515.
    Example: selu([-1, 2]) = [-1.1113, 2.1014]
    """
    array = floats(x, "x")
    below = SELU_ALPHA * np.expm1(np.minimum(array, 0))
    return SELU_SCALE * np.where(array > 0, array, below)


@vectorized("(...),()->(...)")
def silu(x: Any, beta: Any = 1) -> Result:
    """Sigmoid linear unit, also called swish, elementwise.

    Formula: x sigmoid(beta x)
    Shapes: x of any shape, beta a scalar; the result has the shape of x.
    Units: those of x.
    Source: Ramachandran, Zoph, Le, Searching for Activation Functions (2017),
        arXiv:1710.05941.
    Example: silu([-1, 2]) = [-0.2689, 1.7616]
    """
    array = floats(x, "x")
    return array * sigmoid(floats(beta, "beta") * array)


@vectorized("(...)->(...)")
def gelu_tanh(x: Any) -> Result:
    """Gaussian error linear unit by the tanh approximation, elementwise.

    Formula: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: Hendrycks, Gimpel, Gaussian Error Linear Units (2016), arXiv:1606.08415.
    Example: gelu_tanh([1, -1]) = [0.8412, -0.1588]
    """
    array = floats(x, "x")
    inner = math.sqrt(2 / math.pi) * (array + 0.044715 * (array * array * array))
    return array * (1 + np.tanh(inner)) / 2


@vectorized("(...)->(...)")
def hardsigmoid(x: Any) -> Result:
    """Sigmoid made of three straight pieces, elementwise.

    Formula: min(max(x + 3, 0), 6) / 6
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Convention: slope 1/6, as in PyTorch; Keras once had slope 0.2.
    Source: PyTorch, torch.nn.Hardsigmoid.
    Example: hardsigmoid([-4, 0, 1.5]) = [0, 0.5, 0.75]
    """
    return np.minimum(np.maximum(floats(x, "x") + 3, 0), 6) / 6


@vectorized("(...)->(...)")
def hardswish(x: Any) -> Result:
    """Swish with a sigmoid made of three straight pieces, elementwise.

    Formula: x min(max(x + 3, 0), 6) / 6
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: Howard et al., Searching for MobileNetV3 (2019), arXiv:1905.02244, section 5.2.
    Example: hardswish([-4, 1, 4]) = [0, 0.6667, 4]
    """
    array = floats(x, "x")
    return array * hardsigmoid(array) + 0.0


@vectorized("(...),(),()->(...)")
def hardtanh(x: Any, low: Any = -1, high: Any = 1) -> Result:
    """Hyperbolic tangent made of three straight pieces, elementwise.

    Formula: min(max(x, low), high)
    Shapes: x of any shape, low and high scalars; the result has the shape of x.
    Units: those of x.
    Source: PyTorch, torch.nn.Hardtanh.
    Raises: ValueError where low is above high.
    Example: hardtanh([-2, 0.5, 3]) = [-1, 0.5, 1]
    """
    least, most = floats(low, "low"), floats(high, "high")
    if np.any(least > most):
        raise ValueError("low must be at most high")
    return np.minimum(np.maximum(floats(x, "x"), least), most)


@vectorized("(...)->(...)")
def softsign(x: Any) -> Result:
    """Softsign, elementwise: a sigmoid-shaped curve from -1 to 1 with slow tails.

    Formula: x / (1 + |x|)
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: Glorot, Bengio, Understanding the Difficulty of Training Deep Feedforward Neural
        Networks (2010).
    Example: softsign([-3, 1]) = [-0.75, 0.5]
    """
    array = floats(x, "x")
    return array / (1 + np.abs(array))


@vectorized("(...)->(...)")
def mish(x: Any) -> Result:
    """Mish, elementwise: a smooth unit that dips below 0.

    Formula: x tanh(ln(1 + exp(x)))
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Source: Misra, Mish: A Self Regularized Non-Monotonic Activation Function (2019),
        arXiv:1908.08681.
    Example: mish([-1, 2]) = [-0.3034, 1.944]
    """
    array = floats(x, "x")
    return array * np.tanh(softplus_of(array))


@vectorized("(...)->(...)")
def inverse_softplus(y: Any) -> Result:
    """Number whose softplus is y, elementwise.

    Formula: ln(exp(y) - 1)
    Shapes: y of any shape; the result has the shape of y.
    Units: those of y.
    Convention: computed as y + ln(1 - exp(-y)), so that a large y does not overflow.
    Source: PyTorch, torch.nn.Softplus, solved for its argument.
    Raises: ValueError where y is not positive.
    Example: inverse_softplus(1) = 0.5413
    """
    array = positive_numbers(y, "y")
    return array + np.log(-np.expm1(-array))
