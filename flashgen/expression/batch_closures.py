"""The functions that evaluate the nodes of an expression for a batch of draws.

The twins of those in `closures`: each falls back on its twin, draw by draw, for what has no way
of its own here. An error has no place: the draws are then evaluated one at a time.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from flashgen.expression.batch_functions import batch_call
from flashgen.expression.batch_operators import BINARY, UNARY, compared
from flashgen.expression.budget import ARGUMENT, ARRAY
from flashgen.expression.draws.batch import batch_draw
from flashgen.expression.frame import BatchFrame, BatchRun
from flashgen.expression.functions import Function
from flashgen.expression.indexing import take
from flashgen.expression.nodes import BUDGET, STREAM, Run, one_call
from flashgen.expression.operators import as_condition, both
from flashgen.values.draws_axis import MANY, Batch, Each, Unbatchable, each, entries, gathered
from flashgen.values.values import (
    EXACT_INTEGERS,
    MAX_COMBINED,
    MAX_DIMENSIONS,
    MAX_ELEMENTS,
    array_of,
)

if TYPE_CHECKING:
    from flashgen.expression.compiling import Comparison


def constant(value: Any) -> BatchRun:
    """Return what evaluates to the same in all draws."""
    return lambda frame: value


def name(key: str) -> BatchRun:
    """Return what looks a name up."""
    return lambda frame: frame.names[key]


def draw_by_draw(run: Run) -> BatchRun:
    """Return what evaluates a node in one draw after another."""

    def run_each(frame: BatchFrame) -> Any:
        values = []
        for row in frame.rows():
            values.append(run({**row, STREAM: None, BUDGET: frame.budget}))
        return gathered(values)

    return run_each


def _spend(frame: BatchFrame, result: Any) -> Any:
    """Take the work for a result away, as it is counted for the draws alone."""
    if type(result) is Batch:
        if result.array.ndim > 1:
            if result.array.size > MAX_ELEMENTS * frame.count:
                raise Unbatchable
            frame.budget.spend(ARRAY * frame.count + result.array.size)
    elif type(result) is Each:
        for value in result.values:
            if type(value) is np.ndarray:
                frame.budget.spend(ARRAY + value.size)
    elif type(result) is np.ndarray:
        frame.budget.spend((ARRAY + result.size) * frame.count)
    return result


def constant_of(run: Run) -> BatchRun:
    """Return what evaluates a node without names once."""
    return lambda frame: run({BUDGET: frame.budget})


def unary(operation: Callable[[Any], Any], operand: BatchRun) -> BatchRun:
    """Return what applies an operator of one operand."""
    batched = UNARY.get(operation)

    def run(frame: BatchFrame) -> Any:
        value = operand(frame)
        if not isinstance(value, MANY):
            return operation(value)
        result: Any = batched(value) if batched and type(value) is Batch else None
        return each(operation, [value], frame.count) if result is None else result

    return run


def binary(operation: Callable[[Any, Any], Any], left: BatchRun, right: BatchRun) -> BatchRun:
    """Return what applies an operator of two operands."""
    batched = BINARY.get(operation)

    def run(frame: BatchFrame) -> Any:
        a, b = left(frame), right(frame)
        if not (isinstance(a, MANY) or isinstance(b, MANY)):
            return _spend(frame, operation(a, b))
        result: Any = batched(a, b) if batched else None
        if result is None:
            result = each(operation, (a, b), frame.count)
        return _spend(frame, result)

    return run


def chain(
    first: BatchRun,
    comparisons: Sequence[tuple["Comparison", BatchRun]],
) -> BatchRun:
    """Return what compares two operands, or more, as in `0 < x < 1`."""

    def run(frame: BatchFrame) -> Any:
        left = first(frame)
        result: Any = True
        for comparison, run_right in comparisons:
            right = run_right(frame)
            truths = _compared(frame, comparison, left, right)
            result = truths if result is True else _both(frame, result, truths)
            left = right
        return result

    return run


def _compared(frame: BatchFrame, comparison: "Comparison", a: Any, b: Any) -> Any:
    if not (isinstance(a, MANY) or isinstance(b, MANY)):
        return _spend(frame, comparison.one(a, b))
    result: Any = None
    if comparison.symbol is not None and type(a) is not Each and type(b) is not Each:
        result = compared(comparison.symbol, a, b)
    if result is None:
        result = each(comparison.one, (a, b), frame.count)
    return _spend(frame, result)


def _both(frame: BatchFrame, a: Any, b: Any) -> Any:
    if not (isinstance(a, MANY) or isinstance(b, MANY)):
        return _spend(frame, both(a, b))
    if type(a) is Batch and type(b) is Batch and a.array.shape == b.array.shape:
        return Batch(a.array & b.array)
    return _spend(frame, each(both, (a, b), frame.count))


def array(parts: Sequence[BatchRun]) -> BatchRun:
    """Return what makes an array of the entries of a list."""

    def run(frame: BatchFrame) -> Any:
        values = [part(frame) for part in parts]
        return _spend(frame, _stacked(values, frame.count))

    return run


def _stacked(values: list[Any], count: int) -> Any:
    if not any(isinstance(value, MANY) for value in values):
        return array_of(values)
    columns = []
    for value in values:
        if type(value) is Batch and value.array.dtype.kind in "if":
            columns.append(value.array)
        elif type(value) is float or (type(value) is int and abs(value) < EXACT_INTEGERS):
            columns.append(np.full(count, value))
        else:
            break
    else:
        if len({column.shape for column in columns}) == 1 and columns[0].ndim < MAX_DIMENSIONS:
            return Batch(np.stack(columns, axis=1))
    return each(lambda *row: array_of(row), values, count)


def subscript(indexed: BatchRun, index: BatchRun) -> BatchRun:
    """Return what takes entries of an array."""

    def run(frame: BatchFrame) -> Any:
        value, place = indexed(frame), index(frame)
        if not (isinstance(value, MANY) or isinstance(place, MANY)):
            return _spend(frame, take(value, place))
        result: Any = _taken(value, place, frame.count)
        if result is None:
            result = each(take, (value, place), frame.count)
        return _spend(frame, result)

    return run


def _taken(value: Any, place: Any, count: int) -> Batch | None:
    """Return one entry, or one row, of the array of each draw."""
    if type(value) is Batch:
        array, length, several = value.array, value.array.shape[1:], True
    elif type(value) is np.ndarray and value.dtype.kind in "ifb":
        array, length, several = value, value.shape, False
    else:
        return None
    if not length:
        return None
    if type(place) is int:
        if not -length[0] <= place < length[0]:
            raise Unbatchable
        return Batch(np.ascontiguousarray(array[:, place]))
    if type(place) is Batch and place.array.ndim == 1 and place.array.dtype.kind == "i":
        places = place.array
        if places.min() < -length[0] or places.max() >= length[0]:
            raise Unbatchable
        return Batch(array[np.arange(count), places] if several else array[places])
    return None


def together(parts: Sequence[BatchRun]) -> BatchRun:
    """Return what makes the tuple of an index such as [i, j], or of a shape."""

    def run(frame: BatchFrame) -> Any:
        values = [part(frame) for part in parts]
        if not any(isinstance(value, MANY) for value in values):
            return tuple(values)
        return Each(list(zip(*(entries(v, frame.count) for v in values), strict=True)))

    return run


def call(
    function: Function, positional: Sequence[BatchRun], named: Sequence[tuple[str, BatchRun]]
) -> BatchRun:
    """Return what calls a function."""
    batched = batch_call(function)
    one = one_call(function.call)

    def run(frame: BatchFrame) -> Any:
        arguments = [argument(frame) for argument in positional]
        keywords = {name: argument(frame) for name, argument in named}
        kinds = {type(value) for value in (*arguments, *keywords.values())}
        if Batch not in kinds and Each not in kinds:
            # The work of one call is counted for each draw.
            before = frame.budget.left
            result = one(arguments, keywords, frame.budget)
            frame.budget.spend((before - frame.budget.left) * (frame.count - 1))
            return result
        if batched is not None and not keywords and Each not in kinds:
            _spend_on_arguments(frame, arguments)
            result = batched(function.call, arguments)
            if result is not None:
                return _spend(frame, result)
        names = tuple(keywords)
        places = len(arguments)

        def apply(*row: Any) -> Any:
            given = dict(zip(names, row[places:], strict=True))
            return one(list(row[:places]), given, frame.budget)

        return each(apply, (*arguments, *keywords.values()), frame.count)

    return run


def _spend_on_arguments(frame: BatchFrame, arguments: Sequence[Any]) -> None:
    elements, combined = 0, 1
    for value in arguments:
        size = 0
        if type(value) is Batch and value.array.ndim > 1:
            size = value.array.size // frame.count
        elif type(value) is np.ndarray:
            size = value.size
        if size:
            elements += size
            combined *= size
    if elements:
        if combined > MAX_COMBINED:
            raise Unbatchable
        frame.budget.spend((ARGUMENT * elements + combined // 50) * frame.count)


def condition(value: Any, count: int) -> list[bool]:
    """Return whether a condition holds in each draw.

    Raises ValueError where it is no truth value in one of them.
    """
    if type(value) is Batch and value.array.dtype.kind == "b" and value.array.ndim == 1:
        truths: list[bool] = value.array.tolist()
        return truths
    return [as_condition(entry) for entry in entries(value, count)]


def draw(
    function: Function, positional: Sequence[BatchRun], named: Sequence[tuple[str, BatchRun]]
) -> BatchRun:
    """Return what draws."""
    batched = batch_draw(function.name)

    def run(frame: BatchFrame) -> Any:
        if batched is None or frame.words is None:
            raise Unbatchable
        arguments = [argument(frame) for argument in positional]
        keywords = {name: argument(frame) for name, argument in named}
        return _spend(frame, batched(frame.words, *arguments, **keywords))

    return run
