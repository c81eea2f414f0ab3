"""What is displayed as the answer is read as if a learner had typed it, and must be right: a
`text`, or the formula with its numbers rounded to `figures`.

bad:
    answer:
      formula: a * x
      in: {x: [1, 4]}
      text: $<<a>> x^2$
good:
    answer:
      formula: a * x
      in: {x: [1, 4]}
      text: $<<a>> x$
"""

from collections.abc import Iterator

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.formulas import TEXTS_READ, CheckedFormula, checked_formulas, filled
from flashgen.expression import evaluation
from flashgen.numeric.formulas.reading import read_as
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report texts that read as another formula than the answer."""
    with evaluation():
        for checked in checked_formulas(drawn):
            yield from _found(checked)
            yield from _rounded(checked)


def _found(checked: CheckedFormula) -> Iterator[Diagnostic]:
    reported = set()
    for texts in checked.sample.form.texts.values():
        display = texts.displays[checked.position]
        if display is None or id(display.scalar) in reported:
            continue
        for draw in range(min(TEXTS_READ, checked.count)):
            found = read_as(filled(display, checked.sample, draw), checked.asked)
            if found and not any(checked.is_right(trees, draw) for trees in found):
                reported.add(id(display.scalar))
                yield Diagnostic(
                    "wrong-formula-text",
                    f"this is another formula than the answer{checked.with_draw(draw)}",
                    display.scalar.span,
                    hint="leave `text` out, and it is written from the formula",
                )
                break


def _rounded(checked: CheckedFormula) -> Iterator[Diagnostic]:
    """Yield the error of a formula that is wrong once its numbers are rounded."""
    if checked.asked.figures is None or checked.answer.text is not None:
        return
    for draw in range(min(TEXTS_READ, checked.count)):
        found = read_as(checked.sample.shown[checked.position][draw], checked.asked)
        if found and not any(checked.is_right(trees, draw) for trees in found):
            figures = checked.asked.figures
            yield Diagnostic(
                "wrong-formula-text",
                f"with {figures} figures the answer as displayed is wrong{checked.with_draw(draw)}",
                checked.answer.formula.scalar.span,
                hint="ask for more `figures`, or give a smaller range",
            )
            return
