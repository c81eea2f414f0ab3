"""The Data field: compact, and filled in it gives back every text."""

import json
import re

import pytest

from flashgen.anki.card.data import (
    AnswerData,
    CardData,
    ChoiceData,
    FormData,
    MistakeData,
    Row,
    slot,
)
from flashgen.anki.card.html import answer_html, choices_html, steps_html, wanted

NATS = AnswerData("answer", "number", unit="nats", decimals=2)
VARIANTS = 24


def fill(template, slots):
    return re.sub("\ue000([0-9]+)\ue001", lambda match: slots[int(match[1])], template)


def filled(data):
    """Every text of every variant, as the script fills it in."""
    texts = []
    for form_number, slots, _, _ in data["rows"]:
        form = data["forms"][form_number]
        flat = [form.get(name, "") for name in ("question", "answer", "solution", "figure")]
        flat += [text.get("says", "") for text in form.get("mistakes", [])]
        flat += [text["text"] + text.get("says", "") for text in form.get("choices", [])]
        flat += [text.get("label", "") + text.get("unit", "") for text in form["answers"]]
        texts.append([fill(text, slots) for text in flat])
    return texts


def form(question, **others):
    return FormData(question, "<p>it</p>", (NATS,), **others)


def typical():
    """As many texts and values as the cross-entropy card of the documentation has."""
    data = FormData(
        question=f"<p>A classifier gives the logits \\(z = {slot(0)}\\). The true class is "
        f"\\(y = {slot(1)}\\) (counted from 0).</p><p>What is the cross-entropy loss?</p>"
        + wanted((NATS,), "en"),
        answer=answer_html([slot(2)], (NATS,)),
        solution=steps_html(
            (
                f"\\(\\sum_j e^{{z_j}} = {slot(3)}\\)",
                f"\\(p_y = e^{{{slot(4)}}} / {slot(5)} = {slot(6)}\\)",
                f"\\(-\\ln p_y = {slot(7)}\\) nats",
            )
        ),
        answers=(NATS,),
        mistakes=(
            MistakeData("<p>That is in bits (log base 2); the loss is in nats.</p>"),
            MistakeData("<p>That is the loss of the most likely class. Use the true class.</p>"),
        ),
    )
    rows = tuple(
        Row(
            0,
            (
                f"[{n % 3 - 3}, {n % 7 - 3}, {n % 5}, {-(n % 4)}]",
                str(n % 4),
                f"{n / 7:.2f}",
                f"{n * 1.37:.3f}",
                f"({n % 7 - 3})",
                f"{n * 1.37:.3f}",
                f"{1 / (n + 2):.3f}",
                f"{n / 7:.2f}",
            ),
            (float(f"{n / 7:.12g}"),),
            (float(f"{n / 4.85:.12g}"), float(f"{n / 11:.12g}")),
        )
        for n in range(1, VARIANTS + 1)
    )
    return CardData((data,), rows)


def test_a_typical_card_is_small():
    assert len(typical().to_json().encode()) < 6000


def test_filled_in_it_gives_every_text_back():
    data = typical()
    expected = [
        [
            fill(text, row.slots)
            for text in (
                data.forms[0].question,
                data.forms[0].answer,
                data.forms[0].solution,
                "",
                data.forms[0].mistakes[0].says,
                data.forms[0].mistakes[1].says,
                "nats",
            )
        ]
        for row in data.rows
    ]
    read = json.loads(data.to_json())
    assert filled(read) == expected
    assert [row[2:] for row in read["rows"]] == [
        [list(row.answers), list(row.mistakes)] for row in data.rows
    ]
    # The two pairs of equal columns are one each.
    assert {len(row[1]) for row in read["rows"]} == {6}


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        ([["a"], ["a"], ["a"]], [[], [], []]),
        ([["a", "b"], ["b", "a"]], [["a", "b"], ["b", "a"]]),
        ([["<b>1</b>"], ["<b>2</b>"]], [["1"], ["2"]]),
        ([["11"], ["1"]], [["1"], [""]]),
        ([["aa"], ["aaa"], ["aaaa"]], [[""], ["a"], ["aa"]]),
        ([[""], [""]], [[], []]),
        ([["x1y", "1"], ["x2y", "2"]], [["1"], ["2"]]),
        ([["&amp;"], ["&lt;"]], [["amp"], ["lt"]]),
        ([["\\1 $& \\g<0>"], ["\\2 $& \\g<0>"]], [["1"], ["2"]]),
        ([["one row"]], [[]]),
    ],
)
def test_only_what_differs_stays_in_the_rows(columns, kept):
    width = len(columns[0])
    question = "|".join(slot(n) for n in range(width)) + "!" + slot(0)
    rows = tuple(Row(0, tuple(slots), (1.0,)) for slots in columns)
    read = json.loads(CardData((form(question),), rows).to_json())
    assert [row[1] for row in read["rows"]] == kept
    assert [texts[0] for texts in filled(read)] == [
        "|".join(slots) + "!" + slots[0] for slots in columns
    ]


