"""The front of an imported card is what Anki shows on the front; what cannot be is reported."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from command import run
from importers.origins import Templates, note_type
from importers.packages import PNG, ForeignNote, export
from importers.test_texts_of_tools import cards

FIELDS = ("Front", "Back", "More", "Key")
FRONT = "{{FrontSide}}<hr id=answer>"


def made(
    folder: Path,
    templates: Templates,
    fields: Sequence[str],
    *,
    cloze: bool = False,
    names: Sequence[str] = FIELDS,
    name: str = "Made",
) -> tuple[list[str], str, str]:
    """Import one note of a note type of its own: its cards, the file and what was reported."""
    package = export(
        folder / "a.apkg",
        [ForeignNote(fields, name, tags=("t", "u"))],
        legacy=False,
        media={"a.png": PNG},
        prepare=note_type(name, names, templates, cloze=cloze),
    )
    output = folder / "out.yaml"
    result = run("import", package, "-o", output)
    if result.exit_code:
        return [], "", result.stderr
    text = output.read_text(encoding="utf-8")
    return cards(text.replace("  tags: [t, u]\n", "")), text, result.stderr


ONE = {
    "words of the template": (
        "What is <b>{{Front}}</b>?", FRONT + "It is {{Back}}.", ["x", "y"],
        "front: What is **x**? back: It is y.",
    ),
    "a condition that holds": (
        "{{Front}}{{#More}} ({{More}}){{/More}}", FRONT + "{{Back}}", ["x", "y", "z"],
        "front: x (z) back: y",
    ),
    "a condition that does not": (
        "{{Front}}{{#More}} ({{More}}){{/More}}{{^More}} alone{{/More}}", FRONT + "{{Back}}",
        ["x", "y", "<br> "], "front: x alone back: y",
    ),
    "a condition in a condition": (
        "{{#Front}}{{#More}}a{{/More}}{{^More}}b{{/More}}{{/Front}}{{Front}}", FRONT + "{{Back}}",
        ["x", "y"], "front: bx back: y",
    ),
    "a back without the front": ("{{Front}}", "{{Back}}", ["x", "y"], "front: x back: y"),
    "a back that repeats the front": (
        "{{Front}}", "{{Front}}<hr id=answer>{{Back}}", ["x", "y"], "front: x back: y",
    ),
    "the kanji": (
        "{{kanji:Front}}", "{{furigana:Front}}<hr>{{kana:Front}}", [" 読[よ]む"],
        "front: 読む back: | <ruby>読<rt>よ</rt></ruby>む --- よむ",
    ),
    "text without its HTML": (
        "{{text:Front}}", FRONT + "{{Back}}", ["<b>x</b>", "y"], "front: x back: y",
    ),
    "an unknown filter": ("{{odd:Front}}", FRONT + "{{Back}}", ["x", "y"], "front: x back: y"),
    "special fields": (
        "{{Front}} {{Tags}} {{Deck}} {{Card}} {{Type}}", FRONT + "{{Back}}", ["x", "y"],
        "front: x t u Geography C Made back: y",
    ),
    "a comment and other signs": (
        "{{=<% %>=}}<!-- <%More%> --><%Front%>", FRONT + "{{Back}}", ["x", "y"],
        "front: x back: y",
    ),
    "a hint": (
        "{{Front}}{{hint:More}}", FRONT + "{{Back}}", ["x", "y", "<b>z</b>"],
        "front: x back: y hints: - | **z**",
    ),
    "a hint that both templates have": (
        "{{Front}} {{hint:More}}", "{{Front}} {{hint:More}}<hr id=answer>{{Back}}", ["x", "y", "z"],
        "front: x back: y hints: [z]",
    ),
    "an empty hint": (
        "{{Front}}{{hint:More}}", FRONT + "{{Back}}", ["x", "y"], "front: x back: y",
    ),
    "two hints": (
        "{{Front}}{{hint:More}}{{hint:Key}}", FRONT + "{{Back}}", ["x", "y", "$z$", "a b"],
        r"front: x back: y hints: - | \$z\$ - a b",
    ),
    "hidden by its style": (
        '{{Front}}<div style="display:none">{{Back}}</div>', FRONT + "{{Back}}", ["x", "y"],
        "front: x back: y",
    ),
    "looks of the template": (
        '<div style="color:red; text-align:center">{{Front}}</div>', FRONT + "{{Back}}", ["x", "y"],
        "front: x back: y",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE)
def test_front_is_what_anki_shows(name: str, tmp_path: Path) -> None:
    front, back, fields, expected = ONE[name]
    found, text, _ = made(tmp_path, [("C", front, back)], fields)
    assert found == [expected]
    assert "# Not kept" not in text


LOST = {
    "typing": (
        "{{Front}}{{type:Back}}", "{{Front}}<hr id=answer>{{type:Back}}",
        "front: x back: y", "an answer to be typed",
    ),
    "a hint of the back": (
        "{{Front}}", FRONT + "{{Back}}{{hint:More}}",
        "front: x back: y extra: z",
        "a hint that opens on the back of the card: it stands below the answer",
    ),
    "speech": ("{{Front}}{{tts en_US:Back}}", FRONT + "{{Back}}", "front: x back: y", "speech"),
    "a script": (
        "{{Front}}<script>x()</script>", FRONT + "{{Back}}", "front: x back: y",
        "a script of the card's template",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_what_no_card_can_do_is_reported(name: str, tmp_path: Path) -> None:
    front, back, expected, what = LOST[name]
    found, text, said = made(tmp_path, [("C", front, back)], ["x", "y", "z"])
    assert found == [expected]
    assert f"# Not kept: {what}\n" in text
    assert f"1 card: not kept: {what}\n" in said or f"1 card: {what} is not kept\n" in said


def test_fields_that_no_template_shows_are_comments(tmp_path: Path) -> None:
    found, text, said = made(tmp_path, [("C", "{{Front}}", "{{Back}}")], ["x", "y", "", "17-ab"])
    assert found == ["front: x back: y"]
    assert "# Not shown by Anki: Key: 17-ab\n- id: x\n" in text
    assert "1 card: fields that Anki does not show are in comments\n" in said


def test_second_template_is_a_card_of_its_own(tmp_path: Path) -> None:
    templates = [
        ("Word", "{{Front}}", FRONT + "{{Back}}"),
        ("Fill in", "{{More}}", FRONT + "{{Front}}"),
        ("Spoken", "{{tts en_US:Front}}", FRONT + "{{Back}}"),
    ]
    found, text, said = made(tmp_path, templates, ["x", "y", "z"])
    assert found == ["front: x back: y", "front: z back: x"]
    assert "- id: x\n" in text and "- id: x-fill-in\n" in text
    assert "1 card: its front is speech: left out\n" in said


def test_reverse_with_what_both_backs_show_below(tmp_path: Path) -> None:
    templates = [
        ("A", "{{Front}}", FRONT + "{{Back}}<p>{{More}}</p>"),
        ("B", "{{Back}}", FRONT + "{{Front}}<p>{{More}}</p>"),
    ]
    found, _, _ = made(tmp_path, templates, ["x", "y", "z"])
    assert found == ["front: x back: y reverse: true extra: z"]


def test_a_cloze_with_a_hint(tmp_path: Path) -> None:
    front = "{{cloze:Front}}<br>{{hint:More}}"
    back = "{{cloze:Front}}<br>{{Back}}"
    found, text, _ = made(tmp_path, [("C", front, back)], ["{{c1::x}} y", "z", "h"], cloze=True)
    assert found == ["cloze: | {{c1::x}} y extra: z hints: [h]"]
    assert "# Not kept" not in text


def test_a_front_that_is_a_hint_alone(tmp_path: Path) -> None:
    found, _, said = made(tmp_path, [("C", "{{hint:More}}", FRONT + "{{Back}}")], ["x", "y", "z"])
    assert found == []
    assert "1 card: its front is a hint: left out\n" in said


def test_cloze_with_words_around_and_a_back(tmp_path: Path) -> None:
    front = "<b>Fill in:</b> {{cloze:Front}}<br>{{type:cloze:Front}}"
    back = "<b>Fill in:</b> {{cloze:Front}}<hr>{{Back}}"
    found, text, _ = made(tmp_path, [("C", front, back)], ["{{c1::x::h}} y", "z"], cloze=True)
    assert found == ["cloze: | **Fill in:** {{c1::x::h}} y extra: z"]
    assert "# Not kept: an answer to be typed\n" in text


def test_gaps_alone(tmp_path: Path) -> None:
    templates = [("C", "{{cloze:Front}} ({{cloze-only:Front}})", "{{cloze:Front}}")]
    found, _, _ = made(tmp_path, templates, ["a {{c1::x}}"], cloze=True)
    assert found == ["cloze: a {{c1::x}} ({{c1::x}})"]


@pytest.mark.parametrize("legacy", [False, True])
def test_what_the_style_sheet_hides_is_not_shown(legacy: bool, tmp_path: Path) -> None:
    css = ".card { color: red } /* .b */ .secret, #a { display: none; } .x:hover { display: none }"
    front = '{{Front}}<div class="big secret">{{Back}}</div><p id=a>{{Back}}</p><i class=x>s</i>'
    package = export(
        tmp_path / "a.apkg",
        [ForeignNote(["x", "y"], "Made")],
        legacy=legacy,
        prepare=note_type("Made", FIELDS, [("C", front, FRONT + "{{Back}}")], css=css),
    )
    assert run("import", package, "-o", tmp_path / "a.yaml").exit_code == 0
    text = (tmp_path / "a.yaml").read_text(encoding="utf-8")
    assert cards(text) == ["front: x*s* back: y"]


OCCLUSION = {
    "by name": ("Image Occlusion Enhanced", ("ID", "Image", "Mask"), "{{Image}}{{Mask}}"),
    "by fields": (
        "IOE+",
        ("Header", "Image", "Question Mask", "Answer Mask"),
        "{{Header}}{{Image}}",
    ),
    "by template": ("Hidden", ("A", "B"), '<div id="io-overlay">{{A}}</div>{{B}}'),
}


@pytest.mark.parametrize("name", OCCLUSION)
def test_hidden_parts_of_images_are_left_out(name: str, tmp_path: Path) -> None:
    kind, names, front = OCCLUSION[name]
    fields = ["x", '<img src="a.png">', "y", "z"][: len(names)]
    found, _, said = made(tmp_path, [("C", front, "{{FrontSide}}")], fields, names=names, name=kind)
    assert found == []
    assert "1 card: it hides parts of an image (image occlusion): left out\n" in said


REASONS = {
    "a sound": (["x", "[sound:a.mp3]"], "its back is a sound"),
    "an image": (
        ["x", '<img src="no.png">'],
        "its back is an image that cannot be kept (the package",
    ),
    "a video": (["x", "<video src=a.mp4></video>"], "its back is a video"),
    "nothing": (["x", "<br>"], "its back is empty"),
    "speech": (["[anki:tts lang=en]x[/anki:tts]", "y"], "its front is speech"),
}


@pytest.mark.parametrize("name", REASONS)
def test_reason_is_the_true_one(name: str, tmp_path: Path) -> None:
    fields, reason = REASONS[name]
    found, _, said = made(tmp_path, [("C", "{{Front}}", FRONT + "{{Back}}")], fields)
    assert found == []
    assert f"1 card: {reason}" in said
    assert "nothing was written" in said


def test_one_deck_stops_no_other(tmp_path: Path) -> None:
    notes = [ForeignNote(["a", "b"], deck="Good"), ForeignNote(["c", "[sound:a.mp3]"], deck="Bad")]
    package = export(tmp_path / "a.apkg", notes, legacy=False)
    result = run("import", package, "-o", tmp_path / "out", status=0)
    assert "the deck `Bad` is not written: its back is a sound\n" in result.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["good.yaml"]


def test_losses_are_reported_once_a_kind(tmp_path: Path) -> None:
    colored = '<font color="red">x</font>'
    notes = [ForeignNote([f"{n}", f"{colored} {colored} [sound:{n}.mp3] y"]) for n in range(7)]
    package = export(tmp_path / "a.apkg", notes, legacy=False)
    result = run("import", package, "-o", tmp_path / "a.yaml")
    lines = result.stderr.splitlines()
    assert lines[:2] == ["7 cards: a color is not kept", "7 cards: a sound is not kept"] or lines[
        :2
    ] == ["7 cards: not kept: a color", "7 cards: a sound is not kept"]
    text = (tmp_path / "a.yaml").read_text(encoding="utf-8")
    assert text.count("# Not kept: a color\n# Not kept: [sound:") == 7
