"""The sizes of the terms that make a value: what floats lose of them may be off."""

import math

import pytest

from flashgen.values.formulas.evaluating import evaluate
from flashgen.values.formulas.reading import Asked, readings


def size_of(text, **variables):
    (reading,) = readings(text, Asked(tuple(variables)))
    (tree,) = reading.trees
    made = evaluate(tree, variables)
    return float(made.sizes)


@pytest.mark.parametrize(
    ("text", "variables", "size"),
    [
        ("x", {"x": -3.0}, 3.0),
        ("-x", {"x": 3.0}, 3.0),
        ("x + y", {"x": 3.0, "y": -3.0}, 6.0),
        ("x - y", {"x": 3.0, "y": 3.0}, 6.0),
        ("(x - y) y", {"x": 3.0, "y": 3.0}, 18.0),
        ("(x - y) / y", {"x": 3.0, "y": 3.0}, 2.0),
        ("y / (x - 1)", {"x": 1.5, "y": 3.0}, 30.0),
        ("(x - 1)^2", {"x": 1.5}, 2.5),
        ("y^(x - 1)", {"x": 1.5, "y": 3.0}, 2.5 * math.log(3) * math.sqrt(3)),
        ("0^2", {}, 0.0),
    ],
)
def test_of_what_a_value_is_made(text, variables, size):
    assert size_of(text, **variables) == pytest.approx(size, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "x", "size"),
    [
        ("sin(x)", 100.0, 100 * abs(math.cos(100))),
        ("exp(x)", 30.0, 30 * math.exp(30)),
        ("exp(x)", 0.1, math.exp(0.1)),
        ("arccos(x)", 1.0, 0.0),
        ("max(x, x - 9)", 3.0, 12.0),
    ],
)
def test_a_function_multiplies_what_is_lost_by_its_slope(text, x, size):
    assert size_of(text, x=x) == pytest.approx(size, rel=1e-5)


@pytest.mark.parametrize(("beyond", "size"), [(2.9e-6, 1 / 2e-6), (3.1e-6, 3.0)])
def test_within_a_millionth_of_a_jump_all_may_be_lost(beyond, size):
    assert size_of("floor(x)", x=3 + beyond) == pytest.approx(size, rel=1e-5)
