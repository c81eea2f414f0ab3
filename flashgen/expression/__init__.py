"""The expression language: Python's expression syntax over numpy, parsed and compiled once."""

from flashgen.expression.batch_frame import BatchFrame
from flashgen.expression.budget import Budget
from flashgen.expression.errors import FAULTS, ExpressionError
from flashgen.expression.expression import Expression, compile_expression
from flashgen.expression.operators import as_condition, evaluation

__all__ = [
    "FAULTS",
    "BatchFrame",
    "Budget",
    "Expression",
    "ExpressionError",
    "as_condition",
    "compile_expression",
    "evaluation",
]
