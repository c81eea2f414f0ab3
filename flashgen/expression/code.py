"""A compiled node of an expression; operators of plain constants are computed once."""

from typing import Any, Final, NamedTuple

import numpy as np

from flashgen.expression import nodes
from flashgen.expression.errors import ExpressionError
from flashgen.expression.frame import Frame
from flashgen.expression.nodes import Run
from flashgen.expression.operators import evaluation
from flashgen.values.batch import constant, row
from flashgen.values.tables import Table


class _Unknown:
    """The value of what is not known before the evaluation."""


_UNKNOWN: Final = _Unknown()


class Code(NamedTuple):
    """A compiled node: what evaluates it, and its value if it is a constant.

    `table` is given for rows of a table, which are no value; `whole` for the table itself.
    """

    run: Run
    value: Any = _UNKNOWN
    table: Table | None = None
    whole: bool = False


def of_constant(value: Any) -> Code:
    """Return the code of a value that is known."""
    batch = constant(value)
    return Code(nodes.constant(batch), value)


def folded(run: Run, *parts: Code) -> Code:
    """Return the code of an operator, computed now where its operands are plain constants."""
    if any(isinstance(part.value, _Unknown | np.ndarray) for part in parts):
        return Code(run)
    try:
        with evaluation():
            batch = run(Frame(1))
    except (ExpressionError, FloatingPointError):
        return Code(run)  # an error of a branch that may never be evaluated
    if isinstance(batch, np.ndarray):
        batch.setflags(write=False)  # every evaluation gets the same array
    return Code(nodes.constant(batch), row(batch, 0))
