"""Collections and packages as they lie on the disk: read without Anki, and never touched."""

import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions
from anki_backend import cards_of, collection, import_package, note_of
from msgspec.structs import replace
from rendered_notes import NAMESPACE, NOW, Author, cloze, concept, numeric

from flashgen.sync.existing import (
    CollectionOpenError,
    Existing,
    ExistingError,
    read_collection,
    read_package,
)

LENS = concept("lens", reverse=True)
NOTES = [LENS, cloze("red"), numeric("half"), concept("lens", "什么使光弯曲？", language="zh")]
NAMESPACES = {NAMESPACE}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("original")
    author = Author(path)
    author.build(NOTES, NOW)
    with collection(path) as col:
        import_package(col, author.path)
        moved = cards_of(col, LENS.guid)[1]
        col.set_deck([moved.id], col.decks.id("My own::Deck"))
        note = col.new_note(col.models.by_name("Basic"))
        note["Front"] = "not of flashgen"
        col.add_note(note, col.decks.id("Default"))
    return path


@pytest.fixture
def folder(tmp_path: Path, original: Path) -> Path:
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    return tmp_path


def read(folder: Path) -> Existing:
    return read_collection(folder / "collection.anki2", set(), NAMESPACES)


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_what_is_read_is_what_anki_says(folder: Path) -> None:
    before = state(folder)
    existing = read(folder)
    assert state(folder) == before
    with collection(folder) as col:
        assert set(existing.notes) == {note.guid for note in NOTES}
        for guid, there in existing.notes.items():
            note = note_of(col, guid)
            assert dict(there.fields) == dict(note.items())
            assert (there.id, there.mod, list(there.tags)) == (note.id, note.mod, note.tags)
            assert there.decks == {c.ord: col.decks.name(c.did) for c in cards_of(col, guid)}
            model = note.note_type()
            assert model is not None
            assert there.note_type.name == model["name"]
            for part, of in (
                (there.note_type.fields, "flds"),
                (there.note_type.templates, "tmpls"),
            ):
                assert [(p.name, p.id) for p in part] == [(p["name"], p["id"]) for p in model[of]]
        assert {t.id: t.name for t in existing.note_types.values()} == {
            model.id: model.name for model in col.models.all_names_and_ids()
        }
    assert set(existing.notes[LENS.guid].decks.values()) == {"Physics::Optics", "My own::Deck"}


def test_by_guid_too(folder: Path) -> None:
    path = folder / "collection.anki2"
    assert set(read_collection(path, {LENS.guid, "other"}, {"else"}).notes) == {LENS.guid}
    assert read_collection(path, set(), set()).notes == {}


def test_the_older_schema(folder: Path) -> None:
    now = read(folder)
    col = Collection(str(folder / "collection.anki2"))
    col.close(downgrade=True)
    with sqlite3.connect(folder / "collection.anki2") as connection:
        assert connection.execute("SELECT ver FROM col").fetchone() == (11,)
    connection.close()
    assert (now.schema, read(folder)) == (18, replace(now, schema=11))


def test_fractions_that_old_clients_left(folder: Path) -> None:
    before = read(folder)
    with sqlite3.connect(folder / "collection.anki2") as connection:
        connection.execute("UPDATE cards SET due = 1.5")
    connection.close()
    assert read(folder) == before


def test_of_two_notes_with_one_guid_the_later_counts(folder: Path) -> None:
    with collection(folder) as col:
        first = note_of(col, LENS.guid)
        second = col.new_note(col.models.by_name("flashgen Concept Card"))
        second["ID"], second["Front"] = LENS.name, "twin"
        col.add_note(second, col.decks.id("Default"))
        second.guid = LENS.guid
        col.update_note(second)
        assert second.id > first.id
    assert read(folder).notes[LENS.guid].id == second.id
    author = Author(folder)
    author.build([concept("lens", "Newer", reverse=True)], 4_000_000_000)
    with collection(folder) as col:
        import_package(col, author.path)
        assert col.get_note(second.id)["Front"] == "Newer"
        assert col.get_note(first.id)["Front"] != "Newer"


OTHER = """
import os, sys
from anki.collection import Collection
col = Collection(sys.argv[1])
note = col.get_note(col.find_notes("ID:*lens/en")[0])
note["Extra"] = "written last"
col.update_note(note)
print("open", flush=True)
sys.stdin.read()
os._exit(0)
"""


@pytest.fixture
def other(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that has the collection open, and dies with it open when its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(folder / "collection.anki2")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process


def test_open_in_anki(folder: Path, other: subprocess.Popen[str]) -> None:
    before = state(folder)
    elsewhere = folder.parent / f"{folder.name}-link"
    elsewhere.symlink_to(folder / "collection.anki2")
    with pytest.raises(CollectionOpenError, match="close Anki"):
        read_collection(elsewhere, {LENS.guid}, set())
    with pytest.raises(CollectionOpenError, match="close Anki"):
        read(folder)
    assert state(folder) == before


def test_left_behind_by_a_crash(folder: Path, other: subprocess.Popen[str]) -> None:
    assert other.stdin is not None
    other.stdin.close()
    other.wait(timeout=60)
    before = state(folder)
    assert before["collection.anki2-wal"]
    assert read(folder).notes[LENS.guid].fields["Extra"] == "written last"
    assert state(folder) == before


def test_no_collection(tmp_path: Path) -> None:
    for name, content in (("empty", b""), ("text", b"no collection" * 99)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ExistingError, match=f"{name} is not an Anki collection"):
            read_collection(tmp_path / name, set(), set())
    connection = sqlite3.connect(tmp_path / "other")
    connection.execute("CREATE TABLE notes (id)")
    connection.close()
    with pytest.raises(ExistingError, match="other is not a valid Anki collection"):
        read_collection(tmp_path / "other", set(), set())
    with pytest.raises(ExistingError, match="there is no file"):
        read_collection(tmp_path / "missing", set(), set())


def test_damage_is_one_sentence(folder: Path) -> None:
    path = folder / "collection.anki2"
    whole = path.read_bytes()
    dice = random.Random(7)
    read_anyway = 0
    for round in range(150):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 60)):
            data[dice.randrange(100, len(data))] = dice.randrange(256)
        path.write_bytes(data if round % 3 else data[: dice.randrange(100, len(data))])
        try:
            read(folder)
            read_anyway += 1
        except ExistingError as problem:
            assert str(path) in str(problem)
            assert "\n" not in str(problem)
    assert read_anyway < 150


@pytest.mark.parametrize("legacy", [True, False])
def test_a_package_that_anki_wrote(folder: Path, legacy: bool) -> None:
    path = folder / "export.apkg"
    with collection(folder) as col:
        col.export_anki_package(
            out_path=str(path),
            options=ExportAnkiPackageOptions(legacy=legacy),
            limit=None,
        )
    names = zipfile.ZipFile(path).namelist()
    assert ("collection.anki21b" in names) is not legacy
    existing, there = read_package(path, set(), NAMESPACES), read(folder)
    assert set(existing.notes) == set(there.notes)
    for guid, note in existing.notes.items():
        assert note.fields == there.notes[guid].fields
        assert note.decks == there.notes[guid].decks
        assert sorted(note.tags) == sorted(there.notes[guid].tags)


def test_no_package(tmp_path: Path) -> None:
    (tmp_path / "text.apkg").write_text("no package", encoding="utf-8")
    with pytest.raises(ExistingError, match=r"text\.apkg: this is not an Anki package"):
        read_package(tmp_path / "text.apkg", set(), set())
