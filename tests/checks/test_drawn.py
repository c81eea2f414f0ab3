"""What the rules see of many draws: which are looked at, in which order, and how they show."""

from collections import Counter

import numpy as np
from decks import numeric
from drawn_cards import drawn, with_draws
from msgspec.structs import replace

from flashgen.checks.drawn import LOOKED_AT, AnswerDraws
from flashgen.values.judging import AnswerFormat

FORMS = (
    "- id: x\n  parameters:\n    a: integers(1, 99)\n    b: integers(1, 99)\n"
    "  question: What of <<a>> and <<b>>?\n  forms:\n  - answer: a\n  - answer: b\n"
)


def test_the_forms_of_a_definition_take_turns() -> None:
    first, second = drawn(FORMS, 5).forms
    assert [first.order(draw) for draw in range(3)] == [0, 2, 4]
    assert [second.order(draw) for draw in range(2)] == [1, 3]


def test_the_first_draws_of_a_definition_are_looked_at() -> None:
    for draws in (1, 2, LOOKED_AT - 1, LOOKED_AT, LOOKED_AT + 1, 500):
        looked_at = [form.looked_at for form in drawn(FORMS, draws).forms]
        assert sum(looked_at) == min(draws, LOOKED_AT)
        assert max(looked_at) - min(looked_at) <= 1


def test_each_answer_has_the_first_draw_in_which_it_comes() -> None:
    card = numeric("a", parameters="a: integers(1, 4), b: integers(1, 99)")
    (answer,) = with_draws(card, {3: 20, 1: 39, 2: 1}).typed_answers
    assert answer.texts == {"3": 20, "1": 39, "2": 1}
    assert answer.first == {"3": 0, "1": 20, "2": 59}


def test_an_answer_shows_in_the_format_of_its_draw() -> None:
    formats = (AnswerFormat("number", decimals=2), AnswerFormat("number", decimals=1))
    (made,) = drawn(numeric(), 60).typed_answers
    values, first = np.array([1.25, 2.5]), {"x": 0, "y": 1}
    answer = AnswerDraws(0, made.answer, values, formats, Counter(first), first, 2)
    assert [answer.shown(text) for text in "xy"] == ["1.25", "2.5"]
    of_all = replace(answer, formats=formats[:1])
    assert [of_all.shown(text) for text in "xy"] == ["1.25", "2.50"]
