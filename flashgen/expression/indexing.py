"""Indexing of arrays: `x[i]`, `A[i, j]`, `A[:, 0]`, `x[x > 0]`, `A[rows]`, in many draws."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from flashgen.expression.errors import EvaluationError
from flashgen.expression.texts import part_of
from flashgen.values.batch import Dense, Texts, describe
from flashgen.values.values import MAX_DIMENSIONS, MAX_ELEMENTS, Array

# A part of an index: None for a new axis, a slice, whole numbers (draws,) or (draws, *shape).
Part = Any


def take(array: Dense, parts: Sequence[Part]) -> Dense:
    """Return `array[parts]` of each draw.

    Raises ValueError for an index that is out of range, does not fit the array or makes a
    result that is too large.
    """
    if isinstance(array, Texts) and len(array.shape) == 1 and len(parts) == 1:
        part = parts[0] if isinstance(parts[0], slice) else _whole(parts[0])
        if isinstance(part, slice) or part.ndim == 1:
            return part_of(array, part)
    if len(array.shape) == 1:
        raise EvaluationError(f"only an array has entries to index, not {describe(array)}")
    if isinstance(array, Texts):
        return Texts(_taken(array.codes, parts, describe(array)), array.table)
    return _taken(array, parts, describe(array))


def _taken(array: Array, parts: Sequence[Part], described: str) -> Array:
    if len(parts) == 1 and _is_scalar(parts[0]):  # most indexings by far
        _check_range(parts[0], array.shape[1])
        return _entries(array, parts[0])
    parts = _checked(array, parts, described)
    basic = tuple(
        part if part is None or isinstance(part, slice) else slice(None) for part in parts
    )
    # Each part but None takes an axis; each but a whole number leaves one.
    kept = array[(slice(None), *basic)]
    chosen = [
        (axis, part) for axis, part in enumerate(parts, start=1) if isinstance(part, np.ndarray)
    ]
    if not chosen:
        return np.ascontiguousarray(kept)
    inside = max(part.ndim - 1 for _, part in chosen)
    axes = [axis for axis, _ in chosen]
    moved = np.moveaxis(kept, axes, range(1, len(axes) + 1))
    draws = max(kept.shape[0], *(part.shape[0] for _, part in chosen))
    which = np.arange(draws) if kept.shape[0] == draws else np.zeros(draws, dtype=np.int64)
    indices = [part.reshape(part.shape[:1] + (1,) * (inside + 1 - part.ndim) + part.shape[1:])
               for _, part in chosen]  # fmt: skip
    result = moved[(which.reshape((-1,) + (1,) * inside), *indices)]
    together = axes == list(range(axes[0], axes[0] + len(axes)))
    if inside and together:  # as numpy places them
        start = range(1, 1 + inside)
        result = np.moveaxis(result, start, range(axes[0], axes[0] + inside))
    return np.ascontiguousarray(result)


def _is_scalar(part: Part) -> bool:
    return isinstance(part, np.ndarray) and part.ndim == 1 and part.dtype.kind == "i"


def _entries(array: Array, places: Array) -> Array:
    if places.shape[0] == 1:
        return np.ascontiguousarray(array[:, int(places[0])])
    if array.shape[0] == 1:
        constant: Array = array[0][places]
        return constant
    entries: Array = array[np.arange(places.shape[0]), places]
    return entries


def _checked(array: Array, parts: Sequence[Part], described: str) -> list[Part]:
    """Return the parts of an index, checked one by one against the axes they index.

    What numpy would do is known from the parts alone, so that the size of the result is
    checked before it is made.
    """
    dimensions = array.ndim - 1
    taken = sum(part is not None for part in parts)
    if taken > dimensions:
        raise EvaluationError(
            f"{taken} indices for {described}, which has "
            + ("1 axis" if dimensions == 1 else f"{dimensions} axes")
        )
    checked: list[Part] = []
    chosen: list[tuple[int, ...]] = []
    lengths = list(array.shape[1 + taken :])
    axis = 0
    for part in parts:
        if part is None:
            checked.append(None)
            continue
        axis += 1
        length = array.shape[axis]
        if isinstance(part, slice):
            lengths.append(len(range(*part.indices(length))))
        else:
            part = _whole(part)
            _check_range(part, length)
            if part.ndim > 1:
                chosen.append(part.shape[1:])
        checked.append(part)
    try:
        lengths.extend(np.broadcast_shapes(*chosen))
    except ValueError:
        raise EvaluationError("the arrays of this index have different lengths") from None
    if math.prod(lengths) > MAX_ELEMENTS:
        raise EvaluationError(f"the result would have more than {MAX_ELEMENTS} elements")
    if len(lengths) + sum(part is None for part in parts) > MAX_DIMENSIONS:
        raise EvaluationError(f"the result would have more than {MAX_DIMENSIONS} axes")
    return checked


def _whole(part: Dense) -> Array:
    if isinstance(part, np.ndarray):
        if part.dtype.kind == "i":
            return part
        if part.dtype.kind == "f" and part.ndim > 1 and not math.prod(part.shape[1:]):
            return part.astype(np.int64)  # []
        if part.dtype.kind in "fc":
            raise EvaluationError("an index must be a whole number", "use int(…) or round(…)")
        if part.dtype.kind == "O":
            raise EvaluationError("this index is out of range")
    raise EvaluationError(f"an index must be a whole number, not {describe(part)}")


def _check_range(places: Array, length: int) -> None:
    if not places.size:
        return
    low, high = int(places.min()), int(places.max())
    if -length <= low and high < length:
        return
    wrong = high if high >= length else low
    entries = "1 entry" if length == 1 else f"{length} entries"
    hint = f"the first is 0, the last is {length - 1}" if length else None
    raise EvaluationError(f"index {wrong} is out of range for {entries}", hint)


def mask_places(mask: Array, array: Dense, axis: int, *, alone: bool) -> list[tuple[Array, Array]]:
    """Turn a mask into indices: parts of the draws, each with as many true entries.

    The mask (draws, n) chooses along axis `axis` of a draw's array.
    """
    shape = array.shape[1:]
    if mask.ndim > 2 and alone:
        if mask.shape[1:] != shape:
            raise EvaluationError(
                f"{describe(mask)} cannot choose from {describe(array)}: "
                "the shapes must be the same"
            )
        mask = mask.reshape(mask.shape[0], -1)
    elif axis < len(shape) and mask.shape[1:] != (shape[axis],):
        raise EvaluationError(
            f"{describe(mask)} cannot choose from {shape[axis]} entries: "
            "it must be as long as the axis"
        )
    counts = np.count_nonzero(mask, axis=-1)
    made = []
    for count in np.unique(counts).tolist():
        draws = np.flatnonzero(counts == count)
        places = np.nonzero(mask[draws])[1].reshape(len(draws), count)
        made.append((draws, places))
    return made
