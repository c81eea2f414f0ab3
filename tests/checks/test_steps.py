"""`steps-lose-digits`: steps that lead to the answer as displayed, and steps that do not."""

import pytest
from decks import HEAD, load, numeric

from flashgen.build import check as checking
from flashgen.build import notes as pipeline

P = "p: uniform(0.11, 0.89, decimals=2)"


def card(answer: str, solution: str, *, parameters: str = P, **keys: str) -> str:
    question = "What is it for " + ", ".join(
        f"<<{part.split(':')[0]}>>" for part in parameters.replace("), ", ")\n").split("\n")
    )
    steps = "".join(f"\n  - {step}" for step in solution.split("\n"))
    keys = {"parameters": parameters, "question": f"{question}?", "solution": steps, **keys}
    return HEAD + numeric(answer, **keys)


def codes(text: str, draws: int = 100) -> list[str]:
    checked = checking.check(load(text), pipeline.Selection(), draws, pipeline.default_seed)
    return [d.code for d in checked.diagnostics]


LOST = {
    "a factor that makes the rounding larger": card(
        "-100 * log(p)", "$-100 \\times (<<log(p):.2f>>) = <<answer>>$", decimals="1"
    ),
    "four decimals from two": card("log(p)", "$= <<log(p):.2f>> = <<answer>>$", decimals="4"),
    "the last number has fewer digits than are asked for": card(
        "log(p)", "$\\ln <<p>> \\approx <<log(p):.2f>>$", decimals="4"
    ),
    "a wrong formula": card("-log(p)", "$-\\log_2 <<p>> = <<answer>>$", decimals="2"),
    "a side further left": card(
        "exp(3 * p)",
        "$e^{3 \\cdot <<p:.1f>>} \\approx e^{<<3 * p>>} \\approx <<answer>>$",
        decimals="2",
    ),
    "an integer that the step misses": card(
        "round(100 * p)", "$1000 \\times <<p:.1f>> = <<answer>>$"
    ),
    "out of the domain by rounding": card(
        "arccos(p)",
        "$\\arccos(<<p + 1:.2f>>) = <<answer>>$",
        decimals="2",
    ),
    "in degrees": card(
        "degrees(arccos(p))", "$\\arccos(<<p:.1f>>) = <<answer>>^\\circ$", decimals="1"
    ),
    "in degrees, in braces": card(
        "degrees(arccos(p))", "$\\arccos(<<p:.1f>>) = <<answer>>^{\\circ}$", decimals="1"
    ),
    "in percent": card("100 * p", "$<<p:.1f>> = <<answer>>\\%$", decimals="0"),
    "in braces": card("100 * p", "$<<p:.1f>> = {<<answer>>}\\%$", decimals="0"),
    "before a unit": card("p / 2", "$1 / 2 = <<answer>> \\text{ nats}$", decimals="3"),
    "at the end of a sentence": card("p / 2", "$1 / 2 = <<answer>>.$", decimals="3"),
    "of two answers the second": HEAD
    + "- id: x\n  parameters:\n    p: uniform(0.11, 0.89, decimals=2)\n  question: Of <<p>>?\n"
    "  answers:\n  - {name: s, value: sqrt(p), decimals: 1}\n"
    "  - {name: q, value: 9 * sqrt(p), decimals: 2}\n"
    "  solution:\n  - $\\sqrt{<<p>>} \\approx <<s>>$\n  - $9 \\cdot <<s>> \\approx <<q>>$\n",
    "a vector": card(
        "'[p, 10 * p]'", "$10 \\cdot [<<p / 10:.2f>>,\\ <<p:.1f>>] = <<answer>>$", decimals="2"
    ),
    "in code": card("100 * log(p)", "'`100 * <<log(p):.1f>> = <<answer>>`'", decimals="1"),
    "in two formulas between which the line may break": card(
        "p / 2", "$x = 1 \\cdot 3$ $/ 2$ $= <<answer>>$", decimals="3"
    ),
    "in two formulas, the operator at the end of the first": card(
        "p / 2", "$x = 1.5 =$ $<<answer>>$", decimals="3"
    ),
    "in the second language": card(
        "-100 * log(p)",
        "{en: 'So $<<answer>>$.', zh: '故 $-100 \\times (<<log(p):.2f>>) = <<answer>>$。'}",
        decimals="1",
        question="{en: 'What is $<<p>>$?', zh: '$<<p>>$ 的结果是多少？'}",
    ).replace("deck: D", "deck: {en: D, zh: 丁}\nlanguages: [en, zh]"),
}


@pytest.mark.parametrize("text", LOST.values(), ids=LOST.keys())
def test_finds(text: str) -> None:
    assert codes(text) == ["steps-lose-digits"]


