"""Locks of two branches, merged line by line."""

import itertools
import random
from pathlib import Path

import pytest
from deck_folder import git
from locks import FIRST, LATER, NOTES, build, reread
from msgspec.structs import replace
from rendered_notes import NAMESPACE, NOW, concept, numeric

from flashgen.build.lock.changes import ChangeStatus
from flashgen.build.lock.entries import LockFile
from flashgen.build.lock.file import serialise, write_lock


def union(one: LockFile, other: LockFile, seed: int) -> LockFile:
    """Read what a union merge of everything can leave: all lines of both, in any order."""
    head, *lines = serialise(one).splitlines()
    lines += serialise(other).splitlines()
    body = sorted({line for line in lines if line != "end"})
    random.Random(seed).shuffle(body)
    return reread("\n".join([head, *body, "end", ""]))


@pytest.mark.parametrize("seed", range(5))
def test_the_later_line_holds(seed: int) -> None:
    one = build(FIRST, [concept("lens", "One?"), *NOTES[1:3]], NOW + 10).lock  # and removes a note
    other = build(FIRST, [concept("lens", "Two?"), numeric("half", (9,)), *NOTES[2:]], NOW + 20)
    merged = union(one, other.lock, seed)
    assert merged.mods == other.lock.mods
    removed = [entry.name for entry in merged.entries.values() if entry.removed]
    assert removed == [NOTES[3].name]
    # Whatever the merged deck files say, a learner of either branch gets it.
    for front, mod in (("Two?", NOW + 20), ("One?", NOW + 30), ("Three?", NOW + 30)):
        result = build(merged, [concept("lens", front)], NOW + 30)
        assert result.lock.mods[NOTES[0].guid] == mod


@pytest.mark.parametrize("seed", range(3))
def test_changed_in_the_same_second_on_two_branches(seed: int) -> None:
    one, other = (
        build(FIRST, [concept("lens", front), *NOTES[1:]], LATER).lock for front in ("One?", "Two?")
    )
    merged = union(one, other, seed)
    for front in ("One?", "Two?"):
        result = build(merged, [concept("lens", front), *NOTES[1:]], LATER)
        assert result.lock.mods[NOTES[0].guid] == LATER + 1


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("renamed_at", "edited_at"), [(10, 20), (20, 10), (10, 10)])
def test_renamed_here_and_edited_there(seed: int, renamed_at: int, edited_at: int) -> None:
    one = build(FIRST, [concept("convex", was="lens"), *NOTES[1:]], NOW + renamed_at).lock
    other = build(FIRST, [concept("lens", "New?"), *NOTES[1:]], NOW + edited_at).lock
    merged = union(one, other, seed)
    assert merged.identity(NAMESPACE, "convex", None).first_id == "lens"
    assert merged.entries[NOTES[0].guid].id == "convex"
    result = build(merged, [concept("convex", "New?", was="lens")], NOW + 30, whole=False)
    assert len(result.lock.entries) == len(NOTES)
    assert result.lock.mods[NOTES[0].guid] >= max(renamed_at, edited_at) + NOW


def test_renamed_differently_on_two_branches() -> None:
    one = build(FIRST, [concept("one", was="lens"), *NOTES[1:]], NOW + 10).lock
    other = build(FIRST, [concept("two", was="lens"), *NOTES[1:]], NOW + 20).lock
    merged = union(one, other, 0)
    for id in ("one", "two"):
        assert merged.identity(NAMESPACE, id, "lens").first_id == "lens"
        result = build(merged, [concept(id, was="lens"), *NOTES[1:]], NOW + 30)
        assert not result.of(ChangeStatus.REMOVED, ChangeStatus.ADDED)


def test_the_later_root_seed_holds() -> None:
    locks = [replace(FIRST, root_seed=seed, root_seed_at=NOW + seed) for seed in (3, 8)]
    for one, other in itertools.permutations([FIRST, *locks], 2):
        assert union(one, other, 1).root_seed == max(one.root_seed, other.root_seed)


def test_git_merges_the_locks_of_two_branches(tmp_path: Path) -> None:
    path = tmp_path / "flashgen.lock"

    def commit(lock: LockFile) -> None:
        write_lock(path, lock)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-m", "build")

    many = [concept(f"lens-{n}") for n in range(6)]
    base = build(LockFile(), many).lock
    git(tmp_path, "init", "-b", "main")
    (tmp_path / ".gitattributes").write_text("flashgen.lock merge=union\n")
    commit(base)
    git(tmp_path, "checkout", "-b", "branch")
    theirs = [concept("lens-0", "Theirs?"), *many[1:4], concept("lens-40"), concept("z-new")]
    commit(replace(build(base, theirs, NOW + 20).lock, root_seed=5, root_seed_at=NOW + 20))
    git(tmp_path, "checkout", "main")
    renamed = concept("renamed", was="lens-1")
    ours = [concept("lens-0", "Ours?"), renamed, *many[2:], concept("a-new")]
    commit(replace(build(base, ours, NOW + 10).lock, root_seed=4, root_seed_at=NOW + 10))
    git(tmp_path, "merge", "branch")
    merged = reread(path.read_text(encoding="utf-8"))
    assert merged.root_seed == 5
    states = {entry.name.split("/")[1]: entry for entry in merged.entries.values()}
    assert sorted(states) == [
        "a-new",
        "lens-0",
        "lens-2",
        "lens-3",
        "lens-4",
        "lens-40",
        "lens-5",
        "renamed",
        "z-new",
    ]
    assert states["lens-0"].mod == NOW + 20
    assert states["renamed"].first_id == "lens-1"
    assert sorted(id for id, entry in states.items() if entry.removed) == ["lens-4", "lens-5"]
    # For the next build the two are one state, in which nothing changes any more.
    notes = [*theirs[:1], renamed, *many[2:4], *theirs[4:], ours[-1]]
    after = build(merged, notes, NOW + 30)
    assert not after.of(
        ChangeStatus.CHANGED, ChangeStatus.ADDED, ChangeStatus.RENAMED, ChangeStatus.REMOVED
    )
    assert after.lock == reread(serialise(after.lock)) == merged
