"""The template of a drawing: SVG in which what changes from variant to variant is a slot."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

from msgspec import Struct, field

MAX_BYTES: Final = 960
"""The most bytes that the slots of one variant take in the data of a note."""

UNITS_PER_EM: Final = 16
"""A drawing is measured in sixteenths of the card's font size; it shrinks where it is too wide."""

FONT: Final = 14
CHARACTER: Final = 8
"""The size of the text of a drawing, and about the width of a digit."""

_WIDE_LETTERS = re.compile("[mwMW@%]")
_MARK = re.compile("\ue000([0-9]+)\ue001")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_STYLE = re.compile('style="[^"]*"')
_HYPHEN = re.compile(r"(?<![\w.)-])-(?=[\d.∞])")  # of a number
_SLOT_OVERHEAD: Final = 3  # two quotes and a comma
_ESCAPE_OVERHEAD: Final = 5  # "&" stands as a \\u escape in the data


class Drawing(Struct, frozen=True):
    """An SVG element as a template: the text of slot k stands between pieces k and k + 1.

    The pieces are the same for all values of the same shapes. A value that stands in several
    places takes a slot at each; the data of a note keep it once. Slots are HTML-safe, also in an
    attribute. The element belongs in `<figure class="figure">`.
    """

    pieces: tuple[str, ...]
    slots: tuple[str, ...]

    @property
    def svg(self) -> str:
        """The drawing itself."""
        filled = zip(self.pieces, (*self.slots, ""), strict=True)
        return "".join(piece + slot for piece, slot in filled)


class Canvas(Struct):
    """Collects the slots of a drawing while its markup is written with their marks."""

    language: str
    texts: list[str] = field(default_factory=list)
    used: int = 0

    def slot(self, text: str) -> str:
        """Return a mark that stands for this text, in as many places as it is written."""
        shown, bytes_taken = _shown(text)
        self.texts.append(shown)
        self.used += bytes_taken
        return f"\ue000{len(self.texts) - 1}\ue001"

    def number(self, value: float) -> str:
        """Return the mark of a coordinate, in whole units."""
        return self.slot(str(whole(value)))

    def finish(self, width: float, height: float, description: str, body: str) -> Drawing:
        """Return the drawing of this size in units.

        Raises ValueError where its slots take more than MAX_BYTES.
        """
        if self.used > MAX_BYTES:
            raise ValueError(
                "the numbers and labels of this figure are too many or too long to change with "
                "every variant; draw a smaller array or a shorter part, or show fewer digits"
            )
        em = f"{width / UNITS_PER_EM:.3f}".rstrip("0").rstrip(".")
        # MathJax leaves the texts alone; left is left in any language.
        svg = (
            f'<svg viewBox="0 0 {number(width)} {number(height)}" width="{em}em" role="img" '
            f'class="tex2jax_ignore" direction="ltr"><title>{description}</title>'
            f'<g font-size="{FONT}" text-anchor="middle">{body}</g></svg>'
        )
        parts = _MARK.split(svg)
        # A number that is in a style, too, stays as it is: one column serves both.
        typed = {mark for style in _STYLE.findall(svg) for mark in _MARK.findall(style)}
        slots = [
            self.texts[int(mark)] if mark in typed or not _ends_in_text(piece) else self._text(mark)
            for piece, mark in zip(parts[::2], parts[1::2], strict=False)
        ]
        return Drawing(tuple(parts[::2]), tuple(slots))

    def _text(self, mark: str) -> str:
        return _HYPHEN.sub("−", self.texts[int(mark)])


def _ends_in_text(piece: str) -> bool:
    """Tell whether a slot behind a piece of markup stands in a text, not in an attribute."""
    return piece.rfind(">") > piece.rfind('="')


def whole(value: float) -> int:
    """Return a coordinate in whole units, the same whatever the last bits of the value are."""
    return round(round(value, 6))


def escape(text: str) -> str:
    """Return a text as HTML that is harmless in an element and in an attribute.

    Anki acts on some words in square brackets, the cards' script on two characters for private use.
    """
    return html.escape(_PRIVATE_USE.sub("\ufffd", text)).replace("[", "&#91;")


@lru_cache(maxsize=4096)
def _shown(text: str) -> tuple[str, int]:
    """Return the text of a slot, and its cost; mostly it is one of few numbers."""
    shown = escape(text)
    return shown, cost(shown)


def cost(shown: str) -> int:
    """Return the bytes of a slot in the data of a note."""
    return len(shown.encode()) + _ESCAPE_OVERHEAD * shown.count("&") + _SLOT_OVERHEAD


def number(value: float) -> str:
    """Return a coordinate of the template, to a tenth of a unit."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def text_length(text: str) -> int:
    """Return how many characters long a text is; a Chinese one counts as two."""
    return len(text) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def text_width(text: str) -> int:
    """Return about how many units wide a label is, in a font that is rather wide."""
    return (CHARACTER + 1) * text_length(text) + 4 * len(_WIDE_LETTERS.findall(text))
