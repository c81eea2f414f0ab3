"""Rendered notes for the tests of the package and the lock, without rendering anything."""

from pathlib import Path

from msgspec.structs import replace

from flashgen.anki.note import Deck, Note, digest
from flashgen.anki.note_types import NOTE_TYPES
from flashgen.anki.package.writing import PackageReport, write_apkg
from flashgen.build.lock.changes import Update, update
from flashgen.build.lock.entries import LockFile
from flashgen.deck.identity import note_guid

NOW = 1_760_000_000
NAMESPACE = "optics-k3v9"


def _note(kind: str, id: str, fields: dict[str, str], was: str, language: str) -> Note:
    first_id = was or id
    own = language == "en"
    common = {"ID": f"{NAMESPACE}/{id}/{language}", "Language": language}
    return Note(
        kind=kind,
        namespace=NAMESPACE,
        id=id,
        language=language,
        guid=note_guid(NAMESPACE, first_id, language),
        deck="Physics::Optics" if own else "物理::光学",
        tags=("physics", "optics"),
        fields=dict.fromkeys(NOTE_TYPES[kind].field_names, "") | common | fields,
        first_id=first_id if was else "",
    )


def concept(
    id: str,
    front: str = "What bends light?",
    back: str = "A <b>lens</b>.",
    *,
    reverse: bool = False,
    was: str = "",
    language: str = "en",
) -> Note:
    fields = {"Front": front, "Back": back, "Reverse": "1" if reverse else ""}
    return _note("concept", id, fields, was, language)


def cloze(id: str, text: str = "{{c1::Red}} bends less than {{c2::blue}}.", was: str = "") -> Note:
    return _note("cloze", id, {"Text": text}, was, "en")


def numeric(
    id: str, values: tuple[int, ...] = (3, 4), text: str = "Half of", was: str = ""
) -> Note:
    """A note that asks for the half of its values."""
    rows = ",".join(f'[0,["{2 * value}","{value}"],[{value}],[]]' for value in values)
    fields = {
        "Question": f"<p>{text} {2 * values[0]}?</p>",
        "Answer": str(values[0]),
        "Data": f'{{"forms":[{{"question":"{text}"}}],"rows":[{rows}],"version":1}}',
    }
    note = _note("numeric", id, fields, was, "en")
    return replace(note, text=digest([text]), numbers=digest([rows]))


def package(
    path: Path, notes: list[Note], mod: int = NOW, decks: tuple[Deck, ...] = ()
) -> PackageReport:
    """Write a package in which every note has the same time."""
    return write_apkg(path, notes, decks, NOTE_TYPES, {note.guid: mod for note in notes})


class Author:
    """Someone who builds the same folder again and again: keeps the lock from build to build."""

    def __init__(self, folder: Path) -> None:
        self.lock = LockFile()
        self.path = folder / "deck.apkg"

    def build(self, notes: list[Note], now: int, *, whole: bool = True) -> Update:
        result = update(self.lock, notes, now, whole=whole)
        assert not [d for d in result.diagnostics if d.severity == "error"]
        self.lock = result.lock
        write_apkg(self.path, notes, [], NOTE_TYPES, self.lock.mods)
        return result
