"""The grammar written down for people is the one that is read."""

import re

import pytest

from flashgen.values.formulas.reading import Asked, readings
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.formulas.table import grammar_table

ASKED = Asked(("x", "y", "t", "n", "k", "theta", "x_1", "y_hat", "x_bar", "t_prime", "w_1_2"))
TABLE = grammar_table()
ROWS = [line.split(" | ") for line in TABLE.splitlines() if line.startswith("| ")]
# Not formulas by themselves.
APART = {"( )", "[ ]", "{ }", "y =", "f'(x) =", "dy/dx =", "2x; 3y", "(2x, 3y)"}
SPELLED = [
    typed.replace(r"\|", "|")
    for row in ROWS
    if len(row) == 3
    for typed in re.findall("`([^`]+)`", row[1])
]


@pytest.mark.parametrize("typed", [typed for typed in SPELLED if typed not in APART])
def test_what_the_table_shows_is_read(typed):
    assert readings(typed, ASKED)


@pytest.mark.parametrize("row", [row for row in ROWS if "1/2x" in row[0] or "`e^2x`" in row[0]])
def test_what_is_read_in_two_ways(row):
    typed, *others = (re.findall("`([^`]+)`", cell)[0] for cell in row)
    found = [reading.trees for reading in readings(typed, ASKED)]
    assert found == [readings(other, ASKED)[0].trees for other in others]


def test_every_function_stands_in_it():
    for spellings in FORMULA_RULES["functions"].values():
        for spelling in spellings:
            assert f"`{spelling}`" in TABLE
