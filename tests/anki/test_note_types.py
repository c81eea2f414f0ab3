"""The note types: what must never change, and what may change only together."""

import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from flashgen.anki import note_types
from flashgen.anki.note_types import CLOZE, CONCEPT, FORMER_IDS, NOTE_TYPES, NUMERIC
from flashgen.anki.note_types.__main__ import record
from flashgen.anki.note_types.releases import released

BEHIND = ["ID", "Language", "Images", "Data", *(f"Reserved {n}" for n in range(1, 6))]
IDENTITY = {
    "flashgen Concept Card": (
        1795000011,
        11001,
        "Front Back Choices Hints Extra Source Reverse",
        {"Front to back": 11101, "Back to front": 11102},
    ),
    "flashgen Numeric Card": (
        1795000012,
        12001,
        "Question Answer Solution Choices Figure Hints Extra Source",
        {"Numeric": 12101},
    ),
    "flashgen Cloze Card": (1795000013, 13001, "Text Hints Extra Source", {"Cloze": 13101}),
}


@pytest.mark.parametrize("note_type", NOTE_TYPES.values(), ids=lambda note_type: note_type.name)
def test_identity_is_for_ever(note_type):
    number, first, names, templates = IDENTITY[note_type.name]
    assert note_type.id == number
    assert [(field.name, field.id) for field in note_type.fields] == [
        (name, first + index) for index, name in enumerate(names.split() + BEHIND)
    ]
    assert {template.name: template.id for template in note_type.templates} == templates
    assert note_type.cloze == (note_type is CLOZE)


@pytest.mark.parametrize("note_type", NOTE_TYPES.values(), ids=lambda note_type: note_type.name)
def test_every_content_is_released(note_type):
    releases = released()[note_type.name]
    assert note_type.content_hash() == releases[-1].sha256, (
        f"{note_type.name} has changed: record it by `python -m flashgen.anki.note_types`, or no "
        "client will take the change"
    )
    assert note_type.mod == releases[-1].mod
    mods = [release.mod for release in releases]
    assert mods == sorted(set(mods))
    assert all(one.sha256 != other.sha256 for one, other in pairwise(releases))


def test_releases_are_only_appended_to():
    """The lines of the first releases stand as they were."""
    text = Path(note_types.__file__).with_name("releases.txt").read_bytes()
    assert text.endswith(b"\n") and b"\r" not in text
    assert hashlib.sha256(text[:1017]).hexdigest() == (
        "ba1a3717f1d28805cfd38f3a207c75c2bd93c5d539765bfe0521c574f2de9563"
    )


def test_the_command_records_what_has_changed(tmp_path, monkeypatch):
    file = tmp_path / "releases.txt"
    file.write_text("what stands here stays\n")
    last = released()[NUMERIC.name][-1]
    assert record(file, 0) == []
    monkeypatch.setitem(NOTE_TYPES, "numeric", replace(NUMERIC, css="body {}"))
    changed = replace(NUMERIC, css="body {}").content_hash()
    assert record(file, last.mod) == [NUMERIC.name]  # a clock that stands still
    assert record(file, last.mod + 77) == [NUMERIC.name]
    assert file.read_text().splitlines() == [
        "what stands here stays",
        f"{last.mod + 1} {changed} {NUMERIC.name}",
        f"{last.mod + 77} {changed} {NUMERIC.name}",
    ]


@pytest.mark.parametrize("note_type", NOTE_TYPES.values(), ids=lambda note_type: note_type.name)
def test_templates_are_sound(note_type):
    known = {*note_type.field_names, *(f"cloze:{name}" for name in note_type.field_names)}
    for template in note_type.templates:
        for side in (template.front, template.back):
            tags = re.findall(r"\{\{([#/^]?)(.*?)\}\}", side)
            assert tags
            assert {name for _, name in tags} <= known
            opened = [name for mark, name in tags if mark and mark in "#^"]
            assert opened == [name for mark, name in tags if mark == "/"]
            assert "%" not in re.sub(r"<script>.*?</script>", "", side, flags=re.DOTALL)
            # Nothing is loaded, and nothing ends the script early.
            assert not re.search(r"https?://|//[a-z]+\.|src=|@import|url\(", side + note_type.css)
            assert side.count("<script") == side.count("</script>")
            assert "<!--" not in side


def test_what_no_person_reads_is_out_of_the_way():
    for note_type in NOTE_TYPES.values():
        for field in note_type.fields:
            flags = field.as_anki()
            assert flags["plainText"] is (field.name == "Data")
            assert flags["excludeFromSearch"] is (field.name in ("Images", "Data"))
            assert flags["collapsed"] is (field.name in BEHIND and field.name != "ID")


def test_nothing_is_left_of_the_types_of_before():
    """Their ids, names, and the ids of their parts would make Anki merge old and new."""
    names = {"flashgen Concept", "flashgen Numeric", "flashgen Cloze"}
    folded = {name.casefold() for name in names}
    assert all(note_type.name.casefold() not in folded for note_type in NOTE_TYPES.values())
    assert not {note_type.id for note_type in NOTE_TYPES.values()} & FORMER_IDS


def test_the_reverse_card_stands_in_its_condition():
    front = CONCEPT.templates[1].front
    assert front.startswith("{{#Reverse}}")
    assert front.endswith("{{/Reverse}}")


def test_the_script_stands_on_both_sides():
    for template in (NUMERIC.templates[0], CONCEPT.templates[0]):
        scripts = [
            re.search(r"<script>\n(.*?)</script>", side, flags=re.DOTALL)[1]
            for side in (template.front, template.back)
        ]
        assert scripts[0] == scripts[1]
        assert "sessionStorage" in scripts[0]
