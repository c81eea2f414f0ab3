"""Moodle's XML, read by an XML parser and held against the rules of the format's documentation."""

import base64
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from command import run
from decks_to_export import DECK, export, write_deck
from moodle_reader import FIELD, fields, grade

COMMON = "name questiontext generalfeedback defaultgrade penalty hidden idnumber tags"
ELEMENTS = {
    "category": "category info idnumber",
    "description": COMMON,
    "numerical": f"{COMMON} answer units unitgradingtype unitpenalty showunits unitsleft",
    "cloze": COMMON.replace("defaultgrade ", ""),
    "multichoice": f"{COMMON} single shuffleanswers answernumbering correctfeedback "
    "partiallycorrectfeedback incorrectfeedback answer",
}
NUMBERING = {"abc", "ABCD", "123", "iii", "IIII", "none"}


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_deck(tmp_path_factory.mktemp("moodle"))


@pytest.fixture(scope="module")
def quiz(deck: Path) -> ET.Element:
    return ET.fromstring(export(deck, "moodle"))


def questions(quiz: ET.Element, id: str) -> list[ET.Element]:
    """The questions of a card."""
    return [q for q in quiz if re.match(rf"{id}( \d+)?: ", q.findtext("name/text") or "")]


def categories(quiz: ET.Element) -> dict[str, list[str]]:
    """The categories by their paths, with the names of the questions that follow each."""
    found: dict[str, list[str]] = {}
    for question in quiz:
        if question.get("type") == "category":
            path = question.findtext("category/text") or ""
            assert path not in found
            found[path] = []
        else:
            found[path].append((question.findtext("name/text") or "").partition(":")[0])
    return found


def judged(question: ET.Element, typed: float) -> tuple[str, str]:
    """What Moodle gives for a number: fraction and feedback of the first answer that fits."""
    for answer in question.findall("answer"):
        off = abs(typed - float(answer.findtext("text") or ""))
        if off <= float(answer.findtext("tolerance") or ""):
            return answer.get("fraction") or "", answer.findtext("feedback/text") or ""
    return "0", ""


def test_elements_are_those_of_the_format(quiz: ET.Element) -> None:
    assert quiz.tag == "quiz"
    for question in quiz:
        kind = question.get("type")
        assert kind in ELEMENTS
        tags = [child.tag for child in question]
        assert set(tags) <= set(ELEMENTS[kind].split())
        once = Counter(tag for tag in tags if tag != "answer")
        assert set(once.values()) == {1}
        if kind != "category":
            assert {"name", "questiontext"} <= set(tags)
            assert ("defaultgrade" in tags) is (kind != "cloze")
            assert question.findtext("name/text")
            assert question.find("questiontext").get("format") == "html"
        if kind == "numerical":
            for answer in question.findall("answer"):
                assert float(answer.findtext("tolerance") or "") >= 0
        if kind == "multichoice":
            assert question.findtext("answernumbering") in NUMBERING
            fractions = [answer.get("fraction") for answer in question.findall("answer")]
            assert sorted(fractions, reverse=True) == ["100", *["0"] * (len(fractions) - 1)]


def test_a_category_a_deck_and_one_a_card_of_several_variants(quiz: ET.Element) -> None:
    deck = "$course$/top/Deep Learning/Losses"
    assert categories(quiz) == {
        deck: ["tab", "order", "pick"],
        f"{deck}/loss": ["loss 01", "loss 02", "loss 03", "loss 04"],
        f"{deck}/sign": ["sign 01", "sign 02", "sign 03"],
        f"{deck}/largest": ["largest 01", "largest 02", "largest 03"],
        f"{deck}/both": ["both 01", "both 02"],
    }
    kinds = {
        id: [question.get("type") for question in questions(quiz, id)]
        for id in ("tab", "order", "pick", "loss", "sign", "largest", "both")
    }
    assert kinds == {
        "tab": ["description"],
        "order": ["cloze"],
        "pick": ["multichoice"],
        "loss": ["numerical"] * 4,
        "sign": ["numerical"] * 3,
        "largest": ["multichoice"] * 3,
        "both": ["cloze"] * 2,
    }
    numbers = [q.findtext("idnumber") for q in quiz if q.get("type") != "category"]
    assert len(set(numbers)) == len(numbers)


