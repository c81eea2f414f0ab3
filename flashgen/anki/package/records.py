"""What Anki's database holds: note types, decks, notes and cards."""

from msgspec import Struct


class CardTemplate(Struct, frozen=True):
    """A card template of a note type: the HTML of its front and of its back."""

    name: str
    front: str
    back: str
    id: int | None = None
    """That newer Anki gives it."""


class PackageNoteType(Struct, frozen=True):
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


class PackageDeck(Struct, frozen=True):
    """A deck: its full name with ``::`` between parent and child, and its description (HTML)."""

    id: int
    name: str
    description: str = ""


class PackageCard(Struct, frozen=True):
    """A card of a note: which of its template or cloze numbers (from 0), and in which deck."""

    ordinal: int
    deck: int
    due: int


class PackageNote(Struct, frozen=True):
    """A note as it is stored; `mod` is in seconds since 1970."""

    id: int
    guid: str
    note_type: int
    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    cards: tuple[PackageCard, ...]