HOLDS = {
    "enough digits": card(
        "-100 * log(p)", "$-100 \\times (<<log(p):.5f>>) \\approx <<answer>>$", decimals="1"
    ),
    "a wide tolerance": card(
        "-100 * log(p)",
        "$-100 \\times (<<log(p):.2f>>) = <<answer>>$",
        decimals="1",
        tolerance="0.6",
    ),
    "names are passed over": card("-log(p)", "$-\\ln p = -\\log q = <<answer>>$", decimals="2"),
    "what can be read in two ways": card(
        "-log(p)", "$-\\ln 2\\pi = 1\\frac12 = <<answer>>$", decimals="2"
    ),
    "rounded to an integer": card("round(99 * p)", "$99 \\times <<p>> \\approx <<answer>>$"),
    "angles": card("degrees(arccos(p))", "$\\arccos(<<p>>) = <<answer>>^\\circ$", decimals="3"),
    "percent": card("100 * p", "$\\frac{<<p>>}{1} = <<answer>>\\%$", decimals="1"),
    "percent, in braces": card("100 * p", "$<<p>> = {<<answer>>}\\%$", decimals="1"),
    "vectors in percent": card("'[100 * p, 50]'", "$[<<p>>, 0.5] = <<answer>>\\%$", decimals="1"),
    "vectors of angles": card(
        "'degrees(arccos(p)) * [1, 2]'",
        "$\\arccos(<<p>>) \\cdot [1, 2] = <<answer>>^\\circ$",
        decimals="3",
    ),
    "whole in some draws only": card(
        "a / 2", "$<<a>> / 2 = <<answer>>$", parameters="a: integers(1, 99)", decimals="1"
    ),
    "numbers and vectors": card(
        "'[p, 2] if p > 0.5 else p'",
        "$1 \\cdot <<[p, 2] if p > 0.5 else p>> = <<answer>>$",
        decimals="2",
    ),
    "an answer in a sum": card("p / 2", "$1 + 1 = <<answer>> + 1$", decimals="3"),
    "of the numbers at the ends only the last counts": card(
        "p / 8", "$<<p>> / 8 \\approx <<p / 8:.2f>>$\n$<<p>> / 8 = <<p / 8:.5f>>$", decimals="5"
    ),
    "words between two formulas": card("p / 2", "$x = 1 + 1$ gives $= <<answer>>$", decimals="3"),
    "two formulas side by side": card("p / 2", "$7 = 8$ $y = <<answer>>$", decimals="3"),
    "what is no number at the end": card("p", "$x = 1.2.3$", decimals="2"),
    "another relation between": card(
        "p / 2", "$<<p>> \\ge 3 \\Rightarrow x = 5 < 7,\\ y = <<answer>>$", decimals="3"
    ),
    "a number that is not the answer": card("log(p)", "$1 + 1 = 2$", decimals="4"),
    "a text with a unit": card(
        "p / 2", "$<<p>> / 2 = <<answer>> \\text{ nats}$, that is $7 = 8$", decimals="3"
    ),
    "lines of an equation": card(
        "p / 2",
        "'$$\\begin{aligned} x &= <<p>> / 2 \\\\[2pt] &= <<answer>> \\end{aligned}$$'",
        decimals="3",
    ),
}


@pytest.mark.parametrize("text", HOLDS.values(), ids=HOLDS.keys())
def test_leaves_alone(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("number", "answer", "counts"),
    [
        ("1.2", "1.25", True),
        ("1.2", "1.15", True),
        ("1.2", "1.25005", True),
        ("1.2", "1.25015", False),
        ("1.0", "1.02", False),
        ("0.58", "0.585", True),
        ("0.58", "0.5851", False),
        ("-0.58", "-0.585", True),
        ("12", "12.5", True),
        ("12", "12.6", False),
        ("0.6", "0.58", False),
        ("1.05", "1.05", True),
    ],
)
def test_a_number_at_the_end_is_the_answer_in_two_digits_or_more(
    number: str, answer: str, counts: bool
) -> None:
    """It is half a unit in its last place away from the answer at most; then 1 + 1 is judged."""
    text = card(f"{answer} + 0 * p", f"$1 + 1 = {number}$", decimals="5")
    assert codes(text, 20) == (["steps-lose-digits"] if counts else [])


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("$10^{<<a>>} = <<answer>>$", []),
        ("$10^{<<a + 1>>} = <<answer>>$", ["steps-lose-digits"]),
        ("$10^{<<a>>} = 12.5$", ["wrong-step"]),
        ("$7 + 5 = 12$", []),
    ],
)
def test_integers_beyond_floats(step: str, expected: list[str]) -> None:
    assert codes(card("10**a", step, parameters="a: integers(320, 380)"), 20) == expected


def test_lines_of_an_equation_are_one() -> None:
    text = card(
        "p / 2",
        "'$$\\begin{aligned} x &= 3 \\cdot <<p>> \\\\[2pt] &= <<answer>> \\end{aligned}$$'",
        decimals="3",
    )
    assert codes(text) == ["steps-lose-digits"]


@pytest.mark.parametrize(
    ("solution", "beginning"),
    [
        ("$7 + 1 = <<answer>>$", "`7 + 1` comes to 8, "),
        ("$7 = 8 = <<answer>>$", "the step comes to 8, "),
        ("$7 = -8 = <<answer>>$", "the step comes to -8, "),
        ("$8 = 7 \\cdot (-1) = <<answer>>$", "`7 · (-1)` comes to -7, "),
    ],
)
def test_says_which_side_is_wrong_last_and_on_how_many_draws(solution: str, beginning: str) -> None:
    text = card("p", solution, decimals="2")
    checked = checking.check(load(text), pipeline.Selection(), 50, pipeline.default_seed)
    (found,) = checked.diagnostics
    assert found.message.startswith(beginning)
    assert found.message.endswith(" (and so in 50 of 50 draws)")


def test_says_what_the_step_gives_and_how_often() -> None:
    text = card("-100 * log(p)", "$-100 \\times (<<log(p):.1f>>) = <<answer>>$", decimals="1")
    checked = checking.check(load(text), pipeline.Selection(), 50, pipeline.default_seed)
    (found,) = checked.diagnostics
    assert found.message.startswith("`-100 · (-")
    assert "comes to " in found.message and "does not accept for" in found.message
    assert "of 50 draws)" in found.message
    assert found.span is not None and found.span.source.text[found.span.start :].startswith("<<ans")
