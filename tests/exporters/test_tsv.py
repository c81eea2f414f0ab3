"""The text import of Anki's own backend, over the notes of the package."""

from pathlib import Path

import pytest
from anki.collection import Collection, ImportCsvRequest
from anki_backend import Imported, cards_of, collection, counted, deck_of, guids, import_package
from command import run
from decks_to_export import DECK, export, write_deck

from flashgen.deck.identity import note_guid


def import_text(col: Collection, path: Path) -> Imported:
    metadata = col.get_csv_metadata(str(path), None)
    return counted(col.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log)


def everything(col: Collection) -> dict[str, tuple[object, ...]]:
    """By GUID: note type, fields, tags, decks of the cards."""
    notes = [col.get_note(id) for id in col.find_notes("")]
    return {
        note.guid: (
            note.note_type()["name"],
            tuple(note.fields),
            tuple(note.tags),
            tuple(deck_of(col, card) for card in cards_of(col, note.guid)),
        )
        for note in notes
    }


def packaged(col: Collection, deck: Path, folder: Path) -> None:
    package = folder / "deck.apkg"
    assert run("build", deck, "-o", package).exit_code == 0
    import_package(col, package)


def test_the_same_deck_is_updated_note_by_note_and_none_is_added(tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    with collection(tmp_path) as col:
        packaged(col, deck, tmp_path)
        before = everything(col)
        for note in (col.get_note(id) for id in col.find_notes("")):
            note.fields[2] = note.fields[-1] = "spoilt"
            note.tags = []
            col.update_note(note)
        text = tmp_path / "deck.txt"
        assert export(deck, "tsv", "-o", text) == ""
        done = import_text(col, text)
        assert (done.new, done.updated, done.empty) == (0, 7, 0)
        assert everything(col) == before


@pytest.mark.parametrize(
    ("old", "new", "id", "field"),
    [
        ("A tab between two letters.", "A tab, what else?", "tab", "Back"),
        ("::order}}", "::size}}", "order", "Text"),
        ("What is the loss at", "What is the cross-entropy at", "loss", "Data"),
    ],
    ids=["concept", "cloze", "numeric"],
)
def test_a_change_arrives(tmp_path: Path, old: str, new: str, id: str, field: str) -> None:
    deck = write_deck(tmp_path)
    with collection(tmp_path) as col:
        packaged(col, deck, tmp_path)
        known = guids(col)
        write_deck(tmp_path, DECK.replace(old, new))
        text = tmp_path / "deck.txt"
        text.write_bytes(export(deck, "tsv", "--only", id).encode())
        done = import_text(col, text)
        assert (done.new, done.updated) == (0, 1)
        assert guids(col) == known
        (note,) = (col.get_note(i) for i in col.find_notes(f'"ID:losses-k3v9/{id}/en"'))
        words = new.replace("}}", "")
        assert words in note[field]
        assert old.replace("}}", "") not in note[field]


def test_numbers_of_another_seed_arrive(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()  # a checkout of its own: no lock of another test is near
    deck = write_deck(tmp_path)
    with collection(tmp_path) as col:
        packaged(col, deck, tmp_path)
        before = everything(col)
        text = tmp_path / "deck.txt"
        export(deck, "tsv", "--seed", "5", "--only", "kind:numeric", "-o", text)
        assert import_text(col, text).updated == 4
        after = everything(col)
        changed = {guid for guid in before if before[guid] != after[guid]}
    assert changed == {
        note_guid("losses-k3v9", id, "en") for id in ("loss", "sign", "largest", "both")
    }
