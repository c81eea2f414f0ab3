"""Random formulas keep their values through text, through our LaTeX and through pasted LaTeX."""

import pytest
from extent import extent
from formula_cases import POINT
from hypothesis import example, given, settings
from random_formulas import TREES, pasted, same, trees

from flashgen.values.formulas.nodes import Call, Node, Number, Operation, Variable
from flashgen.values.formulas.reading import Asked, readings
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.formulas.tidying import tidy
from flashgen.values.formulas.writing import formula_tex, formula_text

ASKED = Asked(tuple(POINT))
EXAMPLES = extent(100, 10_000)
"""Random formulas; the continuous integration takes 10,000 (see .ci/run)."""


def one_reading(text: str) -> Node | None:
    if len(text) > FORMULA_RULES["longest"]:
        return None
    (only,) = readings(text, ASKED)
    return only.trees[0]


@settings(max_examples=EXAMPLES)
@example(Operation("*", Call("sin", (Call("abs", (Variable("x"),)),)), Variable("x")))
@given(TREES)
def test_a_formula_goes_through_text_and_latex_and_back(tree: Node) -> None:
    for text in (formula_text(tree), pasted(tree)):
        found = one_reading(text)
        assert found is None or same(tree, found) is not False, text
    tidied = tidy(tree)
    assert same(tree, tidied) is not False, tidied
    text = formula_tex(tidied, 12)
    if len(text) <= FORMULA_RULES["longest"]:
        found_ways = [reading.trees[0] for reading in readings(text, ASKED)]
        assert any(same(tree, way) is not False for way in found_ways), text


def test_most_of_them_are_compared() -> None:
    made = trees(400)
    compared = [tree for tree in made if same(tree, tidy(tree)) is True]
    short = [tree for tree in made if len(pasted(tree)) <= FORMULA_RULES["longest"]]
    assert len(compared) > 300 and len(short) > 300


@pytest.mark.parametrize("number", [1e-12, 1.5e-12, 123456789012345.0, 999999999999999.0, 1e15])
def test_numbers_of_all_sizes(number: float) -> None:
    from flashgen.values.formulas.nodes import Number

    for text in (formula_text(Number(number)), pasted(Number(number)), formula_tex(Number(number))):
        assert same(Number(number), one_reading(text) or Number(0.0)) is True, text


def test_bars_behind_a_factor_do_not_close_those_around_them() -> None:
    five = Call("abs", (Number(-5.0),))
    for factor in (Call("sin", (Number(2.0),)), Number(2.0), five):
        tree = Call("abs", (Operation("*", factor, five),))
        found = one_reading(formula_tex(tidy(tree), 12))
        assert found is not None and same(tree, found) is True
