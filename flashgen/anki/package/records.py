"""What Anki's database holds: note types, decks, notes and cards."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardTemplate:
    """A card template of a note type: the HTML of its front and of its back."""

    name: str
    front: str
    back: str
    id: int | None = None
    """That newer Anki gives it."""


@dataclass(frozen=True, slots=True)
class PackageNoteType:
    """A note type: the names of its fields and its templates, in order.

    `field_ids` are the ids that newer Anki gives to fields, `mod` is in seconds since 1970, and
    `original_id` is the id that it had in the package it came from, where Anki made a copy of it.
    """

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[CardTemplate, ...]
    cloze: bool
    css: str = ""
    field_ids: tuple[int | None, ...] = ()
    mod: int = 0
    original_id: int | None = None


@dataclass(frozen=True, slots=True)
class PackageDeck:
    """A deck: its full name with ``::`` between parent and child, and its description (HTML)."""

    id: int
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class PackageCard:
    """A card of a note: which of its template or cloze numbers (from 0), and in which deck."""

    ordinal: int
    deck: int
    due: int


@dataclass(frozen=True, slots=True)
class PackageNote:
    """A note as it is stored; `mod` is in seconds since 1970."""

    id: int
    guid: str
    note_type: int
    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    cards: tuple[PackageCard, ...]
