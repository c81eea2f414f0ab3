"""The lock between builds: what changes it, what does not, and what two builders do to it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace

import pytest
from deck_folder import DAY, LIGHT, NAMESPACE, NOW, OPTICS, Folder, git, guid

from flashgen.build import package as building
from flashgen.build.lock.entries import LockFile
from flashgen.build.lock.file import write_lock
from flashgen.deck import folder as loading
from flashgen.source import files
from flashgen.source.files import FolderBusyError

LATER = NOW + DAY


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with two deck files, built once."""
    made = Folder(tmp_path)
    made.write("optics.yaml", OPTICS)
    made.write("light.yaml", LIGHT)
    made.build()
    return made


def changes(folder: Folder, *arguments: str, now: int = LATER) -> dict[str, int]:
    """How many notes a build of the folder finds added, changed and so on."""
    summary = json.loads(folder.build(*arguments, "--json", now=now).stdout)["summary"]
    found: dict[str, int] = summary["changes"]
    return found


# --- when it is written -----------------------------------------------------------------------


def state(path: Path) -> tuple[bytes, int, int]:
    """Content, inode and time of a file: a file that is replaced by its like changes too."""
    there = path.stat()
    return path.read_bytes(), there.st_ino, there.st_mtime_ns


def test_an_unchanged_folder_leaves_the_lock_alone(folder: Folder) -> None:
    before = state(folder.lock_path), folder.package.read_bytes()
    assert changes(folder) == {"unchanged": 7}
    assert (state(folder.lock_path), folder.package.read_bytes()) == before


