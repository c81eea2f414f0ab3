"""The library that ships, pushed into a collection before and after fresh numbers."""

import json
import shutil
from pathlib import Path

import pytest
from command import run
from desk import LATER, NOW, Desk
from extent import LONG

CARDS = Path(__file__).parents[2] / "cards"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library with its lock; by default, a few of its files with theirs."""
    if LONG:
        return CARDS
    folder = tmp_path_factory.mktemp("library")
    (folder / "cards").mkdir()
    for path in sorted(CARDS.glob("*.yaml"))[::10]:
        shutil.copy(path, folder / "cards")
    run("build", folder / "cards", "-o", folder / "x.apkg", status=0)
    return folder / "cards"


@pytest.fixture(scope="module")
def fresh_lock(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lock of the library after a build with fresh numbers."""
    folder = tmp_path_factory.mktemp("fresh")
    cards = folder / "cards"
    shutil.copytree(library, cards)
    at = {"SOURCE_DATE_EPOCH": str(LATER)}
    run("build", cards, "--fresh", "-o", folder / "x.apkg", status=0, env=at)
    return cards / "flashgen.lock"


@pytest.mark.parametrize("way", ["closed", "running"])
def test_fresh_numbers_of_all_cards_are_no_edits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Path, fresh_lock: Path, way: str
) -> None:
    shutil.copytree(library, tmp_path / "cards")
    (tmp_path / "anki").mkdir()
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path, way, monkeypatch)
    with desk.open():
        pass  # which makes the collection

    def told(now: int) -> dict:
        return json.loads(desk.push_written("--json", now=now).stdout)["summary"]

    shipped = desk.lock
    lines = shipped.splitlines()
    notes = [line for line in lines if line.startswith("note ") and " removed" not in line]
    numeric = sum(" numeric " in line for line in notes)
    assert told(NOW)["counts"] == {"new": len(notes)}
    before = desk.state()
    assert desk.lock == shipped  # so that the build with fresh numbers may be one for both ways
    shutil.copy(fresh_lock, tmp_path / "cards")
    fresh = told(LATER + 10)
    assert fresh["counts"]["updated"] == numeric
    assert {note["edited"] for note in fresh["notes"]} == {"no"}
    assert desk.state().schedules == before.schedules
    assert told(LATER + 20)["counts"].keys() == {"unchanged"}
