"""What a formula answer is shown as can be typed: every function, and every kind of name."""

import numpy as np
import pytest

from flashgen.markup.unicode_formulas import unicode_math
from flashgen.values.formulas.evaluating import evaluate
from flashgen.values.formulas.functions import FUNCTIONS
from flashgen.values.formulas.nodes import Call, Node, Number, Operation, Variable
from flashgen.values.formulas.reading import Asked, readings
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.formulas.writing import formula_tex

NAMES = [
    *FORMULA_RULES["greek"],
    *("x", "rate", "x_1", "x1", "x_12", "x_n", "x_y", "T_in", "x_max", "e_1", "v_0x"),
    *("sigma_x", "theta_0", "sigma_theta", "x_theta", "rate_1", "θ", "θ_1", "omicron", "log_x"),
    *("y_hat", "x_bar", "x_tilde", "x_dot", "t_prime", "theta_hat", "y_hat_1", "t_prime_0"),
    *("w_1_2", "w_i_j", "w_a_b", "x_max_1", "x__1"),
]

WHOLE = ("factorial", "binomial", "arccosh")


def read_back(shown: str, *variables: str) -> Node:
    (reading,) = readings(shown, Asked(variables))
    (tree,) = reading.trees
    return tree


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_typed_as_it_is_shown(function):
    point = {"x": 4.0, "y": 2.0} if function in WHOLE else {"x": 0.3, "y": 2.0}
    others = (Variable("y"),) if function in FORMULA_RULES["several"] else ()
    for inside in (Variable("x"), Operation("/", Variable("x"), Number(1.0))):
        tree = Call(function, (inside, *others))
        right = evaluate(tree, point).values
        for shown in (formula_tex(tree), unicode_math(formula_tex(tree))):
            found = evaluate(read_back(shown, "x", "y"), point).values
            np.testing.assert_allclose(found, right, rtol=1e-12, err_msg=shown)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_typed_as_it_is_shown(name):
    x = Variable(name)
    tree = Operation("*", Number(2.0), Operation("*", x, Operation("^", x, Number(2.0))))
    same = Operation("*", Operation("*", Number(2.0), x), Operation("^", x, Number(2.0)))
    tex = formula_tex(tree)
    for shown in (tex, unicode_math(tex), tex.replace("{2}", "2")):
        assert read_back(shown, name) == same
    for shown in (formula_tex(x), unicode_math(formula_tex(x)), name):
        assert read_back(shown, name) == x
