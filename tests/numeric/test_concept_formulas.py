"""Formula answers of concept cards, whose numbers are as written."""

import json
import re

import pytest
from decks import HEAD, build_text, load

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.deck.schema import deck_file_schema


def card(answer, *mistakes, front="What is it?", **keys):
    text = f"- id: x\n  front: {front}\n  answer: {answer}\n"
    text += "".join(f"  {key}: {value}\n" for key, value in keys.items())
    if mistakes:
        text += "  mistakes:\n"
        text += "".join(f"  - {{value: {mistake}, says: No.}}\n" for mistake in mistakes)
    return text


def codes(text):
    report = checking.check(load(HEAD + text), pipeline.Selection(), 10, pipeline.default_seed)
    return [d.code for d in report.diagnostics]


def fields(text):
    built = build_text(HEAD + text)
    assert built.diagnostics == ()
    return built.notes[0].fields


def test_its_data():
    made = fields(card("{formula: 2/x, in: {x: [0.5, 4]}}", "1/x^2", back="So."))
    data = json.loads(made["Data"])
    (form,) = data["forms"]
    (answer,) = form["answers"]
    assert answer["formula"] == "2/x"
    assert answer["variables"] == [["x", "0.5", "4"]]
    assert form["mistakes"] == [{"formula": "1/x^2", "says": "No."}]
    assert data["rows"] == [[0, [], [""], [""]]]
    assert made["Back"].startswith(
        '<p class="result"><span class="value">\\(\\frac{2}{x}\\)</span>'
    )
    assert made["Back"].endswith("<p>So.</p>")
    assert "Answer as a formula in" in made["Front"]


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("x^2/2", "x^2/2"),
        ("x**2 / 2", "x^2/2"),
        ("3 e^(-2x) sin x", "3*e^(-(2*x))*sin(x)"),
        (r"'\frac{1}{2} x^2'", "1/2*x^2"),
        ("2", "2"),
        ("[2x, x^2]", "2*x;x^2"),
        ("(2x; x^2)", "2*x;x^2"),
        ("n!/2", "factorial(n)/2"),
        ("'mean([1, 2, 6]) * x'", "3*x"),
    ],
)
def test_it_is_written_as_people_do(formula, written):
    answer = f"{{formula: {formula}, in: {{x: [0.1, 3], n: 'integers(1, 6)'}}}}"
    data = json.loads(fields(card(answer))["Data"])
    assert data["forms"][0]["answers"][0]["formula"] == written


