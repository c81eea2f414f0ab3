"""Which answers are right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.values.formatting import Context, format_answer
from flashgen.values.judging import AnswerFormat, agrees, allowed_error


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


ROW = np.array([0.1, 0.7, 0.2])
LABELS = np.array(["B", "D"])
VECTOR = AnswerFormat("vector", decimals=2)
SET = AnswerFormat("set", compare="set")
SIGN = AnswerFormat("vector", decimals=2, compare="up_to_sign")


@pytest.mark.parametrize(
    ("given", "value", "asked", "expected"),
    [
        (1.39, 1.3863, AnswerFormat("number", decimals=2), True),
        (1.40, 1.3863, AnswerFormat("number", decimals=2), False),
        (1.40, 1.3863, AnswerFormat("number", decimals=2, tolerance=0.02), True),
        (float("inf"), 1.0, AnswerFormat("number", decimals=2), False),
        (float("nan"), 1.0, AnswerFormat("number", decimals=2), False),
        ("1", 1.0, AnswerFormat("number", decimals=2), False),
        (ROW + 0.009, ROW, VECTOR, True),
        (ROW + 0.02, ROW, VECTOR, False),
        (ROW[:2], ROW, VECTOR, False),
        (ROW[None], ROW, VECTOR, False),
        (0.1, np.array([0.1]), VECTOR, False),
        (np.array([]), ROW, VECTOR, False),
        (-ROW, ROW, VECTOR, False),
        (-ROW, ROW, SIGN, True),
        (ROW * [1, -1, 1], ROW, SIGN, False),
        (np.eye(2), np.eye(2), AnswerFormat("matrix", decimals=1), True),
        (np.eye(2)[::-1], np.eye(2), AnswerFormat("matrix", decimals=1), False),
        (np.array([3, 1, 1]), np.array([1, 3]), SET, True),
        (np.array([3]), np.array([1, 3]), SET, False),
        (np.array([1, 2, 3]), np.array([1, 3]), SET, False),
        (np.array([]), np.array([]), SET, True),
        (np.array([]), np.array([1]), SET, False),
        (np.array(["d", "B"]), LABELS, SET, True),
        (np.array(["d", "C"]), LABELS, SET, False),
        ("  Batch  norm. ", "batch norm", AnswerFormat("text"), True),
        ("“ReLU”", "relu", AnswerFormat("text"), True),
        ("Ａ−１", "a-1", AnswerFormat("text"), True),
        ("n²", "n^2", AnswerFormat("text"), True),
        ("relus", "relu", AnswerFormat("text"), False),
    ],
)
def test_verdicts(given, value, asked, expected):
    assert agrees(given, value, asked) is expected


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
