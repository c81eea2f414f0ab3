"""What a build lets go of on the way, so that a large folder needs no large machine."""

import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from decks import HEAD, numeric
from rendered_notes import concept
from rendered_notes import numeric as numeric_note

from flashgen.deck import folder as loading
from flashgen.build import notes as pipeline
from flashgen.deck.file import DeckFile, LoadedDefinition
from flashgen.anki.note import PackedFields, packed
from flashgen.build.notes import Selection, default_seed
from flashgen.deck.seed import Seed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        text = HEAD.replace("namespace: n", f"namespace: n{number}") + numeric() + numeric(id="y")
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_file_is_let_go_of_when_its_notes_are_made(folder: Path) -> None:
    loaded = loading.load_once([folder])
    models = [
        [weakref.ref(definition.model) for definition in deck_file.definitions]
        for deck_file in loaded.deck_files
    ]
    there: list[int] = []

    def look(done: int, total: int) -> None:
        there.append(sum(model() is not None for of_file in models for model in of_file))

    built = pipeline.build_notes(loaded, Selection(), default_seed, look)
    assert there == [8, 8, 6, 6, 4, 4, 2, 2]
    assert built.notes == pipeline.build(loading.load([folder])).notes
    assert [item.span.line for item in built.definitions] == [4, 10] * 4
    assert [item.name for item in built.definitions[:3]] == ["n0/x", "n0/y", "n1/x"]
    # What is let go of is not gone.
    assert pipeline.build_notes(loaded, Selection(), default_seed).notes == built.notes


def test_what_was_not_loaded_for_one_build_is_kept(folder: Path) -> None:
    loaded = loading.load([folder])

    def seed_of(deck_file: DeckFile, definition: LoadedDefinition) -> Seed:
        seen.append(id(definition))
        return default_seed(deck_file, definition)

    seen: list[int] = []
    for _ in range(2):
        pipeline.build_notes(loaded, Selection(), seed_of)
    assert seen[:8] == seen[8:]


def test_packed_fields_are_the_fields() -> None:
    note = numeric_note("sum")
    note = replace(note, fields={**note.fields, "Data": "[1]" * 999, "Extra": "\ue000 概率 \ud800"})
    small = packed(note)
    assert isinstance(small.fields, PackedFields)
    assert small == note
    assert list(small.fields) == list(note.fields)
    assert list(small.fields.items()) == list(note.fields.items())
    assert list(small.fields.values()) == list(note.fields.values())
    assert {**small.fields} == {**note.fields}
    assert small.fields["Extra"] == note.fields["Extra"]
    assert small.fields.get("Nothing") is None
    assert "Nothing" not in small.fields
    assert small.fields != {**note.fields, "Extra": ""}


def test_what_cannot_be_packed_stays() -> None:
    text = concept("text")
    assert packed(text) is text
    small = packed(numeric_note("sum"))
    assert packed(small) is small
    note = numeric_note("sum")
    strange = replace(note, fields={**note.fields, "Extra": "a\x1fb"})
    assert packed(strange) is strange
