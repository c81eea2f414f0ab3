"""Numbers of few bits: quantization to integers, rounding to small floats."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    floats,
    option,
    positive_numbers,
    significant,
    whole,
    whole_numbers,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some

FORMATS: Final[Mapping[str, tuple[int, int]]] = {
    "fp32": (8, 23),
    "tf32": (8, 10),
    "bf16": (8, 7),
    "fp16": (5, 10),
    "fp8_e5m2": (5, 2),
    "fp8_e4m3": (4, 3),
}
"""The bits of exponent and mantissa of each format."""


def _range(bits: Any, signed: Any) -> tuple[int, int]:
    width = whole(bits, "bits", least=1, most=32)
    if not isinstance(signed, bool):
        raise ValueError("signed must be True or False")
    return (-(2 ** (width - 1)), 2 ** (width - 1) - 1) if signed else (0, 2**width - 1)


@vectorized("(...),(),()->(...)", split=("bits", "signed"))
def quantize(x: Any, scale: Any, zero_point: Any = 0, bits: Any = 8, signed: Any = True) -> Result:
    """Numbers as integers of few bits, elementwise.

    Formula: clip(round(x / scale) + zero_point, lowest, highest)
    Shapes: x of any shape, scale and zero_point scalars; the result has the shape of x and is
        of integers.
    Units: none.
    Convention: bits=8 and signed: from -128 to 127; signed=False from 0 to 255. A half is
        rounded to the even neighbor, as in PyTorch.
    Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
        Integer-Arithmetic-Only Inference (2017), arXiv:1712.05877.
    Raises: ValueError where scale is not positive.
    Example: quantize([0.5, -1, 100], 0.1) = [5, -10, 127]
    """
    low, high = _range(bits, signed)
    steps = floats(x, "x") / positive_numbers(scale, "scale")
    nearest = np.rint(np.asarray(significant(np.clip(steps, -1e12, 1e12))))
    shifted = nearest + whole_numbers(zero_point, "zero_point")
    return np.clip(shifted, low, high).astype(np.int64)


@vectorized("(...),(),()->(...)")
def dequantize(q: Any, scale: Any, zero_point: Any = 0) -> Result:
    """Numbers that quantized integers stand for, elementwise.

    Formula: scale (q - zero_point)
    Shapes: q of any shape, scale and zero_point scalars; the result has the shape of q.
    Units: those of scale.
    Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
        Integer-Arithmetic-Only Inference (2017), arXiv:1712.05877, equation 1.
    Raises: ValueError where scale is not positive.
    Example: dequantize([5, -10], 0.1) = [0.5, -1]
    """
    return positive_numbers(scale, "scale") * (floats(q, "q") - floats(zero_point, "zero_point"))


@vectorized("(),()->()", split=("bits",))
def quantization_scale(low: Any, high: Any, bits: Any = 8) -> Result:
    """Step between neighboring values when a range is spread over integers of few bits.

    Formula: (high - low) / (2^bits - 1)
    Shapes: low, high and bits scalars.
    Units: those of low and high.
    Convention: an affine scheme that uses every integer; for a symmetric one take
        max|x| / (2^(bits - 1) - 1).
    Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
        Integer-Arithmetic-Only Inference (2017), arXiv:1712.05877.
    Raises: ValueError where low is not below high.
    Example: quantization_scale(-1, 1.55) = 0.01
    """
    levels = 2 ** whole(bits, "bits", least=1, most=32) - 1
    least, most = floats(low, "low"), floats(high, "high")
    if some(least >= most):
        raise ValueError("low must be below high")
    return (most - least) / levels


@vectorized("(),()->()", split=("bits", "signed"))
def quantization_zero_point(low: Any, high: Any, bits: Any = 8, signed: Any = True) -> Result:
    """Integer that stands for 0 when a range is spread over integers of few bits.

    Formula: round(lowest - low / scale), where scale = quantization_scale(low, high, bits)
    Shapes: low, high and bits scalars; the result is an integer.
    Units: none.
    Convention: bits=8 and signed: the lowest is -128; signed=False makes it 0.
    Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
        Integer-Arithmetic-Only Inference (2017), arXiv:1712.05877.
    Raises: ValueError where 0 does not lie between low and high.
    Example: quantization_zero_point(-1, 1.55, signed=False) = 100
    """
    bottom, _ = _range(bits, signed)
    least, most = floats(low, "low"), floats(high, "high")
    if some(least > 0) or some(most < 0):
        raise ValueError("0 must lie between low and high")
    scale = quantization_scale(least, most, bits)
    return np.rint(np.asarray(significant(bottom - least / scale))).astype(np.int64)


def _format(format: Any) -> tuple[int, int, float]:
    """Return the bits of the mantissa, the lowest exponent and the largest number of a format."""
    name = option(format, "format", tuple(FORMATS))
    exponent, mantissa = FORMATS[name]
    bias = 2 ** (exponent - 1) - 1
    if name == "fp8_e4m3":
        return mantissa, 1 - bias, 448.0  # all exponents count, and only one pattern is a NaN
    return mantissa, 1 - bias, (2 - 2.0**-mantissa) * 2.0**bias


def _steps(array: Array, mantissa: int, lowest: int) -> Result:
    exponents = np.maximum(np.frexp(array)[1] - 1, lowest)
    return np.ldexp(np.ones(array.shape), exponents - mantissa)


@vectorized("(...)->(...)", split=("format",))
def round_to_float(x: Any, format: Any = "fp16") -> Result:
    """Number rounded to the nearest float of few bits, elementwise.

    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Convention: format is "fp32", "tf32", "bf16", "fp16", "fp8_e4m3" or "fp8_e5m2"; a half is
        rounded to the even mantissa, subnormal numbers count, and what is too large becomes
        inf.
    Source: IEEE 754-2019; Micikevicius et al., FP8 Formats for Deep Learning (2022),
        arXiv:2209.05433.
    Example: round_to_float([0.1, 2049], "fp16") = [0.1, 2048]
    Example: round_to_float(0.1, "bf16") = 0.1001
    """
    mantissa, lowest, largest = _format(format)
    array = floats(x, "x")
    step = _steps(array, mantissa, lowest)
    rounded = np.rint(array / step) * step
    return np.where(np.abs(rounded) > largest, np.copysign(np.inf, array), rounded)


@vectorized("(...)->(...)", split=("format",))
def float_step(x: Any, format: Any = "fp16") -> Result:
    """Distance from a number to the next larger float of few bits, elementwise.

    Formula: 2^(exponent of x - bits of the mantissa)
    Shapes: x of any shape; the result has the shape of x.
    Units: those of x.
    Convention: format is "fp32", "tf32", "bf16", "fp16", "fp8_e4m3" or "fp8_e5m2"; of |x|, so
        that the step at 1 is the machine epsilon.
    Source: IEEE 754-2019.
    Example: float_step([1, 2048], "fp16") = [0.001, 2]
    """
    mantissa, lowest, largest = _format(format)
    array = floats(x, "x")
    if some(np.abs(array) > largest):
        raise ValueError("x is too large for this format")
    return _steps(array, mantissa, lowest)


@vectorized("->()", split=("format",))
def largest_float(format: Any = "fp16") -> Result:
    """Largest finite number of a float format.

    Formula: (2 - 2^-mantissa) 2^bias
    Shapes: a scalar.
    Units: none.
    Convention: format is "fp32", "tf32", "bf16", "fp16", "fp8_e4m3" or "fp8_e5m2".
    Source: IEEE 754-2019; Micikevicius et al., FP8 Formats for Deep Learning (2022),
        arXiv:2209.05433.
    Example: largest_float("fp16") = 65504.0
    """
    return np.array([_format(format)[2]])


@vectorized("->()", split=("format", "subnormal"))
def smallest_float(format: Any = "fp16", subnormal: Any = False) -> Result:
    """Smallest positive normal number of a float format.

    Formula: 2^(1 - bias); with subnormal=True that divided by 2^mantissa
    Shapes: a scalar.
    Units: none.
    Convention: format is "fp32", "tf32", "bf16", "fp16", "fp8_e4m3" or "fp8_e5m2".
    Source: IEEE 754-2019.
    Example: smallest_float("fp16") = 0.0001
    """
    mantissa, lowest, _ = _format(format)
    if not isinstance(subnormal, bool):
        raise ValueError("subnormal must be True or False")
    return np.array([2.0 ** (lowest - mantissa if subnormal else lowest)])
