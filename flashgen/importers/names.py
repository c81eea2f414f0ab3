"""Names that stay: ids of imported cards, namespaces, names of files."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from flashgen.deck.identity import slug
from flashgen.importers.spool import ScratchDatabase

LETTERS: Final = "bcdfghjkmnpqrstvwxz23456789"
"""No vowels, so that no words come out, and nothing that looks like something else."""

_LONGEST_ID: Final = 40
_LONGEST_DECK: Final = 500
_RESERVED: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)")


def letters(key: str, count: int = 4) -> str:
    """Return letters and digits that stand for a text, always the same ones."""
    return letters_of_all((key,), "", count)


def letters_of_all(keys: Iterable[str], between: str, count: int = 4) -> str:
    """Return the letters that stand for these texts joined together."""
    digest = hashlib.sha256()
    for index, key in enumerate(keys):
        digest.update((between if index else "").encode())
        digest.update(key.encode("utf-8", "replace"))
    number = int.from_bytes(digest.digest()[:16], "big")
    made = ""
    for _ in range(count):
        number, digit = divmod(number, len(LETTERS))
        made += LETTERS[digit]
    return made


def short_slug(text: str) -> str:
    """Return the first words of a text as an id; "" where there are none."""
    words = slug(text, "").split("-")
    made = ""
    for word in words:
        if made and len(made) + len(word) >= _LONGEST_ID:
            break
        made = f"{made}-{word}" if made else word[:_LONGEST_ID]
    return made


def ids(wanted: Sequence[tuple[str, str]]) -> list[str]:
    """Return an id for each of these pairs of a wished one, which may be empty, and a key."""
    with UniqueIds() as unique:
        for wish, _ in wanted:
            unique.wish(wish)
        return [unique.give(wish, key) for wish, key in wanted]


class UniqueIds(ScratchDatabase):
    """Gives ids, all different, to any number of cards, when the wishes of all are known.

    A wish is granted where nobody else has it; all others get letters that stand for their keys.
    """

    def __init__(self) -> None:
        super().__init__("CREATE TABLE wishes (wish TEXT PRIMARY KEY, count) WITHOUT ROWID")
        self._connection.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, next) WITHOUT ROWID")

    def wish(self, wish: str) -> None:
        """Take a card's wish, which may be empty."""
        query = "INSERT INTO wishes VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1"
        self._connection.execute(query, (wish,))

    def give(self, wish: str, key: str) -> str:
        """Return the id of a card whose wish was taken; `key` tells it from all others."""
        query = "SELECT count FROM wishes WHERE wish = ?"
        (count,) = self._connection.execute(query, (wish,)).fetchone()
        id = wish if wish and count == 1 else f"{wish or 'card'}-{letters(key, 5)}"
        unique, number = id, self._next(id)
        while self._next(unique):
            unique, number = f"{id}-{number}", number + 1
        if unique != id:
            self._connection.execute("UPDATE ids SET next = ? WHERE id = ?", (number, id))
        self._connection.execute("INSERT INTO ids VALUES (?, 2)", (unique,))
        return unique

    def _next(self, id: str) -> int:
        """Return the number that sets apart the next card with a given id; 0 where none has it."""
        query = "SELECT next FROM ids WHERE id = ?"
        found = self._connection.execute(query, (id,)).fetchone()
        return int(found[0]) if found else 0


def deck_name(name: str) -> str:
    """Return a deck's name as a deck file may have it; the same where it may."""
    allowed = (" " if c in "<>" or unicodedata.category(c)[0] == "C" else c for c in name)
    parts = "".join(allowed).split("::")
    return "::".join(part.strip() for part in parts if part.strip())[:_LONGEST_DECK] or "Imported"


def file_stem(name: str) -> str:
    """Return a name as one for a file: letters and digits of any script, hyphens between."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name).lower())
    stem = "-".join(words).encode()[:80].decode(errors="ignore").strip("-") or "deck"
    return f"{stem}-deck" if _RESERVED.match(stem) else stem


def image_name(name: str, suffix: str) -> str:
    """Return a safe name for an image that somebody else has named; `suffix` is of its type."""
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0]
    words = re.findall(r"[^\W_]+(?:_[^\W_]+)*", unicodedata.normalize("NFC", stem))
    stem = "-".join(words).encode()[:80].decode(errors="ignore").strip("-_") or "image"
    return f"{'image-' if _RESERVED.match(stem) else ''}{stem}{suffix}"
