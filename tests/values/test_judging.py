"""Which answers are right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.values.formatting import Context, format_answer
from flashgen.values.judging import AnswerFormat, agrees, allowed_error
from flashgen.values.rules import RULES


@pytest.mark.parametrize(
    ("value", "asked", "expected"),
    [
        (1.386, {"decimals": 2}, 0.01),
        (1.386, {"decimals": 2, "tolerance": 0.02}, 0.02),
        (1.386, {"decimals": 2, "tolerance": 0.001}, 0.005),
        (200.0, {"decimals": 1, "relative": 0.01}, 2.0),
        (1234.0, {"figures": 3}, 10.0),
        (1000.0, {"figures": 3}, 10.0),
        (0.001, {"figures": 3}, 1e-5),
        (0.0, {"figures": 3}, 0.01),
        (5, {}, 0.0),
        (5, {"tolerance": 2}, 2.0),
    ],
)
def test_allowed_error(value, asked, expected):
    allowed = allowed_error(value, AnswerFormat("number", **asked))
    assert expected <= allowed <= expected + 2e-9 * max(1, abs(value))


def test_a_large_integer_is_not_its_neighbour():
    asked = AnswerFormat("integer")
    assert agrees(10**12, 10**12, asked)
    assert not agrees(10**12 + 1, 10**12, asked)
    assert agrees(10**400, 10**400, asked)
    assert not agrees(10**400 + 1, 10**400, asked)


def value_of(plain):
    """What an expression computes: arrays for lists; an empty set has no entries."""
    return np.array(plain) if isinstance(plain, list) else plain


@pytest.mark.parametrize("case", RULES["cases"], ids=lambda case: case["about"])
def test_the_cases_of_judging(case):
    asked = AnswerFormat(**case["asked"])
    judged = [
        agrees(value_of(given), value_of(case["answer"]), asked) for given, _ in case["given"]
    ]
    assert judged == [right for _, right in case["given"]]


@pytest.mark.parametrize("given", [float("inf"), float("nan"), "1"])
def test_what_is_no_number_is_never_right(given):
    assert not agrees(given, 1.0, AnswerFormat("number", decimals=2))


@given(
    st.floats(-1e9, 1e9, allow_subnormal=False).map(lambda x: float(f"{x:.12g}")),
    st.sampled_from(["decimals", "figures"]),
    st.integers(1, 8),
    st.sampled_from([None, 0.0, 1e-6, 0.5]),
)
def test_the_answer_as_displayed_is_right(value, asked, digits, tolerance):
    text = format_answer(value, **{asked: digits}, context=Context.CODE)
    judged = AnswerFormat("number", **{asked: digits}, tolerance=tolerance)
    assert agrees(float(text), value, judged)
