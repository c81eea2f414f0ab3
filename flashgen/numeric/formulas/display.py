"""A formula answer as it is shown: as LaTeX in formulas and running text, as Unicode elsewhere."""

import re
from functools import lru_cache
from typing import Final

from flashgen.markup import Slot
from flashgen.markup.slots import place
from flashgen.markup.unicode_formulas import unicode_math
from flashgen.numeric.formulas.expression import SEPARATOR
from flashgen.values.formatting import Context
from flashgen.values.formulas.errors import FormulaError
from flashgen.values.formulas.functions import FUNCTIONS
from flashgen.values.formulas.nodes import Call, walk
from flashgen.values.formulas.reading import Asked, read
from flashgen.values.formulas.tidying import tidy
from flashgen.values.formulas.writing import expression_text, formula_tex
from flashgen.values.judging import AnswerFormat

_FREE_LETTERS: Final = "CKcDk"


def formula_display(text: str, fmt: AnswerFormat, context: Context) -> str:
    """Return a formula of the card's grammar as it is shown in a context, without delimiters."""
    tex = _tex(text, fmt.variables, fmt.figures, fmt.up_to == "constant")
    return tex if context is Context.MATH else unicode_math(tex)


def formula_source(text: str, fmt: AnswerFormat) -> str:
    """Return a formula for other programs: what the grammar has no words for as an expression."""
    return SEPARATOR.join(_source(part, fmt.variables) for part in text.split(SEPARATOR))


def _source(text: str, variables: tuple[str, ...]) -> str:
    try:
        (tree,) = read(text, Asked(variables, written=True)).trees
    except FormulaError:
        return text
    others = any(isinstance(n, Call) and n.function not in FUNCTIONS for n in walk(tree))
    return expression_text(tree, str) if others else text


def formula_html(text: str, fmt: AnswerFormat, slot: Slot) -> str:
    """Return a formula of the card's grammar as HTML for a slot."""
    if slot.context is Context.CODE:
        return place(formula_display(text, fmt, slot.context), slot)
    tex = formula_display(text, fmt, Context.MATH)
    if slot.context is Context.MATH:
        needs = slot.powered or (slot.parenthesise and (" + " in tex or " - " in tex))
        return place(rf"\left({tex}\right)" if needs else tex, slot)
    return rf"\({place(tex, _IN_MATH)}\)"


_IN_MATH = Slot("", None, 0, 0, 0, 0, Context.MATH)


def _one(text: str, variables: tuple[str, ...], figures: int | None) -> str:
    try:
        (tree,) = read(text, Asked(variables, written=True)).trees
    except FormulaError:  # a mistake that no formula can be written for: as its author wrote it
        return rf"\mathtt{{{_SPECIAL.sub(_escaped, text)}}}"
    return formula_tex(tidy(tree), figures)


_SPECIAL: Final = re.compile(r"[\\{}_^&%$#~ ]")


def _escaped(found: re.Match[str]) -> str:
    return "" if found[0] in "\\^~" else f"\\{found[0]}"


@lru_cache(maxsize=4096)
def _tex(text: str, variables: tuple[str, ...], figures: int | None, with_constant: bool) -> str:
    written = [_one(part, variables, figures) for part in text.split(SEPARATOR)]
    if with_constant:
        letter = next((free for free in _FREE_LETTERS if free not in variables), "C")
        written = [f"{part} + {letter}" for part in written]
    if len(written) == 1:
        return written[0]
    listed = r",\; ".join(written)
    return rf"\left({listed}\right)"
