"""What is told of an import before it is done is what Anki's importer then does."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition
from anki_backend import cards_of, collection, deck_of, import_package, note_of
from msgspec.structs import replace
from rendered_notes import NAMESPACE, NOTE_TYPES, NOW, Author, cloze, concept, numeric

from flashgen.anki.note import Note
from flashgen.build.lock.changes import update
from flashgen.sync.compare import ImportComparison, ImportStatus, LocalEdit, NoteOutcome, compare
from flashgen.sync.existing import read_collection

DAY = 86400
LATER = 4_000_000_000  # after any edit that a test makes in a collection
LENS = concept("lens", reverse=True)
NOTES = [LENS, cloze("red"), numeric("half"), concept("eye")]
CHANGED = [concept("lens", "What focuses light?", reverse=True), *NOTES[1:]]

Learner = Callable[[Collection], None]


class Folder:
    """An author's folder and a learner's collection, which is open only while it is used."""

    def __init__(self, path: Path) -> None:
        (path / "anki").mkdir(exist_ok=True)
        self.path = path / "anki"
        self.author = Author(path)

    def study(self, learner: Learner) -> None:
        with collection(self.path) as col:
            learner(col)

    def release(self, notes: list[Note], now: int) -> None:
        self.author.build(notes, now)
        self.study(lambda col: import_package(col, self.author.path) and None)

    def told(self, notes: list[Note], now: int, *, whole: bool = True) -> ImportComparison:
        lock = self.author.lock
        built = update(lock, notes, now, whole=whole)
        guids = {note.guid for note in notes}
        existing = read_collection(self.path / "collection.anki2", guids, {NAMESPACE})
        complete = frozenset({NAMESPACE}) if whole else frozenset[str]()
        return compare(notes, NOTE_TYPES, built.lock.mods, lock.entries, existing, complete)


def imported(col: Collection, package: Path, condition: int = 0) -> dict[str, str]:
    """Import and return what the importer's log says, by the note's name."""
    request = ImportAnkiPackageRequest(
        package_path=str(package), options=ImportAnkiPackageOptions(update_notes=condition)
    )
    log = col.import_anki_package(request).log
    return {
        next(name for name in note.fields if name.startswith(NAMESPACE + "/")): what
        for what in ("new", "updated", "duplicate", "conflicting")
        for note in getattr(log, what)
    }


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first release, which every test begins with a copy of."""
    path = tmp_path_factory.mktemp("released")
    Folder(path).release(NOTES, NOW)
    return path


@pytest.fixture
def folder(tmp_path: Path, released: Path) -> Folder:
    shutil.copytree(released, tmp_path, dirs_exist_ok=True)
    folder = Folder(tmp_path)
    folder.author.build(NOTES, NOW)
    return folder


IMPORTER_SAYS = {
    ImportStatus.NEW: "new",
    ImportStatus.UPDATED: "updated",
    ImportStatus.OVERWRITTEN: "updated",
    ImportStatus.UNCHANGED: "duplicate",
    ImportStatus.KEPT: "duplicate",
    ImportStatus.SKIPPED: "duplicate",
    ImportStatus.CONFLICTING: "conflicting",
}


def of(told: ImportComparison, id: str) -> NoteOutcome:
    (found,) = [o for o in told.outcomes if o.name == f"{NAMESPACE}/{id}/en"]
    return found


# --- What a learner does ------------------------------------------------------------------------


def nothing(col: Collection) -> None:
    pass


def edit(field: str, text: str, note: Note = LENS) -> Learner:
    def learner(col: Collection) -> None:
        there = note_of(col, note.guid)
        there[field] = text
        col.update_note(there)

    return learner


def tag(*tags: str, note: Note = LENS) -> Learner:
    def learner(col: Collection) -> None:
        there = note_of(col, note.guid)
        there.tags += tags
        col.update_note(there)

    return learner


def untag(col: Collection) -> None:
    there = note_of(col, LENS.guid)
    there.tags = ["optics"]
    col.update_note(there)


