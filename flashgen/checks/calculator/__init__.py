"""Compute a formula from the numbers that it displays, as if typed into a calculator.

Plain arithmetic only: numbers, vectors, fractions, powers, roots, the elementary functions.
Anything else, and anything ambiguous (`\\ln 2\\pi`, `1\\frac12`, `1/2\\pi`), is rejected, never
guessed.
"""

from flashgen.checks.calculator.operations import NotArithmeticError, Number, Result
from flashgen.checks.calculator.parsing import calculate, is_known
from flashgen.checks.calculator.tokens import tokens

__all__ = ["NotArithmeticError", "Number", "Result", "calculate", "is_known", "tokens"]
