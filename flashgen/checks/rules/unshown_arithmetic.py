r"""A worked solution shows how this draw's numbers become the result: `$s = v \cdot t = 3 \cdot 20
= 60$`, not `$s = 60$`. A step is reported that shows nothing but a computed result: neither it nor
a step before it has the numbers that the result comes from. Nothing is said of what the question
shows already, nor of
vectors and matrices, whose arithmetic goes entry by entry.

bad:
    answer: 3 * a
    solution: The product is $p = <<answer>>$.
good:
    answer: 3 * a
    solution: The product is $p = 3 \cdot <<a>> = <<answer>>$.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from flashgen.checks.drawn import DrawnDefinition, FormDraws
from flashgen.checks.steps import equations, formulas
from flashgen.numeric.program import CompiledForm, Template
from flashgen.source.diagnostics import Diagnostic

_OPERATORS: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult)


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report steps that show a result and none of the numbers that it is computed from."""
    reported: set[tuple[int, int]] = set()
    for draws in drawn.forms:
        form = draws.sample.form
        formulas_ = {item.name: item.formula.expression.text for item in form.let}
        for texts in form.texts.values():
            shown: set[str] = set()
            given = {_expression(form, number) for number in texts.question.columns}
            for template in texts.solution:
                columns = [form.columns[number] for number in template.columns]
                expressions = {_expression(form, number) for number in template.columns}
                bare = _bare_result(template, form)
                place = (template.scalar.span.start, template.scalar.span.end)
                if (
                    bare is not None
                    and len(columns) == 1
                    and not shown
                    and _expression(form, bare) not in given
                    and place not in reported
                    and _is_number(draws, bare)
                    and _is_computed(_expression(form, bare), formulas_)
                ):
                    reported.add(place)
                    slot = template.text.slots[0]
                    yield Diagnostic(
                        "unshown-arithmetic",
                        "this step shows a result without its arithmetic",
                        template.scalar.span_at(slot.outer_start, slot.outer_end),
                        hint="show the numbers that it comes from: $<<a>> + <<b>> = <<a + b>>$",
                    )
                shown |= expressions


def _bare_result(template: Template, form: CompiledForm) -> int | None:
    """Return the column of an equation that ends in a slot, in a text of no other number."""
    found = None
    for formula in formulas(template):
        for sides in equations(formula):
            last = sides[-1].parts
            is_result = len(sides) > 1 and last and isinstance(last[0], int)
            others = [part for side in sides for part in side.parts]
            if is_result:
                found = int(last[0])
                others = [part for side in sides[:-1] for part in side.parts]
            if any(isinstance(part, int) or part[:1].isdigit() for part in others):
                return None
    return found


def _is_number(draws: FormDraws, number: int) -> bool:
    column = draws.sample.form.columns[number]
    if column.answer is not None:
        value = draws.sample.answer(column.answer)
    else:
        value = draws.slot_values(number)
    return isinstance(value, np.ndarray) and value.ndim == 1


def _expression(form: CompiledForm, number: int) -> str:
    column = form.columns[number]
    if column.answer is None:
        return column.expression.text
    return form.answers[column.answer].formula.text


def _is_computed(text: str, formulas_: Mapping[str, str]) -> bool:
    """Tell whether an expression, or that of the `let` name that it is, calculates."""
    for _ in range(len(formulas_) + 1):
        if text.strip() not in formulas_:
            break
        text = formulas_[text.strip()]
    try:
        tree = ast.parse(f"({text}\n)", mode="eval")
    except SyntaxError:
        return False
    return any(
        isinstance(node, ast.BinOp) and isinstance(node.op, _OPERATORS) for node in ast.walk(tree)
    )
