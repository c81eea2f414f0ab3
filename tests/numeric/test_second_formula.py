"""How near a second formula comes to the answer: 1e-9 of it, or a thousandth of the last place."""

import numpy as np
import pytest

from flashgen.numeric.answers import same
from flashgen.values.batch import constant, texts_of
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Value

NUMBER = AnswerFormat("number", figures=3)
TWO = AnswerFormat("number", decimals=2)
VECTOR = AnswerFormat("vector", figures=3)
SET = AnswerFormat("set", compare="set")
SIGN = AnswerFormat("vector", figures=3, compare="up_to_sign")
INTEGER = AnswerFormat("integer")
TEXT = AnswerFormat("text")
TWO_SIGN = AnswerFormat("number", decimals=2, compare="up_to_sign")
PLACE = 1e-3 * 10.0**-2

SAME = {
    "a thousandth of the last place itself": (0.0, PLACE, TWO, True),
    "the next float": (0.0, float(np.nextafter(PLACE, 1)), TWO, False),
    "a thousandth of the last place, of the other sign": (2 * PLACE, -PLACE, TWO_SIGN, True),
    "and a little more": (2 * PLACE, -0.99 * PLACE, TWO_SIGN, False),
    "figures: a thousandth of the last": (2.88e-18, 2.88000999e-18, NUMBER, True),
    "figures: more": (2.88e-18, 2.8801e-18, NUMBER, False),
    "nothing for something tiny": (2.88e-18, 0.0, NUMBER, False),
    "something tiny for nothing": (0.0, 2.88e-18, TWO, True),
    "decimals: a thousandth of the last": (1.5, 1.500009, TWO, True),
    "decimals: more": (1.5, 1.500011, TWO, False),
    "a large number": (1e12, 1e12 + 999, TWO, True),
    "a large number, more": (1e12, 1e12 + 1010, TWO, False),
    "an integer": (3, 3 + 1e-9, INTEGER, True),
    "an integer, more": (3, 3 + 1e-8, INTEGER, False),
    "the integer 0": (0, 1e-12, INTEGER, True),
    "the integer 0, nearly a billionth": (0, 0.95e-9, INTEGER, True),
    "the integer 0, more": (0, 1.05e-9, INTEGER, False),
    "another integer": (3, 4, INTEGER, False),
    "integers beyond floats": (10**400, 10**400, INTEGER, True),
    "other integers beyond floats": (10**400, 10**400 + 1, INTEGER, False),
    "an integer beyond floats and a number": (10**400, 2.5, INTEGER, False),
    "of the largest entry": ([1e-9, 5.0], [2e-9, 5.0], VECTOR, True),
    "of the largest entry, more": ([1e-8, 5.0], [2e-8, 5.0], VECTOR, False),
    "an entry": ([0.5, 5.0], [0.51, 5.0], VECTOR, False),
    "beside infinity": ([np.inf, 1.0], [np.inf, 1.0], VECTOR, True),
    "beside infinity, nearly": ([np.inf, 1.0], [np.inf, 1.05], VECTOR, False),
    "another length": ([1.0, 2.0], [1.0], VECTOR, False),
    "another sign": ([1.0, -2.0], [-1.0, 2.0], SIGN, True),
    "one other sign": ([1.0, -2.0], [1.0, 2.0], SIGN, False),
    "a set in another order": ([1, 2], [2, 1], SET, True),
    "another set": ([1, 2], [2, 3], SET, False),
    "a set of another size": ([1, 2], [2], SET, False),
    "a text": ("a", "a", TEXT, True),
    "another text": ("a", "b", TEXT, False),
    "a text and a number": ("1", 1, TEXT, False),
    "a complex number": (1.0, 1.0 + 0j, TWO, False),
}


def batch(value: object) -> Value:
    return np.array(value) if isinstance(value, list) else value


@pytest.mark.parametrize(("answer", "check", "fmt", "expected"), SAME.values(), ids=SAME)
def test_same(answer: object, check: object, fmt: AnswerFormat, expected: bool) -> None:
    for count in (1, 3):
        told = same(constant(batch(answer)), constant(batch(check)), (fmt,) * 1, count)
        assert told.tolist() == [expected] * count


def test_draws_may_be_asked_for_in_different_ways() -> None:
    answers, checks = np.array([1.5, 2.88e-18]), np.array([1.500009, 0.0])
    assert same(answers, checks, (TWO, NUMBER), 2).tolist() == [True, False]


@pytest.mark.parametrize(
    ("answers", "checks", "fmt", "expected"),
    [
        ([[2, 1], [3, 4]], [[1, 2], [4, 3]], SET, [True, True]),
        ([[2, 1], [3, 4]], [[1, 2], [4, 2]], SET, [True, False]),
        ([["a", "b"], ["c", "d"]], [["a", "b"], ["c", "e"]], VECTOR, [True, False]),
        ([["a", "b"], ["c", "d"]], [["a", "c"], ["c", "d"]], VECTOR, [False, True]),
        ([[1e9, 0.0], [1.0, 0.0]], [[1e9, 0.01], [1.0, 0.01]], VECTOR, [True, False]),
        ([[1.0, 0.0], [1.0, 0.0]], [[1e9, 0.0], [1.0, 0.01]], VECTOR, [False, False]),
        ([[1.0, -2.0], [1.0, 2.0]], [[-1.0, 2.0], [-1.0, 2.0]], SIGN, [True, False]),
    ],
)
def test_each_draw_is_compared_by_itself(
    answers: list[list[object]], checks: list[list[object]], fmt: AnswerFormat, expected: list[bool]
) -> None:
    a, b = (
        texts_of(np.array(of)) if isinstance(of[0][0], str) else np.array(of)
        for of in (answers, checks)
    )
    assert same(a, b, (fmt,), 2).tolist() == expected
