"""A closed collection: the backup, what is refused, the import options, and a process killed."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from anki.collection import Collection
from anki_backend import collection, fields_of, guids
from command import run
from desk import CARDS, DAY, LATER, NOW, Desk, State, guid, study, tag
from extent import extent
from killing import collection as content
from killing import killed

from flashgen.sync.to_collection import ClosedCollection, CollectionError

LENS = CARDS["lens"].replace("What bends", "What focuses")
PUSH = "from flashgen.cli import main; main()"
KILLS = extent(12, 50)


def backups(desk: Desk) -> list[Path]:
    return sorted(desk.path.parent.glob("*flashgen-backup*"))


def restored(backup: Path, folder: Path) -> State:
    """What is in a collection that a backup was copied over."""
    folder.mkdir()
    shutil.copy(backup, folder / "collection.anki2")
    with collection(folder) as col:
        return State.of(col)


def test_the_backup_is_the_collection_before(closed: Desk, tmp_path: Path) -> None:
    closed.told()
    study(closed)
    before = closed.state()
    closed.cards["lens"] = LENS
    told = closed.told(now=LATER)
    backup = Path(told["backup"])
    assert backup in backups(closed)
    assert backup.parent == closed.path.parent
    assert restored(backup, tmp_path / "back") == before
    assert closed.state() != before
    shown = closed.push("--only", "lens", now=LATER).output
    assert "nothing to do" in shown
    assert "backup:" not in shown


def test_no_backup_takes_anothers_place(closed: Desk) -> None:
    closed.told()
    target = ClosedCollection(closed.path)
    made = [target.back_up("2026-01-01-00.00.00") for _ in range(3)]
    assert len(set(made)) == 3
    assert all(path.stat().st_size > 10_000 for path in made)


def test_a_failed_import_changes_nothing(closed: Desk, tmp_path: Path) -> None:
    closed.told()
    before = study(closed)
    package = tmp_path / "broken.apkg"
    package.write_bytes(b"PK\x03\x04 no package")
    target = ClosedCollection(closed.path)
    backup = target.back_up("now")
    with pytest.raises(CollectionError, match=r"is as it was; the backup .* is complete"):
        target.change(package, [], [])
    assert closed.state() == before
    assert restored(backup, tmp_path / "back") == before


PRESETS = {
    "mergeNotetypes": True,
    "withScheduling": True,
    "withDeckConfigs": True,
    "updateNotes": "Always",
    "updateNotetypes": "Never",
}


@pytest.mark.parametrize("presets", [{}, PRESETS], ids=["never imported", "others chosen"])
def test_the_import_options_stay_as_the_user_left_them(
    closed: Desk, presets: dict[str, object]
) -> None:
    with closed.open() as col:
        for key, value in presets.items():
            col.set_config(key, value)
        before = col.all_config()
    assert closed.told()["counts"] == {"new": 4}
    with closed.open() as col:
        after = col.all_config()
    assert {key: after.get(key) for key in PRESETS} == {key: before.get(key) for key in PRESETS}
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert changed <= {"nextPos", "rollover"}


def with_a_field(col: Collection) -> None:
    note_type = col.models.by_name("flashgen Concept Card")
    col.models.add_field(note_type, col.models.new_field("My field"))
    col.models.update_dict(note_type)


def test_a_note_type_that_the_user_changed_is_conflicting(closed: Desk) -> None:
    closed.told()
    before = study(closed, with_a_field)
    closed.cards["lens"] = LENS
    told = closed.told(now=LATER)
    assert told["counts"] == {"conflicting": 2, "unchanged": 2}
    assert "My field" in told["notes"][0]["conflict"]
    assert closed.state() == before
    assert "Anki updates none of these:" in closed.push(now=LATER).output


def garbage(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def missing(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def package(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 and more")


def of_version(number: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"UPDATE col SET ver = {number}")
            connection.commit()

    return change


@pytest.mark.parametrize("options", [[], ["--dry-run"]], ids=["push", "dry run"])
@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (missing, "there is no such file"),
        (empty, "is not an Anki collection: it is empty"),
        (package, "it is a package; a collection is the file collection.anki2"),
        (garbage, "is not an Anki collection"),
        (cut, "is not a valid Anki collection"),
        (of_version(11), "was last closed by an Anki before 2.1.50"),
        (of_version(99), "from a newer Anki"),
    ],
)
def test_what_is_refused(
    closed: Desk, damage: Callable[[Path], None], why: str, options: list[str]
) -> None:
    damage(closed.path)
    before = closed.path.read_bytes() if closed.path.exists() else None
    if why == "from a newer Anki" and options:
        assert "4 new" in closed.push(*options).output
    else:
        shown = closed.push(*options, status=2 if damage is missing else 3).output
        assert why in shown
        assert "Traceback" not in shown
    assert (closed.path.read_bytes() if closed.path.exists() else None) == before
    assert backups(closed) == []


def test_a_collection_that_anki_has_open(closed: Desk) -> None:
    closed.told()
    closed.cards["lens"] = LENS
    lock, before = closed.lock, backups(closed)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from anki.collection import Collection\n"
            "c = Collection(sys.argv[1]); print('open', flush=True); input(); c.close()",
            str(closed.path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    try:
        for options in [], ["--dry-run"]:
            shown = closed.push(*options, now=LATER, status=3).output
            assert "is open in another program; close Anki and try again" in shown
    finally:
        holder.communicate("\n", timeout=30)
    assert closed.lock == lock
    assert backups(closed) == before
    assert closed.told(now=LATER)["counts"] == {"updated": 1, "unchanged": 3}


def test_without_the_anki_package(closed: Desk) -> None:
    closed.write()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.modules['anki'] = None; {PUSH}",
            "push",
            "--collection",
            str(closed.path),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert "pip install 'flashgen[anki]'" in done.stderr
    assert closed.lock == ""


@pytest.mark.parametrize("given", ["anki", "."])
def test_a_folder_is_named_instead_of_the_file(closed: Desk, given: str) -> None:
    closed.write()
    result = run("push", "--collection", given, status=3)
    assert f"{given} is a folder; name {Path('anki', 'collection.anki2')}\n" in result.stderr
    assert closed.lock == ""


def test_a_collection_without_its_media_folder(closed: Desk) -> None:
    shutil.rmtree(closed.path.parent / "collection.media", ignore_errors=True)
    picture = closed.folder / "cards" / "lens.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    closed.cards["eye"] = CARDS["eye"] + "  image: lens.png\n"
    assert closed.told()["counts"] == {"new": 4}
    (stored,) = (closed.path.parent / "collection.media").iterdir()
    assert stored.read_bytes() == picture.read_bytes()


def test_a_read_only_folder(closed: Desk) -> None:
    if os.name == "nt" or os.geteuid() == 0:
        pytest.skip("no folder is read-only for root")
    closed.path.parent.chmod(0o500)
    try:
        assert "read-only" in closed.push(status=3).output
    finally:
        closed.path.parent.chmod(0o700)


def test_two_ways_at_once_are_a_mistake(closed: Desk) -> None:
    closed.write()
    run("push", "--collection", closed.path, "--url", "http://127.0.0.1:1", status=2)


DEAD = """
import os, signal
from flashgen.sync import to_collection as collection
from anki.collection import Collection
real = collection._settle
def settle(*arguments):
    if {after}: real(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
collection._settle = settle
from flashgen.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("after", [False, True])
def test_killed_when_all_but_the_marks_are_imported(closed: Desk, after: bool) -> None:
    closed.told()
    before = study(closed, tag("lens", "mine", "leech", "marked"))
    closed.cards["lens"] = LENS
    closed.write()
    closed.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
    done = subprocess.run(
        [sys.executable, "-c", DEAD.format(after=after), "push", "--collection", str(closed.path)],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert closed.state() == before
    assert closed.told(now=LATER)["counts"] == {"updated": 1, "unchanged": 3}
    assert closed.state().notes[guid("lens")][1] == ["leech", "marked", "mine", "physics"]


KILLED = """
import sys, os, signal, threading
from flashgen.sync import to_collection as collection
real, seconds = collection._import, float(sys.argv.pop())
def dying(col, package):
    threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
    real(col, package)
collection._import = dying
from flashgen.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.03])
def test_killed_in_the_middle_of_an_import(closed: Desk, tmp_path: Path, seconds: float) -> None:
    closed.told()
    before = study(closed)
    more = {f"ray-{n}": f"- id: ray-{n}\n  front: Ray {n}?\n  back: A ray.\n" for n in range(300)}
    closed.cards = {**closed.cards, "lens": LENS, **more}
    closed.write()
    arguments = ["push", "--collection", str(closed.path), str(seconds)]
    earlier = backups(closed)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments], capture_output=True, timeout=120, check=False
    )
    assert done.returncode in (-signal.SIGKILL, 0)
    (backup,) = set(backups(closed)) - set(earlier)
    assert restored(backup, tmp_path / "back") == before
    with closed.open() as col:
        assert col.db.scalar("PRAGMA integrity_check") == "ok"
        there = guids(col)
        front = fields_of(col, guid("lens"))["Front"]
    assert (len(there), front) in [
        (4, "<p>What bends light?</p>"),
        (304, "<p>What focuses light?</p>"),
    ]
    assert closed.state().schedules[guid("lens")] == before.schedules[guid("lens")]
    closed.told(now=NOW)
    assert len(closed.state().notes) == 304


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_killed_at_many_moments(closed: Desk) -> None:
    closed.told()
    study(closed)
    more = {f"ray-{n}": f"- id: ray-{n}\n  front: Ray {n}?\n  back: A ray.\n" for n in range(20)}
    closed.cards = {**closed.cards, "lens": LENS, **more}
    closed.write()
    old_lock = hashlib.sha256(closed.lock.encode()).hexdigest()
    old = json.loads(json.dumps(content(closed.path)))
    command = ["push", "--collection", str(closed.path)]
    harmless = ["build", "--dry-run"]
    runs = killed(closed.folder, command, harmless, KILLS, NOW + DAY, str(closed.path))
    new = runs[0]["collection"]
    assert new != old
    lock = "cards/flashgen.lock"
    for left in runs[1:-1]:
        assert left["collection"] in (old, new)
        assert left["files"][lock] in (old_lock, runs[0]["files"][lock])
        # A collection never has what no lock knows.
        assert left["collection"] == old or left["files"][lock] == runs[0]["files"][lock]
    assert sum(left["status"] == -signal.SIGKILL for left in runs) >= KILLS // 5
    assert (runs[-1]["status"], runs[-1]["collection"]) == (0, new)
