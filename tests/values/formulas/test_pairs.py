"""Functions that must count as equal, and such that must not."""

import pytest
from formula_cases import PAIRS, pair_of


def name(case):
    return f"{case['answer']} ~ {case['typed']}"


def test_there_are_enough_pairs():
    assert len(PAIRS) >= 40
    assert {case["right"] for case in PAIRS} == {True, False}


@pytest.mark.parametrize("case", PAIRS, ids=name)
def test_a_pair(case):
    assert pair_of(case).is_right() is case["right"]
