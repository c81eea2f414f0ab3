"""What the answer of a concept card is."""

import pytest
from decks import HEAD, load

from flashgen.deck.answers.number import number_of
from flashgen.deck.answers.set import elements
from flashgen.deck.concept_answers import answers_of, kind_of
from flashgen.deck.keys import ConceptDefinition


def answers(card):
    (deck_file,) = load(HEAD + "- id: x\n  front: Why?\n" + card).deck_files
    model = deck_file.definitions[0].model
    assert isinstance(model, ConceptDefinition)
    return answers_of(model)


@pytest.mark.parametrize(
    ("keys", "kind", "number"),
    [
        ("answer: least squares", "text", None),
        ("answer: 42", "text", None),
        ("answer: {value: 42}", "integer", 42),
        ("answer: {value: -1.5, decimals: 1}", "number", -1.5),
        ("answer:\n    value:\n      6.022e23\n    figures: 4", "number", 6.022e23),
        ("answer: {value: '42'}", "text", None),
        ("answer: {value: 007}", "text", None),
        ("answer: {value: 42 km}", "text", None),
        ("answer: [red, green]\n  compare: set", "set", None),
        ("answer: red, green\n  compare: set", "set", None),
        ("answer: red\n  options: [red, green]", "menu", None),
        ("answer: {value: 3, options: ['3', '4']}", "menu", 3),
        ("answers: [{name: a, value: 3}]", "integer", 3),
        ("answers: [{name: a, value: three}]", "text", None),
    ],
)
def test_the_kind_of_an_answer(keys, kind, number):
    (answer,) = answers(f"  {keys}\n")
    assert (kind_of(answer).name, number_of(answer)) == (kind, number)


def test_keys_beside_the_answer_belong_to_it():
    (answer,) = answers("  answer: pH\n  accept: [acidity]\n  case: exact\n")
    assert [text.plain.value for text in answer.accept] == ["acidity"]
    assert answer.case.value == "exact"


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["red, green,blue"], ["red", "green", "blue"]),
        (["红、绿"], ["红", "绿"]),
        (["red, light", "green"], ["red, light", "green"]),
        (["red"], ["red"]),
    ],
)
def test_the_elements_of_a_set(texts, found):
    assert elements(texts) == found


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("answer: So.\n  choices: [Thus]", None),
        ("answer: So.\n  choices: [Thus]\n  options: [So., Thus]", "answer-and-answers"),
        ("answers: [{name: a, value: b}]\n  choices: [Thus]", "answer-and-answers"),
        ("answer: So.\n  choices: [Thus]\n  mistakes: [{value: x, says: y}]", "unfit-key"),
        ("answers: [{name: a, value: b}, {name: a, value: c}]", "name-taken"),
        ("answers: [{name: a, value: b}]\n  mistakes: [{value: x, says: y}]", "unknown-answer"),
        ("answer: a\n  shuffle: true", "unfit-key"),
        ("answer: {value: 1.5}", "missing-precision"),
        ("answer: {value: 1.5, decimals: 1, figures: 2}", "decimals-and-figures"),
        ("answer: {value: 3, accept: [three]}", "unfit-key"),
        (
            "answer: So.\n  statements: [{text: a, right: yes}, {text: b, right: no}]",
            "answer-and-answers",
        ),
        ("mistakes: [{value: x, says: y}]\n  back: So.", "unfit-key"),
        ("extra: So.", "missing-key"),
    ],
)
def test_what_is_wrong(keys, code):
    loaded = load(HEAD + f"- id: x\n  front: Why?\n  {keys}\n")
    assert [found.code for found in loaded.diagnostics] == ([code] if code else [])
