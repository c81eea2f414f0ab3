"""A text without a language is used for all of them: right for a formula, wrong for a sentence.

bad:
    languages: [en, zh]
    cards:
    - id: card
      front: Why is the sky blue?
      back: $x$
good:
    languages: [en, zh]
    cards:
    - id: card
      front: {en: Why is the sky blue?, zh: 天空为什么是蓝色的？}
      back: $x$
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

from flashgen.checks.files import CheckedFiles
from flashgen.deck.keys import localized_texts
from flashgen.source.diagnostics import Diagnostic

_FEWEST_WORDS: Final = 3
"""Of two letters or more, in prose. Fewer are a name, which all languages may share."""


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report prose that stands for all languages of its file."""
    for deck_file, definition in files.wanted():
        if len(deck_file.languages) == 1:
            continue
        for text in localized_texts(definition.model):
            if text.plain is not None and _is_prose(text.plain.value):
                yield Diagnostic(
                    "one-language",
                    "the file has several languages, and this text is the same in all",
                    text.plain.span,
                    hint="write it once for each: "
                    + ", ".join(f"`{language}: …`" for language in deck_file.languages),
                )


def _is_prose(text: str) -> bool:
    """Tell whether a text has words, or a wide character, outside of formulas, code and slots."""
    outside = [
        part
        for without_formulas in text.replace("$$", "$").split("$")[::2]
        for part in without_formulas.split("`")[::2]
    ]
    words = "".join(" " if c in "<>=+-*/()[]{}.,:;|#" else c for c in " ".join(outside)).split()
    letters = [w for w in words if all(unicodedata.category(c)[0] == "L" for c in w)]
    return sum(len(w) > 1 for w in letters) >= _FEWEST_WORDS or any(
        unicodedata.east_asian_width(c) == "W" for w in words for c in w
    )