def test_one_variant_needs_no_category(deck: Path) -> None:
    found = categories(ET.fromstring(export(deck, "moodle", "--variants", "1")))
    assert list(found) == ["$course$/top/Deep Learning/Losses"]
    assert len(found["$course$/top/Deep Learning/Losses"]) == 7


TITLES = {
    "$w \\cdot x + b$ with $w = [-2]$ and $x < \\frac{1}{2\\sigma}$?":
        "w · x + b with w = [-2] and x < 1/(2σ)?",
    "One & `two`, *three*.": "One & two, three.",
    "There are twelve words in this text, " * 3:
        "There are twelve words in this text, There are twelve words in this text, There…",
    "很长的一句话，" * 20: "很长的一句话，" * 5 + "很长的一句…",
}  # fmt: skip


@pytest.mark.parametrize(("front", "title"), TITLES.items(), ids=["math", "marks", "long", "zh"])
def test_names_can_be_read(front: str, title: str, tmp_path: Path) -> None:
    text = f"namespace: n\ndeck: D\ncards:\n- id: x\n  front: |\n    {front}\n  back: So.\n"
    quiz = ET.fromstring(export(write_deck(tmp_path, text), "moodle"))
    assert quiz[1].findtext("name/text") == f"x: {title}"


def test_answers_are_judged_as_on_the_card(deck: Path, quiz: ET.Element) -> None:
    (note,) = json.loads(export(deck, "json", "--only", "loss"))["notes"]
    for question, variant in zip(questions(quiz, "loss"), note["variants"], strict=True):
        value = variant["answer"]
        assert judged(question, float(variant["answer_text"]))[0] == "100"
        assert judged(question, value + 0.0199)[0] == "100"
        assert judged(question, value + 0.0201)[0] == "0"
        fraction, says = judged(question, value / 0.6931471805599453)
        assert fraction == "0"
        shown = re.search(r"0\.\d+", variant["question"])
        assert shown
        assert says == f"That is in bits, at {shown[0]}."
        assert question.findtext("units/unit/unit_name") == "nats"
        assert question.findtext("units/unit/multiplier") == "1"


def test_an_integer_is_exact(quiz: ET.Element) -> None:
    for question in questions(quiz, "sign"):
        value = int(question.findtext("answer/text") or "")
        assert value < 0
        assert judged(question, value)[0] == "100"
        assert judged(question, value + 0.01)[0] == "0"
        assert question.find("units") is None


def test_texts_and_feedback(quiz: ET.Element) -> None:
    (tab,) = questions(quiz, "tab")
    formula = '<span class="whole">\\(a &lt; b\\)?</span>'
    assert f"others', commas; and {formula}" in (tab.findtext("questiontext/text") or "")
    feedback = tab.findtext("generalfeedback/text") or ""
    assert "A tab between two letters." in feedback
    assert "<code>vector&lt;int&gt;</code>" in feedback
    (order,) = questions(quiz, "order")
    assert "order" not in FIELD.sub("", order.findtext("questiontext/text") or "")
    assert '<b class="cloze">order</b>' in (order.findtext("generalfeedback/text") or "")
    for question in questions(quiz, "loss"):
        assert "Done, in <em>nats</em>." in (question.findtext("generalfeedback/text") or "")
        assert "\ue000" not in ET.tostring(question, "unicode")
        text = question.findtext("questiontext/text") or ""
        style = text.partition("<style>")[2].partition("</style>")[0]
        assert ".figure-bar" in style
        assert "var(--fg" not in style


