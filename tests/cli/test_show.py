"""`flashgen show`: a card in the terminal, and LaTeX as a line of Unicode."""

import unicodedata
from functools import partial
from pathlib import Path

import pytest
from command import run
from extent import extent

from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.markup.unicode_formulas import readable, unicode_math

DECK = """\
namespace: n
deck: {en: Deck, zh: 牌组}
languages: [en, zh]
cards:
- id: sum
  parameters:
    a: integers(2, 9)
    b: integers(-9, -2)
  question: {en: "What is $<<a>> - <<b>>$?", zh: "$<<a>> - <<b>>$ 是多少？"}
  answer: a - b
  unit: m
  solution:
    - $<<a>> + <<-b>>$
    - {en: "It is <<answer>>.", zh: "得 <<answer>>。"}
  mistakes:
    - value: a + b
      says: {en: "Minus <<b>>, not plus.", zh: "是减不是加。"}
- id: maxwell
  front: {en: 'Why $\\nabla \\cdot B = 0$?', zh: '为什么 $\\nabla \\cdot B = 0$？'}
  back: {en: There are no monopoles., zh: 没有磁单极子。}
  choices: [{en: A, zh: 甲}, {en: B, zh: 乙}]
  extra: {en: 'Costs \\$5, `$x$` is code.', zh: 无}
- id: parts
  cloze: {en: "A {{c1::gap::a hint}} and {{c2::$x^2$}}.", zh: "{{c1::空}}"}
"""


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cards").mkdir()
    path = tmp_path / "cards" / "deck.yaml"
    path.write_text(DECK, encoding="utf-8", newline="")
    return path


show = partial(run, "show")


def test_a_numeric_card(deck: Path) -> None:
    result = show("sum", "--lang", "en", status=0)
    (item,) = pipeline.build(loading.load([deck]), pipeline.Selection(("sum",))).definitions
    assert item.sample is not None
    values = item.sample.variants[0].values
    a, b = int(str(values["a"])), int(str(values["b"]))
    assert result.stdout == (
        f"n/sum (numeric, en), variant 1\n"
        f"\nQuestion\n  What is {a} - ({b})?\n\n  Answer in m.\n"
        f"\nAnswer\n  {a - b} m\n"
        f"\nSolution\n  1. {a} + {-b}\n  2. It is {a - b}.\n"
        f"\nMistakes\n  {a + b}: Minus {b}, not plus.\n"
    )


def test_variants_seed_and_languages(deck: Path) -> None:
    one, three = show("sum", "--lang", "en").stdout, show("sum", "--lang", "en", "-n", "3").stdout
    assert three.startswith(one)
    assert three.count("n/sum (numeric, en), variant ") == 3
    other = show("sum", "--lang", "en", "-n", "3", "--seed", "7").stdout
    assert other != three
    assert other == show("sum", "--lang", "en", "-n", "3", "--seed", "7").stdout
    assert "是多少" in show("sum").stdout
    assert "What is" not in show("sum", "--lang", "zh").stdout


def test_a_concept_card(deck: Path) -> None:
    shown = show("maxwell", "--lang", "en").stdout
    assert "Question\n  Why ∇ · B = 0?\n" in shown
    assert "Answer\n  There are no monopoles.\n" in shown
    options = shown.partition("Options\n")[2].partition("\n\n")[0].splitlines()
    assert {line[5:] for line in options} == {"There are no monopoles.", "A", "B"}
    assert "  Costs $5, `$x$` is code.\n" in shown


def test_a_cloze_card(deck: Path) -> None:
    assert "Text\n  A [gap] (a hint) and [x²].\n" in show("parts", "--lang", "en").stdout


def test_an_id_that_is_not_there(deck: Path) -> None:
    result = show("sun", status=2)
    assert "no card matches 'sun'; did you mean `sum`?" in result.stderr


def test_other_broken_cards_do_not_matter(deck: Path) -> None:
    broken = DECK.replace("extra: {en", "exta: {en")
    deck.write_text(broken, encoding="utf-8", newline="")
    assert show("sum").exit_code == 0
    assert show("sum").stderr == ""
    result = show("maxwell", status=1)
    assert "error[unknown-key]" in result.stderr


def test_a_broken_card_says_why(deck: Path) -> None:
    deck.write_text(DECK.replace("answer: a - b", "answer: a - c"), encoding="utf-8", newline="")
    result = show("sum", status=1)
    assert "deck.yaml" in result.stderr
    assert "Traceback" not in result.output


