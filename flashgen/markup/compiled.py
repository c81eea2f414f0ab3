"""What a compiled text is made of, and what can be wrong with one."""

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from itertools import chain
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from flashgen.values.formatting import Context

MAX_PROBLEMS: Final = 50  # of one text; after that many its author has seen enough

_TAG = re.compile(r"<[^>]*>")
_BLOCK_TAG = re.compile(r"</?(?:br|div|h[1-6]|li|p|t[dhr])\b[^>]*>")
# In a formula `\\[2pt]` is none, and in a text an element stands between the two characters.
_MATH_DELIMITER = re.compile(r"(?<!\\)\\[()\[\]]")


class Problem(Struct, frozen=True):
    """Something wrong with a text; `start` and `end` are offsets into it."""

    code: str
    message: str
    start: int
    end: int
    hint: str | None = None


class MarkupError(Exception):
    """A text that cannot be compiled; `errors` holds what was found, in the text's order."""

    def __init__(self, errors: Sequence[Problem]) -> None:
        self.errors: Final = tuple(sorted(errors, key=lambda error: (error.start, error.end)))[
            :MAX_PROBLEMS
        ]
        super().__init__(self.errors[0].message)

    @property
    def code(self) -> str:
        """The code of the first error."""
        return self.errors[0].code

    @property
    def message(self) -> str:
        """The message of the first error."""
        return self.errors[0].message

    @property
    def start(self) -> int:
        """Where the first error starts."""
        return self.errors[0].start

    @property
    def end(self) -> int:
        """Where the first error ends."""
        return self.errors[0].end

    @property
    def hint(self) -> str | None:
        """The way out of the first error, where there is a known one."""
        return self.errors[0].hint


class Slot(Struct, frozen=True):
    """A place in a text for a value.

    `start` and `end` are the offsets of the expression, `outer_start` and `outer_end` those of the
    whole `<<…>>`. `parenthesise`: a negative value needs parentheses there; `powered`: so does
    anything but a plain number. `is_block`: a block, such as a table, may stand there.
    """

    expression: str
    format: str | None
    start: int
    end: int
    outer_start: int
    outer_end: int
    context: Context
    parenthesise: bool = False
    powered: bool = False
    is_block: bool = False


class ImageReference(Struct, frozen=True):
    """An image of a text; `path` is relative to the deck file's folder."""

    path: str
    start: int
    end: int


class CompiledText(Struct, frozen=True):
    """A text as HTML, cut at its slots: one more piece than there are slots.

    `slots` are in the order of the pieces. `literals` are the spans of `<<` that were typed with a
    backslash which a reader of the source must not see.
    """

    pieces: tuple[str, ...]
    slots: tuple[Slot, ...]
    images: tuple[ImageReference, ...]
    source: str
    warnings: tuple[Problem, ...] = ()
    cloze_numbers: tuple[int, ...] = ()
    literals: tuple[tuple[int, int], ...] = ()

    def fill(self, values: Sequence[str] = ()) -> str:
        """Return the HTML with the values, HTML-safe strings, in the slots."""
        if not values:
            (piece,) = self.pieces
            return piece
        filled = chain.from_iterable(zip(self.pieces, values, strict=False))
        return "".join(filled) + self.pieces[len(values)]

    def fill_markdown(self, values: Sequence[str]) -> str:
        """Return the text as it was typed with the values, Markdown-safe strings, in the slots."""
        edits = [
            (slot.outer_start, slot.outer_end, value)
            for slot, value in zip(self.slots, values, strict=True)
        ]
        edits += [(start, end, "<<") for start, end in self.literals]
        parts, position = [], 0
        for start, end, text in sorted(edits):
            parts += [self.source[position:start], text]
            position = end
        return "".join(parts) + self.source[position:]

    def with_media(self, names: Mapping[str, str]) -> "CompiledText":
        """Return the text with its images under other file names, by path."""
        pieces = self.pieces
        for path in {image.path for image in self.images}:
            # No text can hold `<img src="`: its `<` would be escaped.
            old = f'<img src="{escape(path)}"'
            new = f'<img src="{escape(names[path])}"'
            pieces = tuple(piece.replace(old, new) for piece in pieces)
        return replace(self, pieces=pieces)


def shown_text(html: str) -> str:
    """Return the visible words of HTML for comparison, or the HTML itself if it has an image."""
    return html if "<img " in html else plain_text(html)


def plain_text(html: str) -> str:
    """Return the words of compiled HTML on one line: for titles, sorting and terminals."""
    html = _BLOCK_TAG.sub(" ", _MATH_DELIMITER.sub("", html))
    return " ".join(unescape(_TAG.sub("", html)).split())
