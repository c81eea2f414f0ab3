r"""Whoever copies a formula of the question then has the answer. Ask for another form of it by
`without`, or for something else.

bad:
    question: Simplify $<<a>> x + <<a>> x$.
    answer:
      formula: 2 * a * x
      in: {x: [1, 4]}
good:
    question: Simplify $<<a>> x + <<a>> x$.
    answer:
      formula: 2 * a * x
      in: {x: [1, 4]}
      without: [+]
"""

import re
from collections.abc import Iterator
from typing import Final

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.formulas import TEXTS_READ, CheckedFormula, checked_formulas, filled
from flashgen.expression import evaluation
from flashgen.numeric.formulas.reading import read_as
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.formulas.nodes import Variable, names_in
from flashgen.values.formulas.uses import uses

_MATH: Final = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
_SIDES: Final = re.compile(r"=|\\(?:approx|equiv|coloneqq|mapsto|to|quad)(?![a-zA-Z])|:|,\\;|;")


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report questions in which a formula is right as the answer."""
    with evaluation():
        for checked in checked_formulas(drawn):
            if (found := _found(checked)) is not None:
                yield found


def _found(checked: CheckedFormula) -> Diagnostic | None:
    for texts in checked.sample.form.texts.values():
        given = ""
        for draw in range(min(TEXTS_READ, checked.count)):
            formulas = _formulas(filled(texts.question, checked.sample, draw))
            given = next((f for f in formulas if _is_right(f, checked, draw)), "")
            if not given:
                break  # what is given is given on every draw
        if given:
            return Diagnostic(
                "given-formula",
                f"the question already has the answer: {given.strip()}",
                texts.question.scalar.span,
                hint="ask for another form of it by `without`, or for something else",
            )
    return None


def _formulas(html: str) -> Iterator[str]:
    for inline, block in _MATH.findall(html):
        yield from _SIDES.split(inline or block)


def _is_right(text: str, checked: CheckedFormula, draw: int) -> bool:
    for trees in read_as(text, checked.asked):
        is_name = all(isinstance(tree, Variable) for tree in trees)
        if is_name or not any(map(names_in, trees)) or not checked.is_right(trees, draw):
            continue
        if not any(uses(tree, what) for tree in trees for what in checked.asked.without):
            return True
    return False
