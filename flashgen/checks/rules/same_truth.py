"""Whoever has seen the card once marks all of them without reading. Write some that are true and
some that are false; a single one whose truth never varies is fine.

bad:
    - id: card
      front: What holds for the median?
      statements:
      - {text: Half of the values are at most as large., right: yes}
      - {text: One outlier hardly moves it., right: yes}
good:
    - id: card
      front: What holds for the median?
      statements:
      - {text: Half of the values are at most as large., right: yes}
      - {text: One outlier can move it far., right: no}
"""

from collections.abc import Iterator, Sequence

from flashgen.checks.drawn import ENOUGH_DRAWS, DrawnDefinition
from flashgen.checks.files import CheckedFiles
from flashgen.deck.key_types.lists import truth_word
from flashgen.deck.keys import ConceptForm
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report concept cards whose statements are all true, or all false."""
    for _, definition in files.wanted():
        model = definition.model
        for number, form in enumerate(model.all_forms):
            if isinstance(form, ConceptForm) and form.statements:
                truths = [truth_word(statement.right) is True for statement in form.statements]
                yield from _reported(truths, definition.key_span("statements", number), "")


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report forms whose statements are all true, or all false, on every draw."""
    for sample in drawn.sample.forms:
        if sample.form.statements and sample.count >= ENOUGH_DRAWS:
            constant = [truth.all() == truth.any() for truth in sample.truths]
            if all(constant):
                truths = [bool(truth[0]) for truth in sample.truths]
                span = drawn.program.definition.key_span("statements", sample.number)
                yield from _reported(truths, span, " on every draw")


def _reported(truths: Sequence[bool], span: Span, when: str) -> Iterator[Diagnostic]:
    if len(set(truths)) == 1:
        word = "true" if truths[0] else "false"
        yield Diagnostic(
            "same-truth",
            f"all statements are {word}{when}",
            span,
            hint=f"add one that is {'false' if truths[0] else 'true'}",
        )
