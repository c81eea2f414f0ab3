"""A formula answer as it is shown: as LaTeX in formulas and running text, as typed elsewhere."""

from functools import lru_cache

from flashgen.markup import Slot
from flashgen.markup.slots import place
from flashgen.numeric.formulas.expression import SEPARATOR
from flashgen.values.formatting import Context
from flashgen.values.formulas.reading import Asked, read
from flashgen.values.formulas.tidying import tidy
from flashgen.values.formulas.writing import formula_tex, formula_text
from flashgen.values.judging import AnswerFormat


def formula_display(text: str, fmt: AnswerFormat, context: Context) -> str:
    """Return a formula of the card's grammar as it is shown in a context, without delimiters."""
    return _display(text, fmt.variables, fmt.figures, context is Context.MATH)


def formula_html(text: str, fmt: AnswerFormat, slot: Slot) -> str:
    """Return a formula of the card's grammar as HTML for a slot."""
    if slot.context is Context.CODE:
        return place(formula_display(text, fmt, slot.context), slot)
    tex = formula_display(text, fmt, Context.MATH)
    if slot.context is Context.MATH:
        needs = (slot.parenthesise and tex.startswith("-")) or slot.powered
        return place(rf"\left({tex}\right)" if needs else tex, slot)
    return rf"\({place(tex, _IN_MATH)}\)"


_IN_MATH = Slot("", None, 0, 0, 0, 0, Context.MATH)


@lru_cache(maxsize=4096)
def _display(text: str, variables: tuple[str, ...], figures: int | None, is_tex: bool) -> str:
    parts = text.split(SEPARATOR)
    trees = [tidy(read(part, Asked(variables)).trees[0]) for part in parts]
    written = [formula_tex(tree, figures) if is_tex else formula_text(tree) for tree in trees]
    if len(written) == 1:
        return written[0]
    listed = (r",\; " if is_tex else ", ").join(written)
    return rf"\left({listed}\right)" if is_tex else f"[{listed}]"
