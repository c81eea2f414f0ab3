"""Packages of many notes, decks or note types, written without Anki's backend."""

import json
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

TABLES = """
CREATE TABLE col (id, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags);
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid, mid, mod, usn, tags, flds, sfld, csum, flags,
    data);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid, did, ord, mod, usn, type, queue, due, ivl, factor,
    reps, lapses, left, odue, odid, flags, data);
"""
FRONT, BACK = "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}"


def note_type(id: int = 1, front: str = FRONT, back: str = BACK) -> dict[str, object]:
    """A note type of two fields."""
    return {
        "id": id,
        "name": f"Basic {id}",
        "type": 0,
        "flds": [{"name": "Front"}, {"name": "Back"}],
        "tmpls": [{"name": "Card", "qfmt": front, "afmt": back}],
    }


def package(
    folder: Path,
    count: int,
    decks: int = 1,
    text: str = "",
    *,
    tags: str = "",
    types: Sequence[dict[str, object]] = (),
    cards: Iterable[tuple[int, int]] = (),
    media: str = "{}",
) -> Path:
    """Write a package of so many short notes, spread over decks and note types.

    `cards` are further ones, each a note and an ordinal.
    """
    path, base = folder / "notes.apkg", folder / "collection.anki2"
    connection = sqlite3.connect(base)
    connection.executescript(TABLES)
    named = {str(n + 1): {"id": n + 1, "name": f"Deck {n}", "desc": ""} for n in range(decks)}
    made = {str(each["id"]): each for each in types or [note_type()]}
    connection.execute(
        "INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '{}', ?, ?, '{}', '{}')",
        (json.dumps(made), json.dumps(named)),
    )
    ids = list(made)
    connection.executemany(
        "INSERT INTO notes VALUES (?, ?, ?, 0, 0, ?, ?, 0, 0, 0, '')",
        (
            (n + 1, f"g{n}", int(ids[n % len(ids)]), tags, f"What is {n}?{text}\x1fIt is {n}.")
            for n in range(count)
        ),
    )
    query = "INSERT INTO cards VALUES (NULL, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '')"
    # In another order than the notes.
    numbers = range(count - 1, -1, -1)
    connection.executemany(query, ((n + 1, n % decks + 1, 0) for n in numbers))
    connection.executemany(query, ((note, 1, ordinal) for note, ordinal in cards))
    connection.commit()
    connection.close()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(base, "collection.anki2")
        archive.writestr("media", media)
    base.unlink()
    return path