def test_choices_say_why_they_are_wrong(quiz: ET.Element) -> None:
    (pick,) = questions(quiz, "pick")
    assert [
        (answer.findtext("text"), answer.findtext("feedback/text"))
        for answer in pick.findall("answer")
    ] == [
        ("<code>CrossEntropyLoss</code>", ""),
        ("<code>NLLLoss</code>", "That one takes log-probabilities."),
        ("<code>MSELoss</code>", ""),
    ]
    for question in questions(quiz, "largest"):
        says = [answer.findtext("feedback/text") for answer in question.findall("answer")]
        assert says == ["", "That is much more.", "That is once."]


def test_images_are_inside(tmp_path: Path) -> None:
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    (tmp_path / "dot.png").write_bytes(png)
    deck = write_deck(tmp_path, DECK.replace("- id: tab\n", "- id: tab\n  image: dot.png\n"))
    (tab,) = questions(ET.fromstring(export(deck, "moodle", "--only", "tab")), "tab")
    file = tab.find("questiontext/file")
    assert file is not None
    assert base64.b64decode(file.text or "") == png
    assert f"@@PLUGINFILE@@/{file.get('name')}" in (tab.findtext("questiontext/text") or "")


# Embedded answers, read by the rules of Moodle's own importer.

FIELDS = r"""
namespace: fields-k3v9
deck: Fields
cards:
- id: both
  parameters: {a: "integers(2, 30)"}
  question: What are a third and the square of <<a>>?
  answers:
  - {name: third, label: A third, value: a / 3, unit: m, decimals: 2}
  - {name: square, value: a * a}
  mistakes:
  - value: a * 2
    of: square
    says: "That is {2a} ~ <b>twice</b> & $x_{1} < 2$ # not squared"
  variants: 3
- id: vector
  parameters: {a: "integers(2, 30)"}
  question: "Vector?"
  answer: "[a / 7, -a, 2]"
  decimals: 2
  variants: 2
- id: matrix
  parameters: {a: "integers(2, 30)"}
  question: "Matrix?"
  answer: "[[a, 1], [2, -a]]"
  variants: 2
- id: word
  parameters: {a: "integers(2, 9)"}
  question: "Word for <<a>>?"
  answer: "'a*b {x} ~#1' if a > 5 else 'x-1'"
  variants: 8
- id: set
  parameters: {a: "integers(2, 30)"}
  question: "Set?"
  answer: "[a, a + 1]"
  compare: set
  variants: 5
- id: gaps
  cloze: "The {{c1::capital of {{c3::France}}}} is {{c2::Paris::a city}}, $x = {{c4::5}}$."
- id: code
  cloze: "Write `x = {{c1::a[0]}}` or {{c2::`*p`}}."
- id: math
  cloze: "Only {{c1::$x^2$}}."
"""


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> tuple[ET.Element, dict[str, list]]:
    deck = write_deck(tmp_path_factory.mktemp("fields"), FIELDS)
    notes = json.loads(export(deck, "json"))["notes"]
    return ET.fromstring(export(deck, "moodle")), {n["id"]: n["variants"] for n in notes}


def text_of(question: ET.Element) -> str:
    return question.findtext("questiontext/text") or ""


def test_several_answers_are_fields(embedded: tuple[ET.Element, dict[str, list]]) -> None:
    quiz, variants = embedded
    for question, variant in zip(questions(quiz, "both"), variants["both"], strict=True):
        assert question.get("type") == "cloze"
        third, square = fields(text_of(question))
        assert [third.kind, square.kind] == ["NUMERICAL"] * 2
        right, twice = variant["answer"]["third"], variant["mistakes"][0]["value"]
        assert third.answers[0].text == f"{right:.2f}"  # what Moodle shows as the right answer
        for off, expected in ((0, 1), (0.0099, 1), (-0.0099, 1), (0.0101, 0), (-0.0101, 0)):
            assert grade(third, right + off)[0] == expected
        assert grade(square, variant["answer"]["square"]) == (1, "")
        assert grade(square, twice) == (
            0, "That is {2a} ~ <b>twice</b> &amp; \\(x_{1} &lt; 2\\) # not squared",
        )  # fmt: skip
        assert re.search(r"A third: .*?<span class=\"unit\">m</span>", text_of(question))


