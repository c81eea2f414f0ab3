"""Parts of the draws: batches taken apart by draws, and put together."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import numpy as np

from flashgen.values.batch import EMPTY, Batch, Dense, Ragged, Texts, kind_of, scalars, texts_of
from flashgen.values.values import Array

_KINDS: Final = "bifcU"
"""Truth value, integer, number, complex number, text, by numpy's kind letters."""


def gather(values: Sequence[Any]) -> Batch:
    """Return plain values, one per draw, as a batch: dense if they have one shape.

    Raises ValueError where some are texts and others numbers.
    """
    if not values:
        return EMPTY
    kinds = set(map(type, values))
    if np.ndarray not in kinds:
        if str not in kinds:
            return scalars(values)
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


def dealt(entries: Array, counts: Array) -> Batch:
    """Deal entries out to the draws: the first `counts[0]` to the first one, and so on.

    `entries` has the shape (sum of counts, …), and each draw then (count, …).
    """
    distinct = list(dict.fromkeys(counts.tolist()))
    if not distinct:
        return EMPTY
    if len(distinct) == 1:
        return entries.reshape(len(counts), distinct[0], *entries.shape[1:])
    starts = np.cumsum(counts) - counts
    parts: list[tuple[Array, Dense]] = []
    for count in distinct:
        places = np.flatnonzero(counts == count)
        parts.append((places, entries[starts[places][:, np.newaxis] + np.arange(count)]))
    return Ragged(tuple(parts))


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


_DTYPES: Final = {"b": np.bool_, "i": np.int64, "f": np.float64, "c": np.complex128}


def _as_kind(batch: Dense, kind: str) -> Dense:
    """Return numbers or truth values as values of a wider kind."""
    if isinstance(batch, Texts) or kind_of(batch) == kind:
        return batch
    if kind == "U":  # an empty array
        return Texts(np.zeros(batch.shape, dtype=np.int64), ())
    return batch.astype(_DTYPES[kind])


def _common_kind(kinds: Iterable[str | None]) -> str | None:
    """Return the kind of values of these kinds together: integer with number is number.

    Raises ValueError for texts with numbers.
    """
    known = {kind for kind in kinds if kind is not None}
    if not known:
        return None
    if "U" in known and len(known) > 1:
        raise ValueError("this is a text in some draws and a number in others")
    return max(known, key=_KINDS.index)


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
    kind = _common_kind([*(filled or map(kind_of, (part for _, part in flat))), *kinds])
    if not flat:
        return EMPTY if kind is None or kind == "U" else np.empty(0, dtype=_DTYPES[kind])
    assert kind is not None
    flat = [(places, _as_kind(part, kind)) for places, part in flat]
    if kind == "U":
        flat = _with_one_table(flat)  # type: ignore[arg-type]  # of kind "U": all are Texts
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
    ragged = {id(operand): operand for operand in operands if isinstance(operand, Ragged)}
    if len(ragged) == 1:
        (of_parts,) = ragged.values()
        return [
            (places, [part if o is of_parts else _dense(select(o, places)) for o in operands])
            for places, part in of_parts.parts
        ]
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
