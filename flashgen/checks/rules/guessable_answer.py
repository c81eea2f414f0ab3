"""A learner who always types it is often right. Draw from a larger range, or rule the value out by
`require`. Where the subject has no more answers than that, `guessable: "reason"` keeps the card as
it is. Of several answers, the combination counts.

bad:
    answer: max(a, 90)
good:
    answer: a + 90
"""

from collections.abc import Iterator
from typing import Final

from flashgen.checks.asked_answers import asked_answers
from flashgen.checks.drawn import DrawnDefinition
from flashgen.source.diagnostics import Diagnostic

MOST_FREQUENT: Final = 1 / 3


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report answers of which one text comes up in more than a third of the draws."""
    for asked in asked_answers(drawn):
        ((shown, times),) = asked.counts.most_common(1)
        draws = asked.sample.count
        if len(asked.counts) > 1 and times > MOST_FREQUENT * draws and not asked.guessable:
            are = "answer is" if len(shown) == 1 else "answers are"
            yield Diagnostic(
                "guessable-answer",
                f"the {are} {asked.text(shown)} in {100 * times / draws:.0f} % of the draws",
                asked.span,
                hint="draw from a larger range, or rule it out by `require`; "
                'or say why it must be so: `guessable: "reason"`',
            )
