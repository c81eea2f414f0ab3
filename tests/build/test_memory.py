"""What is not kept in memory, so that a large folder needs no large machine."""

import gc
import weakref
from pathlib import Path

import pytest
from decks import HEAD, numeric
from msgspec.structs import replace
from rendered_notes import concept
from rendered_notes import numeric as numeric_note

from flashgen.anki.note import PackedFields, packed
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        text = HEAD.replace("namespace: n", f"namespace: n{number}") + numeric() + numeric(id="y")
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_of_many_files_the_first_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = pipeline.build(loading.load([folder]))
    size = len((folder / "0.yaml").read_text(encoding="utf-8"))
    monkeypatch.setattr(loading, "MOST_CHARACTERS", 2 * size)
    loaded = loading.load([folder])
    kept = [weakref.ref(loaded.deck_files[number].header) for number in range(4)]
    gc.collect()
    assert [reference() is not None for reference in kept] == [True, True, False, True]
    assert [deck_file.path.name for deck_file in loaded.deck_files[1:3]] == ["1.yaml", "2.yaml"]
    built = pipeline.build(loaded, samples=False)
    assert built.notes == expected.notes
    assert [item.definition.span.line for item in built.definitions] == [4, 10] * 4
    assert [item.name for item in built.definitions[:3]] == ["n0/x", "n0/y", "n1/x"]


def test_a_build_is_of_the_files_as_they_were_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MOST_CHARACTERS", 0)
    expected = pipeline.build(loading.load([folder])).notes
    loaded = loading.load([folder])
    for file in folder.iterdir():
        file.write_text("changed meanwhile", encoding="utf-8")
    assert pipeline.build(loaded).notes == expected


def test_a_build_keeps_no_samples_that_nobody_asked_for(folder: Path) -> None:
    loaded = loading.load([folder])
    assert all(item.sample for item in pipeline.build(loaded).definitions)
    assert not any(item.sample for item in pipeline.build(loaded, samples=False).definitions)


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
