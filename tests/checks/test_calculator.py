"""The calculator on formulas as they are displayed: what it gives, and what it refuses to read."""

import math
from fractions import Fraction

import numpy as np
import pytest

from flashgen.checks.calculator import NotArithmeticError, calculate, is_known, tokens


def value(latex: str) -> object:
    return calculate(tokens(latex)).value


GIVES = {
    "1 + 2 \\cdot 3": 7,
    "2 \\times (-3) - 4": -10,
    "-2^2": -4,
    "(-2)^2": 4,
    "- -3": 3,
    "12 / 4 \\cdot 3": 9,
    "12 \\div 8": 1.5,
    "1{,}024 + 1": 1025,
    ".5 + 0.25": 0.75,
    "4 \\times10^{-2}": 0.04,
    "2^{10}": 1024,
    "10^6": 10**6,
    "\\frac{1}{3} + \\frac16": 0.5,
    "\\dfrac{2 \\cdot 3}{4}": 1.5,
    "\\frac{16}{8}": 2,
    "\\sqrt{9 + 16}": 5.0,
    "\\sqrt2": math.sqrt(2),
    "\\sqrt[3]{8}": 2.0,
    "3!": 6,
    "37\\%": 0.37,
    "\\pi": math.pi,
    "2\\pi \\times 8 \\times \\sin 0.5": 16 * math.pi * math.sin(0.5),
    "e^{-1.5}": math.exp(-1.5),
    "3 e^2": 3 * math.exp(2),
    "1 / (1 + e^{-0.4})": 1 / (1 + math.exp(-0.4)),
    "\\ln 2": math.log(2),
    "-\\ln\\frac{1}{1 + 0.5}": math.log(1.5),
    "\\ln(1 + 0.2) + 1": math.log(1.2) + 1,
    "\\ln 0.62^{1/2}": math.log(0.62) / 2,
    "3 \\ln 2 \\cdot 5": 15 * math.log(2),
    "\\log_2 8": 3.0,
    "\\log_{10} 100": 2.0,
    "\\exp(0)": 1.0,
    "\\cos 60^\\circ \\times 2": 1.0,
    "\\sin^2 30^{\\circ}": 0.25,
    "\\arccos(0.5)": math.pi / 3,
    "\\operatorname{arcosh} 2": math.acosh(2),
    "|-3| + |2 - 5|": 6,
    "\\left|4 - 8\\right|": 4,
    "\\lfloor 7 / 2 \\rfloor + 1": 4.0,
    "\\left\\lceil\\frac{7}{2}\\right\\rceil": 4.0,
    "\\max(0, -2)": 0,
    "\\min\\{3, 1, 2\\}": 1,
    "\\text{0.5 + 0.25}": 0.75,
    "2 (3 + 4)": 14,
    "2 \\, \\sqrt{4}": 4.0,
    "2^{70} + 1": 2**70 + 1,
    "5 / 0": math.inf,
    "0^{-1}": math.inf,
    "\\log_2 0": -math.inf,
    "\\log_2 1": 0.0,
    "\\log_{10} 0": -math.inf,
    "\\log_{10} 1": 0.0,
    "\\log_28": 3.0,
    "\\log_216": 4.0,
    "\\sqrt[1]{5}": 5.0,
    "\\sqrt[3]{0}": 0.0,
    "\\sqrt[3]{0.125}": 0.5,
    "\\sin^1 30^\\circ": 0.5,
    "\\sin -30^\\circ": -0.5,
    "\\cos 60^{\\circ} \\cdot 2": 1.0,
    "2^\\pi": 2**math.pi,
    "0!": 1,
    "5^0": 1,
    "\\ln 0": -math.inf,
}


@pytest.mark.parametrize(("latex", "expected"), GIVES.items())
def test_gives(latex: str, expected: float) -> None:
    assert value(latex) == pytest.approx(expected, rel=1e-12)


def test_integers_stay_exact() -> None:
    assert value("20! / 2") == math.factorial(20) // 2
    assert value("2^{64} - 1") == 2**64 - 1
    assert isinstance(value("5^0"), int)
    assert isinstance(value("6 / 3"), int)
    assert not isinstance(value("7 / 3"), int)


@pytest.mark.parametrize("latex", ["0 / 0", "\\arccos(1.001)", "\\sqrt{-1}", "\\sqrt[3]{-1}"])
def test_outside_of_the_domain_is_no_number(latex: str) -> None:
    assert math.isnan(float(value(latex)))


def test_vectors_and_matrices() -> None:
    np.testing.assert_allclose(value("[1,\\ 2] + 0.5 \\times [2,\\ -4]"), [2, 0])
    np.testing.assert_allclose(value("\\frac12\\,([1, 3] - [0, 1])"), [0.5, 1])
    matrix = "2 \\cdot \\begin{bmatrix}1 & -2 \\\\ 0 & 3\\end{bmatrix}"
    np.testing.assert_allclose(value(matrix), [[2, -4], [0, 6]])


