"""A formula answer as an expression: its value is the formula as a text, in the card's grammar."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct

from flashgen.expression import Expression, ExpressionError, Frame
from flashgen.expression.errors import EVALUATION
from flashgen.values.batch import Batch, Ragged, Texts, rounded
from flashgen.values.formulas.judging import UpTo
from flashgen.values.formulas.nodes import Node, is_foreign, walk
from flashgen.values.formulas.points import Range
from flashgen.values.formulas.reading import Asked
from flashgen.values.formulas.writing import expression_text, formula_text, number_text
from flashgen.values.judging import AnswerFormat
from flashgen.values.numerals import Format, written
from flashgen.values.parts import gather
from flashgen.values.values import Array

NODE: Final = 40
"""Units for a number, name or sign of a formula in a draw: it is written, and tried at points."""
SEPARATOR: Final = ";"
"""What stands between the formulas of a list in the card's grammar."""


class FormulaConstant(Struct, frozen=True):
    """A number of a formula that each draw has anew.

    `start` and `end` are its place in the formula's text; with a `format` it is as displayed. One
    that is only `shown` counts for nothing where formulas are compared; a `lenient` one may be any
    value, and is then shown by its name.
    """

    expression: Expression
    start: int
    end: int
    format: Format | None = None
    shown: bool = False
    lenient: bool = False

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
        try:
            values = np.broadcast_to(self.values(frame), (frame.count,)).tolist()
        except ExpressionError:
            if not self.lenient:
                raise
            return [self.expression.text.strip()] * frame.count
        return list(map(number_text, values))

    def plain_texts(self, frame: Frame) -> list[str]:
        """Return the number of each draw as the end of a range.

        Raises ExpressionError.
        """
        values = np.broadcast_to(self.values(frame), (frame.count,)).tolist()
        return [f"{value:.12g}" for value in values]

    def _error(self, message: str) -> ExpressionError:
        hint = "say how the answer is displayed: `text: $…$`" if self.shown else None
        return ExpressionError(message, self.start, self.end, hint, EVALUATION)


class FormulaPart(Struct, frozen=True):
    """A part of a formula that the grammar of formulas has no words for.

    `names` stand for the values of the part's arguments; `start` and `end` are its place in the
    formula's text.
    """

    expression: Expression
    names: tuple[str, ...]
    start: int
    end: int

    @property
    def used(self) -> frozenset[str]:
        """The names of the values of a draw that it is computed from."""
        return self.expression.names - {*self.names}


class FormulaVariable(Struct, frozen=True):
    """A variable of a formula, and the ends of the range where it is tried."""

    name: str
    low: FormulaConstant
    high: FormulaConstant
    whole: bool = False


class FormulaAsked(Struct, frozen=True):
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

    __slots__ = ("constants", "is_list", "parts", "trees", "units")

    def __init__(
        self,
        text: str,
        trees: Sequence[Node],
        constants: Sequence[FormulaConstant],
        is_list: bool = False,
        parts: Sequence[FormulaPart] = (),
    ) -> None:
        """Take the trees of a text; their `Constant` and `Foreign` nodes count the others."""
        self.text = text
        self.trees = tuple(trees)
        self.constants = tuple(constants)
        self.is_list = is_list
        self.parts = tuple(parts)
        self.names = frozenset(n for c in self.constants for n in c.expression.names)
        self.names |= frozenset(name for part in self.parts for name in part.used)
        self.draws = self.localized = self.is_cell = False
        self.table = None
        self.cost = sum(constant.expression.cost for constant in self.constants)
        self.cost += sum(part.expression.cost for part in self.parts)
        self.units = NODE * sum(1 for tree in self.trees for _ in walk(tree))

    def __reduce__(self) -> tuple[Any, ...]:
        return FormulaExpression, (self.text, self.trees, self.constants, self.is_list, self.parts)

    @property
    def stored(self) -> tuple[bool, ...]:
        """Of each formula, whether a card has its values in place of it."""
        return tuple(map(is_foreign, self.trees))

    def numbers(self, frame: Frame) -> list[Array]:
        """Return the constants' values in the draws of a frame, each (draws,) or (1,).

        Raises ExpressionError.
        """
        return [np.zeros(1) if c.shown else c.values(frame) for c in self.constants]

    def evaluate_batch(self, frame: Frame) -> Batch:
        """Return the formula of each draw as a text.

        Raises ExpressionError.
        """
        frame.spend(self.units)
        return gather([self.filled(texts) for texts in self.texts(frame)])

    def texts(self, frame: Frame) -> list[tuple[str, ...]]:
        """Return the constants in the draws of a frame as a formula has them; once if all agree.

        Raises ExpressionError.
        """
        columns = [constant.texts(frame) for constant in self.constants]
        made: list[tuple[str, ...]] = list(zip(*columns, strict=True)) if columns else [()]
        return made if any(c.expression.names for c in self.constants) else made[:1]

    def filled(self, texts: Sequence[str], stored: Sequence[str] | None = None) -> str:
        """Return the formula with texts in the places of its constants.

        With `stored`, these stand for the formulas that the grammar has no words for, before the
        formula as its author could have written it.
        """
        if stored is None:
            return SEPARATOR.join(formula_text(tree, texts.__getitem__) for tree in self.trees)
        values = iter(stored)
        return SEPARATOR.join(
            f"{next(values)} {expression_text(tree, texts.__getitem__)}".replace(SEPARATOR, ",")
            if is_foreign(tree)
            else formula_text(tree, texts.__getitem__)
            for tree in self.trees
        )


def formula_format(asked: FormulaAsked) -> AnswerFormat:
    """Return how a formula answer is asked for."""
    return AnswerFormat(
        "formula",
        figures=asked.figures,
        relative=asked.relative,
        variables=asked.names,
        up_to=asked.up_to,
    )
