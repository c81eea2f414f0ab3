"""A draw on which a mistake passes for the answer, or for another mistake, is rejected, since the
card could not tell them apart. If that is half of the draws, the formula of the mistake is wrong,
or it needs `may_coincide: true`, which leaves it out on such draws.

bad:
    answer: a + 1
    mistakes:
    - value: a + 1 if a > 40 else a
      says: One more.
good:
    answer: a + 1
    mistakes:
    - value: a + 1 if a > 40 else a
      says: One more.
      may_coincide: true
"""

from collections.abc import Iterator
from typing import Final

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.rules.low_acceptance import is_low
from flashgen.numeric.sampling import ANOTHER_MISTAKE
from flashgen.source.diagnostics import Diagnostic

_MOST_COINCIDING: Final = 0.5


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report mistakes that coincide in half of the draws that the conditions accept."""
    statistics = drawn.sample.statistics
    if is_low(statistics):
        return  # reported already, with what rejects most
    tried = statistics.draws - sum(statistics.refused.values())
    for span, times in statistics.coincided.items():
        if times >= _MOST_COINCIDING * tried:
            yield Diagnostic(
                "coinciding-mistake",
                "this mistake passes for the answer, or for another mistake, in "
                f"{100 * times / tried:.0f} % of the draws, which are rejected",
                span,
                hint=ANOTHER_MISTAKE,
            )
