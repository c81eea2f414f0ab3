"""Statements and orders are judged as by the card, whose tests have the same cases."""

import pytest

from flashgen.values.order import right_from_start
from flashgen.values.rules import RULES
from flashgen.values.statements import right_statements


@pytest.mark.parametrize("case", RULES["statement_cases"], ids=lambda case: case["about"])
def test_statements(case: dict) -> None:
    assert right_statements(case["given"], case["truths"]) == case["right"]


@pytest.mark.parametrize("case", RULES["order_cases"], ids=lambda case: case["about"])
def test_orders(case: dict) -> None:
    assert right_from_start(case["given"], case["groups"]) == case["right"]
