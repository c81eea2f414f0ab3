"""Statements and orders of our own packages come back as they were written."""

from pathlib import Path

import pytest
from command import run

from flashgen.anki.card.reading import filled, read_data
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading

EXERCISES = Path(__file__).parents[1] / "fixtures" / "exercises"
TWO_LANGUAGES = """namespace: two-k3v9
deck: {en: Two, zh: 二}
languages: [en, zh]
cards:
- id: claims
  front: {en: Which?, zh: 哪些？}
  statements:
  - text: {en: It is so., zh: 是这样。}
    right: no
    says: {en: Because of **this**., zh: 因为这个。}
  - {text: $x < y$, right: yes}
- id: steps
  front: {en: In which order?, zh: 什么顺序？}
  order:
  - {en: first, zh: 第一}
  - [{en: second, zh: 第二}, $x$, {en: "a: b # c", zh: 第三}]
"""


def build(path: Path) -> pipeline.Built:
    built = pipeline.build(loading.load([path]), pipeline.Selection(variants=1))
    assert [d for d in built.diagnostics if d.severity == "error"] == []
    return built


def there_and_back(deck: Path, folder: Path) -> tuple[pipeline.Built, pipeline.Built]:
    copy = folder / deck.name
    copy.write_bytes(deck.read_bytes())
    run("build", copy, "-o", folder / "a.apkg", "--variants", "1")
    run("import", folder / "a.apkg", "-o", folder / "back")
    return build(copy), build(folder / "back")


@pytest.mark.parametrize("name", ["statements", "orders"])
def test_the_exercises(name: str, tmp_path: Path) -> None:
    before, after = there_and_back(EXERCISES / f"{name}.yaml", tmp_path)
    notes = {note.guid: note for note in after.notes}
    assert len(notes) == len(before.notes) == 10
    for note in before.notes:
        back = notes[note.guid]
        assert (back.name, back.kind) == (note.name, note.kind)
        one, other = (read_data(n.fields["Data"]) for n in (note, back))
        form, again = (filled(data.forms[0], data.rows[0]) for data in (one, other))
        assert again.statements == form.statements
        assert again.order == form.order
        shown = "Front" if note.kind == "concept" else "Question"
        assert back.fields[shown] == note.fields[shown]
        assert back.fields["Choices"] == note.fields["Choices"]


def test_two_languages(tmp_path: Path) -> None:
    deck = tmp_path / "deck.yaml"
    deck.write_text(TWO_LANGUAGES, encoding="utf-8")
    folder = tmp_path / "there"
    folder.mkdir()
    before, after = there_and_back(deck, folder)
    assert {n.guid: dict(n.fields) for n in after.notes} == {
        n.guid: dict(n.fields) for n in before.notes
    }
