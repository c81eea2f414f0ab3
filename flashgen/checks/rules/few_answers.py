"""Numbers drawn anew are of little use if the answers repeat: the learner remembers the few that
there are. Of 24 variants at least 15 should have answers of their own, and no answer should come up
in more than a fifth of the draws. Draw from a larger range, or say why there are no more:
`guessable: "reason"`.

bad:
    answer: a // 12
good:
    answer: a // 2
"""

import math
from collections.abc import Iterator
from typing import Final

from flashgen.checks.asked_answers import AskedAnswers, asked_answers
from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.rules.guessable_answer import MOST_FREQUENT
from flashgen.source.diagnostics import Diagnostic

_VARIANTS: Final = 24
_FEWEST: Final = 15
_OFTEN: Final = 1 / 5
_ENOUGH: Final = 200
"""Draws of a form: with fewer, chance alone makes an answer frequent."""


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report numbers, vectors and matrices that repeat, and are not reported as guessable."""
    every = [asked for asked in asked_answers(drawn) if asked.sample.count >= _ENOUGH]
    if sum(asked.variants for asked in every) < _VARIANTS:
        return  # a build reports fewer-variants
    forms = len(drawn.program.forms)
    wanted = distinct = 0.0
    fewest: tuple[float, AskedAnswers] | None = None
    for asked in every:
        draws = asked.sample.count
        ((shown, times),) = asked.counts.most_common(1)
        if asked.guessable or not asked.are_numbers or times > MOST_FREQUENT * draws:
            continue
        # The variants rotate through the forms.
        variants = len(range(asked.sample.number, _VARIANTS, forms))
        own = asked.distinct_among(variants)
        wanted += variants * _FEWEST / _VARIANTS
        distinct += own
        if variants and (fewest is None or own / variants < fewest[0]):
            fewest = own / variants, asked
        if times > _OFTEN * draws:
            share = f"in {100 * times / draws:.0f} % of the draws"
            yield _found(asked, f"the answer is {asked.text(shown)} {share}")
            fewest = None
            wanted = -math.inf
    if fewest is not None and distinct < wanted:
        different = math.floor(distinct / wanted * _FEWEST)
        message = f"{_VARIANTS} variants have about {different} different answers"
        yield _found(fewest[1], message)


def _found(asked: AskedAnswers, message: str) -> Diagnostic:
    hint = 'draw from a larger range, or say why there are no more: `guessable: "reason"`'
    return Diagnostic("few-answers", message, asked.span, hint=hint)
