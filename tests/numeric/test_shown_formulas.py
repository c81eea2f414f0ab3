"""Every function of the expression language in a formula answer: shown as it can be typed."""

import numpy as np

from flashgen.expression import ExpressionError, Frame
from flashgen.expression.functions import library
from flashgen.numeric.formulas.compiling import compile_formula
from flashgen.numeric.formulas.display import formula_display
from flashgen.numeric.formulas.numbers import Known
from flashgen.values.formatting import Context
from flashgen.values.formulas.evaluating import evaluate
from flashgen.values.formulas.nodes import Call, is_foreign, walk
from flashgen.values.formulas.reading import Asked, read, readings
from flashgen.values.judging import AnswerFormat

KNOWN = Known(frozenset(), ("x",))
FMT = AnswerFormat("formula", variables=("x",))
FRAME = Frame(1)
POINTS = np.array([0.2, 0.7, 1.0, 2.0, 3.0])


def calls(name: str) -> list[str]:
    """Calls of a function with the arguments that it needs, and with one or two more."""
    parameters = library()[name].signature.parameters.values()
    needed = sum(p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters)
    others = ("0.5", "2", "3")
    return [
        f"{name}({', '.join(['x', *others[: count - 1]])})"
        for count in range(max(needed, 1), min(needed + 3, 4))
    ]


def test_a_formula_answer_is_shown_as_it_can_be_typed():
    typed, asked_for = set(), set()
    for name in library():
        for call in calls(name):
            try:
                made = compile_formula(call, KNOWN, displayed=True)
            except ExpressionError as problem:
                asked_for |= {name} if "`text: " in (problem.hint or "") else set()
                continue
            text = made.filled(next(iter(made.texts(FRAME))))
            (tree,) = read(text, Asked(("x",), written=True)).trees
            if any(isinstance(part, Call) and part.function == "if" for part in walk(tree)):
                continue  # a choice between two formulas is shown by its cases
            assert not any(map(is_foreign, made.trees)), call
            typed.add(name)
            right = evaluate(tree, {"x": POINTS}).values
            for context in (Context.MATH, Context.TEXT):
                shown = formula_display(text, FMT, context)
                for reading in readings(shown, Asked(("x",))):
                    found = evaluate(reading.trees[0], {"x": POINTS}).values
                    np.testing.assert_allclose(found, right, rtol=1e-9, err_msg=f"{call}: {shown}")
    assert {"normal_cdf", "normal_quantile", "erfc", "erf", "sigmoid", "arctan"} <= typed
    assert {"t_cdf", "gelu_tanh", "chi_squared_quantile"} <= asked_for
