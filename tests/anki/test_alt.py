"""What images show in words: on cards, in exports, and after an import."""

import re
from pathlib import Path

import pytest
from command import printed, run
from jsonschema import Draft202012Validator

from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.deck.schema import deck_file_schema

DECK = """
namespace: alt-k3v9
deck: Alt
languages: [en, zh]
cards:
- id: front
  front: $a$?
  back: $b$
  image: {file: dot.svg, alt: {en: 'A "dot" & [sound:x] {{c1::y}}', zh: 一个点}}
- id: back
  front: $c$?
  back: $d$ and ![$x$ in *words*](dot.svg)
  image: {back: {file: dot.svg, alt: "1 < 2"}}
- id: nested
  front: $e$?
  back: $f$
  image: {back: {file: dot.svg, alt: "3"}}
- id: gap
  cloze: "{{c1::$x$}}"
  image: {front: {file: dot.svg, alt: "{{c2::4}}"}}
- id: forms
  parameters:
    a: integers(2, 90)
  answer: a
  image: {file: dot.svg, alt: "5"}
  forms:
  - question: $<<a>>$?
  - question: $<<a>>$, $g$?
    image: {file: square.svg, alt: "6"}
  variants: 4
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><{} /></svg>'


def write(folder: Path, text: str = DECK) -> Path:
    for name, inside in (("dot", "circle"), ("square", "rect")):
        (folder / f"{name}.svg").write_text(SVG.format(inside), encoding="utf-8")
    path = folder / "alt.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    return write(tmp_path_factory.mktemp("alt"))


@pytest.fixture(scope="module")
def notes(deck):
    built = pipeline.build(loading.load([deck]))
    assert built.diagnostics == ()
    return {(note.id, note.language): note for note in built.notes}


def alts(html):
    return re.findall(r'<img src="[^"]*" alt="([^"]*)">', html)


def test_on_the_card(notes):
    assert alts(notes["front", "en"].fields["Front"]) == [
        "A &quot;dot&quot; &amp; &#91;sound:x] &#123;&#123;c1::y&#125;&#125;"
    ]
    assert alts(notes["front", "zh"].fields["Front"]) == ["一个点"]
    assert alts(notes["back", "en"].fields["Back"])[-1] == "1 &lt; 2"
    assert len(alts(notes["back", "en"].fields["Back"])) == 2
    assert alts(notes["nested", "en"].fields["Back"]) == ["3"]
    assert alts(notes["nested", "en"].fields["Front"]) == []


def test_in_a_cloze_it_is_no_gap(notes):
    text = notes["gap", "en"].fields["Text"]
    assert alts(text) == ["&#123;&#123;c2::4&#125;&#125;"]
    assert text.count("{{") == 1


def test_by_form(notes):
    note = notes["forms", "en"]
    assert alts(note.fields["Question"]) == ["5"]
    assert [len(note.media), sorted(re.findall('alt=."([56])', note.fields["Data"]))] == [
        2,
        ["5", "6"],
    ]


@pytest.mark.parametrize("to", ["moodle", "html", "json"])
def test_exports_of_html_keep_it(deck, to):
    text = printed("export", deck, "--lang", "en", "--only", "nested", "--to", to)
    assert re.search(r'<img[^>]* alt=\\*"3\\*"', text)


def test_qti_keeps_it(deck, tmp_path):
    import zipfile

    printed(
        "export", deck, "--lang", "en", "--only", "back", "--to", "qti", "-o", tmp_path / "a.zip"
    )
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        item = next(archive.read(n).decode() for n in archive.namelist() if n.startswith("items/"))
    assert 'alt="1 &lt; 2"' in item


def test_markdown_has_it(deck):
    text = printed("export", deck, "--lang", "en", "--to", "markdown", "--variants", "2")
    assert "![1 < 2](dot.svg)" in text
    assert r'![A "dot" & \[sound:x\] {{c1::y}}](dot.svg)' in text
    assert "![5](dot.svg)" in text and "![6](square.svg)" in text


def test_it_comes_back(deck, notes, tmp_path):
    printed("build", deck, "-o", tmp_path / "a.apkg")
    printed("import", tmp_path / "a.apkg", "-o", tmp_path / "back.yaml")
    back = pipeline.build(loading.load([tmp_path / "back.yaml"]))
    for note in back.notes:
        before = notes[note.id, note.language].fields
        for name in ("Front", "Back", "Text", "Question"):
            assert alts(note.fields.get(name, "")) == alts(before.get(name, "")), note.name


@pytest.mark.parametrize(
    "image",
    ["{}", "{alt: x}", "[dot.svg]", "{file: dot.svg, side: back}", "{file: a.png, more: x}"],
)
def test_what_is_no_image(tmp_path, image):
    path = write(tmp_path, DECK.replace('{back: {file: dot.svg, alt: "3"}}', image))
    result = run("check", path, status=1)
    assert "wrong-type" in result.output


@pytest.mark.parametrize(
    ("image", "valid"),
    [
        ("a.png", True),
        ({"file": "a.png", "alt": "x"}, True),
        ({"back": "a.png"}, True),
        ({"back": {"file": "a.png", "alt": {"en": "x"}}}, True),
        ({"front": {"file": "a.png", "alt": "x"}}, True),
        ({"alt": "x"}, False),
        ({"file": "a.png", "back": "b.png"}, False),
        (["a.png"], False),
    ],
)
def test_the_schema(image, valid):
    card = {"id": "a", "front": "x", "back": "y", "image": image}
    document = {"namespace": "n", "deck": "D", "cards": [card]}
    assert Draft202012Validator(deck_file_schema()).is_valid(document) == valid


def test_the_first_image_of_a_file_without_it_is_reported(tmp_path):
    text = DECK.replace(', alt: "1 < 2"', "").replace(', alt: "5"', "")
    result = run("check", write(tmp_path, text))
    assert result.output.count("warning[image-without-alt]") == 1
    assert "no alternative text; 1 more in this file have none" in result.output
