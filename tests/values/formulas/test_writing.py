"""A formula written for the card's reader, as LaTeX, and as an expression."""

import pytest

from flashgen.values.formulas.nodes import Constant, Negative, Node, Number, Operation, Variable
from flashgen.values.formulas.reading import Asked, read
from flashgen.values.formulas.writing import (
    expression_text,
    formula_tex,
    formula_text,
    number_text,
    variable_tex,
)

ASKED = Asked(("x", "y", "a", "n"), written=True)


def tree_of(text: str) -> Node:
    (tree,) = read(text, ASKED).trees
    return tree


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("x+y-a", "x + y - a"),
        ("x-(y+a)", r"x - \left(y + a\right)"),
        ("x-(y-a)", r"x - \left(y - a\right)"),
        ("x+(-y)", r"x + \left(-y\right)"),
        ("x-(-y)", r"x - \left(-y\right)"),
        ("-x+y", "-x + y"),
        ("-(x+y)", r"-\left(x + y\right)"),
        ("(x+y)*a", r"\left(x + y\right) a"),
        ("x*(y+a)", r"x\left(y + a\right)"),
        ("(x+y)*(x-y)", r"\left(x + y\right)\left(x - y\right)"),
    ],
)
def test_a_sum_has_brackets_where_its_terms_need_them(text: str, tex: str) -> None:
    assert formula_tex(tree_of(text)) == tex
    assert tree_of(formula_text(tree_of(text))) == tree_of(text)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("-(x*y)", "-x y"),
        ("-x*y", r"\left(-x\right) y"),
        ("x*(-y)", r"x\left(-y\right)"),
        ("x*y", "x y"),
        ("x*2", r"x \cdot 2"),
        ("2*3", r"2 \cdot 3"),
        ("2*x*3", r"2 x \cdot 3"),
        ("2*(x+y)", r"2\left(x + y\right)"),
        ("x/(-y)", r"\frac{x}{-y}"),
        ("x/(y*a)", r"\frac{x}{y a}"),
        ("x/(y/a)", r"\frac{x}{\frac{y}{a}}"),
        ("x/y/a", r"\frac{\frac{x}{y}}{a}"),
        ("x*2^a", r"x \cdot 2^{a}"),
        ("pi*x", r"\pi x"),
    ],
)
def test_products_and_quotients(text: str, tex: str) -> None:
    assert formula_tex(tree_of(text)) == tex
    assert tree_of(formula_text(tree_of(text))) == tree_of(text)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("x^2", "x^{2}"),
        ("(x+y)^2", r"\left(x + y\right)^{2}"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("-x^2", "-x^{2}"),
        ("(x^2)^3", r"\left(x^{2}\right)^{3}"),
        ("x^(2^3)", "x^{2^{3}}"),
        ("x^(-1)", "x^{-1}"),
        ("x^(y+1)", "x^{y + 1}"),
        ("2^x", "2^{x}"),
        ("(2/3)^x", r"\left(\frac{2}{3}\right)^{x}"),
        ("(x*y)^2", r"\left(x y\right)^{2}"),
        ("10000000^x", r"\left(10^{7}\right)^{x}"),
        ("e^x", "e^{x}"),
        ("pi^2", r"\pi^{2}"),
    ],
)
def test_powers(text: str, tex: str) -> None:
    assert formula_tex(tree_of(text)) == tex
    assert tree_of(formula_text(tree_of(text))) == tree_of(text)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("sin(x)", r"\sin x"),
        ("sin(2*x)", r"\sin 2 x"),
        ("sin(x+y)", r"\sin\left(x + y\right)"),
        ("sin(x*y)", r"\sin\left(x y\right)"),
        ("sin(2*3)", r"\sin\left(2 \cdot 3\right)"),
        ("sin(x)*x", r"\sin\left(x\right) x"),
        ("x*sin(x)", r"x \sin x"),
        ("sin(x)*cos(x)", r"\sin x \cos x"),
        ("sin(x)*cos(x)*x", r"\sin x \cos\left(x\right) x"),
        ("sin(10000000)", r"\sin 10^{7}"),
        ("sin(abs(x))", r"\sin\left|x\right|"),
        ("max(x,y)", r"\max\left(x, y\right)"),
        ("erf(x)", r"\operatorname{erf}\left(x\right)"),
        ("log10(x)", r"\log_{10}\left(x\right)"),
        ("other_name(x)", r"\operatorname{other\_name}\left(x\right)"),
        ("normal_cdf(x)", r"\Phi\left(x\right)"),
        ("normal_quantile(x)", r"\Phi^{-1}\left(x\right)"),
    ],
)
def test_a_function_has_brackets_unless_its_argument_is_short_and_last(text: str, tex: str) -> None:
    assert formula_tex(tree_of(text)) == tex
    assert tree_of(formula_text(tree_of(text))) == tree_of(text)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("sin(x)^2", r"\sin^{2} x"),
        ("sin(x)^(-1)", r"\left(\sin x\right)^{-1}"),
        ("sin(x)^2*x", r"\sin^{2}\left(x\right) x"),
        ("sin(x)*cos(x)^2", r"\sin x \cos^{2} x"),
        ("x*sin(x)^2", r"x \sin^{2} x"),
        ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
        ("exp(x)*x", "e^{x} x"),
        ("max(x,y)^2", r"\left(\max\left(x, y\right)\right)^{2}"),
        ("log2(x)^2", r"\left(\log_{2}\left(x\right)\right)^{2}"),
        ("sqrt(x)^2", r"\left(\sqrt{x}\right)^{2}"),
        ("normal_cdf(x)^2", r"\left(\Phi\left(x\right)\right)^{2}"),
        ("abs(x)^2", r"\left|x\right|^{2}"),
    ],
)
def test_a_power_of_a_function(text: str, tex: str) -> None:
    assert formula_tex(tree_of(text)) == tex
    assert tree_of(formula_text(tree_of(text))) == tree_of(text)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("exp(x+1)", "e^{x + 1}"),
        ("sqrt(x+1)", r"\sqrt{x + 1}"),
        ("cbrt(x+1)", r"\sqrt[3]{x + 1}"),
        ("abs(x)*abs(y)", r"\left|x\right|\left|y\right|"),
        ("abs(x*abs(y))", r"\left|x \cdot \left|y\right|\right|"),
        ("abs(x)*y*abs(x)", r"\left|x\right| y\left|x\right|"),
        ("floor(x)+ceil(y)", r"\left\lfloor x\right\rfloor + \left\lceil y\right\rceil"),
        ("factorial(n)", "n!"),
        ("factorial(n+1)", r"\left(n + 1\right)!"),
        ("binomial(n+1,2)", r"\binom{n + 1}{2}"),
        ("list(x,y+1)", r"\left[x,\; y + 1\right]"),
        ("item(x,n+1)", "x_{n + 1}"),
        ("item(x+y,n)", r"\left(x + y\right)_{n}"),
        ("not(less(x,1))", r"\lnot\left(x < 1\right)"),
    ],
)
def test_functions_with_signs_of_their_own(text: str, tex: str) -> None:
    assert formula_tex(tree_of(text)) == tex
    assert tree_of(formula_text(tree_of(text))) == tree_of(text)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("if(less(x,1),x,y)", r"\begin{cases}x, & x < 1 \\ y, & x \ge 1\end{cases}"),
        (
            "if(less(x,1),x,if(greater(x,2),y,a))",
            r"\begin{cases}x, & x < 1 \\ y, & x \ge 1 \land x > 2 \\ "
            r"a, & x \ge 1 \land x \le 2\end{cases}",
        ),
        ("and(less(x,1),or(less(y,1),equal(x,2)))", r"x < 1 \land \left(y < 1 \lor x = 2\right)"),
        ("or(and(less(x,1),less(y,1)),equal(x,2))", r"\left(x < 1 \land y < 1\right) \lor x = 2"),
        ("and(and(less(x,1),less(y,1)),equal(x,2))", r"x < 1 \land y < 1 \land x = 2"),
        (
            "if(and(less_equal(x,1),not_equal(y,2)),x,y)",
            r"\begin{cases}x, & x \le 1 \land y \ne 2 \\ y, & x > 1 \lor y = 2\end{cases}",
        ),
        (
            "if(not(greater_equal(x,1)),x,y)",
            r"\begin{cases}x, & \lnot\left(x \ge 1\right) \\ y, & x \ge 1\end{cases}",
        ),
        (
            "if(check(x),x,y)",
            r"\begin{cases}x, & \operatorname{check}\left(x\right) \\ "
            r"y, & \lnot\left(\operatorname{check}\left(x\right)\right)\end{cases}",
        ),
    ],
)
def test_conditions(text: str, tex: str) -> None:
    assert formula_tex(tree_of(text)) == tex
    assert tree_of(formula_text(tree_of(text))) == tree_of(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-3.0, "(-3)"),
        (0.25, "0.25"),
        (-0.25, "(-0.25)"),
        (999999999999999.0, "999999999999999"),
        (1e15, "1000000000000000.0"),
        (1e-18, "0.000000000000000001"),
        (1e-19, "(1*10^(-19))"),
        (1e20, "(1*10^20)"),
        (12345678901234567000.0, "12345678901234567000"),
        (1.5e-20, "(1.5*10^(-20))"),
        (-1.5e-20, "(-1.5*10^(-20))"),
        (1.23456789012e-17, "(1.23456789012*10^(-17))"),
        (1.2345678901234e-17, "(1.2345678901234*10^(-17))"),
        (1.2345678901234568e22, "(1.2345678901234568*10^22)"),
    ],
)
def test_a_number_is_written_with_all_its_digits(value: float, text: str) -> None:
    assert number_text(value) == text
    found = tree_of(text)
    sign = -1 if isinstance(found, Negative) else 1
    inside = found.operand if isinstance(found, Negative) else found
    assert not isinstance(inside, Number) or sign * inside.value == value


