"""A card asks one thing; a key that does not go with it is an error that says what does."""

import pytest
from decks import HEAD, load

from flashgen.build import check as checking
from flashgen.build import notes as pipeline

DRAWN = "- id: x\n  parameters: {a: 'integers(1, 99)'}\n  question: What is <<a>>?\n"
FIXED = "- id: x\n  front: Which?\n"
BOTH = "  statements:\n  - {text: A is so., right: yes}\n  - {text: B is so., right: no}\n"
ORDER = "  order: [first, last]\n"

GOOD = {
    "words in any case": FIXED + BOTH.replace("yes", "True").replace("no}", "NO}"),
    "a condition": DRAWN + BOTH.replace("yes", "a > 50"),
    "items in brackets": FIXED + "  order: [a, [b, c], [d, e, f]]\n",
    "items in lines": FIXED + "  order:\n  - a\n  -\n    - b\n    - c\n  - d\n",
    "an explanation": FIXED + ORDER + "  extra: For a reason.\n",
    "a solution": DRAWN + "  order: [x, <<a>>]\n  solution: It is <<a>>.\n",
    "twenty items": FIXED + f"  order: [{', '.join(f'i{n}' for n in range(20))}]\n",
    "formulas and code": FIXED + "  order: ['$a$', '`b`', '**c**']\n",
}

BAD = {
    "an answer beside": (
        DRAWN + "  answer: a\n" + ORDER,
        "answer-and-answers",
        "a card has one of `answer`, `answers`, `statements`, `order`",
    ),
    "answers beside": (
        DRAWN + "  answers: [{name: u, value: a}]\n" + BOTH,
        "answer-and-answers",
        "a card has one of `answer`, `answers`, `statements`, `order`",
    ),
    "a back beside": (
        FIXED + "  back: So.\n" + BOTH,
        "answer-and-answers",
        "what explains the answer stands under `extra`",
    ),
    "both lists": (FIXED + BOTH + ORDER, "answer-and-answers", "they are two cards"),
    "both lists, with numbers": (DRAWN + BOTH + ORDER, "answer-and-answers", "they are two cards"),
    "a second card": (
        FIXED + "  reverse: true\n" + ORDER,
        "unfit-key",
        "an order stands alone; `solution` or `extra` may explain it",
    ),
    "options": (
        FIXED + "  choices: [u, v]\n" + BOTH,
        "unfit-key",
        "statements stand alone, each with `text`, `right` and `says`",
    ),
    "one statement": (
        FIXED + "  statements: [{text: A is so., right: yes}]\n",
        "too-few-items",
        "a single one is a `back`, or an answer of two `options`",
    ),
    "no statement": (
        FIXED + "  statements: []\n",
        "too-few-items",
        "a single one is a `back`, or an answer of two `options`",
    ),
    "one item": (
        FIXED + "  order: [first]\n",
        "too-few-items",
        "items in one pair of brackets have no order",
    ),
    "all in brackets": (
        FIXED + "  order: [[first, last]]\n",
        "too-few-items",
        "items in one pair of brackets have no order",
    ),
    "one in brackets": (FIXED + "  order: [first, [last]]\n", "too-few-items", None),
    "no list": (FIXED + "  order: first, then last\n", "wrong-type", None),
    "a mapping": (FIXED + "  order: {first: last}\n", "wrong-type", None),
    "no condition without numbers": (
        FIXED + BOTH.replace("yes", "a > 1"),
        "not-a-truth-value",
        "a condition goes with `question` and `parameters`, from which it is computed",
    ),
    "no truth value": (
        DRAWN + BOTH.replace("yes", "a + 1"),
        "evaluation",
        "compare it, as in x != 0",
    ),
    "an array": (
        DRAWN.replace("99)", "99, shape=2)") + BOTH.replace("yes", "a > 1"),
        "evaluation",
        "use all(…) or any(…)",
    ),
    "an unknown name": (DRAWN + BOTH.replace("yes", "b > 1"), "expression", None),
    "no truth": (FIXED + BOTH.replace("right: yes", "says: So."), "missing-key", None),
    "a text alone": (FIXED + "  statements: [A is so., B is so.]\n", "wrong-type", None),
    "equal items": (FIXED + "  order: [a, '*b*', '*b*']\n", "equal-items", None),
    "equal statements": (DRAWN + BOTH.replace("B is", "A is"), "equal-items", None),
    "too many items": (
        FIXED + f"  order: [{', '.join(f'i{n}' for n in range(21))}]\n",
        "too-many",
        None,
    ),
    "too many statements": (
        FIXED
        + "  statements:\n"
        + "".join(f"  - {{text: S{n}., right: {['no', 'yes'][n % 2]}}}\n" for n in range(21)),
        "too-many",
        None,
    ),
}
KEYS = {
    "unit": "m",
    "decimals": "2",
    "figures": "3",
    "tolerance": "1",
    "compare": "set",
    "check": "a",
    "mistakes": "[{value: a, says: So.}]",
    "choices": "true",
}


