"""How much work an evaluation may do.

A deck file comes from a stranger, and a short expression can ask for much: nested loops, or a
thousand products of large arrays. Time cannot be measured (the same definition must end the
same way on every machine), so work is counted, in units of about a microsecond: 1 for every
operator, name and number, more for powers, arrays and calls. What an expression surely does is
spent at once before it runs; only loops and arrays spend while it runs.
"""

from typing import Any, Final

import numpy as np

from flashgen.expression.errors import EvaluationError
from flashgen.values.values import EXACT_INTEGERS, MAX_COMBINED

CALL: Final = 40
"""Units for a call of a function or a draw."""

POWER: Final = 10
"""Units for a power: of integers it can have thousands of digits."""

ARRAY: Final = 4
"""Units for an operator that makes an array, beside those for its size."""

ARGUMENT: Final = 4
"""Units for each element of an array that is handed to a function."""

LIMIT: Final = 250_000
"""Units that one evaluation may spend where the caller sets no other limit."""


class Budget:
    """Units of work that are left; one can be shared by many evaluations."""

    __slots__ = ("left",)

    def __init__(self, limit: int = LIMIT) -> None:
        self.left = limit

    def spend(self, units: int) -> None:
        """Take `units` away.

        Raises: ValueError where fewer are left.
        """
        self.left -= units
        if self.left < 0:
            raise EvaluationError(
                "this computes too much", "make the loops shorter or the arrays smaller"
            )


def checked_arguments(arguments: list[Any], keywords: dict[str, Any], budget: Budget) -> None:
    """Check and charge for the sizes of a call's arguments; huge integers become floats.

    numpy would make an array of Python objects out of an integer beyond int64.

    Raises: ValueError where the arrays are too large together, or the budget is used up.
    """
    elements, combined = 0, 1
    for place, value in enumerate(arguments):
        if type(value) is np.ndarray:
            elements += value.size
            combined *= value.size
        elif type(value) is int and not -EXACT_INTEGERS < value < EXACT_INTEGERS:
            arguments[place] = float(value)
    for name, value in keywords.items():
        if type(value) is np.ndarray:
            elements += value.size
            combined *= value.size
        elif type(value) is int and not -EXACT_INTEGERS < value < EXACT_INTEGERS:
            keywords[name] = float(value)
    if elements:
        if combined > MAX_COMBINED:
            raise EvaluationError("the arrays of this call are too large together")
        budget.spend(ARGUMENT * elements + combined // 50)
