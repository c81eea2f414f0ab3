"""The text of an imported deck file in pieces: its cards, and the records at its end.

At the end of an imported file stand records in comments: of each card its id, a hash of what tells
it from others in the source, and one of its lines as they were written. So an update knows which
card is which when its text has changed, and which cards were edited since, which it leaves alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from flashgen.importers.draft import header_tags
from flashgen.importers.names import letters
from flashgen.importers.result import ImportedFile

_HEAD: Final = "# By the lines below `flashgen import --update` tells what has changed since."
_RECORD: Final = re.compile(r"# imported: (\S+) (\S+) (\S+)")
_TAGS = re.compile(r"# imported tags:(.*)")
_CARD = re.compile(r"([ ]*)- id:[ \t]*([a-z0-9-]+)[ \t]*(?:#.*)?")


def hash_of(lines: Sequence[str]) -> str:
    """Return letters that stand for the lines of a card."""
    return letters("\n".join(lines), 8)


def with_records(made: ImportedFile) -> str:
    """Return the text of a new deck file with the records of its cards at its end."""
    blocks = DeckText.read(made.text)
    records = {
        key: (id, hash_of(blocks.cards[id]))
        for id, key in keys_of(made).items()
        if id in blocks.cards
    }
    return made.text + recorded(records, made.draft.tags)


def keys_of(file: ImportedFile) -> dict[str, str]:
    """Return by id a hash of what tells each card from others, all different."""
    counts: dict[str, int] = {}
    made: dict[str, str] = {}
    for id, key in file.keys.items():
        counts[key] = count = counts.get(key, 0) + 1
        made[id] = letters(key if count == 1 else f"{key}\x1f{count}", 8)
    return made


def recorded(records: Mapping[str, tuple[str, str]], tags: Sequence[str]) -> str:
    """Return the records of a file: by the hashes of cards their ids and the hashes of lines."""
    if not records:
        return ""
    lines = ["", _HEAD]
    if tags:
        lines.append(f"# imported tags: {' '.join(tags)}")
    lines += [f"# imported: {id} {key} {hashed}" for key, (id, hashed) in records.items()]
    return "\n".join(lines) + "\n"


class DeckText(Struct):
    """A deck file in pieces: what stands above the cards, each card's lines, what stands below."""

    above: list[str] = field(default_factory=list)
    cards: dict[str, list[str]] = field(default_factory=dict)
    below: list[str] = field(default_factory=list)
    records: dict[str, tuple[str, str]] = field(default_factory=dict)
    tags: list[str] | None = None
    indent: str = ""

    @classmethod
    def read(cls, text: str) -> "DeckText":
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


def merge_tags(blocks: DeckText, tags: Sequence[str]) -> Sequence[str]:
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
