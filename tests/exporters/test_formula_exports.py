"""Formula answers in every format: shown, and counted where a format cannot ask them."""

import json
import re
from pathlib import Path

import pytest
from command import run
from decks_to_export import export

CARDS = """
namespace: n
deck: D
cards:
- id: drawn
  parameters: {a: 'integers(2, 9)'}
  question: What is the derivative of $<<a>> x^3$?
  answer: {formula: 3 * a * x**2, in: {x: [0.5, 3]}, without: ["+"]}
  solution: It is <<answer>>.
  mistakes:
  - {value: 3 * a * x**3, says: The power falls.}
  variants: 2
- id: pieces
  parameters: {a: 'integers(2, 9)'}
  question: Which line grows by <<a>> up to 2, and is level from there?
  answer: {formula: a * x if x < 2 else 2 * a, in: {x: [0, 5]}}
  variants: 2
- id: fixed
  front: What is the derivative of $x^7$?
  answer: {formula: 7x^6, in: {x: [0.5, 3]}}
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "deck.yaml"
    path.write_text(CARDS, encoding="utf-8")
    return path


def test_markdown(deck: Path) -> None:
    text = export(deck, "markdown")
    assert "$7 x^{6}$" in text
    assert "Answer as a formula in $x$, without `+`." in text
    assert "It is $" in text


@pytest.mark.parametrize("name", ["csv", "latex", "tsv"])
def test_texts_have_the_formula(deck: Path, name: str) -> None:
    assert "7 x^{6}" in export(deck, name)


def test_the_worksheet_has_space_and_its_key_the_formula(deck: Path) -> None:
    html = export(deck, "html")
    sheet, key = re.findall('<section [^>]*class="(?:sheet|key)".*?</section>', html, re.DOTALL)
    assert "<msup><mi>x</mi><mn>6</mn></msup>" in re.sub("</?mrow>", "", key)
    assert "<msup><mi>x</mi><mn>6</mn></msup>" not in re.sub("</?mrow>", "", sheet)
    assert sheet.count('class="blank"') >= 2


def test_json_has_the_formula_as_it_is_judged(deck: Path) -> None:
    (note,) = (n for n in json.loads(export(deck, "json"))["notes"] if n["id"] == "drawn")
    variant = note["variants"][0]
    a = variant["parameters"]["a"]
    assert variant["answer"] == f"{3 * a}*x^2"
    assert variant["answer_text"] == f"${3 * a} x^{{2}}$"
    assert variant["solution"] == f"It is ${3 * a} x^{{2}}$."
    assert variant["mistakes"][0]["value"].endswith("x^3")


def test_gift_and_moodle_count_what_they_only_show(deck: Path) -> None:
    result = run("export", deck, "--to", "gift", "-o", deck.with_suffix(".gift"))
    assert "0 questions are asked, 3 only shown" in result.stderr
    result = run("export", deck, "--to", "moodle", "-o", deck.with_suffix(".xml"))
    assert "0 questions are asked, 3 only shown" in result.stderr


def test_show(deck: Path) -> None:
    shown = run("show", "fixed", deck).output
    assert "7 x⁶" in shown
    assert "Answer as a formula in x." in shown


def test_what_the_grammar_has_no_words_for_is_an_expression(deck: Path) -> None:
    pieces = next(n for n in json.loads(export(deck, "json"))["notes"] if n["id"] == "pieces")
    assert re.fullmatch(r"\(\d\*x if \(x < 2\) else \d+\)", pieces["variants"][0]["answer"])
    assert re.search(r"\(\d\*x if \(x < 2\) else \d+\)", export(deck, "csv"))
    assert r"\begin{cases}" in export(deck, "markdown")
