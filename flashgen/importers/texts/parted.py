"""Cards of ankdown: `%` alone in a line parts the sides, `---` the cards, a third part has tags."""

import re

from flashgen.importers.draft import clean
from flashgen.importers.markdown.front_matter import split_front_matter, tag_of
from flashgen.importers.texts.card import FoundCards, TextCard

_PERCENT = re.compile(r"(?m)^[ \t]*%[ \t]*$")
_RULE = re.compile(r"(?m)^[ \t]*-{3,}[ \t]*$")


def has_parted_cards(text: str) -> bool:
    """Tell whether `%` parts the sides of cards."""
    return _PERCENT.search(text) is not None


def parted_cards(text: str) -> FoundCards:
    """Return the cards of a text in which lines part them and their sides."""
    front_matter, text = split_front_matter(clean(text))
    found = FoundCards(deck=front_matter.deck, tags=front_matter.tags)
    rest: list[str] = []
    for piece in _RULE.split(text):
        parts = [part.strip() for part in _PERCENT.split(piece)]
        if len(parts) < 2:
            rest.append(piece.strip())
            continue
        tags = [tag_of(tag) for tag in re.split(r"[,\n]", parts[2])] if len(parts) > 2 else []
        extra = "\n\n".join(parts[3:])
        found.cards.append(TextCard(parts[0], parts[1], extra=extra, tags=[t for t in tags if t]))
    found.rest = "\n\n".join(filter(None, rest))
    return found
