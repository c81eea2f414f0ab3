"""Polynomials as people write them."""

import re

import numpy as np
import pytest

from flashgen.values.formatting import Context, format_value
from flashgen.values.numerals import parse_format

DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
WRITTEN = {
    "all terms": ([2, -3, 1], "poly x", "2x² - 3x + 1", "2x^{2} - 3x + 1"),
    "ones": ([1, -1, 1], "poly x", "x² - x + 1", "x^{2} - x + 1"),
    "negative ones": ([-1, 1, -1], "poly x", "-x² + x - 1", "-x^{2} + x - 1"),
    "zeros": ([3, 0, 0, 2, 0], "poly x", "3x⁴ + 2x", "3x^{4} + 2x"),
    "leading zeros": ([0, 0, 5], "poly x", "5", "5"),
    "nothing": ([0, 0], "poly x", "0", "0"),
    "no entry": ([], "poly x", "0", "0"),
    "a high power": ([1] + [0] * 12, "poly z", "z¹²", "z^{12}"),
    "decimals": ([0.5, -0.25], "poly x", "0.5x - 0.25", "0.5x - 0.25"),
    "a format": ([0.5, -2 / 3, 1.0], "poly x .2f", "0.50x² - 0.67x + 1.00", None),
    "that rounds to 0": ([0.001, 1.0], "poly x .2f", "1.00", None),
    "that rounds to 1": ([0.999, 1.0], "poly t .2f", "t + 1.00", None),
}


@pytest.mark.parametrize(("entries", "spec", "text", "math"), WRITTEN.values(), ids=WRITTEN)
def test_writes(entries: list[float], spec: str, text: str, math: str | None) -> None:
    fmt = parse_format(spec)
    assert format_value(np.array(entries), fmt, Context.TEXT) == text
    if math is not None:
        assert format_value(np.array(entries), fmt, Context.MATH) == math
    code = format_value(np.array(entries), fmt, Context.CODE)
    assert code == re.sub("[⁰¹²³⁴-⁹]+", lambda p: "^" + p[0].translate(DIGITS), text)


def test_what_is_written_is_the_polynomial() -> None:
    """Read back by Python, at random integers, it has the value that numpy computes."""
    random = np.random.default_rng(5)
    for _ in range(200):
        entries = random.integers(-3, 4, size=random.integers(1, 6))
        code = format_value(entries, parse_format("poly x"), Context.CODE)
        python = re.sub(r"(\d)x", r"\1*x", code).replace("^", "**")
        for x in (-2, 0, 1, 3):
            assert eval(python, {"x": x}) == np.polyval(entries, x), code


@pytest.mark.parametrize(
    ("value", "spec", "message"),
    [
        (3, "poly x", "a polynomial is the list of its coefficients"),
        (np.eye(2), "poly x", "a polynomial is the list of its coefficients"),
        (np.array(["a"]), "poly x", "a polynomial is the list of its coefficients"),
        (np.array([np.inf, 1]), "poly x", "a coefficient is infinite"),
        (np.array([1, 2]), r"poly \theta", r"`\theta` stands only in a formula"),
    ],
)
def test_rejects(value: object, spec: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        format_value(value, parse_format(spec), Context.TEXT)


@pytest.mark.parametrize(
    "spec", ["poly", "poly 2", "poly x y z", "poly x %", "poly x frac", "poly x+1"]
)
def test_rejects_formats(spec: str) -> None:
    with pytest.raises(ValueError, match=r"poly|format"):
        parse_format(spec)
