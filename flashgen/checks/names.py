"""Which values the answers of a form are computed from, and which its question shows."""

from collections.abc import Mapping, Set

from flashgen.numeric.program import CompiledForm


def needed_names(form: CompiledForm) -> set[str]:
    """Return the names from which the answers, or the truth of statements, are computed.

    They are parameters and names of `let`.
    """
    names = {name for answer in form.answers for name in answer.formula.names}
    names |= {name for formula in form.truths for name in formula.names}
    return closure(names, {item.name: item.formula.expression.names for item in form.let})


def shown_names(form: CompiledForm, language: str) -> set[str]:
    """Return the names of which the question side shows something, in texts of one language.

    That side has the question, its figure and image, statements or items, and the labels and units
    of the inputs.
    """
    texts = form.texts[language]
    beside = [text for text in (*texts.labels, *texts.units, *texts.options) if text]
    numbers = {*form.asked_columns(language), *(n for text in beside for n in text.columns)}
    names = {name for number in numbers for name in form.columns[number].names}
    if form.question_figure:
        names |= form.question_figure.figure.names
    items = (*form.let, *form.parameters)
    return closure(names, {item.name: item.formula.expression.names for item in items})


def closure(names: Set[str], formulas: Mapping[str, Set[str]]) -> set[str]:
    """Return the names, and those from which they are computed."""
    known: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            waiting += formulas.get(name, ())
    return known
