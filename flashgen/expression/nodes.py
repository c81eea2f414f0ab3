"""The functions that evaluate the nodes of an expression.

Each function here makes one of them out of those of the nodes below: a closure of the frame,
the dict that holds the values of names. `located` puts what went wrong at the node's place;
an `except` that nothing reaches costs nothing, so that a node costs one Python call beyond the
work of numpy.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from flashgen.expression.budget import ARRAY, Budget, checked_arguments
from flashgen.expression.errors import FAULTS, EvaluationError, ExpressionError
from flashgen.expression.indexing import take
from flashgen.expression.operators import as_condition, both
from flashgen.values.values import MAX_ELEMENTS, MAX_TEXT, Value, array_of, describe, normalise

Frame: TypeAlias = dict[str, Any]
Run: TypeAlias = Callable[[Frame], Any]
Condition: TypeAlias = Callable[[Frame], bool]
Locate: TypeAlias = Callable[[BaseException], ExpressionError]

STREAM: Final = "\0stream"
BUDGET: Final = "\0budget"
"""Where the frame holds what is no value; no name can be written like these."""


def constant(value: Any) -> Run:
    """Return what evaluates to `value`."""
    return lambda frame: value


def unary(operation: Callable[[Any], Any], operand: Run, located: Locate) -> Run:
    """Return what applies an operator of one operand."""

    def run(frame: Frame) -> Any:
        try:
            return operation(operand(frame))
        except FAULTS as error:
            raise located(error) from None

    return run


def binary(operation: Callable[[Any, Any], Any], left: Run, right: Run, located: Locate) -> Run:
    """Return what applies an operator of two operands."""

    def run(frame: Frame) -> Any:
        try:
            result = operation(left(frame), right(frame))
            if type(result) is np.ndarray:
                frame[BUDGET].spend(ARRAY + (result.size >> 3))
            return result
        except FAULTS as error:
            raise located(error) from None

    return run


def comparison(operation: Callable[[Any, Any], Any], left: Run, right: Run, located: Locate) -> Run:
    """Return what compares two operands."""

    def run(frame: Frame) -> Any:
        try:
            result = operation(left(frame), right(frame))
            if type(result) is np.ndarray:
                frame[BUDGET].spend(ARRAY + result.size)
            return result
        except FAULTS as error:
            raise located(error) from None

    return run


def chain(
    first: Run, comparisons: Sequence[tuple[Callable[[Any, Any], Any], Run]], located: Locate
) -> Run:
    """Return what compares as in `0 < x < 1`; each operand is evaluated at most once."""

    def run(frame: Frame) -> Any:
        try:
            left = first(frame)
            result: Any = True
            for operation, run_right in comparisons:
                right = run_right(frame)
                result = both(result, operation(left, right))
                if result is False:
                    return False
                if type(result) is np.ndarray:
                    frame[BUDGET].spend(ARRAY + result.size)
                left = right
            return result
        except FAULTS as error:
            raise located(error) from None

    return run


def condition(value: Run, located: Locate) -> Condition:
    """Return what evaluates to a truth value and fails for anything else."""

    def run(frame: Frame) -> bool:
        result = value(frame)
        if result is True or result is False:
            return result
        try:
            return as_condition(result)
        except FAULTS as error:
            raise located(error) from None

    return run


def boolean(parts: Sequence[Condition], stops_at: bool) -> Run:
    """Return `and` (which stops at False) or `or` (at True) of some conditions."""

    def run(frame: Frame) -> bool:
        for part in parts:
            if part(frame) is stops_at:
                return stops_at
        return not stops_at

    return run


def conditional(test: Condition, then: Run, otherwise: Run) -> Run:
    """Return `then if test else otherwise`."""
    return lambda frame: then(frame) if test(frame) else otherwise(frame)


def array(entries: Sequence[Run], located: Locate) -> Run:
    """Return what makes an array of the entries of a list."""

    def run(frame: Frame) -> Any:
        try:
            return array_of([entry(frame) for entry in entries])
        except FAULTS as error:
            raise located(error) from None

    return run


def subscript(indexed: Run, index: Run, located: Locate) -> Run:
    """Return what takes entries of an array."""

    def run(frame: Frame) -> Any:
        try:
            result = take(indexed(frame), index(frame))
            if type(result) is np.ndarray:
                frame[BUDGET].spend(ARRAY + (result.size >> 3))
            return result
        except FAULTS as error:
            raise located(error) from None

    return run


def together(parts: Sequence[Run]) -> Run:
    """Return what makes the tuple of an index such as [i, j]."""
    return lambda frame: tuple([part(frame) for part in parts])


def part_slice(bounds: Sequence[Run | None], located: Locate) -> Run:
    """Return what makes the slice of `start:stop:step`."""

    def run(frame: Frame) -> slice:
        values = [None if bound is None else bound(frame) for bound in bounds]
        for value in values:
            if value is not None and type(value) is not int:
                raise located(
                    EvaluationError(f"a slice needs whole numbers, not {describe(value)}")
                )
        if values[-1] == 0:
            raise located(EvaluationError("the step of a slice cannot be 0"))
        return slice(*values)

    return run


def shape(lengths: Sequence[Run], located: Locate) -> Run:
    """Return what makes a tuple that stands for a shape."""

    def run(frame: Frame) -> tuple[int, ...]:
        values = tuple([length(frame) for length in lengths])
        for value in values:
            if type(value) is not int:
                raise located(
                    EvaluationError(
                        f"a tuple is a shape, of whole numbers, not {describe(value)}",
                        "write a list, as in [a, b]",
                    )
                )
        return values

    return run


def call(
    function: Callable[..., Any],
    positional: Sequence[Run],
    named: Sequence[tuple[str, Run]],
    draws: bool,
    located: Locate,
) -> Run:
    """Return what calls a function, or a draw, whose first argument is the stream."""

    if len(positional) == 1 and not named and not draws:
        return _call_of_one(function, positional[0], located)
    one = one_call(function)

    def run(frame: Frame) -> Any:
        try:
            arguments = [argument(frame) for argument in positional]
            keywords = {name: argument(frame) for name, argument in named}
            return one(arguments, keywords, frame[BUDGET], (frame[STREAM],) if draws else ())
        except FAULTS as error:
            raise located(error) from None

    return run


def one_call(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return what calls a function with checked arguments, behind those that are no values."""

    def one(
        arguments: list[Any], keywords: dict[str, Any], budget: Budget, before: tuple[Any, ...] = ()
    ) -> Any:
        checked_arguments(arguments, keywords, budget)
        result = normalise(function(*before, *arguments, **keywords))
        if type(result) is np.ndarray:
            budget.spend(result.size)
        return result

    return one


