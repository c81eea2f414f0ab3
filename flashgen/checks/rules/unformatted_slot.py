"""Without a format, a quotient shows as 0.1428571429. Specify how many digits to show. A parameter
shows as it is drawn, with all its digits.

bad:
    answer: a + 1
    solution: It is <<a / 7>>.
good:
    answer: a + 1
    solution: It is <<a / 7:.3f>>.
"""

from collections.abc import Iterator
from typing import Final

from flashgen.checks.digits import need_more_than
from flashgen.checks.drawn import MOST_DECIMALS, DrawnDefinition, first_draws
from flashgen.checks.rules.uneven_options import HINT
from flashgen.numeric.sampling import plain
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.values import Value

_SMALL: Final = 0.1
"""What is smaller keeps fewer than 3 figures in 3 decimals."""


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report slots without a format, and options, that show more than 4 decimals."""
    for found in first_draws(
        (slot, slot.without_drawn(need_more_than(slot.values, slot.count, MOST_DECIMALS)))
        for slot in drawn.slots
        if slot.column.format is None
    ):
        name = found.slot.column.expression.text.strip()
        yield Diagnostic(
            "unformatted-slot",
            f"this needs more than {MOST_DECIMALS} decimals ({plain(found.value)}), "
            f"with {found.shown}",
            found.slot.span,
            hint=f"say how many to show: <<{name}:{_format(found.value)}>>",
        )
    for option in drawn.endless_options:
        span = option.mistake.formula.scalar.span
        yield Diagnostic("unformatted-slot", option.message, span, hint=HINT)


def _format(value: Value) -> str:
    """Return a format that leaves something of each number in the value."""
    entries = [value] if isinstance(value, (int, float)) else getattr(value, "flat", ())
    small = any(0 < abs(e) < _SMALL for e in entries if isinstance(e, float))
    return ".3g" if small else ".3f"