def test_values_stand_where_the_grammar_lacks_a_function():
    answer = "{formula: '[mish(x), 2 * x]', in: {x: [0.1, 2]}, text: '$M(x)$, $2 x$'}"
    made = fields(card(answer, "'[2 * x, mish(x)]'"))
    (form,) = json.loads(made["Data"])["forms"]
    assert re.fullmatch(r"=.{48} mish\(x\);2\*x", form["answers"][0]["formula"])
    assert re.fullmatch(r"2\*x;=.{24} mish\(x\)", form["mistakes"][0]["formula"])
    assert r"\(M(x)\),</span> \(2 x\)" in made["Back"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (card("{formula: 2y, in: {x: [0, 3]}}"), "expression"),
        (card("{formula: 1/2x, in: {x: [0.5, 3]}}"), "expression"),
        (card("{formula: 2x, in: {x: 3}}"), "expression"),
        (card("{formula: ln(x - 9), in: {x: [0, 3]}}"), "undefined-formula"),
        (card("{formula: ln|x|, in: {x: [-2, 2]}, up_to: constant}"), "undefined-formula"),
        (card("{formula: 2x, in: {x: [3, 0]}}"), "bad-range"),
        (card("{formula: 2, in: {x: [0, 3]}, up_to: constant}"), "bad-answer"),
        (card("{formula: 2x, in: {x: [0, 3]}, text: $3x$}"), "wrong-formula-text"),
        (card("{formula: 2x, in: {x: [0, 3]}}", "x + x"), "right-mistake"),
        (card("{formula: 2x, in: {x: [0, 3]}}", "y"), "expression"),
        (card("{formula: 2x, in: {x: [0, 3]}, unit: m}"), "unfit-key"),
        (card("{formula: 2x, in: {x: [0, 3]}}", options="[a, b]"), "unfit-key"),
        (card("{formula: 2x, in: {x: [0, 3]}, check: x^2}"), "check-disagrees"),
        (card("{formula: '[2x, x]', in: {x: [0, 3]}, check: '[2x, x^2]'}"), "check-disagrees"),
        (card("{formula: '[2x, x]', in: {x: [0, 3]}, check: 2x}"), "check-disagrees"),
        (card("{formula: 2x, in: {x: [0, 3]}, figures: 2, check: 2.001x}"), "check-disagrees"),
        (card("{formula: 2x, in: {x: [0, 3]}, check: y}"), "expression"),
        (card("{value: 4, check: 2 + 2}"), "unfit-key"),
        (card("{formula: 2x, in: {x: [0, 3]}}", accept="[a]"), "unfit-key"),
        (card("{formula: 2x, in: {x: [0, 3]}}", front="What is $x + x$?"), "given-formula"),
    ],
)
def test_what_is_wrong(text, code):
    assert set(codes(text)) == {code}


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        ("(x+1)^2", "x^2 + 2x + 1"),
        ("'[2 * x, erfc(x)]'", "'[x + x, 1 - erf(x)]'"),
        ("2 sin x cos x", "sin 2x"),
    ],
)
def test_a_second_formula_agrees(answer, check):
    assert codes(card(f"{{formula: {answer}, in: {{x: [0, 3]}}, check: {check}}}")) == []


def test_a_second_formula_may_differ_by_what_does_not_count():
    up_to = "in: {x: [0, 3]}, up_to: constant"
    assert codes(card(f"{{formula: sin(x)^2, {up_to}, check: -cos(2x)/2}}")) == []
    assert codes(card(f"{{formula: sin(x)^2, {up_to}, check: cos(x)^2}}")) == ["check-disagrees"]


def test_what_is_asked_without_a_sign_may_be_given_with_it():
    text = card("{formula: 2x, in: {x: [0, 3]}, without: [+]}", front="What is $x + x$?")
    assert codes(text) == []


def test_the_stated_text_is_displayed():
    made = fields(card("{formula: sin x, in: {x: [0, 6]}, up_to: constant, text: '$\\sin x + C$'}"))
    assert r"\(\sin x + C\)" in made["Back"]


def test_several_answers():
    text = (
        "- id: x\n  front: What are they?\n  answers:\n"
        "  - {name: s, label: Sine, formula: 2 sin x cos x, in: {x: [0, 6]}}\n"
        "  - {name: n, label: Number, value: 7}\n"
        "  mistakes:\n  - {value: sin x, of: s, says: No.}\n"
    )
    (form,) = json.loads(fields(text)["Data"])["forms"]
    assert [answer["kind"] for answer in form["answers"]] == ["formula", "integer"]
    assert form["mistakes"] == [{"formula": "sin(x)", "says": "No."}]


def test_the_schema_has_the_keys():
    definitions = deck_file_schema()["$defs"]
    assert "formula" in json.dumps(definitions["ConceptAnswer"])
    for key in ("in", "text", "up_to", "without", "log"):
        assert key in definitions["FormulaAnswer"]["properties"]
        assert key in definitions["NamedConceptAnswer"]["properties"]


def test_where_the_grammar_has_no_words_values_stand_at_eight_points_and_of_a_mistake_at_four():
    answer = "{formula: gelu(x), in: {x: [0.5, 4]}, text: $x \\Phi(x)$}"
    made = fields(card(answer, "2 * gelu(x)"))
    (form,) = json.loads(made["Data"])["forms"]
    stored = [part["formula"].split(" ")[0] for part in (*form["answers"], *form["mistakes"])]
    assert [len(values) for values in stored] == [1 + 8 * 6, 1 + 4 * 6]
