"""The elements of HTML that make lines and blocks."""

from typing import Final

from flashgen.markup.marks import words

LINES: Final = words(
    "address article aside body center dd details dialog div dt fieldset figcaption figure footer"
    " form header hgroup html legend li main nav option optgroup search section summary caption"
    " td th tr tbody thead tfoot"
)
"""Elements that begin and end a line."""
HEADINGS: Final = words("h1 h2 h3 h4 h5 h6")
_BLOCKS: Final = HEADINGS | words("p ul ol menu dir blockquote pre hr table dl listing xmp")
BLOCKS: Final = LINES | _BLOCKS