FORMULAS = {
    r"\sigma(z) \le \frac{1}{2}": "σ(z) ≤ 1/2",
    r"\frac{a + b}{n}": "(a + b)/n",
    r"\sum_j e^{z_j}": "∑ⱼ e^(zⱼ)",
    r"x_{ij}^{-1}": "xᵢⱼ⁻¹",
    r"x^23": "x²3",
    r"\sqrt{d_k} \cdot \sqrt{a+b}": "√dₖ · √(a+b)",
    r"-\ln p_y = -\ln 0.5": "-ln p_y = -ln 0.5",
    r"D_{\mathrm{KL}}(p \,\|\, q)": "D_KL(p ‖ q)",
    r"\begin{bmatrix} 1 & 2 \\ -3 & 4 \end{bmatrix}^\top": "[1 2; -3 4]ᵀ",
    r"1{,}024 \times 10^{-5}": "1,024 × 10⁻⁵",
    r"\left( \hat y - y \right)^2": "(ŷ - y)²",
    r"90^\circ": "90°",
    r"\max(0, x) = \operatorname{ReLU}(x)": "max(0, x) = ReLU(x)",
    r"50\,\%": "50 %",
    r"\{a, b\}": "{a, b}",
    r"\unknown{x} + 1": "unknownx + 1",
    "}{^_\\": "",
    # A product below a fraction, under a root, before a power.
    r"\frac{(x - \mu)^2}{2\sigma^2}": "(x - μ)²/(2σ²)",
    r"\frac{C}{2r} = \frac{a}{10}": "C/(2r) = a/10",
    r"\frac{\partial L}{\partial W_{ij}}": "∂L/∂Wᵢⱼ",
    r"\frac{\langle a, b \rangle}{\|a\|\,\|b\|}": "⟨a, b⟩/(‖a‖ ‖b‖)",
    r"\frac{1}{\sqrt{1 - v^2}}": "1/√(1 - v²)",
    r"\frac{1}{\exp(x)}": "1/exp(x)",
    r"\frac{1}{x(a + b)}": "1/(x(a + b))",
    r"\frac{1}{(a)(b)}": "1/((a)(b))",
    r"\frac{e^x}{e^{-y}}": "e^x/e^(-y)",
    r"\frac{\frac{a}{b}}{c}": "(a/b)/c",
    r"\frac{1{,}000}{n!}": "1,000/n!",
    r"\frac12 \ln 2": "(1/2) ln 2",
    r"2\frac{1}{2}": "2(1/2)",
    r"\ln\frac{p}{q} + \frac{p}{q}": "ln (p/q) + p/q",
    r"-\frac{1}{n} \sum_i x_i": "-(1/n) ∑ᵢ xᵢ",
    r"\frac{a}{b}^2 \cdot {a + b}^2": "(a/b)² · (a + b)²",
    r"{\frac{a}{b}}^2": "(a/b)²",
    r"{x}^2 {xy}^2": "x² (xy)²",
    r"\sqrt{x}^2": "(√x)²",
    r"\sqrt{x^2} + \sqrt{2x}": "√(x²) + √(2x)",
    r"\sqrt{2}\sigma + \sqrt 2 + \varepsilon\sqrt{n}": "√(2)σ + √2 + ε√n",
    r"\sqrt[3]{x} + \sqrt[n]{ab}": "∛x + ⁿ√(ab)",
    r"\sqrt{\frac{a}{b}}": "√(a/b)",
    r"e^{x}y + p_{y}q + e^x(1 + y) + p_y(x)": "e^x y + p_y q + e^x (1 + y) + p_y(x)",
    r"p_y^2 + x_1 p_{y}^{i}q": "p_y² + x₁ p_yⁱq",
    r"\binom{n}{k} p^k": "C(n, k) p^k",
    r"\Delta = \Delta t": "Δ = Δt",
}


@pytest.mark.parametrize(("latex", "expected"), FORMULAS.items(), ids=[f[:30] for f in FORMULAS])
def test_formula(latex: str, expected: str) -> None:
    assert unicode_math(latex) == unicodedata.normalize("NFC", expected)


def test_a_formula_nested_without_end() -> None:
    assert len(unicode_math("{" * 5000 + "x" + "}" * 5000)) < 10_000
    for command in ("\\frac", "\\frac{1}", "\\sqrt", "\\hat", "^", "^{_", "\\begin{x}"):
        assert len(unicode_math(command * 3000)) < 100_000


def test_only_formulas_change() -> None:
    text = "Let $x_1$, and `$y_1$`.\n```python\na = '$z_1$'\n```\n$$\\alpha$$ costs \\$1, 2\\*3"
    assert readable(text) == ("Let x₁, and `$y_1$`.\n```python\na = '$z_1$'\n```\nα costs $1, 2*3")


def test_no_formula_of_the_library_keeps_its_latex() -> None:
    files = sorted((Path(__file__).parents[2] / "cards").glob("*.yaml"))[:: extent(4, 1)]
    built = pipeline.build(loading.load(files), pipeline.Selection(variants=1, languages=("en",)))
    from flashgen.exporters.terminal import card_pages

    pages = [page for item in built.definitions for page in card_pages(item, 1)]
    left = [
        line for page in pages for line in page.splitlines() if "\\frac" in line or "$$" in line
    ]
    assert len(pages) > 100
    assert left == []
