"""A later version of the same source into deck files that are there: cards are added and updated.

At the end of an imported file stand records in comments: of each card its id, a hash of what tells
it from others in the source, and one of its lines as they were written. So an update knows which
card is which when its text has changed, and which cards were edited since, which it leaves alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from flashgen.deck.folder import is_deck_name
from flashgen.importers.draft import DraftCard, card_lines, header_tags
from flashgen.importers.names import letters
from flashgen.importers.result import Imported, ImportedFile, NothingToImportError
from flashgen.source import files as disk

_HEAD: Final = "# By the lines below `flashgen import --update` tells what has changed since."
_RECORD = re.compile(r"# imported: (\S+) (\S+) (\S+)")
_TAGS = re.compile(r"# imported tags:(.*)")
_CARD = re.compile(r"([ ]*)- id:[ \t]*([a-z0-9-]+)[ \t]*(?:#.*)?")
_MOST_LISTED: Final = 8


def _hash(lines: Sequence[str]) -> str:
    return letters("\n".join(lines), 8)


def with_records(made: ImportedFile) -> str:
    """Return the text of a new deck file with the records of its cards at its end."""
    blocks = _DeckText.read(made.text)
    records = {
        key: (id, _hash(blocks.cards[id])) for id, key in _keys(made).items() if id in blocks.cards
    }
    return made.text + _recorded(records, made.draft.tags)


def _keys(file: ImportedFile) -> dict[str, str]:
    """Return by id a hash of what tells each card from others, all different."""
    counts: dict[str, int] = {}
    made: dict[str, str] = {}
    for id, key in file.keys.items():
        counts[key] = count = counts.get(key, 0) + 1
        made[id] = letters(key if count == 1 else f"{key}\x1f{count}", 8)
    return made


def _recorded(records: Mapping[str, tuple[str, str]], tags: Sequence[str]) -> str:
    if not records:
        return ""
    lines = ["", _HEAD]
    if tags:
        lines.append(f"# imported tags: {' '.join(tags)}")
    lines += [f"# imported: {id} {key} {hashed}" for key, (id, hashed) in records.items()]
    return "\n".join(lines) + "\n"


@dataclass(slots=True)
class _DeckText:
    """A deck file in pieces: what stands above the cards, each card's lines, what stands below."""

    above: list[str] = field(default_factory=list)
    cards: dict[str, list[str]] = field(default_factory=dict)
    below: list[str] = field(default_factory=list)
    records: dict[str, tuple[str, str]] = field(default_factory=dict)
    tags: list[str] | None = None
    indent: str = ""

    @classmethod
    def read(cls, text: str) -> "_DeckText":
        """Part the text of a deck file; the records are taken out of it."""
        made = cls()
        lines: list[str] = []
        for line in text.rstrip("\n").split("\n"):
            if record := _RECORD.fullmatch(line):
                made.records[record[2]] = (record[1], record[3])
            elif tags := _TAGS.fullmatch(line):
                made.tags = tags[1].split()
            elif line != _HEAD:
                lines.append(line)
        starts: list[tuple[int, str]] = []
        for number, line in enumerate(lines):
            if (match := _CARD.fullmatch(line)) and (not starts or match[1] == made.indent):
                made.indent = match[1]
                starts.append((number, match[2]))
        if not starts:
            made.above = lines
            return made
        begins = [_with_comments(lines, number) for number, _ in starts]
        made.above = lines[: begins[0]]
        ends = [*begins[1:], len(lines)]
        for (number, id), begin, end in zip(starts, begins, ends, strict=True):
            stop = end
            while stop > number + 1 and not _belongs(lines[stop - 1], made.indent):
                stop -= 1
            made.cards[id] = lines[begin:stop]
            if end == len(lines):
                made.below = lines[stop:]
        return made

    def text(self) -> str:
        """Return the whole file, without records."""
        pieces = ["\n".join(self.above).rstrip("\n")]
        pieces += ["\n".join(lines) for lines in self.cards.values()]
        below = "\n".join(self.below).strip("\n")
        return "\n\n".join([*pieces, *([below] if below else [])]) + "\n"


def _with_comments(lines: Sequence[str], number: int) -> int:
    """Return where the comments above a card begin."""
    while number and lines[number - 1].lstrip().startswith("#"):
        number -= 1
    return number


def _belongs(line: str, indent: str) -> bool:
    """Tell whether a line is one of a card, rather than an empty one or a comment below it."""
    return bool(line.strip()) and line.startswith(f"{indent} ")


@dataclass(slots=True)
class UpdatedFile:
    """A deck file after an update: its text, and what to say of it."""

    path: Path
    text: str
    is_new: bool = False
    is_changed: bool = True
    summary: str = ""
    remarks: list[str] = field(default_factory=list)

    def write(self) -> None:
        """Write the file in place of the one that is there. Raises OSError."""
        disk.write_text(self.path, self.text)


