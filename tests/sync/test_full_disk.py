"""A disk that is full in the middle of a push: it is said what was done, and nothing is left over.

Tried with a real disk of a few megabytes where one may be mounted, and with a limit for the size
of a file, which SQLite meets in the same places, where none may.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from anki_backend import guids
from click.testing import Result
from desk import CARDS, DAY, NOW, Desk, desk_in, study
from killing import collection as content
from small_disk import mounted

if sys.platform == "win32":
    pytest.skip("limits and mounts are POSIX", allow_module_level=True)

import resource

from command import run

MORE = {
    f"ray-{n}": f"- id: ray-{n}\n  front: Ray {n}?\n  back: |\n    {'A ray. ' * 40}\n"
    for n in range(250)
}
LENS = CARDS["lens"].replace("What bends", "What focuses")
Shortage = Callable[[Desk, int], Any]


@contextmanager
def file_limit(desk: Desk, size: int) -> Iterator[None]:
    """No file may grow beyond this size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def little_space(desk: Desk, size: int) -> Iterator[None]:
    """The disk has so many bytes left."""
    filler = desk.folder / "filler"
    free = shutil.disk_usage(desk.folder).free
    with filler.open("wb") as file:
        file.write(bytes(max(0, free - size)))
    try:
        yield
    finally:
        filler.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", "12m") as place:
        yield place


def files(desk: Desk) -> set[str]:
    return {p.relative_to(desk.folder).as_posix() for p in desk.folder.rglob("*")} - {"filler"}


def push_short_of(desk: Desk, sizes: list[int], shortage: Shortage, aside: Path) -> set[str]:
    """Push with each size, always from the same state; check each, and return what came of it."""
    desk.told()
    study(desk)
    for backup in desk.path.parent.glob("*backup*"):
        backup.unlink()
    old = content(desk.path)
    kept = aside / "kept"
    shutil.copytree(desk.folder, kept, symlinks=True)
    came: set[str] = set()
    desk.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW + DAY))
    desk.cards = {**CARDS, "lens": LENS, **MORE}
    for size in sizes:
        for each in desk.folder.iterdir():
            shutil.rmtree(each)
        shutil.copytree(kept, desk.folder, dirs_exist_ok=True)
        desk.write()
        before = files(desk)
        with shortage(desk, size):
            result = run("push", "--collection", desk.path)

        came.add(_checked(desk, result, before, old, aside))
        # With room again it is done, whatever was done before.
        desk.told(now=NOW + DAY)
        with desk.open() as col:
            assert len(guids(col)) == len(desk.cards)
    return came


def _checked(desk: Desk, result: Result, before: set[str], old: list[Any], aside: Path) -> str:
    """What a push left, in words, held against what it said."""
    said = result.output
    assert result.exit_code in (0, 3), said
    now = content(desk.path)
    assert now[0] == old[0] == [("ok",)]  # the integrity check
    made = len(now[1]) == len(CARDS) + len(MORE)
    assert made or now == old, said
    assert (result.exit_code == 0 or "the import was made" in said) == made, said
    assert ("nothing was imported" in said) == (not made), said
    named = set(re.findall(r"collection\.flashgen-backup-[\d.-]+\.anki2", said))
    more = files(desk) - before
    assert {name for name in more if not name.endswith(("-wal", "-shm"))} == {
        f"anki/{name}" for name in named
    }, said
    # Of Anki's media database SQLite keeps its log where there is no room to write it back.
    logs = {name for name in more if name.endswith(("-wal", "-shm"))}
    assert made or all(name.startswith("anki/collection.media.db2-") for name in logs), (said, more)
    assert "Traceback" not in said
    assert "DbError" not in said
    for name in named:
        copy = aside / "backup" / name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(desk.path.parent / name, copy)
        assert content(copy)[1:] == old[1:]
    if "backup" in said and not named:
        assert "no backup" in said
    return f"{'made' if made else 'not made'}, {len(named)} backup, {result.exit_code}"


@pytest.fixture
def aside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place that has room, whatever the desk has."""
    return tmp_path_factory.mktemp("aside")


def test_files_that_may_not_grow(closed: Desk, aside: Path) -> None:
    closed.told()
    size = closed.path.stat().st_size
    sizes = [0, size - 4096, size, size + 300_000, 2 * size + 600_000]
    came = push_short_of(closed, sizes, file_limit, aside)
    assert {"not made, 0 backup, 3", "not made, 1 backup, 3", "made, 1 backup, 0"} <= came


NEAR = (1_000_000, 1_200_000, 1_400_000, 2_400_000)
"""Enough for a part of a backup; for all of it; for the import, but not to look at it; for all."""


@pytest.mark.parametrize("all_on_it", [False, True])
def test_a_real_disk(
    small_disk: Path, aside: Path, monkeypatch: pytest.MonkeyPatch, all_on_it: bool
) -> None:
    folder = small_disk / "desk"
    folder.mkdir()
    desk = desk_in(folder, "closed", monkeypatch)
    if all_on_it:
        (small_disk / "tmp").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(small_disk / "tmp"))
        monkeypatch.setenv("TMPDIR", str(small_disk / "tmp"))
    sizes = [0, 1_300_000, 2_600_000, 3_400_000, 8_000_000] if all_on_it else [0, *NEAR]
    came = push_short_of(desk, sizes, little_space, aside)
    assert {"not made, 0 backup, 3", "not made, 1 backup, 3", "made, 1 backup, 0"} <= came
