"""Which answers are right, as their kinds judge them."""

import numpy as np
import pytest

from flashgen.deck.answers.judging import agree, agrees
from flashgen.values.batch import texts_of
from flashgen.values.judging import AnswerFormat
from flashgen.values.rules import RULES


def value_of(plain):
    """What an expression computes: arrays for lists; an empty set has no entries."""
    return np.array(plain) if isinstance(plain, list) else plain


@pytest.mark.parametrize("case", RULES["cases"], ids=lambda case: case["about"])
def test_the_cases_of_judging(case):
    stated = dict(case["asked"])
    right_ones = [value_of(case["answer"]), *stated.pop("accept", ())]
    asked = AnswerFormat(**stated)
    judged = [
        any(agrees(value_of(given), right, asked) for right in right_ones)
        for given, _ in case["given"]
    ]
    assert judged == [right for _, right in case["given"]]


@pytest.mark.parametrize("count", [1, 3])
def test_each_draw_is_judged_by_the_rule_of_the_kind(count):
    of_kinds = {
        "vector": (np.array([[2.0, 1.0]]), [False, True, False]),
        "set": (np.array([[2.0, 1.0]]), [True, True, False]),
    }
    right = np.array([[1.0, 2.0], [2.0, 1.0], [2.0, 3.0]])[:count]
    for kind, (given, expected) in of_kinds.items():
        assert agree(given, right, AnswerFormat(kind), count).tolist() == expected[:count]
    texts = texts_of(np.array(["a", "B", "c"])[:count])
    given = texts_of(np.array(["b"]))
    assert agree(given, texts, AnswerFormat("text"), count).tolist() == [False, True, False][:count]
