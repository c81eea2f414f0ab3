"""Values of many draws at once: the draws stand on the first axis.

A batch is

- an array of shape (draws, *shape), or (1, *shape) when it is the same in every draw: truth
  values, int64, float64, complex128, or Python's integers (dtype object) beyond int64;
- `Texts`: an array of such a shape of numbers into a table of distinct texts;
- `Ragged`: dense parts, one for each shape and kind that occurs.

A single draw is a batch of one. The kind of a batch belongs to the expression that made it, so a
batch of one tells the same kind as a large one.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct

from flashgen.values.values import MAX_BITS, Array, Value, describe_shape, round_array

KINDS: Final = "bifcU"
"""Truth value, integer, number, complex number, text: as numpy's letters say them."""

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
    return _scalars([value])


def texts_of(array: Array) -> Texts:
    """Return an array of texts, draws in front, as numbers into a table."""
    table, codes = np.unique(array.ravel(), return_inverse=True)
    return Texts(codes.reshape(array.shape).astype(np.int64), tuple(map(str, table.tolist())))


def _scalars(values: Sequence[Any]) -> Array:
    """Return numbers or truth values, one a draw, as an array of their common kind."""
    kinds = set(map(type, values))
    if kinds == {bool}:
        return np.array(values, dtype=np.bool_)
    if kinds <= {int, bool}:
        return integer_array(values)
    return np.array(values, dtype=np.complex128 if complex in kinds else np.float64)


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
        return [row(batch, place) for place in range(count)]
    return batch.tolist() if batch.ndim == 1 else list(map(_plain_array, batch))


def gather(values: Sequence[Any]) -> Batch:
    """Return plain values, one a draw, as a batch: dense if they are of one shape.

    Raises ValueError where some are texts and others numbers.
    """
    if not values:
        return EMPTY
    kinds = set(map(type, values))
    if np.ndarray not in kinds:
        if str not in kinds:
            return _scalars(values)
        if len(kinds) == 1:
            table = tuple(sorted(set(values)))
            number = {text: place for place, text in enumerate(table)}
            return Texts(np.array([number[text] for text in values], dtype=np.int64), table)
    shapes: dict[Any, list[int]] = {}
    for place, value in enumerate(values):
        is_text = value.dtype.kind == "U" if isinstance(value, np.ndarray) else type(value) is str
        shapes.setdefault((np.shape(value), is_text), []).append(place)
    parts: list[tuple[Array, Batch]] = []
    for (shape, is_text), places in shapes.items():
        of_shape = [values[place] for place in places]
        dense: Dense
        if not shape:
            dense = gather(of_shape)  # type: ignore[assignment]  # scalars of one kind are dense
        elif is_text:
            dense = texts_of(np.array(of_shape))
        else:
            dense = np.array(of_shape)
            if dense.dtype.kind == "O":  # mixed with Python's integers
                dense = np.array(of_shape, dtype=np.float64)
        parts.append((np.array(places), dense))
    return merge(parts, len(values))


# Parts of the draws


def select(batch: Batch, places: Array) -> Batch:
    """Return the values of some of the draws; a constant stays one."""
    if isinstance(batch, Ragged):
        if not len(places):
            return select(batch.parts[0][1], places) if batch.parts else batch
        labels, at = batch.index()
        chosen_labels, chosen_at = labels[places], at[places]
        first = int(chosen_labels[0])
        if (chosen_labels == first).all():
            return select(batch.parts[first][1], chosen_at)
        parts = []
        for number in np.unique(chosen_labels).tolist():
            here = np.flatnonzero(chosen_labels == number)
            parts.append((here, select(batch.parts[number][1], chosen_at[here])))
        return merge(parts, len(places))
    if batch.shape[0] == 1 and len(places):
        return batch
    if isinstance(batch, Texts):
        return Texts(batch.codes[places], batch.table)
    chosen: Array = batch[places]
    return chosen


def spread(batch: Dense, count: int) -> Dense:
    """Return a dense batch with an entry for each of `count` draws."""
    if batch.shape[0] == count:
        return batch
    if isinstance(batch, Texts):
        return Texts(np.broadcast_to(batch.codes, (count, *batch.shape[1:])), batch.table)
    return np.broadcast_to(batch, (count, *batch.shape[1:]))


def kind_of(batch: Batch) -> str | None:
    """Return the letter of a batch's kind; None if no draw tells."""
    if isinstance(batch, Ragged):
        return kind_of(batch.parts[0][1]) if batch.parts else None
    if isinstance(batch, Texts):
        return "U"
    kind: str = batch.dtype.kind
    return "i" if kind == "O" else kind


_DTYPES: Final = {"b": np.bool_, "i": np.int64, "f": np.float64, "c": np.complex128}


def as_kind(batch: Dense, kind: str) -> Dense:
    """Return numbers or truth values as values of a wider kind."""
    if isinstance(batch, Texts) or kind_of(batch) == kind:
        return batch
    if kind == "U":  # an empty array
        return Texts(np.zeros(batch.shape, dtype=np.int64), ())
    return batch.astype(_DTYPES[kind])


