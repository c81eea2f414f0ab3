"""Packages for the tests: real ones by Anki's own backend, and hostile ones by hand."""

import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from anki.collection import Collection, ExportAnkiPackageOptions

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


@dataclass(frozen=True)
class ForeignNote:
    """A note of one of Anki's stock note types."""

    fields: Sequence[str]
    type: str = "Basic"
    deck: str = "Geography"
    tags: Sequence[str] = ()
    guid: str = ""


def export(
    path: Path,
    notes: Sequence[ForeignNote],
    *,
    legacy: bool,
    media: Mapping[str, bytes] | None = None,
    descriptions: Mapping[str, str] | None = None,
    prepare: Callable[[Collection], None] | None = None,
) -> Path:
    """Make a package as Anki's own window exports it."""
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder, "collection.anki2")))
        try:
            if prepare:
                prepare(col)
            for name, content in (media or {}).items():
                Path(col.media.dir(), name).write_bytes(content)
            for foreign in notes:
                note_type = col.models.by_name(foreign.type)
                assert note_type, foreign.type
                note = col.new_note(note_type)
                note.fields[: len(foreign.fields)] = list(foreign.fields)
                note.tags = list(foreign.tags)
                if foreign.guid:
                    note.guid = foreign.guid
                deck = col.decks.id(foreign.deck)
                assert deck
                col.add_note(note, deck)
            for name, description in (descriptions or {}).items():
                deck_dict = col.decks.by_name(name)
                assert deck_dict
                deck_dict["desc"] = description
                col.decks.save(deck_dict)
            col.export_anki_package(
                out_path=str(path),
                options=ExportAnkiPackageOptions(
                    with_scheduling=False,
                    with_deck_configs=False,
                    with_media=True,
                    legacy=legacy,
                ),
                limit=None,
            )
        finally:
            col.close()
    return path


NOTE_TYPE = {
    "1": {
        "id": 1,
        "name": "Basic",
        "type": 0,
        "flds": [{"name": "Front"}, {"name": "Back"}],
        "tmpls": [{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{Back}}"}],
    }
}
SCHEMA = """
    CREATE TABLE col (models, decks);
    CREATE TABLE notes (id integer primary key, guid, mid, mod, tags, flds);
    CREATE TABLE cards (id integer primary key, nid, did, odid, ord, due);
"""


def database(
    script: str = "", *, schema: str = SCHEMA, models: object = None, decks: object = None
) -> bytes:
    """A database with one note, as bare as the reader takes it, after a script has been at it."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema)
    if schema == SCHEMA:
        made = NOTE_TYPE if models is None else models
        deck = {"1": {"name": "Geography"}} if decks is None else decks
        connection.execute("INSERT INTO col VALUES (?, ?)", (as_json(made), as_json(deck)))
        connection.execute("INSERT INTO notes VALUES (1, 'guid', 1, 5, ' a b ', 'one\x1ftwo')")
        connection.execute("INSERT INTO cards VALUES (1, 1, 1, 0, 0, 1)")
    connection.executescript(script)
    return connection.serialize()


def as_json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def archive(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return out.getvalue()


def legacy(content: bytes | None = None, media: str = "{}", **members: bytes) -> bytes:
    """A package of the old format."""
    members = {"collection.anki2": database() if content is None else content, **members}
    return archive({**members, "media": media.encode()})
