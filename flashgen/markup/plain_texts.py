"""Texts of which the parser's own HTML is right as it is, but for the formulas: most of them.

The parser writes HTML in a tenth of the time in which its events are read one by one. So a text
goes this way where nothing comes of it but paragraphs and flat lists, with emphasis, code and
formulas in them, which `render` would write just so, and have nothing to say about.
"""

import re
from html import unescape
from typing import Final

import pyromark

from flashgen.markup.formulas import render_formula

PARSER: Final = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_MATH
)
MAX_LENGTH: Final = 10_000  # no shorter text has more parts than `render` takes

# No control character; without `<` and `&` no slot, tag, mark, entity, or link in `<…>`; and no
# Chinese or Japanese, which come further on: emphasis and line breaks are other things in them.
_SOURCE = re.compile(r"[ -%'-;=-~\n\xa0-\u2bff]*")

_FORMULA: Final = r'<span class="math math-(?:inline|display)">[^<]*+</span>'
# A backslash or a dollar sign that is shown wants more care; emphasis in emphasis may be too deep.
_WORDS: Final = rf"(?:[^<\\$]++|<code>[^<\\$]*+</code>|{_FORMULA})++"
_INLINE: Final = rf"(?:{_WORDS}|<strong>{_WORDS}</strong>|<em>{_WORDS}</em>)*+"
_LIST: Final = rf"(?:<li>{_INLINE}</li>\n)*+"
_HTML = re.compile(
    rf'(?:<p>{_INLINE}</p>\n|<ul>\n{_LIST}</ul>\n|<ol(?: start="\d+")?>\n{_LIST}</ol>\n)++'
)
_FORMULAS = re.compile(r'<span class="math math-(inline|display)">([^<]*+)</span>')


def simple_html(source: str) -> str | None:
    """Return the HTML of a text as `BlockRenderer` would; None where that has to do it."""
    if len(source) > MAX_LENGTH or not _SOURCE.fullmatch(source):
        return None
    html = PARSER.html(source)
    if not _HTML.fullmatch(html):
        return None
    if "$" not in source:
        return html
    parts = _FORMULAS.split(html)
    for index in range(1, len(parts), 3):
        formula = render_formula(unescape(parts[index + 1]), [], in_cloze_text=False)
        if formula.problems:
            return None
        opening, closing = (r"\(", r"\)") if parts[index] == "inline" else (r"\[", r"\]")
        parts[index : index + 2] = (opening, formula.html + closing)
    return "".join(parts)
