"""Cards as Markdown: a list with headings to be read, or blocks for the hashcards program."""

import re
from collections.abc import Iterator, Sequence

from flashgen.build.notes import RenderedDefinition
from flashgen.exporters.card_text import CardText, card_texts, fill_clozes

_TAG = re.compile(r"^(?=[QAC]:)", re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6}\s)", re.MULTILINE)
_MATH = re.compile(r"(\$\$.*?\$\$|\$[^$\n]*\$|`+[^`]*`+)", re.DOTALL)


def write(
    definitions: Sequence[RenderedDefinition], *, variants: int = 1, style: str = "list"
) -> Iterator[str]:
    """Yield the text card by card, with one variant of a numeric card or as many as asked for.

    ``list``: a heading a deck and one a card. ``qa``: a `Q:` and an `A:`, or a `C:` whose
    deletions stand in brackets, with nothing else.
    """
    cards = [card for item in definitions for card in card_texts(item, variants)]
    if style == "list":  # a definition has a note in each language, and each language its deck
        decks = {name: n for n, name in enumerate(dict.fromkeys(c.note.deck for c in cards))}
        cards.sort(key=lambda card: decks[card.note.deck])
    deck = None
    for number, card in enumerate(cards):
        if number:
            yield "\n"
        if style == "qa":
            yield _block(card)
            continue
        if card.note.deck != deck:
            deck = card.note.deck
            yield f"# {deck}\n\n"
        yield _section(card, several=variants > 1)


def _section(card: CardText, *, several: bool) -> str:
    number = f", variant {card.variant}" if several and card.variant else ""
    front = card.front
    if card.note.kind == "cloze":
        front = fill_clozes(card.front, lambda text, hint: f"**{text}**")
    parts = [_sunk(front)]
    if card.options:
        parts.append(_list(card.options))
    if card.back:
        parts += ["**Answer**", _sunk(card.back)]
    parts += _behind(card)
    return f"## {card.note.id}{number}\n\n" + "\n\n".join(parts) + "\n"


def _sunk(text: str) -> str:
    # An author's own headings stand below that of the card.
    return _HEADING.sub(r"##\1", text) if "#" in text and "```" not in text else text


def _behind(card: CardText) -> list[str]:
    parts = []
    if len(card.solution) == 1:
        parts.append(card.solution[0])
    elif card.solution:
        parts.append(_list(card.solution, numbered=True))
    if card.extra:
        parts.append(card.extra)
    if card.source:
        parts.append(f"Source: {card.source}")
    return parts


def _list(items: Sequence[str], *, numbered: bool = False) -> str:
    lines = []
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if numbered else "- "
        lines.append(mark + item.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _block(card: CardText) -> str:
    if card.note.kind == "cloze":
        text = fill_clozes(card.front, lambda text, hint: f"[{text}]", _without_brackets)
        return f"C: {_untagged(text)}\n"
    front = "\n\n".join([card.front, _list(card.options)] if card.options else [card.front])
    back = "\n\n".join([card.back, *_behind(card)])
    return f"Q: {_untagged(front)}\nA: {_untagged(back)}\n"


def _untagged(text: str) -> str:
    # A line of a text that begins as a block does would begin one.
    return _TAG.sub(" ", text)


def _without_brackets(text: str) -> str:
    """Write brackets otherwise: every pair of them would be a deletion."""
    parts = _MATH.split(text)
    for number, part in enumerate(parts):
        if part.startswith("`"):
            continue  # code has no other way to write one
        left, right = (r"\lbrack ", r"\rbrack ") if part.startswith("$") else ("&#91;", "&#93;")
        parts[number] = part.replace("[", left).replace("]", right)
    return "".join(parts)
