"""Indexing of arrays: `x[i]`, `A[i, j]`, `A[:, 0]`, `x[x > 0]`, `A[rows]`."""

import math
from typing import Any

import numpy as np

from flashgen.expression.errors import EvaluationError
from flashgen.values.values import MAX_DIMENSIONS, MAX_ELEMENTS, Array, Value, describe, normalise


def take(array: Any, index: Any) -> Value:
    """Return `array[index]`, for one index or a tuple of them.

    Raises: ValueError where the index is out of range, does not fit the array or makes a
    result that is too large.
    """
    if not isinstance(array, np.ndarray):
        raise EvaluationError(f"only an array has entries to index, not {describe(array)}")
    if type(index) is int:
        if array.ndim == 1:
            length = array.shape[0]
            if -length <= index < length:
                entry: Value = array.item(index)
                return entry
        _check_range(index, array.shape[0])
        return normalise(array[index])
    parts = index if isinstance(index, tuple) else (index,)
    if len(parts) == array.ndim and all(type(part) is int for part in parts):
        for part, length in zip(parts, array.shape, strict=True):
            _check_range(part, length)
        element: Value = array.item(parts)
        return element
    return normalise(array[_checked(array, parts)])


def _checked(array: Array, parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the parts of an index, checked one by one against the axes they index.

    What numpy would do is known from the parts alone, so that the size of the result is
    checked before it is made.
    """
    if len(parts) == 1 and _kind(parts[0]) == "b" and parts[0].ndim > 1:
        if parts[0].shape != array.shape:
            raise EvaluationError(
                f"{describe(parts[0])} cannot choose from {describe(array)}: "
                "the shapes must be the same"
            )
        return parts
    taken = sum(part is not None for part in parts)
    if taken > array.ndim:
        raise EvaluationError(
            f"{taken} indices for {describe(array)}, which has "
            + ("1 axis" if array.ndim == 1 else f"{array.ndim} axes")
        )
    checked: list[Any] = []
    chosen: list[tuple[int, ...]] = []
    lengths = list(array.shape[taken:])
    axis = 0
    for part in parts:
        if part is None:
            checked.append(None)
            continue
        length = array.shape[axis]
        axis += 1
        if type(part) is int:
            _check_range(part, length)
        elif isinstance(part, slice):
            lengths.append(len(range(*part.indices(length))))
        else:
            part = _index_array(part, length)
            chosen.append(part.shape)
        checked.append(part)
    try:
        lengths.extend(np.broadcast_shapes(*chosen))
    except ValueError:
        raise EvaluationError("the arrays of this index have different lengths") from None
    if math.prod(lengths) > MAX_ELEMENTS:
        raise EvaluationError(f"the result would have more than {MAX_ELEMENTS} elements")
    if len(lengths) + sum(part is None for part in parts) > MAX_DIMENSIONS:
        raise EvaluationError(f"the result would have more than {MAX_DIMENSIONS} axes")
    return tuple(checked)


def _index_array(part: Any, length: int) -> Array:
    kind = _kind(part)
    if kind == "b":
        if part.shape != (length,):
            raise EvaluationError(
                f"{describe(part)} cannot choose from {length} entries: "
                "it must be as long as the axis"
            )
        return np.flatnonzero(part)
    if kind == "i":
        if part.size and not (-length <= int(part.min()) and int(part.max()) < length):
            wrong = int(part.max()) if int(part.max()) >= length else int(part.min())
            _check_range(wrong, length)
        whole: Array = part
        return whole
    if kind == "f" and not part.size:
        return part.astype(np.int64)  # type: ignore[no-any-return]  # []
    if kind in "fc" or isinstance(part, float | complex):
        raise EvaluationError("an index must be a whole number", "use int(…) or round(…)")
    raise EvaluationError(f"an index must be a whole number, not {describe(part)}")


def _kind(part: Any) -> str:
    return part.dtype.kind if isinstance(part, np.ndarray) else "?"


def _check_range(index: int, length: int) -> None:
    if not -length <= index < length:
        entries = "1 entry" if length == 1 else f"{length} entries"
        hint = f"the first is 0, the last is {length - 1}" if length else None
        raise EvaluationError(f"index {index} is out of range for {entries}", hint)
