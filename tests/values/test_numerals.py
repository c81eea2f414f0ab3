"""Where the digits of a number end: what a format takes, and when rounding has to be decimal."""

from decimal import Decimal

import pytest

from flashgen.values.numerals import (
    count_decimals,
    fixed,
    general,
    parse_format,
    significant,
    written,
)


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        (".12f", ".13f"),
        (".12e", ".13e"),
        (".12g", ".13g"),
        (".12%", ".13%"),
        (".1g", ".0g"),
        ("+,.00000002f", "+,.000000002f"),
    ],
)
def test_a_format_has_twelve_digits_and_characters(accepted: str, refused: str) -> None:
    assert parse_format(accepted).spec == accepted
    with pytest.raises(ValueError):
        parse_format(refused)


@pytest.mark.parametrize(("spec", "shown"), [("x" * 12, "`xxxxxxxxxxxx` is"), ("x" * 13, "x…` is")])
def test_a_message_shows_twelve_characters_of_a_format(spec: str, shown: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_format(spec)
    assert shown in str(caught.value)


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.5, ".0%", "50%"),
        (0.505, ".0%", "51%"),
        (1 / 9999, "frac", "1/9999"),
        (1 / 10_000, "frac", "1/10000"),
        (2.5e-7, ".7f", "0.0000003"),  # the float lies below the half
        (2.5e-7, ".0e", "3e-7"),
        (25, ".0e", "3e1"),
        (2.5, ".12e", "2.500000000000e0"),
        (3, ".12e", "3.000000000000e0"),
        (8200.2, ".12f", "8200.200000000000"),  # the float has another 12th decimal
        (10**300, ".12f", f"1{'0' * 300}.{'0' * 12}"),
        (1e300, ".12f", f"1{'0' * 300}.{'0' * 12}"),
    ],
)
def test_rounding_is_decimal(value: float, spec: str, text: str) -> None:
    assert written(value, parse_format(spec)) == text


def test_a_denominator_is_at_most_ten_thousand() -> None:
    with pytest.raises(ValueError, match="at most 10000"):
        written(1 / 10_001, parse_format("frac"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.12345010005, "0.1234501001"),  # half-way between two of ten digits
        (0.12345010004, "0.1234501"),
        (123456789.05, "123456789.1"),
        (12345678905.0, "1.234567891e10"),
        (1234567890, "1234567890"),
        (12345678905, "12345678905"),
    ],
)
def test_a_float_shows_ten_digits_and_an_integer_all(value: float, text: str) -> None:
    assert general(value) == text


@pytest.mark.parametrize(
    ("value", "figures", "text"),
    [
        (9_999_999.0, 1, "1e7"),
        (9_000_000.0, 1, "9000000"),
        (10_000_000.0, 1, "1e7"),
        (0.0001, 1, "0.0001"),
        (0.00001, 1, "1e-5"),
        (123456789.0, 8, "1.2345679e8"),
        (123456789.0, 9, "123456789"),
        (12345678.5, 8, "12345679"),
    ],
)
def test_numbers_are_written_out_from_a_ten_thousandth_to_ten_million(
    value: float, figures: int, text: str
) -> None:
    """And beyond, where all digits of an integer are asked for."""
    assert significant(value, figures, strip=False) == text


@pytest.mark.parametrize(
    ("text", "decimals"), [("1", 0), ("100", 0), ("0", 0), ("1.50", 1), ("1e-7", 7), ("1e7", 0)]
)
def test_decimals_are_counted_without_zeros_at_the_end(text: str, decimals: int) -> None:
    assert count_decimals(Decimal(text)) == decimals


def test_no_decimals_is_no_point() -> None:
    assert [fixed(2, 0), fixed(2.0, 0), fixed(2, 1)] == ["2", "2", "2.0"]
