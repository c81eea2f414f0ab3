"""Such a card is learned by heart after one review: it should be a concept card, or a parameter was
forgotten. Of several answers, some may be constant as long as others are not.

bad:
    answer: a - a
good:
    answer: a - 1
"""

from collections.abc import Iterator

from flashgen.checks.asked_answers import asked_answers
from flashgen.checks.drawn import DrawnDefinition
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report answers that show as the same text on every draw."""
    for asked in asked_answers(drawn):
        if len(asked.counts) == 1:
            (shown,) = asked.counts
            are = "answer is" if len(shown) == 1 else "answers are"
            yield Diagnostic(
                "constant-answer",
                f"the {are} always {asked.text(shown)}",
                asked.span,
                hint="a card with one answer is a concept card",
            )
