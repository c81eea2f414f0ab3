"""Which numbers are near enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.values.batch import constant, texts_of
from flashgen.values.formatting import Context, format_answer
from flashgen.values.judging import (
    AnswerFormat,
    agree_in_any_order,
    agree_in_place,
    allowed_error,
)


def agrees(given, value, fmt):
    return bool(agree_in_place(constant(given), constant(value), fmt)[0])


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


def test_a_large_integer_is_not_its_neighbor():
    asked = AnswerFormat("integer")
    assert agrees(10**12, 10**12, asked)
    assert not agrees(10**12 + 1, 10**12, asked)
    assert agrees(10**400, 10**400, asked)
    assert not agrees(10**400 + 1, 10**400, asked)


@pytest.mark.parametrize(
    ("value", "slack"),
    [
        (0, 0.0),
        (0.5, 5e-10),
        (0.95, 0.95e-9),
        (1.05, 1.05e-9),
        (-3.0, 3e-9),
        (2e8, 0.2),
        (1e9, 0.25),
    ],
)
def test_an_integer_has_slack_for_floats_and_none_for_its_neighbor(value, slack):
    exact = allowed_error(value, AnswerFormat("integer", tolerance=0.0))
    assert exact == pytest.approx(slack, rel=1e-12)


def test_slack_beside_decimals_grows_with_the_value():
    allowed = allowed_error(1e9, AnswerFormat("number", decimals=2, tolerance=0.0))
    assert allowed == pytest.approx(1.005, rel=1e-12)


@pytest.mark.parametrize("exponent", [-320, -308, -307, -8, -1, 0, 7, 299, 308])
def test_figures_count_from_the_first_digit(exponent):
    for mantissa in (1.0, 1.7):
        value = float(f"{mantissa}e{exponent}")
        allowed = allowed_error(value, AnswerFormat("number", figures=3))
        slack = 1e-9 * value
        assert allowed - slack == pytest.approx(float(f"1e{exponent - 2}"), rel=1e-5)


def test_what_is_off_by_exactly_what_is_allowed_is_right():
    asked = AnswerFormat("number", decimals=2)
    allowed = float(allowed_error(0.0, asked))
    assert agrees(allowed, 0.0, asked)
    assert not agrees(np.nextafter(allowed, 1), 0.0, asked)
    beyond_int64 = AnswerFormat("integer", tolerance=1.75)  # and 0.25 for floats
    assert agrees(10**20 + 2, 10**20, beyond_int64)
    assert not agrees(10**20 + 3, 10**20, beyond_int64)


def test_up_to_the_largest_a_tolerance_counts():
    """Beyond, a float may have no room for the difference, and only the same is right."""
    asked = AnswerFormat("number", figures=3)
    assert agrees(1e300, 0.9999999e300, asked)
    assert not agrees(np.nextafter(1e300, 2e300), 0.9999999e300, asked)
    assert agrees(2e300, 2e300, asked)
    assert not agrees(float("inf"), float("inf"), asked)
    whole = AnswerFormat("integer", tolerance=2)
    largest = int(1e300)
    assert agrees(largest - 1, largest, whole)
    assert not agrees(largest + 1, largest, whole)
    assert not agrees(largest, largest + 1, whole)


def test_the_entries_of_vectors_stand_in_their_places_in_every_draw():
    """The slack of each draw is that of its own largest entry."""
    asked = AnswerFormat("vector", decimals=2, tolerance=0.0)
    right = np.array([[0.0, 1.0], [0.0, 1e9], [0.0, 2.0]])
    assert agree_in_place(right + np.array([0.5, 0.0]), right, asked).tolist() == [
        False,
        True,
        False,
    ]
    assert agree_in_place(right[:, ::-1], right, asked).tolist() == [False, False, False]
    assert agree_in_place(right[:1], right, asked).tolist() == [True, False, False]
    assert agree_in_place(right, right[:1], asked).tolist() == [True, False, False]
    assert agree_in_place(right[:, :1], right, asked).tolist() == [False, False, False]


def test_up_to_sign_all_entries_change_theirs():
    right = np.array([[1.0, -2.0], [1.0, 0.0], [-1.0, -2.0]])
    either = AnswerFormat("vector", decimals=1, compare="up_to_sign")
    assert agree_in_place(-right, right, either).tolist() == [True, True, True]
    assert agree_in_place(np.abs(right), right, either).tolist() == [False, True, True]
    in_place = AnswerFormat("vector", decimals=1)
    assert agree_in_place(-right, right, in_place).tolist() == [False, False, False]


def test_sets_are_compared_in_every_draw():
    asked = AnswerFormat("set", compare="set")
    right = np.array([[1, 2, 3, 3], [1, 1, 2, 1], [7, 8, 9, 7]])
    given_ones = np.array([[3, 1], [2, 1], [9, 8]])
    assert agree_in_any_order(given_ones, right, asked).tolist() == [False, True, False]
    assert agree_in_any_order(np.array([[2, 1]]), right, asked).tolist() == [False, True, False]
    assert agree_in_any_order(right, np.array([[2, 1]]), asked).tolist() == [False, True, False]


def test_texts_are_the_same_whatever_the_case_unless_it_counts():
    right = texts_of(np.array([["pH", "Co"], ["Co", "Ni"], ["Co", "Co"]]))
    given_ones = texts_of(np.array([["PH", "Co"], ["Ni", "Co"], ["Co", "Co"]]))
    for case, in_place, in_any_order in (
        (None, [True, False, True], [True, True, True]),
        ("exact", [False, False, True], [False, True, True]),
    ):
        asked = AnswerFormat("vector", case=case)
        assert agree_in_place(given_ones, right, asked).tolist() == in_place
        assert agree_in_any_order(given_ones, right, asked).tolist() == in_any_order


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
