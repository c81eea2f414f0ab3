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
from flashgen.checks.files import CheckedFiles
from flashgen.checks.formulas import TEXTS_READ, CheckedFormula, checked_formulas, filled
from flashgen.deck.answer_keys import ConceptAnswer
from flashgen.deck.concept_answers import answers_of
from flashgen.deck.keys import ConceptDefinition
from flashgen.expression import evaluation
from flashgen.numeric.formulas.expression import FormulaAsked, FormulaExpression
from flashgen.numeric.formulas.reading import read_as
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.formulas.nodes import Node, Variable, names_in
from flashgen.values.formulas.uses import uses

_DOLLARS: Final = re.compile(r"\${1,2}([^$]+)\${1,2}")
_MATH: Final = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
_SIDES: Final = re.compile(r"=|\\(?:approx|equiv|coloneqq|mapsto|to|quad)(?![a-zA-Z])|:|,\\;|;")


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report questions in which a formula is right as the answer."""
    with evaluation():
        for checked in checked_formulas(drawn):
            if (found := _found(checked)) is not None:
                yield found


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report concept cards whose front has the formula that is asked for."""
    for _, definition in files.wanted():
        model = definition.model
        if isinstance(model, ConceptDefinition):
            for answer in answers_of(model):
                if answer.formula is not None and (found := _on_front(model, answer)):
                    yield found


def _on_front(model: ConceptDefinition, answer: ConceptAnswer) -> Diagnostic | None:
    from flashgen.numeric.concept_formulas import concept_formula

    made = concept_formula(answer, [])
    if made is None:
        return None
    for scalar in model.front.scalars:
        for formula in (f for math in _DOLLARS.findall(scalar.value) for f in _SIDES.split(math)):
            for trees in _asking(formula, made.asked):
                if made.passes(FormulaExpression(formula, trees, ())):
                    return _given(formula, scalar.span)
    return None


def _found(checked: CheckedFormula) -> Diagnostic | None:
    for texts in checked.sample.form.texts.values():
        given = ""
        for draw in range(min(TEXTS_READ, checked.count)):
            formulas = _formulas(filled(texts.question, checked.sample, draw))
            given = next((f for f in formulas if _is_right(f, checked, draw)), "")
            if not given:
                break  # what is given is given on every draw
        if given:
            return _given(given, texts.question.scalar.span)
    return None


def _given(formula: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "given-formula",
        f"the question already has the answer: {formula.strip()}",
        span,
        hint="ask for another form of it by `without`, or for something else",
    )


def _formulas(html: str) -> Iterator[str]:
    for inline, block in _MATH.findall(html):
        yield from _SIDES.split(inline or block)


def _is_right(text: str, checked: CheckedFormula, draw: int) -> bool:
    return any(checked.is_right(trees, draw) for trees in _asking(text, checked.asked))


def _asking(text: str, asked: FormulaAsked) -> Iterator[tuple[Node, ...]]:
    """Yield the ways to read a formula that could be an answer: with a variable, in its form."""
    for trees in read_as(text, asked):
        is_name = all(isinstance(tree, Variable) for tree in trees)
        if is_name or not any(map(names_in, trees)):
            continue
        if not any(uses(tree, what) for tree in trees for what in asked.without):
            yield trees