def updated_files(imported: Imported, place: Path) -> list[UpdatedFile]:
    """Return the deck files of an import, merged into those of a file or folder.

    Raises NothingToImportError where several decks would go into one file.
    """
    if is_deck_name(place):
        if len(imported.files) > 1:
            known = [m for m in imported.files if _deck_line(m.deck) in place.read_text("utf-8")]
            if len(known) != 1:
                raise NothingToImportError(
                    f"there are {len(imported.files)} decks, and one file holds one; name a "
                    "folder by --update, or one of them by --deck"
                )
            return [_merged(known[0], place)]
        return [_merged(imported.files[0], place)]
    there = {path: path.read_text("utf-8") for path in sorted(place.rglob("*.y*ml"))}
    made: list[UpdatedFile] = []
    for file in imported.files:
        path = _home(file, there)
        if path is None:
            path = place / f"{file.stem}.yaml"
            if path.exists():
                path = place / f"{file.stem}-{letters(file.deck)}.yaml"
            text = with_records(file)
            made.append(UpdatedFile(path, text, is_new=True, summary=f"{file.cards} added"))
        else:
            made.append(_merged(file, path))
    return made


def _home(file: ImportedFile, there: Mapping[Path, str]) -> Path | None:
    """Return the deck file that holds most of the cards already."""
    keys = set(_keys(file).values())
    best, most = None, 0
    for path, text in there.items():
        known = {match[2] for match in _RECORD.finditer(text)}
        count = len(keys & known)
        if not count and _deck_line(file.deck) in text.split("\n"):
            count = 1
        if count > most:
            best, most = path, count
    return best


def _deck_line(deck: str) -> str:
    return f"deck: {deck}"


def _merged(file: ImportedFile, path: Path) -> UpdatedFile:
    before = path.read_text("utf-8")
    blocks = _DeckText.read(before)
    by_id = {id: (key, hashed) for key, (id, hashed) in blocks.records.items()}
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    both: list[str] = []
    edited: list[str] = []
    met: set[str] = set()
    records = dict(blocks.records)
    keys = _keys(file)
    for card in file.draft.cards:
        key = keys.get(card.id) or letters(card.id, 8)
        id, recorded = blocks.records.get(key, ("", ""))
        if id not in blocks.cards:
            is_same = card.id in blocks.cards and card.id not in by_id
            id = card.id if is_same else ""
        if not id:
            id = card.id if card.id not in blocks.cards else f"{card.id}-{letters(key, 5)}"
            lines = _lines(replace(card, id=id), blocks.indent)
            blocks.cards[id] = lines
            records[key] = (id, _hash(lines))
            counts["added"] += 1
            met.add(id)
            continue
        met.add(id)
        lines = _lines(replace(card, id=id), blocks.indent)
        current = _hash(blocks.cards[id])
        if _hash(lines) == current:
            counts["unchanged"] += 1
        elif recorded and current == recorded:
            blocks.cards[id] = lines
            counts["updated"] += 1
        elif _hash(lines) == recorded:
            edited.append(id)
            continue
        else:
            both.append(id)
            continue
        records[key] = (id, _hash(lines))
    tags = _merge_tags(blocks, file.draft.tags)
    text = blocks.text() + _recorded(records, tags)
    made = UpdatedFile(path, text, is_changed=text != before)
    said = [f"{number} {what}" for what, number in counts.items() if number]
    said += [f"{len(edited)} edited here and left"] if edited else []
    made.summary = ", ".join(said) or "nothing to do"
    if both:
        made.remarks.append(
            f"changed in the source and edited here, so left as they are: {_listed(both)}"
        )
    gone = [id for id, _ in by_id.items() if id in blocks.cards and id not in met]
    if gone:
        made.remarks.append(f"no more in the source, and left as they are: {_listed(gone)}")
    return made


def _lines(card: DraftCard, indent: str) -> list[str]:
    return [f"{indent}{line}" if line else line for line in card_lines(card)]


def _merge_tags(blocks: _DeckText, tags: Sequence[str]) -> Sequence[str]:
    """Give the header the new tags of all cards, unless its tags were edited."""
    was = blocks.tags or []
    old, new = header_tags(was), header_tags(tags)
    if list(tags) == was:
        return tags
    at = next((n for n in range(len(blocks.above)) if blocks.above[n : n + len(old)] == old), None)
    if old and at is None:
        return was
    if old and at is not None:
        blocks.above[at : at + len(old)] = new
    else:
        cards = next((n for n, line in enumerate(blocks.above) if line.startswith("cards:")), None)
        if cards is None or any(line.startswith("tags:") for line in blocks.above):
            return was
        blocks.above[cards:cards] = new
    return tags


def _listed(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_MOST_LISTED])
    return shown if len(ids) <= _MOST_LISTED else f"{shown} and {len(ids) - _MOST_LISTED} more"
