"""Expressions: compiled once, evaluated for every variant."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from flashgen.expression import draws as draw_functions
from flashgen.expression import functions
from flashgen.expression.budget import Budget
from flashgen.expression.compiling import Compiler
from flashgen.expression.draws import Stream
from flashgen.expression.errors import (
    EVALUATION,
    FAULTS,
    EvaluationError,
    ExpressionError,
    fault_sentence,
)
from flashgen.expression.frame import BatchFrame, BatchRun
from flashgen.expression.nodes import BUDGET, STREAM, Run
from flashgen.expression.operators import as_condition
from flashgen.expression.parsing import parse
from flashgen.values.values import Value


class Expression:
    """A compiled expression.

    `names` are the names of values that it uses, `draws` says whether it draws, `cost` is the
    work of one evaluation without its loops, in the units of Budget.
    """

    __slots__ = ("_given", "_run", "_run_batch", "cost", "draws", "names", "text")

    def __init__(self, text: str, names: Collection[str], draws: bool) -> None:
        """Compile `text`; see `compile_expression`."""
        tree, source = parse(text)
        compiler = Compiler(source, names, functions.library(), draw_functions.library(), draws)
        code = compiler.expression(tree)
        self._run: Run = code.run
        self._run_batch: BatchRun = code.batch
        self._given = (text, frozenset(names), draws)
        self.text = text
        self.names = frozenset(compiler.used)
        self.draws = compiler.has_draws
        self.cost = compiler.cost

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Expression, self._given

    def evaluate(
        self, env: Mapping[str, Value], stream: Stream | None = None, budget: Budget | None = None
    ) -> Value:
        """Return the value for the values of names in `env`, normalised but not rounded.

        To be called inside `evaluation()`. An expression that draws reads on in `stream`. The
        work is taken from `budget`; without one, each evaluation has a budget of its own.

        Raises: ExpressionError with the place in the text.
        """
        if budget is None:
            budget = Budget()
        frame: dict[str, Any] = {**env, STREAM: stream, BUDGET: budget}
        if not self.names <= frame.keys():
            missing = sorted(self.names - frame.keys())[0]
            raise ExpressionError(
                f"`{missing}` has no value here", 0, len(self.text), None, EVALUATION
            )
        if self.draws and stream is None:
            raise TypeError("an expression that draws needs a stream")
        try:
            budget.spend(self.cost)
            value: Value = self._run(frame)
        except FAULTS as error:
            hint = error.hint if isinstance(error, EvaluationError) else None
            raise ExpressionError(
                fault_sentence(error), 0, len(self.text), hint, EVALUATION
            ) from None
        return value

    def evaluate_batch(self, frame: BatchFrame) -> Any:
        """Return the value in each draw of a batch: a value, a `Batch`, or `Each`; not rounded.

        To be called inside `evaluation()`.

        Raises: ExpressionError or one of FAULTS where a draw may have no value; the draws are then
        to be evaluated one at a time.
        """
        frame.budget.spend(self.cost * frame.count)
        return self._run_batch(frame)

    def holds(self, env: Mapping[str, Value], budget: Budget | None = None) -> bool:
        """Return the value of a condition, which must be a truth value.

        Raises: ExpressionError as `evaluate`, and where the value is an array, number or text.
        """
        value = self.evaluate(env, None, budget)
        try:
            return as_condition(value)
        except EvaluationError as error:
            raise ExpressionError(str(error), 0, len(self.text), error.hint, EVALUATION) from None


def compile_expression(text: str, names: Collection[str], *, draws: bool = False) -> Expression:
    """Compile an expression in which the values `names` are known.

    `draws` says whether draw functions may stand in it.

    Raises: ExpressionError for what cannot be read or is not allowed.
    """
    return _compiled(text, frozenset(names), draws)


# An expression never changes, and the same ones stand again and again: in the texts of the other
# language, in the forms of a definition, in definitions that follow one pattern.
@lru_cache(maxsize=1024)
def _compiled(text: str, names: frozenset[str], draws: bool) -> Expression:
    return Expression(text, names, draws)
