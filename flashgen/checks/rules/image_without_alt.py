"""A screen reader says the alternative text of an image, and a page shows it where the image is
missing. Say what the learner needs of it to answer, not that it is an image. Of a file with many
such images the first is reported.

bad:
    - id: card
      front: 'What is this? ![](dot.svg)'
      back: A dot.
good:
    - id: card
      front: 'What is this? ![a small gray square](dot.svg)'
      back: A dot.
"""

import re
from collections.abc import Iterator
from typing import Final

from flashgen.checks.files import CheckedFiles
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.key_types.images import Image
from flashgen.deck.keys import localized_texts
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span

_WITHOUT: Final = re.compile(r"!\[\s*\]\([^)\s]")


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report the first image of each file that has no alternative text, and how many there are."""
    found: dict[int, list[Span]] = {}
    for deck_file, definition in files.wanted():
        found.setdefault(id(deck_file), []).extend(_without_alt(definition))
    for spans in found.values():
        if spans:
            others = f"; {len(spans) - 1} more in this file have none" if len(spans) > 1 else ""
            yield Diagnostic(
                "image-without-alt",
                f"this image has no alternative text{others}",
                spans[0],
                hint="write `image: {file: …, alt: what it shows}`, or `![what it shows](…)`",
            )


def _without_alt(definition: LoadedDefinition) -> Iterator[Span]:
    model = definition.model
    images: dict[int, Image] = {id(f.image.path): f.image for f in model.all_forms if f.image}
    yield from (image.path.span for image in images.values() if image.alt is None)
    for text in localized_texts(model):
        for scalar in text.scalars:
            for match in _WITHOUT.finditer(scalar.value):
                if scalar.value.count("`", 0, match.start()) % 2 == 0:  # not inside of code
                    yield scalar.span_at(match.start(), match.end() - 1)
