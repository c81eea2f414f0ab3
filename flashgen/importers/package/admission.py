"""Which notes of a package are imported: those of the deck that is asked for, if not too many.

What is made of them is kept until all of it is checked. So that it fits into a few hundred
megabytes whatever the package holds, it is counted while the notes are read.
"""

from typing import Final

from flashgen.anki.package.archive import PackageError
from flashgen.deck.selection import fits

MOST_BYTES: Final = 300_000_000
"""Of memory, about, for what is made of the notes."""
_NOTE: Final = 4_200
"""Bytes for a note, beside those for its text."""
_CHARACTER: Final = 7


class Admission:
    """Decides on one note after the other; `deck` is the one that is asked for, or None for all."""

    def __init__(self, deck: str | None) -> None:
        self._deck = deck
        self._bytes = 0
        self.others: dict[str, None] = {}
        """The decks that were not asked for."""

    def __call__(self, deck: str, size: int) -> bool:
        """Tell whether a note of a deck, with a text of this size, is imported.

        Raises PackageError where they are too many.
        """
        if self._deck is not None and not is_asked(deck, self._deck):
            self.others[deck] = None
            return False
        self._bytes += _NOTE + _CHARACTER * size
        if self._bytes > MOST_BYTES:
            notes, megabytes = MOST_BYTES // _NOTE, MOST_BYTES // _CHARACTER // 1_000_000
            raise PackageError(
                f"it has more notes than can be imported at once (some {notes:,} short ones, or "
                f"{megabytes} MB of text): import one deck after the other with --deck"
            )
        return True


def is_asked(deck: str, wanted: str) -> bool:
    """Tell whether a deck is the wanted one, or below it; `*` stands for anything."""
    return fits(deck, wanted) or fits(deck, f"{wanted}::*")
