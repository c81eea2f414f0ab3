"""What Markdown must not see: slots, tags and clozes become marks before the text is parsed."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from flashgen.markup.compiled import MAX_PROBLEMS, Problem
from flashgen.markup.marks import (
    AFTER_OPENING,
    BEFORE_CLOSING,
    CLOSING,
    FIRST_MARK,
    MAX_MARKS,
    OPENING,
    SMALLER,
    Kind,
    Mark,
    Marked,
)
from flashgen.markup.tags import TAG, read_tag
from flashgen.values.formatting import UNSHOWABLE
from flashgen.values.numerals import parse_format

MAX_SLOT_LENGTH: Final = 2000
MAX_CANDIDATES: Final = 20

_SLOT_PART = re.compile(r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[\[({]|[\])}]|:|>>""")
_SIMPLE = re.compile(r"(?!(?:lambda|if|else|not|and|or|in|is|for)\b)[A-Za-z_]\w*(?:\[\w+\])?")
_AUTOLINK = re.compile(
    r"<(?:https?://|mailto:)[^\s<>]{1,2000}>|<[\w.+-]{1,60}@[\w.-]{1,200}>", re.I
)
_NUMERIC_ENTITY = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")


def refused_characters(text: str) -> Iterator[Problem]:
    """Find characters that no note can hold, typed or as an entity."""
    for match in islice(UNSHOWABLE.finditer(text), MAX_PROBLEMS):
        yield Problem(
            "text-character",
            f"the character U+{ord(match[0]):04X} cannot stand in a text",
            match.start(),
            match.end(),
            "leave it out",
        )
    if "&#" in text:
        for match in _NUMERIC_ENTITY.finditer(text):
            number = int(match[1], 16) if match[1] else int(match[2])
            if number > 0x10FFFF or UNSHOWABLE.match(chr(number)):
                yield Problem(
                    "text-character",
                    f"the character {match[0]} cannot stand in a text",
                    match.start(),
                    match.end(),
                    "leave it out",
                )


def insert_marks(
    text: str, *, slots: bool, clozes: Iterable[Mark], problems: list[Problem]
) -> Marked:
    """Replace slots, tags, clozes and every other `<` that begins no link by marks."""
    given = list(clozes)
    found: list[Mark | int] = [*given]
    position = text.find("<")
    if position < 0 and not found:
        return Marked(text, [], [], [])
    while position >= 0 and len(problems) < MAX_PROBLEMS:
        item, end = _at_smaller(text, position, slots, problems)
        if item is not None:
            found.append(item)
        position = text.find("<", end)
    if given:
        found.sort(key=lambda item: item if isinstance(item, int) else item.start)
    marks: list[Mark] = []
    parts: list[str] = []
    ends: list[int] = []
    shifts: list[int] = []
    position = length = 0
    for item in found:
        if isinstance(item, int):
            if item >= position:
                parts += [text[position:item], SMALLER]
                length += item - position + 1
                position = item + 1
            continue
        if item.start < position:
            continue
        if len(marks) == MAX_MARKS:
            problems.append(
                Problem(
                    "text-too-long",
                    f"a text has at most {MAX_MARKS} slots, tags and clozes",
                    item.start,
                    item.end,
                )
            )
            break
        character = chr(FIRST_MARK + len(marks))
        if item.kind in OPENING:
            character += AFTER_OPENING
        if item.kind in CLOSING:
            character = BEFORE_CLOSING + character
        parts += [text[position : item.start], character]
        length += item.start - position + len(character)
        position = item.end
        marks.append(item)
        ends.append(length)
        shifts.append(position - length)
    parts.append(text[position:])
    return Marked("".join(parts), marks, ends, shifts)


