"""Two folders of one namespace, a flashgen.lock each: what one no longer has may be the other's."""

import json
from typing import Any

import pytest
from anki_backend import fields_of, guids
from desk import CARDS, HEAD, LATER, NOW, Desk, guid, study

HOME = {"first": ["lens", "eye"], "second": ["red", "half"]}
FIRST, SECOND = "cards/first", "cards/second"


def put(desk: Desk, homes: dict[str, list[str]]) -> None:
    for name, ids in homes.items():
        folder = desk.folder / "cards" / name
        folder.mkdir(exist_ok=True)
        text = HEAD + "".join(desk.cards[id] for id in ids)
        (folder / "deck.yaml").write_text(text, encoding="utf-8")


def told(desk: Desk, *options: str, now: int = NOW, status: int = 0) -> dict[str, Any]:
    result = desk.push_written(*options, "--json", now=now, status=status)
    document: dict[str, Any] = json.loads(result.stdout)
    return document.get("summary", document)


@pytest.fixture
def folders(desk: Desk) -> Desk:
    """Both pushed, each by itself."""
    put(desk, HOME)
    for path in FIRST, SECOND:
        assert told(desk, path)["counts"] == {"new": 2}
        assert (desk.folder / path / "flashgen.lock").exists()
    return desk


def test_the_notes_of_the_other_are_not_removed(folders: Desk) -> None:
    for path in FIRST, SECOND:
        summary = told(folders, path, "--prune", "--yes", now=LATER)
        assert summary["counts"] == {"unchanged": 2}
        assert summary["removed"] == []


@pytest.mark.parametrize(
    ("id", "homes"),
    [
        ("lens", {"first": ["eye"], "second": ["red", "half", "lens"]}),
        ("half", {"first": ["lens", "eye", "half"], "second": ["red"]}),
    ],
)
@pytest.mark.parametrize("paths", [[FIRST, SECOND], [SECOND, FIRST], []], ids=str)
def test_a_card_that_moved_stays(
    folders: Desk, id: str, homes: dict[str, list[str]], paths: list[str]
) -> None:
    before = study(folders)
    folders.cards[id] = CARDS[id].replace("What bends", "What focuses")
    put(folders, homes)
    for now in LATER, LATER + 1:
        summary = told(folders, *paths, "--prune", "--yes", now=now)
        assert (summary["removed"], summary["deleted"], summary["missed"]) == ([], [], [])
    assert folders.state().schedules == before.schedules
    if id == "lens":
        with folders.open() as col:
            assert fields_of(col, guid("lens"))["Front"] == "<p>What focuses light?</p>"


def test_a_card_that_moved_stays_where_only_its_old_folder_is_pushed(folders: Desk) -> None:
    before = study(folders)
    put(folders, {"first": ["eye"], "second": ["red", "half", "lens"]})
    told(folders, SECOND, now=LATER)
    for now in LATER, LATER + 1:
        summary = told(folders, FIRST, "--prune", "--yes", now=now)
        assert (summary["removed"], summary["deleted"]) == ([], [])
        assert summary["moved"] == ["optics-k3v9/lens/en"]
        assert " removed" in (folders.folder / FIRST / "flashgen.lock").read_text(encoding="utf-8")
    assert folders.state().schedules == before.schedules
    shown = folders.push_written(FIRST, "--prune", "--yes", now=LATER + 1).output
    assert "another folder's flashgen.lock has them; they stay:\n  optics-k3v9/lens/en\n" in shown
    # Gone from both, it goes.
    put(folders, HOME | {"first": ["eye"]})
    assert told(folders, "--prune", "--yes", now=LATER + 2)["deleted"] == ["optics-k3v9/lens/en"]
    with folders.open() as col:
        assert guids(col) == sorted(map(guid, ["eye", "red", "half"]))


def test_where_the_others_lock_is_broken_nothing_is_deleted(folders: Desk) -> None:
    before = study(folders)
    put(folders, {"first": ["eye"], "second": ["red", "half", "lens"]})
    told(folders, SECOND, now=LATER)
    lock = folders.folder / SECOND / "flashgen.lock"
    lock.write_text(lock.read_text(encoding="utf-8").removesuffix("end\n"), encoding="utf-8")
    shown = folders.push_written(FIRST, "--prune", "--yes", now=LATER + 1, status=1).output
    assert "error[lock-" in shown
    assert folders.state().schedules == before.schedules
