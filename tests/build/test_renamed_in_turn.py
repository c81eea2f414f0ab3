"""Ids that change places in one commit: each card keeps its note, whatever the order."""

from itertools import permutations
from pathlib import Path

import pytest
from deck_folder import DAY, NOW, Folder, guid

HEAD = "namespace: optics-k3v9\ndeck: D\ncards:\n"
IDS = ("a", "b", "c")


def write(folder: Folder, cards: dict[str, tuple[str, str]], order: tuple[str, ...]) -> None:
    """`cards` maps the id of now to the former one, if any, and to what the card is about."""
    lines = {
        id: f"- id: {id}\n" + (f"  was: {was}\n" if was else "") + f"  front: What is {text}?\n"
        f"  back: {text}.\n"
        for id, (was, text) in cards.items()
    }
    folder.write("optics.yaml", HEAD + "".join(lines[id] for id in order))


def identities(folder: Folder) -> dict[str, str]:
    return {entry.id: key for key, entry in folder.lock.entries.items() if not entry.removed}


CHANGES = {
    "swap": {"a": ("b", "B"), "b": ("a", "A"), "c": ("", "C")},
    "ring": {"a": ("b", "B"), "b": ("c", "C"), "c": ("a", "A")},
    "chain": {"b": ("a", "A"), "c": ("b", "B"), "d": ("c", "C")},
    "chain over a removed card": {"b": ("a", "A"), "c": ("b", "B")},
}


@pytest.mark.parametrize("lost", [False, True], ids=["with the lock", "without"])
@pytest.mark.parametrize("name", CHANGES)
def test_each_card_keeps_its_note(tmp_path: Path, name: str, lost: bool) -> None:
    cards = CHANGES[name]
    for number, order in enumerate(permutations(cards)):
        folder = Folder(tmp_path / str(number))
        write(folder, {id: ("", id.upper()) for id in IDS}, IDS)
        folder.build()
        if lost:
            folder.lock_path.unlink()
        write(folder, cards, order)
        folder.build(now=NOW + DAY)
        wanted = {id: guid(text.lower()) for id, (_, text) in cards.items()}
        assert identities(folder) == wanted
        if lost:
            continue
        # The lines may go, and nothing changes any more.
        write(folder, {id: ("", text) for id, (_, text) in cards.items()}, order)
        folder.build("--locked", now=NOW + 2 * DAY)
        assert identities(folder) == wanted
