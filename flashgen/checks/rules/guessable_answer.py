"""A learner who always types it is often right. Draw from a larger range, or rule the value out by
`require`.

bad:
    answer: max(a, 90)
good:
    answer: a + 90
"""

from collections.abc import Iterator
from typing import Final

from flashgen.checks.drawn import DrawnDefinition
from flashgen.source.diagnostics import Diagnostic

_MOST_FREQUENT: Final = 1 / 3


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report answers of which one text comes up in more than a third of the draws."""
    for answer_draws, shares in drawn.answer_shares:
        ((text, times),) = shares.most_common(1)
        draws = len(answer_draws.values)
        if len(shares) > 1 and times > _MOST_FREQUENT * draws:
            yield Diagnostic(
                "guessable-answer",
                f"the answer is {text} in {100 * times / draws:.0f} % of the draws",
                answer_draws.answer.formula.scalar.span,
                hint="draw from a larger range, or rule it out by `require`",
            )
