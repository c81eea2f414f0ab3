"""Typed formulas: what they are read as, and what is no formula."""

import pytest
from formula_cases import CASES, POINT, expected

from flashgen.values.formulas.errors import FormulaError
from flashgen.values.formulas.evaluating import evaluate
from flashgen.values.formulas.nodes import Call, Constant, Number, Operation, Variable
from flashgen.values.formulas.reading import Asked, read, readings
from flashgen.values.formulas.rules import FORMULA_RULES

ASKED = Asked(tuple(POINT))


def read_values(text, asked=ASKED):
    """The value of each reading, or the kind of the refusal."""
    try:
        found = readings(text, asked)
    except FormulaError as problem:
        return problem.kind
    return [float(evaluate(reading.trees[0], POINT).values) for reading in found]


def test_there_are_enough_cases():
    assert len(CASES) >= 300
    assert len({case[0] for case in CASES}) == len(CASES)
    assert sum(case[1].startswith("!") for case in CASES) >= 50


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0] or "nothing")
def test_a_typed_formula(case):
    right = expected(case)
    assert read_values(case[0]) == (
        right if isinstance(right, str) else pytest.approx(right, rel=1e-9, abs=1e-12)
    )


@pytest.mark.parametrize(
    ("typed", "kind", "what"),
    [
        ("x_7", "name", "x_7"),
        (r"2\theta_7", "name", "theta_7"),
        ("x_ + 1", "name", "x_"),
        ("foo_bar + 1", "name", "foo_bar"),
        (r"2\foo x", "unknown", r"\foo"),
        ("2x +", "end", "+"),
        ("2x * ", "end", "*"),
        ("1,000", "comma", "1,000"),
        ("2. 3", "numbers", "3"),
        ("2 3 + x", "numbers", "3"),
        ("100,000", "comma", "100,000"),
        ("x)", "bracket", "("),
        ("1e999 + x", "unknown", "1e999"),
    ],
)
def test_a_refusal_names_the_part_of_the_text(typed, kind, what):
    with pytest.raises(FormulaError) as problem:
        read(typed, ASKED)
    assert (problem.value.kind, problem.value.what) == (kind, what)


def test_a_mark_is_the_number_with_its_index():
    (tree,) = read("\ue00012\ue001x", ASKED).trees
    assert tree == Operation("*", Constant(12), Variable("x"))


def test_in_what_is_written_any_name_before_a_bracket_is_a_function():
    written = Asked(("x", "f"), written=True)
    assert read("f(x)", written).trees == (Call("f", (Variable("x"),)),)
    assert read("log(x)", written).trees == (Call("ln", (Variable("x"),)),)


@pytest.mark.parametrize("name", FORMULA_RULES["functions"])
def test_every_function_is_read_in_all_its_spellings(name):
    inside = "(3, 2)" if name in FORMULA_RULES["several"] else "(3)"
    own = "ln" if name == "log" else name
    spellings = FORMULA_RULES["functions"][name]
    for spelling in (*spellings, *(s.capitalize() for s in spellings)):
        (tree,) = read(spelling + inside, ASKED).trees
        assert isinstance(tree, Call) and tree.function == own


def test_log_is_to_base_10_where_that_is_stated():
    asked = Asked(("x",), log10=True)
    assert read("log x", asked).trees == (Call("log10", (Variable("x"),)),)
    assert read("ln x", asked).trees == (Call("ln", (Variable("x"),)),)


def test_a_variable_hides_a_constant():
    assert read("2e^2", Asked(("e",))).trees[0] == Operation(
        "*", Number(2.0), Operation("^", Variable("e"), Number(2.0))
    )
    assert read("2e-3", Asked(("e",))).trees[0] == Operation(
        "-", Operation("*", Number(2.0), Variable("e")), Number(3.0)
    )


@pytest.mark.parametrize(
    ("typed", "free"),
    [("x^2 + C", "C"), ("x^2 + c", "c"), ("K + x^2", "K"), ("x^2 + C_1", "C_1"), ("x^2", "")],
)
def test_an_antiderivative_may_have_a_constant(typed, free):
    asked = Asked(("x",), free=True)
    assert read(typed, asked).free == free


@pytest.mark.parametrize("typed", ["x^2 + C + D", "x^2 + foo", "x^2 + z2z"])
def test_no_more_than_one_constant(typed):
    with pytest.raises(FormulaError) as problem:
        read(typed, Asked(("x",), free=True))
    assert problem.value.kind == "name"


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("2x; 3y", [2.6, 7.5]),
        ("2x, 3y", [2.6, 7.5]),
        ("(2x, 3y)", [2.6, 7.5]),
        ("[2x; 3y]", [2.6, 7.5]),
        ("2,5x; 3y", [3.25, 7.5]),
        ("max(x, y), x", [2.5, 1.3]),
        ("(x+1)(x-1), (y)", [0.69, 2.5]),
        ("(x)max(x, y), (y)", [3.25, 2.5]),
        (r"\begin{pmatrix} 2x \\ 3y \end{pmatrix}", [2.6, 7.5]),
        ("2x\n3y", [2.6, 7.5]),
        ("2x, 3y,", [2.6, 7.5]),
        ("2x", "count"),
        ("2x, 3y, 4", "count"),
        ("2x, ", "count"),
        ("2x; ; 3y", "count"),
    ],
)
def test_lists(typed, values):
    asked = Asked(tuple(POINT), count=2)
    try:
        found = [float(evaluate(tree, POINT).values) for tree in read(typed, asked).trees]
    except FormulaError as problem:
        found = problem.kind
    assert found == (values if isinstance(values, str) else pytest.approx(values))


def test_a_list_of_one_formula_may_be_missing():
    with pytest.raises(FormulaError) as problem:
        read("", Asked(("x",), count=1))
    assert problem.value.kind == "empty"


HOSTILE = {
    "100,000 characters": "x" * 100_000,
    "10,000 brackets": "(" * 10_000 + "x" + ")" * 10_000,
    "300 brackets": "(" * 150 + ")" * 150,
    "minus signs": "-" * 299 + "x",
    "functions": "sin " * 74 + "x",
    "powers": "x^" * 149 + "x",
    "roots": "√" * 299 + "x",
    "bars": "|" * 299,
    "fractions": r"\frac{" * 50,
    "two ways everywhere": "1/2x+e^2x+sin x/2+2e-3+" * 12 + "x",
    "letters that are none": "\ud800\ue000" * 100,
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_formulas_end(typed):
    try:
        assert 1 <= len(readings(typed, ASKED)) <= 32
    except FormulaError as problem:
        assert problem.kind in ("long", "deep", "end", "bracket", "unknown", "name")


def test_the_depth_is_bounded_at_its_limit():
    deepest = FORMULA_RULES["deepest"]

    def kind(depth):
        return read_values("(" * depth + "x" + ")" * depth)

    assert kind(deepest - 1) == pytest.approx([POINT["x"]])
    assert kind(deepest) == "deep"
    beside = "(x)" * (deepest + 1)
    assert read_values(beside) == pytest.approx([POINT["x"] ** (deepest + 1)])
    assert read_values("(x)" * 20 + "(" * deepest + "x" + ")" * deepest) == "deep"


def test_the_length_is_bounded_at_its_limit():
    longest = FORMULA_RULES["longest"]
    text = "1" + "+1" * 200
    assert read_values(text[: longest - 1]) == [150.0]
    assert read_values(" " + text[: longest - 1]) == [150.0]
    assert read_values(text[: longest + 1]) == "long"
