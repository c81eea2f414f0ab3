r"""The learner computes with the value shown, the card with the value drawn, and the answers
differ. Round the value where it is drawn, or by `let`.

bad:
    parameters:
      a: uniform(0, 9, decimals=3)
    question: What is $2 \cdot <<a:.1f>>$?
    answer: 2 * a
    decimals: 1
good:
    parameters:
      a: uniform(0, 9, decimals=1)
    question: What is $2 \cdot <<a>>$?
    answer: 2 * a
    decimals: 1
"""

from collections.abc import Iterator

from flashgen.checks.digits import hide_digits
from flashgen.checks.drawn import DrawnDefinition, first_draws
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report slots of a question that hide digits of a parameter or a `let`."""
    for found in first_draws(
        (slot, hide_digits(slot.values, slot.count, slot.column.format))
        for slot in drawn.slots
        if slot.is_asked and slot.shows_given and slot.column.format is not None
    ):
        name = found.slot.column.expression.text.strip()
        yield Diagnostic(
            "rounded-parameter",
            f"this shows {name} with fewer digits than it has, with {found.shown}",
            found.slot.span,
            hint="show what is computed with: round it where it is drawn, or by `let`",
        )
