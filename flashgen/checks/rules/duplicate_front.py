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
from flashgen.deck.file import LoadedDefinition
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import (
    ClozeDefinition,
    ConceptDefinition,
    NumericDefinition,
    NumericForm,
)
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report each definition once that asks, in some language, what an earlier one asks."""
    asked: dict[tuple[str, ...], Span] = {}
    for deck_file, definition in files.definitions():
        own: dict[tuple[str, ...], Span] = {}
        for language in deck_file.languages:
            for text, beside in _questions(definition, language):
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


def _questions(
    definition: LoadedDefinition, language: str
) -> Iterator[tuple[LocalizedText, tuple[str, ...]]]:
    """Yield what is asked, each with what else on the front tells it from others."""
    model = definition.model
    image = (model.image.path.value,) if model.image and model.image.side == "front" else ()
    if isinstance(model, ClozeDefinition):
        yield model.cloze, image
    elif isinstance(model, ConceptDefinition):
        options = [option.text.get(language) for option in model.choices or ()]
        yield (
            model.front,
            (
                *image,
                *(option.value for option in options if option),
                *_listed(model, language),
            ),
        )
    elif isinstance(model, NumericDefinition):
        for form in model.all_forms:
            figure = form.figure.question if form.figure else None
            drawn = (figure.value,) if figure else ()
            yield form.question, (*image, *drawn, *_listed(form, language))


def _listed(model: ConceptDefinition | NumericForm, language: str) -> Iterator[str]:
    """Yield the statements, or the items to be put in order."""
    texts = [statement.text for statement in model.statements or ()]
    texts += [item for group in model.order or () for item in group]
    for text in texts:
        if scalar := text.get(language):
            yield " ".join(scalar.value.split())
