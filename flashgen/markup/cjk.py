"""Chinese and Japanese, which are written without spaces and which CommonMark does not foresee."""

import re
from functools import cache
from typing import Final

_LETTERS: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3040-\u30fa\u30fc-\u31ff\u3400-\u4dbf"
    "\u4e00-\ua4cf\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f\U00020000-\U0003ffff"
)
_PUNCTUATION: Final = (
    "\u3001-\u3003\u3008-\u3020\u3030\u303d\u30fb\ufe10-\ufe1f\ufe30-\ufe4f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
# Chinese and Western texts share these.
_SHARED: Final = "\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u2026"
_ASCII_PUNCTUATION: Final = r"!\"#$%&'()+,\-./:;<=>?@\[\]\^_`{|}~"

_CJK: Final = f"[{_LETTERS}{_PUNCTUATION}]"
_CJK_OR_SHARED: Final = f"[{_LETTERS}{_PUNCTUATION}{_SHARED}]"

# A run of asterisks between punctuation and a letter opens or closes nothing in CommonMark unless
# the punctuation is outside. Where words are not spaced it has to.
_ANY_LETTER: Final = rf"{_LETTERS}0-9A-Za-z\ue000-\uf8fd"
_CLOSING: Final = (
    rf"(?<=[{_PUNCTUATION}{_SHARED}])(?=\*+[{_ANY_LETTER}])"
    rf"|(?<=[{_ASCII_PUNCTUATION}])(?=\*+[{_LETTERS}])"
)
_OPENING: Final = (
    rf"((?<=[{_ANY_LETTER}])\*+)(?=[{_PUNCTUATION}{_SHARED}])"
    rf"|((?<=[{_LETTERS}])\*+)(?=[{_ASCII_PUNCTUATION}])"
)


# Each takes milliseconds to compile, and many decks need none of them.
_compiled = cache(re.compile)


def is_unspaced(before: str, after: str) -> bool:
    """Tell whether two characters stand together with no space between them when wrapped."""
    if before.isascii() or after.isascii():
        return False
    either, cjk = _compiled(_CJK_OR_SHARED), _compiled(_CJK)
    if not (either.match(before) and either.match(after)):
        return False
    return bool(cjk.match(before) or cjk.match(after))


def joint_positions(text: str) -> list[int]:
    """Return where a letter has to be put in for Markdown to see the emphasis that is meant."""
    if "*" not in text or text.isascii() or not _compiled(_CJK).search(text):
        return []
    closing = [match.start() for match in _compiled(_CLOSING).finditer(text)]
    opening = [match.end() for match in _compiled(_OPENING).finditer(text)]
    return sorted({*closing, *opening})
