"""Values of many draws at once: the draws stand on the first axis.

A batch is

- an array of shape (draws, *shape), or (1, *shape) when it is the same in every draw: truth
  values, int64, float64, complex128, or Python's integers (dtype object) beyond int64;
- `Texts`: an array of such a shape of numbers into a table of distinct texts;
- `Ragged`: dense parts, one for each shape and kind that occurs.

A single draw is a batch of one. The kind of a batch belongs to the expression that made it, so a
batch of one tells the same kind as a large one.
"""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct

from flashgen.values.values import MAX_BITS, Array, Value, describe_shape, round_array

MAX_ARRAY_BITS: Final = 1000
"""The most bits of an integer in an array: it has to go on as a float."""


class Texts(Struct, frozen=True, eq=False):
    """Texts: `codes` of shape (draws, *shape) number those of `table`, which are distinct."""

    codes: Array
    table: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape with the draws in front."""
        return self.codes.shape

    def texts(self) -> Array:
        """Return the texts as an array of objects."""
        return _objects(self.table)[self.codes]


class Ragged:
    """Draws whose values differ in shape: for each part, which draws it holds, and their values.

    Each draw stands in one part. Without parts there are no draws, and no kind is known.
    """

    __slots__ = ("_at", "_labels", "parts")

    def __init__(self, parts: "tuple[tuple[Array, Dense], ...]") -> None:
        self.parts = parts
        self._labels: Array | None = None
        self._at: Array | None = None

    def index(self) -> tuple[Array, Array]:
        """Return for each draw the number of its part, and its place there."""
        if self._labels is None or self._at is None:
            count = sum(len(places) for places, _ in self.parts)
            self._labels = np.empty(count, dtype=np.int64)
            self._at = np.empty(count, dtype=np.int64)
            for number, (places, _) in enumerate(self.parts):
                self._labels[places] = number
                self._at[places] = np.arange(len(places))
        return self._labels, self._at


Dense: TypeAlias = Array | Texts
Batch: TypeAlias = Array | Texts | Ragged

EMPTY: Final = Ragged(())
"""The values of no draw, of which not even the kind is known."""


def _objects(entries: Sequence[Any]) -> Array:
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array


# One value of all draws


def constant(value: Value) -> Dense:
    """Return a value that is the same in every draw."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "U":
            return texts_of(value[np.newaxis])
        return np.ascontiguousarray(value)[np.newaxis]
    if isinstance(value, str):
        return Texts(np.zeros(1, dtype=np.int64), (value,))
    return scalars([value])


def texts_of(array: Array) -> Texts:
    """Return an array of texts, draws in front, as numbers into a table."""
    table, codes = np.unique(array.ravel(), return_inverse=True)
    return Texts(codes.reshape(array.shape).astype(np.int64), tuple(map(str, table.tolist())))


def scalars(values: Sequence[Any]) -> Array:
    """Return numbers or truth values, one a draw, as an array of their common kind."""
    kinds = set(map(type, values))
    if kinds == {bool}:
        return np.array(values, dtype=np.bool_)
    if kinds <= {int, bool}:
        return integer_array(values)
    return np.array(values, dtype=np.complex128 if complex in kinds else np.float64)


def flat(batch: Dense) -> Dense:
    """Return the entries of each draw in one row."""
    if isinstance(batch, Texts):
        return Texts(batch.codes.reshape(batch.shape[0], -1), batch.table)
    return batch.reshape(batch.shape[0], -1)


def integer_array(values: Sequence[int]) -> Array:
    """Return integers as int64 if they fit, else as Python's."""
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError:
        return _objects([int(value) for value in values])


def narrowed_integers(array: Array) -> Array:
    """Return an array of Python's integers as int64 if all fit.

    Raises ValueError for an integer of more than MAX_BITS bits.
    """
    entries = array.ravel().tolist()
    largest = max((int(entry).bit_length() for entry in entries), default=0)
    if largest > MAX_BITS:
        raise ValueError(f"the result is an integer of more than {MAX_BITS} bits")
    if array.ndim > 1 and largest > MAX_ARRAY_BITS:
        raise ValueError("an integer in an array would have more than 300 digits")
    return array.astype(np.int64) if largest < 64 else array


# Rows


def row(batch: Batch, place: int) -> Value:
    """Return the value of one draw."""
    if isinstance(batch, Ragged):
        labels, at = batch.index()
        return row(batch.parts[labels[place]][1], int(at[place]))
    if isinstance(batch, Texts):
        codes = batch.codes[place if batch.codes.shape[0] > 1 else 0]
        if codes.ndim == 0:
            return batch.table[int(codes)]
        return np.array(_objects(batch.table)[codes].tolist(), dtype=np.str_)
    value = batch[place if batch.shape[0] > 1 else 0]
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    scalar: Value = value.item() if isinstance(value, np.generic) else value
    return scalar


def _plain_array(array: Array) -> Array:
    # A row of Python's integers goes on as floats, as the values of arrays do.
    return array.astype(np.float64) if array.dtype.kind == "O" else array


def rows(batch: Batch, count: int) -> list[Any]:
    """Return the value of each of `count` draws."""
    if isinstance(batch, Ragged):
        values: list[Any] = [None] * count
        for places, part in batch.parts:
            for place, value in zip(places.tolist(), rows(part, len(places)), strict=True):
                values[place] = value
        return values
    if batch.shape[0] != count:
        return [row(batch, 0)] * count
    if isinstance(batch, Texts):
        if batch.codes.ndim == 1:
            return [batch.table[code] for code in batch.codes.tolist()]
        return [np.array(texts.tolist(), dtype=np.str_) for texts in batch.texts()]
    return batch.tolist() if batch.ndim == 1 else list(map(_plain_array, batch))


# All draws


def kind_of(batch: Batch) -> str | None:
    """Return the letter of a batch's kind; None if no draw tells."""
    if isinstance(batch, Ragged):
        return kind_of(batch.parts[0][1]) if batch.parts else None
    if isinstance(batch, Texts):
        return "U"
    kind: str = batch.dtype.kind
    return "i" if kind == "O" else kind


def rounded(batch: Batch) -> Batch:
    """Return a batch with floats rounded to 12 significant digits."""
    if isinstance(batch, Ragged):
        return Ragged(tuple((places, _rounded(part)) for places, part in batch.parts))
    return _rounded(batch)


def _rounded(batch: Dense) -> Dense:
    if isinstance(batch, Texts) or batch.dtype.kind not in "fc":
        return batch
    return round_array(batch)


def is_finite(batch: Batch) -> bool:
    """Tell whether no draw holds an infinite number."""
    parts = [part for _, part in batch.parts] if isinstance(batch, Ragged) else [batch]
    return all(
        isinstance(part, Texts) or part.dtype.kind not in "fc" or bool(np.isfinite(part).all())
        for part in parts
    )


def describe(batch: Batch) -> str:
    """Return in words what the value of a draw is."""
    if isinstance(batch, Ragged):
        return describe(batch.parts[0][1]) if batch.parts else "nothing"
    shape, kind = batch.shape[1:], kind_of(batch)
    if not shape:
        return {"b": "a truth value", "U": "a text", "c": "a complex number"}.get(
            str(kind), "a number"
        )
    return describe_shape(shape) + {"U": " of texts", "b": " of truth values"}.get(str(kind), "")
