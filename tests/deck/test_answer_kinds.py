"""What the answer of a card is, what goes with it, and how it is wanted."""

import pytest
from decks import HEAD, load

from flashgen.anki.card.data import AnswerData
from flashgen.deck.answers import KINDS
from flashgen.deck.answers.kind import Typed
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


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (Typed("i", 0, None, False), "integer"),
        (Typed("i", 0, None, True), "number"),
        (Typed("f", 0, None, False), "number"),
        (Typed("f", 0, "up_to_sign", True), "number"),
        (Typed(None, 0, None, False), "number"),
        (Typed("U", 0, None, False), "text"),
        (Typed("i", 1, None, False), "vector"),
        (Typed("U", 1, None, False), "vector"),
        (Typed("f", 2, None, True), "matrix"),
        (Typed("i", 1, "set", False), "set"),
        (Typed("U", 1, "set", False), "set"),
        (Typed("f", 1, "up_to_sign", True), "vector"),
    ],
)
def test_the_kind_of_a_value(typed, kind):
    assert next(kind.name for kind in KINDS.values() if kind.is_value(typed)) == kind


@pytest.mark.parametrize(("spaces", "kind"), [(1, "integer"), (34, "integer"), (35, "text")])
def test_a_number_stands_within_forty_characters_from_its_key(spaces, kind):
    (answer,) = answers(f"  answer: {{value:{' ' * spaces}42}}\n")
    assert kind_of(answer).name == kind


def test_a_number_may_stand_near_the_beginning_of_the_file():
    (deck_file,) = load(
        "cards: [{answer: {value: 42}, id: x, front: Why?}]\nnamespace: n\ndeck: D\n"
    ).deck_files
    (answer,) = answers_of(deck_file.definitions[0].model)
    assert number_of(answer) == 42


@pytest.mark.parametrize(
    ("asked", "value", "right", "wrong"),
    [
        (AnswerData("a", "integer"), 5, [5, 5.0], [4, 6, 5.1]),
        (AnswerData("a", "number", decimals=1), 2.5, [2.4, 2.6], [2.3, 2.7]),
        (AnswerData("a", "number", decimals=1, tolerance=0.3), 2.5, [2.2, 2.8], [2.1, 2.9]),
        (AnswerData("a", "number", figures=2, relative=0.1), 20.0, [18, 22], [17.9, 22.1]),
        (AnswerData("a", "text"), "pH", ["ph", "acidity"], ["acid"]),
        (AnswerData("a", "text", case="exact"), "pH", ["pH", "acidity"], ["ph", "Acidity"]),
        (AnswerData("a", "set"), ["Co", "Ni"], [["ni", "CO"]], [["Co"], ["Co", "Ni", "Fe"]]),
        (AnswerData("a", "set", case="exact"), ["Co"], [["Co", "Co"]], [["CO"]]),
        (AnswerData("a", "menu", options=("u", "v")), 1, [1], [0]),
    ],
)
def test_what_the_kind_of_an_answer_takes_for_right(asked, value, right, wrong):
    kind = KINDS[asked.kind]
    judged = [kind.is_right(given, value, asked, ["acidity"]) for given in (*right, *wrong)]
    assert judged == [True] * len(right) + [False] * len(wrong)


@pytest.mark.parametrize(
    ("asked", "english", "chinese"),
    [
        (AnswerData("a", "integer"), [], []),
        (
            AnswerData("a", "vector", unit="m", figures=2, compare="up_to_sign"),
            ["in m", "to 2 significant figures", "with either sign"],
            ["以 m 为单位", "保留 2 位有效数字", "正负号不限"],
        ),
        (AnswerData("a", "integer", unit="GPU 小时"), ["in GPU 小时"], ["以 GPU 小时为单位"]),
        (AnswerData("a", "integer", unit="美元/GPU"), ["in 美元/GPU"], ["以美元/GPU 为单位"]),
        (AnswerData("a", "set", compare="set"), ["in any order"], ["顺序不限"]),
    ],
)
def test_how_an_answer_is_wanted(asked, english, chinese):
    said = [
        KINDS[asked.kind].wanted(asked, chinese=chinese, may_be_empty=False)
        for chinese in (False, True)
    ]
    assert said == [english, chinese]


X = ("x", "0", "1")
T = ("t", "0", "1")
A = ("alpha", "0", "1")


@pytest.mark.parametrize(
    ("stated", "english", "chinese"),
    [
        ({}, ["as a formula"], ["写成式子"]),
        ({"variables": (X,)}, [r"as a formula in \(x\)"], [r"写成 \(x\) 的式子"]),
        (
            {"variables": (X, A)},
            [r"as a formula in \(x\) and \(\alpha\)"],
            [r"写成 \(x\)、\(\alpha\) 的式子"],
        ),
        (
            {"variables": (X, T, A), "without": ("/", "sqrt", "(")},
            [
                r"as a formula in \(x\), \(t\) and \(\alpha\)",
                "without <code>/</code>, <code>sqrt</code> or <code>(</code>",
            ],
            [
                r"写成 \(x\)、\(t\)、\(\alpha\) 的式子",
                "不使用 <code>/</code>、<code>sqrt</code>、<code>(</code>",
            ],
        ),
        (
            {"count": 2, "figures": 3},
            [
                "as 2 formulas",
                "with <code>;</code> between them",
                "numbers to 3 significant figures",
            ],
            ["写成 2 个式子", "用 <code>;</code> 隔开", "数保留 3 位有效数字"],
        ),
        (
            {"up_to": "factor"},
            ["as a formula", "up to a constant factor"],
            ["写成式子", "可差常数倍"],
        ),
        ({"up_to": "constant"}, ["as a formula"], ["写成式子"]),
        (
            {"log": 10},
            ["as a formula", "<code>log</code> to base 10"],
            ["写成式子", "<code>log</code> 以 10 为底"],
        ),
    ],
)
def test_how_a_formula_is_wanted(stated, english, chinese):
    asked = AnswerData("a", "formula", **stated)
    said = [
        KINDS["formula"].wanted(asked, chinese=chinese, may_be_empty=False)
        for chinese in (False, True)
    ]
    assert said == [english, chinese]


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


@pytest.mark.parametrize(
    ("keys", "message", "hint"),
    [
        ("{value: 3, accept: [three]}", "`accept` does not go with a number", "tolerance"),
        ("{formula: 2*x, in: {x: [1, 2]}, unit: m}", "`unit` does not go with a formula", "label"),
        (
            "{formula: 2*x, in: {x: [1, 2]}, case: exact}",
            "`case` does not go with a formula",
            "`without`",
        ),
        (
            "[a, b]\n  compare: set\n  accept: [c]",
            "`accept` does not go with a set of texts",
            "compare: set",
        ),
        ("a\n  options: [a, b]\n  case: exact", "`case` does not go with a menu", "`shuffle`"),
        ("{value: a, decimals: 2}", "`decimals` does not go with a text", "`accept`"),
    ],
)
def test_what_does_not_go_with_an_answer(keys, message, hint):
    (found,) = load(HEAD + f"- id: x\n  front: Why?\n  answer: {keys}\n").diagnostics
    assert found.message == message
    assert hint in found.hint


def test_a_kind_with_a_vowel_has_its_article(monkeypatch):
    monkeypatch.setattr(type(KINDS["integer"]), "noun", "interval")
    text = HEAD + "- id: x\n  front: Why?\n  answer: {value: 3, accept: [three]}\n"
    (found,) = load(text).diagnostics
    assert found.message == "`accept` does not go with an interval"
