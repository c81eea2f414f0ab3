"""A killed process, a full disk, a read-only folder, several builds at once: nothing is lost."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bounded import FLASHGEN, run
from deck_folder import LIGHT, NOW, OPTICS, Folder
from killing import files, killed
from small_disk import mounted

KILLS = 50
posix = pytest.mark.skipif(os.name == "nt", reason="signals, mounts and devices of POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Built at NOW, then changed: the next build makes another lock and another package."""
    place = tmp_path / "work"
    (place / "cards").mkdir(parents=True)
    folder = Folder(place)
    folder.write("optics.yaml", OPTICS)
    folder.write("light.yaml", LIGHT)
    folder.build(now=NOW)
    folder.edit("A lens.", "A lens, or a prism.")
    return folder


@posix
def test_a_build_killed_at_50_moments(folder: Folder) -> None:
    old = files(folder.place)
    command = ["build", "-o", "cards.apkg"]
    runs = killed(folder.place, command, [*command, "--dry-run"], KILLS, NOW + 60)
    new = runs[0]["files"]
    lock, package = "cards/flashgen.lock", "cards.apkg"
    assert old[lock] != new[lock]
    assert old[package] != new[package]
    for left in runs[1:-1]:
        found = left["files"]
        assert left["status"] in (-9, 0)
        assert found[lock] in (old[lock], new[lock])
        assert found[package] in (old[package], new[package])
        # A package never goes out with times that no lock knows.
        assert found[lock] == new[lock] or found[package] == old[package]
        others = found.keys() - new.keys()
        assert len(others) <= 1
        assert all(Path(name).name.endswith(".tmp") for name in others)
    assert sum(left["status"] == -9 for left in runs) >= KILLS // 5
    last = {name: digest for name, digest in runs[-1]["files"].items() if ".tmp" not in name}
    assert (runs[-1]["status"], last) == (0, new)


@posix
def test_an_export_killed_at_20_moments(folder: Folder) -> None:
    target = folder.place / "out.jsonl"
    target.write_text("old\n")
    old = files(folder.place)
    command = ["export", "--to", "jsonl", "-o", "out.jsonl"]
    runs = killed(folder.place, command, command, 20, NOW + 60)
    new = runs[0]["files"]
    for left in runs:
        assert left["files"]["out.jsonl"] in (old["out.jsonl"], new["out.jsonl"])
        assert left["files"]["cards/flashgen.lock"] == old["cards/flashgen.lock"]
    assert sum(left["status"] == -9 for left in runs) >= 4


