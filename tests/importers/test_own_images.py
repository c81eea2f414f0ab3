"""Images of a package of our own: file, side, description and marks come back as they were."""

from pathlib import Path

from command import run

from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.importers.package.own_image import split_image

DECK = """\
namespace: circuits-k3v9
deck: {en: Circuits, zh: 电路}
languages: [en, zh]
cards:
- id: named
  front: {en: What is it?, zh: 这是什么？}
  back: {en: A circuit., zh: 电路。}
  image:
    file: circuit.svg
    alt: {en: 'A "circuit" & more', zh: 电路}
    marks:
    - at: [0.125, 0.5]
      text: A < B
    - at: [1, 0]
      text: {en: $R_1$ **left**, zh: 左}
- id: behind
  front: {en: What?, zh: 什么？}
  back: {en: So., zh: 这样。}
  image:
    back:
      file: circuit.svg
      alt: {en: one, zh: 一}
- id: drawn
  parameters:
    n: integers(2, 99)
  question: {en: Double <<n>>?, zh: <<n>> 的两倍？}
  answer: 2 * n
  image:
    file: circuit.svg
    marks:
    - at: [0.3, 0.3]
      text: <<n>> V
"""


def fields(folder: Path) -> dict[str, dict[str, str]]:
    built = pipeline.build(loading.load([folder]))
    assert built.diagnostics == ()
    return {f"{note.id}/{note.language}": dict(note.fields) for note in built.notes}


def test_images_come_back(tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    cards.mkdir()
    (cards / "deck.yaml").write_text(DECK, encoding="utf-8")
    (cards / "circuit.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    package = tmp_path / "deck.apkg"
    run("build", cards, "-o", package, status=0)
    back = tmp_path / "back"
    run("import", package, "-o", back, status=0)
    before, after = fields(cards), fields(back)
    for name in ("named/en", "named/zh", "behind/en", "behind/zh"):
        assert after[name] == before[name]
    question = after["drawn/en"]["Question"]
    number = before["drawn/en"]["Question"].removeprefix("<p>Double ").split("?")[0]
    assert f'left:30%;top:30%;transform:translate(-50%,-50%)">{number} V</span>' in question


def test_a_text_without_an_image_stays_as_it_is() -> None:
    for html in ("<p>a</p>", '<p class="image">x</p>', ""):
        assert split_image({"en": html}) == ({"en": html}, None)
    different = {"en": '<p class="image"><img src="a" alt=""></p>', "zh": "<p>b</p>"}
    assert split_image(different) == (different, None)