def test_forms_have_columns_of_their_own():
    forms = (form(f"a{slot(1)}"), form(f"b{slot(0)}", figure=f"<svg>{slot(2)}</svg>"))
    rows = (
        Row(0, ("unused", "1"), (1.0,)),
        Row(1, ("2", "x", "y"), (2.0,)),
        Row(0, ("never", "3"), (3.0,)),
        Row(1, ("4", "x", "z"), (4.0,)),
    )
    read = json.loads(CardData(forms, rows).to_json())
    assert [texts[0] for texts in filled(read)] == ["a1", "b2", "a3", "b4"]
    assert [texts[3] for texts in filled(read)] == ["", "<svg>y</svg>", "", "<svg>z</svg>"]
    assert read["rows"][0] == [0, ["1"], [1.0], []]


def test_nothing_that_anki_or_html_acts_on():
    text = "</script><!-- a & b [latex] [/latex] [sound:x] [$] [[type:F]] [Anki:tts]\u2028\u2029"
    data = CardData(
        (form(text + slot(0), mistakes=(MistakeData("[x]"),)),),
        (Row(0, ("[latex]",), (1.0,), (None,)), Row(0, ("1",), (2.0,), (True,))),
    )
    for written in (
        data.to_json(),
        CardData((FormData(choices=(ChoiceData(text), ChoiceData("b"))),), (Row(0),)).to_json(),
    ):
        assert not set("<>&\u2028\u2029\n") & set(written)
        assert not re.search(r"\[(latex|\$|sound|anki|type)", written, re.IGNORECASE)
    read = json.loads(data.to_json())
    assert filled(read)[0][0] == text + "[latex]"
    assert [row[3] for row in read["rows"]] == [[None], [True]]


def test_defaults_are_left_out():
    options = (ChoiceData("a"), ChoiceData("b", "why"))
    read = json.loads(CardData((FormData(choices=options),), (Row(0),)).to_json())
    assert read == {
        "version": 1,
        "forms": [{"choices": [{"text": "a"}, {"text": "b", "says": "why"}]}],
        "rows": [[0, [], [], []]],
    }
    answer = AnswerData("answer", "vector", decimals=0, compare="up_to_sign")
    data = CardData((FormData("q", "a", (answer,)),), (Row(0, (), ([1, 2],)),))
    assert json.loads(data.to_json())["forms"] == [
        {
            "question": "q",
            "answer": "a",
            "answers": [
                {"name": "answer", "kind": "vector", "decimals": 0, "compare": "up_to_sign"}
            ],
        }
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (Row(0, (), (1.0,)), "column 0 of 0"),
        (Row(0, ("1",), ()), "0 answers, its form 1"),
        (Row(0, ("1",), (1.0,), (2.0,)), "1 mistakes, its form 0"),
        (Row(0, ("1",), (float("nan"),)), "JSON"),
        (Row(0, ("1",), ([1.0, float("inf")],)), "JSON"),
    ],
)
def test_what_does_not_fit_is_refused(row, message):
    with pytest.raises(ValueError, match=message):
        CardData((form(slot(0)),), (row,)).to_json()


