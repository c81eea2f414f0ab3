"""Notes with fields in HTML that stand in no package, as one, so that they are imported alike."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from flashgen.anki import images as media
from flashgen.anki.note_types import NOTE_TYPES
from flashgen.anki.package.reading import (
    CardTemplate,
    Package,
    PackageCard,
    PackageDeck,
    PackageError,
    PackageNote,
    PackageNoteType,
)
from flashgen.importers.names import letters
from flashgen.importers.package.foreign import cloze_numbers
from flashgen.importers.package.templates import CardFields, CardSide

_BACK: Final = "{{FrontSide}}\n\n<hr id=answer>\n\n"
_TO_AND_FRO: Final = (("Card 1", "{{Front}}", "{{Back}}"), ("Card 2", "{{Back}}", "{{Front}}"))
_STOCK: Final[Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, str, str], ...], bool]]] = {
    "basic": (("Front", "Back"), _TO_AND_FRO[:1], False),
    "basic (and reversed card)": (("Front", "Back"), _TO_AND_FRO, False),
    "basic (optional reversed card)": (
        ("Front", "Back", "Add Reverse"),
        (_TO_AND_FRO[0], ("Card 2", "{{#Add Reverse}}{{Back}}{{/Add Reverse}}", "{{Front}}")),
        False,
    ),
    "basic (type in the answer)": (
        ("Front", "Back"),
        (("Card 1", "{{Front}}\n{{type:Back}}", "{{type:Back}}"),),
        False,
    ),
    "cloze": (("Text", "Back Extra"), (("Cloze", "{{cloze:Text}}", "{{Back Extra}}"),), True),
}


class FieldNote(Struct, frozen=True):
    """A note: its fields in HTML, its note type by name, and what is known of it beside."""

    fields: tuple[str, ...]
    note_type: str = ""
    deck: str = ""
    tags: tuple[str, ...] = ()
    guid: str = ""


class Collection(Struct):
    """Notes and note types from files, with the folders in which their images are."""

    folders: Sequence[Path]
    _types: dict[str, PackageNoteType] = field(default_factory=dict)
    _decks: dict[str, PackageDeck] = field(default_factory=dict)
    _notes: list[PackageNote] = field(default_factory=list)
    _sides: dict[int, list[CardSide]] = field(default_factory=dict)

    @property
    def package(self) -> Package:
        """The notes as a package has them."""
        types = {made.id: made for made in self._types.values()}
        decks = {deck.id: deck for deck in self._decks.values()}
        return Package(types, decks, tuple(self._notes), {})

    def media(self, name: str, limit: int) -> bytes:
        """Return the content of a media file, at most `limit` bytes.

        Raises PackageError where none of the folders has it.
        """
        if not name or name in (".", "..") or "/" in name or "\\" in name:
            raise PackageError(f"`{name}` is no name of a media file")
        for folder in self.folders:
            file = folder / name
            if file.is_file() and not file.is_symlink():
                try:
                    return media.read(file, name)[:limit]
                except media.MediaError as problem:
                    raise PackageError(str(problem)) from None
        raise PackageError(f"there is no media file `{name}`")

    def add_type(
        self,
        key: str,
        name: str,
        fields: Iterable[str],
        templates: Iterable[tuple[str, str, str]],
        *,
        cloze: bool,
    ) -> None:
        """Add a note type under a key."""
        made = tuple(CardTemplate(*template) for template in templates)
        self._types[key] = PackageNoteType(len(self._types) + 1, name, tuple(fields), made, cloze)

    def add_deck(self, name: str, description: str = "") -> None:
        """Add a deck, which `add` does by itself where it has no description."""
        if name not in self._decks:
            self._decks[name] = PackageDeck(len(self._decks) + 1, name, description)

    def add(self, note: FieldNote) -> None:
        """Add a note, with the cards that Anki would make of it."""
        note_type = self._type_of(note)
        width = len(note_type.fields)
        fields = (*note.fields, *[""] * width)[:width]
        self.add_deck(note.deck)
        deck = self._decks[note.deck].id
        by_name = dict(zip(note_type.fields, fields, strict=True))
        number = len(self._notes) + 1
        cards = tuple(PackageCard(n, deck, number) for n in self._ordinals(note_type, by_name))
        guid = note.guid or letters("\x1f".join(fields), 12)
        self._notes.append(PackageNote(number, guid, note_type.id, 0, note.tags, fields, cards))

    def _type_of(self, note: FieldNote) -> PackageNoteType:
        key = note.note_type
        if key in self._types:
            return self._types[key]
        own = next((made for made in NOTE_TYPES.values() if made.name == key), None)
        stock = _STOCK.get(key.lower())
        if own is not None:
            templates = [(made.name, made.front, made.back) for made in own.templates]
            self.add_type(key, key, own.field_names, templates, cloze=own.cloze)
            return self._types[key]
        if stock is not None and len(note.fields) <= len(stock[0]) + 1:
            names, sides, cloze = stock
            templates = [(name, front, _BACK + back) for name, front, back in sides]
            self.add_type(key, key, names, templates, cloze=cloze)
            return self._types[key]
        cloze = any("{{c" in text and "::" in text for text in note.fields)
        unknown = f"{key}\x1f{len(note.fields)}\x1f{cloze}"
        if unknown not in self._types:
            fields = [f"Field {number}" for number in range(1, len(note.fields) + 1)]
            front = "{{cloze:Field 1}}" if cloze else "{{Field 1}}"
            behind = "<br>".join(f"{{{{#{n}}}}}{{{{{n}}}}}{{{{/{n}}}}}" for n in fields[1:])
            templates = [("Card", front, _BACK + behind)]
            self.add_type(unknown, key or "Notes", fields, templates, cloze=cloze)
        return self._types[unknown]

    def _ordinals(self, note_type: PackageNoteType, fields: Mapping[str, str]) -> list[int]:
        if note_type.id not in self._sides:
            self._sides[note_type.id] = [CardSide(made.front) for made in note_type.templates]
        sides = self._sides[note_type.id]
        if note_type.cloze:
            return sorted(_numbers(fields.values())) or [0]
        card = CardFields(fields, {})
        blank = CardFields(dict.fromkeys(fields, ""), {})
        made = [
            number
            for number, side in enumerate(sides)
            if side.fill(card, is_back=False).html != side.fill(blank, is_back=False).html
        ]
        return made or [0]


def _numbers(texts: Iterable[str]) -> set[int]:
    return {number - 1 for text in texts for number in cloze_numbers(text) if number > 0}
