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

from collections.abc import Iterator

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.names import needed_names, shown_names
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report parameters that an answer needs and a question shows nothing of."""
    reported: set[str] = set()
    for form in drawn.program.forms:
        for language in form.texts:
            missing = needed_names(form) - shown_names(form, language) - reported
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
