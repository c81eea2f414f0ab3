"""Elementary functions: roots, powers of e, logarithms, angles."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import Result, floats, of_distinct
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some

LARGEST_EXPONENT = 709.78
"""exp of more than this overflows a double."""


@vectorized("(...)->(...)")
def sqrt(x: Any) -> Result:
    """Square root, elementwise.

    Formula: x^(1/2)
    Shapes: x of any shape; the result has the shape of x.
    Units: the square root of those of x.
    Source: numpy.sqrt.
    Raises: ValueError where an entry is negative.
    Example: sqrt([4, 2]) = [2, 1.4142]
    """
    array = floats(x, "x")
    if some(array < 0):
        raise ValueError("x must be at least 0")
    return np.sqrt(array)


@vectorized("(...)->(...)")
def exp(x: Any) -> Result:
    """Exponential function, elementwise.

    Formula: e^x
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: numpy.exp.
    Raises: ValueError where an entry is above 709.78, so that the result overflows.
    Example: exp([0, 1]) = [1, 2.7183]
    """
    return np.exp(_exponent(x))


def _exponent(x: Any) -> Any:
    array = floats(x, "x", finite=False)
    if some(array > LARGEST_EXPONENT):
        raise ValueError(f"x must be at most {LARGEST_EXPONENT}, or the result overflows")
    return array


@vectorized("(...)->(...)")
def log(x: Any) -> Result:
    """Natural logarithm, elementwise.

    Formula: ln x
    Shapes: x of any shape; the result has the shape of x.
    Units: nats, where x is a probability.
    Source: numpy.log.
    Raises: ValueError where an entry is not positive.
    Example: log([1, e]) = [0, 1]
    """
    return _logarithm(np.log, x)


@vectorized("(...)->(...)")
def log2(x: Any) -> Result:
    """Logarithm to base 2, elementwise.

    Formula: ln x / ln 2
    Shapes: x of any shape; the result has the shape of x.
    Units: bits, where x is a probability.
    Source: numpy.log2.
    Raises: ValueError where an entry is not positive.
    Example: log2([8, 0.5]) = [3, -1]
    """
    return _logarithm(np.log2, x)


@vectorized("(...)->(...)")
def log10(x: Any) -> Result:
    """Logarithm to base 10, elementwise.

    Formula: ln x / ln 10
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: numpy.log10.
    Raises: ValueError where an entry is not positive.
    Example: log10([1000, 0.1]) = [3, -1]
    """
    return _logarithm(np.log10, x)


def _logarithm(function: Callable[..., Any], x: Any) -> Result:
    array = floats(x, "x")
    if some(array <= 0):
        raise ValueError("x must be positive, for a logarithm")
    return function(array)


@vectorized("(...)->(...)")
def sin(x: Any) -> Result:
    """Sine, elementwise.

    Shapes: x of any shape; the result has the shape of x.
    Units: x in radians.
    Source: numpy.sin.
    Example: sin(pi / 6) = 0.5
    """
    return np.sin(floats(x, "x"))


@vectorized("(...)->(...)")
def cos(x: Any) -> Result:
    """Cosine, elementwise.

    Shapes: x of any shape; the result has the shape of x.
    Units: x in radians.
    Source: numpy.cos.
    Example: cos(pi / 3) = 0.5
    """
    return np.cos(floats(x, "x"))


@vectorized("(...)->(...)")
def tan(x: Any) -> Result:
    """Tangent, elementwise.

    Formula: sin(x) / cos(x)
    Shapes: x of any shape; the result has the shape of x.
    Units: x in radians.
    Source: numpy.tan.
    Example: tan(pi / 4) = 1
    """
    return np.tan(floats(x, "x"))


@vectorized("(...)->(...)")
def arcsin(x: Any) -> Result:
    """Inverse sine, elementwise.

    Shapes: x of any shape; the result has the shape of x.
    Units: radians, from -pi/2 to pi/2.
    Source: numpy.arcsin.
    Raises: ValueError where an entry is not between -1 and 1.
    Example: arcsin(1) = 1.5708
    """
    return np.arcsin(_between_ones(x))


@vectorized("(...)->(...)")
def arccos(x: Any) -> Result:
    """Inverse cosine, elementwise.

    Shapes: x of any shape; the result has the shape of x.
    Units: radians, from 0 to pi.
    Source: numpy.arccos.
    Raises: ValueError where an entry is not between -1 and 1.
    Example: arccos(0.5) = 1.0472
    """
    return np.arccos(_between_ones(x))


def _between_ones(x: Any) -> Any:
    array = floats(x, "x")
    if some(np.abs(array) > 1 + 1e-12):
        raise ValueError("x must be between -1 and 1")
    return np.clip(array, -1, 1)  # a cosine computed in floats may be 1 + 2e-16


@vectorized("(...)->(...)")
def arctan(x: Any) -> Result:
    """Inverse tangent, elementwise.

    Shapes: x of any shape; the result has the shape of x.
    Units: radians, from -pi/2 to pi/2.
    Source: numpy.arctan.
    Example: arctan(1) = 0.7854
    """
    return np.arctan(floats(x, "x", finite=False))


@vectorized("(...),(...)->(...)")
def arctan2(y: Any, x: Any) -> Result:
    """Angle of the point (x, y) from the positive x axis, elementwise.

    Shapes: y and x scalars or of one shape, as is the result.
    Units: radians, above -pi and up to pi.
    Convention: y comes first; the angle of the origin is 0.
    Source: numpy.arctan2.
    Example: arctan2(1, -1) = 2.3562
    """
    # adding 0 turns -0 into 0: a side of the cut that no reader can see
    return np.arctan2(floats(y, "y") + 0.0, floats(x, "x") + 0.0)


@vectorized("(...)->(...)")
def sinh(x: Any) -> Result:
    """Hyperbolic sine, elementwise.

    Formula: (e^x - e^-x) / 2
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: numpy.sinh.
    Raises: ValueError where the result overflows.
    Example: sinh(1) = 1.1752
    """
    return np.sinh(_small(x))


@vectorized("(...)->(...)")
def cosh(x: Any) -> Result:
    """Hyperbolic cosine, elementwise.

    Formula: (e^x + e^-x) / 2
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: numpy.cosh.
    Raises: ValueError where the result overflows.
    Example: cosh(1) = 1.5431
    """
    return np.cosh(_small(x))


def _small(x: Any) -> Any:
    array = floats(x, "x")
    if np.any(np.abs(array) > LARGEST_EXPONENT):
        raise ValueError(f"x must be between -{LARGEST_EXPONENT} and {LARGEST_EXPONENT}")
    return array


@vectorized("(...)->(...)")
def arccosh(x: Any) -> Result:
    """Inverse hyperbolic cosine, elementwise.

    Formula: ln(x + sqrt(x^2 - 1))
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Convention: the branch that is not negative.
    Source: numpy.arccosh.
    Raises: ValueError where an entry is below 1.
    Example: arccosh(2) = 1.317
    """
    array = floats(x, "x")
    if np.any(array < 1):
        raise ValueError("x must be at least 1")
    return np.arccosh(array)


@vectorized("(...)->(...)")
def arctanh(x: Any) -> Result:
    """Inverse hyperbolic tangent, elementwise.

    Formula: ln((1 + x) / (1 - x)) / 2
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: numpy.arctanh.
    Raises: ValueError where an entry is not above -1 and below 1.
    Example: arctanh(0.5) = 0.5493
    """
    array = floats(x, "x")
    if np.any(np.abs(array) >= 1):
        raise ValueError("x must be above -1 and below 1")
    return np.arctanh(array)


@vectorized("(...)->(...)")
def degrees(x: Any) -> Result:
    """Angle in degrees, elementwise.

    Formula: 180 x / pi
    Shapes: x of any shape; the result has the shape of x.
    Units: x in radians, the result in degrees.
    Source: numpy.degrees.
    Example: degrees(pi / 2) = 90
    """
    return np.degrees(floats(x, "x"))


@vectorized("(...)->(...)")
def radians(x: Any) -> Result:
    """Angle in radians, elementwise.

    Formula: pi x / 180
    Shapes: x of any shape; the result has the shape of x.
    Units: x in degrees, the result in radians.
    Source: numpy.radians.
    Example: radians(180) = 3.1416
    """
    return np.radians(floats(x, "x"))


@vectorized("(...)->(...)")
def erf(x: Any) -> Result:
    """Error function, elementwise.

    Formula: (2 / sqrt(pi)) times the integral of exp(-t^2) from 0 to x
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: math.erf.
    Example: erf([0, 1]) = [0, 0.8427]
    """
    return of_distinct(math.erf, floats(x, "x"))


@vectorized("(...)->(...)")
def erfc(x: Any) -> Result:
    """Complementary error function, elementwise.

    Formula: 1 - erf(x)
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: math.erfc.
    Example: erfc([0, 1]) = [1, 0.1573]
    """
    return of_distinct(math.erfc, floats(x, "x"))


@vectorized("(...)->(...)")
def expm1(x: Any) -> Result:
    """Exponential function less 1, elementwise, exact for small x too.

    Formula: e^x - 1
    Shapes: x of any shape; the result has the shape of x.
    Units: none.
    Source: numpy.expm1.
    Raises: ValueError where x is so large that the result overflows.
    Example: expm1([0, 1]) = [0, 1.7183]
    """
    array = floats(x, "x", finite=False)
    if some(array > LARGEST_EXPONENT):
        raise ValueError(f"x must be at most {LARGEST_EXPONENT}, or the result overflows")
    return np.expm1(array)


@vectorized("(...)->(...)")
def log1p(x: Any) -> Result:
    """Natural logarithm of 1 + x, elementwise, exact for small x too.

    Formula: ln(1 + x)
    Shapes: x of any shape; the result has the shape of x.
    Units: nats.
    Source: numpy.log1p.
    Raises: ValueError where x is not above -1.
    Example: log1p([0, 1]) = [0, 0.6931]
    """
    array = floats(x, "x")
    if some(array <= -1):
        raise ValueError("x must be above -1, for a logarithm of 1 + x")
    return np.log1p(array)


@vectorized("(...),(...)->(...)")
def logaddexp(a: Any, b: Any) -> Result:
    """Logarithm of the sum of two exponentials, elementwise.

    Formula: ln(exp(a) + exp(b))
    Shapes: a and b scalars or of one shape, as is the result.
    Units: nats.
    Convention: the larger is taken out first, so that nothing overflows.
    Source: numpy.logaddexp.
    Example: logaddexp(0, log(3)) = 1.3863
    """
    first, second = floats(a, "a"), floats(b, "b")
    return np.maximum(first, second) + np.log1p(np.exp(-np.abs(first - second)))
