"""The archive that a package is, read by Python's own zipfile."""

import io
import random
import zipfile
import zlib

import pytest

from flashgen.anki.package.zip import BLOCK, ArchiveWriter

RANDOM = random.Random(1)
CONTENTS = {
    "empty": b"",
    "short": b"{}",
    "one block": RANDOM.randbytes(1000) * (BLOCK // 1000) + b"x" * (BLOCK % 1000),
    "a byte more": bytes(BLOCK + 1),
    "three blocks": RANDOM.randbytes(2 * BLOCK + 12345),
}


def archive_of(contents: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    archive = ArchiveWriter(file)
    for name, content in contents.items():
        archive.add(name, content)
    assert archive.close() == len(file.getvalue())
    return file.getvalue()


def test_zipfile_reads_what_was_written() -> None:
    with zipfile.ZipFile(io.BytesIO(archive_of(CONTENTS))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == CONTENTS
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == 0o100644


def test_the_same_content_gives_the_same_bytes() -> None:
    assert archive_of(CONTENTS) == archive_of(CONTENTS)


def test_too_large_is_an_error_of_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zipfile.ZIP64_LIMIT", 1000)
    with pytest.raises(OSError, match="4 GB"), ArchiveWriter(io.BytesIO()) as archive:
        archive.add("a", bytes(2000))


def test_too_many_entries_is_an_error_of_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flashgen.anki.package.zip.MOST_ENTRIES", 2)
    with pytest.raises(OSError, match="65,533 images"), ArchiveWriter(io.BytesIO()) as archive:
        for name in "abc":
            archive.add(name, b"")


def test_packing_takes_the_fastest_level() -> None:
    text = CONTENTS["one block"]
    (entry,) = zipfile.ZipFile(io.BytesIO(archive_of({"a": text}))).infolist()
    packed = zlib.compressobj(1, zlib.DEFLATED, -15)
    assert entry.compress_size == len(packed.compress(text) + packed.flush())
