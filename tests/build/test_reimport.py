"""Build, import, study, change, build and import again: no review is lost.

What a learner does in between is in `anki_releases/scenarios.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace as replaced
from pathlib import Path

import pytest
from anki.collection import Collection
from anki_backend import (
    Imported,
    Schedule,
    cards_of,
    collection,
    deck_of,
    fields_of,
    guids,
    import_package,
    note_of,
    question,
    review,
    schedule,
)
from msgspec.structs import replace
from rendered_notes import NOW, Author, cloze, concept, numeric
from searches import search_for

from flashgen.anki.note import Note

NOTHING = Imported(new=0, updated=0, duplicate=0, conflicting=0, empty=0)
DAY = 86400


class Desk:
    """An author's folder and a learner's collection."""

    def __init__(self, folder: Path, col: Collection) -> None:
        self.author = Author(folder)
        self.col = col

    def release(self, notes: list[Note], now: int, *, whole: bool = True) -> Imported:
        """Build, and import what was built."""
        self.author.build(notes, now, whole=whole)
        return import_package(self.col, self.author.path)

    def study(self, guid: str) -> dict[int, Schedule]:
        """Review every card of a note until it is due some day, flag it and forget it once."""
        for card in cards_of(self.col, guid):
            for rating in (3, 4, 1, 3, 4):
                review(self.col, self.col.get_card(card.id), rating)
            self.col.set_user_flag_for_cards(2, [card.id])
        return self.schedules(guid)

    def schedules(self, guid: str) -> dict[int, Schedule]:
        return {card.ord: schedule(self.col, card) for card in cards_of(self.col, guid)}


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    (tmp_path / "anki").mkdir()
    with collection(tmp_path / "anki") as col:
        col.set_config("fsrs", getattr(request, "param", True))
        yield Desk(tmp_path, col)


NOTES = [concept("lens", reverse=True), cloze("red"), numeric("half"), concept("eye")]


@pytest.mark.parametrize("desk", [False, True], ids=["sm2", "fsrs"], indirect=True)
def test_the_same_again_changes_nothing(desk: Desk) -> None:
    assert desk.release(NOTES, NOW) == replaced(NOTHING, new=4)
    before = {note.guid: desk.study(note.guid) for note in NOTES}
    built = desk.author.path.read_bytes()
    lock = desk.author.lock
    assert desk.release(NOTES, NOW + DAY) == replaced(NOTHING, duplicate=4)
    assert desk.author.path.read_bytes() == built
    assert desk.author.lock == lock
    assert {note.guid: desk.schedules(note.guid) for note in NOTES} == before
    reviewed = next(iter(before[NOTES[0].guid].values()))
    assert len(reviewed.log) == 5
    assert reviewed.interval > 0
    assert (reviewed.memory is not None) == desk.col.get_config("fsrs")


CHANGES: dict[str, tuple[Note, Callable[[], Note]]] = {
    "text": (concept("lens"), lambda: concept("lens", "What focuses light?")),
    "numbers": (numeric("half"), lambda: numeric("half", (5, 7))),
    "cloze": (cloze("red"), lambda: cloze("red", "{{c1::Violet}} bends more than {{c2::red}}.")),
    "tags": (concept("lens"), lambda: replace(concept("lens"), tags=("other",))),
    "renamed": (concept("lens"), lambda: concept("convex-lens", was="lens")),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("seconds", [DAY, 0, -DAY], ids=["next day", "same second", "clock back"])
def test_a_change_arrives_and_reviews_stay(desk: Desk, what: str, seconds: int) -> None:
    old, make = CHANGES[what]
    new = make()
    assert new.guid == old.guid
    other = concept("eye")
    desk.release([old, other], NOW)
    before = desk.study(old.guid)
    assert desk.release([new, other], NOW + seconds) == replaced(NOTHING, updated=1, duplicate=1)
    assert fields_of(desk.col, new.guid) == new.fields
    assert sorted(note_of(desk.col, new.guid).tags) == sorted(new.tags)
    assert desk.schedules(new.guid) == before
    assert guids(desk.col) == sorted([new.guid, other.guid])


def test_a_reverse_card_comes_and_goes(desk: Desk) -> None:
    one, both = concept("lens"), concept("lens", reverse=True)
    desk.release([one], NOW)
    before = desk.study(one.guid)
    desk.release([both], NOW + DAY)
    assert [card.ord for card in cards_of(desk.col, one.guid)] == [0, 1]
    assert desk.schedules(one.guid)[0] == before[0]
    result = desk.author.build([one], NOW + 2 * DAY)
    assert [d.code for d in result.diagnostics] == ["fewer-cards"]
    import_package(desk.col, desk.author.path)
    assert [card.ord for card in cards_of(desk.col, one.guid)] == [0, 1]
    empty = desk.col.get_empty_cards()
    assert [list(note.card_ids) for note in empty.notes] == [[cards_of(desk.col, one.guid)[1].id]]
    assert desk.schedules(one.guid)[0] == before[0]


def test_a_gap_more(desk: Desk) -> None:
    old, new = cloze("red"), cloze("red", "{{c1::Red}}, {{c2::green}} and {{c3::blue}}.")
    desk.release([old], NOW)
    before = desk.study(old.guid)
    desk.release([new], NOW + DAY)
    after = desk.schedules(new.guid)
    assert {ord: after[ord] for ord in before} == before
    assert sorted(after) == [0, 1, 2]


def test_a_deck_renamed(desk: Desk) -> None:
    desk.release(NOTES, NOW)
    moved = [replace(note, deck="Physics::Light") for note in NOTES]
    added = replace(concept("ray"), deck="Physics::Light")
    result = desk.author.build([*moved, added], NOW + DAY)
    assert [d.code for d in result.diagnostics] == ["deck-changed"]
    import_package(desk.col, desk.author.path)
    for note in moved:  # this is what the warning says
        assert {deck_of(desk.col, c) for c in cards_of(desk.col, note.guid)} == {"Physics::Optics"}
    assert deck_of(desk.col, cards_of(desk.col, added.guid)[0]) == "Physics::Light"


@pytest.mark.parametrize(
    "new", [cloze("lens"), numeric("lens")], ids=["concept to cloze", "concept to numeric"]
)
def test_why_a_kind_cannot_change(desk: Desk, new: Note) -> None:
    old = concept("lens")
    desk.release([old], NOW)
    # Past the lock, which refuses this: the importer would never update the note.
    desk.author.lock = Author(Path()).lock
    assert desk.release([new], NOW + DAY) == replaced(NOTHING, conflicting=1)
    assert fields_of(desk.col, old.guid) == old.fields


def test_a_removed_note_is_found_by_the_search(desk: Desk) -> None:
    notes = [concept(f"lens-{n}") for n in range(300)] + [concept("lens")]
    gone = notes[:300:2]
    desk.release(notes, NOW)
    result = desk.author.build([note for note in notes if note not in gone], NOW + DAY)
    import_package(desk.col, desk.author.path)
    found = desk.col.find_notes(search_for(result.changes, result.lock))
    assert sorted(desk.col.get_note(id).guid for id in found) == sorted(n.guid for n in gone)


def test_a_removed_note_comes_back(desk: Desk) -> None:
    desk.release(NOTES, NOW)
    before = desk.study(NOTES[0].guid)
    desk.release(NOTES[1:], NOW + DAY)
    assert desk.release(NOTES, NOW + 2 * DAY) == replaced(NOTHING, duplicate=4)
    assert desk.schedules(NOTES[0].guid) == before


def test_a_translation_is_a_note_of_its_own(desk: Desk) -> None:
    english, chinese = concept("lens"), concept("lens", "什么使光弯曲？", language="zh")
    desk.release([english, chinese], NOW)
    before = desk.study(english.guid)
    changed = concept("lens", "什么会使光弯曲？", language="zh")
    assert desk.release([english, changed], NOW + DAY) == replaced(NOTHING, updated=1, duplicate=1)
    assert desk.schedules(english.guid) == before
    assert english.fields["Front"] in question(cards_of(desk.col, english.guid)[0])
    assert "什么会使" in question(cards_of(desk.col, chinese.guid)[0])
