"""Fully connected networks."""

from typing import Any

import numpy as np

from flashgen.expression.functions.activations import sigmoid
from flashgen.expression.functions.arguments import Array, Result, floats, option, products, wholes
from flashgen.expression.functions.declaration import vectorized

_MOST = 10**6
_MOST_AXES = 5


@vectorized("(d),(n,d),(*),(m,n),(*)->(m)", split=("activation",))
def mlp_forward(x: Any, w1: Any, b1: Any, w2: Any, b2: Any, activation: Any = "relu") -> Array:
    """Output of a network with one hidden layer.

    Formula: w2 f(w1 x + b1) + b2
    Shapes: x (d,), w1 (n, d), b1 a scalar or (n,), w2 (m, n), b2 a scalar or (m,); the result
        is (m,).
    Units: those of b2.
    Convention: activation is "relu", "tanh", "sigmoid" or "identity"; none after the output.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.1.
    Example: mlp_forward([1, 2], [[1, -1], [1, 1]], 0, [[2, 3]], 1) = [10]
    """
    kind = option(activation, "activation", ("relu", "tanh", "sigmoid", "identity"))
    before = _layer(floats(x, "x"), w1, b1, "w1", "b1")
    if kind == "relu":
        before = np.maximum(before, 0)
    elif kind != "identity":
        before = np.tanh(before) if kind == "tanh" else sigmoid(before)
    return _layer(before, w2, b2, "w2", "b2")


def _layer(x: Array, weights: Any, bias: Any, name: str, bias_name: str) -> Array:
    matrix, shift = floats(weights, name), floats(bias, bias_name)
    made = products(matrix, x[..., np.newaxis])[..., 0]
    if shift.ndim == 1:
        shift = shift[:, np.newaxis]
    elif shift.shape[1:] != made.shape[1:]:
        raise ValueError(f"{bias_name} must be one number, or have an entry for each row of {name}")
    summed: Array = made + shift
    return summed


def _widths(sizes: Any, name: str = "sizes") -> Array:
    widths = wholes(sizes, name, least=1, most=_MOST)
    if widths.shape[-1] < 2:
        raise ValueError(f"{name} must have at least two entries: inputs and outputs")
    if name == "shape" and widths.shape[-1] > _MOST_AXES:
        raise ValueError(f"shape can have at most {_MOST_AXES} entries")
    return widths


@vectorized("(n)->()", split=("bias",))
def mlp_parameters(sizes: Any, bias: Any = True) -> Result:
    """Number of parameters of a fully connected network.

    Formula: sum over the layers of (inputs + 1) outputs; without + 1 where bias=False
    Shapes: sizes (n,), the numbers of units from the input to the output; the result is a
        scalar.
    Units: a count.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.1.
    Example: mlp_parameters([2, 3, 1]) = 13
    """
    if not isinstance(bias, bool):
        raise ValueError("bias must be True or False")
    widths = _widths(sizes)
    terms = (widths[:, :-1] + int(bias)) * widths[:, 1:]
    return np.sum(np.ascontiguousarray(terms), axis=-1)


@vectorized("(n)->()")
def mlp_flops(sizes: Any) -> Result:
    """Floating-point operations of one example through a fully connected network.

    Formula: sum over the layers of 2 inputs outputs
    Shapes: sizes (n,), the numbers of units from the input to the output; the result is a
        scalar.
    Units: floating-point operations.
    Convention: a multiplication and an addition for each weight; biases and activations do not
        count.
    Source: Kaplan et al., Scaling Laws for Neural Language Models (2020), arXiv:2001.08361,
        section 2.1.
    Example: mlp_flops([2, 3, 1]) = 18
    """
    widths = _widths(sizes)
    return np.sum(np.ascontiguousarray(2 * widths[:, :-1] * widths[:, 1:]), axis=-1)


@vectorized("(),(),(),()->()")
def transformer_parameters(layers: Any, width: Any, vocabulary: Any = 0, ratio: Any = 4) -> Result:
    """Number of parameters of the weight matrices of a transformer.

    Formula: layers (4 + 2 ratio) width^2 + vocabulary width
    Shapes: layers, width, vocabulary and ratio scalars.
    Units: a count.
    Convention: without biases, norms and positions; ratio is the width of the feed-forward
        layer over width, so that a block has 12 width^2; embeddings shared with the output.
    Source: Kaplan et al., Scaling Laws for Neural Language Models (2020), arXiv:2001.08361,
        section 2.1.
    Example: transformer_parameters(12, 768, 50257) = 123532032
    """
    blocks = wholes(layers, "layers", least=1, most=1000)
    d = wholes(width, "width", least=1, most=100_000)
    tokens = wholes(vocabulary, "vocabulary", least=0, most=10_000_000)
    wide = wholes(ratio, "ratio", least=1, most=100)
    return blocks * (4 + 2 * wide) * d * d + tokens * d


@vectorized("(n)->()")
def fan_in(shape: Any) -> Result:
    """Number of inputs of a unit, from the shape of the weights of its layer.

    Formula: inputs times the size of the kernel
    Shapes: shape (n,), [outputs, inputs] or [outputs, inputs, kernel lengths ...], such as
        [64, 3, 7, 7]; the result is a scalar.
    Units: a count.
    Convention: outputs stand first, as in PyTorch; He initialization has the standard deviation
        sqrt(2 / fan_in).
    Source: He, Zhang, Ren, Sun, Delving Deep into Rectifiers (2015), arXiv:1502.01852.
    Example: fan_in([64, 3, 7, 7]) = 147
    """
    lengths = _widths(shape, "shape")
    return np.prod(np.ascontiguousarray(lengths[:, 1:]), axis=-1)


@vectorized("(n)->()")
def fan_out(shape: Any) -> Result:
    """Number of units that an input goes to, from the shape of the weights of its layer.

    Formula: outputs times the size of the kernel
    Shapes: shape (n,), [outputs, inputs] or [outputs, inputs, kernel lengths ...], such as
        [64, 3, 7, 7]; the result is a scalar.
    Units: a count.
    Convention: outputs stand first, as in PyTorch; Xavier initialization has the variance
        2 / (fan_in + fan_out).
    Source: Glorot, Bengio, Understanding the Difficulty of Training Deep Feedforward Neural
        Networks (2010).
    Example: fan_out([64, 3, 7, 7]) = 3136
    """
    lengths = _widths(shape, "shape")
    kernel = np.prod(np.ascontiguousarray(lengths[:, 2:]), axis=-1)
    return lengths[:, 0] * kernel
