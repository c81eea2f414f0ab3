"""The expression language: Python's expression syntax over numpy, parsed and compiled once."""

from flashgen.expression.draws import DefinitionStreams
from flashgen.expression.errors import ExpressionError, not_defined
from flashgen.expression.expression import Expression, compile_expression, frame_of
from flashgen.expression.frame import Frame
from flashgen.expression.operators import evaluation
from flashgen.expression.records import NO_RECORDS, Records
from flashgen.expression.scope import CONSTANTS

__all__ = [
    "CONSTANTS",
    "NO_RECORDS",
    "DefinitionStreams",
    "Expression",
    "ExpressionError",
    "Frame",
    "Records",
    "compile_expression",
    "evaluation",
    "frame_of",
    "not_defined",
]
