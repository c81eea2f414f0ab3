"""Whether a typed text is an answer that is a text: the twin of the card's words.js.

Both read the signs in judging.json, whose cases the tests run on both sides.

The rule: texts are compared after Unicode's NFKC, with a hyphen between words as a space, and
without regard to case unless the card says `case: exact`. A superscript or subscript counts both as
its digits and as `^` or `_` with digits. Quotes around what was typed and a point at its end count
only where the answer has them, too, or where nothing else was typed.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from flashgen.values.rules import RULES

_SIGNS: Final = str.maketrans(
    {other: sign for sign, others in RULES["signs"].items() for other in others}
    | dict.fromkeys(RULES["invisible"], "")
)
_RAISED: Final = re.compile("[⁺⁻]?[⁰¹²³⁴-⁹]+")
_LOWERED: Final = re.compile("[₊₋]?[₀-₉]+")
_BRACES: Final = re.compile(r"([\^_])\{([^{}]*)\}")
_HYPHEN: Final = re.compile(r"(?<=([^\W_])) ?- ?(?=([^\W_]))")
_QUOTES: Final = frozenset(RULES["quotes"])


def same_text(given: str, answer: str, *, exact: bool = False) -> bool:
    """Tell whether what was given is the answer; `exact`: the case of letters counts."""
    pairs = zip(plain_texts(given, exact), plain_texts(answer, exact), strict=True)
    return any(_is_same(ours, right) for ours, right in pairs)


def matching(text: str, options: Sequence[str]) -> int | None:
    """Return the place of the option that a text is, as written or as it may be typed."""
    wanted = " ".join(text.split())
    found = [place for place, option in enumerate(options) if option == wanted]
    found = found or [n for n, option in enumerate(options) if same_text(text, option)]
    return found[0] if found else None


@lru_cache(maxsize=4096)
def plain_texts(text: str, exact: bool = False) -> tuple[str, str]:
    """Return a text without what does not count, its scripts as `^2` and `_2`, and as digits."""
    marked = _RAISED.sub(lambda found: f"^{found[0].removeprefix('⁺')}", text)
    marked = _LOWERED.sub(lambda found: f"_{found[0].removeprefix('₊')}", marked)
    return _plain(marked, exact), _plain(text, exact)


def _plain(text: str, exact: bool) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    text = " ".join(_BRACES.sub(r"\1\2", text).split())
    # Between numbers a hyphen is a minus or a range.
    text = _HYPHEN.sub(lambda at: " " if at[1].isalpha() or at[2].isalpha() else "-", text)
    return text if exact else text.upper().lower()


def _is_same(given: str, answer: str) -> bool:
    """Compare plain texts, without the quotes and the point of what was given if need be."""
    while given != answer:
        if len(given) > 1 and given[-1] == "." and answer[-1:] != ".":
            given = given[:-1].rstrip()
        elif len(given) > 2 and _is_quoted(given) and not _is_quoted(answer):
            given = given[1:-1].strip()
        else:
            return False
    return True


def _is_quoted(text: str) -> bool:
    return len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES
