"""How much work an evaluation may do.

A deck file comes from a stranger, and a short expression can ask for much: nested loops, or a
thousand products of large arrays. Time cannot be measured (the same definition must end the
same way on every machine), so work is counted, in units of about a microsecond of one draw alone:
1 for every operator, name and number, more for powers, arrays and calls. The units of a draw
follow from its own values, whatever other draws are computed with it.
"""

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