@pytest.mark.parametrize(
    ("value", "tex", "of_three"),
    [
        (9999999.0, "9999999", "9999999"),
        (6000000.0, "6000000", "6000000"),
        (1e7, "10^{7}", "10^{7}"),
        (2e7, r"2\cdot 10^{7}", r"2\cdot 10^{7}"),
        (12340000.0, r"1.234\cdot 10^{7}", r"1.234\cdot 10^{7}"),
        (12345000.0, "12345000", "12345000"),
        (999999999999999.0, "999999999999999", "999999999999999"),
        (1e15, "10^{15}", "10^{15}"),
        (1234567890123456.0, r"1.23456789\cdot 10^{15}", r"1.23\cdot 10^{15}"),
        (1 / 3, "0.3333333333", "0.333"),
        (1.5e-8, r"1.5\cdot 10^{-8}", r"1.5\cdot 10^{-8}"),
    ],
)
def test_a_number_is_shown_in_ten_figures_and_whole_ones_in_all(
    value: float, tex: str, of_three: str
) -> None:
    assert formula_tex(Number(value)) == tex
    assert formula_tex(Number(value), 3) == of_three


@pytest.mark.parametrize(
    ("name", "tex"),
    [
        ("x", "x"),
        ("rate", r"\mathrm{rate}"),
        ("xy", r"\mathrm{xy}"),
        ("theta", r"\theta"),
        ("θ", r"\theta"),
        ("x_1", "x_{1}"),
        ("x_12", "x_{12}"),
        ("x_max", r"x_{\mathrm{max}}"),
        ("y_hat_1_2", r"\hat{y}_{1,2}"),
        ("t_prime", "t'"),
    ],
)
def test_a_variable_is_shown_with_its_accents_and_index(name: str, tex: str) -> None:
    assert variable_tex(name) == tex


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("x^2+sin(y)", "x**2+sin(y)"),
        ("(x+y)*a", "(x+y)*a"),
        ("if(less(x,1),x,y+1)", "(x if (x < 1) else y+1)"),
        ("not(less_equal(x,y))", "(not (x <= y))"),
        ("and(greater(x,1),or(equal(x,y),not_equal(y,1)))", "((x > 1) and ((x == y) or (y != 1)))"),
        ("greater_equal(x,1)", "(x >= 1)"),
        ("list(x,y+1)", "[x, y+1]"),
        ("item(x,n)", "x[n]"),
        ("item(x+y,n+1)", "(x+y)[n+1]"),
    ],
)
def test_a_tree_as_an_expression(text: str, expression: str) -> None:
    assert expression_text(tree_of(text), str) == expression


