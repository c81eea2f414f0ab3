"""The dimensions of units, and of what is computed from numbers that have them."""

from fractions import Fraction

import pytest

from flashgen.checks.quantities import dimension_of, unit_after


@pytest.mark.parametrize(
    ("unit", "same"),
    [
        ("Hz", "m/s/m"),
        ("N", "kg·m/s^2"),
        ("Pa", "N/m^2"),
        ("J", "N·m"),
        ("W", "J/s"),
        ("C", "A·s"),
        ("V", "J/C"),
        ("Ω", "V/A"),
        ("F", "C/V"),
        ("H", "V·s/A"),
        ("T", "V·s/m^2"),
        ("L", "m^3"),
        ("min", "s"),
        ("h", "s"),
        ("meters", "m"),
        ("metres", "m"),
        ("kilometers", "km"),
        ("seconds", "s"),
        ("minutes", "s"),
        ("hours", "s"),
        ("kilograms", "kg"),
        ("grams", "g"),
        ("newtons", "N"),
        ("joules", "J"),
        ("watts", "W"),
        ("volts", "V"),
        ("amperes", "A"),
        ("ohms", "Ω"),
        ("liters", "L"),
        ("litres", "L"),
        ("€", "$"),
        ("£", "$"),
        ("USD", "$"),
        ("EUR", "$"),
        ("m²", "m^2"),
        ("m³", "m^{3}"),
        ("s^{-1}", "Hz"),
        (r"\Omega", "Ω"),
        (r"\Omega^2", "Ω^2"),
        ("kOmega", "Ω"),
        (r"J/(kg\cdot K)", "J/kg/K"),
        ("µF", "F"),
    ],
)
def test_units_of_one_dimension(unit: str, same: str) -> None:
    assert unit_after(unit) is not None
    assert unit_after(unit) == unit_after(same)


@pytest.mark.parametrize(
    ("unit", "base"), [("m", "L"), ("g", "M"), ("s", "T"), ("A", "I"), ("K", "K"), ("mol", "N")]
)
def test_the_base_units_have_a_dimension_each(unit: str, base: str) -> None:
    assert unit_after(unit) == {base: 1}


def test_what_begins_with_no_unit_has_no_dimension() -> None:
    for text in ("", " apples", "mapples", "2 m", ". m", "m^2x"):
        assert unit_after(text) is None


UNITS = {name: unit_after(unit) for name, unit in (("s", "m"), ("t", "s"), ("v", "m/s"))}
FORMULAS = {"u": "s / t", "w": "u * t", "loop": "loop + s"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("s / t", "m/s"),
        ("v * t", "m"),
        ("s // t", "m/s"),
        ("-v", "m/s"),
        ("s**2", "m^2"),
        ("t**-1", "Hz"),
        ("sqrt(s * s)", "m"),
        ("max(s, 3)", "m"),
        ("s + 273.15", "m"),
        ("273.15 + s", "m"),
        ("s - w", "m"),
        ("u", "m/s"),
        ("w[0]", "m"),
        ("2 * s", "m"),
    ],
)
def test_the_dimension_of_an_expression(text: str, unit: str) -> None:
    assert dimension_of(text, UNITS, FORMULAS) == unit_after(unit)


@pytest.mark.parametrize("text", ["2", "n", "s / w", "exp(s)", "n**t", "len(s)", "sqrt(n)"])
def test_pure_numbers_have_no_dimension(text: str) -> None:
    assert dimension_of(text, UNITS, FORMULAS) == {}


def test_a_root_halves_the_powers() -> None:
    assert dimension_of("sqrt(s)", UNITS, {}) == {"L": Fraction(1, 2)}
    assert dimension_of("s**0.5", UNITS, {}) == {"L": Fraction(1, 2)}
    assert dimension_of("s**(1 / 3)", UNITS, {}) is None


@pytest.mark.parametrize("text", ["s + t", "s**n", "other(s)", "s <", "[s, t]", "loop", "s + loop"])
def test_what_cannot_be_told_has_no_dimension(text: str) -> None:
    assert dimension_of(text, UNITS, FORMULAS) is None


@pytest.mark.parametrize(("names", "is_told"), [(20, True), (21, False)])
def test_twenty_names_are_followed(names: int, is_told: bool) -> None:
    formulas = {f"a{n}": f"a{n + 1}" for n in range(names - 1)} | {f"a{names - 1}": "s"}
    assert (dimension_of("a0", UNITS, formulas) == {"L": 1}) is is_told
