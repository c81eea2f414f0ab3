"""The learner cannot tell them apart, and gets one of them wrong each time. The fronts, clozes and
questions of all files that are checked together are compared, language by language, including the
options, figure and image of the front.

bad:
    - id: card
      front: Why?
      back: So.
    - id: other
      front: Why?
      back: Thus.
good:
    - id: card
      front: Why is the sky blue?
      back: So.
    - id: other
      front: Why is grass green?
      back: Thus.
"""

from collections.abc import Iterator

from flashgen.checks.files import CheckedFiles
from flashgen.checks.fronts import fronts
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report each definition once that asks, in some language, what an earlier one asks."""
    asked: dict[tuple[str, ...], Span] = {}
    for deck_file, definition in files.definitions():
        own: dict[tuple[str, ...], Span] = {}
        for language in deck_file.languages:
            for text, beside in fronts(definition, language):
                scalar = text.get(language)
                if scalar is not None:
                    words = " ".join(scalar.value.split())
                    own.setdefault((language, words, *beside), scalar.span)
        twice = next((key for key in own if key in asked), None)
        if twice is not None and files.takes(deck_file, definition):
            yield _duplicate(asked[twice], own[twice])
        for key, span in own.items():
            asked.setdefault(key, span)


def _duplicate(first: Span, again: Span) -> Diagnostic:
    place = "" if first.source is again.source else f"in {first.source.path} "
    return Diagnostic(
        "duplicate-front",
        f"the same question is asked {place}on line {first.line}",
        again,
        hint="two cards that ask the same cannot be told apart",
    )
