"""Nobody can answer such a question. The slot is often misspelled: `{{a}}` and `{a}` are plain
text, a slot is `<<a>>`.

bad:
    parameters:
      a: integers(1, 99)
      b: integers(1, 99)
    question: What is {{a}} plus <<b>>?
    answer: a + b
good:
    parameters:
      a: integers(1, 99)
      b: integers(1, 99)
    question: What is <<a>> plus <<b>>?
    answer: a + b
"""

from collections.abc import Iterator, Mapping, Set

from flashgen.checks.drawn import DrawnDefinition
from flashgen.numeric.program import CompiledForm, FormTexts
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report parameters that an answer needs and a question shows nothing of."""
    reported: set[str] = set()
    for form in drawn.program.forms:
        for texts in form.texts.values():
            missing = _needed(form) - _given(form, texts) - reported
            for item in form.parameters:
                if item.name in missing:
                    reported.add(item.name)
                    yield Diagnostic(
                        "unshown-parameter",
                        f"the answer is computed from `{item.name}`, "
                        "and the question shows nothing of it",
                        item.key.span,
                        hint=f"show it by a slot: <<{item.name}>>",
                    )


def _needed(form: CompiledForm) -> set[str]:
    """Return the names from which the answers are computed."""
    names = {name for answer in form.answers for name in answer.formula.expression.names}
    return _closure(names, {item.name: item.formula.expression.names for item in form.let})


def _given(form: CompiledForm, texts: FormTexts) -> set[str]:
    """Return the names of which a question, or its figure, shows something."""
    columns = [form.columns[number] for number in texts.question.columns]
    names = {name for column in columns for name in column.expression.names}
    if form.question_figure:
        names |= form.question_figure.figure.names
    items = (*form.let, *form.parameters)
    return _closure(names, {item.name: item.formula.expression.names for item in items})


def _closure(names: Set[str], formulas: Mapping[str, Set[str]]) -> set[str]:
    """Return the names, and those from which they are computed."""
    known: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            waiting += formulas.get(name, ())
    return known
