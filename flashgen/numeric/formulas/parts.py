"""The parts of a formula that the expression language computes, at the points of every draw."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from flashgen.expression import ExpressionError, Frame
from flashgen.expression.errors import EVALUATION, EvaluationError
from flashgen.numeric.formulas.expression import FormulaPart
from flashgen.values.batch import Batch, Ragged, Texts
from flashgen.values.formulas.evaluating import Computed
from flashgen.values.values import Array

LIMIT: Final = 2000
"""Units of work for one part of a formula at one point of a draw."""
_MOST_TRIES: Final = 256
"""How often it is tried which of the draws a part is undefined in."""


def values_of_part(
    part: FormulaPart,
    arguments: Sequence[Array],
    frame: Frame,
    shape: tuple[int, int],
    strict: bool = False,
) -> Array:
    """Return the values of a part from those of its arguments, (draws, points) as all of them.

    NaN where it has none.

    Raises ExpressionError, with its place in the formula's text, where a `strict` one has none
    anywhere.
    """
    columns = {
        name: np.broadcast_to(np.asarray(values, dtype=np.float64), shape)
        for name, values in zip(part.names, arguments, strict=True)
    }
    made = _Part(part, columns, frame, shape)
    values = made.values()
    if strict and made.problem is not None and not np.isfinite(values).any():
        raise made.problem
    return values


class _Part:
    def __init__(
        self,
        part: FormulaPart,
        columns: Mapping[str, Array],
        frame: Frame,
        shape: tuple[int, int],
    ) -> None:
        self._part, self._columns, self._frame, self._shape = part, columns, frame, shape
        self._tries = _MOST_TRIES
        self.problem: ExpressionError | None = None
        """Why it has no value in some draw and point."""

    def values(self) -> Array:
        draws, points = self._shape
        made = np.full(self._shape, np.nan)
        every = np.arange(draws)
        with np.errstate(all="ignore"):
            if self._filled(made, np.tile(every, points), np.repeat(np.arange(points), draws)):
                return made
            for point in range(points):
                self._halved(made, every, point)
        return made

    def _halved(self, made: Array, draws: Array, point: int) -> None:
        """Compute the values at a point, in the draws that have one, as far as one tries."""
        if self._filled(made, draws, np.full(len(draws), point)) or len(draws) == 1:
            return
        self._tries -= 1
        if self._tries > 0:
            middle = len(draws) // 2
            self._halved(made, draws[:middle], point)
            self._halved(made, draws[middle:], point)

    def _filled(self, made: Array, draws: Array, points: Array) -> bool:
        """Compute the values in some draws and points; False where one of them has none."""
        inner = self._frame.narrowed(draws)
        inner.allow(LIMIT)
        for name, values in self._columns.items():
            inner[name] = _whole(values[draws, points])
        try:
            found = self._part.expression.evaluate_batch(inner)
            made[draws, points] = _numbers(found)
        except (ExpressionError, EvaluationError) as problem:
            hint = problem.hint
            self.problem = ExpressionError(
                str(problem), self._part.start, self._part.end, hint, EVALUATION
            )
            return False
        return True


def _whole(values: Array) -> Array:
    """Return whole numbers as integers, for functions that ask for them."""
    finite = np.isfinite(values)
    if finite.all() and (values == np.round(values)).all() and (np.abs(values) < 2.0**53).all():
        return values.astype(np.int64)
    return values


def _numbers(values: Batch) -> Array:
    if isinstance(values, Ragged | Texts) or values.ndim > 1 or values.dtype.kind not in "iufO":
        raise EvaluationError("a formula gives a single number at each point")
    return values.astype(np.float64)


def computing(parts: Sequence[FormulaPart], frame: Frame, points: int, strict: bool) -> Computed:
    """Return a function that computes a part of a formula, given its number and arguments."""

    def computed(number: int, arguments: Sequence[Array]) -> Array:
        shape = (frame.count, points)
        return values_of_part(parts[number], arguments, frame, shape, strict)

    return computed
