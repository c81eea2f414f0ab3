"""Statements and items in the fields of a note, for a card whose script does not run."""

import re

import pytest
from decks import HEAD, build_text

from flashgen.anki.card.lists import either_order, shuffled_items
from flashgen.anki.card.shown import shown

CARD = """- id: x
  front: Which?
  statements:
  - {text: A is so., right: yes, says: Because of $a$ alone.}
  - {text: B is so., right: no}
  image: {back: dot.png}
"""


@pytest.mark.parametrize(
    "groups", [(1, 1), (2, 1), (1, 2), (3, 1), (1, 1, 1), (2, 2), (1,) * 20], ids=str
)
def test_items_never_stand_right(groups: tuple[int, ...]) -> None:
    items = [["x"] * size for size in groups]
    places = [place for place, size in enumerate(groups) for _ in range(size)]
    seen = set()
    for n in range(60):
        order = shuffled_items(items, f"deck/card-{n}/en")
        assert sorted(order) == list(range(len(places)))
        assert [places[number] for number in order] != places
        seen.add(tuple(order))
    assert len(seen) > 1 or len(places) == 2


def test_what_may_come_in_any_order_is_said() -> None:
    groups = [["a"], ["b", "c"], ["d", "e", "f"]]
    assert either_order(groups, "en") == [
        "2 and 3 may come in either order.",
        "4 to 6 may come in any order.",
    ]
    assert either_order(groups, "zh-Hans") == [
        "第 2 到 3 项的先后不限。",
        "第 4 到 6 项的先后不限。",
    ]
    assert either_order([["a"], ["b"]], "en") == []


def test_front_and_back() -> None:
    (note,) = build_text(HEAD + CARD.replace("  image: {back: dot.png}\n", "")).notes
    front = re.findall("<li>(.*?)</li>", note.fields["Choices"])
    back = re.findall("<li>(.*?)</li>", note.fields["Back"])
    assert sorted(front) == ["A is so.", "B is so."]
    assert [text.partition("<br>")[0] for text in back] == front
    assert set(back) == {
        "A is so.<br><b>True.</b> Because of \\(a\\) alone.",
        "B is so.<br><b>False.</b>",
    }
    (item,) = shown(note)
    assert item.answer == note.fields["Back"]
    assert item.variant == 0
    assert [statement.is_true for statement in item.statements] == [True, False]
    assert not item.all_false


def test_an_image_stands_below_the_answer(tmp_path) -> None:
    from flashgen.build.notes import build
    from flashgen.deck.folder import load

    (tmp_path / "dot.png").write_bytes(
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    )
    path = tmp_path / "deck.yaml"
    path.write_text(HEAD + CARD, encoding="utf-8")
    (note,) = build(load([path])).notes
    (item,) = shown(note)
    assert item.answer == note.fields["Back"]
    assert item.answer.endswith("</p>") and item.answer.count("<img") == 1
