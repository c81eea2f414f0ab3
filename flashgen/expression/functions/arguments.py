"""What the functions ask of their arguments, with errors that name the argument.

Each check returns the argument in the form that the function computes with and raises
ValueError, never another exception, where the argument does not have it.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from flashgen.values.batch import Batch
from flashgen.values.parts import dealt
from flashgen.values.values import (
    EXACT_INTEGERS,
    MAX_ELEMENTS,
    describe,
    describe_shape,
    matrix_product,
    round_significant,
    safe_integers,
    some,
    surely_finite,
)

Array: TypeAlias = npt.NDArray[Any]
"""An array of truth values, integers, floats, complex numbers or texts."""

Result: TypeAlias = Any
"""A scalar where the arguments are scalars, else an array."""

SUM_TOLERANCE = 1e-6
"""How far from 1 the sum of a probability distribution may be: float error, no more."""

_EXACT = 2.0**62


def values(x: Any, name: str) -> Array:
    """Return `x` as an array of any of the kinds that a value can have.

    Integers of 2**53 and beyond go on as floats, so a sum or difference cannot overflow.
    """
    array = np.asarray(x)
    kind = array.dtype.kind
    if kind == "i":
        return safe_integers(array)
    if kind == "f" and surely_finite(array):
        return array
    if kind in "Ou":
        try:  # integers too large for int64
            array = array.astype(np.float64)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{name} must be numbers") from None
    if array.dtype.kind not in "bifcU":
        raise ValueError(f"{name} must be numbers")
    if array.dtype.kind in "fc" and np.isnan(array).any():
        raise ValueError(f"{name} has an entry that is not a number (NaN)")
    return safe_integers(array) if array.dtype.kind == "i" else array


def numbers(x: Any, name: str) -> Array:
    """Return `x` as an array of real or complex numbers, truth values as 0 and 1."""
    array = values(x, name)
    if array.dtype.kind == "U":
        raise ValueError(f"{name} must be numbers, not text")
    return array.astype(np.int64) if array.dtype.kind == "b" else array


def real(x: Any, name: str, *, finite: bool = True) -> Array:
    """Return `x` as an array of int64 or float64."""
    array = numbers(x, name)
    if array.dtype.kind == "c":
        raise ValueError(f"{name} must be real numbers; take real(…) or imag(…) of it")
    if array.dtype.kind != "f":
        return array
    if finite and not surely_finite(array) and not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite")
    return array.astype(np.float64, copy=False)


def floats(x: Any, name: str, *, finite: bool = True) -> Array:
    """Return `x` as an array of float64."""
    if type(x) is float and x - x == 0:
        return np.array(x)
    return real(x, name, finite=finite).astype(np.float64)


def truths(x: Any, name: str) -> Array:
    """Return `x` as an array of truth values."""
    array = values(x, name)
    if array.dtype.kind != "b":
        raise ValueError(f"{name} must be true or false, such as the comparison x > 0")
    return array


def texts(x: Any, name: str) -> Array:
    """Return `x` as an array of texts."""
    array = values(x, name)
    if array.dtype.kind != "U" and array.size:
        raise ValueError(f'{name} must be texts, such as ["A", "B"]')
    return array.astype(np.str_)


def any_vector(x: Any, name: str, *, least: int = 1) -> Array:
    """Return `x` as a vector of at least `least` values of any kind."""
    array = values(x, name)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a vector, not {describe(array)}")
    if array.size < least:
        entries = "entry" if least == 1 else "entries"
        raise ValueError(f"{name} must have at least {least} {entries}")
    return array


def symmetric(x: Any, name: str) -> Array:
    """Return `x` as symmetric matrices of floats, (draws, n, n)."""
    array = filled(floats(x, name), name)
    if not is_symmetric(array).all():
        raise ValueError(f"{name} must be a symmetric matrix")
    halves: Array = (array + np.swapaxes(array, -1, -2)) / 2
    return halves


def is_symmetric(array: Array) -> Array:
    """Tell which of square matrices of floats, (draws, n, n), are symmetric."""
    other, sizes = np.swapaxes(array, -1, -2), np.abs(array)
    bound = 1e-9 * (np.max(sizes, axis=(-2, -1), keepdims=True) + np.swapaxes(sizes, -1, -2))
    same: Array = np.all(np.abs(array - other) <= bound, axis=(-2, -1))
    return same


def number(x: Any, name: str, *, finite: bool = True) -> float:
    """Return `x` as one real number (an int stays an int)."""
    if type(x) is int and -EXACT_INTEGERS < x < EXACT_INTEGERS:
        return x
    array = real(x, name, finite=finite)
    if array.ndim != 0:
        raise ValueError(f"{name} must be one number, not {describe(array)}")
    return int(array) if array.dtype.kind == "i" else float(array)


def positive_numbers(x: Any, name: str) -> Array:
    """Return `x` as an array of floats above 0."""
    array = floats(x, name)
    if some(array <= 0):
        raise ValueError(f"{name} must be positive, not {array[array <= 0].flat[0]:g}")
    return array


def not_negative_numbers(x: Any, name: str) -> Array:
    """Return `x` as an array of floats of at least 0."""
    array = floats(x, name)
    if some(array < 0):
        raise ValueError(f"{name} must be at least 0, not {array[array < 0].flat[0]:g}")
    return array


def fractions(x: Any, name: str) -> Array:
    """Return `x` as an array of floats between 0 and 1, both included."""
    array = floats(x, name)
    if some(array < 0) or some(array > 1):
        raise ValueError(f"{name} must be between 0 and 1")
    return array


def inner_fractions(x: Any, name: str) -> Array:
    """Return `x` as an array of floats between 0 and 1, both excluded."""
    array = floats(x, name)
    if some(array <= 0) or some(array >= 1):
        raise ValueError(f"{name} must be between 0 and 1, both excluded")
    return array


def vector_or_matrix(x: Array) -> Array:
    """Return `x`, draws in front, which must be a vector or a matrix in each."""
    if x.ndim not in (2, 3):
        raise ValueError("x must be a vector or a matrix")
    return x


def whole(x: Any, name: str, *, least: int | None = None, most: int | None = None) -> int:
    """Return `x` as an int between `least` and `most`; 3.0 is a whole number too."""
    if isinstance(x, int) and not isinstance(x, bool):
        given = x
    else:
        exact = number(significant(number(x, name)), name)
        given = int(exact)
        if given != exact:
            raise ValueError(f"{name} must be a whole number, not {exact:g}")
    if least is not None and given < least:
        raise ValueError(f"{name} must be at least {least}")
    if most is not None and given > most:
        raise ValueError(f"{name} must be at most {most}")
    return given


def wholes(x: Any, name: str, *, least: int, most: int = 2**62) -> Array:
    """Return `x` as an array of int64, each entry between `least` and `most`; 3.0 is whole too."""
    array = np.asarray(significant(real(x, name)))
    wrong = array[array != np.floor(array)]
    if wrong.size:
        raise ValueError(f"{name} must be a whole number, not {wrong.flat[0]:g}")
    if some(array < least):
        raise ValueError(f"{name} must be at least {least}")
    if some(array > most):
        raise ValueError(f"{name} must be at most {most}")
    return array.astype(np.int64)


def whole_numbers(x: Any, name: str, *, least: int | None = None) -> Array:
    """Return `x` as an array of int64, each entry of at least `least`."""
    array = real(x, name)
    if array.dtype.kind == "f":
        array = np.asarray(significant(array))
        if np.any(array != np.floor(array)) or np.any(np.abs(array) > _EXACT):
            raise ValueError(f"{name} must be whole numbers")
        array = array.astype(np.int64)
    if least is not None and np.any(array < least):
        raise ValueError(f"{name} must be at least {least}")
    return array


def exact_integers(x: Any, name: str, *, least: int, most: int) -> Array:
    """Return `x` as an array of Python's integers, which hold any product."""
    return wholes(x, name, least=least, most=most).astype(object)


