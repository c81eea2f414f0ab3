"""An author's folder and a learner's studied collection, and `flashgen push` between the two."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection
from anki_backend import Schedule, cards_of, collection, note_of, review, schedule
from click.testing import Result
from command import run
from connect_server import Server, serving

from flashgen.deck.identity import note_guid

NAMESPACE = "optics-k3v9"
NOW = 1_760_000_000
DAY = 86400
LATER = 4_000_000_000  # after any edit that a test makes in a collection
HEAD = f"namespace: {NAMESPACE}\ndeck: Physics::Optics\ntags: [physics]\ncards:\n"
CARDS = {
    "lens": "- id: lens\n  front: What bends light?\n  back: A lens.\n  reverse: true\n",
    "eye": "- id: eye\n  front: What sees?\n  back: The eye.\n",
    "red": "- id: red\n  cloze: '{{c1::Red}} bends less than {{c2::blue}}.'\n",
    "half": "- id: half\n  parameters:\n    a: integers(1, 50)\n  question: Half of $<<2*a>>$?\n"
    "  answer: a\n",
}


def guid(id: str) -> str:
    return note_guid(NAMESPACE, id, "en")


@dataclass
class Desk:
    """`way` is how cards get into Anki: `closed` or `running`."""

    folder: Path
    way: str
    monkeypatch: pytest.MonkeyPatch
    cards: dict[str, str] = field(default_factory=lambda: dict(CARDS))
    key: str | None = None
    asked: list[str] = field(default_factory=list)
    missing: frozenset[str] = frozenset()
    """Actions that the AnkiConnect does not have."""

    @property
    def path(self) -> Path:
        return self.folder / "anki" / "collection.anki2"

    @property
    def lock(self) -> str:
        path = self.folder / "cards" / "flashgen.lock"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def write(self) -> None:
        text = HEAD + "".join(self.cards.values())
        (self.folder / "cards" / "optics.yaml").write_text(text, encoding="utf-8")

    def push(self, *options: str, now: int = NOW, status: int = 0) -> Result:
        """Write the cards and push them at a time; a test of another exit status names it."""
        self.write()
        return self.push_written(*options, now=now, status=status)

    def push_written(self, *options: str, now: int = NOW, status: int = 0) -> Result:
        """Push the deck files that are there."""
        self.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(now))
        if self.way == "closed":
            result = run("push", *options, "--collection", self.path)
        else:
            with self.served() as server:
                result = run("push", *options, "--url", server.url)
        assert result.exit_code == status, result.output
        return result

    def told(self, *options: str, now: int = NOW, status: int = 0) -> dict[str, Any]:
        """Push and return the summary of ``--json``."""
        result = self.push(*options, "--json", now=now, status=status)
        summary: dict[str, Any] = json.loads(result.stdout)["summary"]
        return summary

    @contextmanager
    def served(self) -> Iterator[Server]:
        with self.open() as col:
            server = Server(col, self.key)
            self.asked = server.asked
            server.missing = self.missing
            with serving(server):
                yield server

    @contextmanager
    def open(self) -> Iterator[Collection]:
        with collection(self.path.parent) as col:
            yield col

    def state(self) -> "State":
        with self.open() as col:
            return State.of(col)


def desk_in(folder: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk in a folder, with an empty collection."""
    (folder / "cards").mkdir()
    (folder / "anki").mkdir()
    monkeypatch.chdir(folder)
    desk = Desk(folder, way, monkeypatch)
    with desk.open() as col:
        col.set_config("fsrs", True)
    return desk


@dataclass(frozen=True)
class State:
    """All that is the learner's in a collection."""

    schedules: dict[str, dict[int, Schedule]]
    deck_options: list[Any]
    decks: dict[str, dict[str, Any]]
    settings: dict[str, Any]
    notes: dict[str, tuple[int, list[str], list[str]]]

    @classmethod
    def of(cls, col: Collection) -> "State":
        ids = col.db.list("SELECT id FROM notes ORDER BY guid")
        notes = [col.get_note(id) for id in ids]
        return cls(
            {n.guid: {c.ord: schedule(col, c) for c in cards_of(col, n.guid)} for n in notes},
            sorted(col.decks.all_config(), key=lambda options: options["id"]),
            {deck["name"]: _settled(deck) for deck in col.decks.all()},
            {
                key: value
                for key, value in col.all_config().items()
                if key not in ("nextPos", "curModel", "rollover", "lastUnburied")
            },
            {n.guid: (n.mod, sorted(n.tags), list(n.fields)) for n in notes},
        )


def _settled(deck: dict[str, Any]) -> dict[str, Any]:
    moving = ("mod", "usn", "newToday", "revToday", "lrnToday", "timeToday")
    return {key: value for key, value in deck.items() if key not in moving}


def study(desk: Desk, *more: Callable[[Collection], None]) -> State:
    """Review every card several times, flag some, suspend, move, tag; return what is then there."""
    with desk.open() as col:
        options = col.decks.add_config("My options")
        options["new"]["perDay"] = 7
        col.decks.update_config(options)
        deck = col.decks.by_name("Physics::Optics")
        deck["conf"] = options["id"]
        deck["newLimit"] = 3
        col.decks.save(deck)
        default = col.decks.config_dict_for_deck_id(1)
        default["new"]["perDay"] = 99
        col.decks.update_config(default)
        for id in CARDS:
            for card in cards_of(col, guid(id)):
                for rating in (3, 4, 1, 3, 4):
                    review(col, col.get_card(card.id), rating)
        lens = [card.id for card in cards_of(col, guid("lens"))]
        col.set_user_flag_for_cards(2, lens)
        col.sched.suspend_cards(lens[:1])
        col.set_deck(lens[1:], col.decks.id("My own"))
        for each in more:
            each(col)
        return State.of(col)


def tag(id: str, *tags: str) -> Callable[[Collection], None]:
    def change(col: Collection) -> None:
        col.tags.bulk_add([note_of(col, guid(id)).id], " ".join(tags))

    return change


def edit(id: str, name: str, text: str) -> Callable[[Collection], None]:
    def change(col: Collection) -> None:
        note = note_of(col, guid(id))
        note[name] = text
        col.update_note(note)

    return change
