"""`equals-before-rounded`: an equals sign stands between equal numbers."""

import pytest
from decks import HEAD
from drawn_cards import drawn, reported, with_draws
from test_steps import card

from flashgen.source.diagnostics import Diagnostic

WHOLE = "a: integers(11, 60)"

ROUNDED = {
    "a quotient": ("a / 7", r"$<<a>> / 7 = <<answer>>$", "2"),
    "a fraction": ("a / 7", r"$\dfrac{<<a>>}{7} = <<answer>>$", "2"),
    "a root": ("sqrt(a)", r"$\sqrt{<<a>>} = <<answer>>$", "3"),
    "a step between": ("a", r"$<<a>> / 7 = <<a / 7:.3f>>$, and so on", ""),
    "a percentage": ("100 * a / 61", r"$\frac{<<a>>}{61} = <<a / 61:.1%>>$", "1"),
    "in front of a unit": ("a / 7", r"$<<a>> / 7 = <<answer>> \text{ m}$", "2"),
    "the second of two signs": ("a / 7", r"$x = <<a>> / 7 = <<answer>>$", "2"),
    "in the second formula": ("a / 7", r"Of $<<a>>$ it is $<<a>> / 7 = <<answer>>$", "2"),
    "in the second chain": ("a / 7", r"$x = <<a>>,\ <<a>> / 7 = <<answer>>$", "2"),
    "below zero": ("-a / 7", r"$-<<a>> / 7 = <<answer>>$", "2"),
}

EXACT = {
    "a half": ("a / 2", r"$<<a>> / 2 = <<answer>>$", "1"),
    "a sum of decimals": ("a + 0.1 + 0.2", r"$<<a>> + 0.1 + 0.2 = <<answer>>$", "1"),
    "zeros at the end": ("a / 2", r"$<<a>> / 2 = <<answer>>$", "3"),
    "an exact percentage": ("a / 100", r"$<<a>> / 100 = <<a / 100:.0%>>$", "2"),
    "zero, of which floats leave something": ("0 * a", r"$\sin(<<a>> \pi) = <<answer>>$", "2"),
    "an integer beyond floats, which is wrong": ("a", r"$10^{400} = <<answer>>$", "2"),
    "a text of digits": ("a / 7", r"$<<a>> / 7 = <<join(['1.2', '3'], '.')>>$", "2"),
    "wrong beyond rounding": ("a / 7", r"$<<a>> / 7 = <<answer + 0.01>>$", "2"),
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


@pytest.mark.parametrize(
    ("draws", "count"),
    [({4: 30, 3: 30}, 0), ({4: 29, 3: 31}, 1), ({3: 59}, 0), ({3: 60}, 1)],
    ids=["half of them", "more than half", "all, but few", "all, and enough"],
)
def test_most_of_sixty_draws_decide(draws: dict[object, int], count: int) -> None:
    step = "$<<a>> / 4 = <<answer>>$"
    text = card("a / 4", step, parameters="a: integers(3, 4)", decimals="1")
    definition = with_draws(text.removeprefix(HEAD), draws)
    assert len(reported("equals-before-rounded", definition)) == count


@pytest.mark.parametrize(("millions", "count"), [(200, 1), (300, 0)])
def test_what_is_less_than_a_billionth_of_a_number_is_no_rounding(
    millions: int, count: int
) -> None:
    of_quarter = f"{millions}000000 + a / 4"
    step = f"${millions}000000 + <<a>> / 4 = <<answer>>$"
    assert len(found(of_quarter, step, "a: choice([1, 5, 9, 13])", "0")) == count


@pytest.mark.parametrize(("parameters", "count"), [("integers(6, 9)", 0), ("integers(11, 19)", 1)])
def test_what_is_less_than_a_trillionth_is_zero(parameters: str, count: int) -> None:
    step = "$<<a>> / 10^{13} = <<a / 10**13:.2f>>$"
    assert len(found("a", step, f"a: {parameters}", "")) == count
