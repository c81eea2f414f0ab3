"""What a learner does between two imports, and what must be so afterwards.

Only Anki and the standard library are imported, so that every release of Anki can run this:
`python scenarios.py PACKAGES RESULTS` writes one JSON object, of each scenario what is wrong, or
nothing. (Not to standard output, where some releases say when they were slow.)
The packages are those of `packages.py`.
"""

import json
import re
import sqlite3
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import anki.collection as anki_collection
import anki.lang
from anki.buildinfo import version
from anki.collection import Collection
from anki.importing import AnkiPackageImporter

RELEASE = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
STAMPS_IMPORTS = (2, 1, 54) <= RELEASE < (25,)
"""Whether an updated note gets the time of the import in place of the package's."""
HAS_FSRS = RELEASE >= (23, 10)


@dataclass(frozen=True)
class PackagedNote:
    """A note as the package says it is."""

    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    name: str
    """The ID field."""


@dataclass(frozen=True)
class Counts:
    """What the importer says it did."""

    new: int = 0
    updated: int = 0
    duplicate: int = 0
    conflicting: int = 0


class Package:
    """A package, read without Anki."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder, "collection.anki2")
            database.write_bytes(zipfile.ZipFile(path).read("collection.anki2"))
            connection = sqlite3.connect(database)
            rows = connection.execute("SELECT guid, mid, mod, tags, flds FROM notes").fetchall()
            (models,) = connection.execute("SELECT models FROM col").fetchone()
            connection.close()
        names = {int(id): [f["name"] for f in of["flds"]] for id, of in json.loads(models).items()}
        self.notes = {
            guid: PackagedNote(
                mod,
                tuple(sorted(tags.split())),
                tuple(fields.split("\x1f")),
                fields.split("\x1f")[names[mid].index("ID")],
            )
            for guid, mid, mod, tags, fields in rows
        }
        self.guids = {note.name: guid for guid, note in self.notes.items()}


class Learner:
    """A collection with real reviews of every card of the first package."""

    def __init__(self, folder: Path, packages: Path) -> None:
        self.packages = packages
        self.col = Collection(str(folder / "collection.anki2"))
        if hasattr(self.col, "set_v3_scheduler") and not self.col.v3_scheduler():
            self.col.set_v3_scheduler(True)
        self.col.set_config("fsrs", HAS_FSRS)
        self.base = self.package("base")
        assert self.take("base") == Counts(new=len(self.base.notes))
        for card in self.col.db.list("SELECT id FROM cards"):
            for rating in (3, 1, 3, 4):
                self.review(card, rating)
        self.reviews = self.review_log()
        assert len(self.reviews) == 4 * len(self.cards())

    def reopen(self) -> None:
        """Close the collection and open it anew, with nothing remembered of its note types."""
        path = self.col.path
        self.col.close()
        self.col = Collection(path)

    def package(self, name: str) -> Package:
        return Package(self.packages / f"{name}.apkg")

    def take(self, name: str) -> Counts:
        """Import a package with the options that Anki's window has at first."""
        path = str(self.packages / f"{name}.apkg")
        if hasattr(anki_collection, "ImportAnkiPackageRequest"):
            request = anki_collection.ImportAnkiPackageRequest(
                package_path=path, options=anki_collection.ImportAnkiPackageOptions()
            )
            log = self.col.import_anki_package(request).log
        else:
            log = self.col.import_anki_package(path).log
        other = len(log.missing_notetype) + len(log.missing_deck) + len(log.empty_first_field)
        assert other == 0, log
        return Counts(len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))

    def review(self, card: int, rating: int) -> None:
        """Answer a card through the scheduler: 1 again … 4 easy."""
        states = self.col._backend.get_scheduling_states(card)
        there = self.col.get_card(card)
        there.start_timer()
        answer = self.col.sched.build_answer(card=there, states=states, rating=rating - 1)
        self.col.sched.answer_card(answer)

    def review_log(self) -> list[tuple[int, ...]]:
        return [tuple(row) for row in self.col.db.all("SELECT * FROM revlog ORDER BY id")]

    def cards(self, guid: str = "%") -> dict[int, tuple[object, ...]]:
        """All that the scheduler knows of the cards: deck, dates, interval, flag, memory."""
        rows = self.col.db.all(
            "SELECT c.id, c.nid, c.did, c.ord, c.type, c.queue, c.due, c.ivl, c.factor, c.reps,"
            " c.lapses, c.left, c.odue, c.odid, c.flags, c.data"
            " FROM cards c JOIN notes n ON n.id = c.nid WHERE n.guid LIKE ?",
            guid,
        )
        return {row[0]: tuple(row[1:]) for row in rows}

    def guids(self) -> list[str]:
        """All GUIDs, one that stands there twice twice."""
        return sorted(self.col.db.list("SELECT guid FROM notes"))

    def note(self, guid: str) -> anki_collection.Note:
        return self.col.get_note(self.col.db.scalar("SELECT id FROM notes WHERE guid = ?", guid))

    def shows(self, guid: str, note: PackagedNote) -> bool:
        """Whether a note is as a package says."""
        there = self.note(guid)
        return (tuple(there.fields), tuple(sorted(there.tags))) == (note.fields, note.tags)

    def write(self, guid: str, field: str, text: str) -> None:
        """Edit a note by hand, now."""
        note = self.note(guid)
        note[field] = text
        self.col.update_note(note)


