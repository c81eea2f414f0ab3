"""The functions that evaluate the nodes of an expression in a batch of draws.

Each function here makes one of them out of those of the nodes below: a closure of the frame,
which holds the values of names. `located` puts what went wrong at the node's place; an `except`
that nothing reaches costs nothing, so that a node costs one Python call beyond the work of numpy.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeGuard

import numpy as np

from flashgen.expression.budget import ARRAY, ELEMENTS, PRODUCTS
from flashgen.expression.errors import FAULTS, EvaluationError, ExpressionError
from flashgen.expression.frame import Frame
from flashgen.expression.operators import as_condition, both
from flashgen.values.batch import Batch, Dense, Ragged, Texts, describe, kind_of, narrowed_integers
from flashgen.values.parts import merge, select, split, spread
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


def sized(frame: Frame, result: Batch, divisor: int = 8) -> Batch:
    """Charge for the arrays that an operator makes."""
    if type(result) is np.ndarray and result.ndim > 1:
        frame.spend(ARRAY + math.prod(result.shape[1:]) // divisor)
        if result.dtype.kind == "O":
            frame.meter.apart += result.size
    return result


def on_parts(
    frame: Frame, operation: Callable[..., Batch], operands: Sequence[Batch], divisor: int = 8
) -> Batch:
    """Apply an operation on dense values, part by part where the operands are ragged."""
    if not any(type(operand) is Ragged for operand in operands):
        return sized(frame, operation(*operands), divisor)
    parts: list[tuple[Array, Batch]] = []
    for places, dense in split(operands, frame.count):
        inner = frame.narrowed(places)
        inner.work(ARRAY)
        parts.append((places, sized(inner, operation(*dense), divisor)))
        frame.absorb(inner)
    return merge(parts, frame.count)


def read(frame: Frame, *batches: Batch) -> None:
    """Tell the meter of arrays that are read or copied, which the draws are not charged for."""
    for batch in batches:
        if isinstance(batch, Ragged):
            sizes = [len(places) * math.prod(part.shape[1:]) for places, part in batch.parts]
            frame.meter.apart += sum(sizes) // ELEMENTS
        elif len(batch.shape) > 1:
            frame.meter.apart += frame.count * math.prod(batch.shape[1:]) // ELEMENTS


def unary(operation: Callable[[Any], Any], operand: Run, located: Locate) -> Run:
    """Apply an operator of one operand."""

    def run(frame: Frame) -> Batch:
        try:
            value = operand(frame)
            read(frame, value)
            if type(value) is np.ndarray:
                result: Batch = operation(value)
                return result
            return on_parts(frame, operation, (value,))
        except FAULTS as error:
            raise located(error) from None

    return run


def product(operation: Callable[[Any, Any], Any], left: Run, right: Run, located: Locate) -> Run:
    """Apply the product of matrices."""

    def counted(frame: Frame) -> Batch:
        a, b = left(frame), right(frame)
        for places, (x, y) in split((a, b), frame.count):
            products = math.prod(x.shape[1:]) * math.prod(y.shape[2:])
            frame.meter.apart += len(places) * products // PRODUCTS
        return on_parts(frame, operation, (a, b))

    def run(frame: Frame) -> Batch:
        try:
            return counted(frame)
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
                    return sized(frame, result)
                return result
            return on_parts(frame, operation, (a, b))
        except FAULTS as error:
            raise located(error) from None

    return run


def comparison(operation: Callable[[Any, Any], Any], left: Run, right: Run, located: Locate) -> Run:
    """Compare two operands."""

    def run(frame: Frame) -> Batch:
        try:
            operands = left(frame), right(frame)
            read(frame, *operands)
            return on_parts(frame, operation, operands, 1)
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
        read(frame, *(part for _, part in parts))
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
            raise EvaluationError(
                "texts and numbers cannot stand in one list",
                "a number becomes a text by text(x)",
            )
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


def is_whole(part: Any) -> TypeGuard[Array]:
    """Tell whether a value holds integers of int64."""
    return type(part) is np.ndarray and part.dtype.kind == "i"


def shape(lengths: Sequence[Run], located: Locate) -> IndexRun:
    """Make a tuple that stands for a shape: a whole number a draw for each length."""

    def run(frame: Frame) -> tuple[Array, ...]:
        values: tuple[Any, ...] = tuple([length(frame) for length in lengths])
        for value in values:
            if not (is_whole(value) and value.ndim == 1):
                raise located(
                    EvaluationError(
                        f"a tuple is a shape, of whole numbers, not {describe(value)}",
                        "write a list, as in [a, b]",
                    )
                )
        return values

    return run
