"""The pages of the guide: their order, their sections, what a word finds in them."""

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

CONTENTS: Final = "README"
"""The page that lists the others; a folder on GitHub shows it by itself."""
FOR_LLM: Final = "for-llm"

_LISTED: Final = re.compile(r"^- \[[^]]+\]\((?P<topic>[\w.-]+)\.md\)", re.MULTILINE)
_HEADING: Final = re.compile(r"^(?P<marks>#{1,4}) (?P<title>.+)$")
_FENCE: Final = re.compile(r"^ *(```|~~~)")


class Section(Struct, frozen=True):
    """A heading with the text below it, up to the next heading."""

    topic: str
    title: str
    text: str

    def lines_with(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the lines that contain a word; none where the section lacks one of them."""
        if not all(word.casefold() in self.text.casefold() for word in words):
            return ()
        lines = (line.strip() for line in self.text.splitlines())
        return tuple(
            line for line in lines if any(word.casefold() in line.casefold() for word in words)
        )


@functools.cache
def text_of(topic: str) -> str:
    """Return a page, in Markdown."""
    place = Path(__file__).parent.parent / "guide" / f"{topic}.md"
    return place.read_text(encoding="utf-8")


@functools.cache
def topics() -> tuple[str, ...]:
    """Return the topics, in the order of the contents."""
    return tuple(found["topic"] for found in _LISTED.finditer(text_of(CONTENTS)))


def sections(topic: str) -> tuple[Section, ...]:
    """Return the sections of a page; a `#` in a block of code begins none."""
    parts: list[tuple[str, list[str]]] = []
    in_code = False
    for line in text_of(topic).splitlines():
        if _FENCE.match(line):
            in_code = not in_code
        heading = None if in_code else _HEADING.match(line)
        if heading:
            parts.append((heading["title"], []))
        if parts:
            parts[-1][1].append(line)
    return tuple(Section(topic, title, "\n".join(lines) + "\n") for title, lines in parts)


def find(words: Sequence[str], within: Sequence[str] | None = None) -> tuple[Section, ...]:
    """Return the sections that contain all the words, those with one in the heading first."""
    found = [
        section
        for topic in (topics() if within is None else within)
        for section in sections(topic)
        if section.lines_with(words)
    ]
    return tuple(sorted(found, key=lambda section: not _in_title(section, words)))


def _in_title(section: Section, words: Sequence[str]) -> bool:
    return any(word.casefold() in section.title.casefold() for word in words)
