"""How many different answers the variants of a card have."""

import pytest
from decks import numeric
from drawn_cards import with_draws

from flashgen.checks.asked_answers import asked_answers


@pytest.mark.parametrize(("variants", "answers"), [(1, 1), (2, 5 / 3), (3, 2), (9, 2)])
def test_so_many_different_answers_have_variants_on_average(variants: int, answers: float) -> None:
    """Of three variants two have one answer, the third another; only two of them may have one."""
    card = numeric("min(a, 2)", parameters="a: integers(1, 3), b: integers(7, 7)")
    (asked,) = asked_answers(with_draws(card, {1: 20, 2: 20, 3: 20}))
    assert asked.variants == 3
    assert asked.distinct_among(variants) == pytest.approx(answers, rel=1e-12)
