"""Cards as Markdown: a list with headings to be read, or blocks for the hashcards program."""

import re
from collections.abc import Iterator, Sequence

from flashgen.build.notes import RenderedDefinition
from flashgen.exporters import hashcards
from flashgen.exporters.card_text import CardText, behind, card_texts, menus
from flashgen.exporters.list_texts import listed
from flashgen.markup.cloze import fill_clozes

_HEADING = re.compile(r"^(#{1,6}\s)", re.MULTILINE)


def write(
    definitions: Sequence[RenderedDefinition], *, variants: int = 1, style: str = "list"
) -> Iterator[str]:
    """Yield the text card by card, with one variant of a numeric card or as many as asked for.

    ``list``: a heading a deck and one a card. ``qa``: blocks that hashcards reads.
    """
    cards = [card for item in definitions for card in card_texts(item, variants)]
    if style == "qa":
        yield from hashcards.several(cards)
        return
    # A definition has a note in each language, and each language its deck.
    decks = {name: n for n, name in enumerate(dict.fromkeys(c.note.deck for c in cards))}
    cards.sort(key=lambda card: decks[card.note.deck])
    deck = None
    for number, card in enumerate(cards):
        if number:
            yield "\n"
        if card.note.deck != deck:
            deck = card.note.deck
            yield f"# {deck}\n\n"
        yield _section(card, several=variants > 1)


def _section(card: CardText, *, several: bool) -> str:
    number = f", variant {card.variant}" if several and card.variant else ""
    front = card.front
    if card.note.kind == "cloze":
        front = fill_clozes(card.front, lambda text, hint, number: f"**{text}**")
    parts = [_sunk(front)]
    if card.options:
        parts.append(listed(card.options))
    if choices := menus(card):
        parts.append(listed(choices))
    if card.hints:
        parts += ["**Hints**", listed(card.hints, numbered=True)]
    if card.back:
        parts += ["**Answer**", _sunk(card.back)]
    parts += behind(card)
    return f"## {card.note.id}{number}\n\n" + "\n\n".join(parts) + "\n"


def _sunk(text: str) -> str:
    # An author's own headings stand below that of the card.
    return _HEADING.sub(r"##\1", text) if "#" in text and "```" not in text else text