def updates(
    learner: Learner, name: str, changed: set[str], known: Package | None = None, new: int = 0
) -> None:
    """Import a package that updates the named notes; nothing else may change, no review be lost."""
    known = known or learner.base
    package = learner.package(name)
    cards, guids = learner.cards(), learner.guids()
    counts = learner.take(name)
    assert counts == Counts(
        new=new, updated=len(changed), duplicate=len(package.notes) - len(changed) - new
    )
    assert {package.guids[name] for name in changed} <= set(guids)
    now = learner.cards()
    assert {id: now[id] for id in cards} == cards
    assert learner.review_log() == learner.reviews
    assert len(learner.guids()) == len(set(learner.guids())) == len(guids) + new
    differ = {
        note.name
        for guid, note in package.notes.items()
        if note != known.notes.get(guid) and guid in guids
    }
    assert differ == changed, differ
    for guid, note in package.notes.items():
        assert learner.shows(guid, note), note.name
        if note.name.startswith("optics-k3v9/half/"):
            assert sum(numbers(note.fields[0])) == numbers(note.fields[1])[0]
    for guid, note in known.notes.items():
        assert guid in package.notes or learner.shows(guid, note), "a note that was not imported"


def numbers(text: str) -> list[int]:
    """The integers in a field."""
    return [int(number) for number in re.findall(r"-?\d+", text.replace("\u2212", "-"))]


def name(id: str, language: str = "en", namespace: str = "optics-k3v9") -> str:
    return f"{namespace}/{id}/{language}"


# --- the scenarios ----------------------------------------------------------------------------


def the_same_again(learner: Learner) -> None:
    if HAS_FSRS:
        assert all('"s":' in str(card[-1]) for card in learner.cards().values())
    assert learner.col.db.scalar("SELECT max(ivl) FROM cards") > 0
    for _ in range(2):
        updates(learner, "base", set())
    updates(learner, "later", set())


def built_on_another_machine(learner: Learner) -> None:
    assert learner.package("elsewhere").path.read_bytes() == learner.base.path.read_bytes()
    updates(learner, "elsewhere", set())


def a_text_edited(learner: Learner) -> None:
    updates(learner, "text", {name("lens")})
    assert "prism" in learner.note(learner.base.guids[name("lens")])["Back"]


def a_formula_edited(learner: Learner) -> None:
    updates(learner, "formula", {name("rays")})
    note = learner.note(learner.base.guids[name("rays")])
    a, b = numbers(note["Question"])
    assert numbers(note["Answer"]) == [a - b]


def a_gap_edited(learner: Learner) -> None:
    updates(learner, "gap", {name("red")})


def a_translation_edited(learner: Learner) -> None:
    updates(learner, "translation", {name("speed", "zh", "light-7w2c")})


def tags_changed(learner: Learner) -> None:
    updates(learner, "tags", {name("half")})


def all_numbers_fresh(learner: Learner) -> None:
    guids = [learner.base.guids[name(id)] for id in ("half", "rays")]
    before = [learner.note(guid)["Question"] for guid in guids]
    updates(learner, "fresh", {name("half"), name("rays")})
    after = [learner.note(guid)["Question"] for guid in guids]
    assert all(old != new for old, new in zip(before, after, strict=True))


def numbers_of_one_fresh(learner: Learner) -> None:
    updates(learner, "fresh-half", {name("half")})


def renamed(learner: Learner) -> None:
    updates(learner, "renamed", {name("convex-lens")})
    assert learner.note(learner.base.guids[name("lens")])["ID"] == name("convex-lens")


def renamed_after_a_misspelling(learner: Learner) -> None:
    updates(learner, "misspelt", set(), new=1)
    reviewed, wrong = learner.base.guids[name("lens")], learner.package("misspelt")
    assert learner.note(reviewed)["ID"] == name("lens")
    updates(learner, "set-right", {name("convex-lens")}, known=wrong)
    assert learner.note(reviewed)["ID"] == name("convex-lens")


