"""Packages are read as Anki wrote them, and hostile ones refused, in bounded time and memory."""

import json
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from importers.packages import (
    PNG,
    ForeignNote,
    archive,
    database,
    export,
    legacy,
)

from flashgen.anki.note import Deck, Note
from flashgen.anki.note_types import CONCEPT
from flashgen.anki.package import reading as package
from flashgen.anki.package.archive import zstd
from flashgen.anki.package.reading import PackageError, open_package, read_package
from flashgen.anki.package.writing import write_apkg

LIMIT = 1_000_000
SMALL = 20_000_000  # a database, where a limit is tried out


@pytest.mark.parametrize("old", [False, True])
def test_reads_what_anki_exports(tmp_path: Path, old: bool) -> None:
    notes = [
        ForeignNote(['Capital of <b>France</b>? <img src="Île de France.png">', "Paris"]),
        ForeignNote(
            ["{{c1::Rome}} lies in {{c2::Italy}}", "seven hills"],
            "Cloze",
            "Geography::Cities",
            ("europe", "city::old"),
        ),
        ForeignNote(["北京", "Beijing"], "Basic (and reversed card)"),
    ]
    path = export(
        tmp_path / "a.apkg",
        notes,
        legacy=old,
        media={"Île de France.png": PNG},
        descriptions={"Geography": "Where things <i>are</i>"},
    )
    with open_package(path) as opened:
        assert list(opened.package.media) == ["Île de France.png"]
        assert opened.media("Île de France.png", LIMIT) == PNG
        with pytest.raises(PackageError, match="larger than 20 bytes"):
            opened.media("Île de France.png", 20)
        with pytest.raises(PackageError, match=r"no media file `\.\./x`"):
            opened.media("../x", LIMIT)
    read = read_package(path)
    assert [tuple(note.fields) for note in read.notes] == [tuple(n.fields) for n in notes]
    assert [read.note_type(note).name for note in read.notes] == [n.type for n in notes]
    assert [read.note_type(note).cloze for note in read.notes] == [False, True, False]
    assert [read.deck_name(note) for note in read.notes] == [n.deck for n in notes]
    assert [len(note.cards) for note in read.notes] == [1, 2, 2]
    assert [note.tags for note in read.notes] == [(), ("city::old", "europe"), ()]
    assert all(note.guid and note.mod > 1_700_000_000 for note in read.notes)
    assert read.fields(read.notes[2]) == {"Front": "北京", "Back": "Beijing"}
    described = {deck.name: deck.description for deck in read.decks.values()}
    assert described["Geography"] == "Where things <i>are</i>"
    two_sided = read.note_type(read.notes[2])
    assert [template.front for template in two_sided.templates] == ["{{Front}}", "{{Back}}"]
    assert "{{Back}}" in two_sided.templates[0].back


def test_reads_what_flashgen_writes(tmp_path: Path) -> None:
    fields = dict.fromkeys(CONCEPT.field_names, "") | {
        "ID": "n/x/en",
        "Front": "<p>a</p>",
        "Back": "b",
    }
    note = Note("concept", "n", "x", "en", "guid0", "A::B", ("t", "u"), fields)
    write_apkg(
        tmp_path / "a.apkg", [note], [Deck("A::B", "about")], {"concept": CONCEPT}, {"guid0": 77}
    )
    contents = read_package(tmp_path / "a.apkg")
    (read,) = contents.notes
    assert (read.guid, read.mod, read.tags) == ("guid0", 77, ("t", "u"))
    assert dict(contents.fields(read)) == fields
    assert contents.note_type(read).id == CONCEPT.id
    assert contents.deck_name(read) == "A::B"


def test_bare_package_is_one(tmp_path: Path) -> None:
    """What the hostile ones below differ from in one point each."""
    path = tmp_path / "a.apkg"
    path.write_bytes(legacy())
    (note,) = read_package(path).notes
    assert (note.guid, note.tags, note.fields) == ("guid", ("a", "b"), ("one", "two"))


def _latest(collection: bytes, media: bytes = b"", meta: bytes = b"\x08\x03") -> bytes:
    members = {"meta": meta, "collection.anki21b": collection, "media": zstd.compress(media)}
    return archive(members, zipfile.ZIP_STORED)