def test_angles_are_told_from_numbers() -> None:
    angle = calculate(tokens("120^\\circ + 40^\\circ - 180^\\circ"))
    assert angle.is_angle
    assert angle.value == pytest.approx(-20 * math.pi / 180)
    assert not calculate(tokens("\\sin 30^\\circ")).is_angle


LARGEST = {
    "the digits of a number": ("9" * 400, "9" * 401),
    "the bits of a power": ("2^{2048}", "2^{2049}"),
    "the bits of a power of one": ("1^{4096}", "1^{4097}"),
    "the bits of a factor": (
        "2^{2047} \\cdot 2^{2047} \\cdot 2 \\cdot 1",
        "2^{2048} \\cdot 2^{2048} \\cdot 1",
    ),
    "a factorial": ("170!", "171!"),
    "the smallest factorial": ("0!", "(-1)!"),
    "brackets in each other": ("(" * 39 + "1" + ")" * 39, "(" * 40 + "1" + ")" * 40),
    "brackets in each other behind others": (
        "(1) + " * 50 + "(" * 39 + "1" + ")" * 39,
        "(1) + " * 50 + "(" * 40 + "1" + ")" * 40,
    ),
    "the power of a function": ("\\sin^1 2", "\\sin^0 2"),
}


@pytest.mark.parametrize(("largest", "beyond"), LARGEST.values(), ids=LARGEST.keys())
def test_limits(largest: str, beyond: str) -> None:
    assert value(largest) is not None
    with pytest.raises(NotArithmeticError):
        calculate(tokens(beyond))


@pytest.mark.parametrize(
    "token", ["2", "12", "1.5", ".5", "+", "\\pi", "\\frac", "\\begin{bmatrix}"]
)
def test_what_arithmetic_is_made_of(token: str) -> None:
    assert is_known(token)


@pytest.mark.parametrize("token", ["x", "xy", ".", "x.", "x1", "\\sum", "=", "\\begin{cases}"])
def test_what_arithmetic_is_not_made_of(token: str) -> None:
    assert not is_known(token)


REFUSED = [
    "",
    ".",
    "2^.5",
    "2^a",
    "\\ln(2)\\%",
    "\\log_{28} 2",
    "x + 1",
    "2 x",
    "e",
    "e - 1",
    "p_y",
    "\\ln 2\\pi",  # of 2π, or of 2 times π?
    "\\ln(2)^2",
    "\\ln \\ln 3",
    "\\log 10",  # natural in a lecture, to base 10 on a calculator
    "\\log_7 49",
    "1 / 2\\pi",
    "1\\frac12",  # 1.5 or 0.5?
    "2 3",
    "1\\,000",
    "\\pi 2",
    "2^10",  # LaTeX raises the 1 alone
    "2^3^2",
    "e^{2}^2",
    "\\sin^{-1} 0.5",
    "\\sum_i 3",
    "\\sigma(2)",
    "[1, 2] \\cdot [3, 4]",
    "[1, 2] + 1",
    "[1, 2] + [1, 2, 3]",
    "[3 + 4] \\cdot 2",
    "90^\\circ + 1",
    "\\text{about 3}",
    "(1 + 2",
    "1 + 2)",
    "1 +",
    "\\|3\\|",
    "\\frac{1}",
    "200!",
    "2.5!",
    "3 \\pm 1",
    "10^{99999}",
    "\\begin{bmatrix}1 & 2 \\\\ 3\\end{bmatrix}",
    "9" * 5000,
    "2^{4000} \\cdot 2^{4000} \\cdot 3",
    "2^{4000} \\cdot 0.5",
    "(" * 2000 + "1" + ")" * 2000,
    "\\sqrt{" * 2000 + "1" + "}" * 2000,
]


@pytest.mark.parametrize("latex", REFUSED, ids=lambda latex: latex[:30])
def test_refuses(latex: str) -> None:
    with pytest.raises(NotArithmeticError):
        calculate(tokens(latex))


def test_a_long_row_of_signs_is_no_recursion() -> None:
    assert value("-" * 9999 + "1") == -1


def test_agrees_with_exact_fractions_on_random_formulas() -> None:
    """Sums, products and quotients of small numbers, against Python's own fractions."""
    random = np.random.default_rng(5)

    def formula(depth: int) -> tuple[str, Fraction]:
        if depth == 0:
            n = int(random.integers(1, 9))
            return str(n), Fraction(n)
        (a, x), (b, y) = formula(depth - 1), formula(depth - 1)
        operator = random.integers(4)
        if operator == 0:
            return f"({a} + {b})", x + y
        if operator == 1:
            return f"{a} \\cdot {b}" if a[-1] == ")" else f"({a}) \\cdot ({b})", x * y
        if operator == 2:
            return f"\\left({a} - ({b})\\right)", x - y
        return (f"\\frac{{{a}}}{{{b}}}", x / y) if y else formula(depth)

    for _ in range(200):
        latex, expected = formula(3)
        assert value(latex) == pytest.approx(float(expected), rel=1e-9, abs=1e-9), latex
