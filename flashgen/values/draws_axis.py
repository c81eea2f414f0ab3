"""Many draws at once: values with an axis for the draws in front.

A draw alone costs some microseconds for every operator, most of them spent on the way to numpy.
So expressions can be evaluated for a batch of draws: a value is then a plain one, the same in all
draws, a `Batch`, or `Each`. The numbers are those of one draw at a time, bit for bit: what cannot
be computed together is computed draw by draw, and what fails in one draw is left to the evaluation
of one draw at a time, which can say where and why.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from flashgen.values.values import EXACT_INTEGERS, Array, Value, largest


class Unbatchable(ValueError):  # noqa: N818  # no error: the draws are evaluated one at a time
    """What cannot be computed for a batch of draws."""


class Batch:
    """Integers, floats or truth values of one shape in every draw: (draws, *shape)."""

    __slots__ = ("array",)

    def __init__(self, array: Array) -> None:
        self.array = array

    def entries(self) -> list[Any]:
        """Return the value of each draw."""
        return self.array.tolist() if self.array.ndim == 1 else list(self.array)

    def chosen(self, places: Sequence[int]) -> "Batch":
        """Return the values of some of the draws."""
        return Batch(self.array[places])


class Each:
    """Values of any kind, one a draw."""

    __slots__ = ("values",)

    def __init__(self, values: list[Any]) -> None:
        self.values = values

    def entries(self) -> list[Any]:
        """Return the value of each draw."""
        return self.values

    def chosen(self, places: Sequence[int]) -> "Each":
        """Return the values of some of the draws."""
        return Each([self.values[place] for place in places])


Many: TypeAlias = Batch | Each

MANY: Final = (Batch, Each)


def entries(value: Value | Many, count: int) -> list[Any]:
    """Return the value of each of `count` draws."""
    return value.entries() if isinstance(value, MANY) else [value] * count


def chosen(value: Any, places: Sequence[int]) -> Any:
    """Return a value for some of the draws."""
    return value.chosen(places) if isinstance(value, MANY) else value


def gathered(values: list[Any]) -> Many:
    """Return values, one a draw, as a batch where they are of one kind and shape."""
    kinds = set(map(type, values))
    if len(kinds) == 1:
        (kind,) = kinds
        if kind is float:
            return Batch(np.array(values, dtype=np.float64))
        if kind is bool:
            return Batch(np.array(values, dtype=np.bool_))
        if kind is int:
            if min(values) > -EXACT_INTEGERS and max(values) < EXACT_INTEGERS:
                return Batch(np.array(values, dtype=np.int64))
        elif kind is np.ndarray and values[0].dtype.kind in "ifb":
            shape, dtype = values[0].shape, values[0].dtype
            if all(value.shape == shape and value.dtype == dtype for value in values):
                return Batch(np.array(values))
    return Each(values)


def checked(result: Array) -> Batch | None:
    """Return what numpy computed for all draws; None where its integers may not be exact.

    Raises Unbatchable for NaN.
    """
    kind = result.dtype.kind
    if kind == "f":
        if result.dtype != np.float64:
            result = result.astype(np.float64)
        if not all_finite(result) and np.isnan(result).any():
            raise Unbatchable
        return Batch(result)
    if kind == "i":
        if largest(result) >= EXACT_INTEGERS:
            return None
        return Batch(result if result.dtype == np.int64 else result.astype(np.int64))
    if kind == "b":
        return Batch(result)
    raise Unbatchable


def all_finite(array: Array) -> bool:
    """Tell whether a float array holds no infinity and no NaN; not sure about very large ones."""
    total = np.add.reduce(array, axis=None)
    return bool(total - total == 0)


def each(function: Callable[..., Any], arguments: Iterable[Any], count: int) -> Many:
    """Apply a function draw by draw."""
    columns = [entries(argument, count) for argument in arguments]
    return gathered([function(*row) for row in zip(*columns, strict=True)])
