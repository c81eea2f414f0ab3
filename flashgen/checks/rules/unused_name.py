"""It is left over, or is misspelled where it was meant to be used.

bad:
    let:
      b: 2 * a
    answer: a + 1
good:
    let:
      b: 2 * a
    answer: b + 1
"""

from collections.abc import Iterator

from flashgen.checks.drawn import DrawnDefinition
from flashgen.numeric.program import CompiledForm, ValueFormula
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report parameters and `let` names that no form uses."""
    used = set[str]().union(*map(_used_names, drawn.program.forms))
    for form in drawn.program.forms:
        for item in (*form.parameters, *form.let):
            if item.name not in used:
                message = f"`{item.name}` is not used anywhere"
                yield Diagnostic("unused-name", message, item.key.span, hint="remove it")


def _used_names(form: CompiledForm) -> set[str]:
    formulas: list[ValueFormula] = [item.formula for item in (*form.parameters, *form.let)]
    formulas += [formula for stage in form.conditions for formula in stage]
    formulas += [answer.formula for answer in form.answers]
    formulas += [accepted for answer in form.answers for accepted in answer.accept]
    formulas += [answer.check for answer in form.answers if answer.check]
    formulas += [mistake.formula for mistake in form.mistakes]
    formulas += form.truths
    used = {name for formula in formulas for name in formula.names}
    used |= {name for column in form.columns for name in column.names}
    for figure in form.figures:
        used |= figure.figure.names
    return used
