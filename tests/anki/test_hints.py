"""Hints on all kinds of card: the field, the data, what exports and imports make of them."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from command import run

from flashgen.anki.card.reading import read_data
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading

DECK = r"""
namespace: help-k3v9
deck: Help
languages: [en, zh]
cards:
- id: speed
  parameters:
    s: integers(20, 90)
    t: integers(2, 9)
  question: "$<<s>>$, $<<t>>$: $v$?"
  answer: s / t
  decimals: 2
  hints:
  - {en: Divide a distance by a time., zh: 用路程除以时间。}
  - $<<s>> / <<t>>$
  variants: 3
- id: word
  front: $\max(0, x)$?
  back: ReLU
  hints: {en: [It is *rectified*., Four letters.], zh: [它是**整流**的。, 四个字母。]}
- id: gap
  cloze: "{{c1::ReLU}}"
  hints: [$x$]
- id: forms
  parameters:
    a: integers(2, 40)
  answer: a + 1
  hints: [$a$]
  forms:
  - question: $<<a>> + 1$?
  - question: $1 + <<a>>$?
    hints: [$b$, $c$]
  variants: 4
"""


@pytest.fixture(scope="module")
def deck(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("hints") / "help.yaml"
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def notes(deck):
    built = pipeline.build(loading.load([deck]))
    assert built.diagnostics == ()
    return {(note.id, note.language): note for note in built.notes}


def test_the_field_has_them_closed(notes):
    fields = notes["word", "zh"].fields
    assert fields["Hints"] == (
        "<details><summary>提示 1</summary><p>它是<strong>整流</strong>的。</p></details>"
        "<details><summary>提示 2</summary><p>四个字母。</p></details>"
    )
    assert notes["gap", "en"].fields["Hints"] == (
        r"<details><summary>Hint</summary><p>\(x\)</p></details>"
    )


def test_the_data_have_the_numbers_of_each_variant(notes):
    note = notes["speed", "en"]
    data = read_data(note.fields["Data"])
    (form,) = data.forms
    assert len(form.hints) == 2
    assert "\ue000" in form.hints[1]
    question = re.findall(r"\\\((\d+)", note.fields["Question"])
    assert r"\({} / {}\)".format(*question) in note.fields["Hints"]


def test_a_form_may_have_hints_of_its_own(notes):
    data = read_data(notes["forms", "en"].fields["Data"])
    assert [len(form.hints) for form in data.forms] == [1, 2]


def test_the_data_of_other_kinds(notes):
    assert read_data(notes["word", "en"].fields["Data"]).forms[0].hints == (
        "<p>It is <em>rectified</em>.</p>",
        "<p>Four letters.</p>",
    )
    assert len(read_data(notes["gap", "zh"].fields["Data"]).forms[0].hints) == 1


@pytest.mark.parametrize(
    ("hints", "code"),
    [
        ("[]", "empty-value"),
        ("['']", "empty-value"),
        ("[<<q>>]", "expression"),
        ("[f(a, b]", "yaml-cut"),
    ],
)
def test_what_is_no_hint(tmp_path, hints, code):
    path = tmp_path / "a.yaml"
    path.write_text(
        "namespace: n\ndeck: D\ncards:\n- id: a\n  parameters: {a: 'integers(1, 99)'}\n"
        f"  question: <<a>>?\n  answer: a\n  hints: {hints}\n",
        encoding="utf-8",
    )
    result = run("check", path, status=1)
    assert f"[{code}]" in result.output


def test_what_exports_make_of_them(deck):
    def export(*arguments):
        return run("export", deck, "--lang", "en", "--to", *arguments).stdout_bytes.decode("utf-8")

    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(export("csv")))}
    assert rows["word"]["hints"] == "It is *rectified*.\n\nFour letters."
    assert re.fullmatch(r"Divide .*\.\n\n\$\d+ / \d+\$", rows["speed"]["hints"])
    variants = json.loads(export("json"))["notes"][0]["variants"]
    assert len({variant["hints"][1] for variant in variants}) == 3
    assert "**Hints**\n\n1. It is *rectified*.\n2. Four letters.\n" in export("markdown")
    questions = ET.fromstring(export("moodle"))
    hints = {
        question.findtext("name/text").split(":")[0]: [
            hint[0].text for hint in question.iter("hint")
        ]
        for question in questions
        if question.find("name") is not None
    }
    assert len(hints["speed 01"]) == 2
    assert hints["word"] == []  # it is shown, not asked
    assert len(hints["gap"]) == 1


def test_show_has_them(deck):
    for name in ("speed", "word", "gap"):
        text = run("show", name, deck, "--lang", "en").output
        assert "\nHints\n  1. " in text


def test_they_come_back(deck, notes, tmp_path):
    package = tmp_path / "a.apkg"
    run("build", deck, "-o", package)
    run("import", package, "-o", tmp_path / "back.yaml")
    back = pipeline.build(loading.load([tmp_path / "back.yaml"]))
    for note in back.notes:
        if note.id in ("word", "gap"):
            assert note.fields == notes[note.id, note.language].fields
        else:
            assert note.fields["Hints"].count("<details>") == notes[note.id, note.language].fields[
                "Hints"
            ].count("<details>")


def test_a_new_hint_is_told_by_name(deck, notes, tmp_path):
    folder = tmp_path / "cards"
    folder.mkdir()
    path = folder / "help.yaml"
    path.write_text(DECK, encoding="utf-8")
    run("build", path, "-o", tmp_path / "a.apkg")
    path.write_text(DECK.replace("Divide a distance", "Divide the distance"), encoding="utf-8")
    said = run("diff", path, "--against", tmp_path / "a.apkg").output
    assert "Hints" in said and "Divide the distance" in said
    path.write_text(DECK.replace("$b$", "$d$"), encoding="utf-8")  # of the second form
    assert "hint 1" in run("diff", path, "--against", tmp_path / "a.apkg").output
