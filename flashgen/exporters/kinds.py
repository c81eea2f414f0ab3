"""How each format asks each kind of card.

`python -m flashgen.exporters.kinds` prints the table; a test holds it against what is written.
"""

from collections.abc import Mapping
from typing import Final

from flashgen.exporters.formats import FORMATS as EXPORT_FORMATS

ASKED: Final = "asked"
"""Judged as the card does."""
SHOWN: Final = "shown"
"""What is asked and what is right, with nothing that judges."""
BY_HAND: Final = "by hand"
"""A written answer, which a teacher grades."""
AS_DISPLAYED: Final = "as displayed"
"""Judged as a text that has to be as displayed."""

COURSE_SYSTEMS: Final = ("moodle", "qti", "qti 1.2", "gift")
_CARDS: Final = ("apkg", "tsv")
_OTHERS: Final = tuple(n for n in EXPORT_FORMATS if n not in (*_CARDS, *COURSE_SYSTEMS))
"""Paper and texts, which show everything."""
FORMATS: Final = (*_CARDS, *COURSE_SYSTEMS, *_OTHERS)


def _row(on_the_card: str, *systems: str) -> Mapping[str, str]:
    """Return a row: on the card, then in each course system."""
    return (
        dict.fromkeys(_CARDS, on_the_card)
        | dict(zip(COURSE_SYSTEMS, systems, strict=True))
        | dict.fromkeys(_OTHERS, SHOWN)
    )


KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "number": _row(ASKED, ASKED, ASKED, ASKED, ASKED),
    "several answers": _row(ASKED, ASKED, ASKED, AS_DISPLAYED, SHOWN),
    "vector, matrix": _row(ASKED, ASKED, ASKED, AS_DISPLAYED, SHOWN),
    "set, or up to its sign": _row(ASKED, SHOWN, BY_HAND, BY_HAND, SHOWN),
    "text": _row(ASKED, ASKED, ASKED, ASKED, ASKED),
    "formula": _row(ASKED, SHOWN, BY_HAND, BY_HAND, SHOWN),
    "menu": _row(ASKED, ASKED, ASKED, ASKED, ASKED),
    "number and menu": _row(ASKED, ASKED, ASKED, AS_DISPLAYED, SHOWN),
    "choice": _row(ASKED, ASKED, ASKED, ASKED, ASKED),
    "statements": _row(ASKED, ASKED, ASKED, ASKED, ASKED),
    "order": _row(ASKED, ASKED, ASKED, ASKED, ASKED),
    "cloze": _row(SHOWN, ASKED, ASKED, ASKED, SHOWN),
    "cloze of formulas": _row(SHOWN, SHOWN, BY_HAND, BY_HAND, SHOWN),
    "front and back": _row(SHOWN, SHOWN, BY_HAND, BY_HAND, SHOWN),
}
"""For each kind of card, by the format, how it is asked."""


def table(formats: tuple[str, ...] = FORMATS) -> str:
    """Return the table of kinds of cards by formats, in Markdown."""
    rows = [
        f"| {kind} | {' | '.join(how[name] for name in formats)} |" for kind, how in KINDS.items()
    ]
    head = f"| card | {' | '.join(f'`{name}`' for name in formats)} |"
    return "\n".join([head, "| --- " * (len(formats) + 1) + "|", *rows]) + "\n"


if __name__ == "__main__":
    print(table(), end="")
