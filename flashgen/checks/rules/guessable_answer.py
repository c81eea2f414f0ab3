"""A learner who always types it is often right. Draw from a larger range, or rule the value out by
`require`. Where the subject has no more answers than that, `guessable: "reason"` keeps the card as
it is. Of several answers, the combination counts. An option of a menu may be right more often, in
nine draws of ten.

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
_OF_MENUS: Final = 0.9
"""Of two options one is right at least in every second draw."""


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report answers of which one text comes up in more than a third of the draws, or is nearly
    always the right option."""
    for asked in asked_answers(drawn):
        ((shown, times),) = asked.counts.most_common(1)
        draws = asked.sample.count
        most = _OF_MENUS if asked.has_menu else MOST_FREQUENT
        if len(asked.counts) > 1 and times > most * draws and not asked.guessable:
            are = "answer is" if len(shown) == 1 else "answers are"
            yield Diagnostic(
                "guessable-answer",
                f"the {are} {asked.text(shown)} in {100 * times / draws:.0f} % of the draws",
                asked.span,
                hint="draw from a larger range, or rule it out by `require`; "
                'or say why it must be so: `guessable: "reason"`',
            )
