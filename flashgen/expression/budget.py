"""How much work an evaluation may do.

A deck file comes from a stranger, and a short expression can ask for much: nested loops, or a
thousand products of large arrays. Time cannot be measured (the same definition must end the
same way on every machine), so work is counted, in units of about a microsecond of one draw alone:
1 for every operator, name and number, more for powers, arrays and calls. The units of a draw
follow from its own values, whatever other draws are computed with it.
"""

from typing import Final

from msgspec import Struct

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
"""Starting an operation takes as long as carrying it out on this many draws."""

TURN: Final = 4
"""Meter units for each turn of a loop, whatever its body."""

EACH: Final = 60
"""Meter units for a call made draw by draw."""

TEXT: Final = 10
"""Characters of a text argument per meter unit."""

ELEMENTS: Final = 8
"""Elements of an array that is read or copied, per meter unit."""

PRODUCTS: Final = 16
"""Multiplications in a product of matrices, per meter unit."""

SHOWN: Final = 4
"""Meter units for the value of a slot, in addition to those for its length."""

CHARACTERS: Final = 4
"""Characters of a slot's text per meter unit."""

WRITTEN: Final = 10
"""Meter units for a text with slots."""


class Meter(Struct):
    """The work of a computation, failed attempts included, that depends on the other draws.

    Draws in which arrays have one shape are computed at once, and each other group by itself.
    """

    together: int = 0
    """Units of all draws, with those for starting each group of them."""
    apart: int = 0
    """Units for what is done draw by draw: texts, calls of functions that take one draw."""

    @property
    def total(self) -> int:
        """The sum of both."""
        return self.together + self.apart
