r"""Markdown reads `\(` as a bracket, and drops the backslash; `[latex]` and `[$]` are Anki's older
signs, for pictures of formulas. Math is written `$…$`, or `$$…$$` on a line of its own.

bad:
    front: What is \(x^2\) for 3?
good:
    front: What is $x^2$ for 3?
"""

import re
from collections.abc import Iterator
from typing import Final

from flashgen.checks.files import CheckedFiles
from flashgen.deck.keys import localized_texts
from flashgen.source.diagnostics import Diagnostic

_CODE: Final = re.compile(r"(?P<fence>```+|~~~+).*?(?P=fence)|(?P<tick>`+).+?(?P=tick)", re.DOTALL)
_MATH: Final = re.compile(r"(?<!\\)(\$\$?)[^$]+\1")
_OF_ANKI: Final = re.compile(r"\[(latex|\$\$?)\].+?\[/\1\]", re.DOTALL)
_OF_LATEX: Final = re.compile(r"(?<!\\)\\(?:\((?P<inline>.+?)\\\)|\[(?P<block>.+?)\\\])", re.DOTALL)
_FORMULA: Final = re.compile(r"[\\^_=+<>/0-9]")


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report the first formula of each text in the delimiters of LaTeX or of older Anki cards."""
    for _, definition in files.wanted():
        for text in localized_texts(definition.model):
            for scalar in text.scalars:
                found = _foreign_formula(scalar.value)
                if found is None:
                    continue
                typed = found[0].split("]")[0] + "]" if found.re is _OF_ANKI else found[0][:2]
                yield Diagnostic(
                    "foreign-math",
                    f"`{typed}` begins no formula here; what follows is shown as plain text",
                    scalar.span_at(found.start(), found.end()),
                    hint="math is written `$…$`, or `$$…$$` on a line of its own",
                )


def _foreign_formula(text: str) -> re.Match[str] | None:
    if "\\" not in text and "[" not in text:
        return None
    text = _blank(_CODE, text)
    if found := _OF_ANKI.search(text):
        return found
    found = _OF_LATEX.search(_blank(_MATH, text))
    return found if found is not None and _is_formula(found) else None


def _is_formula(found: re.Match[str]) -> bool:
    # `\[see below\]` is how Markdown writes brackets that begin no link.
    block = found["block"]
    return not block or len(block.strip()) == 1 or _FORMULA.search(block) is not None


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: " " * len(found[0]), text)
