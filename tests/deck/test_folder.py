"""Which deck files are found at the paths that are given."""

import sys
from pathlib import Path

import pytest

from flashgen.deck import folder as loading
from flashgen.source.diagnostics import Diagnostic

DECK = "namespace: n\ndeck: D\ncards:\n- id: a\n  front: Why?\n  back: So.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("b.yaml", "a/c.YML", "a/.hidden/d.yaml", ".e.yaml", "notes.md", "a/b/f.yml"):
        file = tmp_path / "cards" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(DECK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: Path) -> tuple[list[str], list[str]]:
    said: list[Diagnostic] = []
    return [p.as_posix() for p in loading.deck_paths(paths, said)], [d.code for d in said]


def test_a_folder_is_searched_but_for_what_is_hidden() -> None:
    assert found(Path("cards")) == (["cards/a/b/f.yml", "cards/a/c.YML", "cards/b.yaml"], [])
    assert found(Path("cards/a/.hidden")) == (["cards/a/.hidden/d.yaml"], [])
    assert found(Path("none"), Path("cards/.e.yaml")) == (["cards/.e.yaml"], ["no-such-file"])


def test_a_file_that_is_named_in_two_ways_is_read_once(folder: Path) -> None:
    once = found(Path("cards"))
    assert found(Path("cards"), folder / "cards", Path("cards/../cards/b.yaml")) == once


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_to_a_file_of_the_folder_is_that_file(folder: Path) -> None:
    once = found(Path("cards"))
    (folder / "cards" / "z.yaml").symlink_to("b.yaml")
    assert found(Path("cards")) == once
    (folder / "cards" / "out.yaml").symlink_to(folder / "cards" / ".." / "other.yaml")
    (folder / "other.yaml").write_text(DECK, encoding="utf-8")
    assert found(Path("cards")) == (once[0], ["unreadable-file"])
