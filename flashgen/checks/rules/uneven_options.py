"""Among whole numbers, an option with decimals stands out, whether it is the right one or not.
Round the mistakes, or use `decimals` for all options.

bad:
    answer: 2 * a
    choices: true
    mistakes:
    - value: 3 * a
      says: That is three times.
    - value: a / 2
      says: That is half.
good:
    answer: 2 * a
    decimals: 1
    choices: true
    mistakes:
    - value: 3 * a
      says: That is three times.
    - value: a / 2
      says: That is half.
"""

from collections.abc import Iterator
from typing import Final

from flashgen.checks.drawn import DrawnDefinition
from flashgen.source.diagnostics import Diagnostic

HINT: Final = "round it, as by round(…), or say how precise all options are: `decimals: 0`"


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report options with decimals beside a whole number."""
    endless = {id(option.mistake) for option in drawn.endless_options}
    for option in drawn.uneven_options:
        if id(option.mistake) not in endless:  # else it is an unformatted-slot
            span = option.mistake.formula.scalar.span
            yield Diagnostic("uneven-options", option.message, span, hint=HINT)
