"""Code with its syntax marked by Pygments' classes; the colors are the style sheet's."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from flashgen.markup.escape import escape_text
from flashgen.markup.marks import words

if TYPE_CHECKING:
    from pygments.lexer import Lexer

PLAIN_LANGUAGES: Final = frozenset({"", "text", "txt", "plain", "plaintext", "none", "output"})
# Lexers are regular expressions, and some of the rare ones take for ever over hostile input.
LANGUAGES: Final = words(
    "python py python3 pycon numpy bash sh shell zsh console shell-session powershell"
    " c cpp c++ cuda csharp c# java kotlin scala swift go golang rust rs zig javascript js"
    " typescript ts json yaml toml ini cfg html xml css sql r rout julia jl matlab octave"
    " haskell hs ocaml lisp common-lisp scheme clojure lua perl ruby rb php fortran nasm gas"
    " latex tex diff docker dockerfile protobuf graphql verilog"
)
MAX_LINES: Final = 150
MAX_LINE: Final = 250
PLACEHOLDER: Final = "0"  # stands for a value while the code is read
_INFO = re.compile(r"\s*\{?\.?([\w+#.-]*)")


class Insert(Struct, frozen=True):
    """A mark in code, before the offset or in place of the character there."""

    offset: int
    mark: str
    in_place_of: bool


def language_of(info: str) -> str:
    """Return the language that a fence's info string names, in small letters."""
    match = _INFO.match(info)
    return match[1].lower() if match else ""


@lru_cache(maxsize=64)
def _lexer(language: str) -> "Lexer | None":
    if language not in LANGUAGES:
        return None
    # Pygments is slow to import, and most decks hold no code.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def is_known(language: str) -> bool:
    """Tell whether code of this language is highlighted, or known to need none."""
    return language in PLAIN_LANGUAGES or _lexer(language) is not None


@lru_cache(maxsize=1024)
def highlight(code: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return the code as (class, text) pairs; one pair without a class where it stays plain."""
    lexer = _lexer(language)
    # Some lexers take the square or the cube of the length of a line, or of the number of lines.
    lines = code.split("\n")
    if lexer is None or len(lines) > MAX_LINES or max(map(len, lines)) > MAX_LINE:
        return (("", code),)
    from pygments.token import STANDARD_TYPES

    pairs: list[tuple[str, str]] = []
    # Lexers that go by lines know no last line without an end.
    for token, text in lexer.get_tokens(f"{code}\n"):
        # A type without a class of its own has its parent's.
        css_class = next(
            STANDARD_TYPES[kind] for kind in reversed(token.split()) if kind in STANDARD_TYPES
        )
        if pairs and pairs[-1][0] == css_class:
            text = pairs.pop()[1] + text
        pairs.append((css_class, text))
    if "".join(text for _, text in pairs) != f"{code}\n":
        return (("", code),)
    css_class, text = pairs.pop()
    return (*pairs, (css_class, text[:-1])) if text != "\n" else tuple(pairs)


def code_html(code: str, language: str, inserts: Sequence[Insert]) -> str:
    """Return code as HTML with marks at the offsets of the inserts, which are in order."""
    pieces: list[str] = []
    start = pending = 0
    for css_class, text in highlight(code, language):
        end = start + len(text)
        opening, closing = (
            (f'<span class="{css_class}">', "</span>") if css_class and text.strip() else ("", "")
        )
        run = ""
        cut = start
        while pending < len(inserts) and inserts[pending].offset < end:
            insert = inserts[pending]
            pending += 1
            run += escape_text(code[cut : insert.offset])
            cut = insert.offset
            if insert.in_place_of:
                run += insert.mark
                cut += 1
                continue
            # What a cloze hides has to be whole elements.
            pieces.append(f"{opening}{run}{closing}{insert.mark}" if run else insert.mark)
            run = ""
        run += escape_text(code[cut:end])
        if run:
            pieces.append(f"{opening}{run}{closing}")
        start = end
    pieces += [insert.mark for insert in inserts[pending:]]
    return "".join(pieces)
