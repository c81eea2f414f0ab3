"""Cloze deletions as Anki writes them: `{{c1::text}}` and `{{c1::text::hint}}`."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct, field

from flashgen.markup.compiled import MAX_PROBLEMS, Problem
from flashgen.markup.marks import Kind, Mark, Marked

MAX_NUMBER: Final = 499
_TOKEN = re.compile(r"\\.|`+|\$\$?|\{\{c([0-9]{1,9})::|\}\}|::|[{}]", re.DOTALL)
_INLINE_MATH = re.compile(r"\$(?!\s)(?:\\.|[^$\\])+(?<!\s)\$(?![0-9])", re.DOTALL)
_DISPLAY_MATH = re.compile(r"\$\$(?:\\.|[^$\\]|\$(?!\$))+\$\$", re.DOTALL)
_MISSPELT = re.compile(r"\{\{\s*[cC]?\s*[0-9]+\s*::?")
_BRACES = re.compile(r"\{\{(?!\s*[cC]?\s*[0-9]+\s*:)[^{}]+\}\}")
_WRITE: Final = r"write `{{c1::text}}`, or `\{{` for the signs themselves"
# What Anki would take for the syntax of a cloze; the marks are the real ones.
_SYNTAX = re.compile(r"\{(?=\{)|\}(?=[\}\ue000-\uf8fd])|:(?=[:\ue000-\uf8fd])")


class _Open(Struct):
    region: int
    start: int
    number: int
    braces: int = 0
    has_hint: bool = False


class _Region(Struct):
    """The code or the formula that the scan is in."""

    kind: str = ""
    number: int = 0
    end: int = 0
    stack: list[_Open] = field(default_factory=list)


def find_clozes(text: str, problems: list[Problem], doubts: list[Problem]) -> list[Mark]:
    """Find the parts of the clozes in a text; `doubts` takes what may be meant as one.

    A `}}` or `::` of a formula or of code inside a cloze belongs to the formula or the code.
    """
    marks: list[Mark] = []
    region = _Region()
    stack = region.stack
    position = 0
    while (match := _TOKEN.search(text, position)) and len(problems) < MAX_PROBLEMS:
        start, position = match.span()
        token = match[0]
        if region.kind and start >= region.end:
            region.kind = ""
        if _BRACES.match(text, start) and not (region.kind or stack or match[1]):
            message = "`{{` begins no cloze"
            doubts.append(Problem("lone-braces", message, start, start + 2, _WRITE))
        elif token[0] == "`" and not region.kind:
            _enter(region, "code", _end_of_code(text, token, position))
        elif token[0] == "$" and not region.kind:
            pattern = _DISPLAY_MATH if token == "$$" else _INLINE_MATH
            formula = pattern.match(text, start)
            _enter(region, "math", formula.end() if formula else -1)
        elif match[1]:
            number = int(match[1])
            if not 1 <= number <= MAX_NUMBER:
                message = f"a cloze has a number from 1 to {MAX_NUMBER}"
                problems.append(Problem("cloze", message, start, position))
            marks.append(Mark(Kind.CLOZE_OPEN, start, position, token, number=number))
            stack.append(_Open(region.number if region.kind else 0, start, number))
        elif stack and stack[-1].region == (region.number if region.kind else 0):
            position = _inside(token, start, stack, region.kind, marks, problems)
    for still_open in stack[:MAX_PROBLEMS]:
        start, number = still_open.start, still_open.number
        end = start + len(f"{{{{c{number}::")
        problems.append(
            Problem("cloze", f"this cloze is not closed by `}}}}`: c{number}", start, end)
        )
    known = {mark.start for mark in marks}
    for match in _MISSPELT.finditer(text):
        if match.start() not in known and text[match.start() - 1 : match.start()] != "\\":
            message = f"`{match[0]}` begins no cloze"
            problems.append(Problem("cloze", message, *match.span(), _WRITE))
    return marks


_SCOPE: Final = frozenset({"std", "boost", "torch", "crate", "super"})
_CODE_LIKE = re.compile(r"\w*[<(_]|.*::", re.DOTALL)


def doubtful_hints(text: str, marks: list[Mark]) -> Iterator[Problem]:
    """Find hints that rather are the rest of a name such as `std::vector`."""
    ordered = sorted(marks, key=lambda mark: mark.start)
    for before, mark, after in zip(ordered, ordered[1:], ordered[2:], strict=False):
        if mark.kind is not Kind.CLOZE_HINT or before.kind is not Kind.CLOZE_OPEN:
            continue
        hidden, hint = text[before.end : mark.start], text[mark.end : after.start]
        if hidden in _SCOPE or (hidden.isidentifier() and _CODE_LIKE.match(hint)):
            yield Problem(
                "cloze-hint",
                f"this gap hides `{hidden}` alone; `{hint}` is shown as its hint",
                mark.start,
                mark.end,
                f"to hide it all, put it into code: `{hidden}::{hint}`",
            )


def _enter(region: _Region, kind: str, end: int) -> None:
    if end >= 0:
        region.kind, region.end, region.number = kind, end, region.number + 1


def _end_of_code(text: str, ticks: str, position: int) -> int:
    for match in re.finditer(r"`+", text[position:]):
        if len(match[0]) == len(ticks):
            return position + match.end()
    return -1


def _inside(
    token: str,
    start: int,
    stack: list[_Open],
    kind: str,
    marks: list[Mark],
    problems: list[Problem],
) -> int:
    """Read a token directly inside a cloze, and return where to read on."""
    top = stack[-1]
    if token == "{" and kind:
        top.braces += 1
    elif token in ("}", "}}") and kind and top.braces:
        top.braces -= 1
        return start + 1
    elif token == "}}":
        stack.pop()
        marks.append(Mark(Kind.CLOZE_CLOSE, start, start + 2, token))
    elif token == "::" and kind == "code":
        problems.append(
            Problem(
                "cloze",
                "`::` inside a cloze in code would begin a hint",
                start,
                start + 2,
                "put the cloze around the code: {{c1::`std::vector`}}",
            )
        )
    elif token == "::" and not top.has_hint:
        top.has_hint = True
        marks.append(Mark(Kind.CLOZE_HINT, start, start + 2, token, number=top.number))
    return start + len(token)


def escape_syntax(html: str) -> str:
    """Return HTML in which only marks are syntax of clozes, not braces and colons typed."""
    return _SYNTAX.sub(lambda match: f"&#{ord(match[0])};", html)


def write_syntax(html: str, marked: Marked) -> str:
    """Return the HTML with Anki's syntax in place of the marks."""
    written = []
    for part in marked.parts(html):
        if isinstance(part, str):
            written.append(part)
            continue
        mark = part[1]
        written.append(
            {
                Kind.CLOZE_OPEN: f"{{{{c{mark.number}::",
                Kind.CLOZE_HINT: "::",
                Kind.CLOZE_CLOSE: "}}",
            }[mark.kind]
        )
    return "".join(written)


def fill_clozes(text: str, shown: Callable[[str, str, int], str]) -> str:
    """Replace each deletion of a cloze text by what `shown` gives for its inside, hint and number.

    Inner deletions come first.
    """
    stack: list[tuple[list[str], list[str], int]] = [([], [], 0)]
    into = stack[0][0]
    position = 0
    for mark in sorted(find_clozes(text, [], []), key=lambda mark: mark.start):
        into.append(text[position : mark.start])
        position = mark.end
        if mark.kind is Kind.CLOZE_OPEN:
            stack.append(([], [], mark.number))
            into = stack[-1][0]
        elif mark.kind is Kind.CLOZE_HINT:
            into = stack[-1][1]
        else:
            inside, hint, number = stack.pop()
            into = stack[-1][0]
            into.append(shown("".join(inside), "".join(hint), number))
    into.append(text[position:])
    return "".join(stack[0][0])
