"""Edits of study notes in place: what a card cannot hold is replaced or removed."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

GONE: Final = "\ue010"
"""Marks where a whole line, or its label, was removed."""
_DEFINITION = re.compile(r" {0,3}\[[^\]^]+\]:[ \t]+<?https?://\S+(?:[ \t]+[\"'(].*)?")
_GONE_LINE = re.compile(rf"[> \t]*(?:[-*+]|[0-9]+[.)])?[ \t]*{GONE}[ \t]*\\?")


class EditedText:
    """A text with edits at places that are counted in bytes of UTF-8."""

    def __init__(self, text: str) -> None:
        self.bytes: Final = text.encode()
        self._edits: list[tuple[int, int, str]] = []

    def original(self, start: int, end: int) -> str:
        """Return a part as the author wrote it."""
        return self.bytes[start:end].decode(errors="replace")

    def edit(self, *edits: tuple[int, int, str]) -> None:
        """Replace each part with a text; of two that overlap, the first wins."""
        self._edits += edits

    def parts(self, ranges: Iterable[tuple[int, int]]) -> list[str]:
        """Return the parts with the edits applied."""
        self._edits.sort()
        return [self._part(start, end) for start, end in ranges]

    def _part(self, start: int, end: int) -> str:
        parts = []
        at = start
        for first, last, instead in self._edits[bisect_left(self._edits, (start, 0, "")) :]:
            if first >= end:
                break
            if first < at or last > end:
                continue
            parts += [self.bytes[at:first], instead.encode()]
            at = last
        parts.append(self.bytes[at:end])
        return b"".join(parts).decode()


def tidied(text: str, *, keeps_rules: bool = False) -> str:
    """Return a section without removed parts, and without rules and blank lines around it."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if _GONE_LINE.fullmatch(line):
            continue
        line = line.replace(f"{GONE} ", "").replace(GONE, "")
        if mark := re.match(r"[> ]*(```+|~~~+)", line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        if fence or mark:
            kept.append(line)
        elif _DEFINITION.fullmatch(line):
            continue  # the links that it is for have their addresses now
        elif line.strip(" >"):
            kept.append(line.rstrip())
        elif kept and not kept[-1].strip(" >"):
            kept[-1] = kept[-1] if line.strip() else ""  # the end of a quote rather than its blank
        else:
            kept.append(line.strip())
    first, last = 0, len(kept)
    while first < last and _is_empty(kept[first], keeps_rules):
        first += 1
    while first < last and _is_empty(kept[last - 1], keeps_rules):
        last -= 1
    return "\n".join(_ends(kept[first:last]))


def _is_empty(line: str, keeps_rules: bool) -> bool:
    if not line.strip(" >"):
        return True
    return not keeps_rules and re.fullmatch(r"(?:[-*_] ?){3,}", line) is not None


def _ends(lines: list[str]) -> Iterator[str]:
    """Yield the lines; a line break before an empty line is none."""
    for line, after in pairwise([*lines, ""]):
        is_break = line.endswith("\\") and not line.endswith("\\\\")  # one of `_tag`
        yield line[:-1].rstrip() if is_break and not after.strip(" >") else line
