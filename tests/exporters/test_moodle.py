"""Moodle's XML, read by an XML parser and held against the rules of the format's documentation."""

import base64
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from decks_to_export import DECK, export, write_deck

COMMON = "name questiontext generalfeedback defaultgrade penalty hidden idnumber tags"
ELEMENTS = {
    "category": "category info idnumber",
    "description": COMMON,
    "numerical": f"{COMMON} answer units unitgradingtype unitpenalty showunits unitsleft",
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
            assert {"name", "questiontext", "defaultgrade"} <= set(tags)
            assert question.findtext("name/text")
            assert question.find("questiontext").get("format") == "html"  # type: ignore[union-attr]
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
        "order": ["description"],
        "pick": ["multichoice"],
        "loss": ["numerical"] * 4,
        "sign": ["numerical"] * 3,
        "largest": ["multichoice"] * 3,
        "both": ["description"] * 2,
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
    assert "order" not in (order.findtext("questiontext/text") or "")
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
