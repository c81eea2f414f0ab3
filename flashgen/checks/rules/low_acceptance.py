"""A condition that holds on fewer than 5 % of the draws makes the build slow and the pool small.
Draw the parameters so that it usually holds.

bad:
    parameters:
      a: integers(1, 999)
    require:
    - a <= 40
    answer: a + 1
good:
    parameters:
      a: integers(1, 40)
    require:
    - a != 10
    answer: a + 1
"""

from collections.abc import Iterator
from typing import Final

from flashgen.checks.drawn import DrawnDefinition
from flashgen.numeric.sampling import ALIKE, ANOTHER_MISTAKE, Statistics
from flashgen.source.diagnostics import Diagnostic

_LOWEST_ACCEPTANCE: Final = 0.05


def is_low(statistics: Statistics) -> bool:
    """Tell whether fewer than 5 % of the draws are accepted."""
    return statistics.accepted < _LOWEST_ACCEPTANCE * statistics.draws


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report what rejects most where few draws are accepted."""
    statistics = drawn.sample.statistics
    if not is_low(statistics):
        return
    coincided = {**statistics.coincided, **statistics.alike}
    span, times = max({**statistics.refused, **coincided}.items(), key=lambda item: item[1])
    yield Diagnostic(
        "low-acceptance",
        f"only {100 * statistics.accepted / statistics.draws:.1f} % of the draws are accepted; "
        f"this rejected {times} of {statistics.draws}",
        span,
        hint="draw the parameters so that the condition usually holds"
        if span in statistics.refused
        else ALIKE
        if span in statistics.alike
        else ANOTHER_MISTAKE,
    )
