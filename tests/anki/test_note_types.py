"""The note types: what must never change, and what may change only together."""

import re

import pytest

from flashgen.anki.note_types import CLOZE, CONCEPT, NOTE_TYPES, NUMERIC

RESERVED = ["Reserved 1", "Reserved 2", "Reserved 3", "Reserved 4"]
IDENTITY = {
    "flashgen Concept": (
        1795000001,
        1001,
        "ID Front Back Extra Source Reverse Language Choices Data",
        {"Front to back": 1101, "Back to front": 1102},
    ),
    "flashgen Numeric": (
        1795000002,
        2001,
        "ID Question Answer Solution Extra Source Language Choices Figure Data",
        {"Numeric": 2101},
    ),
    "flashgen Cloze": (1795000003, 3001, "ID Text Extra Source Language", {"Cloze": 3101}),
}


@pytest.mark.parametrize("note_type", NOTE_TYPES.values(), ids=lambda note_type: note_type.name)
def test_identity_is_for_ever(note_type):
    number, first, names, templates = IDENTITY[note_type.name]
    assert note_type.id == number
    assert [(field.name, field.id) for field in note_type.fields] == [
        (name, first + index) for index, name in enumerate(names.split() + RESERVED)
    ]
    assert {template.name: template.id for template in note_type.templates} == templates
    assert note_type.sort_field == 1
    assert note_type.cloze == (note_type is CLOZE)


# Every content that was ever shipped with the time it was stamped with, oldest first. A change adds
# a line; it never edits one.
RELEASES = {
    "flashgen Concept": [
        (1795435133, "852e0730f0dfea4a77c05819bd1331175c75aed66702c11f5a87fa4168b2bc2e"),
        (1795647161, "a1994d5c52e03ea059213ab03454e753ce0850e13838f4fa5664c7da6cb57381"),
        (1795648118, "f4d74275f54e4cb90af6d5a8d227298a206158a1504f9b1e5e6b979b4cce7fe3"),
        (1795649555, "b2aac630c93ca667d66f7448eb9d3fe98fdcc429b39486e78cfc672a70489b04"),
    ],
    "flashgen Numeric": [
        (1795435133, "a09ba8637fa581e4c28902395ea3892852497f99f3e8394d372a3f317405315d"),
        (1795647161, "6ff24c01aca461924f149f5402808031a1e61011ff2eecacedff87e98fbe269f"),
        (1795648118, "c51aadb8e0d92503d9e4fd70b84851c83c234e411db3baedcfd94263457288ad"),
        (1795649555, "c13c03cf5c103d7f87709461856539aeaf8549764fbb9a886fadf89670e61e10"),
    ],
    "flashgen Cloze": [
        (1795435133, "d24c81fb1f7bfe8b6555c437288c3a1619e0fbe33a2004ee0b1e032e59348bc8"),
        (1795648118, "15435e65fee307aa292d6af50993abff561bb901d99e122efa30aa362e26fa11"),
        (1795649555, "2449ded12e7c20acf6a7b112ff6923bb218188f4f71531ec0833b35640ffc4ea"),
    ],
}


@pytest.mark.parametrize("note_type", NOTE_TYPES.values(), ids=lambda note_type: note_type.name)
def test_mod_and_content_change_together(note_type):
    assert note_type.content_hash() == note_type.sha256, (
        f"{note_type.name} has changed: set its sha256 to {note_type.content_hash()} and raise its "
        "mod to the time of the change (date +%s), or no client will take the change"
    )
    releases = RELEASES[note_type.name]
    assert (note_type.mod, note_type.sha256) == releases[-1], "add a line to RELEASES"
    assert releases == sorted(releases, key=lambda release: release[0])
    assert len({mod for mod, _ in releases}) == len({content for _, content in releases})
    assert len({mod for mod, _ in releases}) == len(releases)


@pytest.mark.parametrize("note_type", NOTE_TYPES.values(), ids=lambda note_type: note_type.name)
def test_templates_are_sound(note_type):
    known = {*note_type.field_names, *(f"cloze:{name}" for name in note_type.field_names)}
    for template in note_type.templates:
        for side in (template.front, template.back):
            tags = re.findall(r"\{\{([#/^]?)(.*?)\}\}", side)
            assert tags
            assert {name for _, name in tags} <= known
            opened = [name for mark, name in tags if mark == "#"]
            assert opened == [name for mark, name in tags if mark == "/"]
            assert "%" not in re.sub(r"<script>.*?</script>", "", side, flags=re.DOTALL)
            # Nothing is loaded, and nothing ends the script early.
            assert not re.search(r"https?://|//[a-z]+\.|src=|@import|url\(", side + note_type.css)
            assert side.count("<script") == side.count("</script>")
            assert "<!--" not in side


def test_only_data_is_hidden_from_search():
    for note_type in NOTE_TYPES.values():
        for field in note_type.fields:
            flags = field.as_anki()
            hidden = field.name == "Data"
            assert flags["plainText"] is hidden
            assert flags["excludeFromSearch"] is hidden
            assert flags["collapsed"] is (hidden or field.name in RESERVED)


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
