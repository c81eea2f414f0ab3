"""What filled-in numbers leave behind is tidied away: 1x, x^1, 0 + x, -(-x), 6/4."""

import pytest

from flashgen.values.formulas.nodes import Operation, Variable
from flashgen.values.formulas.reading import Asked, read
from flashgen.values.formulas.tidying import filled, tidy
from flashgen.values.formulas.writing import formula_text

ASKED = Asked(("x", "y", "a"), written=True)


def tidied(text: str) -> str:
    (tree,) = read(text, ASKED).trees
    return formula_text(tidy(tree))


def test_constants_are_filled_by_their_index() -> None:
    (tree,) = read("\ue0001\ue001x - \ue0000\ue001", ASKED).trees
    assert formula_text(filled(tree, [3.0, 5.0])) == "5*x-3"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("\ue0000\ue001+x", "-0.5+x"),
        ("x+\ue0000\ue001", "x-0.5"),
        ("x-\ue0000\ue001", "x+0.5"),
        ("\ue0000\ue001*x", "-(0.5*x)"),
        ("x/\ue0000\ue001", "-(x/0.5)"),
    ],
)
def test_a_negative_number_gives_its_sign_to_the_term(text: str, wanted: str) -> None:
    (tree,) = read(text, ASKED).trees
    assert formula_text(tidy(filled(tree, [-0.5]))) == wanted


def test_a_sum_of_a_sum_is_one() -> None:
    x, y, a = map(Variable, "xya")
    (tree,) = read("x+(y-a)", ASKED).trees
    assert tidy(tree) == Operation("-", Operation("+", x, y), a)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1*x", "x"),
        ("x^1", "x"),
        ("x^0", "1"),
        ("1^x", "1"),
        ("0*x", "0"),
        ("0/x", "0"),
        ("0/0", "0/0"),
        ("x/0", "x/0"),
        ("x/x", "x/x"),
        ("0+x", "x"),
        ("x+0", "x"),
        ("x-0", "x"),
        ("0-x", "-x"),
        ("-(-x)", "x"),
        ("x+(-y)", "x-y"),
        ("x-(-y)", "x+y"),
        ("x+(y-a)", "x+y-a"),
        ("x-(y-a)", "x-(y-a)"),
        ("x+y*a", "x+y*a"),
        ("pi+0", "pi"),
        ("pi+1", "pi+1"),
        ("2*pi", "2*pi"),
    ],
)
def test_ones_and_zeros_and_two_signs_go(text: str, wanted: str) -> None:
    assert tidied(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2+3", "5"),
        ("2-3", "-1"),
        ("2-2", "0"),
        ("0.1+0.2", "0.3"),
        ("0.1*3*x", "0.3*x"),
        ("2*x*3", "6*x"),
        ("x/(2*y)*4", "2*x/y"),
        ("6/4", "3/2"),
        ("x*6/4", "3*x/2"),
        ("6/3*x", "2*x"),
        ("-6/(-4)", "3/2"),
        ("x/(-2)", "-(x/2)"),
        ("x*(-y)", "-(x*y)"),
        ("1/(1/x)", "x"),
        ("(1/2)/(x/y)", "y/(2*x)"),
        ("x*y/2", "1/2*x*y"),
        ("x/2", "x/2"),
        ("x/(2*y)", "x/(2*y)"),
        ("x*y/(2*a)", "x*y/(2*a)"),
        ("1.5*x/0", "1.5*x/0"),
    ],
)
def test_numbers_are_added_and_multiplied_and_fractions_reduced(text: str, wanted: str) -> None:
    assert tidied(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12.34/7", "12.34/7"),
        ("12.345/7", "1.76357142857"),
        ("7/12.34", "7/12.34"),
        ("7/12.345", "0.567031186715"),
        ("12.34/7*x", "12.34*x/7"),
        ("12.345/7*x", "1.76357142857*x"),
        ("0.001234/7*x", "0.001234*x/7"),
        ("0.0012345/7*x", "0.000176357142857*x"),
        ("12345/7*x", "12345*x/7"),
    ],
)
def test_a_quotient_of_more_than_four_digits_is_divided(text: str, wanted: str) -> None:
    """Unless both numbers are whole."""
    assert tidied(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1/0.8", "1.25"),
        ("1/0.08", "12.5"),
        ("1/0.32", "3.125"),
        ("1/0.64", "1/0.64"),
        ("1/1.5", "1/1.5"),
        ("1/0.8*x", "x/0.8"),
        ("1/(0.8*x)", "1/(0.8*x)"),
    ],
)
def test_a_quotient_alone_is_divided_where_the_result_has_four_digits(
    text: str, wanted: str
) -> None:
    assert tidied(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1234567890123*x", "1234567890123*x"),
        ("1234567890123+1", "1234567890124"),
        ("9007199254740991/3", "9007199254740991.0/3"),
        ("9007199254740992*x*2", "2*9007199254740992.0*x"),
        ("18014398509481984/2", "18014398509481984/2"),
        ("9007199254740990+1", "9007199254740991.0"),
        ("9007199254740990+2", "9007199254740000.0"),
    ],
)
def test_whole_numbers_are_exact_below_2_to_the_53(text: str, wanted: str) -> None:
    assert tidied(text) == wanted


def test_what_no_float_has_stays_apart() -> None:
    many = "*".join(["9e15"] * 21)
    assert tidied(f"{many}*x").endswith("*9000000000000000.0*x")
    assert tidied(f"x/({many})").endswith("*9000000000000000.0)")
    assert tidied("1e308+1e308") == "(1*10^308)+(1*10^308)"


@pytest.mark.parametrize(
    ("condition", "made"),
    [
        ("less(1,2)", "x"),
        ("less(2,2)", "y"),
        ("less_equal(2,2)", "x"),
        ("less_equal(3,2)", "y"),
        ("greater(2,2)", "y"),
        ("greater(3,2)", "x"),
        ("greater_equal(2,2)", "x"),
        ("greater_equal(1,2)", "y"),
        ("equal(2,2)", "x"),
        ("not_equal(2,2)", "y"),
        ("less(-1,0)", "x"),
        ("and(less(1,2),less(3,2))", "y"),
        ("and(less(1,2),less(1,2))", "x"),
        ("and(less(2,1),less(x,2))", "y"),
        ("or(less(1,2),less(x,2))", "x"),
        ("or(less(2,1),less(1,1))", "y"),
        ("not(less(1,2))", "y"),
        ("not(less(2,1))", "x"),
    ],
)
def test_a_condition_without_variables_decides(condition: str, made: str) -> None:
    assert tidied(f"if({condition},1*x,1*y)") == made


@pytest.mark.parametrize(
    "condition",
    [
        "less(x,2)",
        "less(2,x)",
        "less(-x,2)",
        "and(less(1,2),less(x,2))",
        "or(less(2,1),less(x,2))",
        "not(less(x,2))",
    ],
)
def test_a_condition_on_a_variable_stays(condition: str) -> None:
    assert tidied(f"if({condition},1*x,1*y)") == f"if({condition},x,y)"