def common_kind(kinds: Iterable[str | None]) -> str | None:
    """Return the kind of values of these kinds together: integer with number is number.

    Raises ValueError for texts with numbers.
    """
    known = {kind for kind in kinds if kind is not None}
    if not known:
        return None
    if "U" in known and len(known) > 1:
        raise ValueError("this is a text in some draws and a number in others")
    return max(known, key=KINDS.index)


def merge(
    parts: Sequence[tuple[Array, Batch]], count: int, kinds: Iterable[str | None] = ()
) -> Batch:
    """Put the values of disjoint parts of `count` draws together, all of one kind.

    `kinds` are those of further parts in which there is no draw.

    Raises ValueError where texts meet numbers.
    """
    flat: list[tuple[Array, Dense]] = []
    for places, batch in parts:
        if isinstance(batch, Ragged):
            flat += [(places[inner], part) for inner, part in batch.parts]
        elif len(places):
            flat.append((places, spread(batch, len(places))))
    # An empty array is one of numbers until something stands in it.
    filled = [kind_of(part) for _, part in flat if math.prod(part.shape[1:])]
    kind = common_kind([*(filled or map(kind_of, (part for _, part in flat))), *kinds])
    if not flat:
        return EMPTY if kind is None or kind == "U" else np.empty(0, dtype=_DTYPES[kind])
    assert kind is not None
    flat = [(places, as_kind(part, kind)) for places, part in flat]
    if kind == "U":
        flat = _with_one_table(flat)  # type: ignore[arg-type]  # all are texts
    shapes: dict[tuple[int, ...], list[tuple[Array, Dense]]] = {}
    for places, part in flat:
        shapes.setdefault(part.shape[1:], []).append((places, part))
    dense = [_joined(of_shape) for of_shape in shapes.values()]
    if len(dense) == 1:
        return dense[0][1]
    return Ragged(tuple(sorted(dense, key=lambda part: int(part[0][0]))))


def _with_one_table(parts: list[tuple[Array, Texts]]) -> list[tuple[Array, Dense]]:
    table = tuple(sorted({text for _, part in parts for text in part.table}))
    if all(part.table == table for _, part in parts):
        return list(parts)
    number = {text: place for place, text in enumerate(table)}
    made: list[tuple[Array, Dense]] = []
    for places, part in parts:
        codes = np.array([number[text] for text in part.table], dtype=np.int64)[part.codes]
        made.append((places, Texts(codes, table)))
    return made


def _joined(parts: list[tuple[Array, Dense]]) -> tuple[Array, Dense]:
    """Join parts of one shape, kind and table, in the order of the draws."""
    if len(parts) == 1:
        return parts[0]
    places = np.concatenate([places for places, _ in parts])
    order = np.argsort(places, kind="stable")
    arrays = [part.codes if isinstance(part, Texts) else part for _, part in parts]
    joined = np.concatenate(arrays)[order]
    first = parts[0][1]
    return places[order], Texts(joined, first.table) if isinstance(first, Texts) else joined


def split(operands: Sequence[Batch], count: int) -> list[tuple[Array, list[Dense]]]:
    """Split the draws so that within a part every operand is dense."""
    labels = np.zeros(count, dtype=np.int64)
    for operand in operands:
        if isinstance(operand, Ragged):
            labels = labels * len(operand.parts) + operand.index()[0]
            labels = np.unique(labels, return_inverse=True)[1]
    made = []
    for label in range(int(labels.max(initial=-1)) + 1):
        places = np.flatnonzero(labels == label)
        made.append((places, [_dense(select(operand, places)) for operand in operands]))
    return made


def same_values(columns: Sequence[Array], count: int) -> list[Array]:
    """Split the draws by the values of some arrays, each (draws, …) or the same in all draws."""
    varying = [column for column in columns if column.shape[0] > 1]
    if not varying:
        return [np.arange(count)] if count else []
    labels = np.zeros(count, dtype=np.int64)
    for column in varying:
        flat = column if column.ndim == 1 else column.reshape(count, -1)
        distinct, own = np.unique(flat, axis=0, return_inverse=True)
        labels = np.unique(labels * len(distinct) + own.ravel(), return_inverse=True)[1]
    return [np.flatnonzero(labels == label) for label in range(int(labels.max(initial=-1)) + 1)]


def _dense(batch: Batch) -> Dense:
    if isinstance(batch, Ragged):
        raise TypeError("still of several shapes")
    return batch


def apply(function: Callable[..., Batch], operands: Sequence[Batch], count: int) -> Batch:
    """Apply a function of dense batches to batches, part by part where they are ragged."""
    if not any(isinstance(operand, Ragged) for operand in operands):
        return function(*operands)
    parts = [(places, function(*dense)) for places, dense in split(operands, count)]
    return merge(parts, count)


def concatenate(batches: Sequence[tuple[Batch, int]]) -> Batch:
    """Return the draws of several batches, each with its number of draws, one after another."""
    first, start = batches[0][0], 0
    if len(batches) == 1:
        return first
    if all(batch is first for batch, _ in batches) and not isinstance(first, Ragged | Texts):
        total = sum(count for _, count in batches)
        if first.shape[0] == 1 and total > 1:
            return first
    parts = []
    for batch, count in batches:
        parts.append((np.arange(start, start + count), batch))
        start += count
    return merge(parts, start)


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