def _bomb(megabytes: int) -> bytes:
    """Zeros in some kilobytes of zstd."""
    packer = zstd.ZstdCompressor(level=3)
    piece = bytes(1 << 20)
    parts = [packer.compress(piece) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


def _with_wrong_size() -> bytes:
    """Says that its collection has 100 bytes, at both places where a zip says so."""
    made = bytearray(legacy())
    real = struct.pack("<I", len(database()))
    assert made.count(real) == 2
    return bytes(made.replace(real, struct.pack("<I", 100)))


def _with_flag(flag: int, at: int = 8) -> bytes:
    made = bytearray(legacy())
    made[made.index(b"PK\x01\x02") + at] |= flag
    return bytes(made)


def _with_huge_directory() -> bytes:
    made = bytearray(legacy())
    end = made.rindex(b"PK\x05\x06")
    struct.pack_into("<II", made, end + 12, 0x30000000, 0)
    return bytes(made)


def _sparse(text: str) -> str:
    return f"UPDATE notes SET flds = {text}"


_RECURSIVE = """
    ALTER TABLE notes RENAME TO real;
    CREATE VIEW notes AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT i AS id, 'g' AS guid, 1 AS mid, 1 AS mod, '' AS tags, 'a' AS flds FROM n;
"""
_COMPUTED = """
    DROP TABLE notes; CREATE TABLE notes (id integer primary key, guid, mid, mod, tags,
    flds AS (hex(zeroblob(8000000))));
    INSERT INTO notes VALUES (1, 'guid', 1, 1, '');
"""
_DEEP = "[" * 100_000

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "no zip archive"),
    "text": (lambda: b"front;back\n" * 100, "no zip archive"),
    "cut off": (lambda: legacy()[:-30], "no zip archive"),
    "nothing in it": (lambda: archive({"x": b""}), "no collection in it"),
    "a directory of 800 MB": (_with_huge_directory, "more files than any deck|no zip archive"),
    "encrypted": (lambda: _with_flag(1), "encrypted"),
    "bzip2": (
        lambda: archive({"collection.anki2": bytes(10**7)}, zipfile.ZIP_BZIP2),
        "a way that Anki does not use",
    ),
    "wrong size": (_with_wrong_size, "`collection.anki2` in the package is damaged|database is"),
    "zip bomb": (
        lambda: archive({"collection.anki2": b"SQLite format 3\0" + bytes(SMALL)}),
        "larger than 20,000,000 bytes",
    ),
    "zstd bomb": (lambda: _latest(_bomb(21)), "larger than 20,000,000 bytes"),
    "bomb as meta": (lambda: _latest(b"", meta=bytes(10**6)), "`meta` .* larger than 1,000"),
    "bomb as media": (
        lambda: _latest(zstd.compress(database()), bytes(17_000_000)),
        "`media` .* larger than 16,000,000",
    ),
    "no zstd": (lambda: _latest(database()), "`collection.anki21b` in the package is damaged"),
    "half of it": (lambda: _latest(zstd.compress(database())[:-100]), "damaged|ends too early"),
    "newer format": (lambda: _latest(b"", meta=b"\x08\x04"), "newer than this program"),
    "meta of nonsense": (lambda: _latest(b"", meta=b"\xff" * 20), "damaged"),
    "media of nonsense": (lambda: _latest(zstd.compress(database()), b"\x0a\x7f"), "damaged"),
    "media as a list": (lambda: legacy(media="[]"), "list of media is damaged"),
    "media of numbers": (lambda: legacy(media='{"0": 1}'), "list of media is damaged"),
    "media nested deeply": (lambda: legacy(media=_DEEP), "list of media is damaged"),
    "no database": (lambda: legacy(b"x" * 5000), "database is damaged"),
    "empty database": (lambda: legacy(b""), "no notes and cards"),
    "other tables": (lambda: legacy(database(schema="CREATE TABLE t (x)")), "no notes and cards"),
    "broken pages": (lambda: legacy(database()[:4096] + b"\xff" * 8192), "database is damaged"),
    "endless view": (lambda: legacy(database(_RECURSIVE)), "no notes and cards"),
    "computed column": (lambda: legacy(database(_COMPUTED)), "database is damaged"),
    "huge note": (
        lambda: legacy(database(_sparse("hex(zeroblob(9000000))"))),
        "database is damaged",
    ),
    "number as note": (lambda: legacy(database(_sparse("7"))), "values that Anki does not write"),
    "three fields": (lambda: legacy(database(_sparse("'a'||x'1f'||x'1f'"))), "fit its note type"),
    "no note type": (lambda: legacy(database("UPDATE notes SET mid = 2")), "fit its note type"),
    "no deck": (lambda: legacy(database("UPDATE cards SET did = 2")), "in no deck"),
    "models as a list": (lambda: legacy(database(models=[1])), "models are damaged"),
    "models nested deeply": (lambda: legacy(database(models=_DEEP)), "models are damaged"),
    "model with no name": (lambda: legacy(database(models={"1": {}})), "no `name`"),
    "decks of numbers": (lambda: legacy(database(decks={"1": 5})), "decks are damaged"),
    "a deck's id as words": (lambda: legacy(database(decks={"x": {}})), "decks are damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_package_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "_LARGEST_DATABASE", SMALL)
    make, message = HOSTILE[name]
    path = tmp_path / "a.apkg"
    path.write_bytes(make())
    with pytest.raises(PackageError, match=message):
        read_package(path)
    assert [file.name for file in tmp_path.iterdir()] == ["a.apkg"]


def test_rows_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.apkg"
    path.write_bytes(
        legacy(database("INSERT INTO cards SELECT NULL, 1, 1, 0, 0, 1 FROM cards;" * 10))
    )
    assert len(read_package(path).notes[0].cards) == 1024
    monkeypatch.setattr("flashgen.anki.package.rows._MOST_ROWS", 1023)
    with pytest.raises(PackageError, match="more rows"):
        read_package(path)


def test_work_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.apkg"
    path.write_bytes(
        legacy(database("INSERT INTO cards SELECT NULL, 1, 1, 0, 0, 1 FROM cards;" * 10))
    )
    monkeypatch.setattr("flashgen.anki.package.database._STEPS_AT_ONCE", 100)
    monkeypatch.setattr("flashgen.anki.package.database._STEPS", 1000)
    with pytest.raises(PackageError, match="damaged"):
        read_package(path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of a program")
def test_bomb_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.apkg"
    path.write_bytes(_latest(_bomb(1000)))
    script = (
        "import sys, pathlib\nfrom flashgen.anki.package.reading import *\n"
        "try: read_package(pathlib.Path(sys.argv[1]))\n"
        "except PackageError as error: print(error)\n"
        "print(pathlib.Path('/proc/self/status').read_text())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert "larger than 1,000,000,000 bytes" in done.stdout
    peak = next(line for line in done.stdout.splitlines() if line.startswith("VmHWM:"))
    assert int(peak.split()[1]) < 200_000, peak


@pytest.mark.parametrize("kind", ["folder", "pipe", "missing"])
def test_what_is_no_file(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.apkg"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no pipes in folders here")
        os.mkfifo(path)
    with pytest.raises(FileNotFoundError if kind == "missing" else PackageError):
        read_package(path)


@pytest.mark.parametrize("old", [False, True])
def test_media_that_lie(old: bool, tmp_path: Path) -> None:
    """Names that lead elsewhere are names only; sizes and digests are compared."""
    names = {"0": "../../evil.png", "1": "/etc/passwd"}
    if old:
        path = tmp_path / "a.apkg"
        members = {"0": PNG, "collection.anki2": database(), "media": json.dumps(names).encode()}
        path.write_bytes(archive(members))
        with open_package(path) as opened:
            assert opened.media("../../evil.png", LIMIT) == PNG
            with pytest.raises(PackageError, match="the package has no `1`"):
                opened.media("/etc/passwd", LIMIT)
        return
    entries = b""
    for name, size, sha1 in (
        ("a.png", len(PNG), b""),
        ("b.png", 5, b""),
        ("c.png", len(PNG), b"x"),
    ):
        entry = b"\x0a" + bytes([len(name)]) + name.encode() + b"\x10" + bytes([size])
        entry += b"\x1a" + bytes([len(sha1)]) + sha1
        entries += b"\x0a" + bytes([len(entry)]) + entry
    made = {"collection.anki21b": zstd.compress(database()), "media": zstd.compress(entries)}
    made |= {name: zstd.compress(PNG) for name in "012"}
    path = tmp_path / "b.apkg"
    path.write_bytes(archive(made))
    with open_package(path) as opened:
        assert opened.media("a.png", LIMIT) == PNG
        with pytest.raises(PackageError, match="not the size"):
            opened.media("b.png", LIMIT)
        with pytest.raises(PackageError, match=r"media file `c.png` is damaged$"):
            opened.media("c.png", LIMIT)


def test_frames_one_after_the_other(tmp_path: Path) -> None:
    content = database()
    parts = [content[i : i + 3000] for i in range(0, len(content), 3000)]
    path = tmp_path / "a.apkg"
    path.write_bytes(_latest(b"".join(zstd.compress(part) for part in parts)))
    assert len(read_package(path).notes) == 1
