"""The images of all draws of a card: each must be there before a variant shows it."""

from collections.abc import Iterator

from flashgen.anki.images import MediaError, find_image
from flashgen.deck.file import DeckFile
from flashgen.numeric.answers import shown, with_labels
from flashgen.numeric.pictures import picture_paths
from flashgen.numeric.variants import Sample
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.batch import row

MOST_REPORTED = 5


def missing_images(deck_file: DeckFile, sample: Sample) -> Iterator[Diagnostic]:
    """Report the images that a draw shows and that cannot be used."""
    for form in sample.forms:
        picture = form.form.picture
        if picture is None or not picture.path.columns:
            continue  # the one file of all variants is read where the card is made
        reported = 0
        for path, draw in picture_paths(picture, form.slots, form.count).items():
            try:
                find_image(path, deck_file.path.parent)
            except MediaError as problem:
                values = {name: row(batch, draw) for name, batch in form.values.items()}
                message = f"{problem.message}, with {shown(with_labels(values, form.form.rows))}"
                span = picture.image.path.span
                yield Diagnostic("bad-image", message, span, hint=problem.hint)
                reported += 1
                if reported == MOST_REPORTED:
                    break
