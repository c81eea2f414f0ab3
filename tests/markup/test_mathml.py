"""Formulas as MathML: where primes, signs, functions and gaps stand, and where a line may break."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from decks_to_export import export, write_deck

from flashgen.markup.mathml import typeset

PRIME = '<mo form="postfix">&#x02032;</mo>'


def inside(latex: str) -> str:
    """The MathML of an inline formula, without its outermost elements."""
    found = re.fullmatch(r"<math [^>]*><mrow>(.*)</mrow></math>", typeset(rf"\({latex}\)"))
    assert found, typeset(rf"\({latex}\)")
    return re.sub("<mrow>(<m[in]>[^<]*</m[in]>)</mrow>", r"\1", found[1])  # as the converter likes


@pytest.mark.parametrize(
    ("latex", "mathml"),
    [
        ("x'", f"<mrow><mi>x</mi>{PRIME}</mrow>"),
        (r"W^\prime", f"<mrow><mi>W</mi>{PRIME}</mrow>"),
        ("x'^2", f"<msup><mrow><mi>x</mi>{PRIME}</mrow><mn>2</mn></msup>"),
        ("x'_i", f"<msub><mrow><mi>x</mi>{PRIME}</mrow><mi>i</mi></msub>"),
        ("f''", f"<mrow><mi>f</mi>{PRIME.replace('2;', '3;')}</mrow>"),
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
    ],
)
def test_a_prime_is_an_operator_behind_its_letter(latex: str, mathml: str) -> None:
    """As a superscript it would be raised twice: fonts have it raised."""
    assert inside(latex) == mathml


SPACE = '<mspace width="0.1667em" />'


@pytest.mark.parametrize(
    ("latex", "mathml"),
    [
        (r"\ln x", f"<mi>ln</mi>{SPACE}<mi>x</mi>"),
        (r"2\cos\theta", f"<mn>2</mn>{SPACE}<mi>cos</mi>{SPACE}<mi>&#x003B8;</mi>"),
        (r"\ln\ln x", f"<mi>ln</mi>{SPACE}<mi>ln</mi>{SPACE}<mi>x</mi>"),
        (r"-\ln 2", f"<mo>&#x02212;</mo><mi>ln</mi>{SPACE}<mn>2</mn>"),
        (r"a \bmod b", "<mi>a</mi><mo>mod</mo><mi>b</mi>"),
    ],
)
def test_a_function_has_space_around_it(latex: str, mathml: str) -> None:
    assert inside(latex) == mathml


@pytest.mark.parametrize("latex", ["|x| + 1", r"\|x\|^2 = 1", r"\sum_i |x|"])
def test_bars_have_no_space_as_operators_have(latex: str) -> None:
    bars = re.findall(r"<mo ([^>]*)>&#x0(?:007C|2016);</mo>", inside(latex))
    assert len(bars) == 2
    assert all('lspace="0" rspace="0"' in attributes for attributes in bars)
    assert "&#x02223;</mo>" in inside(r"p(x \mid y)")  # a relation


def test_a_function_has_no_space_before_its_bracket() -> None:
    assert "mspace" not in inside(r"\exp(x)")
    assert inside(r"\operatorname{sign}(g)").startswith('<mo lspace="0" rspace="0">sign</mo><mo')


def parts(latex: str) -> list[str]:
    """The words of each part between which a line may break."""
    html = typeset(latex).removeprefix('<span class="math-block">').removesuffix("</span>")
    return ["".join(part.itertext()) for part in ET.fromstring(f"<p>{html}</p>")]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("a + b = c", ["a+b=c"]),
        ("x + 0.25 (a + b) = [1, 2] - 10000000", ["x+", "0.25(a+b)=", "[1,2]−", "10000000"]),
        ("(a + b)^2 = -100000000000 + 100000000000", ["(a+b)2=", "−100000000000+", "100000000000"]),
        (r"\|p + q\| = |a - b| = 1000000000 = 1000000000",
         ["‖p+q‖=", "|a−b|=", "1000000000=", "1000000000"]),
        (r"a = 1000000000000,\quad b = 1000000000000",
         ["a=", "1000000000000,", "b=", "1000000000000"]),
        (r"\frac{100000000 + 100000000}{200000000 = 200000000}",
         ["100000000+100000000200000000=200000000"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("delimiters", [(r"\(", r"\)"), (r"\[", r"\]")], ids=["inline", "block"])
def test_a_line_breaks_behind_relations_and_sums(
    latex: str, expected: list[str], delimiters: tuple[str, str]
) -> None:
    assert parts(latex.join(delimiters)) == expected


def test_punctuation_stays_with_its_formula(tmp_path: Path) -> None:
    """With the last part of a long one."""
    long = r"(a + b)^2 = 1000000000000000 + 1"
    front = f"- id: x\n  front: Is it ($x$), or (${long}$)?\n  back: 'The **one $y$**; and $y$'\n"
    sheet = export(write_deck(tmp_path, f"namespace: n\ndeck: D\ncards:\n{front}"), "html")
    question, answer = (
        re.sub("<(?!/?span).*?>", "", item) for item in re.findall(r"<li.*?<p>(.*?)</p>", sheet)
    )
    plus, equals, bracket = "&#x0002B;", "&#x0003D;", "&#x00028;"
    whole = '<span class="whole">'
    assert question == (
        f"Is it {whole}(x),</span> or {whole}({bracket}a{plus}b&#x00029;2{equals}</span>"
        f"1000000000000000{plus}{whole}1)?</span>"
    )
    assert answer == f'The one {whole}y<span class="outside">;</span></span> and y'


@pytest.mark.parametrize("name", ["aligned", "split", "alignedat", "gathered", "cases"])
def test_lines_of_a_formula_stand_below_each_other(name: str) -> None:
    argument = "{2}" if name == "alignedat" else ""
    mathml = typeset(rf"\[\begin{{{name}}}{argument} a &amp;= {{}} b \\ &amp; + c \end{{{name}}}\]")
    assert (mathml.count("<mtr"), mathml.count("<mtd")) == (2, 4)
    assert "&amp;" not in mathml


def test_a_sign_in_a_text_stays_one() -> None:
    assert inside(r"\text{a&lt;b &amp; c}") == "<mtext>a&lt;b&#x000A0;&amp;&#x000A0;c</mtext>"


CLOZES = r"""
namespace: n
deck: D
cards:
- id: x
  cloze: |
    Here $a^{{c1::b + {{c2::c^{2}}}}} = {{c3::d::a letter}} + {{c4::e::\alpha}}$, {{c5::$f$::so}}.
"""


def test_gaps_in_formulas_are_no_elements(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, CLOZES)
    asked, answer = (
        re.sub(r'\s|<span class="whole">|(?<=,)</span>', "", text)
        for text in re.findall(r"CDATA\[(.*?)\]\]>", export(deck, "moodle"))
    )
    assert asked == (
        r"<p>Here\(a^{[…]}=[\text{aletter}]+[\alpha]\),<spanclass=\"gap\">[so]</span>.</p>"
    ).replace('\\"', '"')
    blue = r"{\color{#0b5c8a}{"
    formula = rf"a^{{{blue}b+{blue}c^{{2}}}}}}}}}}}}={blue}d}}}}+{blue}e}}}}"
    assert answer == rf'<p>Here\({formula}\),<bclass="cloze">\(f\)</b>.</p>'
    sheet = export(deck, "html")
    assert "span" not in "".join(re.findall(r"<math.*?</math>", sheet))
    assert sheet.count('mathcolor="#0b5c8a"') == 4
