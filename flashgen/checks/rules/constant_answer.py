"""Such a card is learned by heart after one review: it should be a concept card, or a parameter was
forgotten.

bad:
    answer: a - a
good:
    answer: a - 1
"""

from collections.abc import Iterator

from flashgen.checks.drawn import DrawnDefinition
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report answers that show as the same text on every draw."""
    for answer_draws, shares in drawn.answer_shares:
        if len(shares) == 1:
            (text,) = shares
            yield Diagnostic(
                "constant-answer",
                f"the answer is always {text}",
                answer_draws.answer.formula.scalar.span,
                hint="a card with one answer is a concept card",
            )
