"""Names that stay: ids of imported cards, namespaces, names of files."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from flashgen.deck.identity import slug

LETTERS: Final = "bcdfghjkmnpqrstvwxz23456789"
"""No vowels, so that no words come out, and nothing that looks like something else."""

_LONGEST_ID: Final = 40
_LONGEST_DECK: Final = 500
_RESERVED: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)")


def letters(key: str, count: int = 4) -> str:
    """Return letters and digits that stand for a text, always the same ones."""
    number = int.from_bytes(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:16], "big")
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
    """Return an id for each of these pairs of a wished one, which may be empty, and a key.

    The wish is granted where nobody else has it; all others get letters that stand for their keys.
    """
    counts = Counter(wish for wish, _ in wanted)
    made: list[str] = []
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for wish, key in wanted:
        id = wish if wish and counts[wish] == 1 else f"{wish or 'card'}-{letters(key, 5)}"
        unique, number = id, numbers.get(id, 2)
        while unique in taken:
            unique, number = f"{id}-{number}", number + 1
        numbers[id] = number
        taken.add(unique)
        made.append(unique)
    return made


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
