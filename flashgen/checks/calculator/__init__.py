"""A formula as one would type it into a calculator: what the numbers that are displayed give.

Plain arithmetic only: numbers, vectors, fractions, powers, roots, the elementary functions. What
is anything else, or can be read in two ways (`\\ln 2\\pi`, `1\\frac12`, `1/2\\pi`), is refused and
never guessed at.
"""

from flashgen.checks.calculator.operations import NotArithmeticError, Number, Result
from flashgen.checks.calculator.reading import calculate, is_known
from flashgen.checks.calculator.tokens import tokens

__all__ = ["NotArithmeticError", "Number", "Result", "calculate", "is_known", "tokens"]
