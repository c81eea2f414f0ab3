"""The axes of a call's arguments, as the function declares them, and of its result."""

import math
from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np

from flashgen.expression.functions.declaration import Axes, Declaration
from flashgen.values.batch import Batch, Dense, Ragged, describe, narrowed_integers, texts_of
from flashgen.values.parts import merge
from flashgen.values.values import MAX_DIMENSIONS, MAX_ELEMENTS, MAX_TEXT, Array, describe_shape

_DIMENSIONS: Final = {0: "one number", 1: "a vector", 2: "a matrix"}


def arranged(
    function: str, names: Sequence[str], arguments: Sequence[Any], declaration: Declaration
) -> list[Any]:
    """Return the arguments with the axes of a draw as declared, and the draws in front.

    Raises ValueError where an argument has other axes.
    """
    lengths: dict[str, tuple[int, str]] = {}
    further: tuple[str, tuple[int, ...]] | None = None
    draws = 1
    for name, array in zip(names, arguments, strict=True):
        axes = declaration.axes.get(name)
        if axes is None or array is None:
            continue
        draws = max(draws, array.shape[0]) if array.shape[0] else 0
        own = () if axes.free else _own_axes(function, name, array, axes)
        if own:
            if further is None:
                further = (name, own)
            elif own != further[1]:
                both = "the arguments" if name in declaration.many else f"{further[0]} and {name}"
                raise ValueError(
                    f"{function}: {both} must have the same shape, "
                    f"not {describe_shape(further[1])} and {describe_shape(own)}"
                )
        if not axes.free:
            _check_lengths(function, name, array, axes, lengths, declaration.vectors)
    if any(array is not None and not isinstance(array, tuple) and array.shape[0] == 0
           for name, array in zip(names, arguments, strict=True)
           if name in declaration.axes):  # fmt: skip
        draws = 0
    depth = len(further[1]) if further else 0
    arranged = []
    for name, array in zip(names, arguments, strict=True):
        axes = declaration.axes.get(name)
        if axes is None or array is None:
            arranged.append(array)
            continue
        core = len(axes.names)
        missing = 0 if axes.free else depth - (array.ndim - 1 - core)
        if missing:
            array = array.reshape(array.shape[:1] + (1,) * missing + array.shape[1:])
        if array.shape[0] != draws:
            # Not a view: numpy would add up its entries in another order.
            array = np.repeat(array[:1], draws, axis=0)
        arranged.append(array)
    return arranged


def _own_axes(function: str, name: str, array: Array, axes: Axes) -> tuple[int, ...]:
    """Return the further axes of an argument, before those that are declared."""
    inside, core = array.ndim - 1, len(axes.names)
    if inside == core or (axes.further and inside > core):
        return array.shape[1 : array.ndim - core]
    if axes.further:
        wanted = "a vector or a matrix" if core == 1 else "a matrix"
    elif core == 2 and axes.names[0] == axes.names[1]:
        wanted = "a square matrix"
    else:
        wanted = _DIMENSIONS.get(core, f"an array of {core} axes")
    raise ValueError(f"{function}: {name} must be {wanted}, not {describe(array)}")


def _check_lengths(
    function: str,
    name: str,
    array: Array,
    axes: Axes,
    lengths: dict[str, tuple[int, str]],
    vectors: Collection[str],
) -> None:
    start = array.ndim - len(axes.names)
    for axis, length in zip(axes.names, array.shape[start:], strict=True):
        if axis.isdigit():
            if length != int(axis):
                raise ValueError(f"{function}: {name} must have {axis} entries, not {length}")
            continue
        known, where = lengths.setdefault(axis, (length, name))
        if known == length:
            continue
        if where == name:
            raise ValueError(f"{function}: {name} must be a square matrix, not {describe(array)}")
        if len(axes.names) == 1 and where in vectors:
            raise ValueError(
                f"{function}: {where} and {name} must have the same shape, "
                f"not a vector of {known} and a vector of {length}"
            )
        raise ValueError(
            f"{function}: the axis `{axis}` of {where} and {name} must have one length, "
            f"not {known} and {length}"
        )


def checked_result(result: Any, count: int) -> Batch:
    """Return the result of a function over `count` draws, if it is a value in each.

    Raises ValueError for NaN, and for what is too large.
    """
    if isinstance(result, Ragged):
        return merge([(places, _checked(part)) for places, part in result.parts], count)
    return _checked(result)


def _checked(result: Any) -> Dense:
    array = np.asarray(result)
    kind = array.dtype.kind
    if array.ndim == 0:
        array = array[np.newaxis]
    if math.prod(array.shape[1:]) > MAX_ELEMENTS:
        size = math.prod(array.shape[1:])
        raise ValueError(f"the result would have {size} elements; {MAX_ELEMENTS} is the limit")
    if array.ndim - 1 > MAX_DIMENSIONS:
        raise ValueError(f"the result has more than {MAX_DIMENSIONS} axes")
    if not array.flags.c_contiguous:
        # numpy adds up an array in the order of its memory, which must not show in a sum.
        array = np.ascontiguousarray(array)
    if kind in "fc":
        wanted = np.float64 if kind == "f" else np.complex128
        if array.dtype != wanted:
            array = array.astype(wanted)
        if np.isnan(array).any():
            entry = "" if array.ndim == 1 else " has an entry that"
            raise ValueError(f"the result{entry} is not a number (NaN)")
        return array
    if kind in "iu":
        if kind == "u" and array.size and array.max() > np.iinfo(np.int64).max:
            return narrowed_integers(array.astype(object))
        return array if array.dtype == np.int64 else array.astype(np.int64)
    if kind == "b":
        return array
    if kind == "O":
        return narrowed_integers(array)
    if kind == "U":
        if math.prod(array.shape[1:]) * array.itemsize > 4 * MAX_TEXT:
            raise ValueError(f"the texts of the result have more than {MAX_TEXT} characters")
        return texts_of(array)
    raise ValueError("the result is no array of numbers, truth values or texts")
