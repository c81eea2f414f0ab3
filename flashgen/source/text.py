"""A file's text and positions in it; how many columns of a terminal a text takes."""

import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import MutableSequence
from itertools import accumulate

from msgspec import Struct, field

MERGE_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
"""The beginnings of the lines that a merge leaves in a file where there are conflicts."""


class Source(Struct, frozen=True, eq=False):
    """A file's text, and its path as messages show it (with ``/`` on every system)."""

    path: str
    text: str
    # Eight bytes a line, where a list of integers takes forty.
    _line_starts: MutableSequence[int] = field(default_factory=lambda: array("q"))

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset, both counted from 1."""
        starts = self._starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return a line (counted from 1) without its line break."""
        starts = self._starts()
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def _starts(self) -> MutableSequence[int]:
        # Computed for the first position that is asked for: most files have no errors.
        starts = self._line_starts
        if not starts:
            lengths = map(len, self.text.split("\n"))
            starts.extend(accumulate(map((1).__add__, lengths), initial=0))
            starts.pop()
        return starts


class Span(Struct, frozen=True):
    """A part of a source: offsets into its text, the end excluded."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        """The first line, counted from 1."""
        return self.source.position(self.start)[0]

    @property
    def first_line(self) -> "Span":
        """The part on the first line, without a trailing comment."""
        line = self.source.text[self.start : self.end].split("\n", 1)[0]
        return Span(self.source, self.start, self.start + len(line.partition(" #")[0].rstrip()))

    @property
    def column(self) -> int:
        """The first column, counted from 1."""
        return self.source.position(self.start)[1]

    @property
    def end_line(self) -> int:
        """The line on which the span ends."""
        return self.source.position(max(self.start, self.end))[0]

    @property
    def end_column(self) -> int:
        """The column after the last character."""
        return self.source.position(max(self.start, self.end))[1]


def undecodable(path: str, data: bytes, start: int) -> tuple[str, Span]:
    """Return the message about a byte that is not UTF-8, at `start`, and its place."""
    before = data[:start].decode(errors="replace")
    source = Source(path, data.decode(errors="replace"))
    message = f"the byte 0x{data[start]:02X} is not UTF-8"
    return message, Span(source, len(before), len(before) + 1)


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for each wide character."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