def _at_smaller(
    text: str, position: int, slots: bool, problems: list[Problem]
) -> tuple[Mark | int | None, int]:
    """Read what begins at a `<`: a mark, an offset where it is text, None where Markdown has it."""
    escaped = text[position - 1 : position] == "\\" and _is_escaped(text, position)
    if slots and text.startswith("<<", position):
        if escaped:
            start, end = position - 1, position + 2
            return Mark(Kind.LITERAL, start, end, "<<"), end
        mark = _slot(text, position, problems)
        return mark, mark.end
    if escaped:
        return None, position + 1
    following = text[position + 1 : position + 2]
    if following == "<" or following.isspace():  # most of those that begin nothing
        return (None if text[position - 2 : position] == "](" else position), position + 1
    match = TAG.match(text, position)
    if match is not None:
        tag = read_tag(match["close"], match["name"], match["attributes"])
        if tag is not None:
            kind, html = tag
            if slots and "<<" in match["attributes"]:
                message = "a slot cannot stand inside a tag"
                problems.append(Problem("slot", message, position, match.end()))
            name = match["name"].lower()
            return Mark(kind, position, match.end(), match[0], name=name, html=html), match.end()
    if text[position - 2 : position] == "](" or _AUTOLINK.match(text, position):
        return None, position + 1
    return position, position + 1


def _is_escaped(text: str, position: int) -> bool:
    backslashes = 0
    while position > backslashes and text[position - backslashes - 1] == "\\":
        backslashes += 1
    return backslashes % 2 == 1


def _slot(text: str, start: int, problems: list[Problem]) -> Mark:
    colon = -1
    first = -1
    for position, symbol in _top_level(text, start + 2):
        if symbol == ":":
            colon = position
            # Behind the colon quotes and brackets are ordinary characters.
            end = text.find(">>", position, start + MAX_SLOT_LENGTH)
            words = text[position + 1 : end]
            if end >= 0 and "\n\n" not in words and _parses(text[start + 2 : position].strip()):
                return _checked_slot(text, start, position, words, end + 2, problems)
            continue
        ends = (colon, position) if colon >= 0 else (position,)
        # Where the slot can end nowhere else, its expression is parsed later, and once.
        is_sure = first < 0 and _is_last_end(text, position + 2)
        for end in ends:
            inside = text[start + 2 : end].strip()
            if (is_sure and end == ends[0] and inside) or _parses(inside):
                spec = text[end + 1 : position] if end < position else None
                return _checked_slot(text, start, end, spec, position + 2, problems)
        if first < 0:
            first = position
        if not text[start + 2 : min(first, colon if colon >= 0 else first)].strip():
            break
    message, end = "this slot is not closed", start + 2
    if first >= 0:
        end = first + 2
        inside = text[start + 2 : first].strip()
        empty = not inside or inside.startswith(":")
        message = "this slot is empty" if empty else f"`{inside}` is not an expression"
    hint = r"write `<<expression>>`, or `\<<` for the signs themselves"
    problems.append(Problem("slot", message, start, end, hint))
    return Mark(Kind.LITERAL, start, end, text[start:end])


def _top_level(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Find the colons and the `>>` outside of strings and brackets."""
    depth = ends = 0
    limit = min(len(text), start + MAX_SLOT_LENGTH)
    for part in _SLOT_PART.finditer(text, start, limit):
        symbol = part[0]
        if symbol in "[({":
            depth += 1
        elif symbol in "])}":
            depth -= 1
        elif depth == 0 and symbol in (":", ">>"):
            yield part.start(), symbol
            ends += symbol == ">>"
            if ends == MAX_CANDIDATES:
                return


def _checked_slot(
    text: str, start: int, end: int, spec: str | None, outer_end: int, problems: list[Problem]
) -> Mark:
    inside = text[start + 2 : end]
    expression = inside.strip()
    inner_start = start + 2 + len(inside) - len(inside.lstrip())
    if spec is not None:
        try:
            parse_format(spec.strip())
        except ValueError as error:
            problems.append(Problem("format", str(error), end + 1, outer_end - 2))
            spec = None
    return Mark(
        Kind.SLOT,
        start,
        outer_end,
        text[start:outer_end],
        expression=expression,
        format=spec.strip() if spec is not None else None,
        inner_start=inner_start,
    )


def _is_last_end(text: str, end: int) -> bool:
    """Tell whether no further `>>` comes before the next slot."""
    other = text.find(">>", end)
    if other < 0:
        return True
    slot = text.find("<<", end)
    return 0 <= slot < other


def _parses(expression: str) -> bool:
    if _SIMPLE.fullmatch(expression):
        return True
    if not expression:
        return False
    try:
        with warnings.catch_warnings():
            # The parser warns of "\d" and of `1if x else 2`.
            warnings.simplefilter("ignore")
            ast.parse(f"({expression}\n)", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True
