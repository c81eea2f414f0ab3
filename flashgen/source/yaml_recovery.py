"""How to read on after a syntax error: without the entries of the file that are no YAML.

Each entry of the file, and each of the list of cards, is tried by itself, so a quote or bracket
that is never closed does not reach into the next one.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Protocol, TypeVar

from flashgen.source.yaml_flow import enclosing_list

_MOST_LISTS = 200
_MOST_REPARSED = 10_000_000
"""Characters of an entry that are read again at most to mask the lists in it."""
_KEY = re.compile(r"^[^\s#-]", re.MULTILINE)
_DASH = re.compile(r"^( *)-(?=\s)", re.MULTILINE)


class Failure(Protocol):
    """Where libyaml fails on a text."""

    @property
    def at(self) -> int:
        """The offset of the problem."""

    @property
    def begun(self) -> int | None:
        """The offset at which the collection around it begins."""


F = TypeVar("F", bound=Failure)


def entries_of(text: str, key: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each entry of a file begins and ends, and whether it stands in the list at `key`.

    That list itself is no entry.
    """
    listed = re.compile(rf"{re.escape(key)}:[ \t\r]*(?:#[^\n]*)?$", re.MULTILINE)
    for start, end in pairwise([*(key.start() for key in _KEY.finditer(text)), len(text)]):
        head = listed.match(text, start, end)
        first = _DASH.search(text, head.end(), end) if head else None
        if head and first:
            dash = re.compile(rf"^ {{{len(first[1])}}}-(?=\s)", re.MULTILINE)
            dashes = [found.start() for found in dash.finditer(text, head.end(), end)]
            yield from ((start, end, True) for start, end in pairwise([*dashes, end]))
        else:
            yield start, end, False


def blanked(text: str, start: int, end: int) -> str:
    """Return the text with a part replaced by spaces, on as many lines."""
    spaces = "\n".join([" " * len(line) for line in text[start:end].split("\n")])
    return text[:start] + spaces + text[end:]


def masked(text: str, start: int, end: int) -> str:
    """Return the text with a list in it replaced by a quoted text, on as many lines."""
    inside = re.sub(r"[^\s]", "x", text[start + 1 : end - 1])
    return f'{text[:start]}"{inside}"{text[end:]}'


def masked_lists(
    text: str, failure_of: Callable[[str], F | None]
) -> tuple[str, dict[int, int], F | None]:
    """Mask the lists in a text that YAML fails on, such as ``[a[0], b]``.

    Returns the text, where the lists begin and end, and where it still fails.
    """
    lists: dict[int, int] = {}
    failure = failure_of(text)
    for _ in range(min(_MOST_LISTS, _MOST_REPARSED // (len(text) + 1))):
        if failure is None:
            break
        found = None if failure.begun is None else enclosing_list(text, failure.at, failure.begun)
        if found is None:
            break
        lists[found[0]] = found[1]
        text = masked(text, *found)
        failure = failure_of(text)
    return text, lists, failure
