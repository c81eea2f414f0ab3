"""A lock of many deck files is gone through as often as that of a few."""

from collections.abc import ItemsView, ValuesView
from pathlib import Path

import pytest
from deck_folder import Folder
from msgspec.structs import replace

from flashgen.build.lock.entries import Entry
from flashgen.build.lock.open import open_locks
from flashgen.build.lock.problems import identity_problems
from flashgen.deck import folder as loading
from flashgen.deck.selection import Selection

DECK = (
    "namespace: n-k3v9\ndeck: D\nlanguages: [{}]\ncards:\n"
    "- id: c{}\n  front: Why {}?\n  back: So.\n"
)


class Counted(dict[str, Entry]):
    passes = 0

    def items(self) -> ItemsView[str, Entry]:
        self.passes += 1
        return super().items()

    def values(self) -> ValuesView[Entry]:
        self.passes += 1
        return super().values()


def passes(folder: Folder, count: int, languages: str) -> int:
    for number in range(count):
        folder.write(f"{number}.yaml", DECK.format("en", number, number))
    folder.build()
    for number in range(count):
        folder.write(f"{number}.yaml", DECK.format(languages, number, number))
    loaded = loading.load([folder.cards])
    locks = open_locks(loaded, [folder.cards], Selection(), [])
    (opened,) = locks.opened
    entries = Counted(opened.lock.entries)
    opened.lock = replace(opened.lock, entries=entries)
    problems = list(identity_problems(loaded, locks, Selection()))
    assert len(problems) == (0 if languages == "en" else count)
    return entries.passes


@pytest.mark.parametrize("languages", ["en", "zh"])
def test_the_lock_is_not_read_again_for_each_file(tmp_path: Path, languages: str) -> None:
    few, many = Folder(tmp_path / "few"), Folder(tmp_path / "many")
    for folder in few, many:
        folder.cards.mkdir(parents=True)
    assert passes(few, 2, languages) == passes(many, 12, languages) > 0
