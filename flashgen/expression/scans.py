"""Bounded recurrences: `scan((0.9 * m + g for g in gradients), m=0)`.

A scan goes through a loop like a comprehension, and its body also sees the values that the turn
before left. The result has these values, turn by turn, without the start.
"""

import ast
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct

from flashgen.expression.errors import FAULTS, EvaluationError
from flashgen.expression.frame import Frame
from flashgen.expression.functions import Function
from flashgen.expression.loops import Turns
from flashgen.expression.nodes import Locate, Run, on_parts, stacked
from flashgen.values.batch import Batch, Dense, Ragged, Texts, describe, kind_of
from flashgen.values.parts import merge, select, split
from flashgen.values.values import Array

WAY: Final = "write scan((0.9 * m + g for g in gradients), m=0)"


def _written(loop: Any, **carried: Any) -> Any:
    """Recurrence: the values that a loop carries along, after each turn.

    Formula: m_t = f(m_(t - 1), x_t), from m_0 = start
    Shapes: loop is (new value for x in values), in parentheses of its own, over a vector, the
        rows of a matrix or range(n); carried are name=start. The result has a value for each
        turn, without the start.
    Units: those of the start.
    Convention: each value keeps the shape of its start. Several values are carried by several
        names; the loop then has a value for each in parentheses, and scan(...)[0] are those of
        the first.
    Source: Haskell, scanl.
    Example: scan((0.9 * m + g for g in [1, -2, 3]), m=0) = [1, -1.1, 2.01]
    Example: scan(((b, a + b) for i in range(6)), a=0, b=1)[0] = [1, 1, 2, 3, 5, 8]
    """


DOCUMENTED: Final = Function("scan", "loops", _written, _written)
"""What the reference shows of `scan`, which is no function: its body is not computed first."""


class Parts(Struct, frozen=True):
    """The parts of a call of `scan`."""

    loop: ast.comprehension
    starts: tuple[ast.keyword, ...]
    bodies: tuple[ast.expr, ...]
    """What each of the carried values becomes in a turn."""


def parts_of(node: ast.Call) -> Parts:
    """Take a call of `scan` apart.

    Raises EvaluationError, with a hint, for a call of another form.
    """
    if len(node.args) != 1 or not isinstance(node.args[0], ast.GeneratorExp):
        raise EvaluationError("scan takes a loop in parentheses and the values carried along", WAY)
    generator = node.args[0]
    names = [keyword.arg for keyword in node.keywords]
    if not names or None in names:
        raise EvaluationError("scan carries a value along, which begins as `name=start`", WAY)
    if len(set(names)) < len(names):
        raise EvaluationError("scan carries a value under one name twice")
    if len(generator.generators) > 1 or generator.generators[0].ifs:
        raise EvaluationError(
            "scan has one loop, without a condition", "choose in its body: a if condition else b"
        )
    body = generator.elt
    bodies = tuple(body.elts) if isinstance(body, ast.Tuple) else (body,)
    if len(bodies) != len(names):
        listed = ", ".join(str(name) for name in names)
        count = "1 value" if len(bodies) == 1 else f"{len(bodies)} values"
        raise EvaluationError(
            f"scan carries {listed}, and its body has {count}",
            "the body has a value for each, in their order: scan(((…, …) for x in y), a=0, b=1)",
        )
    return Parts(generator.generators[0], tuple(node.keywords), bodies)


def scan(
    rows: Callable[[Frame], Turns],
    key: str,
    carried: Sequence[tuple[str, Run]],
    bodies: Sequence[Run],
    cost: int,
    picked: int | None,
    located: Locate,
) -> Run:
    """Make a scan: `carried` are the keys and starts, `bodies` what they become in a turn.

    With `picked` its result is the values of that one, else of all: stacked where there are
    several.
    """

    def run(frame: Frame) -> Batch:
        starts = [start(frame) for _, start in carried]
        inner = frame.narrowed(np.arange(frame.count))  # the variable of the loop is its own
        try:
            made = _scanned(inner, starts)
        except FAULTS as error:
            raise located(error) from None
        frame.absorb(inner)
        return made

    def _scanned(frame: Frame, starts: Sequence[Batch]) -> Batch:
        parts: list[tuple[Array, Batch]] = []
        for group, values in rows(frame):
            inner = frame.narrowed(group)
            inner.spend(len(values) * cost)
            begun = [_at(start, group, frame.count) for start in starts]
            for places, dense in split(begun, len(group)):
                part = inner.narrowed(places)
                turns = [_at(value, places, len(group)) for value in values]
                parts.append((group[places], _of_part(part, turns, dense)))
                inner.absorb(part)
            frame.absorb(inner)
        return merge(parts, frame.count)

    def _of_part(frame: Frame, values: Sequence[Batch], starts: Sequence[Dense]) -> Batch:
        names = [name.partition("\0")[0] for name, _ in carried]
        state: list[Batch] = list(starts)
        columns: list[list[Batch]] = [[] for _ in carried]
        outer = frame.turns
        for number, value in enumerate(values):
            frame[key] = value
            frame.turns = (*outer, number)
            for (own, _), current in zip(carried, state, strict=True):
                frame[own] = current
            state = [body(frame) for body in bodies]
            for name, start, current, column in zip(names, starts, state, columns, strict=True):
                _check(name, start, current)
                column.append(current)
        frame.turns = outer
        chosen = columns if picked is None else [columns[picked]]
        begun = starts if picked is None else [starts[picked]]
        made = [
            on_parts(frame, stacked, column) if column else _empty(start)
            for column, start in zip(chosen, begun, strict=True)
        ]
        if len(made) == 1:
            return made[0]
        if len({_shape(each) for each in made}) > 1:
            raise EvaluationError(
                "the values that this scan carries have different shapes",
                "take one of them: scan(…)[0]",
            )
        return on_parts(frame, stacked, made)

    return run


def _at(batch: Batch, places: Array, count: int) -> Batch:
    return batch if len(places) == count else select(batch, places)


def _shape(batch: Batch) -> Any:
    return None if isinstance(batch, Ragged) else batch.shape[1:]


def _check(name: str, start: Dense, current: Batch) -> None:
    """Check that a carried value keeps its shape, and stays a number or a text."""
    texts = isinstance(start, Texts)
    if isinstance(current, Ragged) or current.shape[1:] != start.shape[1:]:
        raise EvaluationError(
            f"`{name}` begins as {describe(start)} and becomes {describe(current)}",
            f"let `{name}` begin with the shape that it keeps",
        )
    if (kind_of(current) == "U") != texts or (kind_of(current) == "b") != (kind_of(start) == "b"):
        raise EvaluationError(
            f"`{name}` begins as {describe(start)} and becomes {describe(current)}"
        )


def _empty(start: Dense) -> Batch:
    shape = (start.shape[0], 0, *start.shape[1:])
    if isinstance(start, Texts):
        return Texts(np.zeros(shape, dtype=np.int64), ())
    return np.zeros(shape, dtype=start.dtype)