def found(card: str) -> list[tuple[str, str | None]]:
    checked = checking.check(load(HEAD + card), pipeline.Selection(), 100, pipeline.default_seed)
    return [(d.code, d.hint) for d in checked.diagnostics]


@pytest.mark.parametrize("card", GOOD.values(), ids=GOOD)
def test_a_good_card(card: str) -> None:
    assert found(card) == []


@pytest.mark.parametrize(("card", "code", "hint"), BAD.values(), ids=BAD)
def test_a_wrong_card(card: str, code: str, hint: str | None) -> None:
    codes = found(card)
    assert code in [one for one, _ in codes]
    if hint is not None:
        assert (code, hint) in codes
    assert {one for one, _ in codes} == {code}


@pytest.mark.parametrize("asked", [BOTH.replace("yes", "a > 50"), ORDER], ids=["list", "order"])
@pytest.mark.parametrize("key", KEYS)
def test_keys_of_an_answer_go_with_neither(key: str, asked: str) -> None:
    codes = [code for code, _ in found(DRAWN + asked + f"  {key}: {KEYS[key]}\n")]
    assert "unfit-key" in codes


def test_a_form_replaces_what_the_card_asks_with_all_that_goes_with_it() -> None:
    card = (
        DRAWN
        + "  answer: a / 7\n  decimals: 2\n  unit: m\n  mistakes: [{value: a, says: So.}]\n"
        + "  forms:\n  - {question: 'And <<a>>?'}\n  - question: True of <<a>>?\n"
        + "".join(f"  {line}\n" for line in BOTH.replace("yes", "a > 50").splitlines())
        + "  - {question: 'Order <<a>>.', order: [x, <<a>>]}\n"
    )
    assert found(card) == []
    (definition,) = load(HEAD + card).deck_files[0].definitions
    first, second, third = definition.model.all_forms
    assert (first.answer is not None, first.decimals) == (True, 2)
    assert (second.answer, second.decimals, second.mistakes) == (None, None, ())
    assert (third.answer, third.statements, len(third.order)) == (None, None, 2)


def test_texts_by_language() -> None:
    head = HEAD.replace("deck: D", "deck: {en: D, zh: 丁}\nlanguages: [en, zh]")
    card = """- id: x
  front: {en: Which?, zh: 哪个？}
  order:
    en: [first, [second one, third], last]
    zh: [第一, [第二, 第三], 最后]
- id: y
  front: {en: Which now?, zh: 现在呢？}
  statements:
  - {text: {en: It is so., zh: 是这样。}, right: yes, says: {en: Because., zh: 因为。}}
  - {text: $x$, right: no}
"""
    built = pipeline.build(load(head + card))
    assert built.diagnostics == ()
    backs = {note.name: note.fields["Back"] for note in built.notes}
    assert "第一" in backs["n/x/zh"] and "先后不限" in backs["n/x/zh"]
    assert "<b>对。</b> 因为。" in backs["n/y/zh"]
    assert "<b>True.</b> Because." in backs["n/y/en"]
    broken = card.replace("[第二, 第三], ", "第二, 第三, ")
    assert [d.code for d in load(head + broken).diagnostics] == ["missing-language"]