@pytest.mark.parametrize(
    ("answers", "english", "chinese"),
    [
        ([NATS], "Answer in nats, to 2 decimals.", "答案以 nats 为单位，保留 2 位小数。"),
        ([AnswerData("a", "integer")], "", ""),
        ([AnswerData("a", "integer", unit="个位置")], "Answer in 个位置.", "答案以位置为单位。"),
        (
            [AnswerData("a", "number", unit="次乘加运算")],
            "Answer in 次乘加运算.",
            "答案以乘加运算的次数计。",
        ),
        (
            [AnswerData("a", "integer", unit="个 token")],
            "Answer in 个 token.",
            "答案以 token 为单位。",
        ),
        ([AnswerData("a", "integer", unit="位置")], "Answer in 位置.", "答案以位置为单位。"),
        ([AnswerData("a", "integer", unit="次数")], "Answer in 次数.", "答案以次数为单位。"),
        ([AnswerData("a", "integer", unit="只兔子")], "Answer in 只兔子.", "答案以兔子的只数计。"),
        ([AnswerData("a", "integer", unit="名学生")], "Answer in 名学生.", "答案以学生的人数计。"),
        (
            [AnswerData("a", "integer", unit="次 FLOP")],
            "Answer in 次 FLOP.",
            "答案以 FLOP 的次数计。",
        ),
        (
            [AnswerData("a", "number", unit="张量元素")],
            "Answer in 张量元素.",
            "答案以张量元素为单位。",
        ),
        ([AnswerData("a", "number", unit="步")], "Answer in 步.", "答案以步为单位。"),
        ([AnswerData("a", "number", decimals=1)], "Answer to 1 decimal.", "答案保留 1 位小数。"),
        (
            [AnswerData("a", "number", decimals=0)],
            "Answer to the nearest integer.",
            "答案取整数。",
        ),
        (
            [AnswerData("a", "number", figures=1, unit="%")],
            "Answer in %, to 1 significant figure.",
            "答案以 % 为单位，保留 1 位有效数字。",
        ),
        (
            [AnswerData("a", "vector", figures=3, compare="up_to_sign")],
            "Answer to 3 significant figures, with either sign.",
            "答案保留 3 位有效数字，正负号不限。",
        ),
        (
            [AnswerData("a", "set", compare="set")],
            "Answer in any order.",
            "答案顺序不限。",
        ),
        ([NATS, NATS], "Answer in nats, to 2 decimals.", "答案以 nats 为单位，保留 2 位小数。"),
        (
            [NATS, AnswerData("n", "integer"), AnswerData("p", "number", "<i>p</i>", decimals=3)],
            "answer: in nats, to 2 decimals; <i>p</i>: to 3 decimals.",
            "answer：以 nats 为单位，保留 2 位小数；<i>p</i>：保留 3 位小数。",
        ),
    ],
)
def test_what_is_wanted(answers, english, chinese):
    expected = {"en": english, "fr": english, "zh": chinese, "zh-Hant": chinese}
    for language, sentence in expected.items():
        line = f'<p class="wanted">{sentence}</p>' if sentence else ""
        assert wanted(answers, language) == line


def test_choices_for_a_card_without_scripts():
    options = ["right", "b", "c", "d"]
    places = set()
    for n in range(40):
        html = choices_html(options, f"deck/card-{n}/en")
        assert html == choices_html(options, f"deck/card-{n}/en")
        listed = re.findall("<li>(.*?)</li>", html)
        assert sorted(listed) == sorted(options)
        places.add(listed.index("right"))
    assert places == {0, 1, 2, 3}


def test_answers_as_html():
    one = answer_html(["1.20"], [NATS])
    assert re.sub("<.*?>", "", one) == "1.20 nats"
    several = answer_html(["1.20", "3"], [NATS, AnswerData("n", "integer", label="Number")])
    assert re.sub("<.*?>", "", several) == "answer 1.20 natsNumber 3"


def test_none_is_offered_where_it_may_be_the_answer():
    sets = [AnswerData(name, "set", compare="set") for name in "ab"]
    assert wanted(sets, "en", {0, 1}) == (
        '<p class="wanted">Answer in any order (<code>none</code> if there is none).</p>'
    )
    assert wanted(sets, "zh", {1}) == (
        '<p class="wanted">a：顺序不限；b：顺序不限（没有则填 <code>none</code>）。</p>'
    )
