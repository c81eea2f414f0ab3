"""A formula, or a list of them, judged at points of its variables' ranges.

No course system judges one so: to them it can only be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flashgen.deck.answers.asked import Asked
from flashgen.deck.answers.kind import UNITS, WORDS, AnswerKind
from flashgen.deck.answers.phrases import figures_en

if TYPE_CHECKING:
    from flashgen.deck.answer_keys import ConceptAnswer

_UNIT_OF_FORMULA = (
    "units stand in what is asked, as in `label: Speed in m/s`: a formula is compared by its "
    "values, in which no unit can be converted"
)


class Formula(AnswerKind):
    """A formula."""

    name = "formula"
    noun = "formula"
    in_row = False
    written = "formula"
    unfit = ("decimals", *UNITS, *WORDS, "compare", "options")
    fit = (
        "with a formula go `in`, `text`, `up_to`, `without`, `log`, `figures`, `tolerance`, "
        "`check` and `mistakes`"
    )

    def _hint(self, key: str, usual: str) -> str:
        return _UNIT_OF_FORMULA if key in UNITS else usual

    def is_concept(self, answer: ConceptAnswer) -> bool:
        """Tell whether it is written as a formula."""
        return answer.formula is not None

    def wanted(self, answer: Asked, *, chinese: bool, may_be_empty: bool) -> list[str]:
        """Return in which variables it is wanted, to how many figures, and without what."""
        from flashgen.values.formulas.writing import variable_tex

        names = [rf"\({variable_tex(str(name))}\)" for name, *_ in answer.variables]
        codes = [f"<code>{what}</code>" for what in answer.without]
        return (_wanted_zh if chinese else _wanted_en)(answer, names, codes)


def _wanted_en(answer: Asked, names: Sequence[str], codes: Sequence[str]) -> list[str]:
    one = "as a formula" if answer.count is None else f"as {answer.count} formulas"
    parts = [f"{one} in {_listed(names, 'and')}" if names else one]
    if answer.count is not None:
        parts.append("with <code>;</code> between them")
    if answer.figures is not None:
        parts.append(f"numbers to {figures_en(answer.figures)}")
    if codes:
        parts.append(f"without {_listed(codes, 'or')}")
    if answer.up_to == "factor":
        parts.append("up to a constant factor")
    if answer.log == 10:
        parts.append("<code>log</code> to base 10")
    return parts


def _wanted_zh(answer: Asked, names: Sequence[str], codes: Sequence[str]) -> list[str]:
    one = "式子" if answer.count is None else f" {answer.count} 个式子"
    parts = [f"写成 {'、'.join(names)} 的{one}" if names else f"写成{one}"]
    if answer.count is not None:
        parts.append("用 <code>;</code> 隔开")
    if answer.figures is not None:
        parts.append(f"数保留 {answer.figures} 位有效数字")
    if codes:
        parts.append(f"不使用 {'、'.join(codes)}")
    if answer.up_to == "factor":
        parts.append("可差常数倍")
    if answer.log == 10:
        parts.append("<code>log</code> 以 10 为底")
    return parts


def _listed(words: Sequence[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
