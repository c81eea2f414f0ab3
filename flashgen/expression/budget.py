"""How much work an evaluation may do.

A deck file comes from a stranger, and a short expression can ask for much: nested loops, or a
thousand products of large arrays. Time cannot be measured (the same definition must end the
same way on every machine), so work is counted, in units of about a microsecond of one draw alone:
1 for every operator, name and number, more for powers, arrays and calls. The units of a draw
follow from its own values, whatever other draws are computed with it.
"""

from dataclasses import dataclass
from typing import Final

CALL: Final = 40
"""Units for a call of a function or a draw."""

POWER: Final = 10
"""Units for a power: of integers it can have thousands of digits."""

ARRAY: Final = 4
"""Units for an operator that makes an array, beside those for its size."""

ARGUMENT: Final = 4
"""Units for each element of an array that is handed to a function."""

OPTION: Final = 4
"""Units for the comparison of an option with another one: its value, and how it looks."""

LIMIT: Final = 250_000
"""Units that one draw may spend."""

TOGETHER: Final = 16
"""How many draws take as long as it takes to begin with a unit for any number of draws."""

TURN: Final = 4
"""Units of a meter for a turn of a loop, whatever stands in it."""

EACH: Final = 60
"""Units of a meter for a call draw by draw."""

TEXT: Final = 10
"""Characters of a text that is handed to a function which take a unit of a meter."""

ELEMENTS: Final = 8
"""Elements of an array that is read or copied which take a unit of a meter."""

PRODUCTS: Final = 16
"""Products in a product of matrices which take a unit of a meter."""

SHOWN: Final = 4
"""Units of a meter for the value of a slot, beside those for its length."""

CHARACTERS: Final = 4
"""How many characters of it take another unit."""

WRITTEN: Final = 10
"""Units of a meter for a text with slots."""


@dataclass(slots=True)
class Meter:
    """What a computation has taken, also where it failed: so far as that hangs on the other draws.

    Draws in which arrays have one shape are computed at once, and each other group by itself.
    """

    together: int = 0
    """Units of all draws, with those for beginning with each group of them."""
    apart: int = 0
    """Units for what is done draw by draw: texts, calls of functions that take one draw."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.together + self.apart
