"""Images of cards: files that change with the variant, descriptions, and texts marked on them."""

import json
from html import escape
from pathlib import Path

import pytest

from flashgen.anki.images import content_name
from flashgen.anki.note import Note
from flashgen.build import notes as pipeline
from flashgen.build.check import check_draws
from flashgen.deck import folder as loading
from flashgen.deck.selection import Selection
from flashgen.source.diagnostics import Diagnostic

HEAD = "namespace: n\ndeck: {en: D, zh: 丁}\nlanguages: [en, zh]\ncards:\n"
FLAGS = ("at", "de", "fr")


def svg(name: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><title>{name}</title></svg>'.encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flags").mkdir()
    for name in FLAGS:
        (tmp_path / "flags" / f"{name}.svg").write_bytes(svg(name))
    return tmp_path


def built(folder: Path, card: str, variants: int | None = None) -> tuple[list[Note], list[str]]:
    (folder / "d.yaml").write_text(HEAD + card, encoding="utf-8")
    made = pipeline.build(loading.load([folder]), Selection(variants=variants))
    return list(made.notes), [f"{d.code} {d.message}" for d in made.diagnostics]


def notes(folder: Path, card: str, variants: int | None = None) -> list[Note]:
    made, problems = built(folder, card, variants)
    assert problems == []
    return made


def numeric(image: str, parameters: str = "code: choice(['at', 'de', 'fr'])") -> str:
    return f"""\
- id: x
  parameters:
    {parameters}
    n: integers(1, 99)
  question: {{en: "What is <<n>>?", zh: "<<n>> 是多少？"}}
  answer: n
  image: {image}
"""


def test_an_image_changes_with_the_variant(folder: Path) -> None:
    (note, _) = notes(folder, numeric("flags/<<code>>.svg"), 20)
    names = {name: content_name(svg(name), ".svg") for name in FLAGS}
    assert {image.name for image in note.media} == set(names.values())
    assert note.fields["Images"].count("<img") == 3
    data = json.loads(note.fields["Data"])
    (form,) = data["forms"]
    assert 'src="flashgen-\ue000' in form["question"]
    shown = [
        name for name in names.values() if f'<img src="{name}" alt="">' in note.fields["Question"]
    ]
    assert len(shown) == 1


def test_the_image_decides_whether_two_variants_are_the_same(folder: Path) -> None:
    card = numeric("flags/<<code>>.svg").replace("n: integers(1, 99)", "n: integers(1, 2)")
    (note, _), problems = built(folder, card, 6)
    assert problems == []
    assert len(json.loads(note.fields["Data"])["rows"]) == 6


def checked(folder: Path, card: str) -> list[Diagnostic]:
    (folder / "d.yaml").write_text(HEAD + card, encoding="utf-8")
    loaded = loading.load([folder])
    (deck_file,) = loaded.deck_files
    (definition,) = deck_file.definitions
    return check_draws(deck_file, definition, pipeline.default_seed(deck_file, definition), 200)


def test_the_images_of_all_draws_are_checked(folder: Path) -> None:
    card = numeric("flags/<<code>>.svg", "code: choice(['at', 'de', 'fr', 'nl', 'be'])")
    found = [d for d in checked(folder, card) if d.code == "bad-image"]
    assert sorted(d.message.split(",")[0] for d in found) == [
        "there is no image `flags/be.svg`",
        "there is no image `flags/nl.svg`",
    ]
    assert all("code = " in d.message and d.span and d.span.line == 11 for d in found)
    _, problems = built(folder, card)
    assert any("there is no image `flags/be.svg`" in problem for problem in problems)


@pytest.mark.parametrize(
    ("parameters", "image", "message"),
    [
        ("code: choice(['../x', 'at'])", "flags/<<code>>.svg", "there is no image|outside"),
        ("code: choice(['/etc/passwd', 'at'])", "<<code>>.svg", "relative path"),
        ("code: choice(['a.txt', 'b.txt'])", "<<code>>", "is not an image"),
        ("code: choice(['http://a', 'at'])", "<<code>>.svg", "is not a file of this deck"),
        ("code: choice(['at', 'de'])", "flags/<<cod>>.svg", "`cod` is not defined here"),
        ("code: choice(['at', 'de'])", "flags/<<code.svg", "this slot is not closed"),
    ],
)
def test_no_value_leads_out_of_the_folder(
    folder: Path, parameters: str, image: str, message: str
) -> None:
    (folder.parent / "x.svg").write_bytes(svg("x"))
    _, problems = built(folder, numeric(f"'{image}'", parameters))
    assert any(part in problem for problem in problems for part in message.split("|"))


def test_texts_are_marked_on_an_image(folder: Path) -> None:
    image = """
    file: flags/at.svg
    alt: {en: "A flag & <<n>>", zh: 旗 <<n>>}
    marks:
    - {at: [0.25, 0.5], text: "<<n>> Ω"}
    - {at: [1, 0], text: {en: "$R$ left", zh: 左}}"""
    en, zh = notes(folder, numeric(image), 3)
    question = en.fields["Question"]
    n = json.loads(en.fields["Data"])["rows"][0][2][0]
    assert f'alt="A flag &amp; {n}"' in question
    assert f'alt="旗 {n}"' in zh.fields["Question"]
    assert f'left:25%;top:50%;transform:translate(-50%,-50%)">{n} Ω</span>' in question
    assert r'left:100%;top:0%;transform:translate(-50%,-50%)">\(R\) left</span>' in question
    assert ">左</span>" in zh.fields["Question"]


def test_the_back_may_have_the_image(folder: Path) -> None:
    (note, _) = notes(folder, numeric('{back: {file: "flags/<<code>>.svg", alt: Flag}}'), 3)
    assert "<img" not in note.fields["Question"]
    assert 'alt="Flag"' in note.fields["Answer"]


@pytest.mark.parametrize("kind", ["front: Q?\n  back: A", "cloze: '{{c1::a}}'"])
def test_cards_without_numbers_have_marks_too(folder: Path, kind: str) -> None:
    card = f"""\
- id: x
  {kind}
  image: {{file: flags/at.svg, alt: 'A "flag"', marks: [{{at: [0.2, 0.3], text: A < B}}]}}
"""
    (note, _) = notes(folder, card)
    text = next(iter(note.fields.values()))
    assert f'alt="{escape(chr(65) + " " + chr(34) + "flag" + chr(34))}"' in text
    assert ">A &lt; B</span>" in text


@pytest.mark.parametrize(
    ("image", "code", "message"),
    [
        ("{alt: x}", "wrong-type", "an image is a file name"),
        ("{file: flags/at.svg, side: back}", "wrong-type", "`side` is no key of an image"),
        ("{file: flags/at.svg, marks: []}", "wrong-type", "`marks` is a list of 1 to 40 texts"),
        ("{file: flags/at.svg, marks: [{at: [0, 0]}]}", "wrong-type", "a mark has `at` and `text`"),
        ("{file: flags/at.svg, marks: [{at: 1, text: a}]}", "wrong-type", "`at` is a place"),
        ("{file: flags/at.svg, marks: [{at: [2, 0], text: a}]}", "not-a-number", "from 0 to 1"),
        ("{file: flags/at.svg, marks: [{at: [a, 0], text: a}]}", "not-a-number", "is no number"),
        ("[flags/at.svg]", "wrong-type", "`image` is one file, not a list"),
        ("{file: flags/at.svg, marks: [{at: [0, 0], text: <<m>>}]}", "expression", "`m` is not"),
    ],
)
def test_errors(folder: Path, image: str, code: str, message: str) -> None:
    _, problems = built(folder, numeric(image))
    assert any(problem.startswith(code) and message in problem for problem in problems)
