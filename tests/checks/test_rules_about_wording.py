"""What each rule about the steps, words and units of a numeric card reports, and what not."""

import pytest
from decks import numeric
from drawn_cards import drawn, reported, with_draws

STEPS = {
    "a false product": (r"$2 \cdot <<a>> = <<3 * a>>$", True),
    "a true product": (r"$2 \cdot <<a>> = <<2 * a>>$", False),
    "rounded": ("$<<a>> / 7 = <<a / 7:.2f>>$", False),
    "wrongly rounded": ("$<<a>> / 7 = <<a / 7 + 0.02:.2f>>$", True),
    "from a rounded number": (r"$3 \cdot <<a / 7:.1f>> = <<3 * a / 7:.1f>>$", False),
    "a literal on the right": ("$<<a>> - <<a>> = 1$", True),
    "of a literal": (r"$<<a>> \cdot 0.333 = <<a * 0.333:.3f>>$", False),
    "in code": ("`<<a>> + 1 = <<a>>`", True),
    "no arithmetic": ("$x + <<a>> = <<b>>$", False),
    "a unit": (r"$<<a>> + 1 = <<a>>\text{ m}$", False),
    "in a chain": (r"$x = <<a>> + 1 = <<a>>$", True),
    "that goes on": ("$<<b>>$ $+ <<a>> = <<a + b>>$", False),
    "that goes on behind words": ("$<<b>>$, and then $+ <<a>> = <<a + b>>$", False),
    "up to the answer, which is judged as such": ("$<<a>> + <<b>> + 1 = <<answer>>$", False),
    "that begins with a sign": ("$+ <<a>> = <<a + b>>$", True),
    "a sign in a later equation": ("$<<b>>$, and $x = + <<a>> = <<a + b>>$", True),
    "of a negative number": ("$<<a>> - <<a + 2>> = -1$", True),
    "of a negative number, rightly": ("$<<a>> - <<a + 2>> = -2$", False),
    "a sum with dots": (r"$1 + 2 + 3 + \dots + <<a>> = <<a * (a + 1) // 2>>$", True),
    "a long sum with dots": (
        r"$1 + 2 + 3 + \dots + <<a + 3>> = <<(a + 3) * (a + 4) // 2>>$",
        False,
    ),
    "a wrong sum with dots": (
        r"$1 + 2 + 3 + \dots + <<a + 3>> = <<(a + 3) * (a + 5) // 2>>$",
        True,
    ),
    "one term with dots": (r"$1 + \dots + <<a - a + 1>> = 1$", True),
    "unknown terms with dots": (r"$1 + 2 + \dots + <<2**(a + 1)>> = <<2**(a + 2) - 1>>$", False),
    "a factorial with dots": (
        r"$1 \cdot 2 \cdot 3 \cdots <<a + 3>> = <<factorial(a + 3)>>$",
        False,
    ),
    "falling factors": (
        r"$9 \cdot 8 \cdot 7 \cdot \dots \cdot <<1 + a - a>> = 362880$",
        False,
    ),
}


@pytest.mark.parametrize(("step", "is_wrong"), STEPS.values(), ids=STEPS.keys())
def test_a_step_is_wrong_as_displayed(step: str, is_wrong: bool) -> None:
    card = numeric(
        "a + b + 0",
        parameters="a: integers(1, 9), b: integers(1, 99)",
        solution=f"\n  - '{step}'",
    )
    assert bool(reported("wrong-step", drawn(card, 100))) is is_wrong


def test_a_wrong_step_is_quoted_as_displayed() -> None:
    card = numeric("a", parameters="a: choice([2, 3]), b: integers(1, 9)")
    card += "  solution: $1 + \\dots + <<a - 1>> = <<a * (a - 1) // 2>>$\n"
    (found,) = reported("wrong-step", with_draws(card, {3: 3, 2: 1}))
    assert found.message.startswith("`1 + … + 1 = 1` is wrong as displayed, with a = 2, b = ")
    assert found.span is not None
    assert found.span.source.text[found.span.start :].startswith("<<a * (a - 1)")


PLURALS = {
    "behind a verb": ("It has <<a>> words.", "a:word|words"),
    "behind a preposition": ("Of <<a>> words.", "a:word|words"),
    "at the beginning": ("<<a>> words.", "a:word|words"),
    "a formula": ("It has $<<a>>$ words.", "a:word|words"),
    "behind a name": ("In row <<a>> words stand.", None),
    "part of a formula": ("It has $2 + <<a>>$ words.", None),
    "part of a sum": ("It has 2 + <<a>> words.", None),
    "a verb": ("The log of <<a>> equals this.", None),
    "no plural": ("It has <<a>> less, on this basis.", None),
    "both forms": ("It has <<a>> <<a:word|words>>.", None),
    "never 1": ("It has <<a + 1>> words.", None),
}


@pytest.mark.parametrize(("text", "hint"), PLURALS.values(), ids=PLURALS.keys())
def test_a_plural_behind_1(text: str, hint: str | None) -> None:
    card = numeric("a + b", parameters="a: integers(1, 9), b: integers(1, 99)")
    found = reported("plural-of-one", drawn(f"{card}  solution: '{text}'\n", 200))
    assert [d.hint for d in found] == [
        f"write both forms of the word: <<{wanted}>>" for wanted in [hint] if wanted
    ]