def indices(x: Any, name: str, count: int) -> Array:
    """Return `x` as an array of indices, each from 0 to count - 1."""
    array = whole_numbers(x, name)
    if some(array < 0) or some(array >= count):
        raise ValueError(f"{name} must be between 0 and {count - 1}")
    return array


def flag(x: Any, name: str) -> bool:
    """Return `x`, which must be True or False."""
    array = values(x, name)
    if array.ndim != 0 or array.dtype.kind != "b":
        raise ValueError(f"{name} must be True or False")
    return bool(array)


def option(x: Any, name: str, options: Sequence[str]) -> str:
    """Return `x`, which must be one of the texts `options`."""
    if not isinstance(x, str) or x not in options:
        raise ValueError(f"{name} must be one of {', '.join(repr(o) for o in options)}")
    return str(x)


def unit_factor(unit: Any) -> float:
    """Return how many radians one `unit` ("radians" or "degrees") is."""
    return 1.0 if option(unit, "unit", ("radians", "degrees")) == "radians" else np.pi / 180


def axis_of(axis: Any, dimensions: int) -> int:
    """Return `axis`, which must be an axis of an array of so many dimensions."""
    given = whole(axis, "axis")
    if not -dimensions <= given < dimensions:
        raise ValueError(f"axis must be an axis of an array of {dimensions} dimensions")
    return given


def along(array: Array, axis: Any) -> Array:
    """Return (draws, …) with an axis of a draw, some axes or all its entries, on the last axis.

    A reduction over the last axis of a contiguous array adds up in the same order whatever else
    is in it.
    """
    if axis is None:
        return array.reshape(len(array), math.prod(array.shape[1:]))
    if isinstance(axis, tuple):
        places = [1 + axis_of(each, array.ndim - 1) % max(array.ndim - 1, 1) for each in axis]
        if not places or len(set(places)) < len(places):
            raise ValueError("axis must name each axis once, as in (0, 2)")
        last = range(array.ndim - len(places), array.ndim)
        moved = np.ascontiguousarray(np.moveaxis(array, sorted(places), list(last)))
        kept = moved.shape[: array.ndim - len(places)]
        return moved.reshape(*kept, math.prod(moved.shape[len(kept) :]))
    place = 1 + axis_of(axis, array.ndim - 1) % max(array.ndim - 1, 1)
    return np.ascontiguousarray(np.moveaxis(array, place, -1))


