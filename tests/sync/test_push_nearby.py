"""A card that moved to a folder that was never built: no lock has it, a deck file nearby does."""

from pathlib import Path

import pytest
from anki_backend import guids
from command import run
from desk import CARDS, HEAD, LATER, Desk, guid, study
from test_push_folders import FIRST, put, told

ALL = sorted(map(guid, CARDS))
NAME = "optics-k3v9/lens/en"
PRUNE = ("--prune", "--yes")


@pytest.fixture
def pushed(desk: Desk) -> Desk:
    """All cards of the first folder in Anki and studied."""
    put(desk, {"first": list(CARDS)})
    told(desk, FIRST)
    study(desk)
    put(desk, {"first": ["eye", "red", "half"]})
    return desk


def write(desk: Desk, path: str, text: str) -> None:
    file = desk.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def there(desk: Desk) -> list[str]:
    with desk.open() as col:
        return guids(col)


@pytest.mark.parametrize("checkout", [False, True])
@pytest.mark.parametrize("came_by", ["id: lens", "id: glass\n  was: lens"])
def test_it_stays(pushed: Desk, checkout: bool, came_by: str) -> None:
    if checkout:
        (pushed.folder / ".git").mkdir()
    path = "later/deeply/nested/below/b.yml" if checkout else "cards/second/b.yaml"
    write(pushed, path, HEAD + CARDS["lens"].replace("id: lens", came_by))
    for now in LATER, LATER + 1:
        summary = told(pushed, FIRST, *PRUNE, now=now)
        assert (summary["removed"], summary["deleted"]) == ([], [])
        assert summary["moved"] == [NAME]
        assert summary["reasons"] == {NAME: f"in {path}, line 5"}
    shown = pushed.push_written(FIRST, *PRUNE, now=LATER + 2).output
    assert f"in a deck file nearby; they stay:\n  {NAME}: in {path}, line 5\n" in shown
    assert there(pushed) == ALL
    # With its new folder it is the same note; gone from there, too, it goes.
    second = str(Path(path).parent)
    assert "new" not in told(pushed, FIRST, second, now=LATER + 3)["counts"]
    write(pushed, path, HEAD + "- id: other\n  front: Why?\n  back: So.\n")
    assert len(told(pushed, FIRST, second, *PRUNE, now=LATER + 4)["deleted"]) == 1
    assert guid("lens") not in there(pushed)


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("optics-k3v9", "other-k3v9") + CARDS["lens"],
        HEAD.replace("cards:", "languages: [de]\ncards:") + CARDS["lens"],
        HEAD + CARDS["lens"].replace("id: lens", "id: lens-2"),
        "optics-k3v9: lens\n",
        HEAD + CARDS["eye"].replace("front", "frnt"),  # broken, and says nothing of the lens
    ],
    ids=["namespace", "language", "id", "no deck", "broken"],
)
def test_another_card_keeps_nothing(pushed: Desk, text: str) -> None:
    write(pushed, "cards/second/b.yaml", text.replace("id: eye", "id: eye-2"))
    assert told(pushed, FIRST, *PRUNE, now=LATER)["deleted"] == [NAME]


@pytest.mark.parametrize(
    "broken", [("front:", "frnt:"), ("id: lens", "id: lens\n  id: x"), ("deck: ", "deck : [")]
)
def test_where_its_file_is_broken_nothing_is_deleted(pushed: Desk, broken: tuple[str, str]) -> None:
    write(pushed, "cards/second/b.yaml", (HEAD + CARDS["lens"]).replace(*broken))
    told(pushed, FIRST, now=LATER)
    shown = pushed.push_written(FIRST, *PRUNE, now=LATER + 1, status=1).output
    assert "cards/second/b.yaml" in shown
    assert there(pushed) == ALL


def test_what_selects_the_removed_in_anki_leaves_it_out(pushed: Desk) -> None:
    assert NAME in run("diff", FIRST).output
    search = run("diff", FIRST, "--json").stdout
    assert "ID:re:" in search
    write(pushed, "cards/second/b.yaml", HEAD + CARDS["lens"])
    assert "ID:re:" not in run("diff", FIRST, "--json").stdout


def test_a_comparison_does_not_call_it_removed(closed: Desk) -> None:
    put(closed, {"first": list(CARDS)})
    told(closed, FIRST)
    run("build", FIRST, "-o", "before.apkg")
    put(closed, {"first": ["eye", "red", "half"]})
    for options in ("--against", "before.apkg"), ("--collection", str(closed.path)):
        assert "removed" in run("diff", FIRST, *options).output
    write(closed, "cards/second/b.yaml", HEAD + CARDS["lens"])
    for options in ("--against", "before.apkg"), ("--collection", str(closed.path)):
        assert "removed" not in run("diff", FIRST, *options).output
