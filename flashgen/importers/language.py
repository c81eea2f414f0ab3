"""Which language a text is in, by its letters alone."""

import re
from typing import Final

_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS: Final = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.1),  # kana first: Japanese has Chinese characters too
    ("ko", re.compile("[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile("[\u3400-\u9fff]"), 0.2),
)
LONGEST: Final = 100_000
"""Characters by which a language is told."""


def language_of(text: str) -> str:
    """Return `zh`, `ja` or `ko` where enough letters are of its script, else `en`."""
    letters = len(_LETTER.findall(text[:LONGEST]))
    for language, script, share in _SCRIPTS:
        if len(script.findall(text[:LONGEST])) > share * letters:
            return language
    return "en"
