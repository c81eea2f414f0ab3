"""Statements and orders in the formats: what is asked, and what is right there."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from itertools import combinations
from pathlib import Path

import pytest
from command import run
from decks_to_export import export, write_deck
from qti_reader import check_item, grade, name

DECK = """namespace: n
deck: D
cards:
- id: claims
  parameters: {a: "integers(1, 9)", b: "integers(1, 9)"}
  question: Let $a = <<a>>$ and $b = <<b>>$.
  statements:
  - {text: $a > 4$, right: a > 4, says: It is <<a>>.}
  - {text: $b > 4$, right: b > 4}
  - {text: $a = b$, right: a == b}
  variants: 12
- id: fixed
  front: Which?
  statements:
  - {text: A = {x} is so., right: yes, says: Because.}
  - {text: B ~ so., right: no, says: It is not.}
  - {text: C is so., right: yes}
- id: steps
  front: First to last?
  order: [one, [two, "three #3"], four]
- id: plain
  front: And these?
  order: [alpha, beta, gamma]
""".replace("{x}", "(x)")


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_deck(tmp_path_factory.mktemp("lists"), DECK)


@pytest.fixture(scope="module")
def variants(deck: Path) -> list[dict]:
    notes = json.loads(export(deck, "json"))["notes"]
    return next(note["variants"] for note in notes if note["id"] == "claims")


def questions(quiz: ET.Element, id: str) -> list[ET.Element]:
    return [q for q in quiz if re.match(rf"{id}( \d+)?: ", q.findtext("name/text") or "")]


def test_the_truth_is_that_of_the_variant(variants: list[dict]) -> None:
    assert len(variants) == 12
    for variant in variants:
        a, b = variant["parameters"]["a"], variant["parameters"]["b"]
        assert [s["right"] for s in variant["statements"]] == [a > 4, b > 4, a == b]
        assert variant["answer"] == {} and variant["mistakes"] == []


def test_moodle_has_boxes_to_tick(deck: Path, variants: list[dict]) -> None:
    quiz = ET.fromstring(export(deck, "moodle"))
    asked = questions(quiz, "claims")
    assert len(asked) == len(variants)
    some_none = any(not any(s["right"] for s in v["statements"]) for v in variants)
    assert some_none
    for question, variant in zip(asked, variants, strict=True):
        assert question.get("type") == "multichoice"
        assert question.findtext("single") == "false"
        assert "Tick the statements that are true." in question.findtext("questiontext/text")
        answers = question.findall("answer")
        truths = [s["right"] for s in variant["statements"]]
        truths.append(not any(truths))
        # In all variants, so that it tells nothing where it stands.
        assert answers[-1].findtext("text") == "None of these statements is true."
        fractions = [float(answer.get("fraction")) for answer in answers]
        assert [fraction > 0 for fraction in fractions] == truths
        assert sum(f for f in fractions if f > 0) == pytest.approx(100, abs=0.001)
        assert len({abs(f) for f in fractions}) == 1
    (fixed,) = questions(quiz, "fixed")
    assert [answer.get("fraction") for answer in fixed.findall("answer")] == ["50", "-50", "50"]
    assert [a.findtext("feedback/text") for a in fixed.findall("answer")] == [
        *("Because.", "It is not.", ""),
    ]


MOODLE_FRACTIONS = {
    *("100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10"),
}


def test_moodle_knows_all_fractions(tmp_path: Path) -> None:
    for right in range(1, 11):
        statements = "".join(
            f"  - {{text: S{n}, right: {'yes' if n < right else 'no'}}}\n" for n in range(12)
        )
        text = f"namespace: n\ndeck: D\ncards:\n- id: x\n  front: Q\n  statements:\n{statements}"
        quiz = ET.fromstring(export(write_deck(tmp_path, text), "moodle"))
        fractions = {a.get("fraction").lstrip("-") for a in quiz.iter("answer")}
        assert len(fractions) == 1 and fractions <= MOODLE_FRACTIONS


def test_moodle_puts_in_order(deck: Path) -> None:
    quiz = ET.fromstring(export(deck, "moodle"))
    (plain,) = questions(quiz, "plain")
    assert plain.get("type") == "ordering"
    assert [(a.get("fraction"), a.findtext("text")) for a in plain.findall("answer")] == [
        *(("1", "alpha"), ("2", "beta"), ("3", "gamma")),
    ]
    assert plain.findtext("gradingtype") == "ABSOLUTE_POSITION"
    assert plain.findtext("layouttype") == "VERTICAL"
    # Items that may come in either order share a place.
    (steps,) = questions(quiz, "steps")
    assert steps.get("type") == "matching"
    pairs = [(s.findtext("text"), s.findtext("answer/text")) for s in steps.findall("subquestion")]
    assert pairs == [("one", "1"), ("two", "2–3"), ("three #3", "2–3"), ("four", "4")]


def test_the_summary_counts_them_as_asked(deck: Path) -> None:
    result = run("export", deck, "--to", "moodle")
    assert "15 questions are asked (1 matching, 13 multiple choice, 1 ordering), 0 only" in (
        result.stderr
    )


def test_gift_has_weights_and_pairs(deck: Path) -> None:
    text = export(deck, "gift", "--variants", "1")
    blocks = {
        block.split("::")[1].partition("\\:")[0]: block
        for block in text.split("\n\n")
        if "::" in block
    }
    assert (
        "~%50%A \\= (x) is so.#Because.\n~%-50%B \\~ so.#It is not.\n~%50%C is so.\n"
        in (blocks["fixed"])
    )
    assert "\n=one -> 1\n=two -> 2–3\n=three \\#3 -> 2–3\n=four -> 4\n" in blocks["steps"]
    assert "Give each item the number of its place." in blocks["plain"]


def package(deck: Path, folder: Path, *options: str) -> dict[str, list[str]]:
    target = folder / "x.zip"
    result = run("export", deck, "--to", "qti", *options, "-o", target, status=0)
    assert result.stderr.startswith("15 questions are graded by the system, 0 are for")
    with zipfile.ZipFile(target) as archive:
        return {path: archive.read(path).decode() for path in archive.namelist()}


@pytest.fixture(scope="module")
def items(deck: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[ET.Element]]:
    found: dict[str, list[ET.Element]] = {}
    for path, text in package(deck, tmp_path_factory.mktemp("qti")).items():
        if path.startswith("items/"):
            item = ET.fromstring(text)
            check_item(item)
            found.setdefault(re.match("[a-z]+", item.get("title"))[0], []).append(item)
    return found


def test_qti_gives_points_for_each_statement(
    items: dict[str, list[ET.Element]], variants: list[dict]
) -> None:
    for item, variant in zip(items["claims"], variants, strict=True):
        truths = [s["right"] for s in variant["statements"]]
        truths.append(not any(truths))
        names = [f"o{n}" for n in range(1, 5)]
        right = [n for n, truth in zip(names, truths, strict=True) if truth]
        assert grade(item, {"RESPONSE": right})[0] == pytest.approx(1)
        for size in range(1, 5):
            for ticked in combinations(names, size):
                score = sum(1 if n in right else -1 for n in ticked) / len(right)
                expected = max(0.0, min(1.0, score))
                assert grade(item, {"RESPONSE": list(ticked)})[0] == pytest.approx(expected)
    (fixed,) = items["fixed"]
    assert "It is not." in " ".join(grade(fixed, {"RESPONSE": ["o1", "o2", "o3"]})[1])
    assert "Because." in " ".join(grade(fixed, {"RESPONSE": ["o3"]})[1][:-1])
    assert "Because." not in " ".join(grade(fixed, {"RESPONSE": ["o1", "o3"]})[1][:-1])


def test_qti_takes_every_right_order(items: dict[str, list[ET.Element]]) -> None:
    (item,) = items["steps"]
    assert any(name(e) == "orderInteraction" for e in item.iter())
    right = ([0, 1, 2, 3], [0, 2, 1, 3])
    for order in (*right, [1, 0, 2, 3], [3, 2, 1, 0], [0, 1, 3, 2]):
        response = [f"o{n + 1}" for n in order]
        assert grade(item, {"RESPONSE": response})[0] == (1.0 if order in right else 0.0)


@pytest.mark.parametrize(("group", "asked"), [("b, c, d, e", 1), ("b, c, d, e, f", 0)])
def test_qti_leaves_too_many_orders_to_the_teacher(group: str, asked: int, tmp_path: Path) -> None:
    text = f"namespace: n\ndeck: D\ncards:\n- id: x\n  front: Q\n  order: [a, [{group}]]\n"
    target = tmp_path / "x.zip"
    result = run("export", write_deck(tmp_path, text), "--to", "qti", "-o", target)
    said = f"{asked} questions are graded by the system, {1 - asked} are for a written"
    assert result.stderr.startswith(said)


@pytest.mark.parametrize(("right", "asked"), [(10, 1), (11, 0)])
def test_moodle_has_no_fraction_for_more_true_statements(
    right: int, asked: int, tmp_path: Path
) -> None:
    statements = "".join(
        f"  - {{text: S{n}, right: {'yes' if n < right else 'no'}}}\n" for n in range(12)
    )
    text = f"namespace: n\ndeck: D\ncards:\n- id: x\n  front: Q\n  statements:\n{statements}"
    deck = write_deck(tmp_path, text)
    for system in ("moodle", "gift"):
        result = run("export", deck, "--to", system)
        assert result.stderr.startswith(f"{asked} questions are asked")


def test_canvas_classic(deck: Path, tmp_path: Path) -> None:
    files = package(deck, tmp_path, "--qti", "1.2")
    quiz = next(text for path, text in files.items() if path.startswith("quiz-"))
    root = ET.fromstring(re.sub(' xmlns="[^"]*"', "", quiz))
    kinds = [e.text for e in root.iter("fieldentry") if (e.text or "").endswith("_question")]
    assert kinds == ["multiple_answers_question"] * 13 + ["matching_question"] * 2
    steps = next(item for item in root.iter("item") if item.get("title").startswith("steps"))
    places = {
        label.get("ident"): "".join(label.itertext()).strip()
        for label in steps.iter("response_label")
    }
    right = {
        "".join(lid.find("material").itertext()): lid.get("ident")
        for lid in steps.iter("response_lid")
    }
    wanted = {e.get("respident"): places[e.text] for e in steps.iter("varequal")}
    assert {item: wanted[ident] for item, ident in right.items()} == {
        "one": "1", "two": "2–3", "three #3": "2–3", "four": "4",
    }  # fmt: skip


def test_on_paper(deck: Path) -> None:
    html = export(deck, "html")
    questions, key = (
        html.split('<section class="key"')
        if '<section class="key"' in html
        else (html.partition('class="key"')[0], html.partition('class="key"')[2])
    )
    assert questions.count("☐ True ☐ False") == 6
    assert questions.count('class="blank letter"') == 7
    assert "True." not in questions
    letters = re.search(r"<b>([A-D](?:, |, \(|\), )[A-D(),  ]+)</b>", key)
    assert letters is not None
    short = export(deck, "html", "--part", "short-key")
    assert re.search("(?:True|False), (?:True|False), (?:True|False)", short)
    # The letters of the key lead to the items in their order.
    items = re.search(r'First to last\?</p><ol type="A">(.*?)</ol>', questions)[1]
    named = dict(zip("ABCD", re.findall("<li>(.*?)</li>", items), strict=True))
    order = [named[letter] for letter in re.findall("[A-D]", letters[1])]
    assert order[0] == "one" and order[3] == "four" and set(order[1:3]) == {"two", "three #3"}


def test_latex(deck: Path) -> None:
    source = export(deck, "latex")
    assert source.count(r"$\square$ True\quad $\square$ False") == 6
    assert source.count(r"\underline{\hspace{2em}}") == 7


def test_texts(deck: Path) -> None:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(export(deck, "csv")))}
    assert rows["steps"]["answer"] == "one\ntwo\nthree #3\nfour"
    assert sorted(rows["steps"]["options"].split("\n")) == ["four", "one", "three #3", "two"]
    assert rows["steps"]["options"] != rows["steps"]["answer"]
    assert "A = (x) is so. **True.** Because." in rows["fixed"]["answer"].split("\n")
    markdown = export(deck, "markdown")
    assert "1. one\n2. two\n3. three #3\n4. four\n\n2 and 3 may come in either order." in markdown
    shown = run("show", "fixed", deck).stdout
    assert "Statements\n" in shown and "C is so." in shown
