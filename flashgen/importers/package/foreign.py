"""Notes of any note type -> concept and cloze cards: what stands on the front, and on the back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flashgen.anki.package.reading import Package, PackageNote, PackageNoteType
from flashgen.importers.draft import DraftCard, Value
from flashgen.importers.html.blocks import to_markdown
from flashgen.importers.html.tree import MAX_LENGTH, parse, text_of
from flashgen.importers.mending import mended
from flashgen.importers.package.images import Images
from flashgen.markup import compile_cloze

_REFERENCE = re.compile(r"\{\{\s*([#^/]?)([^{}]+?)\s*\}\}")
_SPECIAL: Final = frozenset(
    ("FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID")
)
_OCCLUSION: Final = "image-occlusion:"
_TAG = re.compile(r"""[<>&"'\s]|[\x00-\x1f\x7f-\x9f]""")
_LINE_END = re.compile(r"<(?:br|/?(?:div|p|li|t[dhr]))\b", re.IGNORECASE)
_LONGEST_TAG: Final = 200
_FIRST: Final = 4000  # characters of a field in which its first words are sought


@dataclass(frozen=True, slots=True)
class Layout:
    """Which fields of a note type stand on the front and which on the back, in order."""

    front: tuple[str, ...]
    back: tuple[str, ...]
    rest: tuple[str, ...]
    """Fields that no template shows, or one beyond the first two."""
    reverse: bool
    """Whether the second template asks the other way round."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a note became: a card, or the reason why it became none."""

    card: DraftCard | None
    reason: str = ""
    lost: tuple[str, ...] = ()


def layout(note_type: PackageNoteType) -> Layout:
    """Read the templates of a note type.

    The front has the fields of the first template's front, the back those of its back that are
    not on the front. Of a cloze type, the front is the field with the clozes.
    """
    first = note_type.templates[0] if note_type.templates else None
    front = _shown(first.front if first else "", note_type, typed=False)
    if note_type.cloze:
        named = _shown(first.front if first else "", note_type, typed=False, filter_="cloze")
        front = (named or note_type.fields)[:1]
    front = front or note_type.fields[:1]
    back = _shown(first.back if first else "", note_type, typed=True)
    back = tuple(name for name in back if name not in front) or tuple(
        name for name in note_type.fields if name not in front
    )
    reverse = False
    if len(note_type.templates) > 1 and not note_type.cloze:
        other = _shown(note_type.templates[1].front, note_type, typed=False)
        reverse = bool(other) and set(other) <= set(back)
    shown = {*front, *back}
    switches = _switches(note_type)
    rest = tuple(n for n in note_type.fields if n not in shown and n not in switches)
    return Layout(front, back, rest, reverse)


def _shown(
    template: str, note_type: PackageNoteType, *, typed: bool, filter_: str = ""
) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for sign, inside in _REFERENCE.findall(template):
        *filters, name = (part.strip() for part in inside.split(":"))
        if sign or name not in note_type.fields or name in _SPECIAL:
            continue
        if ("type" in filters and not typed) or (filter_ and filter_ not in filters):
            continue
        names[name] = None
    return tuple(names)


def _switches(note_type: PackageNoteType) -> set[str]:
    """Return the fields that only decide whether something is shown."""
    return {
        inside.strip()
        for template in note_type.templates
        for sign, inside in _REFERENCE.findall(template.front + template.back)
        if sign == "#"
    }


class ForeignNotes:
    """Makes cards of the notes of a package."""

    def __init__(self, package: Package, images: Images) -> None:
        self._package = package
        self._images = images
        self._layouts: dict[int, Layout] = {}

    def first_words(self, note: PackageNote) -> str:
        """Return the text of a note's front, from which its id is made."""
        fields = self._package.fields(note)
        front = self._layout(note).front[:1]
        html = _LINE_END.sub(r" \g<0>", fields[front[0]][:_FIRST]) if front else ""
        text = text_of(parse(html))
        return " ".join(re.sub(r"\{\{c[0-9]+::(.*?)(?:::.*?)?\}\}", r"\1", text).split())

    def take(self, note: PackageNote, id: str, tags_of_file: Sequence[str]) -> Taken:
        """Return the card that a note becomes; the file's tags are not its own."""
        fields = self._package.fields(note)
        shape = self._layout(note)
        note_type = self._package.note_type(note)
        if any(_OCCLUSION in fields[name] for name in shape.front):
            return Taken(None, "it hides parts of an image")
        if any(len(text) > MAX_LENGTH for text in fields.values()):
            return Taken(None, f"a field has more than {MAX_LENGTH:,} characters")
        lost: dict[str, None] = {}
        entries: dict[str, Value] = {}
        if tags := [tag for tag in map(_tag, note.tags) if tag and tag not in tags_of_file]:
            entries["tags"] = tags
        front = self._text(fields, shape.front, "cloze" if note_type.cloze else "text", lost)
        back = self._text(fields, shape.back, "text", lost)
        extra = self._text(fields, shape.rest, "text", lost)
        if front is None or back is None or extra is None:
            return Taken(None, "a text of it cannot stand in a deck file", tuple(lost))
        if not front:
            return Taken(None, "its front is empty", tuple(lost))
        if note_type.cloze:
            if not compile_cloze(front).cloze_numbers:
                return Taken(None, "its text has no cloze", tuple(lost))
            entries["cloze"] = front
            extra = "\n\n".join(filter(None, (back, extra)))
        else:
            if not back:
                return Taken(None, "its back is empty", tuple(lost))
            entries |= {"front": front, "back": back}
            ordinals = {card.ordinal for card in note.cards}
            if shape.reverse and 1 in ordinals:
                entries["reverse"] = True
            if beyond := len(ordinals - ({0, 1} if shape.reverse else {0})):
                word = "card" if beyond == 1 else "cards"
                lost[f"{beyond} more {word} that its note type makes of it"] = None
        if extra:
            entries["extra"] = extra
        comments = tuple(f"Not kept: {what}" for what in lost)
        return Taken(DraftCard(id, entries, comments), lost=tuple(lost))

    def _layout(self, note: PackageNote) -> Layout:
        if note.note_type not in self._layouts:
            self._layouts[note.note_type] = layout(self._package.note_type(note))
        return self._layouts[note.note_type]

    def _text(
        self, fields: Mapping[str, str], names: Sequence[str], way: str, lost: dict[str, None]
    ) -> str | None:
        """Return these fields as one text; None where it can stand in no deck file."""
        texts = []
        for name in names:
            made = to_markdown(fields[name], clozes=way == "cloze", images=self._images.path)
            lost |= self._images.explained(made.lost)
            if made.text:
                texts.append(made.text)
        if not texts:
            return ""
        whole = mended("\n\n".join(texts), way)
        if whole is None:
            return None
        lost |= dict.fromkeys(whole.changes)
        return whole.text


def tags_of_all(notes: Sequence[PackageNote]) -> tuple[str, ...]:
    """Return the tags that all of several notes have."""
    if len(notes) < 2:
        return ()
    common = set(notes[0].tags).intersection(*(note.tags for note in notes))
    return tuple(tag for tag in map(_tag, notes[0].tags) if tag in common)


def _tag(tag: str) -> str:
    """Return a tag as a deck file may have it."""
    return _TAG.sub("-", tag)[:_LONGEST_TAG]
