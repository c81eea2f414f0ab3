"""A later version of the same source into deck files that are there: cards are added and updated.

Each card goes to the file that holds it already, by the records there; new ones go to the file of
their deck that holds most of the others, as far as it can be read with them, or to a new file.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from flashgen.deck.folder import is_deck_name
from flashgen.importers.deck_text import (
    DeckText,
    hash_of,
    keys_of,
    merge_tags,
    recorded,
    with_records,
)
from flashgen.importers.draft import DraftCard, as_yaml, card_lines
from flashgen.importers.names import letters
from flashgen.importers.package.parts import MOST_CARDS, MOST_CHARACTERS
from flashgen.importers.result import ImportedFile, NothingToImportError
from flashgen.importers.spool import ScratchDatabase, Spool
from flashgen.importers.writing import Staging

_RECORDED: Final = re.compile(r"(?m)^# imported: (\S+) (\S+) \S+$")
_ID: Final = re.compile(r"(?m)^[ ]*- id:[ \t]*([a-z0-9-]+)")
_DECK: Final = re.compile(r"(?m)^deck: .*$")
_NAMESPACE: Final = re.compile(r"(?m)^namespace:[ \t]*([a-z0-9-]+)")
_MOST_LISTED: Final = 8


class UpdatedFile(Struct):
    """A deck file that an update is about, and what to say of it."""

    path: Path
    summary: str = ""
    remarks: list[str] = field(default_factory=list)


class _Home(Struct):
    """A deck file that takes cards, and what became of those so far."""

    path: Path
    number: int
    namespace: str
    is_new: bool = False
    counts: dict[str, int] = field(
        default_factory=lambda: {"added": 0, "updated": 0, "unchanged": 0}
    )
    both: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)


class Update(ScratchDatabase):
    """Brings the files of an import into those of a file or folder. Use it in a `with` statement.

    What they will be is staged, and nothing of it written.
    """

    def __init__(self, place: Path, staged: Staging) -> None:
        """Read the records of the files that are there. Raises OSError."""
        super().__init__("CREATE TABLE records (key TEXT, file INTEGER)")
        for table in (
            "CREATE TABLE decks (line TEXT, file INTEGER)",
            "CREATE TABLE ids (namespace TEXT, id TEXT, PRIMARY KEY (namespace, id)) WITHOUT ROWID",
            "CREATE TABLE met (file INTEGER, id TEXT)",
        ):
            self._connection.execute(table)
        self._place = place
        self._staged = staged
        self._is_file = is_deck_name(place)
        self._files: list[_Home] = []
        self._touched: dict[int, _Home] = {}
        self._imported = 0
        self._decks: dict[str, None] = {}
        self._held: Spool[ImportedFile] = Spool()
        for path in [place] if self._is_file else sorted(place.rglob("*.y*ml")):
            self._read(path)
        self._connection.execute("CREATE INDEX by_key ON records (key)")
        self._connection.execute("CREATE INDEX by_file ON met (file)")

    def __exit__(self, *exception: Any) -> None:
        self._held.__exit__(*exception)
        super().__exit__(*exception)

    def take(self, made: ImportedFile) -> None:
        """Take one more file of the import. Raises OSError."""
        self._imported += 1
        self._decks[made.deck] = None
        if not self._is_file:
            self._take(made)
            return
        # Which one a single file is about is known when all are there.
        if self._imported == 1:
            self._held.put(made, "first")
        if self._of_deck(made.deck):
            self._held.put(made, "known")

    def finished(self) -> list[UpdatedFile]:
        """Return what happened to each file, once all cards have been taken.

        Raises NothingToImportError where several decks would go into one file.
        """
        if self._is_file:
            known = list(self._held.take("first" if self._imported == 1 else "known"))
            if len(known) != 1:
                what = f"{len(self._decks)} decks" if len(self._decks) > 1 else "several files"
                raise NothingToImportError(
                    f"there are {what}, and one file holds one; name a folder by --update, or one "
                    "of them by --deck"
                )
            self._merge(self._files[0], known[0], known[0].draft.cards)
        return [self._told(home) for home in self._touched.values()]

    def _read(self, path: Path) -> None:
        """Note what a file holds."""
        text = path.read_text("utf-8")
        number = len(self._files)
        found = _NAMESPACE.search(text)
        home = _Home(path, number, found[1] if found else "")
        self._files.append(home)
        execute = self._connection.executemany
        keys = ((match[2], number) for match in _RECORDED.finditer(text))
        execute("INSERT INTO records VALUES (?, ?)", keys)
        decks = ((match[0], number) for match in _DECK.finditer(text))
        execute("INSERT INTO decks VALUES (?, ?)", decks)
        ids = ((home.namespace, match[1]) for match in _ID.finditer(text))
        execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", ids)

    def _take(self, made: ImportedFile) -> None:
        keys = keys_of(made)
        holders = {card.id: self._holders(keys.get(card.id, "")) for card in made.draft.cards}
        counts = Counter(number for numbers in holders.values() for number in numbers)
        counts.update(self._of_deck(made.deck)[:1] if not counts else ())
        most = max(counts.values(), default=0)
        main = next((h for h in self._files if most and counts[h.number] == most), None)
        if main is None:
            self._add(made, with_records(made), len(made.draft.cards))
            return
        by_home: dict[int, list[DraftCard]] = {}
        new: list[DraftCard] = []
        for card in made.draft.cards:
            numbers = holders[card.id]
            # Parts of one deck have one namespace; what is in another file is another card.
            others = [n for n in numbers if self._files[n].namespace == main.namespace]
            if numbers and (main.number in numbers or others):
                number = main.number if main.number in numbers else others[0]
                by_home.setdefault(number, []).append(card)
            else:
                new.append(card)
        taken = by_home.setdefault(main.number, [])
        if self._has_room(main, new):
            own = {card.id for card in (*taken, *new)}
            by_home[main.number] = [card for card in made.draft.cards if card.id in own]
            new = []
        for number, cards in by_home.items():
            self._merge(self._files[number], made, cards)
        if new:
            rest = replace(made, draft=replace(made.draft, cards=tuple(new)))
            rest = replace(rest, text=as_yaml(rest.draft), cards=len(new))
            self._add(rest, with_records(rest), len(new))

    def _holders(self, key: str) -> list[int]:
        """Return the numbers of the files with a record of a card."""
        query = "SELECT DISTINCT file FROM records WHERE key = ? ORDER BY file"
        return [number for (number,) in self._connection.execute(query, (key,))]

    def _of_deck(self, deck: str) -> list[int]:
        query = "SELECT DISTINCT file FROM decks WHERE line = ? ORDER BY file"
        return [number for (number,) in self._connection.execute(query, (f"deck: {deck}",))]

    def _has_room(self, home: _Home, cards: Sequence[DraftCard]) -> bool:
        """Tell whether a file can be read with these cards added."""
        if not cards:
            return True
        text = self._staged.text(home.path)
        count = sum(1 for _ in _ID.finditer(text)) + len(cards)
        return (
            count <= MOST_CARDS and len(text) + sum(card.size for card in cards) <= MOST_CHARACTERS
        )

    def _add(self, made: ImportedFile, text: str, count: int) -> None:
        """Stage a new file."""
        taken = {home.path for home in self._files}
        for path in self._names(made):
            if path not in taken and not path.exists():
                break
        self._staged.add(path, text)
        home = _Home(path, len(self._files), made.draft.namespace, is_new=True)
        home.counts["added"] = count
        self._files.append(home)
        self._touched[home.number] = home

    def _names(self, made: ImportedFile) -> Iterator[Path]:
        yield self._place / f"{made.stem}.yaml"
        number = 1
        while True:
            key = made.deck if number == 1 else f"{made.deck}\x1f{number}"
            yield self._place / f"{made.stem}-{letters(key)}.yaml"
            number += 1

    def _merge(self, home: _Home, made: ImportedFile, cards: Sequence[DraftCard]) -> None:
        """Stage a file with these cards of an imported one added or updated."""
        self._touched[home.number] = home
        before = self._staged.text(home.path)
        blocks = DeckText.read(before)
        written = {id for id, _ in blocks.records.values()}
        met: list[str] = []
        keys = keys_of(made)
        for card in cards:
            key = keys.get(card.id) or letters(card.id, 8)
            id, known = blocks.records.get(key, ("", ""))
            if id not in blocks.cards:
                is_same = card.id in blocks.cards and card.id not in written
                id = card.id if is_same else ""
            if not id:
                # A card that flashgen made is the same wherever it stands.
                is_own = card.id not in keys
                id = self._new_id(card.id, key, home, blocks, is_own=is_own)
                lines = _lines(replace(card, id=id), blocks.indent)
                blocks.cards[id] = lines
                blocks.records[key] = (id, hash_of(lines))
                home.counts["added"] += 1
                met.append(id)
                continue
            met.append(id)
            lines = _lines(replace(card, id=id), blocks.indent)
            current = hash_of(blocks.cards[id])
            if hash_of(lines) == current:
                home.counts["unchanged"] += 1
            elif known and current == known:
                blocks.cards[id] = lines
                home.counts["updated"] += 1
            elif hash_of(lines) == known:
                home.edited.append(id)
                continue
            else:
                home.both.append(id)
                continue
            blocks.records[key] = (id, hash_of(lines))
        rows = ((home.number, id) for id in met)
        self._connection.executemany("INSERT INTO met VALUES (?, ?)", rows)
        tags = merge_tags(blocks, made.draft.tags)
        text = blocks.text() + recorded(blocks.records, tags)
        if text != before:
            self._staged.change(home.path, text)

    def _new_id(self, id: str, key: str, home: _Home, blocks: DeckText, *, is_own: bool) -> str:
        """Return the id of a new card, which no other card of the namespace has."""
        query = "SELECT 1 FROM ids WHERE namespace = ? AND id = ?"
        for wish in (id, f"{id}-{letters(key, 5)}"):
            is_taken = self._connection.execute(query, (home.namespace, wish)).fetchone()
            if wish not in blocks.cards and (is_own or not is_taken):
                break
        self._connection.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", (home.namespace, wish))
        return wish

    def _told(self, home: _Home) -> UpdatedFile:
        updated = UpdatedFile(home.path)
        said = [f"{number} {what}" for what, number in home.counts.items() if number]
        said += [f"{len(home.edited)} edited here and left"] if home.edited else []
        updated.summary = ", ".join(said) or "nothing to do"
        if home.is_new:
            return updated
        if home.both:
            updated.remarks.append(
                f"changed in the source and edited here, so left as they are: {_listed(home.both)}"
            )
        query = "SELECT id FROM met WHERE file = ?"
        met = {id for (id,) in self._connection.execute(query, (home.number,))}
        blocks = DeckText.read(self._staged.text(home.path))
        written = dict.fromkeys(id for id, _ in blocks.records.values())
        gone = [id for id in written if id in blocks.cards and id not in met]
        if gone:
            updated.remarks.append(f"no more in the source, and left as they are: {_listed(gone)}")
        return updated


def _lines(card: DraftCard, indent: str) -> list[str]:
    return [f"{indent}{line}" if line else line for line in card_lines(card)]


def _listed(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_MOST_LISTED])
    return shown if len(ids) <= _MOST_LISTED else f"{shown} and {len(ids) - _MOST_LISTED} more"
