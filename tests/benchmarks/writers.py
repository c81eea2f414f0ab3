"""Three ways to write a package of 100,000 notes: `python -m tests.benchmarks.writers NOTES RUNS`.

genanki's own `write_to_file`, flashgen's writer, and the limit: the same rows by a bare
`executemany` into 16 KiB pages, indexes last, deflated at level 1. Each note has four fields of 300
characters.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA
from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parent.parent))

from rendered_notes import NOW, concept, package

from flashgen.anki.note import Note
from flashgen.anki.note_types import CONCEPT

from .measuring import print_table

WORDS = "the gradient of a loss with respect to its logits is softmax minus one hot so it sums to 0"


def text(number: int, length: int) -> str:
    """Return about `length` characters: words in an order of the number's own, one of them bold."""
    words = WORDS.split()
    chosen, state = [], number + 1
    while sum(map(len, chosen)) + len(chosen) < length:
        state = state * 1103515245 % 2147483647
        chosen.append(words[state % len(words)])
    return f"<p><b>{chosen[0]}</b> {' '.join(chosen[1:])}</p>"


def with_genanki(path: Path, notes: list[Note]) -> None:
    model = genanki.Model(
        CONCEPT.id,
        CONCEPT.name,
        fields=[field.as_anki() for field in CONCEPT.fields],
        templates=[template.as_anki() for template in CONCEPT.templates],
        css=CONCEPT.css,
    )
    deck = genanki.Deck(1 << 30, notes[0].deck)
    for note in notes:
        fields = list(note.fields.values())
        deck.add_note(genanki.Note(model, fields, tags=list(note.tags), guid=note.guid))
    genanki.Package(deck).write_to_file(path, timestamp=NOW)


def at_the_limit(path: Path, notes: list[Note]) -> None:
    tables, create, rest = APKG_SCHEMA.partition("CREATE INDEX")
    database = path.with_suffix(".db")
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript("PRAGMA page_size=16384; PRAGMA journal_mode=OFF;" + tables + APKG_COL)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO notes VALUES(?,?,?,?,-1,?,?,?,0,0,'')",
        (
            (n, note.guid, CONCEPT.id, NOW, " a ", "\x1f".join(note.fields.values()), note.name)
            for n, note in enumerate(notes)
        ),
    )
    connection.executemany(
        "INSERT INTO cards VALUES(?,?,1,0,?,-1,0,0,?,0,0,0,0,0,0,0,0,'')",
        ((n, n, NOW, n) for n in range(len(notes))),
    )
    connection.executescript(create + rest)
    connection.close()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(database, "collection.anki2")
        archive.writestr("media", "{}")
    database.unlink()


def with_flashgen(path: Path, notes: list[Note]) -> None:
    package(path, notes)


WRITERS: dict[str, Callable[[Path, list[Note]], None]] = {
    "flashgen": with_flashgen,
    "genanki": with_genanki,
    "limit": at_the_limit,
}


def main(count: int, runs: int) -> None:
    names = ("Front", "Back", "Extra", "Source")
    notes = []
    for n in range(count):
        note = concept(f"card-{n}")
        filled = {name: text(n + count * i, 300) for i, name in enumerate(names)}
        notes.append(replace(note, fields={**note.fields, **filled}))
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in WRITERS}
    sizes = {}
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder  # genanki leaves its database behind
        for _ in range(runs):  # in turns, so that a busy moment hits all of them
            for name, write in WRITERS.items():
                path = Path(folder, "deck.apkg")
                start, work = time.perf_counter(), time.process_time()
                write(path, notes)
                taken[name].append((time.perf_counter() - start, time.process_time() - work))
                sizes[name] = path.stat().st_size
    medians = {
        name: (statistics.median(wall), statistics.median(work))
        for name, (wall, work) in ((n, zip(*times, strict=True)) for n, times in taken.items())
    }
    first = medians["flashgen"]
    rows = [
        [
            name,
            f"{wall:.2f} s",
            f"{work:.2f} s",
            f"{sizes[name] / 1e6:.1f} MB",
            "" if name == "flashgen" else f"{first[0] / wall:.2f}",
            "" if name == "flashgen" else f"{first[1] / work:.2f}",
        ]
        for name, (wall, work) in medians.items()
    ]
    head = ["", "time", "work", "size", "time ratio", "work ratio"]
    print_table(f"Writing a package of {count:,} notes; median of {runs}", head, rows)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
