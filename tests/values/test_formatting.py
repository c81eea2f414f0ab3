"""Values in text, mathematics and code."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import inf, nan
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.values.formatting import (
    Context,
    format_answer,
    format_value,
    latex_text,
    needs_more_than,
    shows_fewer_digits,
)
from flashgen.values.numerals import DEFAULT_FORMAT, parse_format, quick_texts

TEXT, MATH, CODE = Context.TEXT, Context.MATH, Context.CODE


def shown(value, spec=None, context=TEXT):
    return format_value(value, parse_format(spec) if spec else None, context)


@pytest.mark.parametrize(
    ("value", "spec", "text", "math", "code"),
    [
        (3, None, "3", "3", "3"),
        (3.0, None, "3", "3", "3"),
        (-0.0, None, "0", "0", "0"),
        (0.1 + 0.2, None, "0.3", "0.3", "0.3"),
        (-2.5, None, "-2.5", "-2.5", "-2.5"),
        (1 / 3, None, "0.3333333333", "0.3333333333", "0.3333333333"),
        (2 / 3, None, "0.6666666667", "0.6666666667", "0.6666666667"),
        (0.12345678905, None, "0.1234567891", "0.1234567891", "0.1234567891"),
        (0.0001, None, "0.0001", "0.0001", "0.0001"),
        (1e-5, None, "1×10⁻⁵", r"1\times10^{-5}", "1e-5"),
        (-2.5e-7, None, "-2.5×10⁻⁷", r"-2.5\times10^{-7}", "-2.5e-7"),
        (1234567890.0, None, "1234567890", "1234567890", "1234567890"),
        (1e10, None, "1×10¹⁰", r"1\times10^{10}", "1e10"),
        (12345678901234567890, None, "12345678901234567890", *["12345678901234567890"] * 2),
        (inf, None, "∞", r"\infty", "inf"),
        (-inf, ".2f", "-∞", r"-\infty", "-inf"),
        (inf, "+", "+∞", r"+\infty", "+inf"),
        (0.5, ".2f", "0.50", "0.50", "0.50"),
        (3, ".2f", "3.00", "3.00", "3.00"),
        (3, ".0f", "3", "3", "3"),
        (2.5, ".0f", "3", "3", "3"),
        (-2.5, ".0f", "-3", "-3", "-3"),
        (0.125, ".2f", "0.13", "0.13", "0.13"),
        (2.675, ".2f", "2.68", "2.68", "2.68"),
        (-0.001, ".2f", "0.00", "0.00", "0.00"),
        (-0.005, ".2f", "-0.01", "-0.01", "-0.01"),
        (1e-20, ".3f", "0.000", "0.000", "0.000"),
        (123456789012.345, ".2f", *["123456789012.00"] * 3),
        (0.5, ".3g", "0.5", "0.5", "0.5"),
        (1234, ".3g", "1230", "1230", "1230"),
        (1235.0, ".3g", "1240", "1240", "1240"),
        (9.996, ".3g", "10", "10", "10"),
        (0.00012345, ".2g", "0.00012", "0.00012", "0.00012"),
        (0.000012345, ".2g", "1.2×10⁻⁵", r"1.2\times10^{-5}", "1.2e-5"),
        (9999999.0, ".2g", "1×10⁷", r"1\times10^{7}", "1e7"),
        (1234567.0, ".3g", "1230000", "1230000", "1230000"),
        (12345678, ".9g", "12345678", "12345678", "12345678"),
        (0, ".3g", "0", "0", "0"),
        (12345, ".2e", "1.23×10⁴", r"1.23\times10^{4}", "1.23e4"),
        (0.00099995, ".3e", "1.000×10⁻³", r"1.000\times10^{-3}", "1.000e-3"),
        (0.0, ".1e", "0.0×10⁰", r"0.0\times10^{0}", "0.0e0"),
        (7.0, "d", "7", "7", "7"),
        (1e20, "d", *["100000000000000000000"] * 3),
        (1024, ",", "1,024", "1{,}024", "1,024"),
        (-1234567.891, ",.2f", "-1,234,567.89", "-1{,}234{,}567.89", "-1,234,567.89"),
        (0.5, ",", "0.5", "0.5", "0.5"),
        (1e-7, ",", "1×10⁻⁷", r"1\times10^{-7}", "1e-7"),
        (5, "+", "+5", "+5", "+5"),
        (-5, "+d", "-5", "-5", "-5"),
        (1500.0, "+,.1f", "+1,500.0", "+1{,}500.0", "+1,500.0"),
        (0.5, "%", "50%", r"50\%", "50%"),
        (0.123456, ".1%", "12.3%", r"12.3\%", "12.3%"),
        (0.00125, ".1%", "0.1%", r"0.1\%", "0.1%"),
        (0.0015, ".1%", "0.2%", r"0.2\%", "0.2%"),
        (5 / 13, "frac", "5/13", r"\frac{5}{13}", "5/13"),
        (-0.75, "frac", "-3/4", r"-\frac{3}{4}", "-3/4"),
        (4.0, "frac", "4", "4", "4"),
        ("cat", None, "cat", r"\text{cat}", "cat"),
        ("a_b", None, "a_b", "a_b", "a_b"),
        ("no%", None, "no%", r"\text{no}\%", "no%"),
    ],
)
def test_scalars(value, spec, text, math, code):
    assert [shown(value, spec, context) for context in Context] == [text, math, code]


A = np.array([[1.0, 2.5], [-3.0, 0.0]])


@pytest.mark.parametrize(
    ("value", "spec", "text", "math", "code"),
    [
        (np.array([1, 2]), None, "[1, 2]", r"[1,\;2]", "[1, 2]"),
        (np.array([1, 2]), ".1f", "[1.0, 2.0]", r"[1.0,\;2.0]", "[1.0, 2.0]"),
        (np.array([0.1, -0.0]), ".2f", "[0.10, 0.00]", r"[0.10,\;0.00]", "[0.10, 0.00]"),
        (np.array([]), None, "[]", "[]", "[]"),
        (
            A,
            None,
            "[1, 2.5; -3, 0]",
            r"\begin{bmatrix}1 & 2.5 \\ -3 & 0\end{bmatrix}",
            "[[1, 2.5], [-3, 0]]",
        ),
        (np.array(["a", "b"]), None, "[a, b]", r"[a,\;b]", "['a', 'b']"),
        (np.ones((1, 1, 2)), None, "[[[1, 1]]]", r"[[[1,\;1]]]", "[[[1, 1]]]"),
    ],
)
def test_arrays(value, spec, text, math, code):
    assert [shown(value, spec, context) for context in Context] == [text, math, code]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "is not a format"),
        ("5.2f", "is not a format"),
        (".2x", "is not a format"),
        (",+", "is not a format"),
        (".٢f", "is not a format"),
        ("frac2", "is not a format"),
        (".99999999f", "at most 12 digits"),
        (".13f", "at most 12 digits"),
        (".2", "`.2f` counts decimals"),
        (".2d", "write `d`"),
        ("f", "write `.2f`"),
        (",g", "write `.2g`"),
        (".0g", "at least one"),
        ("9" * 10_000, "…` is not a format"),
    ],
)
def test_formats_that_are_refused(spec, message):
    with pytest.raises(ValueError) as caught:
        parse_format(spec)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize(
    ("value", "spec", "message"),
    [
        (True, None, '"yes" if'),
        (np.array([True]), None, '"yes" if'),
        (1j, None, "imaginary"),
        (np.array([1j]), ".2f", "imaginary"),
        (nan, None, "NaN"),
        (2.5, "d", "2.5"),
        (2**0.5, "frac", "1.414213562 is no fraction"),
        ("x", ".2f", "is a string"),
        (2**1300, None, "390 digits"),
        ("a\0b", None, "U+0000"),
        ("a\ue000b", None, "U+E000"),
    ],
)
def test_values_that_are_refused(value, spec, message):
    for context in Context:
        with pytest.raises(ValueError) as caught:
            shown(value, spec, context)
        assert message in str(caught.value)


def test_the_largest_integer_that_is_shown():
    for value in (2**1300 - 1, 1 - 2**1300):
        assert shown(value) == format_answer(value) == str(value)
        assert shown(value, ",").replace(",", "") == str(value)


@pytest.mark.parametrize(
    ("value", "asked", "text"),
    [
        (0.5, {"figures": 3}, "0.500"),
        (1234.0, {"figures": 3}, "1230"),
        (1230, {"figures": 3}, "1230"),
        (9.9996, {"figures": 3}, "10.0"),
        (0.99995, {"figures": 4}, "1.000"),
        (1e-6, {"figures": 3}, "1.00×10⁻⁶"),
        (123456789.0, {"figures": 2}, "1.2×10⁸"),
        (0.0, {"figures": 3}, "0.00"),
        (7, {"figures": 1}, "7"),
        (12.5, {"figures": 2}, "13"),
        (2.0, {"decimals": 2}, "2.00"),
        (3, {"decimals": 1}, "3.0"),
        (-0.004, {"decimals": 2}, "0.00"),
        (inf, {"decimals": 2}, "∞"),
        (4, {}, "4"),
        ("B", {"decimals": 2}, "B"),
        (np.array([1.0, 0.25]), {"decimals": 1}, "[1.0, 0.3]"),
        (np.array([3, 1]), {"compare": "set"}, "{3, 1}"),
        (np.array([]), {"compare": "set"}, "none"),
        (np.array([0.5]), {"compare": "up_to_sign", "figures": 2}, "[0.50]"),
    ],
)
def test_answers(value, asked, text):
    assert format_answer(value, **asked) == text


def test_answers_in_mathematics():
    assert format_answer(1e-6, figures=2, context=MATH) == r"1.0\times10^{-6}"
    assert format_answer(np.array([3, 1]), compare="set", context=MATH) == r"\{3,\;1\}"
    with pytest.raises(ValueError, match="truth value"):
        format_answer(True, decimals=2)


@given(
    st.floats(-1e15, 1e15, allow_nan=False) | st.integers(-(10**6), 10**6).map(lambda n: n / 1000),
    st.integers(0, 12),
)
def test_decimals_round_half_away_from_zero_on_twelve_digits(value, decimals):
    with localcontext(prec=100):
        exact = Decimal(f"{value:.11e}")
        expected = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert Decimal(shown(value, f".{decimals}f")) == expected
    assert not (expected == 0 and shown(value, f".{decimals}f").startswith("-"))


@given(st.floats(-1e15, 1e15, allow_nan=False), st.integers(1, 12))
def test_figures_round_half_away_from_zero_on_twelve_digits(value, figures):
    exact = Decimal(f"{value:.11e}")
    with localcontext(prec=figures, rounding=ROUND_HALF_UP):
        expected = +exact
    for spec in (f".{figures}g", f".{figures - 1}e"):
        assert Decimal(shown(value, spec, CODE)) == expected
    assert Decimal(format_answer(value, figures=figures, context=CODE)) == expected


@given(st.integers(-2000, 2000), st.integers(1, 2000))
def test_fractions_are_exact(numerator, denominator):
    text = shown(numerator / denominator, "frac")
    top, _, bottom = text.partition("/")
    assert int(top) * denominator == numerator * int(bottom or 1)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.1234, 4, False),
        (0.12345, 4, True),
        (1 / 3, 4, True),
        (1e-5, 4, False),
        (0.00012345, 4, True),
        (0.00248, 4, False),
        (1e12 + 0.5, 4, False),
        (3, 0, False),
        (4.0, 0, False),
        (100.0, 0, False),
        (0.5, 0, True),
        (0.5, 1, False),
        (inf, 0, False),
        ("x", 0, False),
        (np.array([0.5, 1 / 3]), 4, True),
        (np.array([0.5, 0.25]), 2, False),
    ],
)
def test_decimals_needed(value, decimals, expected):
    assert needs_more_than(value, decimals) is expected


@pytest.mark.parametrize(
    ("value", "spec", "expected"),
    [
        (0.125, ".2f", True),
        (0.12, ".2f", False),
        (1230, ".3g", False),
        (1234, ".3g", True),
        (1234.5, ",.1f", False),
        (0.125, ".1%", False),
        (0.1255, ".1%", True),
        (1e-7, ".2e", False),
        (1 / 3, None, True),
        (0.1, None, False),
        (3, "d", False),
        (np.array([0.5, 0.25]), ".1f", True),
    ],
)
def test_digits_hidden(value, spec, expected):
    assert shows_fewer_digits(value, parse_format(spec) if spec else None) is expected


def test_text_in_mathematics_has_no_commands():
    assert latex_text(r"\href{a}%") == r"{\backslash}\text{href}\{\text{a}\}\%"


FORMATS = [
    *("", "d", "+d", "+.2f", "+.3g", ",d", ",.2f", ".1%", ".2e", ".3si", "frac"),
    *(f".{digits}f" for digits in range(13)),
    *(f".{digits}g" for digits in range(1, 13)),
]


def numbers_of(kind: str) -> list[list[float]]:
    source = Random(7)
    columns: list[list[float]] = []
    for largest in (1e-12, 1e-3, 0.1, 10, 1e3, 1e9, 1e14):
        numbers: list[float] = [source.uniform(-largest, largest) for _ in range(200)]
        numbers += [round(source.uniform(-largest, largest), places) for places in range(8)] * 20
        numbers = [*map(round_number, numbers), 0.0, -0.0]
        columns.append([int(n) for n in numbers] if kind == "integers" else numbers)
    return [*columns, [float(n) for n in range(-30, 30)]] if kind == "floats" else columns


@pytest.mark.parametrize("kind", ["floats", "integers"])
@pytest.mark.parametrize("spec", FORMATS)
def test_numbers_formatted_at_once_are_what_each_alone_is(spec: str, kind: str) -> None:
    fmt = parse_format(spec) if spec else DEFAULT_FORMAT
    quick = 0
    for numbers in numbers_of(kind):
        for number, text in zip(numbers, quick_texts(numbers, fmt), strict=True):
            assert text is None or text == format_value(number, fmt, Context.TEXT)
            quick += text is not None
    is_slow = spec[:1] == "," or spec[-1:] not in "fgd" or (spec[-1:] == "g" and kind != "floats")
    assert quick > 50 or (is_slow and not quick)


@pytest.mark.parametrize("figures", range(1, 13))
def test_figures_at_once_keep_the_zeros_at_the_end(figures: int) -> None:
    quick = 0
    for numbers in numbers_of("floats"):
        texts = quick_texts(numbers, parse_format(f".{figures}g"), strip=False)
        for number, text in zip(numbers, texts, strict=True):
            assert text is None or text == format_answer(number, figures=figures)
            quick += text is not None
    assert quick > 200


def test_what_takes_more_than_a_format_is_left_to_it() -> None:
    two = parse_format(".2f")
    assert quick_texts([0, -3, 10**15 - 1]) == ["0", "-3", "999999999999999"]
    assert quick_texts([10**15]) == [None]
    assert quick_texts([1, -2], two) == ["1.00", "-2.00"]
    assert quick_texts([True]) == [None]
    assert quick_texts([1.5, inf, nan]) == ["1.5", None, None]
    assert quick_texts([0.125, 0.25, -0.001, 1e-9], two) == [None, None, None, None]
    assert quick_texts([-0.5, -0.26], two) == [None, "-0.26"]
    assert quick_texts([0.0, 0.5, 1e-7, 0.26], parse_format(".2g")) == [None, None, None, "0.26"]


def round_number(number: float) -> float:
    return float(f"{number:.12g}")
