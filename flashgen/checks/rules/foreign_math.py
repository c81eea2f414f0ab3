r"""Markdown reads `\(` as a bracket, and drops the backslash; `[latex]` and `[$]` are Anki's older
signs, for pictures of formulas. Math is written `$…$`, or `$$…$$` on a line of its own.

bad:
    front: What is \(x^2\) for 3?
good:
    front: What is $x^2$ for 3?
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from flashgen.checks.files import CheckedFiles
from flashgen.deck.keys import localized_texts
from flashgen.source.diagnostics import Diagnostic

_CODE: Final = re.compile(r"`+|~~~+")
_MATH: Final = re.compile(r"(?<!\\)(\$\$?)[^$]+\1")
_OF_ANKI: Final = re.compile(r"\[(latex|\$\$?)\]")
_OF_LATEX: Final = re.compile(r"(?<!\\)\\[(\[]")
_FORMULA: Final = re.compile(r"[\\^_=<>+/0-9]")


class _Found(NamedTuple):
    """A formula in foreign delimiters: the opening one, and where it stands."""

    opening: str
    start: int
    end: int


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report the first formula of each text in the delimiters of LaTeX or of older Anki cards."""
    for _, definition in files.wanted():
        for text in localized_texts(definition.model):
            for scalar in text.scalars:
                found = _foreign_formula(scalar.value)
                if found is None:
                    continue
                yield Diagnostic(
                    "foreign-math",
                    f"`{found.opening}` begins no formula here; what follows is shown as plain "
                    "text",
                    scalar.span_at(found.start, found.end),
                    hint="math is written `$…$`, or `$$…$$` on a line of its own",
                )


def _foreign_formula(text: str) -> _Found | None:
    if "\\" not in text and "[" not in text:
        return None
    text = _without_code(text)
    if found := _first(_OF_ANKI, text):
        return found
    found = _first(_OF_LATEX, _MATH.sub(_blank, text))
    return found if found is not None and _is_formula(found, text) else None


def _first(opening: re.Pattern[str], text: str) -> _Found | None:
    """Return the first formula that begins with an opening delimiter and has its closing one."""
    last: dict[str, int] = {}  # where the last of each closing one stands
    for match in opening.finditer(text):
        closing = f"[/{match[1]}]" if opening is _OF_ANKI else {"(": "\\)", "[": "\\]"}[match[0][1]]
        if closing not in last:
            last[closing] = text.rfind(closing)
        if last[closing] > match.end():
            end = text.find(closing, match.end() + 1) + len(closing)
            return _Found(match[0], match.start(), end)
    return None


def _is_formula(found: _Found, text: str) -> bool:
    # `\[see below\]` is how Markdown writes brackets that begin no link.
    inside = text[found.start + 2 : found.end - 2]
    return found.opening == "\\(" or len(inside.strip()) == 1 or bool(_FORMULA.search(inside))


def _without_code(text: str) -> str:
    """Return the text with blanks for code, in spans and in fenced blocks."""
    pieces: list[str] = []
    position = 0
    unclosed: set[str] = set()
    for match in _CODE.finditer(text):
        sign = match[0]
        if match.start() < position or sign in unclosed:
            continue
        close = text.find(sign, match.end())
        if close < 0:
            unclosed.add(sign)
            continue
        end = close + len(sign)
        pieces += [text[position : match.start()], " " * (end - match.start())]
        position = end
    return "".join([*pieces, text[position:]])


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
