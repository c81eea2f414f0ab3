"""An author and a learner who do anything in any order: what is told stays what comes."""

import random
from pathlib import Path

import pytest
from anki.collection import Collection
from anki_backend import cards_of, collection, note_of
from msgspec.structs import replace
from rendered_notes import NAMESPACE, NOTE_TYPES, NOW, Author, cloze, concept, numeric
from test_comparing import IMPORTER_SAYS, imported

from flashgen.anki.note import Note
from flashgen.build.lock.changes import update
from flashgen.sync.compare import ImportComparison, ImportStatus, LocalEdit, NoteOutcome, compare
from flashgen.sync.existing import read_collection

ROUNDS = 25


class World:
    """Notes as the author has them, and a collection in which the learner edits them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.author = Author(folder)
        self.folder = folder
        self.clock = NOW
        self.notes: dict[str, Note] = {}
        self.removed: dict[str, Note] = {}
        self.edited: dict[str, set[str]] = {}
        """By GUID, the fields (and "tags") that the learner changed since the last import."""
        for number in range(8):
            make = (concept, concept, numeric, cloze)[number % 4]
            note = make(f"card-{number}")
            self.notes[note.guid] = note

    def tick(self) -> int:
        self.clock += self.dice.randint(1, 1000)
        return self.clock

    def write(self) -> None:
        """The author changes, adds, removes or renames a few notes."""
        for _ in range(self.dice.randint(0, 3)):
            guid = self.dice.choice(sorted(self.notes))
            note = self.notes[guid]
            text = f"Text {self.dice.randint(1, 3)}"
            match self.dice.randint(1, 6):
                case 1 | 2:
                    name = {"concept": "Front", "cloze": "Extra", "numeric": "Solution"}[note.kind]
                    changed = replace(note, fields={**note.fields, name: text})
                case 3:
                    changed = replace(note, tags=tuple(self.dice.sample("abcd", 2)))
                case 4:
                    id = f"{note.id}-x"
                    first = note.first_id or note.id
                    fields = {**note.fields, "ID": f"{NAMESPACE}/{id}/en"}
                    changed = replace(note, id=id, first_id=first, fields=fields)
                case 5 if len(self.notes) > 4:
                    self.removed[guid] = self.notes.pop(guid)
                    continue
                case _:
                    changed = note
                    for back in list(self.removed):
                        self.notes[back] = self.removed.pop(back)
            self.notes[guid] = changed

    def study(self, col: Collection) -> None:
        """The learner edits, tags, moves or deletes a few notes."""
        guids = col.db.list("SELECT guid FROM notes") if col.db else []
        for guid in self.dice.sample(sorted(guids), min(len(guids), self.dice.randint(0, 3))):
            note = note_of(col, guid)
            match self.dice.randint(1, 5):
                case 1 | 2:
                    name = self.dice.choice(("Extra", "Source", note.keys()[1]))
                    note[name] = f"Text {self.dice.randint(1, 3)} {{{{c1::mine}}}}"
                    self.edited.setdefault(guid, set()).add(name)
                case 3:
                    note.tags.append(self.dice.choice(("mine", "leech")))  # never the author's
                    self.edited.setdefault(guid, set()).add("tags")
                case 4:
                    col.set_deck([cards_of(col, guid)[0].id], col.decks.id("My own"))
                    continue
                case _:
                    col.remove_notes([note.id])
                    self.edited.pop(guid, None)
                    continue
            col.update_note(note)
            # At the time of this world, not of the machine.
            assert col.db is not None
            col.db.execute("UPDATE notes SET mod = ? WHERE guid = ?", self.tick(), guid)

    def told(self, now: int) -> ImportComparison:
        lock, notes = self.author.lock, list(self.notes.values())
        built = update(lock, notes, now, whole=True)
        path = self.folder / "collection.anki2"
        existing = read_collection(path, {note.guid for note in notes}, {NAMESPACE})
        mods, whole = built.lock.mods, frozenset({NAMESPACE})
        return compare(notes, NOTE_TYPES, mods, lock.entries, existing, whole)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_done_before(tmp_path: Path, seed: int) -> None:
    world = World(tmp_path, seed)
    seen: set[ImportStatus] = set()
    with collection(tmp_path):
        pass
    for _ in range(ROUNDS):
        if world.dice.random() < 0.3:  # a build that the learner never imports
            world.write()
            world.author.build(list(world.notes.values()), world.tick())
        world.write()
        before_study = world.tick()
        with collection(tmp_path) as col:
            world.study(col)
        # Now and then the package is built before the learner's edits and imported after them.
        now = world.tick() if world.dice.random() < 0.8 else before_study
        told = world.told(now)
        seen |= set(told.counts)
        world.author.build(list(world.notes.values()), now)
        with collection(tmp_path) as col:
            before = {o.guid: snapshot(col, o.guid) for o in told.outcomes if o.status != "new"}
            says = {o.name: IMPORTER_SAYS[o.status] for o in told.outcomes if o.status != "removed"}
            assert imported(col, world.author.path) == says
            for outcome in told.outcomes:
                check(world, outcome, before.get(outcome.guid, {}), snapshot(col, outcome.guid))
    assert seen >= set(ImportStatus) - {ImportStatus.SKIPPED, ImportStatus.CONFLICTING}


def check(
    world: World, outcome: NoteOutcome, before: dict[str, object], after: dict[str, object]
) -> None:
    mine = world.edited.get(outcome.guid, set())
    if outcome.status in (ImportStatus.UPDATED, ImportStatus.OVERWRITTEN):
        differ = {name for name in before if before[name] != after[name]}
        tags = {"tags"} if outcome.tags else set()
        assert {field.name for field in outcome.fields} | tags == differ
        # What the learner wrote and loses is listed, and no edit is made up.
        lost = {field.name for field in outcome.lost_fields}
        lost |= {"tags"} if outcome.lost_tags else set()
        assert mine & differ <= lost
        if outcome.local_edit is LocalEdit.LIKELY:
            assert mine
        world.edited.pop(outcome.guid, None)
    elif outcome.status is not ImportStatus.NEW:
        assert after == before
        if outcome.status is ImportStatus.KEPT:
            assert mine


def snapshot(col: Collection, guid: str) -> dict[str, object]:
    note = note_of(col, guid)
    return dict(note.items()) | {"tags": frozenset(note.tags)}