def filled(array: Array, name: str) -> Array:
    """Return (draws, …), of which each draw must have an entry."""
    if 0 in array.shape[1:]:
        raise ValueError(f"{name} must have at least one entry")
    return array


def beside(scalars: Array, array: Array) -> Array:
    """Return numbers, one a draw, with the axes that (draws, …) has."""
    return scalars.reshape(scalars.shape + (1,) * (array.ndim - scalars.ndim))


def of_distinct(operation: Callable[[Any], Any], array: Array) -> Array:
    """Apply a function of one number to each entry, once to each that is distinct."""
    entries = array.ravel().tolist()
    known = {entry: operation(entry) for entry in dict.fromkeys(entries)}
    made = [known[entry] for entry in entries]
    # Left to itself, numpy makes uint64 or floats of integers from 2**63 on.
    integers = all(type(each) is int for each in known.values())
    dtype = np.int64 if integers else None
    try:
        return np.array(made, dtype=dtype if made else array.dtype).reshape(array.shape)
    except OverflowError:
        return np.array(made, dtype=object).reshape(array.shape)


def products(a: Array, b: Array) -> Array:
    """Multiply matrices, (draws, m, k) by (draws, k, n), in a fixed order.

    Raises FloatingPointError for an overflow.
    """
    result = matrix_product(a, b)
    if result.dtype.kind in "fc" and not np.isfinite(result).all():
        raise FloatingPointError("overflow in a product")
    return result


def distribution(x: Any, name: str) -> Array:
    """Return `x` as probability distributions over the last axis."""
    array = floats(x, name)
    if array.ndim == 0 or not array.shape[-1]:
        raise ValueError(f"{name} must be a vector of probabilities")
    if some(array < 0):
        raise ValueError(f"{name} must be probabilities, but one entry is below 0")
    sums = np.sum(array, axis=-1)
    wrong = np.abs(sums - 1) > SUM_TOLERANCE
    if some(wrong):
        total = float(np.atleast_1d(sums)[np.atleast_1d(wrong)][0])
        raise ValueError(f"the probabilities in {name} must sum to 1, but sum to {total:.6g}")
    return array


def graph(x: Any, name: str = "adjacency") -> Array:
    """Return square matrices as adjacency matrices: no entry below 0."""
    array = filled(real(x, name), name)
    if some(array < 0):
        raise ValueError(f"{name} must have no entry below 0")
    return array


def undirected_graph(x: Any, name: str = "adjacency") -> Array:
    """Return square matrices as adjacency matrices of undirected graphs: symmetric too."""
    array = graph(x, name)
    if not np.array_equal(array, np.swapaxes(array, -1, -2)):
        raise ValueError(f"{name} must be symmetric: the graph is undirected")
    return array


def places_where(chosen: Array) -> Batch:
    """Return the indices of the true entries of each draw, given (draws, n) truth values."""
    return dealt(np.nonzero(chosen)[1], np.count_nonzero(chosen, axis=-1))


def first_node(wrong: Array) -> int:
    """Return the number of the first node in question, given (draws, n) truth values."""
    return int(np.argwhere(wrong)[0, -1])


def same_axes(first: Array, second: Array, names: str) -> None:
    """Check that the draws of two arrays (draws, …) have the same shape."""
    if first.shape[1:] != second.shape[1:]:
        raise ValueError(
            f"{names} must have the same shape, "
            f"not {describe_shape(first.shape[1:])} and {describe_shape(second.shape[1:])}"
        )


def same_kind(arrays: Sequence[Array], names: str) -> None:
    """Check that arrays hold all numbers or all texts; an empty one may be of either."""
    if len({array.dtype.kind == "U" for array in arrays if array.size}) > 1:
        raise ValueError(f"{names} must be all numbers or all texts")


def significant(x: Any) -> Result:
    """Return floats rounded to 12 significant digits, as values are when stored."""
    if isinstance(x, np.ndarray | np.generic) and x.ndim == 0:
        x = x.item()
    return round_significant(x)


def keeping_integers(operation: Callable[..., Any], *arrays: Array) -> Result:
    """Apply a sum of products: to integers exactly in draws where int64 holds them, else to floats.

    Raises FloatingPointError for an overflow.
    """
    as_floats = [array.astype(np.float64) for array in arrays]
    if any(array.dtype.kind != "i" for array in arrays):
        return operation(*as_floats)
    bound = np.asarray(operation(*[np.abs(array) for array in as_floats]))
    beyond = np.max(bound, axis=tuple(range(1, bound.ndim)), keepdims=True, initial=0) >= _EXACT
    if not some(beyond):
        return operation(*arrays)
    return np.where(beyond, operation(*as_floats), operation(*arrays))


def checked_size(elements: int) -> None:
    """Check that a result of so many elements may be made."""
    if elements > MAX_ELEMENTS:
        raise ValueError(f"the result would have {elements} elements; {MAX_ELEMENTS} is the limit")
