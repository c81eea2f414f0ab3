"""A lock that git does not keep, told from git's own index without running git."""

import os
from pathlib import Path

import pytest
from deck_folder import LIGHT, OPTICS, Folder, git

from flashgen.build import package as building  # noqa: F401 - the lock's modules come with it
from flashgen.build.lock.open import open_locks
from flashgen.build.lock.tracked import not_in_git, tracked_files
from flashgen.deck import folder as loading
from flashgen.deck.selection import Selection


@pytest.fixture
def checkout(tmp_path: Path) -> Folder:
    git(tmp_path, "init", "-q")
    folder = Folder(tmp_path)
    folder.write("light.yaml", LIGHT)
    folder.write("optics.yaml", OPTICS)
    return folder


def found(folder: Folder) -> list[str]:
    loaded = loading.load([folder.cards])
    opened = open_locks(loaded, [folder.cards], Selection(), [])
    return [f"{d.code} {Path(d.path).name}" for d in not_in_git(loaded.heads, opened)]


WARNED = ["lock-not-kept flashgen.lock"]


def test_a_lock_that_is_not_committed(checkout: Folder) -> None:
    assert found(checkout) == []  # nothing of the folder is in git yet
    git(checkout.place, "add", "cards")
    assert found(checkout) == WARNED  # and there is no lock
    checkout.build()
    assert found(checkout) == WARNED
    git(checkout.place, "add", "cards")
    assert found(checkout) == []
    git(checkout.place, "rm", "-q", "--cached", "cards/flashgen.lock")
    assert found(checkout) == WARNED


def test_a_deck_of_one_language_says_nothing(checkout: Folder) -> None:
    (checkout.cards / "light.yaml").unlink()
    git(checkout.place, "add", "cards")
    assert found(checkout) == []


def test_a_worktree(checkout: Folder, tmp_path: Path) -> None:
    checkout.build()
    git(checkout.place, "add", "cards")
    git(checkout.place, "commit", "-q", "-m", "cards")
    other = tmp_path / "other"
    git(checkout.place, "worktree", "add", "-q", str(other))
    assert found(Folder(other)) == []
    git(other, "rm", "-q", "--cached", "cards/flashgen.lock")
    assert found(Folder(other)) == WARNED


@pytest.mark.parametrize("version", [2, 3, 4])
def test_the_names_are_those_that_git_lists(checkout: Folder, version: int) -> None:
    long = "a" * 200
    for name in ("ä.yaml", f"{'/'.join([long] * 3)}/x.yaml", "n.yaml"):
        if len(name) < 240 or os.name != "nt":
            checkout.write(name, "x\n")
    git(checkout.place, "add", "cards")
    if version == 3:
        git(checkout.place, "update-index", "--skip-worktree", "cards/n.yaml")
    git(checkout.place, "update-index", "--index-version", str(version))
    listed = git(checkout.place, "ls-files", "-z").encode().split(b"\0")
    names = tracked_files(checkout.place)
    assert names == (None if version == 4 else frozenset(listed) - {b""})


@pytest.mark.parametrize("data", [b"", b"DIRC", b"DIRC\0\0\0\x02\0\0\0\x09", b"x" * 300])
def test_an_index_that_is_none(checkout: Folder, data: bytes) -> None:
    (checkout.place / ".git" / "index").write_bytes(data)
    assert tracked_files(checkout.place) is None
    assert found(checkout) == []
