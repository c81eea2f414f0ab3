"""Random histories of an author with two folders and branches in git, and of a learner who studies.

Whatever they do: no review is lost, no card comes twice, no date changes, no later edit is lost,
and each GUID belongs to one card in one language for ever.
"""

import random
import re
import tempfile
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from anki.collection import Collection
from anki_backend import collection, import_package, note_of, review
from command import run
from deck_folder import DAY, NOW, git
from extent import extent

from flashgen.build.lock.entries import Entry
from flashgen.build.lock.file import read_lock

HISTORIES = extent(40, 200)
STEPS = 14
NAMESPACE = "history-k3v9"
FOLDERS = ("cards", "more")
FILES = ("cards/a.yaml", "cards/b.yaml", "more/c.yaml", "more/d.yaml")
OF_MAIN, OF_BRANCH = FILES[::2], FILES[1::2]
FORMS = {
    "concept": """\
  front: {{en: What is {word} in English?, zh: 什么是 {word}？}}
  back: {{en: A thing., zh: 东西。}}
""",
    "cloze": """\
  cloze:
    en: "{word} in English is {{{{{{{{c1::small}}}}}}}} or {{{{{{{{c2::large}}}}}}}}."
    zh: "{word} 是{{{{{{{{c1::小}}}}}}}}的还是{{{{{{{{c2::大}}}}}}}}的。"
""",
    "numeric": """\
  parameters:
    a: integers(1000, 9999)
    b: integers(1000, 9999)
  question: {{en: 'From <<a>> and <<b>>, {word} in English?', zh: '由 <<a>> 和 <<b>>，{word}？'}}
  answer: a + b
  variants: 2
""",
}
MAIN_FIELD = {"concept": "Front", "cloze": "Text", "numeric": "Question"}


@dataclass
class Card:
    """A definition as the author has it."""

    first_id: str
    kind: str
    word: str
    file: str
    id: str = ""
    was: str = ""
    """Of the last build, as long as the line stands in the file."""
    is_built: bool = False
    removed: bool = False

    def yaml(self) -> str:
        was = f"  was: {self.was}\n" if self.was else ""
        text = FORMS[self.kind].format(word=self.word).replace("{{{{", "{{").replace("}}}}", "}}")
        return f"- id: {self.id}\n{was}{text}"


