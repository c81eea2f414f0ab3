"""The functions that evaluate the nodes of an expression in a batch of draws.

Each function here makes one of them out of those of the nodes below: a closure of the frame,
which holds the values of names. `located` puts what went wrong at the node's place; an `except`
that nothing reaches costs nothing, so that a node costs one Python call beyond the work of numpy.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias, TypeGuard

import numpy as np

from flashgen.expression.budget import ARRAY
from flashgen.expression.errors import FAULTS, EvaluationError, ExpressionError
from flashgen.expression.frame import Frame
from flashgen.expression.indexing import mask_places, take
from flashgen.expression.operators import as_condition, both
from flashgen.values.batch import (
    EMPTY,
    Batch,
    Dense,
    Ragged,
    Texts,
    describe,
    kind_of,
    merge,
    narrowed_integers,
    same_values,
    select,
    split,
    spread,
)
from flashgen.values.values import MAX_DIMENSIONS, MAX_ELEMENTS, MAX_TEXT, Array, describe_shape

Run: TypeAlias = Callable[[Frame], Batch]
Locate: TypeAlias = Callable[[BaseException], ExpressionError]

# The pieces that numpy's fixed arrays have no place for.
IndexRun: TypeAlias = Callable[[Frame], Any]


def constant(value: Batch) -> Run:
    """Evaluate to `value`."""
    return lambda frame: value


def name(key: str) -> Run:
    """Look up the value of a name."""
    return lambda frame: frame[key]


def _sized(frame: Frame, result: Batch, divisor: int = 8) -> Batch:
    """Charge for the arrays that an operator makes."""
    if type(result) is np.ndarray and result.ndim > 1:
        frame.spend(ARRAY + math.prod(result.shape[1:]) // divisor)
    return result


def on_parts(
    frame: Frame, operation: Callable[..., Batch], operands: Sequence[Batch], divisor: int = 8
) -> Batch:
    """Apply an operation on dense values, part by part where the operands are ragged."""
    if not any(type(operand) is Ragged for operand in operands):
        return _sized(frame, operation(*operands), divisor)
    parts: list[tuple[Array, Batch]] = []
    for places, dense in split(operands, frame.count):
        inner = frame.narrowed(places)
        parts.append((places, _sized(inner, operation(*dense), divisor)))
        frame.absorb(inner)
    return merge(parts, frame.count)


def unary(operation: Callable[[Any], Any], operand: Run, located: Locate) -> Run:
    """Apply an operator of one operand."""

    def run(frame: Frame) -> Batch:
        try:
            value = operand(frame)
            if type(value) is np.ndarray:
                result: Batch = operation(value)
                return result
            return on_parts(frame, operation, (value,))
        except FAULTS as error:
            raise located(error) from None

    return run


def binary(operation: Callable[[Any, Any], Any], left: Run, right: Run, located: Locate) -> Run:
    """Apply an operator of two operands."""

    def run(frame: Frame) -> Batch:
        try:
            a, b = left(frame), right(frame)
            if type(a) is type(b) is np.ndarray:
                result: Array = operation(a, b)
                if result.ndim > 1:
                    frame.spend(ARRAY + (math.prod(result.shape[1:]) >> 3))
                return result
            return on_parts(frame, operation, (a, b))
        except FAULTS as error:
            raise located(error) from None

    return run


def comparison(operation: Callable[[Any, Any], Any], left: Run, right: Run, located: Locate) -> Run:
    """Compare two operands."""

    def run(frame: Frame) -> Batch:
        try:
            return on_parts(frame, operation, (left(frame), right(frame)), 1)
        except FAULTS as error:
            raise located(error) from None

    return run


def chain(
    first: Run, comparisons: Sequence[tuple[Callable[[Any, Any], Any], Run]], located: Locate
) -> Run:
    """Compare as in `0 < x < 1`: an operand is evaluated in the draws that come so far."""

    def run(frame: Frame) -> Batch:
        try:
            (operation, run_right), *others = comparisons
            left, right = first(frame), run_right(frame)
            result = on_parts(frame, operation, (left, right), 1)
            reached = np.arange(frame.count)
            for operation, run_right in others:
                going = _undecided(result, frame.count)
                if not len(going):
                    break
                inner = frame.narrowed(going)
                left = select(right, np.searchsorted(reached, going))
                right, reached = run_right(inner), going
                truths = on_parts(inner, operation, (left, right), 1)
                joined = on_parts(inner, both, (select(result, going), truths), 1)
                frame.absorb(inner)
                ended = np.setdiff1d(np.arange(frame.count), going)
                result = merge([(ended, select(result, ended)), (going, joined)], frame.count)
            return result
        except FAULTS as error:
            raise located(error) from None

    return run


def _undecided(truths: Batch, count: int) -> Array:
    """Return the draws in which a chain goes on: a single False decides."""
    if isinstance(truths, np.ndarray) and truths.ndim == 1:
        return np.flatnonzero(np.broadcast_to(truths, count))
    return np.arange(count)


def condition(value: Run, located: Locate) -> Callable[[Frame], Array]:
    """Evaluate to a truth value in each draw."""

    def run(frame: Frame) -> Array:
        result = value(frame)
        try:
            if isinstance(result, Ragged):
                for _, part in result.parts:
                    as_condition(part)
                return np.zeros(frame.count, dtype=np.bool_)
            truths = as_condition(result)
        except FAULTS as error:
            raise located(error) from None
        spreaded = spread(truths, frame.count)
        assert isinstance(spreaded, np.ndarray)
        return spreaded

    return run


Condition: TypeAlias = Callable[[Frame], Array]


def boolean(parts: Sequence[Condition], stops_at: bool) -> Run:
    """Evaluate `and` (which stops at False) or `or` (at True) of some conditions."""

    def run(frame: Frame) -> Batch:
        result = np.full(frame.count, stops_at)
        going = np.arange(frame.count)
        inner = frame
        for number, part in enumerate(parts):
            if number:
                inner = frame.narrowed(going)
            truths = part(inner)
            if inner is not frame:
                frame.absorb(inner)
            going = going[truths != stops_at]
            if not len(going):
                return result
        result[going] = not stops_at
        return result

    return run


def conditional(test: Condition, then: Run, otherwise: Run, located: Locate) -> Run:
    """Evaluate `then if test else otherwise`; each sees the draws that come to it."""

    def run(frame: Frame) -> Batch:
        truths = test(frame)
        parts: list[tuple[Array, Batch]] = []
        kinds: list[str | None] = []
        for branch, places in (
            (then, np.flatnonzero(truths)),
            (otherwise, np.flatnonzero(~truths)),
        ):
            if len(places):
                inner = frame.narrowed(places)
                parts.append((places, branch(inner)))
                frame.absorb(inner)
            else:
                kinds.append(_kind_alone(branch, frame))
        try:
            return merge(parts, frame.count, kinds)
        except FAULTS as error:
            raise located(error) from None

    return run


def _kind_alone(run: Run, frame: Frame) -> str | None:
    """Return the kind of a value in no draw at all, so that it is the same in every batch."""
    try:
        return kind_of(run(frame.narrowed(np.empty(0, dtype=np.int64))))
    except (ExpressionError, *FAULTS):
        return None


def array(entries: Sequence[Run], located: Locate) -> Run:
    """Make an array of the entries of a list."""

    def run(frame: Frame) -> Batch:
        try:
            return on_parts(frame, stacked, [entry(frame) for entry in entries])
        except FAULTS as error:
            raise located(error) from None

    return run


def stacked(*entries: Dense) -> Dense:
    """Return the array with these entries: scalars, or arrays of one shape (its rows).

    Raises ValueError where the entries do not fit together or are too many.
    """
    if not entries:
        return np.empty((1, 0))
    shape = entries[0].shape[1:]
    if any(entry.shape[1:] != shape for entry in entries):
        shapes = sorted({describe_shape(entry.shape[1:]) for entry in entries})
        raise ValueError(
            f"the rows of a list must have one shape, but here are {' and '.join(shapes[:2])}"
        )
    if math.prod(shape) * len(entries) > MAX_ELEMENTS:
        raise ValueError(f"an array can have at most {MAX_ELEMENTS} elements")
    if len(shape) >= MAX_DIMENSIONS:
        raise ValueError(f"an array can have at most {MAX_DIMENSIONS} axes")
    texts = [entry for entry in entries if isinstance(entry, Texts)]
    count = max(entry.shape[0] for entry in entries)
    if texts:
        if len(texts) < len(entries):
            raise ValueError("texts and numbers cannot stand in one list")
        return _stacked_texts(texts, count)
    arrays = [entry for entry in entries if isinstance(entry, np.ndarray)]
    if any(each.shape[0] != count for each in arrays):
        arrays = [np.broadcast_to(each, (count, *shape)) for each in arrays]
    kinds = {each.dtype.kind for each in arrays}
    if "O" in kinds and kinds & {"f", "c"}:
        arrays = [a.astype(np.float64) if a.dtype.kind == "O" else a for a in arrays]
    made = np.stack(arrays, axis=1)
    return narrowed_integers(made) if made.dtype.kind == "O" else made


def _stacked_texts(entries: Sequence[Texts], count: int) -> Texts:
    table = tuple(sorted({text for entry in entries for text in entry.table}))
    number = {text: place for place, text in enumerate(table)}
    columns = []
    for entry in entries:
        codes = np.array([number[text] for text in entry.table], dtype=np.int64)[entry.codes]
        columns.append(np.broadcast_to(codes, (count, *entry.shape[1:])))
    made = np.stack(columns, axis=1)
    longest = max(map(len, table), default=0)
    if longest * math.prod(made.shape[1:]) > MAX_TEXT:
        raise ValueError(f"the texts of a list can have at most {MAX_TEXT} characters")
    return Texts(made, table)


def subscript(indexed: Run, parts: Sequence[IndexRun], located: Locate) -> Run:
    """Take entries of an array."""

    def run(frame: Frame) -> Batch:
        try:
            return _taken(frame, indexed(frame), [part(frame) for part in parts])
        except FAULTS as error:
            raise located(error) from None

    return run


def _taken(frame: Frame, value: Batch, parts: list[Any]) -> Batch:
    if type(value) is np.ndarray and all(
        part is None or type(part) is slice or _is_whole(part) for part in parts
    ):
        return _sized(frame, take(value, parts))
    return _taken_by_parts(frame, value, parts)


def _is_whole(part: Any) -> TypeGuard[Array]:
    return type(part) is np.ndarray and part.dtype.kind == "i"


def _taken_by_parts(frame: Frame, value: Batch, parts: list[Any]) -> Batch:
    """Take entries where the shape of the result differs from draw to draw, or of texts."""
    batches = [value, *(bound for part in parts for bound in _batches_of(part))]
    if any(type(batch) is Ragged for batch in batches):
        return _on_places(
            frame, [places for places, _ in split(batches, frame.count)], value, parts
        )
    for number, part in enumerate(parts):
        if isinstance(part, VaryingSlice):
            return _on_places(frame, part.groups(frame.count), value, parts, number)
        if isinstance(part, np.ndarray) and part.dtype.kind == "b" and part.ndim > 1:
            assert not isinstance(value, Ragged)
            alone = len(parts) == 1 and part.ndim > 2
            if part.ndim > 2 and not alone:
                raise EvaluationError(f"an index must be a whole number, not {describe(part)}")
            axis = sum(before is not None for before in parts[:number])
            made: list[tuple[Array, Batch]] = []
            mask = spread(part, frame.count)
            assert isinstance(mask, np.ndarray)
            for places, chosen in mask_places(mask, value, axis, alone=alone):
                inner = frame.narrowed(places)
                others = [_narrowed(each, places) for each in parts]
                others[number] = chosen
                source = select(value, places)
                if alone:
                    source = _flat(source)
                made.append((places, _taken(inner, source, others)))
                frame.absorb(inner)
            return merge(made, frame.count) if made else EMPTY
    assert not isinstance(value, Ragged)
    return _sized(frame, take(value, parts))


def _flat(batch: Batch) -> Batch:
    if isinstance(batch, Texts):
        return Texts(batch.codes.reshape(batch.shape[0], -1), batch.table)
    assert isinstance(batch, np.ndarray)
    return batch.reshape(batch.shape[0], -1)


def _on_places(
    frame: Frame,
    groups: Sequence[Array],
    value: Batch,
    parts: list[Any],
    resolved: int | None = None,
) -> Batch:
    made: list[tuple[Array, Batch]] = []
    for places in groups:
        inner = frame.narrowed(places)
        narrowed = [_narrowed(part, places) for part in parts]
        if resolved is not None:
            narrowed[resolved] = narrowed[resolved].slice()
        made.append((places, _taken(inner, select(value, places), narrowed)))
        frame.absorb(inner)
    return merge(made, frame.count) if made else EMPTY


def _batches_of(part: Any) -> list[Batch]:
    if isinstance(part, VaryingSlice):
        return [bound for bound in part.bounds if bound is not None]
    return [] if part is None or isinstance(part, slice) else [part]


def _narrowed(part: Any, places: Array) -> Any:
    if part is None or isinstance(part, slice):
        return part
    if isinstance(part, VaryingSlice):
        return VaryingSlice([b if b is None else select(b, places) for b in part.bounds])
    return select(part, places)


class VaryingSlice:
    """A slice with a bound that differs from draw to draw."""

    __slots__ = ("bounds",)

    def __init__(self, bounds: Sequence[Any]) -> None:
        self.bounds = bounds

    def groups(self, count: int) -> list[Array]:
        """Return the draws with one slice, for each that there is."""
        return same_values([bound for bound in self.bounds if bound is not None], count)

    def slice(self) -> slice:
        """Return the slice of draws that have one."""
        return slice(*[None if b is None else int(b[0]) for b in self.bounds])


def part_slice(bounds: Sequence[Run | None], located: Locate) -> IndexRun:
    """Make the slice of `start:stop:step`."""

    def run(frame: Frame) -> Any:
        values: list[Any] = [None if bound is None else bound(frame) for bound in bounds]
        for value in values:
            if value is not None and not (_is_whole(value) and value.ndim == 1):
                raise located(
                    EvaluationError(f"a slice needs whole numbers, not {describe(value)}")
                )
        if values[-1] is not None and (values[-1] == 0).any():
            raise located(EvaluationError("the step of a slice cannot be 0"))
        made = VaryingSlice(values)
        if all(value is None or value.shape[0] == 1 for value in values):
            return made.slice()
        return made

    return run


def shape(lengths: Sequence[Run], located: Locate) -> IndexRun:
    """Make a tuple that stands for a shape: a whole number a draw for each length."""

    def run(frame: Frame) -> tuple[Array, ...]:
        values: tuple[Any, ...] = tuple([length(frame) for length in lengths])
        for value in values:
            if not (_is_whole(value) and value.ndim == 1):
                raise located(
                    EvaluationError(
                        f"a tuple is a shape, of whole numbers, not {describe(value)}",
                        "write a list, as in [a, b]",
                    )
                )
        return values

    return run


# Loops


class Collector:
    """The entries of a comprehension, each in the draws that came to it."""

    __slots__ = ("characters", "count", "entries", "size")

    def __init__(self, count: int) -> None:
        self.count = count
        self.entries: list[tuple[Array, Batch]] = []
        self.size = np.zeros(count, dtype=np.int64)
        self.characters = np.zeros(count, dtype=np.int64)

    def add(self, places: Array, entry: Batch) -> None:
        """Add an entry of some draws.

        Raises ValueError when the array of all entries of a draw would be too large.
        """
        # An empty array counts too: otherwise a loop could collect any number of them.
        parts = entry.parts if isinstance(entry, Ragged) else ((np.arange(len(places)), entry),)
        for inner, part in parts:
            self.size[places[inner]] += max(1, math.prod(part.shape[1:]))
            if isinstance(part, Texts):
                lengths = np.array([len(text) for text in part.table], dtype=np.int64)[part.codes]
                total = lengths.reshape(lengths.shape[0], -1).sum(axis=-1)
                self.characters[places[inner]] += total
        if len(places) and int(self.size.max()) > MAX_ELEMENTS:
            raise EvaluationError(f"the result would have more than {MAX_ELEMENTS} elements")
        if len(places) and int(self.characters.max()) > MAX_TEXT:
            raise EvaluationError(f"the result would have more than {MAX_TEXT} characters")
        self.entries.append((places, entry))


Loop: TypeAlias = Callable[[Frame, Collector, Array], None]


def collecting(entry: Run) -> Loop:
    """Make the innermost body of a comprehension."""
    return lambda frame, collector, places: collector.add(places, entry(frame))


Turns: TypeAlias = Sequence[tuple[Array, Sequence[Batch]]]
"""For groups of draws: the values that the variable of a loop takes, one a turn."""


def loop(
    rows: Callable[[Frame], Turns],
    key: str,
    conditions: Sequence[Condition],
    cost: int,
    body: Loop,
    located: Locate,
) -> Loop:
    """Make one `for key in rows if conditions` around `body`, which costs `cost` a turn."""

    def run(frame: Frame, collector: Collector, places: Array) -> None:
        try:
            groups = rows(frame)
        except FAULTS as error:
            raise located(error) from None
        for group, values in groups:
            if len(group) == frame.count:
                inner, here = frame, places
            else:
                inner, here = frame.narrowed(group), places[group]
            try:
                inner.spend(len(values) * cost)
            except FAULTS as error:
                raise located(error) from None
            turns = inner.turns
            for number, value in enumerate(values):
                inner[key] = value
                inner.turns = (*turns, number)
                _turn(inner, collector, here)
            inner.turns = turns
            if inner is not frame:
                frame.absorb(inner)

    def _turn(frame: Frame, collector: Collector, places: Array) -> None:
        outer, frames = frame, []
        for holds in conditions:
            truths = holds(frame)
            if not truths.all():
                passed = np.flatnonzero(truths)
                if not len(passed):
                    break
                frames.append(frame)
                frame, places = frame.narrowed(passed), places[passed]
        else:
            body(frame, collector, places)
        while frame is not outer:
            before = frames.pop()
            before.absorb(frame)
            frame = before

    return run


def comprehension(outermost: Loop, located: Locate) -> Run:
    """Make an array of the entries that the loops collect."""

    def run(frame: Frame) -> Batch:
        inner = frame.narrowed(np.arange(frame.count))  # variables of loops are its own
        try:
            collector = Collector(frame.count)
            outermost(inner, collector, np.arange(frame.count))
            frame.absorb(inner)
            return _collected(collector)
        except FAULTS as error:
            raise located(error) from None

    return run


def _collected(collector: Collector) -> Batch:
    """Return the array of each draw: draws that have the same entries are put together."""
    count, entries = collector.count, collector.entries
    if not count:
        return EMPTY
    present = np.zeros((count, len(entries)), dtype=np.bool_)
    for number, (places, _) in enumerate(entries):
        present[places, number] = True
    parts: list[tuple[Array, Batch]] = []
    for group in _same_rows(present):
        chosen = []
        for number in np.flatnonzero(present[group[0]]).tolist():
            places, entry = entries[number]
            at = np.searchsorted(places, group)
            chosen.append(select(entry, at) if len(group) < len(places) else entry)
        made = [
            (inner, stacked(*dense))
            for inner, dense in split(chosen, len(group))
        ]  # fmt: skip
        parts.append((group, merge(made, len(group))))
    return merge(parts, count)


def _same_rows(present: Array) -> list[Array]:
    """Split the draws by their rows of a table of truth values."""
    if present.all():
        return [np.arange(len(present))]
    labels = np.unique(np.packbits(present, axis=1), axis=0, return_inverse=True)[1].ravel()
    return [np.flatnonzero(labels == label) for label in range(int(labels.max()) + 1)]


def array_rows(value: Run) -> Callable[[Frame], Turns]:
    """Go through the entries of a vector, or the rows of a matrix."""

    def run(frame: Frame) -> Turns:
        result = value(frame)
        groups = []
        for places, (part,) in split([result], frame.count):
            if len(part.shape) == 1:
                raise EvaluationError(
                    f"a loop runs over range(n) or an array, not over {describe(part)}",
                    "write `for i in range(n)`",
                )
            if isinstance(part, Texts):
                groups.append(
                    (places, [Texts(part.codes[:, i], part.table) for i in range(part.shape[1])])
                )
            else:
                turns: list[Any] = [np.ascontiguousarray(part[:, i]) for i in range(part.shape[1])]
                groups.append((places, turns))
        return groups

    return run


_LONGEST_RANGE: Final = MAX_ELEMENTS


def range_rows(bounds: Sequence[Run]) -> Callable[[Frame], Turns]:
    """Go through a range of at most MAX_ELEMENTS integers."""

    def run(frame: Frame) -> Turns:
        values = [bound(frame) for bound in bounds]
        for value in values:
            if not (_is_whole(value) and value.ndim == 1):
                raise EvaluationError(f"range needs whole numbers, not {describe(value)}")
        columns = [value for value in values if isinstance(value, np.ndarray)]
        if len(columns) == 3 and (columns[2] == 0).any():
            raise EvaluationError("the step of a range cannot be 0")
        groups = []
        for places in same_values(columns, frame.count):
            first = [int(c[places[0]] if c.shape[0] > 1 else c[0]) for c in columns]
            numbers = range(*first)
            if numbers[_LONGEST_RANGE:]:
                raise EvaluationError(f"a loop can have at most {MAX_ELEMENTS} turns")
            groups.append((places, [np.array([number]) for number in numbers]))
        return groups

    return run
