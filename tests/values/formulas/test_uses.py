"""What a formula uses that an answer may exclude."""

import pytest

from flashgen.values.formulas.nodes import Number, Operation, Variable
from flashgen.values.formulas.reading import Asked, readings
from flashgen.values.formulas.uses import uses

USED = {
    "1/x": "/",
    "x^(-1)": "/ ^ -",
    "x^2": "^",
    "2x": "*",
    "x*x*x": "*",
    "sin(x)": "sin",
    "x!": "! factorial",
    "-x": "-",
    "x - 1": "-",
    "x + 1": "+",
    "x + (x - 1)": "+ -",
    "2(x + 1)": "( * +",
    "(x - 1)^2": "( ^ -",
    "2^(x + 1)": "( ^ +",
    "x/(x + 1)": "( / +",
    "2x + 1": "* +",
}
SIGNS = ("+", "-", "*", "/", "^", "(", "!", "sin", "cos", "factorial")


@pytest.mark.parametrize(("text", "used"), USED.items(), ids=USED)
def test_what_a_formula_uses(text, used):
    (tree,) = readings(text, Asked(("x",)))[0].trees
    assert [sign for sign in SIGNS if uses(tree, sign)] == [s for s in SIGNS if s in used.split()]


@pytest.mark.parametrize(("exponent", "used"), [(-0.5, True), (0.0, False), (0.5, False)])
def test_a_negative_power_is_a_quotient(exponent, used):
    assert uses(Operation("^", Variable("x"), Number(exponent)), "/") is used
