"""A lock that is lost: what the package or the collection still knows of it is said in time."""

import json
from typing import Any

import pytest
from command import run
from connect_server import Server
from desk import CARDS, DAY, NOW, Desk

NAME = "optics-k3v9/mirror/en"
SAID = "warning: 1 note has another identity in "


def renamed_and_lost(desk: Desk) -> None:
    """A card is renamed, pushed and studied, its `was` is dropped, and then the lock is gone."""
    desk.told()
    desk.cards["lens"] = CARDS["lens"].replace("id: lens", "id: mirror\n  was: lens")
    desk.told(now=NOW + DAY)
    desk.cards["lens"] = CARDS["lens"].replace("id: lens", "id: mirror")
    desk.told(now=NOW + 2 * DAY)
    run("build", "-o", "before.apkg")
    (desk.folder / "cards" / "flashgen.lock").unlink()


def diff(*options: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("diff", *options, "--json").stdout)
    return document


def test_a_lost_lock_is_noticed(closed: Desk) -> None:
    renamed_and_lost(closed)
    before = closed.state()
    package, collection = ("--against", "before.apkg"), ("--collection", str(closed.path))
    for options in package, collection:
        shown = run("diff", *options)
        assert f"{SAID}{options[1]}" in shown.stderr
        assert NAME in shown.stderr
        assert diff(*options)["lost_identities"] == [NAME]
    shown = closed.push("--dry-run", now=NOW + 3 * DAY)
    assert SAID in shown.output
    assert closed.told("--dry-run", now=NOW + 3 * DAY)["lost_identities"] == [NAME]
    assert closed.state() == before


def test_ankiconnect_tells_it_too(running: Desk) -> None:
    renamed_and_lost(running)
    before = running.state()
    shown = running.push("--dry-run", now=NOW + 3 * DAY)
    assert f"{SAID}Anki at " in shown.output
    assert running.asked.count("exportPackage") == 1
    told = running.told("--dry-run", now=NOW + 3 * DAY)
    assert told["lost_identities"] == [NAME]
    assert told["counts"]["new"] == 1
    assert running.state() == before
    # As it says, so it comes: the reviewed note stays as it is, and a new one stands beside it.
    told = running.told(now=NOW + 3 * DAY)
    assert (told["missed"], told["lost_identities"]) == ([], [NAME])
    after = running.state()
    assert len(after.notes) == 5
    assert {guid: after.schedules[guid] for guid in before.schedules} == before.schedules
    running.told("--dry-run", now=NOW + 4 * DAY)
    assert "exportPackage" not in running.asked  # the lock knows them all


@pytest.mark.parametrize("older", [False, True])
def test_where_ankiconnect_cannot_tell_it_says_so(running: Desk, older: bool) -> None:
    renamed_and_lost(running)
    running.missing = frozenset({"exportPackage"}) if older else frozenset()
    if not older:
        running.monkeypatch.setattr(Server, "do_exportPackage", lambda self, **_: False)
    shown = running.push("--dry-run", now=NOW + 3 * DAY).output
    assert "no flashgen.lock knows 4 notes that are in Anki" in shown
    assert "flashgen diff --collection" in shown
    assert SAID not in shown


def test_ankiconnect_is_not_asked_for_more_where_the_lock_is_there(running: Desk) -> None:
    running.told()
    running.cards["new"] = "- id: new\n  front: New?\n  back: Yes.\n"
    running.told(now=NOW + DAY)
    assert "exportPackage" not in running.asked


def test_the_way_out_of_it(closed: Desk) -> None:
    renamed_and_lost(closed)
    closed.cards["lens"] = CARDS["lens"].replace("id: lens", "id: mirror\n  was: lens")
    told = closed.told("--dry-run", now=NOW + 3 * DAY)
    assert told["lost_identities"] == []
    assert "new" not in told["counts"]


@pytest.mark.parametrize("options", [("--against", "before.apkg"), ("--collection", "")])
def test_nothing_is_said_where_nothing_is_lost(closed: Desk, options: tuple[str, str]) -> None:
    closed.told()
    run("build", "-o", "before.apkg")
    closed.cards["new"] = "- id: new\n  front: New?\n  back: Yes.\n"
    del closed.cards["eye"]
    closed.write()
    given = (options[0], options[1] or str(closed.path))
    assert diff(*given)["lost_identities"] == []
    assert SAID not in run("diff", *given).output


def test_a_copy_in_anki_is_no_lost_identity(closed: Desk) -> None:
    closed.told()
    with closed.open() as col:
        original = col.get_note(col.find_notes("bends")[0])
        twin = col.new_note(original.note_type())
        twin.fields = list(original.fields)
        col.add_note(twin, col.decks.id("My own"))
    assert closed.told(now=NOW + DAY)["lost_identities"] == []
