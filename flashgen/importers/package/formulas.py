"""A formula answer in the data of a card -> the keys that an author writes for it."""

import re
from typing import Final

from flashgen.anki.card.data import AnswerData
from flashgen.importers.draft import OneLine, Value
from flashgen.numeric.answers import answer_in_text
from flashgen.numeric.formulas.expression import SEPARATOR
from flashgen.values.formulas.judging import RELATIVE
from flashgen.values.formulas.stored import MARK
from flashgen.values.judging import AnswerFormat

_DISPLAYED: Final = re.compile(
    r'<span class="value">((?:(?!<span class="value">).)*?)</span>', re.DOTALL
)


def formula_keys(answer: AnswerData) -> dict[str, Value]:
    """Return the keys of a formula answer, without how it is displayed."""
    made: dict[str, Value] = {"formula": written_formula(answer.formula, answer.count)}
    if answer.variables:
        made["in"] = {
            name: OneLine(f"integers({low}, {high})" if whole else f"[{low}, {high}]")
            for name, low, high, *whole in answer.variables
        }
    for key in ("up_to", "figures"):
        value = getattr(answer, key)
        if value is not None:
            made[key] = OneLine(value)
    if answer.without:
        made["without"] = [OneLine(what) for what in answer.without]
    if answer.log is not None:
        made["log"] = OneLine(answer.log)
    if answer.figures is None and answer.relative not in (None, RELATIVE):
        made["tolerance"] = {"relative": OneLine(answer.relative)}
    return made


def written_formula(formula: str, count: int | None = None) -> OneLine:
    """Return a formula of the card's grammar as an author writes it; a list stands in brackets."""
    if MARK in formula:  # values, and behind them the formula that they are of
        parts = [_of_values(part) for part in formula.split(SEPARATOR)]
        return OneLine(parts[0] if count is None and len(parts) == 1 else f"[{', '.join(parts)}]")
    if count is None and SEPARATOR not in formula:
        return OneLine(formula)
    return OneLine(f"({formula.replace(SEPARATOR, SEPARATOR + ' ')})")


def _of_values(formula: str) -> str:
    written = formula.partition(" ")[2] if formula.startswith(MARK) else formula
    return written.replace("^", "**")


def displayed(field: str, index: int) -> str:
    """Return the HTML with which an answer is displayed in a field."""
    found = _DISPLAYED.findall(field)
    return found[index] if index < len(found) else ""


def usual_display(answer: AnswerData) -> str:
    """Return the HTML with which a formula is displayed where nothing states it."""
    names = tuple(name for name, *_ in answer.variables)
    up_to = answer.up_to if answer.up_to in ("constant", "factor") else None
    fmt = AnswerFormat(
        "formula",
        figures=answer.figures,
        variables=names,
        up_to=up_to,  # type: ignore[arg-type]  # one of the two words, by the line above
    )
    formulas = [part.partition(" ")[2] or part for part in answer.formula.split(SEPARATOR)]
    return answer_in_text(SEPARATOR.join(formulas), fmt)