def built_twice_in_a_second(learner: Learner) -> None:
    updates(learner, "same-second", {name("lens")})


def the_clock_set_back(learner: Learner) -> None:
    updates(learner, "clock-back", {name("lens")})


def a_part_built(learner: Learner) -> None:
    updates(learner, "part", {name("lens")})


def a_card_more(learner: Learner) -> None:
    updates(learner, "added", set(), new=1)


def a_reverse_card_more(learner: Learner) -> None:
    guid = learner.base.guids[name("eye")]
    updates(learner, "reverse", {name("eye")})
    assert len(learner.cards(guid)) == 2


def two_changes_in_turn(learner: Learner) -> None:
    """The second was made before the first one was imported, as when a learner skips a week."""
    updates(learner, "text", {name("lens")})
    if STAMPS_IMPORTS:
        # The note is stamped with the import, which was later: the second change is skipped.
        assert learner.take("second-text") == Counts(duplicate=len(learner.base.notes))
        lens = learner.base.guids[name("lens")]
        assert learner.shows(lens, learner.package("text").notes[lens])
        assert learner.review_log() == learner.reviews
    else:
        updates(learner, "second-text", {name("lens")}, learner.package("text"))


def a_change_made_after_the_import(learner: Learner) -> None:
    updates(learner, "text", {name("lens")})
    updates(learner, "future-text", {name("lens")}, learner.package("text"))


def an_older_package_afterwards(learner: Learner) -> None:
    updates(learner, "text", {name("lens")})
    lens = learner.base.guids[name("lens")]
    assert learner.take("base") == Counts(duplicate=len(learner.base.notes))
    assert learner.shows(lens, learner.package("text").notes[lens])
    assert learner.review_log() == learner.reviews


def removed_and_deleted(learner: Learner) -> None:
    updates(learner, "removed", set())
    eye = learner.base.guids[name("eye")]
    assert eye in learner.guids()
    search = (learner.packages / "removed.txt").read_text(encoding="utf-8")
    found = learner.col.find_notes(search)
    assert [learner.col.get_note(id).guid for id in found] == [eye]
    gone = set(learner.cards(eye))
    others = {id: card for id, card in learner.cards().items() if id not in gone}
    learner.col.remove_notes(found)
    assert learner.take("removed") == Counts(duplicate=len(learner.base.notes) - 1)
    assert learner.cards() == others
    assert learner.review_log() == learner.reviews  # Anki keeps even those of deleted cards


def removed_and_brought_back(learner: Learner) -> None:
    updates(learner, "removed", set())
    updates(learner, "returned", {name("eye")})


def moved_by_the_learner(learner: Learner) -> None:
    own = learner.col.decks.id("My own")
    learner.col.set_deck(list(learner.cards()), own)
    updates(learner, "fresh", {name("half"), name("rays")})
    assert {card[1] for card in learner.cards().values()} == {own}


def suspended_and_flagged(learner: Learner) -> None:
    ids = list(learner.cards(learner.base.guids[name("lens")]))
    learner.col.sched.suspend_cards(ids[:1])
    learner.col.set_user_flag_for_cards(3, ids)
    updates(learner, "text", {name("lens")})
    cards = learner.cards()
    assert [cards[id][4] == -1 for id in ids] == [True, False]
    assert [cards[id][13] for id in ids] == [3, 3]


def tags_of_the_learner(learner: Learner) -> None:
    lens, eye = (learner.base.guids[name(id)] for id in ("lens", "eye"))
    for guid in (lens, eye):
        learner.col.tags.bulk_add([learner.note(guid).id], "mine")
    learner.take("future-text")
    # Replaced in the note that changed, and only there.
    assert learner.shows(lens, learner.package("future-text").notes[lens])
    assert sorted(learner.note(eye).tags) == ["mine", "optics"]
    assert learner.review_log() == learner.reviews


def an_edit_of_the_learner(learner: Learner, package: str, stays: bool) -> None:
    lens, eye = (learner.base.guids[name(id)] for id in ("lens", "eye"))
    for guid in (lens, eye):
        learner.write(guid, "Extra", "my own remark")
    cards = learner.cards()
    counts = learner.take(package)
    assert counts == Counts(updated=not stays, duplicate=len(learner.base.notes) - (not stays))
    assert (learner.note(lens)["Extra"] == "my own remark") == stays
    assert learner.shows(lens, learner.package(package).notes[lens]) != stays
    assert learner.note(eye)["Extra"] == "my own remark"  # that card was not changed
    assert learner.cards() == cards
    assert learner.review_log() == learner.reviews