def both(*learners: Learner) -> Learner:
    return lambda col: [learner(col) for learner in learners] and None


def move(col: Collection) -> None:
    ids = [card.id for card in cards_of(col, LENS.guid)][:1]
    col.set_deck(ids, col.decks.id("My own"))


def filtered(col: Collection) -> None:
    deck = col.sched.get_or_create_filtered_deck(0)
    deck.name = "Cram"
    del deck.config.search_terms[1:]
    deck.config.search_terms[0].search = "deck:Physics"
    deck.config.search_terms[0].limit = 99
    col.sched.add_or_update_filtered_deck(deck)
    assert {deck_of(col, card) for card in cards_of(col, LENS.guid)} == {"Cram"}


def delete_note(col: Collection) -> None:
    col.remove_notes([note_of(col, LENS.guid).id])


def delete_card(col: Collection) -> None:
    col.remove_cards_and_orphaned_notes([cards_of(col, LENS.guid)[1].id])


def add_field(col: Collection) -> None:
    model = col.models.by_name("flashgen Concept Card")
    col.models.add_field(model, col.models.new_field("Hint"))
    col.models.update_dict(model)


def add_template(col: Collection) -> None:
    model = col.models.by_name("flashgen Concept Card")
    template = col.models.new_template("Third")
    template["qfmt"] = "third {{Front}}"
    col.models.add_template(model, template)
    col.models.update_dict(model)


def rename_field(col: Collection) -> None:
    model = col.models.by_name("flashgen Concept Card")
    model["flds"][1]["name"] = "Vorderseite"
    col.models.update_dict(model)


def reorder_fields(col: Collection) -> None:
    model = col.models.by_name("flashgen Concept Card")
    col.models.reposition_field(model, model["flds"][2], 1)
    col.models.update_dict(model)


def restyle(col: Collection) -> None:
    model = col.models.by_name("flashgen Concept Card")
    model["css"] += "\n.card { color: red }"
    col.models.update_dict(model)


def to_basic(col: Collection) -> None:
    old, new = col.models.by_name("flashgen Concept Card"), col.models.by_name("Basic")
    request = col.models.change_notetype_info(
        old_notetype_id=old["id"], new_notetype_id=new["id"]
    ).input
    request.note_ids.append(note_of(col, LENS.guid).id)
    col.models.change_notetype_of_notes(request)


@dataclass(frozen=True)
class Case:
    """A learner does something with NOTES, then `notes` are built at `now`."""

    learner: Learner = nothing
    notes: list[Note] = field(default_factory=lambda: NOTES)
    now: int = NOW + DAY
    told: Mapping[str, ImportStatus] = field(default_factory=dict)
    """By id, of the notes that are not as they were."""
    edited: LocalEdit = LocalEdit.NO
    """Of `lens`."""


def lens(status: ImportStatus) -> dict[str, ImportStatus]:
    return {"lens": status}


FRESH = [LENS, cloze("red"), numeric("half", (5, 7)), concept("eye")]
RETAGGED = [replace(LENS, tags=("physics",)), *NOTES[1:]]
DECK = [replace(note, deck="Physics::Light") for note in NOTES]
RENAMED = [concept("convex-lens", reverse=True, was="lens"), *NOTES[1:]]
ONE_WAY = [concept("lens"), *NOTES[1:]]
WIDER = [LENS, cloze("red", "{{c1::Red}}, {{c2::green}}, {{c3::blue}}."), *NOTES[2:]]
BACK = [concept("lens", back="It <i>bends</i>.", reverse=True), *NOTES[1:]]
LIKELY = LocalEdit.LIKELY

