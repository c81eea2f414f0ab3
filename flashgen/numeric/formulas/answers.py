"""The keys of a formula answer, compiled: what is asked, and how far off it may be."""

from collections.abc import Callable
from typing import Final

from flashgen.deck.keys import AnswerFields, FormulaAnswer
from flashgen.expression import ExpressionError
from flashgen.numeric.formulas.compiling import Known, compile_range
from flashgen.numeric.formulas.expression import FormulaAsked, FormulaVariable
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.yaml import Scalar
from flashgen.values.formulas.judging import relative_of
from flashgen.values.formulas.names import spellings

NOT_OF_FORMULAS: Final = ("unit", "decimals", "compare")
"""Keys of other answers that a formula has no use for."""
_HINTS: Final = {
    "unit": "write it in the question",
    "decimals": "`figures: 3` rounds the numbers of a formula",
    "compare": "`up_to: constant` and `up_to: factor` are the comparisons of formulas",
}

Report = Callable[[Diagnostic], None]
Locate = Callable[[Scalar, ExpressionError], Diagnostic]


def compile_asked(
    answer: FormulaAnswer,
    fields: AnswerFields,
    known: frozenset[str],
    count: int | None,
    report: Report,
    located: Locate,
) -> FormulaAsked:
    """Compile what a formula answer states beside its formula, reporting errors."""
    figures = answer.figures if answer.figures is not None else fields.figures
    tolerance = answer.tolerance or fields.tolerance
    relative = tolerance.relative if tolerance else None
    if tolerance is not None and tolerance.absolute is not None:
        relative = tolerance.absolute
        if relative >= 1:
            report(
                Diagnostic(
                    "not-a-number",
                    "the tolerance of a formula is relative to its value, so it is below 1",
                    answer.formula.span,
                    hint="write `tolerance: {relative: 0.001}`",
                )
            )
            relative = 0.1
    return FormulaAsked(
        compile_variables(answer, known, report, located),
        count,
        relative_of(figures, relative),
        figures,
        answer.up_to.value if answer.up_to else None,  # type: ignore[arg-type]  # by the model
        tuple(scalar.value for scalar in answer.without),
        bool(answer.log and answer.log.value == "10"),
    )


def compile_variables(
    answer: FormulaAnswer, known: frozenset[str], report: Report, located: Locate
) -> tuple[FormulaVariable, ...]:
    """Compile the variables of a formula with their ranges, reporting errors."""
    made = []
    written: dict[str, str] = {}
    for name, (key, scalar) in answer.in_.items():
        same = next((written[s] for s in spellings(name) if s in written), None)
        if name in known or same is not None:
            other = f"is written like `{same}`" if same else "has a value already"
            report(
                Diagnostic("name-taken", f"`{name}` {other}", key.span, hint="rename one of them")
            )
            continue
        written |= dict.fromkeys(spellings(name), name)
        try:
            made.append(compile_range(name, scalar.value, Known(known)))
        except ExpressionError as problem:
            report(located(scalar, problem))
            made.append(compile_range(name, "[0, 1]", Known(known)))  # or each use is reported too
    return tuple(made)


def other_keys(fields: AnswerFields) -> dict[str, str]:
    """Return the keys that do not go with a formula, each with what to write instead."""
    return {key: _HINTS[key] for key in NOT_OF_FORMULAS if getattr(fields, key) is not None}
