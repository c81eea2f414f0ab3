"""Private-use characters that stand for parts of a text while the Markdown parser has it.

CommonMark takes a private-use character for a letter, so it changes nothing around it. An author's
own are refused, so that none can pass for one of these.
"""

import re
from bisect import bisect_left, bisect_right
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from msgspec import Struct, field

FIRST_MARK: Final = 0xE000
MAX_MARKS: Final = 4000
SMALLER: Final = "\uf8ff"  # a `<` that begins no tag
MARK: Final = re.compile("[\ue000-\uf8fd]")
JOINT: Final = "\uf8fe"  # nothing, yet a letter for the parser
# Beside a mark that opens or closes, on its inner side, so that emphasis may begin and end there.
AFTER_OPENING: Final = "\u2e28"
BEFORE_CLOSING: Final = "\u2e29"
_PART = re.compile(f"({BEFORE_CLOSING}?[\ue000-\uf8fd]{AFTER_OPENING}?)")


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one string."""
    return frozenset(text.split())


class Kind(Enum):
    """What a mark stands for."""

    SLOT = auto()
    LITERAL = auto()  # a `<<` typed with a backslash
    TAG_OPEN = auto()
    TAG_CLOSE = auto()
    TAG_VOID = auto()
    TAG_REFUSED = auto()
    TAG_SHOWN = auto()  # as it was typed
    CLOZE_OPEN = auto()
    CLOZE_HINT = auto()
    CLOZE_CLOSE = auto()


OPENING: Final = frozenset({Kind.TAG_OPEN, Kind.CLOZE_OPEN, Kind.CLOZE_HINT})
CLOSING: Final = frozenset({Kind.TAG_CLOSE, Kind.CLOZE_CLOSE, Kind.CLOZE_HINT})
CLOZE: Final = frozenset({Kind.CLOZE_OPEN, Kind.CLOZE_HINT, Kind.CLOZE_CLOSE})


class Mark(Struct, frozen=True):
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


class Marked(Struct):
    """A text as the Markdown parser gets it, and the way back to the text as typed."""

    text: str
    marks: list[Mark]
    # Of each mark: where it ends in the text, and how much further on it ends as typed.
    ends: list[int]
    shifts: list[int]
    prefix: int = 0
    joints: list[int] = field(default_factory=list)

    def join(self, positions: list[int]) -> None:
        """Put a joint at each of these positions."""
        pieces = [self.text[a:b] for a, b in pairwise([0, *positions, len(self.text)])]
        self.text = JOINT.join(pieces)
        self.joints = [position + count for count, position in enumerate(positions)]

    def add_prefix(self, prefix: str) -> None:
        """Put something in front of the text."""
        self.text = prefix + self.text
        self.prefix = len(prefix)

    def original(self, position: int) -> int:
        """Return the offset in the text as typed of an offset in this text."""
        position = max(position - self.prefix, 0)
        position -= bisect_left(self.joints, position)
        index = bisect_right(self.ends, position) - 1
        return position + self.shifts[index] if index >= 0 else position

    def parts(self, text: str) -> list[str | tuple[str, Mark]]:
        """Cut a piece of the marked text at its marks, each given as its character and itself."""
        text = text.replace(JOINT, "").replace(SMALLER, "<")
        pieces = _PART.split(text)
        if len(pieces) == 1:
            return [text] if text else []
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
