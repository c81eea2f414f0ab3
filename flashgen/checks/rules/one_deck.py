"""Each language has notes of its own: in a shared deck, every card appears once in each language.

bad:
    namespace: optics
    languages: [en, zh]
    deck: Optics
    cards: []
good:
    namespace: optics
    languages: [en, zh]
    deck: {en: Optics, zh: 光学}
    cards: []
"""

from collections.abc import Iterator

from flashgen.checks.files import CheckedFiles
from flashgen.source.diagnostics import Diagnostic


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report files of several languages with one deck for all."""
    for deck_file in files.deck_files:
        name = deck_file.header.deck.plain
        if name is not None and len(deck_file.languages) > 1:
            yield Diagnostic(
                "one-deck",
                "the notes of all languages go into this one deck",
                name.span,
                hint="name a deck for each: "
                + ", ".join(f"`{language}: …`" for language in deck_file.languages),
            )
