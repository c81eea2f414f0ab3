"""Compute a formula from the numbers that it displays, as if typed into a calculator.

Plain arithmetic only: numbers, vectors, fractions, powers, roots, the elementary functions.
Anything else, and anything ambiguous (`\\ln 2\\pi`, `1\\frac12`, `1/2\\pi`), is rejected, never
guessed.
"""

from flashgen.checks.calculator.operations import Column, NotArithmeticError, Number
from flashgen.checks.calculator.parsing import (
    MAX_DIGITS,
    DigitsNeededError,
    Formula,
    Result,
    Token,
    calculate,
    is_known,
    number,
    parse,
)
from flashgen.checks.calculator.tokens import numbers_apart, tokens

__all__ = [
    "MAX_DIGITS",
    "Column",
    "DigitsNeededError",
    "Formula",
    "NotArithmeticError",
    "Number",
    "Result",
    "Token",
    "calculate",
    "is_known",
    "number",
    "numbers_apart",
    "parse",
    "tokens",
]
