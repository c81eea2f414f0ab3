"""Cards that are fine and get no warning, beside cards that nearly are, with the one they get."""

import pytest
from decks import HEAD

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading

A_B = "{a: 'integers(2, 90)', b: 'integers(2, 90)'}"
QUIET = {
    "shown in a label": """
  parameters: {k: 'integers(0, 30)'}
  question: Give both.
  answers:
  - {name: s, label: 'square of <<k>>', value: k ** 2}
  - {name: c, label: 'cube of <<k>>', value: k ** 3}
""",
    "shown in a label by an expression": """
  parameters: {k: 'integers(2, 30)'}
  question: Give the double.
  answers:
  - {name: s, label: 'of <<k + 1>>', value: 2 * k + 2}
""",
    "shown through let": f"""
  parameters: {A_B}
  let: {{s: a + b}}
  question: Two numbers sum to <<s>>, and one is <<a>>. What is the other?
  answer: s - a
""",
    "shown in a figure": """
  parameters: {x: 'integers(1, 90, shape=4)'}
  question: What is the sum of the bars?
  figure: bars(x)
  answer: sum(x)
""",
    "one of three answers constant": f"""
  parameters: {A_B}
  question: Samples of <<a>> and <<b>>.
  answers:
  - {{name: s, label: sum, value: a + b}}
  - {{name: d, label: difference, value: a - b}}
  - {{name: n, label: number of samples, value: 1 + 1}}
""",
    "rounded, and not needed": """
  parameters: {num: 'integers(20, 60)', n: 'integers(110, 190)'}
  let: {p: 100 * num / n}
  question: <<num>> of <<n>> (that is <<p:.0f>> %) say yes. How many say no?
  answer: n - num
""",
    "three significant digits": """
  parameters: {r: 'uniform(0.20, 0.30, decimals=3)'}
  question: A radius of <<r>> cm is <<r / 100>> m. What is the diameter?
  answer: 2 * r
  decimals: 3
  unit: cm
""",
    "a small power of ten": """
  parameters: {n: 'integers(1, 99)'}
  question: One part is <<n / 1000000>> of all. How many millionths is that?
  answer: n
""",
    "an eighth": """
  parameters: {n: 'integers(9, 99)'}
  question: What is <<n / 8>> times 8?
  answer: n
""",
    "a reason to guess": """
  parameters: {n: 'integers(100, 9000)'}
  question: How many bits has <<n>>?
  answer: floor(log2(n)) + 1
  guessable: A logarithm takes few values.
""",
    "used by require alone": f"""
  parameters: {A_B}
  require: a > b
  question: What is <<a>> - <<b>>?
  answer: a - b
""",
    "a difference as a step": f"""
  parameters: {A_B}
  question: What is <<a>> - <<b>>?
  answer: a - b
  solution: $<<a>> - <<b>> = <<answer>>$
""",
    "a sum with dots": """
  parameters: {n: 'integers(9, 60)'}
  question: What do the numbers up to <<n>> sum to?
  answer: n * (n + 1) // 2
  solution: $1 + 2 + 3 + \\dots + <<n>> = <<n>> \\cdot <<n + 1>> / 2 = <<answer>>$
""",
    "a rounded quotient": """
  parameters: {a: 'integers(2, 90)', b: 'integers(3, 90)'}
  question: What is <<a>> / <<b>>?
  answer: a / b
  decimals: 2
  solution: $<<a>> / <<b>> \\approx <<answer>>$
""",
    "a law": f"""
  parameters: {A_B}
  question: What is <<a>> + <<b>>?
  answer: a + b
  solution: $<<a>> + <<b>> = <<b>> + <<a>> = <<answer>>$
""",
    "a ratio of lengths": f"""
  parameters: {A_B}
  question: Rods of <<a>> m and <<b>> m. How many times as long is the first?
  answer: a / b
  decimals: 3
""",
    "a recap of what is given": f"""
  parameters: {A_B}
  question: What is <<a>> times <<b>>?
  answer: a * b
  solution:
  - Here $a = <<a>>$ and $b = <<b>>$.
  - $a \\cdot b = <<answer>>$
""",
}
LOUD = {
    "one term with dots": (
        "wrong-step",
        """
  parameters: {l: 'integers(5, 12)', w: 'integers(1, 3)'}
  question: A walk of <<l>>, a window of <<w>>?
  answer: 2 * w * l - w * (w + 1)
  solution:
  - $1 + \\dots + <<w>> = <<w * (w + 1) / 2:d>>$
  - $<<2 * w * l>> - <<w * (w + 1)>> = <<answer>>$
""",
    ),
    "a third cut off": (
        "wrong-step",
        f"""
  parameters: {A_B}
  question: What is a third of <<a>>, cut off, plus <<b>>?
  answer: a // 3 + b
  solution:
  - $<<a>> / 3 = <<a // 3>>$
  - $<<a // 3>> + <<b>> = <<answer>>$
""",
    ),
    "a product as a factorial": (
        "wrong-step",
        """
  parameters: {n: 'integers(2, 5)', k: 'integers(2, 60)'}
  question: What is <<n>>! + <<k>>?
  answer: factorial(n) + k
  solution:
  - $1 \\cdot 2 \\cdot 3 \\cdots <<n>> = <<factorial(n)>>$
  - $<<factorial(n)>> + <<k>> = <<answer>>$
""",
    ),
    "a step without arithmetic": (
        "unshown-arithmetic",
        f"""
  parameters: {A_B}
  question: What is <<a>> times <<b>>?
  answer: a * b
  solution: $p = <<answer>>$
""",
    ),
    "a speed without a unit": (
        "missing-unit",
        f"""
  parameters: {A_B}
  question: A car drives <<a>> km in <<b>> min. How fast is it?
  answer: a / b
  decimals: 3
""",
    ),
}


def codes(tmp_path, card):
    path = tmp_path / "deck.yaml"
    path.write_text(f"{HEAD}- id: card{card}", encoding="utf-8")
    checked = checking.check(loading.load([path]), pipeline.Selection(), 300, pipeline.default_seed)
    return [diagnostic.code for diagnostic in checked.diagnostics]


@pytest.mark.parametrize("card", QUIET.values(), ids=QUIET.keys())
def test_a_card_that_is_fine_gets_no_warning(tmp_path, card) -> None:
    assert codes(tmp_path, card) == []


@pytest.mark.parametrize(("code", "card"), LOUD.values(), ids=LOUD.keys())
def test_a_card_that_is_not_gets_its_warning_alone(tmp_path, code, card) -> None:
    assert codes(tmp_path, card) == [code]