def edited_after_the_change(learner: Learner) -> None:
    an_edit_of_the_learner(learner, "text", stays=True)


def edited_before_the_change(learner: Learner) -> None:
    an_edit_of_the_learner(learner, "future-text", stays=False)


def a_deck_renamed(learner: Learner) -> None:
    """Cards stay where they are: `updates` compares their decks."""
    optics = {name(id) for id in ("lens", "eye", "red", "half", "rays")}
    updates(learner, "deck", optics, new=1)
    new = learner.cards(learner.package("deck").guids[name("sun")])
    decks = {learner.col.decks.name(card[1]) for card in new.values()}
    assert decks == {"Physics::Light"}


def a_kind_changed(learner: Learner) -> None:
    """Why the lock refuses it: the importer would never update the note."""
    eye = learner.base.guids[name("eye")]
    assert learner.take("kind") == Counts(conflicting=1)
    assert learner.shows(eye, learner.base.notes[eye])
    assert learner.review_log() == learner.reviews


def a_package_of_an_older_flashgen(learner: Learner) -> None:
    """All decks share the note types: an older one never pushes back a newer template."""

    def styles() -> list[tuple[int, str]]:
        learner.reopen()
        return [(m["id"], m["css"]) for m in learner.col.models.all() if "flashgen" in m["name"]]

    before = styles()
    updates(learner, "newer-templates", set())
    newer = styles()
    assert len(newer) == len(before)
    assert all("/* newer */" in css for _, css in newer)
    updates(learner, "text", {name("lens")})
    assert styles() == newer


def imported_by_ankiconnect(learner: Learner) -> None:
    """The add-on takes another importer, or other options, than the window does."""
    col = learner.col
    options = col.decks.add_config("My options")
    options["new"]["perDay"] = 7
    col.decks.update_config(options)
    deck = col.decks.by_name("Physics::Optics")
    deck["conf"] = options["id"]
    col.decks.save(deck)
    lens = learner.base.guids[name("lens")]
    card = learner.note(lens).cards()[0]
    col.set_user_flag_for_cards(3, [card.id])
    col.sched.suspend_cards([card.id])
    cards, settings = learner.cards(), col.decks.all_config()
    anki.lang.set_lang("en")  # as Anki's window has
    for package, new in (learner.package("text"), 0), (learner.package("added"), 1):
        count = len(learner.guids())
        AnkiPackageImporter(col, str(package.path)).run()
        assert len(learner.guids()) == len(set(learner.guids())) == count + new
        now = learner.cards()
        assert {id: now[id] for id in cards} == cards
        assert learner.review_log() == learner.reviews
        assert col.decks.all_config() == settings
        assert col.decks.by_name("Physics::Optics")["conf"] == options["id"]
    note = learner.package("text").notes[lens]
    assert learner.shows(lens, note)
    assert learner.note(lens).mod == note.mod


SCENARIOS: tuple[Callable[[Learner], None], ...] = (
    the_same_again,
    built_on_another_machine,
    a_text_edited,
    a_formula_edited,
    a_gap_edited,
    a_translation_edited,
    tags_changed,
    all_numbers_fresh,
    numbers_of_one_fresh,
    renamed,
    renamed_after_a_misspelling,
    built_twice_in_a_second,
    the_clock_set_back,
    a_part_built,
    a_card_more,
    a_reverse_card_more,
    two_changes_in_turn,
    a_change_made_after_the_import,
    an_older_package_afterwards,
    removed_and_deleted,
    removed_and_brought_back,
    moved_by_the_learner,
    suspended_and_flagged,
    tags_of_the_learner,
    edited_after_the_change,
    edited_before_the_change,
    a_deck_renamed,
    a_kind_changed,
    a_package_of_an_older_flashgen,
    imported_by_ankiconnect,
)


@contextmanager
def learner(packages: Path) -> Iterator[Learner]:
    """A learner with a collection of their own, who has studied the first package."""
    with tempfile.TemporaryDirectory() as folder:
        one = Learner(Path(folder), packages)
        try:
            yield one
        finally:
            one.col.close()


def main(packages: Path, target: Path) -> None:
    results = {}
    for scenario in SCENARIOS:
        failure = ""
        with learner(packages) as one:
            try:
                scenario(one)
            except Exception:  # whatever it is goes into the table
                failure = traceback.format_exc()
        results[scenario.__name__] = failure
    document = {"version": version, "stamps imports": STAMPS_IMPORTS, "results": results}
    target.write_text(json.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