READ_ONLY = """\
mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 99
shift
exec "$@"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="mounts of Linux")
@pytest.mark.parametrize("fresh", [False, True], ids=["unchanged", "fresh"])
def test_a_read_only_folder(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory, fresh: bool
) -> None:
    output = tmp_path_factory.mktemp("writable") / "cards.apkg"
    build = ["-c", "from flashgen.cli import main; main()", "build", str(folder.cards)]
    build += ["-o", str(output), *(["--fresh"] if fresh else [])]
    mounted = ["unshare", "-rm", "sh", "-c", READ_ONLY, "sh", str(folder.cards), sys.executable]
    try:
        done = subprocess.run([*mounted, *build], capture_output=True, check=False, text=True)
    except FileNotFoundError:
        pytest.skip("there is no unshare")
    if "unshare" in done.stderr or done.returncode == 99:
        pytest.skip("nothing may be mounted here")
    if fresh:
        assert done.returncode == 3
        assert f"{folder.lock_path} cannot be written" in done.stderr
        assert not output.exists()
    else:
        assert done.returncode == 0, done.stderr
        assert output.read_bytes() == folder.package.read_bytes()


def test_a_lock_that_comes_while_another_build_is_waited_for_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Folder(tmp_path)
    made.write("sub/optics.yaml", OPTICS)
    top = made.cards.resolve()
    held: list[Path] = []

    def exclusive(folder: Path) -> AbstractContextManager[None]:
        if not held:
            write_lock(top / "flashgen.lock", LockFile())
        held.append(folder)
        return files.exclusive(folder)

    monkeypatch.setattr(building, "files", SimpleNamespace(exclusive=exclusive))
    place = made.cards / "sub"
    with building.held(loading.load([place]), [place]):
        assert held == [top / "sub", top]
        with pytest.raises(FolderBusyError), files.exclusive(top, seconds=0):
            pytest.fail("two hold the folder")
        with files.exclusive(top / "sub", seconds=0):
            pass


def test_line_ends_of_windows_change_nothing(folder: Folder) -> None:
    package = folder.package.read_bytes()
    for path in (folder.lock_path, folder.cards / "optics.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = state(folder.lock_path)
    assert changes(folder) == {"unchanged": 7}
    assert (state(folder.lock_path), folder.package.read_bytes()) == (before, package)


KILLED = """\
import os, signal
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
from flashgen.cli import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX")
def test_a_killed_build_leaves_the_old_lock(folder: Folder) -> None:
    before = folder.lock_path.read_bytes(), folder.package.read_bytes()
    folder.edit("A lens.", "A prism.")
    command = [sys.executable, "-c", KILLED, "build", str(folder.cards), "-o", str(folder.package)]
    done = subprocess.run(command, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    assert (folder.lock_path.read_bytes(), folder.package.read_bytes()) == before
    assert changes(folder) == {"changed": 1, "unchanged": 6}


DAMAGES: dict[str, tuple[Callable[[str], str], str]] = {
    "empty": (lambda text: "", "lock-broken"),
    "truncated": (lambda text: text[: len(text) // 2], "lock-broken"),
    "no end": (lambda text: text.removesuffix("end\n"), "lock-broken"),
    "newer": (lambda text: text.replace("lock 1", "lock 2", 1), "lock-version"),
    "conflict": (lambda text: text.replace("note ", "<<<<<<< x\nnote ", 1), "lock-conflict"),
    "a deck's name": (lambda text: text.replace('deck="P', 'deck="\\q', 1), "lock-broken"),
}


@pytest.mark.parametrize(("damage", "code"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_lock_is_an_error_and_nothing_is_lost(
    folder: Folder, damage: Callable[[str], str], code: str
) -> None:
    text = folder.lock_path.read_text(encoding="utf-8")
    folder.lock_path.write_text(damage(text), encoding="utf-8", newline="")
    before = folder.lock_path.read_bytes(), folder.package.read_bytes()
    folder.edit("A lens.", "A prism.")
    for arguments in ((), ("--fresh",), ("--locked",), ("--only", "lens")):
        result = folder.build(*arguments, now=LATER, status=1)
        assert f"error[{code}]" in result.stderr
        assert (folder.lock_path.read_bytes(), folder.package.read_bytes()) == before


# --- what a build of a part does --------------------------------------------------------------

PARTS: dict[str, tuple[list[str], int]] = {
    "a file": (["cards/optics.yaml"], 5),
    "every file by its name": (["cards/optics.yaml", "cards/light.yaml"], 7),
    "ids": (["cards", "--only", "lens", "--only", "speed"], 3),
    "all ids": (["cards", "--only", "*"], 7),
    "a kind": (["cards", "--only", "kind:numeric"], 2),
    "a language": (["cards", "--lang", "en"], 6),
    "all languages": (["cards", "--lang", "en", "--lang", "zh"], 7),
}


@pytest.mark.parametrize(("arguments", "notes"), PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("fresh", [False, True], ids=["as it is", "fresh"])
def test_a_part_marks_nothing_removed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, arguments: list[str], notes: int, fresh: bool
) -> None:
    monkeypatch.chdir(folder.place)
    gone = "- id: eye\n  front: What sees light?\n  back: An eye.\n"
    folder.write("extra.yaml", "namespace: extra\ndeck: E\ncards:\n" + gone)
    folder.build(now=NOW + 1)
    folder.write("extra.yaml", "namespace: extra\ndeck: E\ncards: []\n")
    before = folder.mods()
    option = ["--fresh"] if fresh else []
    summary = json.loads(folder.run(*arguments, *option, "--json", now=LATER).stdout)["summary"]
    assert (summary["notes"], "removed" in summary["changes"]) == (notes, False)
    assert folder.removed() == []
    # The others, and what has no numbers, keep their times and lines.
    assert folder.mods().keys() == before.keys()
    new = {name for name, mod in folder.mods().items() if mod != before[name]}
    assert new <= ({f"{NAMESPACE}/half/en", f"{NAMESPACE}/rays/en"} if fresh else set())
    folder.build(now=LATER)
    assert folder.removed() == ["eye"]


def test_a_card_in_another_folder_with_a_lock_of_its_own(folder: Folder) -> None:
    """It stands in two locks then, and the time that holds is that of its place."""
    card = "- id: sun\n  front: What shines?\n  back: The sun.\n"
    head = "namespace: optics-k3v9\ndeck: Stars\ncards:\n"
    deep = "aa/stars.yaml"  # before `optics.yaml`, so that the old lock comes last otherwise
    folder.write(deep, head + "- id: star\n  front: What twinkles?\n  back: A star.\n")
    write_lock(folder.cards / "aa" / "flashgen.lock", LockFile())
    folder.edit("cards:\n", "cards:\n" + card)
    folder.build(now=NOW + 10)
    folder.edit(card, "")
    folder.edit("cards:\n", "cards:\n" + card.replace("The sun", "Our sun"), deep)
    folder.build(now=LATER)
    assert folder.removed() == ["sun"]
    assert times_in(folder.package)[guid("sun")] == LATER


def times_in(package: Path) -> dict[str, int]:
    """The times of the notes in a package, by GUID."""
    database = package.with_suffix(".anki2")
    database.write_bytes(zipfile.ZipFile(package).read("collection.anki2"))
    connection = sqlite3.connect(database)
    try:
        return dict(connection.execute("SELECT guid, mod FROM notes"))
    finally:
        connection.close()


# --- new numbers ------------------------------------------------------------------------------


def test_no_seed_is_offered_where_nothing_is_drawn(folder: Folder) -> None:
    said = [
        folder.build("--fresh", "--only", f"kind:{k}", now=LATER).stderr
        for k in ("concept", "numeric")
    ]
    assert ["--seed" in text for text in said] == [False, True]


def test_fresh_numbers(folder: Folder) -> None:
    before, times = folder.lock, folder.mods()
    result = folder.build("--fresh", now=LATER)
    after = folder.lock
    assert after.root_seed != before.root_seed
    assert folder.mods() == times | {f"{NAMESPACE}/{id}/en": LATER for id in ("half", "rays")}
    for guid_, entry in before.entries.items():  # cards without numbers: not a letter
        assert (after.entries[guid_] == entry) == (entry.kind != "numeric")
    assert f"--seed {after.root_seed} in place of --fresh" in result.stderr
    assert "tags that you added in Anki are replaced" in result.stderr


def test_fresh_numbers_for_one_card(folder: Folder) -> None:
    before = folder.lock
    folder.build("--fresh", "--only", "half", now=LATER)
    after = folder.lock
    assert after.root_seed == before.root_seed
    changed = [g for g in after.entries if after.entries[g] != before.entries[g]]
    assert changed == [guid("half")]
    assert after.entries[guid("half")].seed is not None
    # The next builds keep them, until all are drawn anew.
    assert changes(folder) == {"unchanged": 7}
    folder.build("--fresh", now=LATER + 10)
    assert folder.lock.entries[guid("half")].seed is None


@pytest.mark.parametrize("only", [["lens"], ["red", "eye"], ["kind:concept"]], ids=" ".join)
def test_fresh_for_cards_without_numbers_changes_nothing(folder: Folder, only: list[str]) -> None:
    before = state(folder.lock_path)
    patterns = [word for pattern in only for word in ("--only", pattern)]
    result = folder.build("--fresh", *patterns, "--locked", now=LATER)
    assert "replaced" not in result.stderr
    assert state(folder.lock_path) == before


@pytest.mark.parametrize("only", [[], ["--only", "half"]], ids=["all", "one"])
def test_a_seed_brings_back_what_was(folder: Folder, only: list[str]) -> None:
    def numbers() -> dict[str, tuple[str, str]]:
        entries = folder.lock.entries.values()
        return {e.id: (e.content.numbers, e.content.fields) for e in entries if e.content.numbers}

    folder.build("--seed", "7", *only, now=NOW + 10)
    seventh = numbers()
    folder.build("--fresh", *only, now=NOW + 20)
    assert numbers()["half"] != seventh["half"]
    folder.build("--seed", "7", *only, now=NOW + 30)
    assert numbers() == seventh
    folder.build("--seed", "0", now=NOW + 40)  # the one at first
    again = Folder(folder.place / "again")
    again.write("optics.yaml", OPTICS)
    again.build()
    assert numbers() == {
        e.id: (e.content.numbers, e.content.fields)
        for e in again.lock.entries.values()
        if e.content.numbers
    }


def test_a_lost_lock_keeps_the_numbers(folder: Folder) -> None:
    before = folder.lock
    folder.lock_path.unlink()
    folder.build(now=LATER)
    for guid_, entry in folder.lock.entries.items():
        assert entry.content == before.entries[guid_].content
        assert entry.mod == LATER


# --- times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "mod"), [(LATER, LATER), (NOW, NOW + 1), (NOW - DAY, NOW + 1)])
def test_the_time_of_a_change(folder: Folder, now: int, mod: int) -> None:
    before = folder.mods()
    folder.edit("An eye.", "Your eye.")
    folder.build(now=now)
    assert folder.mods() == before | {f"{NAMESPACE}/eye/en": mod}


def test_a_clock_behind_the_lock(folder: Folder) -> None:
    ahead = int(time.time()) + 10 * DAY
    folder.edit("An eye.", "Your eye.")
    folder.build(now=ahead)
    folder.edit("Your eye.", "My eye.")
    result = folder.build_by_the_clock()
    assert (result.exit_code, "warning[clock-behind]" in result.stderr) == (0, True)
    assert folder.mods()[f"{NAMESPACE}/eye/en"] == ahead + 1


@pytest.mark.parametrize("given", ["", "-1", "1.5", "soon", "1760000000000", "9" * 20, "٣"])
def test_a_time_that_is_none(folder: Folder, given: str) -> None:
    before = state(folder.lock_path)
    folder.edit("An eye.", "Your eye.")
    result = folder.build_by_the_clock({"SOURCE_DATE_EPOCH": given})
    assert (result.exit_code, "SOURCE_DATE_EPOCH" in result.stderr) == (2, True)
    assert state(folder.lock_path) == before


# --- --locked ---------------------------------------------------------------------------------

LOCKED: dict[str, tuple[Callable[[Folder], None], list[str], int]] = {
    "nothing": (lambda folder: None, [], 0),
    "a comment": (lambda folder: folder.edit("cards:", "# all\ncards:"), [], 0),
    "a text": (lambda folder: folder.edit("A lens.", "A prism."), [], 1),
    "a card more": (
        lambda folder: folder.write("c.yaml", LIGHT.replace("light-7w2c", "light-2")),
        [],
        1,
    ),
    "a file less": (lambda folder: (folder.cards / "light.yaml").unlink(), [], 1),
    "a file less, in a part": (
        lambda folder: (folder.cards / "light.yaml").unlink(),
        ["--only", "lens"],
        0,
    ),
    "no lock": (lambda folder: folder.lock_path.unlink(), [], 1),
    "new numbers": (lambda folder: None, ["--fresh"], 1),
    "the seed that it has": (lambda folder: None, ["--seed", "0"], 0),
    "more variants": (lambda folder: None, ["--variants", "4"], 1),
}


@pytest.mark.parametrize(("change", "options", "status"), LOCKED.values(), ids=LOCKED)
def test_locked(
    folder: Folder, change: Callable[[Folder], None], options: list[str], status: int
) -> None:
    change(folder)
    before = state(folder.lock_path) if folder.lock_path.exists() else None
    folder.package.unlink()
    result = folder.build("--locked", *options, now=LATER, status=status)
    assert ("--locked forbids it" in result.stderr) == bool(status)
    assert folder.package.exists() != bool(status)
    assert (state(folder.lock_path) if folder.lock_path.exists() else None) == before


# --- git --------------------------------------------------------------------------------------


def commit(folder: Folder, message: str) -> None:
    git(folder.place, "add", "-A")
    git(folder.place, "commit", "-m", message)


@pytest.fixture
def checkout(folder: Folder) -> Folder:
    git(folder.place, "init", "-b", "main")
    (folder.place / ".gitattributes").write_text("flashgen.lock merge=union\n")
    (folder.place / ".gitignore").write_text("*.apkg\n")
    commit(folder, "cards")
    return folder


def test_a_fresh_clone_changes_nothing(checkout: Folder, tmp_path: Path) -> None:
    git(tmp_path, "clone", str(checkout.place), "clone")
    clone = Folder(tmp_path / "clone")
    for arguments in ((), ("--lang", "zh"), ("--only", "half"), ("--locked",)):
        clone.build(*arguments, now=LATER)
        assert git(clone.place, "status", "--porcelain") == ""
    assert clone.package.read_bytes() == checkout.package.read_bytes()


def two_builders(folder: Folder) -> None:
    """One on `main` and one on `branch`: both edit, add, remove and draw anew, and build."""
    git(folder.place, "checkout", "-b", "branch")
    folder.edit("很快。", "非常快。", "light.yaml")
    folder.write("theirs.yaml", LIGHT.replace("light-7w2c", "theirs"))
    folder.build("--fresh", "--only", "rays", now=NOW + 20)
    folder.build(now=NOW + 20)
    commit(folder, "theirs")
    git(folder.place, "checkout", "main")
    folder.edit("- id: lens", "- id: convex-lens\n  was: lens")
    folder.edit("How far", "How long")
    folder.write("ours.yaml", LIGHT.replace("light-7w2c", "ours"))
    folder.edit("- id: eye\n  front: What sees light?\n  back: An eye.\n", "")
    folder.build(now=NOW + 10)
    commit(folder, "ours")


def after_the_merge(folder: Folder) -> None:
    """What has to hold once the two are one."""
    rays = folder.lock.entries[guid("rays")]
    assert rays.seed is not None
    assert folder.removed() == ["eye"]
    before = state(folder.lock_path)
    assert changes(folder, "--locked") == {"unchanged": 10}
    assert state(folder.lock_path) == before
    assert folder.mods() == {
        "light-7w2c/speed/en": NOW,
        "light-7w2c/speed/zh": NOW + 20,
        "optics-k3v9/convex-lens/en": NOW + 10,
        "optics-k3v9/eye/en": NOW,
        "optics-k3v9/half/en": NOW + 10,
        "optics-k3v9/rays/en": NOW + 20,
        "optics-k3v9/red/en": NOW,
        "ours/speed/en": NOW + 10,
        "ours/speed/zh": NOW + 10,
        "theirs/speed/en": NOW + 20,
        "theirs/speed/zh": NOW + 20,
    }
    # The next change writes it sorted, with one line a note.
    folder.edit("A lens.", "A prism.")
    folder.build(now=LATER)
    lines = folder.lock_path.read_text(encoding="utf-8").splitlines()
    notes = [line for line in lines if line.startswith("note ")]
    assert notes == sorted(notes)
    assert len(notes) == 11


def test_two_builders_on_two_branches(checkout: Folder) -> None:
    two_builders(checkout)
    git(checkout.place, "merge", "branch")
    after_the_merge(checkout)


def test_two_builders_without_the_union_merge(checkout: Folder) -> None:
    (checkout.place / ".gitattributes").unlink()
    commit(checkout, "no attributes")
    two_builders(checkout)
    git(checkout.place, "merge", "branch", status=1)
    result = checkout.build(now=LATER, status=1)
    assert "error[lock-conflict]" in result.stderr
    # As the hint says: the marker lines go, the lines of both sides stay.
    lines = checkout.lock_path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("<<<<<<<", "=======", ">>>>>>>"))]
    checkout.lock_path.write_text("".join(kept), encoding="utf-8", newline="")
    after_the_merge(checkout)