def test_vectors_and_matrices_have_a_field_for_each_number(
    embedded: tuple[ET.Element, dict[str, list]],
) -> None:
    quiz, variants = embedded
    for id in ("vector", "matrix"):
        for question, variant in zip(questions(quiz, id), variants[id], strict=True):
            flat = [n for row in variant["answer"] for n in (row if id == "matrix" else [row])]
            made = fields(text_of(question))
            assert len(made) == len(flat)
            for field, number in zip(made, flat, strict=True):
                assert grade(field, number)[0] == 1
                assert grade(field, number + 0.02)[0] == 0
    (matrix, *_) = questions(quiz, "matrix")
    assert text_of(matrix).count("<tr>") == 2
    assert text_of(matrix).count("<td>") == 4


def test_texts_are_accepted_as_they_are_typed(
    embedded: tuple[ET.Element, dict[str, list]],
) -> None:
    quiz, variants = embedded
    seen = set()
    for question, variant in zip(questions(quiz, "word"), variants["word"], strict=True):
        (field,) = fields(text_of(question))
        word = variant["answer"]
        seen.add(word)
        assert grade(field, word) == (1, "")
        assert grade(field, word.upper()) == (1, "")
        assert grade(field, word.replace("-", "\u2212")) == (1, "")
        assert grade(field, word.replace("*", "something"))[0] == (1 if "*" not in word else 0)
    assert seen == {"a*b {x} ~#1", "x-1"}


def test_gaps_of_a_cloze_are_fields(embedded: tuple[ET.Element, dict[str, list]]) -> None:
    quiz, _ = embedded
    (gaps,) = questions(quiz, "gaps")
    assert [field.answers[0].text for field in fields(text_of(gaps))] == ["France", "Paris"]
    rest = FIELD.sub("_", text_of(gaps))
    assert "capital of _" in rest
    assert "_ (a city)" in rest
    assert "5" in rest
    (code,) = questions(quiz, "code")
    index, pointer = fields(text_of(code))
    assert grade(index, "a[0]")[0] == grade(pointer, "*p")[0] == 1
    assert grade(pointer, "xp")[0] == 0
    (math,) = questions(quiz, "math")
    assert math.get("type") == "description"


def test_what_cannot_be_asked_is_shown_once(
    embedded: tuple[ET.Element, dict[str, list]],
) -> None:
    quiz, variants = embedded
    assert len(variants["set"]) == 5
    (shown,) = questions(quiz, "set")
    assert shown.get("type") == "description"


def test_points_and_categories_and_units_as_asked(tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    options = ("--points", "4", "--per-deck", "--unit-penalty", "0.25")
    quiz = ET.fromstring(export(deck, "moodle", *options))
    assert [len(ids) for ids in categories(quiz).values()] == [15]
    for question in quiz:
        if question.get("type") in ("numerical", "multichoice"):
            assert question.findtext("defaultgrade") == "4"
        if question.get("type") == "cloze":
            made = fields(text_of(question))
            assert sum(field.weight for field in made) == 4
    (loss, *_) = questions(quiz, "loss")
    assert (loss.findtext("unitgradingtype"), loss.findtext("unitpenalty")) == ("1", "0.25")
    (sign, *_) = questions(quiz, "sign")
    assert (sign.findtext("unitgradingtype"), sign.findtext("unitpenalty")) == ("0", "0")


def test_the_summary_counts(tmp_path: Path) -> None:
    result = run("export", write_deck(tmp_path), "--to", "moodle", "-o", tmp_path / "x.xml")
    assert result.stderr.startswith(
        "14 questions are asked (3 embedded answers, 4 multiple choice, 7 numerical), 1 only shown"
    )
    assert "makes copies" in result.stderr