def _call_of_one(function: Callable[..., Any], argument: Run, located: Locate) -> Run:
    """Return what calls a function of one argument: most calls, in two thirds of the time."""

    def run(frame: Frame) -> Any:
        try:
            value = argument(frame)
            if type(value) is np.ndarray or type(value) is int:
                arguments = [value]
                checked_arguments(arguments, {}, frame[BUDGET])
                (value,) = arguments
            result = normalise(function(value))
            if type(result) is np.ndarray:
                frame[BUDGET].spend(result.size)
            return result
        except FAULTS as error:
            raise located(error) from None

    return run


class Collector:
    """The entries of a comprehension, together no larger than one array may be."""

    __slots__ = ("characters", "entries", "size")

    def __init__(self) -> None:
        self.entries: list[Value] = []
        self.size = self.characters = 0

    def add(self, entry: Value) -> None:
        """Add one entry.

        Raises: ValueError where the array of all entries would be too large.
        """
        # An empty array counts too: otherwise a loop could collect any number of them.
        self.size += max(1, entry.size) if isinstance(entry, np.ndarray) else 1
        if self.size > MAX_ELEMENTS:
            raise EvaluationError(f"the result would have more than {MAX_ELEMENTS} elements")
        if isinstance(entry, str):
            self.characters += len(entry)
            if self.characters > MAX_TEXT:
                raise EvaluationError(f"the result would have more than {MAX_TEXT} characters")
        self.entries.append(entry)


Loop: TypeAlias = Callable[[Frame, Collector], None]


def collecting(entry: Run) -> Loop:
    """Return the innermost body of a comprehension."""
    return lambda frame, collector: collector.add(entry(frame))


def loop(
    rows: Run, key: str, conditions: Sequence[Condition], cost: int, body: Loop, located: Locate
) -> Loop:
    """Return one `for key in rows if conditions` around `body`, which costs `cost` a turn."""

    def run(frame: Frame, collector: Collector) -> None:
        try:
            values = rows(frame)
            frame[BUDGET].spend(len(values) * cost)
        except FAULTS as error:
            raise located(error) from None
        for value in values:
            frame[key] = value
            for holds in conditions:
                if not holds(frame):
                    break
            else:
                body(frame, collector)

    return run


def comprehension(outermost: Loop, located: Locate) -> Run:
    """Return what makes an array of the entries that the loops collect."""

    def run(frame: Frame) -> Any:
        try:
            collector = Collector()
            outermost(frame, collector)
            return array_of(collector.entries)
        except FAULTS as error:
            raise located(error) from None

    return run


def array_rows(value: Run) -> Run:
    """Return what evaluates to the entries of a vector, or the rows of a matrix."""

    def run(frame: Frame) -> list[Value]:
        result = value(frame)
        if not isinstance(result, np.ndarray):
            raise EvaluationError(
                f"a loop runs over range(n) or an array, not over {describe(result)}",
                "write `for i in range(n)`",
            )
        rows: list[Value] = result.tolist() if result.ndim == 1 else list(result)
        return rows

    return run


def range_rows(bounds: Sequence[Run]) -> Run:
    """Return what evaluates to a range of at most MAX_ELEMENTS integers."""

    def run(frame: Frame) -> range:
        values = [bound(frame) for bound in bounds]
        for value in values:
            if type(value) is not int:
                raise EvaluationError(f"range needs whole numbers, not {describe(value)}")
        if len(values) == 3 and values[2] == 0:
            raise EvaluationError("the step of a range cannot be 0")
        rows = range(*values)
        if rows[MAX_ELEMENTS:]:
            raise EvaluationError(f"a loop can have at most {MAX_ELEMENTS} turns")
        return rows

    return run
