"""GIFT, read by the rules of its documentation."""

import json
import re

import pytest
from decks_to_export import export, write_deck
from fields_deck import FIELDS

SPECIAL = r"(?<!\\)(?:\\\\)*"


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)


def questions(text: str) -> list[tuple[str, str, str, str]]:
    """Title, text, answers and feedback of each question, as blank lines part them."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line for line in block.split("\n") if not line.startswith("//")]
        if lines[0].startswith("$CATEGORY:"):
            found.append(("category", lines[0].partition(": ")[2], "", ""))
            continue
        match = re.fullmatch(
            rf"::(.*?{SPECIAL})::\[html\](.*?{SPECIAL})(?:\{{(.*)\}})?", "\n".join(lines), re.S
        )
        assert match, block
        answers, _, feedback = (match[3] or "").strip().partition("####")
        assert not re.search(rf"{SPECIAL}[{{}}~=#]", re.sub(r"\\.", "", match[2]))
        found.append((unescaped(match[1]), unescaped(match[2].strip()), answers, feedback))
    return found


def answers_of(text: str) -> list[tuple[float, str, str]]:
    """Fraction, text and feedback of each answer."""
    found = []
    body = text.strip().removeprefix("#")
    for sign, part in re.findall(r"(?<!\\)([=~])((?:\\.|[^=~\\])*)", body, re.S):
        percent = re.match(r"%(-?[0-9.]+)%", part)
        fraction = float(percent[1]) / 100 if percent else float(sign == "=")
        answer, says = re.match(
            r"((?:\\.|[^#\\])*)(?:#(.*))?$", part[percent.end() if percent else 0 :].strip(), re.S
        ).groups()
        found.append((fraction, unescaped(answer.strip()), unescaped((says or "").strip())))
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[list, dict[str, list]]:
    deck = write_deck(tmp_path_factory.mktemp("gift"), FIELDS)
    notes = json.loads(export(deck, "json"))["notes"]
    return questions(export(deck, "gift")), {note["id"]: note["variants"] for note in notes}


def of(made: tuple[list, dict[str, list]], id: str) -> list[tuple[str, str, str, str]]:
    return [question for question in made[0] if re.match(rf"{id}( \d+)?: ", question[0])]


def test_a_deck_is_a_category(made: tuple[list, dict[str, list]]) -> None:
    assert [q[1] for q in made[0] if q[0] == "category"] == ["$course$/top/Fields/A//B"]
    assert len(of(made, "number")) == 3
    assert len(of(made, "set")) == len(of(made, "both")) == 1


def grade(question: tuple[str, str, str, str], typed: float) -> tuple[float, str]:
    assert question[2].startswith("#")
    for fraction, answer, says in answers_of(question[2]):
        value, _, error = answer.partition(":")
        if abs(typed - float(value)) <= float(error):
            return fraction, says
    return 0, ""


def test_numbers(made: tuple[list, dict[str, list]]) -> None:
    for question, variant in zip(of(made, "number"), made[1]["number"], strict=True):
        value = variant["answer"]
        for off, fraction in ((0, 1), (0.0099, 1), (-0.0099, 1), (0.0101, 0), (-0.0101, 0)):
            assert grade(question, value + off)[0] == fraction
        fraction, says = grade(question, variant["mistakes"][0]["value"])
        assert (fraction, says) == (0, "Not {a}: ~ = # \\(x_{1} &lt; 2\\)")
        assert answers_of(question[2])[0][1].startswith(f"{value:.2f}:")
        assert "\\frac{" in unescaped(question[3])
        assert "a seventh of" in question[1]


def test_texts_and_choices(made: tuple[list, dict[str, list]]) -> None:
    for question, variant in zip(of(made, "word"), made[1]["word"], strict=True):
        accepted = [text for fraction, text, _ in answers_of(question[2]) if fraction == 1]
        assert variant["answer"].replace("*", "\\*") in accepted
    for question, variant in zip(of(made, "choice"), made[1]["choice"], strict=True):
        first, *others = answers_of(question[2])
        assert (first[0], int(first[1])) == (1, variant["answer"])
        assert [says for _, _, says in others] == ["That is much more.", "That is once."]
        assert {fraction for fraction, _, _ in others} == {0}


def test_what_cannot_be_asked_is_shown(made: tuple[list, dict[str, list]]) -> None:
    for id in ("set", "both", "matrix", "gaps", "concept"):
        (question,) = of(made, id)
        assert question[2:] == ("", "")
