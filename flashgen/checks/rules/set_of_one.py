"""`compare: set` compares several values in any order. A single number needs no set.

bad:
    answer: a + 1
    compare: set
good:
    answer: a + 1
"""

from collections.abc import Iterator

from flashgen.checks.drawn import DrawnDefinition
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report sets that are a single number on every draw."""
    for answer_draws in drawn.typed_answers:
        compare = answer_draws.answer.fields.compare
        if compare is not None and compare.value == "set" and answer_draws.numbers is not None:
            yield Diagnostic(
                "set-of-one",
                "`compare: set` is for several values in any order, and this answer is always "
                "a single number",
                compare.span,
                hint="remove it, or give all values as a list: [a, b]",
            )