def test_what_a_killed_process_left_is_removed_later(folder: Folder) -> None:
    """Not at once: it might be the file that another process is writing."""
    stale = folder.place / f".cards.apkg.{'a' * 16}.tmp"
    fresh = folder.place / f".cards.apkg.{'b' * 16}.tmp"
    other = folder.place / f".other.apkg.{'c' * 16}.tmp"
    for path in (stale, fresh, other):
        path.write_bytes(b"half")
    for path in (stale, other):
        os.utime(path, (NOW, NOW))
    folder.build(now=NOW + 60)
    assert [path.exists() for path in (stale, fresh, other)] == [False, True, True]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB."""
    with mounted(tmp_path / "disk", "1m") as place:
        yield place


def fill(place: Path) -> None:
    with (place / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1024)):
                pass
        except OSError:
            return


def flashgen(place: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    given = {"SOURCE_DATE_EPOCH": str(NOW + 60), **environment}
    outcome = run([FLASHGEN, *arguments], place, environment=given)
    assert "Traceback" not in outcome.stderr, outcome.stderr
    return outcome.status, outcome.stderr


def test_a_full_disk_under_the_package(folder: Folder, small_disk: Path) -> None:
    target = small_disk / "out.apkg"
    target.write_bytes(folder.package.read_bytes())
    old = target.read_bytes()
    fill(small_disk)
    status, said = flashgen(folder.place, "build", "-o", str(target))
    assert (status, "No space left" in said, "out.apkg" in said) == (3, True, True), said
    assert target.read_bytes() == old
    assert sorted(path.name for path in small_disk.iterdir()) == ["filler", "out.apkg"]
    (small_disk / "filler").unlink()
    status, said = flashgen(folder.place, "build", "-o", str(target))
    assert status == 0, said


def test_a_full_disk_under_the_lock(folder: Folder, small_disk: Path) -> None:
    moved = Folder(small_disk)
    folder.copy(small_disk)
    old = moved.lock_path.read_bytes()
    fill(small_disk)
    status, said = flashgen(folder.place, "build", str(moved.cards), "-o", "out.apkg")
    assert (status, "flashgen.lock" in said, "No space left" in said) == (3, True, True), said
    assert moved.lock_path.read_bytes() == old
    assert not (folder.place / "out.apkg").exists()


def test_a_full_disk_under_the_temporary_files(folder: Folder, small_disk: Path) -> None:
    old = folder.package.read_bytes()
    fill(small_disk)
    # Python takes another folder where it cannot write at all.
    os.truncate(small_disk / "filler", (small_disk / "filler").stat().st_size - 24_576)
    status, said = flashgen(folder.place, "build", TMPDIR=str(small_disk))
    assert (status, "disk" in said or "space" in said) == (3, True), said
    assert folder.package.read_bytes() == old
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


def test_a_read_only_disk(folder: Folder, small_disk: Path) -> None:
    moved = Folder(small_disk)
    folder.copy(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    status, said = flashgen(small_disk, "build", str(moved.cards), "-o", "out.apkg")
    assert (status, "flashgen.lock" in said, "ead-only" in said) == (3, True, True), said
    status, said = flashgen(folder.place, "build", "-o", str(small_disk / "out.apkg"))
    assert (status, "out.apkg" in said, "ead-only" in said) == (3, True, True), said
    # Where nothing changes, a folder that cannot be written is no obstacle.
    assert flashgen(folder.place, "check", str(moved.cards))[0] == 0


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize(
    "command",
    [
        ["build", "-o", "/dev/full"],
        ["export", "--to", "json", "-o", "/dev/full"],
        ["export", "--to", "json", ">", "/dev/full"],
        ["export", "--to", "jsonl", ">", "/dev/full"],
        ["check", "--json", ">", "/dev/full"],
        ["functions", ">", "/dev/full"],
        ["show", "lens", ">", "/dev/full"],
    ],
    ids=" ".join,
)
def test_a_device_that_is_full(folder: Folder, command: list[str]) -> None:
    line = " ".join([f'"{FLASHGEN}"', *command])
    done = subprocess.run(
        line, shell=True, cwd=folder.place, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert "Exception" not in done.stderr, done.stderr
    assert (done.returncode, "No space left" in done.stderr) == (3, True), done.stderr


@posix
def test_output_that_is_no_file(folder: Folder) -> None:
    (folder.place / "out").mkdir()
    status, said = flashgen(folder.place, "build", "-o", "out")
    assert (status, "directory" in said) == (2, True), said
    status, said = flashgen(folder.place, "build", "-o", "missing/out.apkg")
    assert (status, "missing/out.apkg" in said) == (3, True), said
    status, said = flashgen(folder.place, "build", "-o", "cards.apkg/out.apkg")
    assert status == 3, said
    assert flashgen(folder.place, "build", "-o", os.devnull)[0] == 0


def test_four_builds_at_once(folder: Folder) -> None:
    alone = Folder(folder.place.parent / "alone")
    alone.place.mkdir()
    folder.copy(alone.place)
    assert flashgen(alone.place, "build")[0] == 0
    builds = [
        subprocess.Popen(
            [FLASHGEN, "build"],
            cwd=folder.place,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(NOW + 60)},
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for build in builds:
        _, said = build.communicate()
        assert build.returncode == 0, said.decode()
    assert folder.lock_path.read_bytes() == alone.lock_path.read_bytes()
    assert folder.package.read_bytes() == alone.package.read_bytes()
    names = sorted(path.name for path in folder.place.iterdir())
    assert names == ["cards", "cards.apkg"]
