"""Which spellings are of one unit, and which units take prefixes."""

import pytest

from flashgen.values.rules import RULES
from flashgen.values.units import same_unit, takes_prefixes, unit_powers


@pytest.mark.parametrize("case", RULES["unit_cases"], ids=lambda case: case["about"])
def test_the_cases_of_units(case):
    wanted = case["wanted"]
    assert unit_powers(wanted)
    assert [unit for unit in case["same"] if not same_unit(unit, wanted)] == []
    assert [unit for unit in case["other"] if same_unit(unit, wanted)] == []


@pytest.mark.parametrize("text", ["", "2 m", "1", "m/", "10^3 m", "3", "1 m"])
def test_what_is_no_unit(text):
    assert unit_powers(text) is None


@pytest.mark.parametrize(
    ("unit", "takes"),
    [("m", True), ("km/h", True), ("h", False), ("°C", False), ("min", False), ("ft", False)],
)
def test_which_units_take_prefixes(unit, takes):
    assert takes_prefixes(unit) == takes
