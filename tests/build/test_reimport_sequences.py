"""Random sequences of what an author and a learner do: no review is lost, no note comes twice.

The author edits real deck files and builds them at a clock of the test's own; the learner has a
real collection. Anki stamps an edit with the real time, so the test sets the note's time to that of
its clock.
"""

import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import pytest
from anki.collection import Collection
from anki_backend import cards_of, deck_of, import_package, note_of, review
from deck_folder import DAY, NAMESPACE, NOW, Folder, guid
from extent import extent
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from searches import search_for

from flashgen.build import package as building
from flashgen.build.lock.changes import Change, ChangeStatus
from flashgen.build.notes import Selection
from flashgen.build.package import BuildResult, Request
from flashgen.deck import folder as loading

DECKS = ("Physics", "Physics::Optics")
MOST_CARDS = 5
SEQUENCES = extent(20, 200)
INDEX = st.integers(0, MOST_CARDS - 1)
MAIN_FIELD = {"concept": "Front", "cloze": "Text", "numeric": "Question"}
FORMS = {
    "concept": "  front: What is {word}?\n  back: A thing.\n",
    "cloze": '  cloze: "{word} is {{{{c1::small}}}} or {{{{c2::large}}}}."\n',
    "numeric": """\
  parameters:
    a: integers(1000, 9999)
    b: integers(1000, 9999)
  question: From <<a>> and <<b>>, {word}?
  answer: a {sign} b
  variants: 2
""",
}


@dataclass
class Written:
    """A definition as it stands in a deck file, or stood before it was removed."""

    first_id: str
    kind: str
    word: str
    id: str
    was: str = ""
    sign: str = "+"
    tags: tuple[str, ...] = ("physics",)
    deck: str = DECKS[0]
    removed: bool = False
    built_as: str = ""
    """The id under which it was built last."""

    @property
    def guid(self) -> str:
        return guid(self.first_id)

    def yaml(self) -> str:
        was = f"  was: {self.was}\n" if self.was else ""
        tags = f"  tags: [{', '.join(self.tags)}]\n"
        form = FORMS[self.kind].format(word=self.word, sign=self.sign)
        return f"- id: {self.id}\n{was}{tags}{form}"


@dataclass(frozen=True)
class Shown:
    """What a note says: its id, its word, its tags, the sign of its answer, its numbers."""

    id: str
    word: str
    tags: frozenset[str]
    sign: str = ""
    numbers: tuple[int, ...] = ()
    extra: str = ""


@dataclass(frozen=True)
class Packaged:
    """A note in a package."""

    mod: int
    shown: Shown
    content: tuple[object, ...]


@dataclass
class Held:
    """A note in the collection, as the rules of Anki's importer say it is."""

    mod: int
    shown: Shown
    edited: int = 0
    """When the learner edited it last."""


@dataclass
class Package:
    path: Path
    notes: dict[str, Packaged] = field(default_factory=dict)


def shown(kind: str, fields: dict[str, str], tags: str) -> Shown:
    """Read a note's fields, from a package or a collection, into what they say."""
    text = fields[MAIN_FIELD[kind]]
    (word,) = re.findall(r"word\d+", text)
    sign, numbers = "", ()
    if kind == "numeric":
        a, b = numbers = tuple(int(number) for number in re.findall(r"\b\d{4}\b", text))
        (answer,) = re.findall(r"-?\d+", fields["Answer"].replace("\u2212", "-"))
        signs = {a + b: "+", a - b: "-"}  # the answer is right, whichever formula made it
        sign = signs[int(answer)]
    return Shown(fields["ID"], word, frozenset(tags.split()), sign, numbers, fields["Extra"])


