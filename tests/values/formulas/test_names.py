"""The ways to write a variable."""

import pytest

from flashgen.values.formulas.names import Parts, parts_of, spellings


@pytest.mark.parametrize(
    ("variable", "parts"),
    [
        ("x", Parts("x")),
        ("x_1", Parts("x", (), ("1",))),
        ("x1", Parts("x", (), ("1",))),
        ("y_hat_1_2", Parts("y", ("hat",), ("1", "2"))),
        ("x_bar_hat", Parts("x", ("bar", "hat"))),
        ("x_bar_hat_hat", Parts("x", ("bar", "hat"), ("hat",))),
        ("x_1_hat", Parts("x", (), ("1", "hat"))),
    ],
)
def test_a_name_has_up_to_two_accents_and_then_an_index(variable, parts):
    assert parts_of(variable) == parts


@pytest.mark.parametrize(
    ("variable", "ways"),
    [
        ("x", {"x"}),
        ("x_1", {"x_1", "x1"}),
        ("theta", {"theta", "θ"}),
        ("x_theta", {"x_theta", "xtheta", "x_θ", "xθ"}),
        ("y_hat", {"y_hat", "yhat", "ŷ"}),
        ("x_1_2", {"x_1_2", "x_12", "x1_2", "x12"}),
    ],
)
def test_the_spellings_of_a_variable(variable, ways):
    assert set(spellings(variable)) == ways
