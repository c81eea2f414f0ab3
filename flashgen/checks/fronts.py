"""What definitions ask: the texts of their fronts, and what else there tells them from others."""

from collections.abc import Iterator

from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.key_types.images import Image
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import ClozeForm, ConceptForm, NumericForm


def fronts(
    definition: LoadedDefinition, language: str
) -> Iterator[tuple[LocalizedText, tuple[str, ...]]]:
    """Yield each form's question, with whatever else on the front distinguishes it."""
    for form in definition.model.all_forms:
        beside = _shown(form.image)
        if isinstance(form, ClozeForm):
            yield form.cloze, beside
        elif isinstance(form, ConceptForm):
            options = [option.text.get(language) for option in form.choices or ()]
            texts = (option.value for option in options if option)
            yield form.front, (*beside, *texts, *_listed(form, language))
        else:
            figure = form.figure.question if form.figure else None
            drawn = (figure.value,) if figure else ()
            yield form.question, (*beside, *drawn, *_listed(form, language))


def _listed(form: ConceptForm | NumericForm, language: str) -> Iterator[str]:
    """Yield the statements, or the items to be put in order."""
    texts = [statement.text for statement in form.statements or ()]
    texts += [item for group in form.order or () for item in group]
    for text in texts:
        if scalar := text.get(language):
            yield " ".join(scalar.value.split())


def _shown(image: Image | None) -> tuple[str, ...]:
    """Return the file of an image that the front shows."""
    return (image.path.value,) if image and image.side == "front" else ()
