"""`equals-before-rounded`: an equals sign stands between equal numbers."""

import pytest
from decks import HEAD
from drawn_cards import drawn, reported
from test_steps import card

from flashgen.source.diagnostics import Diagnostic

WHOLE = "a: integers(11, 60)"
MOSTLY_EXACT = "a: choice([2, 4, 6, 8, 3, 5])"
MOSTLY_ROUNDED = "a: choice([2, 4, 3, 5, 7, 9])"

ROUNDED = {
    "a quotient": ("a / 7", r"$<<a>> / 7 = <<answer>>$", "2"),
    "a fraction": ("a / 7", r"$\dfrac{<<a>>}{7} = <<answer>>$", "2"),
    "a root": ("sqrt(a)", r"$\sqrt{<<a>>} = <<answer>>$", "3"),
    "a step between": ("a", r"$<<a>> / 7 = <<a / 7:.3f>>$, and so on", ""),
    "a percentage": ("100 * a / 61", r"$\frac{<<a>>}{61} = <<a / 61:.1%>>$", "1"),
    "in front of a unit": ("a / 7", r"$<<a>> / 7 = <<answer>> \text{ m}$", "2"),
    "the second of two signs": ("a / 7", r"$x = <<a>> / 7 = <<answer>>$", "2"),
    "below zero": ("-a / 7", r"$-<<a>> / 7 = <<answer>>$", "2"),
}

EXACT = {
    "a half": ("a / 2", r"$<<a>> / 2 = <<answer>>$", "1"),
    "a sum of decimals": ("a + 0.1 + 0.2", r"$<<a>> + 0.1 + 0.2 = <<answer>>$", "1"),
    "zeros at the end": ("a / 2", r"$<<a>> / 2 = <<answer>>$", "3"),
    "an exact percentage": ("a / 100", r"$<<a>> / 100 = <<a / 100:.0%>>$", "2"),
    "the other sign": ("a / 7", r"$<<a>> / 7 \approx <<answer>>$", "2"),
    "no arithmetic on the left": ("a / 7", r"$x = <<answer>>$", "2"),
    "displayed rounded on both sides": ("a / 7 + 1", r"$<<a / 7:.2f>> + 1 = <<answer>>$", "2"),
}


def found(answer: str, step: str, parameters: str, decimals: str) -> list[Diagnostic]:
    keys = {"decimals": decimals} if decimals else {}
    text = card(answer, step, parameters=parameters, **keys)
    return reported("equals-before-rounded", drawn(text.removeprefix(HEAD)))


@pytest.mark.parametrize(("answer", "step", "decimals"), ROUNDED.values(), ids=ROUNDED.keys())
def test_finds(answer: str, step: str, decimals: str) -> None:
    (warning,) = found(answer, step, WHOLE, decimals)
    assert r"\approx" in str(warning.hint)


@pytest.mark.parametrize(("answer", "step", "decimals"), EXACT.values(), ids=EXACT.keys())
def test_leaves_alone(answer: str, step: str, decimals: str) -> None:
    assert found(answer, step, WHOLE, decimals) == []


@pytest.mark.parametrize(("parameters", "count"), [(MOSTLY_EXACT, 0), (MOSTLY_ROUNDED, 1)])
def test_most_draws_decide(parameters: str, count: int) -> None:
    assert len(found("a / 4", "$<<a>> / 4 = <<answer>>$", parameters, "1")) == count
