"""The expression language: Python's expression syntax over numpy, parsed and compiled once."""

from flashgen.expression.compiling import CONSTANTS
from flashgen.expression.draws import DefinitionStreams, ParameterStream
from flashgen.expression.errors import FAULTS, ExpressionError, not_defined
from flashgen.expression.expression import Expression, compile_expression, frame_of
from flashgen.expression.frame import Frame
from flashgen.expression.operators import evaluation
from flashgen.expression.records import NO_RECORDS, Records

__all__ = [
    "CONSTANTS",
    "FAULTS",
    "NO_RECORDS",
    "DefinitionStreams",
    "Expression",
    "ExpressionError",
    "Frame",
    "ParameterStream",
    "Records",
    "compile_expression",
    "evaluation",
    "frame_of",
    "not_defined",
]
