"""What an import takes: bounded memory whatever the package holds, and a message beyond."""

import json
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest
from bounded import FLASHGEN, run
from command import run as flashgen

from flashgen.anki.package import database
from flashgen.anki.package.archive import PackageError
from flashgen.anki.package.reading import read_package
from flashgen.importers.package import admission

TABLES = """
CREATE TABLE col (id, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags);
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid, mid, mod, usn, tags, flds, sfld, csum, flags,
    data);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid, did, ord, mod, usn, type, queue, due, ivl, factor,
    reps, lapses, left, odue, odid, flags, data);
"""
TYPE = {
    "id": 1,
    "name": "Basic",
    "type": 0,
    "flds": [{"name": "Front"}, {"name": "Back"}],
    "tmpls": [{"name": "Card", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}],
}


def package(folder: Path, count: int, decks: int = 1, text: str = "") -> Path:
    """Write a package of so many short notes, spread over decks, without Anki's backend."""
    path, base = folder / "notes.apkg", folder / "collection.anki2"
    connection = sqlite3.connect(base)
    connection.executescript(TABLES)
    named = {str(n + 1): {"id": n + 1, "name": f"Deck {n}", "desc": ""} for n in range(decks)}
    connection.execute(
        "INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '{}', ?, ?, '{}', '{}')",
        (json.dumps({"1": TYPE}), json.dumps(named)),
    )
    connection.executemany(
        "INSERT INTO notes VALUES (?, ?, 1, 0, 0, '', ?, 0, 0, 0, '')",
        ((n + 1, f"g{n}", f"What is {n}?{text}\x1fIt is {n}.") for n in range(count)),
    )
    # In another order than the notes.
    connection.executemany(
        "INSERT INTO cards VALUES (?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '')",
        ((count - n, n + 1, n % decks + 1) for n in range(count)),
    )
    connection.commit()
    connection.close()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(base, "collection.anki2")
        archive.writestr("media", "{}")
    base.unlink()
    return path


def test_more_notes_than_a_person_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.MOST_NOTES == 500_000
    monkeypatch.setattr(database, "MOST_NOTES", 100)
    assert len(read_package(package(tmp_path, 100)).notes) == 100
    with pytest.raises(PackageError, match="more than 100 notes, which no person has"):
        read_package(package(tmp_path, 101))


def test_each_note_has_its_own_cards(tmp_path: Path) -> None:
    notes = read_package(package(tmp_path, 30, decks=7)).notes
    assert [[card.deck for card in note.cards] for note in notes] == [
        [n % 7 + 1] for n in range(30)
    ]


def test_more_than_is_imported_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(tmp_path, 30, decks=3)
    monkeypatch.setattr(admission, "MOST_BYTES", 50_000)
    command = ["import", str(path), "-o", str(tmp_path / "out")]
    result = flashgen(*command)
    assert result.exit_code != 0
    assert "more notes than can be imported at once" in result.output
    assert "with --deck" in result.output
    assert not list(tmp_path.glob("out/*.yaml"))
    result = flashgen(*command, "--deck", "Deck 1")
    assert result.exit_code == 0, result.output
    assert "10 cards" in result.output
    result = flashgen(*command, "--deck", "Deck 9")
    assert "there are `Deck 0`, `Deck 1`, `Deck 2`" in result.output


@pytest.mark.skipif(os.name == "nt", reason="Windows does not say what a process takes")
@pytest.mark.parametrize(
    ("count", "decks", "text"),
    [(65_000, 1, ""), (3_000, 6, " word is here" * 900)],
    ids=["short notes", "long notes"],
)
def test_the_largest_import_takes_at_most_400_megabytes(
    tmp_path: Path, count: int, decks: int, text: str
) -> None:
    path = package(tmp_path, count, decks, text)
    outcome = run([FLASHGEN, "import", str(path), "-o", "out"], tmp_path, seconds=300)
    assert outcome.status == 0, outcome.stderr
    assert outcome.megabytes <= 400


@pytest.mark.skipif(os.name == "nt", reason="Windows does not say what a process takes")
def test_half_a_million_notes_are_counted_in_little_memory(tmp_path: Path) -> None:
    path = package(tmp_path, 500_000)
    outcome = run([FLASHGEN, "import", str(path), "-o", "out"], tmp_path, seconds=60)
    assert "more notes than can be imported at once" in outcome.stderr
    assert outcome.megabytes <= 200
