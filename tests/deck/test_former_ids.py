"""What `check` and `build` say of ids and `was` because of flashgen.lock, and what comes of it."""

import json
from pathlib import Path

import pytest
from command import run
from deck_folder import DAY, NAMESPACE, NOW, OPTICS, Folder, guid

Said = list[tuple[str, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with one deck file, built once."""
    made = Folder(tmp_path)
    made.write("optics.yaml", OPTICS)
    made.build()
    return made


def said(output: str) -> Said:
    """Code, the text at the place, and the hint of each diagnostic."""
    found = []
    for item in json.loads(output)["diagnostics"]:
        line = Path(item["file"]).read_text(encoding="utf-8").splitlines()[item["line"] - 1]
        text = line[item["column"] - 1 : item["end_column"] - 1]
        found.append((item["code"], text, item["hint"]))
    return found


def checked(folder: Folder, *options: str) -> Said:
    arguments = ["check", str(folder.cards), "--json", "--draws", "5", *options]
    before = folder.lock_path.read_bytes()
    found = said(run(*arguments).stdout)
    assert folder.lock_path.read_bytes() == before
    return found


def built(folder: Folder, days: int = 1, status: int = 0) -> Said:
    return said(folder.build("--json", now=NOW + days * DAY, status=status).stdout)


def first_ids(folder: Folder) -> dict[str, str]:
    return {entry.id: entry.first_id for entry in folder.lock.entries.values() if not entry.removed}


def test_check_refuses_what_the_build_refuses_a_changed_kind(folder: Folder) -> None:
    folder.edit("id: lens", "id: swapped")
    folder.edit("id: half", "id: lens")
    folder.edit("id: swapped", "id: half")
    found = checked(folder)
    assert [item[:2] for item in found] == [
        ("kind-changed", "id: half"),
        ("kind-changed", "id: lens"),
    ]
    assert built(folder, status=1) == found
    assert checked(folder, "--only", "eye") == []


def test_check_refuses_what_the_build_refuses_a_former_id(folder: Folder) -> None:
    for days, (old, new) in enumerate((("lens", "lenses"), ("lenses", "glass")), start=1):
        folder.edit(f"id: {old}\n", f"id: {new}\n  was: {old}\n")
        assert (checked(folder), built(folder, days)) == ([], [])
        folder.edit(f"  was: {old}\n", "")
    folder.edit("- id: eye", "- id: lens\n  front: New?\n  back: Yes.\n- id: eye")
    found = checked(folder)
    assert [item[:2] for item in found] == [("former-id-in-use", "id: lens")]
    assert built(folder, 3, status=1) == found
    text = folder.build(now=NOW + 3 * DAY, status=1).stderr
    assert "`lens` is a former id of `glass`" in text


def test_a_new_card_above_the_renamed_one(folder: Folder) -> None:
    folder.edit("id: lens\n", "id: glass\n  was: lens\n")
    built(folder)
    folder.edit("  was: lens\n", "")
    folder.edit("cards:\n", "cards:\n- id: lens\n  front: New?\n  back: Yes.\n")
    assert [item[:2] for item in built(folder, 2, status=1)] == [("former-id-in-use", "id: lens")]


def test_a_misspelt_was_is_said_and_can_be_set_right(folder: Folder) -> None:
    reviewed = folder.lock.entries[guid("lens")]
    folder.edit("id: lens\n", "id: convex-lens\n  was: lenz\n")
    expected = [("unknown-former-id", "lenz", "did you mean `lens`?")]
    assert checked(folder) == expected
    assert built(folder) == expected
    assert first_ids(folder)["convex-lens"] == "lenz"

    folder.edit("was: lenz", "was: lens")
    ((code, place, _),) = checked(folder)
    assert (code, place) == ("identity-changed", "lens")
    assert [item[:2] for item in built(folder, 2)] == [("identity-changed", "lens")]
    assert first_ids(folder)["convex-lens"] == "lens"
    entry = folder.lock.entries[guid("lens")]
    assert (entry.removed, entry.content) == (False, reviewed.content)
    assert folder.lock.entries[guid("lenz")].removed
    # From now on all is quiet, with and without the `was`.
    assert (checked(folder), built(folder, 3)) == ([], [])
    folder.edit("  was: lens\n", "")
    assert (checked(folder), built(folder, 4)) == ([], [])
    assert first_ids(folder)["convex-lens"] == "lens"


def test_setting_it_right_in_vain_loses_nothing(folder: Folder) -> None:
    folder.edit("id: lens\n", "id: glass\n  was: lenz\n")
    built(folder)
    for days, was in enumerate(("lens", "lenz", "lens"), start=2):
        text = (folder.cards / "optics.yaml").read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if "was:" in line)
        folder.edit(line, f"  was: {was}")
        assert [item[0] for item in built(folder, days)] == ["identity-changed"]
        assert first_ids(folder)["glass"] == was


def test_a_was_that_came_a_build_too_late(folder: Folder) -> None:
    folder.edit("id: lens\n", "id: glass\n")
    assert built(folder) == []
    folder.edit("id: glass\n", "id: glass\n  was: lens\n")
    assert [item[:2] for item in built(folder, 2)] == [("identity-changed", "lens")]
    assert first_ids(folder)["glass"] == "lens"


def test_two_cards_do_not_become_one(folder: Folder) -> None:
    folder.edit("- id: lens\n  reverse: true\n  front: What bends light?\n  back: A lens.\n", "")
    built(folder)
    folder.edit("id: eye\n", "id: eye\n  was: lens\n")
    ((code, place, hint),) = found = checked(folder)
    assert (code, place) == ("two-identities", "lens")
    assert f"delete the lines of `{NAMESPACE}/eye` from flashgen.lock" in hint
    assert built(folder, 2, status=1) == found
    # The way out that the hint tells.
    lines = folder.lock_path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if f"{NAMESPACE}/eye/" not in line]
    folder.lock_path.write_text("".join(kept), encoding="utf-8", newline="")
    built(folder, 2)
    assert first_ids(folder)["eye"] == "lens"


def test_a_was_is_not_doubted_without_a_last_build(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("optics.yaml", OPTICS.replace("id: lens\n", "id: glass\n  was: lens\n"))
    assert (built(folder), first_ids(folder)["glass"]) == ([], "lens")
    folder.edit("was: lens", "was: glass")
    ((code, place, hint),) = checked(folder)
    assert (code, place, hint) == ("former-id-in-use", "glass", "remove `was`")


def test_a_lock_that_cannot_be_read_is_one_of_the_diagnostics(folder: Folder) -> None:
    text = folder.lock_path.read_text(encoding="utf-8")
    folder.lock_path.write_text(text.replace("note ", "<<<<<<< x\nnote ", 1), encoding="utf-8")
    folder.edit("back: An eye.", "bac: An eye.")
    codes = [item[0] for item in checked(folder)]
    assert {"lock-conflict", "unknown-key"} <= {*codes}