CASES = {
    "unchanged": Case(),
    "text": Case(notes=CHANGED, told=lens(ImportStatus.UPDATED)),
    "fresh numbers": Case(notes=FRESH, told={"half": ImportStatus.UPDATED}),
    "tag": Case(notes=RETAGGED, told=lens(ImportStatus.UPDATED)),
    "deck renamed": Case(notes=DECK, told={n.id: ImportStatus.UPDATED for n in NOTES}),
    "renamed": Case(notes=RENAMED, told={"convex-lens": ImportStatus.UPDATED}),
    "a gap more": Case(notes=WIDER, told={"red": ImportStatus.UPDATED}),
    "removed": Case(notes=NOTES[1:], told=lens(ImportStatus.REMOVED)),
    "added": Case(notes=[*NOTES, concept("ray")], told={"ray": ImportStatus.NEW}),
    "no longer reverse": Case(notes=ONE_WAY, told=lens(ImportStatus.UPDATED)),
    "deleted by the learner": Case(delete_note, told=lens(ImportStatus.NEW)),
    "card deleted by the learner": Case(delete_card, told=lens(ImportStatus.UNCHANGED)),
    "moved": Case(move, CHANGED, told=lens(ImportStatus.UPDATED)),
    "in a filtered deck": Case(filtered, CHANGED, told=lens(ImportStatus.UPDATED)),
    "edit, nothing new": Case(edit("Extra", "mine"), told=lens(ImportStatus.KEPT), edited=LIKELY),
    "edit, change before it": Case(
        edit("Extra", "mine"), CHANGED, told=lens(ImportStatus.KEPT), edited=LIKELY
    ),
    "edit, change after it": Case(
        edit("Extra", "mine"), CHANGED, LATER, lens(ImportStatus.OVERWRITTEN), LIKELY
    ),
    "same field, change after it": Case(
        edit("Front", "mine"), CHANGED, LATER, lens(ImportStatus.OVERWRITTEN), LIKELY
    ),
    "the same edit": Case(
        edit("Front", "What focuses light?"), CHANGED, told=lens(ImportStatus.UNCHANGED)
    ),
    "edit undone": Case(
        both(edit("Extra", "x"), edit("Extra", "")), CHANGED, LATER, lens(ImportStatus.UPDATED)
    ),
    "own tags": Case(tag("mine", "leech"), told=lens(ImportStatus.KEPT), edited=LIKELY),
    "own tags, change after": Case(
        tag("mine", "leech"), CHANGED, LATER, lens(ImportStatus.OVERWRITTEN), LIKELY
    ),
    "tag taken away": Case(untag, told=lens(ImportStatus.KEPT), edited=LIKELY),
    "tags in capitals": Case(
        lambda col: col.tags.rename("optics", "OPTICS") and None, told=lens(ImportStatus.UNCHANGED)
    ),
    "field added": Case(
        add_field, CHANGED, told={"lens": ImportStatus.CONFLICTING, "eye": ImportStatus.CONFLICTING}
    ),
    "field added, new note": Case(
        add_field,
        [*NOTES, concept("ray")],
        told={
            "lens": ImportStatus.CONFLICTING,
            "eye": ImportStatus.CONFLICTING,
            "ray": ImportStatus.NEW,
        },
    ),
    "template added": Case(
        add_template,
        CHANGED,
        told={"lens": ImportStatus.CONFLICTING, "eye": ImportStatus.CONFLICTING},
    ),
    "fields reordered": Case(
        reorder_fields,
        CHANGED,
        told={"lens": ImportStatus.CONFLICTING, "eye": ImportStatus.CONFLICTING},
    ),
    "field renamed": Case(rename_field, CHANGED, told=lens(ImportStatus.UPDATED)),
    "restyled": Case(restyle, CHANGED, LATER, lens(ImportStatus.UPDATED)),
    "note of another type": Case(
        to_basic, CHANGED, LATER, lens(ImportStatus.CONFLICTING), LocalEdit.LIKELY
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_told_is_what_the_importer_does(folder: Folder, name: str) -> None:
    case = CASES[name]
    if case.learner is not nothing:
        folder.study(case.learner)
    told = folder.told(case.notes, case.now)
    expected = dict.fromkeys((n.id for n in case.notes), ImportStatus.UNCHANGED) | dict(case.told)
    assert {o.name: o.status for o in told.outcomes} == {
        f"{NAMESPACE}/{id}/en": status for id, status in expected.items()
    }
    assert {o.local_edit for o in told.outcomes if o.name.endswith("lens/en")} == {case.edited}
    folder.author.build(case.notes, case.now)
    with collection(folder.path) as col:
        before = {
            o.guid: Seen(col, o.guid) for o in told.outcomes if o.status is not ImportStatus.NEW
        }
        assert imported(col, folder.author.path) == {
            o.name: IMPORTER_SAYS[o.status] for o in told.outcomes if o.status in IMPORTER_SAYS
        }
        for outcome in told.outcomes:
            check(outcome, before.get(outcome.guid), Seen(col, outcome.guid))


class Seen:
    """A note and its cards as the collection has them now."""

    def __init__(self, col: Collection, guid: str) -> None:
        note = note_of(col, guid)
        cards = cards_of(col, guid)
        self.fields = note.fields
        self.tags = set(note.tags)
        self.decks = {c.ord: col.decks.name(c.current_deck_id()) for c in cards}
        empty = {id for found in col.get_empty_cards().notes for id in found.card_ids}
        self.empty = {card.ord for card in cards if card.id in empty}


def check(outcome: NoteOutcome, before: Seen | None, after: Seen) -> None:
    """Compare a note after the import with what was told of it."""
    if before is None:
        assert tuple(after.decks) == outcome.new_cards
        assert set(after.decks.values()) == {outcome.deck}
        return
    old, new = before.decks, after.decks
    assert tuple(sorted(new.keys() - old.keys())) == outcome.new_cards
    assert {ord: new[ord] for ord in old} == old
    if outcome.status is not ImportStatus.REMOVED:
        elsewhere = {ord: deck for ord, deck in old.items() if deck != outcome.deck}
        assert elsewhere == dict(outcome.elsewhere)
    assert after.empty == set(outcome.empty_cards)
    if outcome.status in (ImportStatus.UPDATED, ImportStatus.OVERWRITTEN):
        pairs = zip(before.fields, after.fields, strict=True)
        differ = [(there, built) for there, built in pairs if there != built]
        assert [(f.existing, f.built) for f in outcome.fields] == differ
        assert {t.tag for t in outcome.tags if t.existing} == before.tags - after.tags
        assert {t.tag for t in outcome.tags if not t.existing} == after.tags - before.tags
    else:
        assert (after.fields, after.tags) == (before.fields, before.tags)


# --- What of it is the learner's ----------------------------------------------------------------

BOTH = [concept("lens", "What focuses light?", "A <i>lens</i>.", reverse=True), *NOTES[1:]]


@pytest.mark.parametrize(
    ("learner", "notes", "fields", "lost"),
    [
        (edit("Extra", "mine"), CHANGED, {"Front": False, "Extra": True}, ["Extra"]),
        (edit("Extra", "mine"), RETAGGED, {"Extra": True}, ["Extra"]),
        (
            edit("Extra", "mine"),
            BOTH,
            {"Front": False, "Back": False, "Extra": True},
            ["Extra"],
        ),
        (
            both(edit("Back", "mine"), edit("Extra", "mine")),
            CHANGED,
            {"Front": False, "Back": True, "Extra": True},
            ["Back", "Extra"],
        ),
        # One field changed on both sides: the lock's digest fits nothing any more.
        (edit("Front", "mine"), CHANGED, {"Front": None}, ["Front"]),
        (edit("Front", "mine"), BOTH, {"Front": None, "Back": None}, ["Front", "Back"]),
        (edit("Extra", "mine"), RENAMED, {"ID": False, "Extra": True}, ["Extra"]),
    ],
)
def test_which_fields_are_the_learners(
    folder: Folder,
    learner: Learner,
    notes: list[Note],
    fields: dict[str, bool | None],
    lost: list[str],
) -> None:
    folder.study(learner)
    outcome = of(folder.told(notes, LATER), notes[0].id)
    assert outcome.status is ImportStatus.OVERWRITTEN
    assert {field.name: field.edited for field in outcome.fields} == fields
    assert [field.name for field in outcome.lost_fields] == lost
    assert all(
        field.existing == "mine"
        for field in outcome.lost_fields
        if field.name != "Back" or len(lost) < 2 or field.edited
    )
    assert outcome.lost_tags == ()
    # Told too early to be updated, nothing is lost.
    early = of(folder.told(notes, NOW + DAY), notes[0].id)
    assert (early.status, early.lost_fields) == (ImportStatus.KEPT, ())


@pytest.mark.parametrize(
    ("learner", "tags", "lost"),
    [
        (tag("mine", "leech"), ("physics", "optics"), {"mine", "leech"}),
        # `optics` is taken away by the author, `mine` by nobody but the import.
        (tag("mine"), ("physics",), {"mine"}),
        (tag("mine"), ("physics", "light"), {"mine"}),
        (untag, ("physics", "optics", "light"), set()),
    ],
)
def test_which_tags_are_the_learners(
    folder: Folder, learner: Learner, tags: tuple[str, ...], lost: set[str]
) -> None:
    folder.study(learner)
    changed = [replace(CHANGED[0], tags=tags), *NOTES[1:]]
    outcome = of(folder.told(changed, LATER), "lens")
    assert outcome.status is ImportStatus.OVERWRITTEN
    assert set(outcome.lost_tags) == lost
    assert None not in {tag.edited for tag in outcome.tags}


def stamped(col: Collection) -> None:
    """Give all notes the time of now, as Anki 2.1.54 to 24.11 do with what they update."""
    assert col.db is not None
    col.db.execute("UPDATE notes SET mod = ?", NOW + 2 * DAY)


def test_a_note_that_the_importer_stamped(folder: Folder) -> None:
    folder.release(CHANGED, NOW + DAY)
    folder.study(stamped)
    again = [concept("lens", "What gathers light?", reverse=True), *NOTES[1:]]
    # Built after that import it arrives; built before it does not. It is no edit in either case.
    after, before = NOW + 3 * DAY, NOW + DAY + 60
    outcome = of(folder.told(again, after), "lens")
    assert (outcome.status, outcome.local_edit) == (ImportStatus.UPDATED, LocalEdit.NO)
    outcome = of(folder.told(again, before), "lens")
    assert (outcome.status, outcome.local_edit) == (ImportStatus.SKIPPED, LocalEdit.NO)
    folder.author.build(again, before)
    with collection(folder.path) as col:
        assert imported(col, folder.author.path)[LENS.name] == "duplicate"
        assert note_of(col, LENS.guid)["Front"] == "What focuses light?"
        # This is the way out that is told.
        always = ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS
        assert imported(col, folder.author.path, always)[LENS.name] == "updated"
        assert note_of(col, LENS.guid)["Front"] == "What gathers light?"


def test_a_stamped_note_after_one_more_build(folder: Folder) -> None:
    folder.release(CHANGED, NOW + DAY)
    folder.study(stamped)
    again = [concept("lens", "What gathers light?", reverse=True), *NOTES[1:]]
    folder.author.build(again, NOW + DAY + 60)
    # Once the lock has that change, what is there could as well be an edit: it is said so.
    third = [concept("lens", "What bundles light?", reverse=True), *NOTES[1:]]
    outcome = of(folder.told(third, NOW + 3 * DAY), "lens")
    assert (outcome.status, outcome.local_edit) == (ImportStatus.OVERWRITTEN, LocalEdit.LIKELY)


def test_builds_that_were_never_imported(folder: Folder) -> None:
    # What is there has the time of the first build, which no line of the lock has any more.
    for number in range(1, 4):
        notes = [
            concept("lens", f"Version {number}", reverse=True),
            cloze("red", f"{{{{c1::{number}}}}}{{{{c2::}}}}"),
        ]
        folder.author.build(notes, NOW + number * DAY)
    told = folder.told([concept("lens", "Version 4"), notes[1]], NOW + 9 * DAY)
    assert {o.local_edit for o in told.outcomes} == {LocalEdit.NO}
    assert not any(outcome.lost_tags for outcome in told.outcomes)


def test_a_build_that_other_notes_know(folder: Folder) -> None:
    # Updated once, so that its id says nothing; of that build another note has the time still.
    second = [CHANGED[0], *NOTES[1:3], concept("eye", "Which organ sees?")]
    folder.release(second, NOW + DAY)
    third = [replace(LENS, tags=("third",)), *second[1:]]
    folder.author.build(third, NOW + 2 * DAY)
    outcome = of(folder.told([replace(LENS, tags=("fourth",)), *second[1:]], NOW + 3 * DAY), "lens")
    assert (outcome.status, outcome.local_edit) == (ImportStatus.UPDATED, LocalEdit.NO)


def test_a_second_note_type_that_anki_made(folder: Folder) -> None:
    folder.study(add_field)
    folder.release([*NOTES, concept("ray")], NOW + DAY)
    notes = [*CHANGED, concept("ray", "What is straight?")]
    told = folder.told(notes, NOW + 2 * DAY)
    assert {id: of(told, id).status for id in ("lens", "eye", "ray")} == {
        "lens": ImportStatus.CONFLICTING,
        "eye": ImportStatus.CONFLICTING,
        "ray": ImportStatus.UPDATED,
    }
    assert of(told, "lens").why == (
        "the note type `flashgen Concept Card` has other fields there (more: Hint)"
    )
    folder.author.build(notes, NOW + 2 * DAY)
    with collection(folder.path) as col:
        assert imported(col, folder.author.path) == {
            o.name: IMPORTER_SAYS[o.status] for o in told.outcomes
        }


def test_what_cannot_be_known(folder: Folder) -> None:
    folder.study(edit("Extra", "mine"))
    # With builds after the edit, its time is neither a build's nor later than the last one.
    folder.author.build(CHANGED, LATER)
    outcome = of(folder.told(BOTH, LATER + DAY), "lens")
    assert (outcome.status, outcome.local_edit) == (ImportStatus.UPDATED, LocalEdit.UNKNOWN)
    assert {"Extra"} <= {field.name for field in outcome.lost_fields}
    # Without a lock nothing is known of a note but that it is there.
    folder.author.lock = Author(folder.path).lock
    outcome = of(folder.told(BOTH, LATER + DAY), "lens")
    assert (outcome.status, outcome.local_edit, outcome.known) == (
        ImportStatus.UPDATED,
        LocalEdit.UNKNOWN,
        False,
    )


def test_an_edited_note_that_was_removed(folder: Folder) -> None:
    folder.study(edit("Extra", "mine"))
    told = folder.told([NOTES[1]], NOW + DAY)
    assert {o.name.split("/")[1]: o.local_edit for o in told.of(ImportStatus.REMOVED)} == {
        "lens": LocalEdit.LIKELY,
        "half": LocalEdit.NO,
        "eye": LocalEdit.NO,
    }
    assert folder.told([NOTES[1]], NOW + DAY, whole=False).of(ImportStatus.REMOVED) == ()


def test_the_search_selects_exactly_the_removed_ones(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    # Of each two names one is the beginning of the other, and every other one goes.
    notes = [concept(f"card-{n}") for n in range(6000)] + [concept("card", language="zh")]
    gone = {note.guid for note in notes[:6000:2]}
    folder.release(notes, NOW)
    told = folder.told([note for note in notes if note.guid not in gone], NOW + DAY)
    assert len(told.of(ImportStatus.REMOVED)) == 3000
    with collection(folder.path) as col:
        own = col.new_note(col.models.by_name("Basic"))
        own["Front"] = notes[0].name
        col.add_note(own, col.decks.id("Default"))
        found = col.find_notes(told.search)
        assert {col.get_note(id).guid for id in found} == gone
        assert len(found) == 3000
