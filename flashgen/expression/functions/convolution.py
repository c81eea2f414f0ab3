"""Convolution, pooling and the discrete Fourier transform."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    any_vector,
    checked_size,
    flag,
    floats,
    keeping_integers,
    numbers,
    product,
    real,
    same_shape,
    vector,
    whole,
    whole_numbers,
    without_residue,
)

__all__ = [
    "avg_pool",
    "circular_convolve",
    "convolution_output_size",
    "convolution_parameters",
    "convolve",
    "cross_correlate",
    "dft",
    "idft",
    "max_pool",
    "receptive_field",
    "same_padding",
    "transposed_convolution_output_size",
]

LARGEST_SIZE = 10**9

MOST_PADDED = 2**16
"""The most entries of a padded input: it exists only while its result is computed."""


def convolve(
    x: Any, kernel: Any, stride: Any = 1, padding: Any = "full", dilation: Any = 1
) -> Array:
    """Convolution, in one or two dimensions: the kernel is flipped and slid over the input.

    Formula: y_i = sum_j x_(i - j) k_j
    Shapes: x (n,) and kernel (k,), or x (m, n) and kernel (h, w).
    Units: those of x times those of kernel.
    Convention: the whole result, of length n + k - 1, as numpy.convolve gives; padding="valid"
        keeps what needs no padding, "same" the length of x (odd kernels only), a number pads
        both ends with so many zeros. stride and dilation as in `cross_correlate`, which is
        what deep learning calls a convolution.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 9.1.
    Raises: ValueError where the kernel is larger than the padded input.
    Example: convolve([1, 2, 3], [1, 10]) = [1, 12, 23, 30]
    """
    return _slide(x, kernel, stride, padding, dilation, flip=True)


def cross_correlate(
    x: Any, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Array:
    """Cross-correlation, in one or two dimensions: a convolutional layer without bias.

    Formula: y_i = sum_j x_(i * stride + j * dilation) k_j
    Shapes: x (n,) and kernel (k,), or x (m, n) and kernel (h, w).
    Units: those of x times those of kernel.
    Convention: the kernel is not flipped; no padding unless given: a number of zeros at both
        ends, "same" (the length of x, odd kernels only), "valid" or "full".
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 9.1.
    Raises: ValueError where the kernel is larger than the padded input.
    Example: cross_correlate([1, 2, 3], [1, 10]) = [21, 32]
    """
    return _slide(x, kernel, stride, padding, dilation, flip=False)


def _slide(x: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, *, flip: bool) -> Array:
    array, taps = real(x, "x"), real(kernel, "kernel")
    if array.ndim not in (1, 2) or array.ndim != taps.ndim:
        raise ValueError("x and kernel must both be vectors or both be matrices")
    if array.size == 0 or taps.size == 0:
        raise ValueError("x and kernel must have at least one entry")
    step = whole(stride, "stride", least=1, most=LARGEST_SIZE)
    spread = whole(dilation, "dilation", least=1, most=LARGEST_SIZE)
    reach = [spread * (length - 1) + 1 for length in taps.shape]
    ends = [_ends(padding, length) for length in reach]
    padded_shape = [n + 2 * end for n, end in zip(array.shape, ends, strict=True)]
    if any(length > n for length, n in zip(reach, padded_shape, strict=True)):
        raise ValueError("the kernel must not be larger than the padded input")
    lengths = zip(padded_shape, reach, strict=True)
    checked_size(math.prod((n - length) // step + 1 for n, length in lengths))
    if math.prod(padded_shape) > MOST_PADDED:
        raise ValueError("the padded input is too large")
    padded = np.pad(array, [(end, end) for end in ends])
    used = np.flip(taps) if flip else taps

    def correlate(data: Array, weights: Array) -> Array:
        windows = np.lib.stride_tricks.sliding_window_view(data, reach)
        if data.ndim == 1:
            return product(windows[::step, ::spread], weights)
        picked = windows[::step, ::step, ::spread, ::spread]
        return product(picked, weights)

    result: Array = keeping_integers(correlate, padded, used)
    return result


def _ends(padding: Any, reach: int) -> int:
    if not isinstance(padding, str):
        return whole(padding, "padding", least=0, most=LARGEST_SIZE)
    if padding == "valid":
        return 0
    if padding == "full":
        return reach - 1
    if padding != "same":
        raise ValueError('padding must be a whole number, "valid", "same" or "full"')
    if reach % 2 == 0:
        raise ValueError('padding="same" needs a kernel of odd length')
    return reach // 2


def circular_convolve(x: Any, y: Any) -> Array:
    """Circular convolution of two vectors of one length.

    Formula: z_i = sum_j x_j y_(i - j mod n)
    Shapes: x and y (n,); the result is (n,).
    Units: those of x times those of y.
    Source: Oppenheim, Schafer, Discrete-Time Signal Processing, chapter 8.
    Example: circular_convolve([1, 2, 3], [1, 10, 0]) = [31, 12, 23]
    """
    first, second = vector(x, "x"), vector(y, "y")
    same_shape(first, second, "x and y")
    places = np.arange(first.size)
    source = (places[:, np.newaxis] - places) % first.size

    def convolve_circularly(a: Array, b: Array) -> Array:
        return product(b[source], a)

    result: Array = keeping_integers(convolve_circularly, first, second)
    return result


def dft(x: Any) -> Array:
    """Discrete Fourier transform of a vector.

    Formula: X_k = sum_j x_j exp(-2 pi i j k / n)
    Shapes: x (n,), real or complex; the result is (n,), complex.
    Units: those of x.
    Convention: no factor here, 1 / n in the inverse; ask for real(…), imag(…) or abs(…) of it.
    Source: numpy.fft.fft.
    Example: real(dft([1, 2, 3, 4])) = [10, -2, -2, -2]
    """
    return without_residue(np.fft.fft(_signal(x)))


def idft(x: Any) -> Array:
    """Inverse discrete Fourier transform of a vector.

    Formula: x_j = (1 / n) sum_k X_k exp(2 pi i j k / n)
    Shapes: x (n,), real or complex; the result is (n,), complex.
    Units: those of x.
    Convention: with the factor 1 / n.
    Source: numpy.fft.ifft.
    Example: real(idft(dft([1, 2, 3]))) = [1, 2, 3]
    """
    return without_residue(np.fft.ifft(_signal(x)))


def _signal(x: Any) -> Array:
    array = any_vector(numbers(x, "x"), "x")
    if not np.all(np.isfinite(array)):
        raise ValueError("x must be finite")
    return array


def convolution_output_size(
    n: Any, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> int:
    """Length of the output of a convolution or pooling layer.

    Formula: floor((n + 2 p - d (k - 1) - 1) / s) + 1
    Shapes: scalars.
    Units: entries.
    Convention: padding is the number of zeros at each end.
    Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016),
        arXiv:1603.07285; PyTorch, torch.nn.Conv1d.
    Raises: ValueError where the kernel is larger than the padded input.
    Example: convolution_output_size(32, 5, stride=2, padding=2) = 16
    """
    length, taps, step, ends, spread = _sizes(n, kernel, stride, padding, dilation)
    room = length + 2 * ends - spread * (taps - 1) - 1
    if room < 0:
        raise ValueError("the kernel must not be larger than the padded input")
    return room // step + 1


def transposed_convolution_output_size(
    n: Any,
    kernel: Any,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
) -> int:
    """Length of the output of a transposed convolution.

    Formula: (n - 1) s - 2 p + d (k - 1) + output_padding + 1
    Shapes: scalars.
    Units: entries.
    Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016),
        arXiv:1603.07285; PyTorch, torch.nn.ConvTranspose1d.
    Raises: ValueError where nothing would be left, or output_padding is not below the larger
        of stride and dilation.
    Example: transposed_convolution_output_size(4, 3, stride=2, padding=1, output_padding=1) = 8
    """
    length, taps, step, ends, spread = _sizes(n, kernel, stride, padding, dilation)
    extra = whole(output_padding, "output_padding", least=0)
    if extra >= max(step, spread):
        raise ValueError("output_padding must be below the larger of stride and dilation")
    size = (length - 1) * step - 2 * ends + spread * (taps - 1) + extra + 1
    if size < 1:
        raise ValueError("the padding leaves nothing of the output")
    return size


def _sizes(n: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> tuple[int, ...]:
    return (
        whole(n, "n", least=1, most=LARGEST_SIZE),
        whole(kernel, "kernel", least=1, most=LARGEST_SIZE),
        whole(stride, "stride", least=1, most=LARGEST_SIZE),
        whole(padding, "padding", least=0, most=LARGEST_SIZE),
        whole(dilation, "dilation", least=1, most=LARGEST_SIZE),
    )


def same_padding(kernel: Any, dilation: Any = 1) -> int:
    """Zeros at each end that keep the length of the input, with stride 1.

    Formula: d (k - 1) / 2
    Shapes: scalars.
    Units: entries.
    Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016),
        arXiv:1603.07285, relationship 3.
    Raises: ValueError where d (k - 1) is odd: no equal number at both ends does it.
    Example: same_padding(5) = 2
    """
    spread = whole(dilation, "dilation", least=1, most=LARGEST_SIZE)
    total = spread * (whole(kernel, "kernel", least=1, most=LARGEST_SIZE) - 1)
    if total % 2:
        raise ValueError("no equal padding at both ends keeps the length: the kernel is even")
    return total // 2


def convolution_parameters(
    channels_in: Any, channels_out: Any, kernel: Any, bias: Any = True, groups: Any = 1
) -> int:
    """Number of parameters of a convolutional layer.

    Formula: (c_in / groups) c_out k_1 k_2 ..., and c_out with biases
    Shapes: scalars; kernel is one length (a layer in one dimension) or one for each
        dimension, such as (3, 3).
    Units: parameters.
    Source: PyTorch, torch.nn.Conv2d.
    Raises: ValueError where groups does not divide both numbers of channels.
    Example: convolution_parameters(3, 16, (5, 5)) = 1216
    """
    inputs = whole(channels_in, "channels_in", least=1, most=LARGEST_SIZE)
    outputs = whole(channels_out, "channels_out", least=1, most=LARGEST_SIZE)
    parts = whole(groups, "groups", least=1, most=LARGEST_SIZE)
    lengths = np.atleast_1d(whole_numbers(kernel, "kernel", least=1))
    if lengths.ndim != 1 or not 1 <= lengths.size <= 3 or np.any(lengths > LARGEST_SIZE):
        raise ValueError("kernel must be one length, or two or three, such as (3, 3)")
    if inputs % parts or outputs % parts:
        raise ValueError("groups must divide channels_in and channels_out")
    weights = inputs // parts * outputs * math.prod(int(length) for length in lengths)
    return weights + (outputs if flag(bias, "bias") else 0)


def receptive_field(kernels: Any, strides: Any = 1, dilations: Any = 1) -> int:
    """Receptive field of an output of several layers: how many inputs it depends on.

    Formula: 1 + sum_l d_l (k_l - 1) s_1 ... s_(l - 1)
    Shapes: kernels (l,), from the input on; strides and dilations scalars (the same for all)
        or (l,); the result is a scalar.
    Units: entries, along one dimension.
    Source: Araujo, Norris, Sim, Computing Receptive Fields of Convolutional Neural Networks,
        Distill (2019).
    Example: receptive_field([3, 3, 3], strides=[1, 2, 1]) = 9
    """
    sizes = np.atleast_1d(whole_numbers(kernels, "kernels", least=1))
    if sizes.ndim != 1:
        raise ValueError("kernels must be a vector of lengths")
    field, jump = 1, 1
    layers = zip(
        sizes.tolist(),
        _for_each(strides, "strides", sizes.size),
        _for_each(dilations, "dilations", sizes.size),
        strict=True,
    )
    for kernel, stride, dilation in layers:
        field += dilation * (kernel - 1) * jump
        jump *= stride
        if field > LARGEST_SIZE**2 or jump > LARGEST_SIZE**2:
            raise ValueError("the receptive field is too large")
    return field


def _for_each(x: Any, name: str, count: int) -> list[int]:
    given = whole_numbers(x, name, least=1)
    if given.ndim == 0:
        return [int(given)] * count
    if given.shape != (count,):
        raise ValueError(f"{name} must be one number, or one for each kernel")
    return [int(entry) for entry in given]


def max_pool(x: Any, size: Any, stride: Any = None) -> Array:
    """Max pooling, in one or two dimensions: the largest entry of each window.

    Shapes: x (n,) or (m, n); size and stride scalars, the same in both dimensions.
    Units: those of x.
    Convention: stride is size unless given; a rest at the end is left out.
    Source: PyTorch, torch.nn.MaxPool2d.
    Raises: ValueError where the window is larger than x.
    Example: max_pool([1, 5, 2, 3], 2) = [5, 3]
    """
    return _pool(np.max, real(x, "x"), size, stride)


def avg_pool(x: Any, size: Any, stride: Any = None) -> Array:
    """Average pooling, in one or two dimensions: the mean of each window.

    Shapes: x (n,) or (m, n); size and stride scalars, the same in both dimensions.
    Units: those of x.
    Convention: stride is size unless given; a rest at the end is left out.
    Source: PyTorch, torch.nn.AvgPool2d.
    Raises: ValueError where the window is larger than x.
    Example: avg_pool([1, 5, 2, 3], 2) = [3, 2.5]
    """
    return _pool(np.mean, floats(x, "x"), size, stride)


def _pool(reduce: Callable[..., Any], array: Array, size: Any, stride: Any) -> Array:
    if array.ndim not in (1, 2):
        raise ValueError("x must be a vector or a matrix")
    width = whole(size, "size", least=1)
    step = width if stride is None else whole(stride, "stride", least=1, most=LARGEST_SIZE)
    if any(width > length for length in array.shape):
        raise ValueError("the window must not be larger than x")
    shape = (width,) * array.ndim
    windows = np.lib.stride_tricks.sliding_window_view(array, shape)
    strided = windows[(slice(None, None, step),) * array.ndim]
    pooled: Array = reduce(strided, axis=tuple(range(array.ndim, 2 * array.ndim)))
    return pooled
