"""Expressions: compiled once, evaluated for the draws of a batch."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from flashgen.expression import draws as draw_functions
from flashgen.expression import functions
from flashgen.expression.compiling import Compiler
from flashgen.expression.errors import (
    EVALUATION,
    FAULTS,
    EvaluationError,
    ExpressionError,
    fault_sentence,
)
from flashgen.expression.frame import Frame
from flashgen.expression.nodes import condition
from flashgen.expression.parsing import parse
from flashgen.expression.records import NO_RECORDS, Records
from flashgen.expression.scope import Scope
from flashgen.values.batch import Batch, constant, row
from flashgen.values.values import Array, Value


class Expression:
    """A compiled expression.

    `names` are the names of values that it uses, `draws` says whether it draws, `cost` is the
    work of one evaluation in a draw without its loops, in units of the budget. `table` is the
    table of which it gives rows, None where it gives a value; `localized` says whether it uses a
    column in several languages, `is_cell` whether it shows what stands in a table.
    """

    __slots__ = (
        "_condition",
        "_given",
        "_run",
        "cost",
        "draws",
        "is_cell",
        "localized",
        "names",
        "table",
        "text",
    )

    def __init__(
        self,
        text: str,
        names: Collection[str],
        draws: bool,
        later: Collection[str] = (),
        records: Records = NO_RECORDS,
        rows: bool = False,
    ) -> None:
        """Compile `text`; see `compile_expression`."""
        tree, source = parse(text)
        scope = Scope(names, functions.library(), draw_functions.library(), draws, later, records)
        compiler = Compiler(source, scope)
        code = compiler.value_or_rows(tree) if rows else compiler.expression(tree)
        if code.whole:
            code = compiler.expression(tree)  # which reports it
        self._run = code.run
        self._condition = condition(self._run, self._located)
        self._given = (text, frozenset(names), draws, frozenset(later), records, rows)
        self.table = code.table
        self.localized = compiler.localized
        self.is_cell = scope.is_cell(tree)
        self.text = text
        self.names = frozenset(compiler.used)
        self.draws = compiler.has_draws
        self.cost = compiler.cost

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Expression, self._given

    def evaluate_batch(self, frame: Frame) -> Batch:
        """Evaluate for the draws of a frame; not rounded. An expression that draws needs a stream.

        To be called inside `evaluation()`.

        Raises ExpressionError with the place in the text if any of the draws has no value.
        """
        self._require_names(frame)
        try:
            frame.spend(self.cost)
            return self._run(frame)
        except FAULTS as error:
            raise self._located(error) from None

    def holds_batch(self, frame: Frame) -> Array:
        """Evaluate a condition: a truth value for each draw of a frame.

        Raises ExpressionError as `evaluate_batch`, and for an array, a number or a text.
        """
        self._require_names(frame)
        try:
            frame.spend(self.cost)
            return self._condition(frame)
        except FAULTS as error:
            raise self._located(error) from None

    def _require_names(self, frame: Frame) -> None:
        for name in sorted(self.names):
            if name not in frame:
                raise ExpressionError(
                    f"`{name}` has no value here", 0, len(self.text), None, EVALUATION
                )
        if self.draws and frame.stream is None:
            raise TypeError("an expression that draws needs a stream")

    def _located(self, error: BaseException) -> ExpressionError:
        hint = error.hint if isinstance(error, EvaluationError) else None
        return ExpressionError(fault_sentence(error), 0, len(self.text), hint, EVALUATION)

    def evaluate(self, values: Mapping[str, Value]) -> Value:
        """Evaluate for one draw, with the values of names; not rounded.

        Raises ExpressionError as `evaluate_batch`.
        """
        return row(self.evaluate_batch(frame_of(values)), 0)


def frame_of(values: Mapping[str, Value]) -> Frame:
    """Return the frame of a single draw with these values."""
    return Frame(1, {name: constant(value) for name, value in values.items()})


def compile_expression(
    text: str,
    names: Collection[str],
    *,
    draws: bool = False,
    later: Collection[str] = (),
    records: Records = NO_RECORDS,
    rows: bool = False,
) -> Expression:
    """Compile an expression in which the values `names` are known.

    `draws` says whether draw functions may stand in it. The names `later` get their values only
    after it: it cannot use them, and they hide the constants and functions of these names.
    `records` are the tables, and which of the names are rows of them; `rows` says whether it may
    itself stand for rows.

    Raises: ExpressionError for what cannot be read or is not allowed.
    """
    return _compiled(text, frozenset(names), draws, frozenset(later), records, rows)


# An expression never changes, and the same ones stand again and again: in the texts of the other
# language, in the forms of a definition, in definitions that follow one pattern.
@lru_cache(maxsize=1024)
def _compiled(
    text: str,
    names: frozenset[str],
    draws: bool,
    later: frozenset[str],
    records: Records,
    rows: bool,
) -> Expression:
    return Expression(text, names, draws, later, records, rows)
