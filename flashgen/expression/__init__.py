"""The expression language: Python's expression syntax over numpy, parsed and compiled once."""

from flashgen.expression.compiling import CONSTANTS
from flashgen.expression.draws import DefinitionStreams, ParameterStream
from flashgen.expression.errors import FAULTS, ExpressionError, not_defined
from flashgen.expression.expression import Expression, compile_expression, frame_of
from flashgen.expression.frame import Frame
from flashgen.expression.operators import evaluation

__all__ = [
    "CONSTANTS",
    "FAULTS",
    "DefinitionStreams",
    "Expression",
    "ExpressionError",
    "Frame",
    "ParameterStream",
    "compile_expression",
    "evaluation",
    "frame_of",
    "not_defined",
]
