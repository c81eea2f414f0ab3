"""Starters: a first deck file and a first card of each kind, commented and valid as they are."""

import re
import unicodedata
from pathlib import Path
from typing import Final

from flashgen.deck.identity import slug

KINDS: Final = ("concept", "cloze", "numeric")
"""What a first deck has."""
CARDS: Final = (
    *(*KINDS, "formula", "menu", "words", "statements", "order"),
    *("units", "hints", "forms"),
)
"""What can be added to a deck."""

_FIRST_IDS: Final = {
    "concept": "same-note",
    "cloze": "variants-and-seed",
    "numeric": "average-speed",
}
# A card that is added asks something else than the one of its kind in a first deck.
_ANOTHER: Final = {
    "concept": ("What makes two notes the same note to Anki?", "How does Anki know a note again?"),
    "cloze": ("A numeric card carries", "A card with numbers carries"),
    "numeric": ("A train covers", "A car covers"),
}
# Those of a further deck name it, so that no two cards of a folder ask the same.
_OF_DECK: Final = {
    "concept": ("two notes the same", "two notes of `NAMESPACE` the same"),
    "cloze": ("A numeric card carries", "A numeric card of `NAMESPACE` carries"),
    "numeric": ("A train covers", "A train of the line `NAMESPACE` covers"),
}
_PLAIN: Final = re.compile(r"\w([\w .,:()-]*[\w)])?")


def deck(name: str, ending: str, *, beside_others: bool = False) -> str:
    """Return a deck file with a card of each kind.

    `ending` is a random word that keeps the namespace from being someone else's. The cards of a
    deck file `beside_others` ask something else than theirs.

    Raises: ValueError where the name cannot be that of a deck.
    """
    parts, namespace = _named(name, ending)
    cards = [_card(kind, _FIRST_IDS[kind]) for kind in KINDS]
    if beside_others:
        cards = [card.replace(*_OF_DECK[kind]) for kind, card in zip(KINDS, cards, strict=True)]
    header = _template("deck").replace("NAMESPACE", namespace)
    header = header.replace("DECK", _scalar("::".join(parts)))
    return header + "".join(card.replace("NAMESPACE", namespace) for card in cards)


def subjects() -> tuple[str, ...]:
    """Return the names of the subjects that there are cards of, sorted."""
    files = Path(__file__).with_name("subjects").iterdir()
    return tuple(sorted(f.name.removesuffix(".yaml") for f in files if f.name.endswith(".yaml")))


def subject_deck(subject: str, name: str, ending: str) -> str:
    """Return a deck file with the cards of a subject, with a namespace of its own.

    Raises: ValueError where the name cannot be that of a deck.
    """
    parts, namespace = _named(name, ending)
    path = Path(__file__).with_name("subjects") / f"{subject}.yaml"
    text = path.read_text(encoding="utf-8").replace("NAMESPACE", namespace, 1)
    return text.replace("deck: DECK", f"deck: {_scalar('::'.join(parts))}", 1)


def _named(name: str, ending: str) -> tuple[list[str], str]:
    """Return the parts of a deck's name, and a namespace for it.

    Raises: ValueError where the name cannot be that of a deck.
    """
    parts = [part.strip() for part in name.split("::")]
    if not all(parts) or any(unicodedata.category(c).startswith("C") for c in name):
        raise ValueError("a deck's name is one line, with something on both sides of `::`")
    if set(name) & set("<>"):
        raise ValueError("a deck's name has none of the characters < and >")
    return parts, f"{slug(name)}-{ending}"


def card(kind: str, id: str) -> str:
    """Return a card of a kind, to be put at the end of a deck file."""
    return _card(kind, id).replace(*_ANOTHER.get(kind, ("", "")))


def _card(kind: str, id: str) -> str:
    return _template(kind).replace("CARD", id)


def _template(name: str) -> str:
    return Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8")


def _scalar(text: str) -> str:
    """Return a text as YAML; `NO` and `1:30` need no quotes here, for nothing is guessed at."""
    if _PLAIN.fullmatch(text) and ": " not in text:
        return text
    return "'" + text.replace("'", "''") + "'"
