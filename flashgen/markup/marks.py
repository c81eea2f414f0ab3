"""Private-use characters that stand for parts of a text while the Markdown parser has it.

CommonMark takes a private-use character for a letter, so it changes nothing around it. An author's
own are refused, so that none can pass for one of these.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

FIRST_MARK: Final = 0xE000
MAX_MARKS: Final = 4000
SMALLER: Final = "\uf8ff"  # a `<` that begins no tag
JOINT: Final = "\uf8fe"  # nothing, yet a letter for the parser
# Beside a mark that opens or closes, on its inner side, so that emphasis may begin and end there.
AFTER_OPENING: Final = "\u2e28"
BEFORE_CLOSING: Final = "\u2e29"
_PART = re.compile(f"({BEFORE_CLOSING}?[\ue000-\uf8fd]{AFTER_OPENING}?)")

# Control characters, private use, surrogates, noncharacters: nothing that can be shown, and NUL
# and U+001F break Anki's database fields.
REFUSED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)


class Kind(Enum):
    """What a mark stands for."""

    SLOT = auto()
    LITERAL = auto()  # a `<<` typed with a backslash
    TAG_OPEN = auto()
    TAG_CLOSE = auto()
    TAG_VOID = auto()
    TAG_REFUSED = auto()
    CLOZE_OPEN = auto()
    CLOZE_HINT = auto()
    CLOZE_CLOSE = auto()


OPENING: Final = frozenset({Kind.TAG_OPEN, Kind.CLOZE_OPEN, Kind.CLOZE_HINT})
CLOSING: Final = frozenset({Kind.TAG_CLOSE, Kind.CLOZE_CLOSE, Kind.CLOZE_HINT})
CLOZE: Final = frozenset({Kind.CLOZE_OPEN, Kind.CLOZE_HINT, Kind.CLOZE_CLOSE})


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of the text, from `start` to `end`.

    `name` is a tag's name, `html` what a tag becomes; `number` is a cloze's number, `expression`
    and `format` are a slot's, with the offset of the expression in `inner_start`.
    """

    kind: Kind
    start: int
    end: int
    source: str
    name: str = ""
    html: str = ""
    number: int = 0
    expression: str = ""
    format: str | None = None
    inner_start: int = 0


@dataclass(slots=True)
class Marked:
    """A text with marks in it, and the way back to the text as typed."""

    text: str
    marks: list[Mark]
    # Of each replacement: where it ends in the marked text, and how far the original then is.
    ends: list[int]
    shifts: list[int]

    def original(self, position: int) -> int:
        """Return the offset in the text as typed of an offset in the marked text."""
        index = bisect_right(self.ends, position) - 1
        return position + self.shifts[index] if index >= 0 else position

    def parts(self, text: str) -> list[str | tuple[str, Mark]]:
        """Cut a piece of the marked text at its marks, each given as its character and itself."""
        text = text.replace(JOINT, "").replace(SMALLER, "<")
        pieces = _PART.split(text)
        if len(pieces) == 1:
            return [text]
        parts: list[str | tuple[str, Mark]] = []
        for index, piece in enumerate(pieces):
            if index % 2 == 0:
                if piece:
                    parts.append(piece)
                continue
            # A bracket that the author put beside a mark stays.
            character = piece.strip(AFTER_OPENING + BEFORE_CLOSING)
            mark = self.marks[ord(character) - FIRST_MARK]
            before, after = piece[0] == BEFORE_CLOSING, piece[-1] == AFTER_OPENING
            if before and mark.kind not in CLOSING:
                parts.append(BEFORE_CLOSING)
            parts.append((character, mark))
            if after and mark.kind not in OPENING:
                parts.append(AFTER_OPENING)
        return parts