def test_constants_are_written_as_one_says() -> None:
    tree = Operation("^", Constant(1), Operation("*", Variable("x"), Constant(0)))
    assert formula_text(tree, lambda index: "pq"[index]) == "q^(x*p)"
    assert expression_text(tree, lambda index: "pq"[index]) == "q**(x*p)"
    assert formula_text(Operation("^", Variable("x"), Constant(0)), "c{}".format) == "x^c0"
    with pytest.raises(TypeError):
        formula_tex(tree)


@pytest.mark.parametrize(
    ("text", "shorter", "tex"),
    [
        ("2*(3/4)", "2*3/4", r"2 \cdot \frac{3}{4}"),
        ("x*2*(3/4)", "x*2*3/4", r"x \cdot 2 \cdot \frac{3}{4}"),
        ("x*(3/4)", "x*3/4", r"x \frac{3}{4}"),
        ("x+(y-a)", "x+y-a", "x + y - a"),
        ("x-(y*a)", "x-y*a", "x - y a"),
        ("x/(y)", "x/y", r"\frac{x}{y}"),
    ],
)
def test_brackets_that_change_nothing_are_left_out(text: str, shorter: str, tex: str) -> None:
    assert formula_text(tree_of(text)) == shorter
    assert formula_tex(tree_of(text)) == tex
