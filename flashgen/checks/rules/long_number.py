"""A card has no room for it, and nobody reads it.

bad:
    answer: a + 1
    solution: It is <<10**70 + a>>.
good:
    answer: a + 1
    solution: It is <<10**7 + a>>.
"""

from collections.abc import Iterator
from typing import Final

from flashgen.checks.drawn import DrawnDefinition, first_of_each_column
from flashgen.numeric.sampling import shown
from flashgen.source.diagnostics import Diagnostic

_LONGEST: Final = 60  # characters


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report slots that show a number in more than 60 characters."""
    for slot in first_of_each_column(
        slot
        for slot in drawn.slots
        if len(slot.text) > _LONGEST and isinstance(slot.value, (int, float))
    ):
        where = f"with {shown(slot.variant.values)}"
        yield Diagnostic("long-number", f"this number is very long, {where}", slot.span)
