"""Concept cards whose answer is typed or chosen, as notes."""

import json

import pytest
from decks import HEAD, build_text

from flashgen.build.notes import Built

TWO = HEAD.replace("cards:", "languages: [en, zh]\ncards:").replace(
    "deck: D", "deck: {en: D, zh: Z}"
)


def note(card: str, head: str = HEAD):
    built: Built = build_text(head + card)
    assert built.diagnostics == (), built.diagnostics
    return [note for item in built.definitions for note in item.notes]


def data(of) -> tuple[dict[str, object], list[object]]:
    read = json.loads(of.fields["Data"])
    return read["forms"][0], read["rows"][0]


def test_a_text_with_other_spellings_and_what_explains_it() -> None:
    (made,) = note(
        "- id: x\n  front: Which?\n  answer: ordinary *least* squares\n  accept: [OLS]\n"
        "  mistakes: [{value: ML, says: No.}]\n  back: By Legendre.\n"
    )
    assert made.fields["Front"] == "<p>Which?</p>"
    assert made.fields["Back"] == (
        '<p class="result"><span class="value">ordinary <em>least</em> squares</span></p>'
        "<p>By Legendre.</p>"
    )
    form, row = data(made)
    assert form == {
        "answers": [{"accept": ["OLS"], "kind": "text", "name": "answer"}],
        "mistakes": [{"says": "No."}],
    }
    assert row == [0, [], ["ordinary least squares"], ["ML"]]


def test_a_number_says_how_it_is_wanted() -> None:
    (made,) = note(
        "- id: x\n  front: How many?\n  answer: {value: 6.022e23, figures: 4, unit: 1/mol}\n"
    )
    assert made.fields["Front"] == (
        '<p>How many?</p><p class="wanted">Answer in 1/mol, to 4 significant figures.</p>'
    )
    assert 'class="unit">1/mol<' in made.fields["Back"]
    assert data(made)[1] == [0, [], [6.022e23], []]


def test_of_a_whole_number_nothing_is_rounded() -> None:
    (made,) = note("- id: x\n  front: How many?\n  answer: {value: 7, decimals: 0}\n")
    assert "nearest" not in made.fields["Front"]


def test_a_menu_is_matched_in_the_first_language() -> None:
    english, chinese = note(
        "- id: x\n  front: {en: Which?, zh: 哪个？}\n  answer: {en: retain, zh: 保留}\n"
        "  options: [{en: reject, zh: 拒绝}, {en: retain, zh: 保留}]\n"
        "  mistakes: [{value: {en: reject, zh: 拒绝}, says: {en: 'No.', zh: 不。}}]\n",
        TWO,
    )
    assert data(chinese)[0]["answers"] == [
        {"kind": "menu", "name": "answer", "options": ["拒绝", "保留"]}
    ]
    assert data(english)[1] == data(chinese)[1] == [0, [], [1], [0]]
    assert '<span class="value">保留</span>' in chinese.fields["Back"]
    assert chinese.fields["Choices"].count("menu-option") == 2


def test_a_set_and_several_answers() -> None:
    first, second = note(
        "- id: x\n  front: Which?\n  answer: [red, blue]\n  compare: set\n"
        "- id: y\n  front: Which ones?\n  answers:\n  - {name: a, label: A, value: b, "
        "case: exact}\n"
        "  - {name: n, value: 4}\n"
    )
    assert data(first)[1] == [0, [], [["red", "blue"]], []]
    assert first.fields["Front"].endswith('<p class="wanted">Answer in any order.</p>')
    answers = data(second)[0]["answers"]
    assert answers == [
        {"case": "exact", "kind": "text", "label": "A", "name": "a"},
        {"kind": "integer", "name": "n"},
    ]


def test_a_choice_of_an_answer_shows_some_of_its_options() -> None:
    (made,) = note(
        "- id: x\n  front: Which?\n  answer: a\n  choices: [b, c, d]\n  show: 3\n  back: Because.\n"
    )
    form, _ = data(made)
    assert form["show"] == 3
    assert [choice["text"] for choice in form["choices"]] == ["a", "b", "c", "d"]
    assert made.fields["Choices"].count("<li>") == 3
    assert "<li>d</li>" not in made.fields["Choices"]
    assert made.fields["Back"].endswith("<p>Because.</p>")


@pytest.mark.parametrize(
    ("mistake", "answer"),
    [
        ("OLS", "{value: least squares, accept: [ols]}"),
        ("least-squares", "least squares"),
        ("'42'", "{value: 42}"),
        ("-3", "{value: 3, compare: up_to_sign}"),
        ("-3.04", "{value: 3, decimals: 1, compare: up_to_sign}"),
        ("blue, red", "{value: [red, blue], compare: set}"),
        ("red", "{value: red, options: [red, blue]}"),
    ],
)
def test_a_mistake_that_is_right_is_an_error(mistake: str, answer: str) -> None:
    built = build_text(
        HEAD + f"- id: x\n  front: Which?\n  answer: {answer}\n"
        f"  mistakes: [{{value: '{mistake.strip(chr(39))}', says: No.}}]\n"
    )
    assert [found.code for found in built.diagnostics] == ["right-mistake"]


def test_a_number_may_be_wanted_up_to_its_sign() -> None:
    (made,) = note(
        "- id: x\n  front: Which?\n  answer: {value: 3, compare: up_to_sign}\n"
        "  mistakes: [{value: 4, says: No.}]\n"
    )
    form, _ = data(made)
    assert form["answers"] == [{"compare": "up_to_sign", "kind": "integer", "name": "answer"}]


def test_a_text_may_be_written_as_on_a_numeric_card() -> None:
    (made,) = note(
        "- id: x\n  front: Which?\n  answer: {text: $x^2$}\n  options: [{text: $x^2$}, $x^3$]\n"
    )
    form, row = data(made)
    assert row == [0, [], [0], []]
    assert form["answers"][0]["options"] == [r"\(x^2\)", r"\(x^3\)"]


def test_a_form_with_options_needs_no_decimals_of_the_card() -> None:
    (made,) = note(
        "- id: x\n  parameters: {a: 'integers(1, 99)'}\n  question: What is a seventh of <<a>>?\n"
        "  answer: a / 7\n  decimals: 2\n  unit: m\n  forms:\n  - answer: a / 7\n"
        "  - {question: Is <<a>> large?, answer: a > 50, options: ['yes', 'no']}\n"
    )
    forms = json.loads(made.fields["Data"])["forms"]
    assert [form["answers"][0]["kind"] for form in forms] == ["number", "menu"]
    assert "unit" not in forms[1]["answers"][0]
