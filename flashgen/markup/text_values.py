"""Texts as values: shown as they are in running text, and as LaTeX in formulas."""

import re
from functools import lru_cache
from html import unescape
from typing import Final

from flashgen.markup.author_text import compile_inline
from flashgen.markup.compiled import MarkupError, plain_text
from flashgen.markup.escape import escape_html
from flashgen.markup.formulas import render_formula
from flashgen.values.formatting import Context, is_latex

# None of what is without these does anything in Markdown, or looks like a slot or a formula.
_SUSPECT: Final = re.compile(r"[*_`\[\]<>$&\\~|!#]")
_FORMULA: Final = re.compile(r"\$[^$\s](?:[^$]*[^$\s])?\$")
_WAY_OUT: Final = "write it in the text around the slot, or put the slot between code marks"


def check_text(text: str, context: Context) -> None:
    """Check that a text shows as its author means it.

    Raises ValueError for markup or a slot in running text, which would show as typed, and for what
    cannot stand in a formula.
    """
    problem = None
    if context is Context.TEXT and _SUSPECT.search(text):
        problem = _markup_problem(text)
    elif context is Context.MATH and is_latex(text):
        problem = _formula_problem(text)
    if problem is not None:
        raise ValueError(problem)


@lru_cache(maxsize=1024)
def _markup_problem(text: str) -> str | None:
    """Return the part of a text that Markdown would change; None if there is none."""
    shown = text if len(text) <= 30 else text[:29] + "…"
    if "<<" in text:
        return f"a slot in a text value is not filled (`{shown}`); {_WAY_OUT}"
    if _FORMULA.search(text):
        return f"a formula in a text value is not typeset (`{shown}`); {_WAY_OUT}"
    try:
        compiled = compile_inline(text, slots=False)
    except MarkupError:
        return None  # shown as typed, it is harmless
    html = "".join(compiled.pieces)
    if unescape(plain_text(html)) != " ".join(text.split()):
        return f"markup in a text value shows as typed (`{shown}`); {_WAY_OUT}"
    return None


@lru_cache(maxsize=1024)
def _formula_problem(text: str) -> str | None:
    """Return the part of a text that cannot stand in a formula."""
    formula = render_formula(text, (), in_cloze_text=False)
    if formula.problems:
        return f"in a formula this text is LaTeX, and {formula.problems[0].message}"
    if formula.html != escape_html(text):
        return r"in a formula this text is LaTeX, and `\\]` cannot stand in it"
    return None
