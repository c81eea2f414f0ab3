"""The archive that a package is, read by Python's own zipfile."""

import io
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from flashgen.exporters.archive import BLOCK, Archive

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
    archive = Archive(file)
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


def test_blocks_use_what_stands_before_them() -> None:
    page = RANDOM.randbytes(30_000)
    repeated = page * (3 * BLOCK // len(page))
    assert len(archive_of({"a": repeated})) < len(page) + len(repeated) / 50


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="Linux")
def test_the_same_bytes_on_one_core(tmp_path: Path) -> None:
    code = (
        "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from flashgen.exporters.archive import Archive\n"
        "archive = Archive(sys.stdout.buffer)\n"
        "archive.add('a', sys.stdin.buffer.read())\n"
        "archive.close()\n"
    )
    content = CONTENTS["three blocks"]
    done = subprocess.run(
        [sys.executable, "-c", code], input=content, capture_output=True, check=True
    )
    assert done.stdout == archive_of({"a": content})
