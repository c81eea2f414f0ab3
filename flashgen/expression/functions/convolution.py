"""Convolution, pooling and the discrete Fourier transform."""

import math
from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    checked_size,
    filled,
    flag,
    floats,
    keeping_integers,
    numbers,
    products,
    real,
    vector_or_matrix,
    whole,
    whole_numbers,
    wholes,
)
from flashgen.expression.functions.declaration import dear, vectorized
from flashgen.expression.functions.shared import without_residue
from flashgen.values.values import largest, some

LARGEST_SIZE = 10**9

MOST_PADDED = 2**16
"""The most entries of a padded input: it exists only while its result is computed."""


@dear(2)
@vectorized("(*),(*)->(...)", split=("stride", "padding", "dilation"))
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


@vectorized("(*),(*)->(...)", split=("stride", "padding", "dilation"))
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
    if array.ndim not in (2, 3) or array.ndim != taps.ndim:
        raise ValueError("x and kernel must both be vectors or both be matrices")
    if 0 in array.shape[1:] or 0 in taps.shape[1:]:
        raise ValueError("x and kernel must have at least one entry")
    step = whole(stride, "stride", least=1, most=LARGEST_SIZE)
    spread = whole(dilation, "dilation", least=1, most=LARGEST_SIZE)
    reach = [spread * (length - 1) + 1 for length in taps.shape[1:]]
    ends = [_ends(padding, length) for length in reach]
    padded_shape = [n + 2 * end for n, end in zip(array.shape[1:], ends, strict=True)]
    if any(length > n for length, n in zip(reach, padded_shape, strict=True)):
        raise ValueError("the kernel must not be larger than the padded input")
    counts = [(n - length) // step + 1 for n, length in zip(padded_shape, reach, strict=True)]
    checked_size(math.prod(counts))
    if math.prod(padded_shape) > MOST_PADDED:
        raise ValueError("the padded input is too large")
    padded = np.pad(array, [(0, 0), *((end, end) for end in ends)])
    used = np.flip(taps, axis=tuple(range(1, taps.ndim))) if flip else taps

    def correlate(data: Array, weights: Array) -> Array:
        terms = (
            _every(data, [spread * place for place in tap], step, counts)
            * weights[(slice(None), *tap)].reshape(-1, *[1] * len(tap))
            for tap in np.ndindex(weights.shape[1:])
        )
        return reduce(np.add, terms)

    result: Array = keeping_integers(correlate, padded, used)
    return result


def _every(array: Array, start: Sequence[int], step: int, counts: Sequence[int]) -> Array:
    """Return so many entries along each axis of a draw, from `start` on, `step` apart."""
    along = (
        slice(first, first + step * (count - 1) + 1, step)
        for first, count in zip(start, counts, strict=True)
    )
    view: Array = array[(slice(None), *along)]
    return view


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


@dear(5)
@vectorized("(n),(n)->(n)")
def circular_convolve(x: Any, y: Any) -> Array:
    """Circular convolution of two vectors of one length.

    Formula: z_i = sum_j x_j y_(i - j mod n)
    Shapes: x and y (n,); the result is (n,).
    Units: those of x times those of y.
    Source: Oppenheim, Schafer, Discrete-Time Signal Processing, chapter 8.
    Example: circular_convolve([1, 2, 3], [1, 10, 0]) = [31, 12, 23]
    """
    first, second = filled(real(x, "x"), "x"), real(y, "y")
    places = np.arange(first.shape[-1])
    source = (places[:, np.newaxis] - places) % first.shape[-1]

    def convolve_circularly(a: Array, b: Array) -> Array:
        return products(b[:, source], a[:, :, np.newaxis])[..., 0]

    result: Array = keeping_integers(convolve_circularly, first, second)
    return result


@vectorized("(n)->(n)")
def dft(x: Any) -> Array:
    """Discrete Fourier transform of a vector.

    Formula: X_k = sum_j x_j exp(-2 pi i j k / n)
    Shapes: x (n,), real or complex; the result is (n,), complex.
    Units: those of x.
    Convention: no factor here, 1 / n in the inverse; ask for real(…), imag(…) or abs(…) of it.
    Source: numpy.fft.fft.
    Example: real(dft([1, 2, 3, 4])) = [10, -2, -2, -2]
    """
    return without_residue(np.fft.fft(_signal(x), axis=-1))


@vectorized("(n)->(n)")
def idft(x: Any) -> Array:
    """Inverse discrete Fourier transform of a vector.

    Formula: x_j = (1 / n) sum_k X_k exp(2 pi i j k / n)
    Shapes: x (n,), real or complex; the result is (n,), complex.
    Units: those of x.
    Convention: with the factor 1 / n.
    Source: numpy.fft.ifft.
    Example: real(idft(dft([1, 2, 3]))) = [1, 2, 3]
    """
    return without_residue(np.fft.ifft(_signal(x), axis=-1))


def _signal(x: Any) -> Array:
    array = filled(numbers(x, "x"), "x")
    if not np.all(np.isfinite(array)):
        raise ValueError("x must be finite")
    return array


@vectorized("(),(),(),(),()->()")
def convolution_output_size(
    n: Any, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Result:
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
    if some(room < 0):
        raise ValueError("the kernel must not be larger than the padded input")
    return room // step + 1


@vectorized("(),(),(),(),(),()->()")
def transposed_convolution_output_size(
    n: Any,
    kernel: Any,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
) -> Result:
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
    extra = wholes(output_padding, "output_padding", least=0)
    if some(extra >= np.maximum(step, spread)):
        raise ValueError("output_padding must be below the larger of stride and dilation")
    size = (length - 1) * step - 2 * ends + spread * (taps - 1) + extra + 1
    if some(size < 1):
        raise ValueError("the padding leaves nothing of the output")
    return size


def _sizes(n: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> tuple[Array, ...]:
    return (
        wholes(n, "n", least=1, most=LARGEST_SIZE),
        wholes(kernel, "kernel", least=1, most=LARGEST_SIZE),
        wholes(stride, "stride", least=1, most=LARGEST_SIZE),
        wholes(padding, "padding", least=0, most=LARGEST_SIZE),
        wholes(dilation, "dilation", least=1, most=LARGEST_SIZE),
    )


@vectorized("(),()->()")
def same_padding(kernel: Any, dilation: Any = 1) -> Result:
    """Zeros at each end that keep the length of the input, with stride 1.

    Formula: d (k - 1) / 2
    Shapes: scalars.
    Units: entries.
    Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016),
        arXiv:1603.07285, relationship 3.
    Raises: ValueError where d (k - 1) is odd: no equal number at both ends does it.
    Example: same_padding(5) = 2
    """
    spread = wholes(dilation, "dilation", least=1, most=LARGEST_SIZE)
    total = spread * (wholes(kernel, "kernel", least=1, most=LARGEST_SIZE) - 1)
    if some(total % 2 == 1):
        raise ValueError("no equal padding at both ends keeps the length: the kernel is even")
    return total // 2


@vectorized("(),(),()->()", split=("kernel", "bias"))
def convolution_parameters(
    channels_in: Any, channels_out: Any, kernel: Any, bias: Any = True, groups: Any = 1
) -> Result:
    """Number of parameters of a convolutional layer.

    Formula: (c_in / groups) c_out k_1 k_2 ..., and c_out with biases
    Shapes: scalars; kernel is one length (a layer in one dimension) or one for each
        dimension, such as (3, 3).
    Units: parameters.
    Source: PyTorch, torch.nn.Conv2d.
    Raises: ValueError where groups does not divide both numbers of channels.
    Example: convolution_parameters(3, 16, (5, 5)) = 1216
    """
    inputs = wholes(channels_in, "channels_in", least=1, most=LARGEST_SIZE)
    outputs = wholes(channels_out, "channels_out", least=1, most=LARGEST_SIZE)
    parts = wholes(groups, "groups", least=1, most=LARGEST_SIZE)
    lengths = np.atleast_1d(whole_numbers(kernel, "kernel", least=1))
    if lengths.ndim != 1 or not 1 <= lengths.size <= 3 or np.any(lengths > LARGEST_SIZE):
        raise ValueError("kernel must be one length, or two or three, such as (3, 3)")
    if some(inputs % parts != 0) or some(outputs % parts != 0):
        raise ValueError("groups must divide channels_in and channels_out")
    size = math.prod(lengths.tolist())
    if (
        largest(inputs) * largest(outputs) * size >= 2**62
    ):  # Python's integers hold what int64 may not
        inputs, outputs = inputs.astype(object), outputs.astype(object)
    weights = inputs // parts * outputs * size
    return weights + (outputs if flag(bias, "bias") else 0)


@vectorized("(*),(*),(*)->()")
def receptive_field(kernels: Any, strides: Any = 1, dilations: Any = 1) -> Result:
    """Receptive field of an output of several layers: how many inputs it depends on.

    Formula: 1 + sum_l d_l (k_l - 1) s_1 ... s_(l - 1)
    Shapes: kernels (l,), from the input on; strides and dilations scalars (the same for all)
        or (l,); the result is a scalar.
    Units: entries, along one dimension.
    Source: Araujo, Norris, Sim, Computing Receptive Fields of Convolutional Neural Networks,
        Distill (2019).
    Example: receptive_field([3, 3, 3], strides=[1, 2, 1]) = 9
    """
    sizes = whole_numbers(kernels, "kernels", least=1)
    if sizes.ndim > 2:
        raise ValueError("kernels must be a vector of lengths")
    count = sizes.shape[1] if sizes.ndim == 2 else 1
    field, jump = np.ones(len(sizes), dtype=np.int64), np.ones(len(sizes), dtype=np.int64)
    layers = zip(
        _for_each(sizes, "kernels", count),
        _for_each(strides, "strides", count),
        _for_each(dilations, "dilations", count),
        strict=True,
    )
    for kernel, stride, dilation in layers:
        grown = dilation * (kernel - 1.0) * jump  # floats, which do not wrap
        if some(field + grown > LARGEST_SIZE**2) or some(stride * 1.0 * jump > LARGEST_SIZE**2):
            raise ValueError("the receptive field is too large")
        field = field + dilation * (kernel - 1) * jump
        jump = jump * stride
    return field


def _for_each(x: Any, name: str, count: int) -> list[Array]:
    given = whole_numbers(x, name, least=1)
    if given.ndim < 2:
        return [given] * count
    if given.shape[1:] != (count,):
        raise ValueError(f"{name} must be one number, or one for each kernel")
    return list(given.T)


@vectorized("(*)->(...)", split=("size", "stride"))
def max_pool(x: Any, size: Any, stride: Any = None) -> Array:
    """Max pooling, in one or two dimensions: the largest entry of each window.

    Shapes: x (n,) or (m, n); size and stride scalars, the same in both dimensions.
    Units: those of x.
    Convention: stride is size unless given; a rest at the end is left out.
    Source: PyTorch, torch.nn.MaxPool2d.
    Raises: ValueError where the window is larger than x.
    Example: max_pool([1, 5, 2, 3], 2) = [5, 3]
    """
    return reduce(np.maximum, _window_entries(real(x, "x"), size, stride))


@vectorized("(*)->(...)", split=("size", "stride"))
def avg_pool(x: Any, size: Any, stride: Any = None) -> Array:
    """Average pooling, in one or two dimensions: the mean of each window.

    Shapes: x (n,) or (m, n); size and stride scalars, the same in both dimensions.
    Units: those of x.
    Convention: stride is size unless given; a rest at the end is left out.
    Source: PyTorch, torch.nn.AvgPool2d.
    Raises: ValueError where the window is larger than x.
    Example: avg_pool([1, 5, 2, 3], 2) = [3, 2.5]
    """
    entries = _window_entries(floats(x, "x"), size, stride)
    means: Array = reduce(np.add, entries) / len(entries)
    return means


def _window_entries(array: Array, size: Any, stride: Any) -> list[Array]:
    """Return the first entries of all windows, the second ones, and so on."""
    vector_or_matrix(array)
    width = whole(size, "size", least=1)
    step = width if stride is None else whole(stride, "stride", least=1, most=LARGEST_SIZE)
    if any(width > length for length in array.shape[1:]):
        raise ValueError("the window must not be larger than x")
    counts = [(length - width) // step + 1 for length in array.shape[1:]]
    places = np.ndindex((width,) * len(counts))
    return [_every(array, place, step, counts) for place in places]
