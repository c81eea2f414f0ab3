"""Forms of concept and cloze cards: their fields, their data, exports, imports, errors."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from command import printed, run
from jsonschema import Draft202012Validator

from flashgen.anki.card.reading import read_data
from flashgen.anki.card.shown import shown
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.deck.schema import deck_file_schema

FORMS = Path(__file__).parents[1] / "browser" / "forms.yaml"
HEAD = "namespace: forms-k3v9\ndeck: Forms\ncards:\n"


def check(tmp_path, card):
    path = tmp_path / "forms.yaml"
    path.write_text(HEAD + card, encoding="utf-8")
    return run("check", path)


def built(path):
    made = pipeline.build(loading.load([path]))
    assert made.diagnostics == ()
    return {note.id: note for note in made.notes}


@pytest.fixture(scope="module")
def notes():
    return built(FORMS)


def test_the_fields_are_those_of_the_first_form(notes):
    fields = notes["capital"].fields
    assert fields["Front"] == "<p>What is the capital of France?</p>"
    assert fields["Back"] == "<p>Paris</p>"
    assert fields["Choices"] == fields["Extra"] == ""
    assert fields["Hints"].count("<details>") == 1
    data = read_data(fields["Data"])
    assert [row.form for row in data.rows] == [0, 1, 2]
    assert [len(form.hints) for form in data.forms] == [1, 2, 1]
    assert [form.extra for form in data.forms] == ["", "<p>Since 987.</p>", ""]
    assert [len(form.choices) for form in data.forms] == [0, 0, 3]


def test_all_forms_of_a_cloze_stand_in_its_text(notes):
    fields = notes["boil"].fields
    assert fields["Text"].count('<div class="form">') == 3
    assert fields["Text"].count("{{c1::") == fields["Text"].count("{{c2::") == 3
    assert len(read_data(fields["Data"]).rows) == 3


def test_a_card_without_forms_is_as_before(notes):
    assert notes["single"].fields["Data"] == ""


def test_nothing_is_drawn_anew(tmp_path):
    path = tmp_path / "forms.yaml"
    path.write_text(FORMS.read_text("utf-8"), encoding="utf-8")
    printed("build", path, "-o", tmp_path / "a.apkg")
    lock = (tmp_path / "flashgen.lock").read_text("utf-8")
    printed("build", path, "--fresh", "-o", tmp_path / "b.apkg")
    notes_of = [line for line in lock.splitlines() if line.startswith("note ")]
    fresh = (tmp_path / "flashgen.lock").read_text("utf-8").splitlines()
    assert [line for line in fresh if line.startswith("note ")] == notes_of


def test_the_forms_as_they_are_shown(notes):
    forms = list(shown(notes["boil"]))
    assert [form.variant for form in forms] == [1, 2, 3]
    assert [form.extra.startswith("<p>Higher") for form in forms] == [False, True, False]
    assert all("{{" not in form.question and "100" in form.answer for form in forms)
    mixed = list(shown(notes["mixed"]))
    assert [len(form.statements) for form in mixed] == [2, 0, 0]
    assert [len(form.order) for form in mixed] == [0, 3, 0]
    assert mixed[2].answer == "<p>A square.</p>"
    (single,) = shown(notes["single"])
    assert single.variant == 0


def test_a_course_system_gets_each_form_as_a_question():
    questions = ET.fromstring(printed("export", FORMS, "--to", "moodle"))
    names = [q.findtext("name/text") or "" for q in questions]
    assert [name for name in names if name.startswith("oxide")] == [
        "oxide 01: What is H~2~O called?",
        "oxide 02: What is the oxide of hydrogen called?",
    ]
    assert len([name for name in names if name.startswith("boil ")]) == 3
    numbers = [q.findtext("idnumber") for q in questions if q.findtext("idnumber")]
    assert len(numbers) == len(set(numbers))


def test_tables_and_texts_have_as_many_forms_as_are_asked_for():
    def rows(*arguments):
        text = printed("export", FORMS, "--to", "csv", *arguments)
        return [(row["id"], row["variant"]) for row in csv.DictReader(io.StringIO(text))]

    assert rows().count(("capital", "1")) == 1
    assert ("capital", "2") not in rows()
    assert rows("--variants", "3").count(("capital", "3")) == 1
    assert ("single", "") in rows()
    text = printed("export", FORMS, "--to", "markdown", "--variants", "2")
    assert "From which city is France governed?" in text and "Which city is on" not in text
    assert printed("show", "boil", FORMS, "-n", "2").count(", form ") == 2


def test_they_come_back(notes, tmp_path):
    printed("build", FORMS, "-o", tmp_path / "a.apkg")
    printed("import", tmp_path / "a.apkg", "-o", tmp_path / "back.yaml")
    back = built(tmp_path / "back.yaml")
    assert {name: note.fields for name, note in back.items()} == {
        name: note.fields for name, note in notes.items()
    }
    text = (tmp_path / "back.yaml").read_text("utf-8")
    assert re.search(r"- id: capital\n  back: Paris\n  forms:\n    - front: What", text)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("- id: a\n  front: $a$\n  back: b\n  forms: []\n", "wrong-type"),
        ("- id: a\n  front: $a$\n  back: b\n  forms: [x]\n", "wrong-type"),
        ("- id: a\n  front: $a$\n  back: b\n  forms: [{reverse: true}]\n", "unknown-key"),
        ("- id: a\n  front: $a$\n  back: b\n  reverse: true\n  forms: [{front: c}]\n", "unfit-key"),
        ("- id: a\n  front: $a$\n  forms: [{back: c}, {front: d}]\n", "missing-key"),
        ("- id: a\n  back: $a$\n  forms: [{front: c}, {}]\n", "missing-key"),
        ("- id: a\n  back: $a$\n  forms: [{front: Why?}, {front: why }]\n", "equal-forms"),
        ("- id: a\n  front: $a$\n  back: b\n  forms: [{cloze: '{{c1::x}}'}]\n", "unknown-key"),
        (
            "- id: a\n  forms:\n  - cloze: '{{c1::x}} y'\n  - cloze: '{{c2::x}} z'\n",
            "unequal-gaps",
        ),
        ("- id: a\n  forms:\n  - cloze: '{{c1::x}} y'\n  - cloze: x y\n", "no-cloze"),
        (
            "- id: a\n  forms:\n  - cloze: A {{c1::x}} B.\n  - cloze: a, {{c1::y}} b\n",
            "equal-forms",
        ),
        (
            "- id: a\n  front: $a$\n  back: b\n  forms:\n  - front: c\n    choices: [b]\n",
            "equal-choices",
        ),
    ],
)
def test_what_is_wrong(tmp_path, card, code):
    result = check(tmp_path, card)
    assert f"[{code}]" in result.output, result.output


@pytest.mark.parametrize(
    "card",
    [
        "- id: a\n  back: b\n  forms: [{front: c}, {front: d}]\n",
        "- id: a\n  front: $a$\n  back: b\n  forms: [{}, {front: c, choices: [d, e]}]\n",
        "- id: a\n  forms: [{front: c, back: d}, {front: e, back: f}]\n",
        "- id: a\n  forms:\n  - cloze: '{{c1::x}} y'\n  - cloze: 'y {{c1::x}}'\n",
        "- id: a\n  front: c\n  answer: x\n  forms: [{}, {front: d, accept: [y]}]\n",
        "- id: a\n  front: $a$\n  forms:\n  - order: [$a$, $b$]\n  - back: c\n    front: d\n",
        (
            "- id: a\n  question: $<<a>>$\n  answer: a\n  forms:\n"
            "  - parameters: {a: 'integers(2, 40)'}\n  - parameters: {a: 'integers(41, 99)'}\n"
        ),
    ],
)
def test_what_is_right(tmp_path, card):
    result = check(tmp_path, card)
    assert "no errors, no warnings" in result.output, result.output
    import yaml

    document = yaml.safe_load(HEAD + card)
    errors = [e.message for e in Draft202012Validator(deck_file_schema()).iter_errors(document)]
    assert errors == []


def test_two_cards_that_ask_the_same_in_a_form(tmp_path):
    card = "- id: a\n  back: b\n  forms: [{front: c}, {front: Why so?}]\n"
    result = check(tmp_path, card + "- id: d\n  front: Why so?\n  back: e\n")
    assert "[duplicate-front]" in result.output
