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

import numpy as np

from flashgen.checks.digits import are_numbers
from flashgen.checks.drawn import DrawnDefinition, SlotDraws, first_draws
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.values import Array

_LONGEST: Final = 60  # characters


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report slots that show a number in more than 60 characters."""
    for found in first_draws((slot, _long(slot)) for slot in drawn.slots):
        where = f"with {found.shown}"
        yield Diagnostic("long-number", f"this number is very long, {where}", found.slot.span)


def _long(slot: SlotDraws) -> Array:
    texts = slot.draws.sample.slots[slot.number][: slot.count]
    if max(map(len, texts), default=0) <= _LONGEST:
        return np.zeros(slot.count, dtype=np.bool_)
    long = np.array([len(text) > _LONGEST for text in texts], dtype=np.bool_)
    return slot.without_drawn(long & are_numbers(slot.values, slot.count))
