"""What stands above a note between `---` lines: its title, deck and tags, in YAML or TOML."""

import re
from typing import Final

from msgspec import Struct, field

_BLOCK = re.compile(
    r"\A\ufeff?(?:---|\+\+\+)[ \t]*\n(.*?)\n(?:---|\+\+\+|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_LINE = re.compile(r"([A-Za-z][\w -]*+)[ \t]*+[:=][ \t]*(.*)")
_LONGEST: Final = 200  # characters of a line in which a key is sought
_TAGS: Final = ("tags", "tag", "keywords", "categories")
_DECKS: Final = ("deck", "target deck", "cards-deck", "anki-deck", "name")


class FrontMatter(Struct):
    """What of it means something for cards."""

    title: str = ""
    deck: str = ""
    tags: list[str] = field(default_factory=list)


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Return the front matter of a note and what follows."""
    found = FrontMatter()
    match = _BLOCK.match(text)
    if match is None or not any(_LINE.search(line[:_LONGEST]) for line in match[1].split("\n")):
        return found, text
    key = ""
    for line in match[1].split("\n"):
        item = re.match(r"[ \t]*-[ \t]+(.*)", line)
        pair = _LINE.match(line)
        if item and key in _TAGS:
            found.tags += _tags(item[1])
        elif pair:
            key, value = pair[1].strip().lower(), pair[2].strip()
            if key in _TAGS:
                found.tags += _tags(value)
            elif key in _DECKS and value:
                found.deck = _plain(value)
            elif key == "title" and value:
                found.title = _plain(value)
    return found, text[match.end() :]


def _tags(value: str) -> list[str]:
    value = value.strip().strip("[]")
    parts = value.split(",") if "," in value else value.split()
    return [tag for tag in (tag_of(_plain(part)) for part in parts) if tag]


def _plain(value: str) -> str:
    return value.strip().strip("\"'").strip()


def tag_of(text: str) -> str:
    """Return a tag of a note as Anki nests it: `a/b` is `a::b`."""
    return re.sub(r"[\s<>&\"']+", "-", text.strip().lstrip("#").replace("/", "::")).strip("-:")