@dataclass
class History:
    """One history; all that happens follows from the seed."""

    seed: int
    place: Path
    col: Collection
    now: int = NOW
    words: int = 0
    cards: list[Card] = field(default_factory=list)
    languages: dict[str, list[str]] = field(default_factory=dict)
    packages: list[Path] = field(default_factory=list)
    edited: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By GUID: when the learner edited a note last, and the text."""
    log: list[list[int]] = field(default_factory=list)
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of each GUID the first id and the language with which it came."""
    first_ids: dict[str, str] = field(default_factory=dict)
    """Of each id that a card ever had."""
    of_note: dict[int, str] = field(default_factory=dict)
    """The first id of the card that each note in the collection is of."""
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.author = self.place / "author"
        self.author.mkdir()
        git(self.author, "init", "-q", "-b", "main")
        (self.author / ".gitattributes").write_text("flashgen.lock merge=union\n")
        self.languages = {file: ["en", "zh"] for file in FILES}
        for file in FILES:
            self.add(file)
        self.write()

    # The author.

    def word(self) -> str:
        self.words += 1
        return f"word{self.words}"

    def there(self, files: tuple[str, ...] = FILES) -> list[Card]:
        return [card for card in self.cards if card.file in files and not card.removed]

    def add(self, file: str) -> None:
        id = f"card-{len(self.cards)}"
        self.first_ids[id] = id
        self.cards.append(Card(id, self.random.choice(list(FORMS)), self.word(), file, id))

    def change(self, files: tuple[str, ...]) -> None:
        """Do one thing to the cards of some files."""
        cards = self.there(files)
        what = self.random.choice(
            ["add", "edit", "edit", "rename", "rename", "drop", "drop", "remove", "return", "turn"]
        )
        self.done.append(what)
        if what == "add" or not cards:
            self.add(self.random.choice(files))
        elif what == "edit":
            self.random.choice(cards).word = self.word()
        elif what == "rename":
            self.rename(self.random.choice(cards))
        elif what == "drop":
            for card in cards:
                card.was = "" if card.is_built else card.was
        elif what == "remove" and len(cards) > 1:
            self.random.choice(cards).removed = True
        elif what == "return":
            for card in self.cards:
                card.removed &= card.file not in files
        elif what == "turn":
            self.languages[self.random.choice(files)].reverse()

    def rename(self, card: Card) -> None:
        if not card.is_built:
            return
        new = f"{card.first_id}-{self.word()}"
        self.first_ids[new] = card.first_id
        card.was, card.id, card.is_built = card.id, new, False

    def move(self) -> None:
        """Move a card to another file, which may have another lock; the lines stay as they are."""
        card = self.random.choice(self.there())
        card.file = self.random.choice([file for file in FILES if file != card.file])

    def write(self, files: tuple[str, ...] = FILES) -> None:
        for file in files:
            cards = "".join(card.yaml() for card in self.there((file,)))
            languages = ", ".join(self.languages[file])
            head = f"namespace: {NAMESPACE}\nlanguages: [{languages}]\n"
            head += "deck: {en: Things, zh: 东西}\n"
            path = self.author / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(
                f"{head}cards:\n{cards}" if cards else f"{head}cards: []\n", encoding="utf-8"
            )

    def run(self, *arguments: str) -> str:
        result = run(*arguments, env={"SOURCE_DATE_EPOCH": str(self.now)}, status=0)
        return result.output

    def build(self) -> Path:
        package = self.place / f"{len(self.packages)}.apkg"
        self.run("build", *self.folders, "-o", str(package))
        self.packages.append(package)
        self.built()
        return package

    def built(self) -> None:
        for card in self.there():
            if self.is_on_disk(card):
                card.is_built = True

    def is_on_disk(self, card: Card) -> bool:
        text = (self.author / card.file).read_text(encoding="utf-8")
        return f"- id: {card.id}\n" in text

    @property
    def folders(self) -> list[str]:
        return [str(self.author / name) for name in FOLDERS]

    def commit(self) -> None:
        git(self.author, "add", "-A")
        git(self.author, "commit", "-q", "--allow-empty", "-m", "a change")

    def branch(self) -> None:
        """Change different files on two branches, build on both, and merge."""
        self.write()
        self.build()
        self.commit()
        git(self.author, "checkout", "-q", "-b", "side")
        self.change(OF_BRANCH)
        self.write(OF_BRANCH)
        self.now += self.random.choice([0, 60, DAY])
        side = self.build()
        self.commit()
        git(self.author, "checkout", "-q", "main")
        self.change(OF_MAIN)
        self.write(OF_MAIN)
        self.build()
        self.commit()
        if self.random.random() < 0.5:
            self.import_(side)
        git(self.author, "merge", "-q", "-m", "both", "side")
        git(self.author, "branch", "-q", "-D", "side")

    def lose_the_lock(self) -> None:
        """Delete a lock, build, notice it, and take it from version control again."""
        self.write()
        self.build()
        self.commit()
        lock = self.author / self.random.choice(FOLDERS) / "flashgen.lock"
        lock.unlink()
        if self.random.random() < 0.5:
            self.run("build", *self.folders, "-o", str(self.place / "lost.apkg"))
        git(self.author, "checkout", "-q", "--", ".")

    # The learner.

    def import_(self, package: Path) -> None:
        before = self.snapshot()
        import_package(self.col, package)
        self.check(before)

    def deliver(self) -> None:
        """Bring all that the files say into the collection, and look whether it arrived."""
        self.write()
        before = self.snapshot()
        pruned = False
        if self.random.random() < 0.5:
            import_package(self.col, self.build())
        else:
            pruned = self.random.random() < 0.5
            self.col.close()
            path = str(self.place / "anki" / "collection.anki2")
            more = ["--prune", "--yes"] if pruned else []
            self.run("push", *self.folders, "--collection", path, *more)
            self.built()
            self.col.reopen()
        gone = {card.first_id for card in self.cards if card.removed} if pruned else set()
        self.check(before, gone)
        self.check_all_there()

    def snapshot(self) -> dict[int, list[object]]:
        assert self.col.db is not None
        rows = self.col.db.all(
            "SELECT id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, flags"
            " FROM cards"
        )
        return {row[0]: row[1:] for row in rows}

    def check(self, before: dict[int, list[object]], gone: Set[str] = frozenset()) -> None:
        """Look at everything that no delivery may change; `gone` are first ids that were pruned."""
        assert self.col.db is not None
        assert self.col.db.all("SELECT * FROM revlog ORDER BY id") == self.log
        after = self.snapshot()
        notes = self.col.db.all("SELECT id, guid, mid, flds FROM notes")
        for card, row in before.items():
            if card in after:
                assert after[card] == row
            else:
                assert self.of_note[int(str(row[0]))] in gone
        assert len({guid for _, guid, _, _ in notes}) == len(notes)
        for _, guid, mid, fields in notes:
            model = self.col.models.get(mid)
            assert model is not None
            values = dict(
                zip([f["name"] for f in model["flds"]], fields.split("\x1f"), strict=True)
            )
            id, named = re.fullmatch(rf"{NAMESPACE}/([^/]+)/(\w+)", values["ID"]).groups()
            kind = next(kind for kind, name in MAIN_FIELD.items() if values.get(name))
            language = "en" if "in English" in values[MAIN_FIELD[kind]] else "zh"
            assert language == named
            assert self.seen.setdefault(guid, (self.first_ids[id], language)) == (
                self.first_ids[id],
                language,
            )
            if guid in self.edited and self.edited[guid][0] >= self.entries[guid].mod:
                assert values["Extra"] == self.edited[guid][1]

    def check_all_there(self) -> None:
        """Look whether each card of the files is there once in each language."""
        assert self.col.db is not None
        rows = self.col.db.all("SELECT id, guid FROM notes")
        names = Counter(self.seen[guid] for _, guid in rows)
        for card in self.there():
            for language in ("en", "zh"):
                assert names[card.first_id, language] == 1, (card, language)
        self.of_note |= {id: self.seen[guid][0] for id, guid in rows}

    @property
    def entries(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for folder in FOLDERS:
            lock = read_lock(self.author / folder / "flashgen.lock", "flashgen.lock", [])
            assert lock is not None
            for guid, entry in lock.entries.items():
                if guid not in found or found[guid].mod < entry.mod:
                    found[guid] = entry
        return found

    def learn(self) -> None:
        """Do one thing that learners do."""
        assert self.col.db is not None
        ids = self.col.db.list("SELECT id FROM notes ORDER BY id")
        if not ids:
            return
        note = self.col.get_note(self.random.choice(ids))
        what = self.random.choice(["review", "review", "edit", "tag", "move", "delete", "suspend"])
        self.done.append(what)
        cards = note.cards()
        if what == "review":
            for card in cards:
                if card.queue != -1:
                    review(self.col, card, self.random.randint(1, 4))
            self.log = self.col.db.all("SELECT * FROM revlog ORDER BY id")
        elif what == "edit":
            note["Extra"] = f"remark {self.word()}"
            self.col.update_note(note)
            self.edited[note.guid] = self.now, note["Extra"]
        elif what == "tag":
            self.col.tags.bulk_add([note.id], "mine")
        elif what == "move":
            self.col.set_deck([card.id for card in cards], self.col.decks.id("My own"))
        elif what == "delete":
            self.col.remove_notes([note.id])
            self.edited.pop(note.guid, None)
        else:
            self.col.sched.suspend_cards([card.id for card in cards])
        # Anki stamps what was changed with the real time; the history has a clock of its own.
        if what in ("edit", "tag"):
            self.col.db.execute("UPDATE notes SET mod = ? WHERE id = ?", self.now, note.id)
            assert note_of(self.col, note.guid).mod == self.now

    def go(self) -> None:
        self.deliver()
        for _ in range(STEPS):
            self.now += self.random.choice([1, 60, 3600, DAY])
            step = self.random.choices(
                ["change", "move", "learn", "deliver", "old", "branch", "lose"],
                [6, 3, 5, 5, 1, 1, 1],
            )[0]
            self.done.append(step)
            if step == "change":
                self.change(FILES)
            elif step == "move":
                self.move()
            elif step == "learn":
                self.learn()
            elif step == "deliver":
                self.deliver()
            elif step == "old":
                self.import_(self.random.choice(self.packages or [self.build()]))
            elif step == "branch":
                self.branch()
            else:
                self.lose_the_lock()
        self.now += DAY
        self.deliver()


@pytest.mark.parametrize("part", range(8))
def test_nothing_is_lost_in_any_history(part: int) -> None:
    for seed in range(part, HISTORIES, 8):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            place = Path(folder)
            (place / "anki").mkdir()
            with collection(place / "anki") as col:
                col.set_config("fsrs", True)
                history = History(seed, place, col)
                try:
                    history.go()
                except Exception as problem:
                    problem.add_note(f"history {seed}: {' '.join(history.done)}")
                    raise