def read_package(path: Path) -> Package:
    """Read a package's notes, by GUID, without Anki."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(zipfile.ZipFile(path).read("collection.anki2"))
    ((models,),) = connection.execute("SELECT models FROM col")
    names = {int(id): [f["name"] for f in m["flds"]] for id, m in json.loads(models).items()}
    kinds = {int(id): m["name"].split()[1].lower() for id, m in json.loads(models).items()}
    package = Package(path)
    rows = connection.execute(
        "SELECT n.guid, n.mid, n.mod, n.tags, n.flds, min(c.did)"
        " FROM notes n JOIN cards c ON c.nid = n.id GROUP BY n.id"
    ).fetchall()
    connection.close()
    for guid_, mid, mod, tags, flds, deck in rows:
        fields = dict(zip(names[mid], flds.split("\x1f"), strict=True))
        package.notes[guid_] = Packaged(mod, shown(kinds[mid], fields, tags), (flds, tags, deck))
    assert len(package.notes) == len(rows)
    return package


class Decks(RuleBasedStateMachine):
    """An author with a folder, a learner with a collection, and a clock.

    All sequences begin with the same cards, built and imported: each goes on from a copy of `start`
    where there is one.
    """

    start: "ClassVar[Decks | None]" = None

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="flashgen-"))
        self.folder = Folder(self.place / "author")
        self.now = NOW
        self.cards: list[Written] = []
        self.words = 0
        self.built: dict[str, Packaged] = {}
        """What the last build of each note said."""
        self.packages: list[Package] = []
        self.held: dict[str, Held] = {}
        self.log: list[list[int]] = []
        if self.start is not None:
            shutil.copytree(self.start.place, self.place, dirs_exist_ok=True)
            for name in ("cards", "words", "built", "packages", "held"):
                setattr(self, name, deepcopy(getattr(self.start, name)))
            for package in self.packages:
                package.path = self.place / package.path.name
        (self.place / "anki").mkdir(exist_ok=True)
        self.col = Collection(str(self.place / "anki" / "collection.anki2"))

    # The author.

    def word(self) -> str:
        self.words += 1
        return f"word{self.words}"

    def there(self) -> list[Written]:
        return [card for card in self.cards if not card.removed]

    def pick(self, index: int) -> Written:
        cards = self.there()
        return cards[index % len(cards)]

    def begin(self) -> None:
        for kind in FORMS:
            self.add(kind)
        self.release("", None)

    @precondition(lambda self: len(self.cards) < MOST_CARDS)
    @rule(kind=st.sampled_from(list(FORMS)))
    def add(self, kind: str) -> None:
        id = f"card-{len(self.cards)}"
        self.cards.append(Written(id, kind, self.word(), id))

    @rule(index=INDEX)
    def edit_text(self, index: int) -> None:
        self.pick(index).word = self.word()

    @rule(index=INDEX)
    def edit_formula(self, index: int) -> None:
        numeric = [card for card in self.there() if card.kind == "numeric"]
        if numeric:
            card = numeric[index % len(numeric)]
            card.sign = "-" if card.sign == "+" else "+"

    @rule(index=INDEX, back=st.booleans())
    def rename(self, index: int, back: bool) -> None:
        card = self.pick(index)
        card.id = card.first_id if back else f"{card.first_id}-{self.word()}"
        # Of a card that was built, the author says what it was built as.
        card.was = card.built_as if card.built_as != card.id else ""
        if not card.built_as:
            card.first_id = card.id

    @rule(index=INDEX)
    def forget_was(self, index: int) -> None:
        """The line goes when the lock knows it."""
        card = self.pick(index)
        if card.built_as == card.id:
            card.was = ""

    @precondition(lambda self: len(self.there()) > 1)
    @rule(index=INDEX)
    def remove(self, index: int) -> None:
        self.pick(index).removed = True

    @precondition(lambda self: any(card.removed for card in self.cards))
    @rule(index=INDEX)
    def bring_back(self, index: int) -> None:
        gone = [card for card in self.cards if card.removed]
        gone[index % len(gone)].removed = False

    @rule(index=INDEX)
    def change_tag(self, index: int) -> None:
        card = self.pick(index)
        card.tags = ("physics", "new") if card.tags == ("physics",) else ("physics",)

    @rule(index=INDEX)
    def move_deck(self, index: int) -> None:
        card = self.pick(index)
        card.deck = DECKS[1 - DECKS.index(card.deck)]

    @rule(seconds=st.sampled_from([1, 3600, DAY, -3600]))
    def wait(self, seconds: int) -> None:
        """Time goes by, or someone sets the clock back."""
        self.now += seconds

    # Builds.

    def write(self, folder: Folder) -> None:
        for number, deck in enumerate(DECKS):
            cards = "".join(card.yaml() for card in self.there() if card.deck == deck)
            head = f"namespace: {NAMESPACE}\ndeck: {deck}\ncards:"
            folder.write(f"{number}.yaml", f"{head}\n{cards}" if cards else f"{head} []\n")

    def build(self, fresh: str, only: Written | None) -> Package:
        """Build everything, or one card, and check the package against the files."""
        self.write(self.folder)
        output = self.place / f"{len(self.packages)}.apkg"
        selection = Selection(only=(only.id,) if only else ())
        seed = len(self.packages) + 1 if fresh else None
        result = run(self.folder, Request(output, self.now, selection, seed))
        package = read_package(output)
        cards = [only] if only else self.there()
        assert package.notes.keys() == {card.guid for card in cards}
        for card in cards:
            self.check_built(card, package.notes[card.guid], fresh)
            card.built_as = card.id
        gone = {change.guid for change in result.changes if change.status is ChangeStatus.REMOVED}
        assert not (only and gone)
        if not only:
            removed = {g for g, entry in self.folder.lock.entries.items() if entry.removed}
            assert removed == {card.guid for card in self.cards if card.removed and card.built_as}
        self.built |= package.notes
        self.packages.append(package)
        return package

    def check_built(self, card: Written, note: Packaged, fresh: str) -> None:
        sign = card.sign if card.kind == "numeric" else ""
        said = Shown(f"{NAMESPACE}/{card.id}/en", card.word, frozenset(card.tags), sign)
        assert replace(note.shown, numbers=()) == said
        before = self.built.get(card.guid)
        if before is None:
            assert note.mod == self.now
            return
        changed = note.content != before.content
        assert note.mod == (max(self.now, before.mod + 1) if changed else before.mod)
        if card.kind == "numeric" and fresh:
            assert note.shown.numbers != before.shown.numbers
        elif before in self.packages[-1].notes.values():  # was there all the time
            assert note.shown.numbers == before.shown.numbers

    def deliver(self, package: Package) -> None:
        """Import a package and check what came of it."""
        before = self.snapshot()
        counts = import_package(self.col, package.path)
        new = [g for g in package.notes if g not in self.held]
        updated = [g for g, n in package.notes.items() if g not in new and self.held[g].mod < n.mod]
        kept = len(package.notes) - len(new) - len(updated)
        assert (counts.new, counts.updated, counts.duplicate) == (len(new), len(updated), kept)
        for guid_ in (*new, *updated):
            note = package.notes[guid_]
            self.held[guid_] = Held(note.mod, note.shown)
        # No review is lost, no card changes its dates, deck, flag.
        after = self.snapshot()
        assert {id: after[id] for id in before} == before
        self.check_collection()

    def check_collection(self) -> None:
        assert self.col.db is not None
        assert self.col.db.all("SELECT * FROM revlog ORDER BY id") == self.log
        rows = self.col.db.all("SELECT guid, mid, mod, tags, flds FROM notes")
        assert sorted(row[0] for row in rows) == sorted(self.held)  # none twice
        for guid_, mid, _, tags, flds in rows:
            model = self.col.models.get(mid)
            assert model is not None
            names = [f["name"] for f in model["flds"]]
            fields = dict(zip(names, flds.split("\x1f"), strict=True))
            kind = model["name"].split()[1].lower()
            assert shown(kind, fields, tags) == self.held[guid_].shown

    def check_latest(self, package: Package) -> None:
        """What the files say is what the notes show, unless the learner edited them later."""
        for guid_, note in package.notes.items():
            held = self.held[guid_]
            assert held.shown == note.shown or held.edited >= note.mod

    def snapshot(self) -> dict[int, list[object]]:
        assert self.col.db is not None
        rows = self.col.db.all(
            "SELECT id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue,"
            " odid, flags, data FROM cards"
        )
        return {row[0]: row[1:] for row in rows}

    @rule(fresh=st.sampled_from(["", "", "", "all"]), machines=st.sampled_from([1, 1, 2]))
    def build_and_import(self, fresh: str, machines: int) -> None:
        self.release(fresh, None)
        if machines == 2:
            self.build_elsewhere()

    @rule(fresh=st.sampled_from(["", "one"]), index=INDEX)
    def build_one_and_import(self, fresh: str, index: int) -> None:
        self.release(fresh, self.pick(index))

    def release(self, fresh: str, only: Written | None) -> None:
        package = self.build(fresh, only)
        self.deliver(package)
        self.check_latest(package)

    @rule()
    def build_only(self) -> None:
        self.build("", None)

    @rule(index=st.integers(0, 3))
    def import_an_older_package(self, index: int) -> None:
        self.deliver(self.packages[-1 - index % len(self.packages)])

    def build_elsewhere(self) -> None:
        """Another machine, with the lock, at another time: the same bytes."""
        with tempfile.TemporaryDirectory() as place:
            copy = self.folder.copy(Path(place))
            run(copy, Request(copy.package, self.now + 9 * DAY, locked=True))
            assert copy.package.read_bytes() == self.packages[-1].path.read_bytes()

    # The learner.

    def pick_held(self, index: int) -> str:
        return sorted(self.held)[index % len(self.held)]

    @rule(index=INDEX, rating=st.integers(1, 4))
    def study(self, index: int, rating: int) -> None:
        assert self.col.db is not None
        for card in cards_of(self.col, self.pick_held(index)):
            if card.queue != -1:  # suspended
                review(self.col, card, rating)
        rows = self.col.db.all("SELECT * FROM revlog ORDER BY id")
        assert rows[: len(self.log)] == self.log
        self.log = rows

    @rule(index=INDEX)
    def write_a_remark(self, index: int) -> None:
        guid_ = self.pick_held(index)
        note = note_of(self.col, guid_)
        note["Extra"] = f"remark {self.word()}"
        self.col.update_note(note)
        self.edited(guid_, replace(self.held[guid_].shown, extra=note["Extra"]))

    @rule(index=INDEX)
    def add_a_tag(self, index: int) -> None:
        guid_ = self.pick_held(index)
        self.col.tags.bulk_add([note_of(self.col, guid_).id], "mine")
        before = self.held[guid_].shown
        if "mine" not in before.tags:
            self.edited(guid_, replace(before, tags=before.tags | {"mine"}))

    def edited(self, guid_: str, now_shown: Shown) -> None:
        assert self.col.db is not None
        self.col.db.execute("UPDATE notes SET mod = ? WHERE guid = ?", self.now, guid_)
        self.held[guid_] = Held(self.now, now_shown, edited=self.now)

    @rule(index=INDEX)
    def suspend(self, index: int) -> None:
        self.col.sched.suspend_cards([c.id for c in cards_of(self.col, self.pick_held(index))[:1]])

    @rule(index=INDEX, flag=st.integers(0, 7))
    def flag(self, index: int, flag: int) -> None:
        ids = [card.id for card in cards_of(self.col, self.pick_held(index))]
        self.col.set_user_flag_for_cards(flag, ids)

    @rule(index=INDEX)
    def move_to_an_own_deck(self, index: int) -> None:
        cards = cards_of(self.col, self.pick_held(index))
        self.col.set_deck([card.id for card in cards], self.col.decks.id("My own"))
        assert {deck_of(self.col, self.col.get_card(card.id)) for card in cards} == {"My own"}

    @rule()
    def delete_what_was_removed(self) -> None:
        lock = self.folder.lock
        gone = [
            Change(ChangeStatus.REMOVED, e.name, g) for g, e in lock.entries.items() if e.removed
        ]
        search = search_for(gone, lock)
        if not search:
            return
        found = self.col.find_notes(search)
        guids = {self.col.get_note(id).guid for id in found}
        assert guids <= {change.guid for change in gone}
        # A note that has its former id still, from an import long ago, is not found.
        assert guids == {
            change.guid
            for change in gone
            if change.guid in self.held and self.held[change.guid].shown.id == change.name
        }
        self.col.remove_notes(found)
        for guid_ in guids:
            del self.held[guid_]

    def teardown(self) -> None:
        try:
            if self.packages and self.col.db is not None:
                self.release("", None)
        finally:
            self.col.close()
            shutil.rmtree(self.place)


def run(folder: Folder, request: Request) -> BuildResult:
    result = building.build(loading.load([folder.cards]), [folder.cards], request)
    assert not result.diagnostics or {d.severity for d in result.diagnostics} == {"warning"}
    assert result.report is not None
    return result


@pytest.fixture
def start() -> Iterator[None]:
    first = Decks()
    first.col.set_config("fsrs", True)
    first.begin()
    first.col.close()
    Decks.start = first
    yield
    Decks.start = None
    shutil.rmtree(first.place)


@pytest.mark.usefixtures("start")
def test_any_sequence() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Decks,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=6,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
