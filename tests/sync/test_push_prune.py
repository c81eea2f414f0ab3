"""`flashgen push --prune` deletes what the lock knows as removed, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from anki.collection import Collection
from anki_backend import guids, note_of
from command import run
from desk import CARDS, DAY, LATER, NOW, Desk, edit, guid, study

from flashgen.build.package import Request
from flashgen.deck.folder import load
from flashgen.sync.ankiconnect import AnkiConnect, address
from flashgen.sync.push import ObstacleError, PushRequest, Target, push
from flashgen.sync.to_collection import ClosedCollection
from flashgen.sync.to_running_anki import RunningAnki

ALL = sorted(map(guid, CARDS))
REST = sorted(set(ALL) - {guid("lens")})
NAME = "optics-k3v9/lens/en"


def remove(desk: Desk, id: str = "lens") -> None:
    del desk.cards[id]


def test_a_removed_note_goes_with_prune_alone(desk: Desk) -> None:
    desk.told()
    before = study(desk, edit("lens", "Extra", "my own remark"))
    remove(desk)
    told = desk.told(now=LATER)
    assert (told["removed"], told["deleted"], told["imported"]) == ([NAME], [], False)
    assert "removed from the cards, and still in Anki (--prune deletes them):" in desk.push().output
    assert desk.state() == before
    dry = desk.told("--prune", "--dry-run", now=LATER)
    assert (dry["removed"], dry["deleted"]) == ([NAME], [])
    assert desk.state() == before
    told = desk.told("--prune", "--yes", now=LATER)
    assert told["deleted"] == [NAME]
    after = desk.state()
    assert sorted(after.notes) == REST
    before.notes.pop(guid("lens"))
    before.schedules.pop(guid("lens"))
    assert after == before
    with desk.open() as col:
        assert len(col.db.list("SELECT id FROM cards")) == 4
    told = desk.told("--prune", "--yes", now=LATER)
    assert (told["removed"], told["deleted"], told["backup"]) == ([], [], None)


def test_each_has_its_reason(closed: Desk) -> None:
    closed.told()
    remove(closed)
    now = "in no deck file of cards any more"
    assert closed.told("--dry-run", now=LATER)["reasons"] == {NAME: now}
    assert f"  {NAME}: {now}\n" in closed.push("--prune", "--dry-run", now=LATER).output
    closed.told(now=LATER)
    remove(closed, "eye")
    told = closed.told("--prune", "--yes", now=LATER + DAY)
    line = next(n for n, line in enumerate(closed.lock.split("\n"), 1) if NAME in line)
    assert told["reasons"] == {
        "optics-k3v9/eye/en": now,
        NAME: f"removed since 2096-10-02 (cards/flashgen.lock, line {line})",
    }


def test_a_card_that_came_back_stays(desk: Desk) -> None:
    desk.told()
    before = study(desk)
    remove(desk)
    desk.told(now=NOW + DAY)
    desk.cards["lens"] = CARDS["lens"]
    told = desk.told("--prune", "--yes", now=NOW + 2 * DAY)
    assert told["removed"] == []
    assert desk.state().schedules == before.schedules


def test_a_renamed_card_stays(desk: Desk) -> None:
    desk.told()
    desk.cards["lens"] = CARDS["lens"].replace("id: lens", "id: convex-lens\n  was: lens")
    assert desk.told("--prune", "--yes", now=LATER)["removed"] == []
    with desk.open() as col:
        assert guids(col) == ALL


def copy(col: Collection) -> None:
    """What Notes > Create Copy makes: the same fields under another GUID."""
    original = note_of(col, guid("lens"))
    twin = col.new_note(original.note_type())
    twin.fields = list(original.fields)
    col.add_note(twin, col.decks.id("My own"))


def test_a_copy_of_the_learners_stays(desk: Desk) -> None:
    desk.told()
    study(desk, copy)
    remove(desk)
    told = desk.told("--prune", "--yes", now=LATER)
    with desk.open() as col:
        left = guids(col)
    if desk.way == "closed":
        assert told["deleted"] == [NAME]
        assert len(left) == 4
        assert guid("lens") not in left
    else:  # no GUIDs there: which of the two it is cannot be known
        assert told["deleted"] == []
        assert told["doubtful"] == [NAME]
        assert len(left) == 5


def retype(col: Collection) -> None:
    note = note_of(col, guid("lens"))
    basic = col.models.by_name("Basic")
    col.models.change(note.note_type(), [note.id], basic, {0: 0, 1: 1}, {0: 0, 1: None})


def test_a_note_of_another_type_stays(desk: Desk) -> None:
    desk.told()
    study(desk, retype)
    remove(desk)
    told = desk.told("--prune", "--yes", now=LATER)
    assert told["deleted"] == []
    with desk.open() as col:
        assert guids(col) == ALL


def test_a_note_that_the_lock_does_not_know_stays(desk: Desk) -> None:
    desk.told()
    lock = desk.folder / "cards" / "flashgen.lock"
    lines = [line for line in desk.lock.splitlines(keepends=True) if NAME not in line]
    lock.write_text("".join(lines), encoding="utf-8")
    remove(desk)
    told = desk.told("--prune", "--yes", now=LATER)
    assert (told["removed"], told["deleted"]) == ([], [])
    with desk.open() as col:
        assert guids(col) == ALL


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--prune"], "nobody is here: add --yes"),
        (["--prune", "--yes", "--only", "eye"], "no --lang and no --only"),
        (["--prune", "--yes", "--lang", "en"], "no --lang and no --only"),
        (["cards/optics.yaml", "--prune", "--yes"], "name that folder"),
    ],
)
def test_when_it_is_refused(closed: Desk, options: list[str], why: str) -> None:
    closed.told()
    remove(closed)
    closed.cards["ray"] = "- id: ray\n  front: What is straight?\n  back: A ray.\n"
    before, lock = closed.state(), closed.lock
    assert why in closed.push(*options, now=LATER, status=2).output
    assert closed.state() == before
    assert closed.lock == lock


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a thing of POSIX")
@pytest.mark.parametrize(("answer", "left"), [("n\n", ALL), ("\n", ALL), ("y\n", REST)])
def test_it_asks(closed: Desk, answer: str, left: list[str]) -> None:
    import pty

    closed.told()
    remove(closed)
    closed.write()
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from flashgen.cli import main; main()",
            "push",
            "--prune",
            "--collection",
            str(closed.path),
        ],
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert (
        f"  {NAME}: in no deck file of cards any more\nDelete 1 note, reviews and all? [y/N]"
        in done.stderr
    )
    with closed.open() as col:
        assert guids(col) == left


def test_a_note_that_changes_while_the_question_stands_is_not_deleted(desk: Desk) -> None:
    desk.told()
    remove(desk)
    desk.write()
    lock = desk.lock

    def push_with_an_edit(target: Target, col: Collection | None) -> None:
        def agree(notes: object, reasons: object) -> bool:
            if col is None:
                with desk.open() as own:
                    edit("lens", "Extra", "a thought")(own)
            else:
                edit("lens", "Extra", "a thought")(col)
            return True

        places = [desk.folder / "cards"]
        request = PushRequest(Request(Path(), LATER), "now", prune=True)
        with pytest.raises(ObstacleError, match="since the question was asked; push again"):
            push(load(places), places, request, target, agree)

    if desk.way == "closed":
        push_with_an_edit(ClosedCollection(desk.path), None)
    else:
        with desk.served() as server:
            running = RunningAnki(AnkiConnect(address(server.url)))
            push_with_an_edit(running, server.collection)
    assert desk.lock == lock
    assert sorted(desk.state().notes) == ALL


def test_help_says_what_it_does() -> None:
    shown = run("push", "--help").output
    assert "--prune" in shown
    assert "Exit status: 0 done, 1 the cards are at fault" in shown
