"""The expression language: Python's expression syntax over numpy, parsed and compiled once."""

from flashgen.expression.budget import Budget
from flashgen.expression.compiling import CONSTANTS
from flashgen.expression.errors import FAULTS, ExpressionError, not_defined
from flashgen.expression.expression import Expression, compile_expression
from flashgen.expression.frame import BatchFrame
from flashgen.expression.operators import as_condition, evaluation

__all__ = [
    "CONSTANTS",
    "FAULTS",
    "BatchFrame",
    "Budget",
    "Expression",
    "ExpressionError",
    "as_condition",
    "compile_expression",
    "evaluation",
    "not_defined",
]
