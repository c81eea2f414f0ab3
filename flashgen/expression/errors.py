"""The error of the expression language, and Python's and numpy's errors put into words."""

import re

SYNTAX = "expression"
EVALUATION = "evaluation"

FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,  # RecursionError among them
    TypeError,
    ValueError,  # numpy.linalg.LinAlgError among them
)
"""What numpy, Python's operators or a function can raise during an evaluation."""


class ExpressionError(Exception):
    """An error in an expression, with its place as offsets into the expression's text.

    `code` is "expression" for what is wrong as written, "evaluation" for what went wrong with
    the values of one draw.
    """

    def __init__(
        self, message: str, start: int, end: int, hint: str | None = None, code: str = SYNTAX
    ) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint
        self.code = code

    def shifted(self, by: int) -> "ExpressionError":
        """Return the error with offsets into a text in which the expression stands at `by`."""
        start, end = self.start + by, self.end + by
        return ExpressionError(self.message, start, end, self.hint, self.code)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.start, self.end, self.hint, self.code)


def not_defined(name: str) -> str:
    """Return the message of the error that a name has no value."""
    return f"`{name}` is not defined here"


class EvaluationError(ValueError):
    """A fault found by the language itself: a sentence, with a hint where one helps."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


_UFUNC_FAULT = re.compile(r"(divide by zero|overflow|invalid value) encountered in (\w+)")

_DOMAINS = {
    ("divide by zero", "log"): "log of 0 is minus infinity",
    ("divide by zero", "log2"): "log2 of 0 is minus infinity",
    ("divide by zero", "log10"): "log10 of 0 is minus infinity",
    ("divide by zero", "log1p"): "log1p of -1 is minus infinity",
    ("divide by zero", "arctanh"): "arctanh of 1 or -1 is infinite",
    ("divide by zero", "power"): "division by zero: 0 to a negative power",
    ("invalid value", "log"): "log of a negative number",
    ("invalid value", "log2"): "log2 of a negative number",
    ("invalid value", "log10"): "log10 of a negative number",
    ("invalid value", "log1p"): "log1p of a number below -1",
    ("invalid value", "sqrt"): "square root of a negative number",
    ("invalid value", "arcsin"): "arcsin of a number outside -1 to 1",
    ("invalid value", "arccos"): "arccos of a number outside -1 to 1",
    ("invalid value", "arccosh"): "arccosh of a number below 1",
    ("invalid value", "arctanh"): "arctanh of a number outside -1 to 1",
    ("invalid value", "power"): "a negative number to a fractional power",
    ("invalid value", "divide"): "division of 0 by 0 or of inf by inf",
    ("invalid value", "remainder"): "division by zero",
    ("invalid value", "floor_divide"): "division by zero",
}


_OPERATORS = frozenset({"add", "subtract", "multiply", "divide", "power", "reduce"})
_NOT_A_NUMBER = "the result is not a number (NaN)"


def fault_sentence(error: BaseException) -> str:
    """Return in words what went wrong, without Python's or numpy's own terms."""
    if isinstance(error, EvaluationError):
        return str(error)
    if isinstance(error, FloatingPointError):
        return _floating_point_sentence(str(error))
    if isinstance(error, ZeroDivisionError):
        return "division by zero"
    if isinstance(error, OverflowError):
        return "the result is too large (overflow)"
    if isinstance(error, MemoryError):
        return "this needs more memory than there is"
    if isinstance(error, RecursionError):
        return "this is nested too deeply"
    if isinstance(error, ValueError):
        if isinstance(error.__cause__, FloatingPointError):
            name, colon, _ = str(error).partition(": ")
            return f"{name}{colon}{_floating_point_sentence(str(error.__cause__))}"
        return str(error) or "these values do not fit"
    return "these values do not fit"


def _floating_point_sentence(text: str) -> str:
    found = _UFUNC_FAULT.match(text)
    if found is None:
        return "the result is not a number or too large"
    if sentence := _DOMAINS.get((found[1], found[2])):
        return sentence
    if found[1] == "divide by zero":
        return "division by zero"
    too_large = found[1] == "overflow"
    if found[2] in _OPERATORS:
        return "the result is too large (overflow)" if too_large else _NOT_A_NUMBER
    if too_large:
        return f"the result is too large (overflow in {found[2]})"
    return f"the result is not a number (in {found[2]})"
