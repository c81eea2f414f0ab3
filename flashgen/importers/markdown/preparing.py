"""The text of a note or of one side of a card, prepared for a deck file."""

from collections.abc import Callable

from msgspec import Struct, field

from flashgen.importers.draft import clean
from flashgen.importers.markdown.dialects import tags_and_rest, understood
from flashgen.importers.markdown.formulas import normalized
from flashgen.importers.study_notes.reading import Reader


class PreparedText(Struct):
    """A text of a card: its Markdown, its tags, and what of it was left out."""

    text: str
    tags: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def prepared(text: str, drop: Callable[[str], None]) -> str:
    """Return notes with the formulas and the signs that a deck file knows."""
    return normalized(understood(clean(text), drop))


def side(text: str, image: Callable[[str], str | None]) -> PreparedText:
    """Return one side of a card as a deck file may hold it; `image` finds its images."""
    dropped: list[str] = []
    section = Reader(prepared(text, dropped.append), image).read_one()
    tags, rest = tags_and_rest(section.text)
    return PreparedText(rest, tags, [*dropped, *section.dropped])
