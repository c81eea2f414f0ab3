"""A formula answer as an expression: its value is the formula as a text, in the card's grammar."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from flashgen.expression import Expression, ExpressionError, Frame
from flashgen.expression.errors import EVALUATION
from flashgen.source.records import record
from flashgen.values.batch import Batch, Ragged, Texts, gather, rounded
from flashgen.values.formulas.judging import UpTo
from flashgen.values.formulas.nodes import Node, walk
from flashgen.values.formulas.points import Range
from flashgen.values.formulas.reading import Asked
from flashgen.values.formulas.writing import formula_text, number_text
from flashgen.values.judging import AnswerFormat
from flashgen.values.numerals import Format, written
from flashgen.values.values import Array

NODE: Final = 40
"""Units for a number, name or sign of a formula in a draw: it is written, and tried at points."""
SEPARATOR: Final = ";"
"""What stands between the formulas of a list in the card's grammar."""


@record
class FormulaConstant:
    """A number of a formula that each draw has anew.

    `start` and `end` are its place in the formula's text; with a `format` it is as displayed.
    """

    expression: Expression
    start: int
    end: int
    format: Format | None = None

    def values(self, frame: Frame) -> Array:
        """Return the number in each draw of a frame, (draws,) or (1,).

        Raises ExpressionError, with its place in the formula's text.
        """
        try:
            batch = rounded(self.expression.evaluate_batch(frame))
        except ExpressionError as problem:
            start = self.start + problem.start
            raise ExpressionError(
                problem.message, start, self.start + problem.end, problem.hint, problem.code
            ) from None
        if isinstance(batch, Ragged | Texts) or batch.ndim > 1 or batch.dtype.kind not in "iufO":
            raise self._error(f"`{self.expression.text.strip()}` is no single number")
        numbers = batch.astype(np.float64)
        if not np.isfinite(numbers).all():
            raise self._error(f"`{self.expression.text.strip()}` is infinite")
        if self.format is not None:
            fmt = self.format
            numbers = np.array([float(written(n, fmt)) for n in numbers.tolist()])
        return np.asarray(numbers)

    def texts(self, frame: Frame) -> list[str]:
        """Return the number of each draw as a formula has it.

        Raises ExpressionError.
        """
        values = np.broadcast_to(self.values(frame), (frame.count,)).tolist()
        return list(map(number_text, values))

    def plain_texts(self, frame: Frame) -> list[str]:
        """Return the number of each draw as the end of a range.

        Raises ExpressionError.
        """
        values = np.broadcast_to(self.values(frame), (frame.count,)).tolist()
        return [f"{value:.12g}" for value in values]

    def _error(self, message: str) -> ExpressionError:
        return ExpressionError(message, self.start, self.end, None, EVALUATION)


@record
class FormulaVariable:
    """A variable of a formula, and the ends of the range where it is tried."""

    name: str
    low: FormulaConstant
    high: FormulaConstant
    whole: bool = False


@record
class FormulaAsked:
    """How a formula answer is asked for and judged."""

    variables: tuple[FormulaVariable, ...]
    count: int | None
    """How many formulas are wanted; None for one that is not in a list."""
    relative: float
    figures: int | None = None
    up_to: UpTo | None = None
    without: tuple[str, ...] = ()
    log10: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables."""
        return tuple(variable.name for variable in self.variables)

    @property
    def typed(self) -> Asked:
        """What is known of a formula that a learner types."""
        return Asked(self.names, self.count, self.up_to == "constant", self.log10)

    @property
    def canonical(self) -> Asked:
        """What is known of a formula that this module has written."""
        return Asked(self.names, self.count)

    def ranges(self, frame: Frame) -> tuple[Range, ...]:
        """Return the ranges of the variables in the draws of a frame.

        Raises ExpressionError.
        """
        return tuple(
            Range(v.name, v.low.values(frame), v.high.values(frame), v.whole)
            for v in self.variables
        )


class FormulaExpression(Expression):
    """A formula, or a list of them, in which each draw's numbers are filled in."""

    __slots__ = ("constants", "is_list", "trees", "units")

    def __init__(
        self,
        text: str,
        trees: Sequence[Node],
        constants: Sequence[FormulaConstant],
        is_list: bool = False,
    ) -> None:
        """Take the trees of a text, whose `Constant` nodes count `constants`."""
        self.text = text
        self.trees = tuple(trees)
        self.constants = tuple(constants)
        self.is_list = is_list
        self.names = frozenset(n for c in self.constants for n in c.expression.names)
        self.draws = self.localized = self.is_cell = False
        self.table = None
        self.cost = sum(constant.expression.cost for constant in self.constants)
        self.units = NODE * sum(1 for tree in self.trees for _ in walk(tree))

    def __reduce__(self) -> tuple[Any, ...]:
        return FormulaExpression, (self.text, self.trees, self.constants, self.is_list)

    def numbers(self, frame: Frame) -> list[Array]:
        """Return the constants' values in the draws of a frame, each (draws,) or (1,).

        Raises ExpressionError.
        """
        return [constant.values(frame) for constant in self.constants]

    def evaluate_batch(self, frame: Frame) -> Batch:
        """Return the formula of each draw as a text.

        Raises ExpressionError.
        """
        frame.spend(self.units)
        numbers = self.numbers(frame)
        count = frame.count if any(len(n) > 1 for n in numbers) else 1
        return gather([self.filled(texts) for texts in _rows(numbers, count)])

    def filled(self, texts: Sequence[str]) -> str:
        """Return the formula with texts in the places of its constants."""
        return SEPARATOR.join(formula_text(tree, texts.__getitem__) for tree in self.trees)


def _rows(numbers: Sequence[Array], count: int) -> Iterator[list[str]]:
    columns = [np.broadcast_to(n, (count,)).tolist() for n in numbers]
    for draw in range(count):
        yield [number_text(column[draw]) for column in columns]


def formula_format(asked: FormulaAsked) -> AnswerFormat:
    """Return how a formula answer is asked for."""
    return AnswerFormat(
        "formula",
        figures=asked.figures,
        relative=asked.relative,
        variables=asked.names,
        up_to=asked.up_to,
    )