BARE = {
    "a result alone": ("The product is $p = <<answer>>$.", True),
    "a result of let": ("The sum is $s = <<s>>$.", True),
    "the terms": (r"$p = <<a>> \cdot <<b>> = <<answer>>$", False),
    "the terms in the text": ("Of <<a>> and <<b>>, the product is $p = <<answer>>$.", False),
    "terms in a step before": ("Here $a = <<a>>$.\n  - $p = <<answer>>$", False),
    "a given number": ("Here $a = <<a>>$.", False),
    "an entry": ("The largest is $m = <<max(a, b)>>$.", False),
    "no equation": ("The product is <<answer>>.", False),
    "a vector": ("The sums are $s = <<[a + 1, b + 1]>>$.", False),
    "a number on the left": (r"$2 \cdot 3 = <<a * b>>$", False),
    "in code": ("`p = <<answer>>`", True),
    "two results": (r"$s = <<s>>$ and $p = <<answer>>$", False),
}


@pytest.mark.parametrize(("step", "is_bare"), BARE.values(), ids=BARE.keys())
def test_a_step_shows_its_arithmetic(step: str, is_bare: bool) -> None:
    steps = "".join(f"\n  - '{part}'" for part in step.split("\n  - "))
    card = numeric(
        "a * b", parameters="a: integers(2, 9), b: integers(2, 99)", solution=steps
    ).replace("  question:", "  let: {s: a + b}\n  question:")
    assert bool(reported("unshown-arithmetic", drawn(card, 100))) is is_bare


UNITS = {
    "speed and time": (
        "A train drives <<a>> m/s for <<b>> s. How far does it come?",
        "a * b",
        True,
    ),
    "in formulas": (r"$<<a>>\,\text{A}$ through $<<b>>\ \Omega$. Which voltage?", "a * b", True),
    "a unit of Latin letters in a formula": (
        r"$v = <<a>> \mathrm{m/s}$ for $<<b>>~s$. How far does it come?",
        "a * b",
        True,
    ),
    "a variable of a formula": ("The slope of $y = <<a>> m + <<b>>$ by $m$?", "a", False),
    "a variable below a fraction": (
        r"The limit of $\frac{<<a>> s + 1}{<<b>> s - 1}$ as $s \to \infty$?",
        "a / (b + 1)",
        False,
    ),
    "a squared variable": ("Find $f(2)$ for $f(h) = <<a>> h^2 + <<b>>$.", "4 * a", False),
    "a product of variables": ("What multiplies $m$ in $<<a>>mg + <<b>>$?", "a + 1", False),
    "a variable in a formula of its own": (
        "<<a>> $m$ and <<b>> $n$ in all. How full?",
        "a * 2",
        False,
    ),
    "one unit for two": (
        "Rods of <<a>> and <<b>> cm are put end to end. The length?",
        "a + b",
        True,
    ),
    "the same unit twice": ("Rods of <<a>> m and <<b>> m. How much longer is one?", "a - b", True),
    "a density": ("<<a>> g fill <<b>> cm³. The density?", "a / b", True),
    "a root": ("A square of <<a>> m² and <<b>> dogs. Its side?", "sqrt(a)", True),
    "a currency in front": ("A pen costs € <<a>>. What do <<b>> m of it cost?", "a * b", False),
    "words": ("He runs <<a>> meters in <<b>> seconds. How fast?", "a / b", True),
    "a compound": (r"<<a>> J/(kg·K) and <<b>> kg. The heat capacity?", "a * b", True),
    "a ratio": ("Rods of <<a>> m and <<b>> m. What is the ratio?", "a / b", False),
    "a ratio of prefixes": ("Rods of <<a>> cm and <<b>> m. The ratio?", "a / (100 * b)", False),
    "an exponent": (
        "Half-life <<a>> h, after <<b>> h. Which share is left?",
        "2 ** (-b / a)",
        False,
    ),
    "how many": ("<<a>> m/s for <<b>> s. How many meters is that?", "a * b", False),
    "in which unit": ("<<a>> m/s for <<b>> s. How far, in m?", "a * b", False),
    "no unit": ("A box of <<a>> pens and <<b>> pencils. How full?", "a + b", False),
    "percent": ("<<a>> % of <<b>> say yes. And no?", "b - a", False),
    "an article": ("Take <<a>> apples. A child takes <<b>>. What is left?", "a - b", False),
    "not computed from it": ("<<a>> m and then <<b>> boxes. How often?", "b + 1", False),
    "what cannot be told": ("<<a>> m and <<b>> s. What comes out?", "a + b", False),
}


@pytest.mark.parametrize(("question", "answer", "lacks"), UNITS.values(), ids=UNITS.keys())
def test_an_answer_of_numbers_with_units_has_one(question: str, answer: str, lacks: bool) -> None:
    card = numeric(
        answer, parameters="a: integers(2, 90), b: integers(2, 90)", question=f"'{question}'"
    )
    card += "  decimals: 2\n"
    assert bool(reported("missing-unit", drawn(card, 100))) is lacks
    assert not reported("missing-unit", drawn(f"{card}  unit: m\n", 100))
