"""Brackets as an author types them: lists of expressions, which YAML would cut at every comma."""

import re
from collections.abc import Iterator
from itertools import pairwise

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_LONGEST_LIST = 5_000
"""Characters of a list that is read as typed though YAML fails on it."""
_MOST_LISTS = 32
"""Brackets before an error that may begin such a list."""
_AT_VALUE = re.compile(r"(?:[:{\[,]|(?:^|\n)[ \t]*(?:-[ \t]+)*-)[ \t]*\Z")
_BEHIND_LIST = re.compile(r"[ \t]*(?:[ \t]#[^\n]*)?(?:[,}\r\n]|\Z)")


def characters(text: str, start: int, end: int) -> Iterator[tuple[int, str, int]]:
    """Yield (offset, character, depth) without comments; quoted characters have depth -1.

    The depth is that outside of a bracket. Ends where the first bracket is closed, or at one that
    closes no other.
    """
    expected: list[str] = []
    quote = ""
    comment = False
    for at in range(start, end):
        character = text[at]
        before = text[at - 1] if at else "\n"
        if comment:
            if character != "\n":
                continue
            comment = False
        if quote:
            yield at, character, -1
            if character == quote:
                quote = ""
        elif character in "'\"" and not before.isalnum():
            quote = character
            yield at, character, -1
        elif character == "#" and before in " \t\n":
            comment = True
        elif character in _BRACKETS:
            yield at, character, len(expected)
            expected.append(_BRACKETS[character])
        elif character in ")]}":
            if not expected or expected.pop() != character:
                return
            yield at, character, len(expected)
            if not expected and text[start] in _BRACKETS:
                return
        else:
            yield at, character, len(expected)


def closing(text: str, start: int, end: int) -> int | None:
    """Return the offset behind the bracket that closes the one at `start`; None if none does."""
    for at, character, depth in characters(text, start, min(end, len(text))):
        if depth == 0 and at > start:
            return at + 1 if character in ")]}" else None
    return None


def items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the entries of the list from `start` to `end` begin and end, spaces apart."""
    cuts = [start]
    inner = characters(text, start, end)
    cuts += [at for at, character, depth in inner if (character, depth) == (",", 1)]
    cuts.append(end - 1)
    found = []
    for cut, following in pairwise(cuts):
        inside = text[cut + 1 : following]
        begin = cut + 1 + len(inside) - len(inside.lstrip())
        if inside.strip():
            found.append((begin, begin + len(inside.strip())))
    return found


def enclosing_list(text: str, at: int, begun: int) -> tuple[int, int] | None:
    """Return the outermost list that is a value and holds an error at `at`; None if none does.

    `begun` is where the innermost collection around the error begins.
    """
    first = max(0, begun - _LONGEST_LIST)
    starts = [start for start in range(first, min(begun + 1, len(text))) if text[start] == "["]
    for start in starts[-_MOST_LISTS:]:
        if _AT_VALUE.search(text, max(first, start - 200), start):
            end = closing(text, start, start + _LONGEST_LIST)
            if end is not None and end > at and _BEHIND_LIST.match(text, end):
                return start, end
    return None


def quoted(text: str, key: str = "") -> str | None:
    """Return the hint that shows a text in quotes; None if it is too long or has both kinds."""
    quote = next((q for q in "'\"" if q not in text), None)
    if quote is None or (quote == '"' and "\\" in text) or len(text) > 80 or "\n" in text:
        return None
    return f"quote it: `{f'{key}: ' if key else ''}{quote}{text}{quote}`"
