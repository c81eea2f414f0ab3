"""Markdown that `check` would reject -> Markdown that it accepts, and what had to change."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from msgspec import Struct

from flashgen.importers.draft import clean
from flashgen.markup import (
    CompiledText,
    MarkupError,
    Problem,
    compile_cloze,
    compile_inline,
    compile_text,
)

_ROUNDS: Final = 12
_FORMULA = re.compile(r"\\.|(\$\$(?:\\.|[^$\\])+\$\$|\$(?:\\.|[^$\\])+\$)", re.DOTALL)
_IMAGE = re.compile(r"!\[(?:\\.|[^\]\\])*\]\((?:<[^>\n]*>|[^)\n]*)\)")


COMPILERS: Final[Mapping[str, Callable[[str], CompiledText]]] = {
    "text": partial(compile_text, slots=False),
    "inline": partial(compile_inline, slots=False),
    "cloze": compile_cloze,
    "numeric": partial(compile_text, slots=True),
    "numeric-inline": partial(compile_inline, slots=True),
}
"""The ways in which a text of a deck file is read."""


class Repaired(Struct, frozen=True):
    """A text that compiles, what it compiles to, and what it no longer says, in words."""

    text: str
    compiled: CompiledText
    changes: tuple[str, ...] = ()


def repair(text: str, way: str = "text") -> Repaired | None:
    """Return the text as it can stand in a deck file, or None where it cannot.

    `way` is a key of COMPILERS: how the text will be read.
    """
    text = clean(text)
    changes: dict[str, None] = {}
    for _ in range(_ROUNDS):
        try:
            compiled = COMPILERS[way](text)
        except MarkupError as error:
            edited = text
            # From the end, so that the places of the others stay right; each place once.
            end = len(text) + 1
            for problem in reversed(error.errors):
                if problem.end <= end:
                    edited, end = _edited(edited, problem, changes)
            if edited == text:
                return None
            text = edited
        else:
            lone = [w.start for w in compiled.warnings if w.code == "lone-dollar"]
            if not lone:
                return Repaired(text, compiled, tuple(changes))
            for start in sorted(lone, reverse=True):
                text = f"{text[:start]}\\{text[start:]}"
    return None


def _edited(text: str, problem: Problem, changes: dict[str, None]) -> tuple[str, int]:
    """Return the text without the problem, and where the change begins."""
    start, end = problem.start, problem.end
    piece = text[start:end]
    if problem.code == "math":
        found = (match for match in _FORMULA.finditer(text) if match[1])
        formula = next((m for m in found if m.start() <= start < m.end()), None)
        if formula is None:
            return f"{text[:start]}\\{text[start:]}", start
        source = formula[0].strip("$").replace("`", "'").replace("\n", " ").strip()
        changes[f"the formula {source[:100]} stands as code: {problem.message}"] = None
        return f"{text[: formula.start()]}`{source}`{text[formula.end() :]}", formula.start()
    if problem.code == "image" or (problem.code == "link" and piece.startswith("!")):
        image = _IMAGE.match(text, start)
        changes[f"an image that is no file of the deck: {piece[:200]}"] = None
        return text[:start] + text[image.end() if image else end :], start
    if problem.code == "link":
        changes[f"a link that a card cannot follow: {piece[:200]}"] = None
        return f"{text[:start]}\\{text[start:]}", start
    if problem.code == "text-character":
        return text[:start] + text[end:], start
    if problem.code in ("html", "slot"):
        changes[f"`{piece[:80]}` shows as typed"] = None
        return f"{text[:start]}\\{text[start:]}", start
    return text, start
