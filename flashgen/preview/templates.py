"""Anki's card templates, as far as the note types use them, to the sides of a card.

Fields (``{{Field}}``), sections (``{{#Field}}…{{/Field}}``, ``{{^Field}}…{{/Field}}``) and
``{{cloze:Field}}``. A test holds the outcome against that of Anki's own backend.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from flashgen.anki.note import Note
from flashgen.anki.note_types import NoteType
from flashgen.anki.note_types.script import SCRIPT

SCRIPT_MARK = "%card.js%"
"""Stands in a side for the script, which is the same on every card."""

_TAG = re.compile(r"\{\{([#^/]|cloze:)?([^{}]+)\}\}")
_CLOZE = re.compile(r"\{\{c(\d+)::|\}\}")
_MATH = re.compile(r"(\\[(\[])(.*?)(\\[\])])", re.DOTALL)
_HTML = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
# What Anki counts as an empty field.
_BLANK = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_UNQUOTED = re.compile(r"[^A-Za-z0-9\u0100-\U0010ffff]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


class Card(Struct, frozen=True):
    """One card of a note: which of the note type's templates, or which cloze, makes it."""

    note: Note
    note_type: NoteType
    ordinal: int
    """The template's place, or the cloze number less one, as Anki counts."""

    @property
    def name(self) -> str:
        """The template's name, or ``Cloze 1``."""
        if self.note_type.cloze:
            return f"Cloze {self.ordinal + 1}"
        return self.note_type.templates[self.ordinal].name

    @property
    def key(self) -> str:
        """What tells the card from all others: the note's name, and the ordinal behind a dot."""
        return f"{self.note.name}.{self.ordinal}"

    def sides(self) -> tuple[str, str]:
        """Return front and back as HTML, with a mark where the script stands."""
        template = self.note_type.templates[0 if self.note_type.cloze else self.ordinal]
        fields, ordinal = self.note.fields, self.ordinal
        return (
            render(_marked(template.front), fields, ordinal, question=True),
            render(_marked(template.back), fields, ordinal, question=False),
        )


def cards_of(note: Note, note_type: NoteType) -> Iterator[Card]:
    """Yield the cards that Anki makes of a note."""
    if note_type.cloze:
        numbers = {int(n) for n in _CLOZE.findall(note.fields["Text"]) if n}
        yield from (Card(note, note_type, number - 1) for number in sorted(numbers) if number)
        return
    for ordinal, template in enumerate(note_type.templates):
        if render(_marked(template.front), note.fields, ordinal, question=True).strip():
            yield Card(note, note_type, ordinal)


def render(template: str, fields: Mapping[str, str], ordinal: int, *, question: bool) -> str:
    """Fill a template as Anki does; `ordinal` and `question` decide what a cloze shows.

    Raises KeyError for a field that is not there.
    """
    parts: list[str] = []
    hidden: list[str] = []  # the open sections, from the first one that is not shown
    end = 0
    for tag in _TAG.finditer(template):
        if not hidden:
            parts.append(template[end : tag.start()])
        end = tag.end()
        sigil, name = tag[1], tag[2].strip()
        if sigil in ("#", "^"):
            blank = _BLANK.fullmatch(fields[name]) is not None
            if hidden or blank == (sigil == "#"):
                hidden.append(name)
        elif sigil == "/":
            if hidden and hidden[-1] == name:
                hidden.pop()
        elif not hidden:
            text = fields[name]
            parts.append(cloze(text, ordinal + 1, question=question) if sigil else text)
    if not hidden:
        parts.append(template[end:])
    return "".join(parts)


def cloze(text: str, number: int, *, question: bool) -> str:
    """Show a text with clozes: on the question side of card `number` its clozes are hidden."""
    root = _Cloze(0)
    nested = [root]
    end = 0
    for token in _CLOZE.finditer(text):
        nested[-1].add(text[end : token.start()])
        end = token.end()
        if token[1]:
            inner = _Cloze(int(token[1]))
            nested[-1].parts.append(inner)
            nested.append(inner)
        elif len(nested) > 1:
            nested.pop()
        else:
            root.add("}}")
    root.add(text[end:])
    shown = root.show_parts(number, question)
    return _MATH.sub(lambda math: math[1] + _HTML.sub("", math[2]) + math[3], shown)


class _Cloze:
    """A cloze while its text is read: texts and further clozes; number 0 is the whole text."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.hint = "..."
        self.parts: list[str | _Cloze] = []

    def add(self, text: str) -> None:
        if self.number:
            text, separator, hint = text.partition("::")
            if separator:
                self.hint = hint
        self.parts.append(text)

    def show_parts(self, number: int, question: bool) -> str:
        return "".join(
            part if isinstance(part, str) else part.show(number, question) for part in self.parts
        )

    def show(self, number: int, question: bool) -> str:
        inside = self.show_parts(number, question)
        if self.number != number:
            return f'<span class="cloze-inactive" data-ordinal="{self.number}">{inside}</span>'
        if not question:
            return f'<span class="cloze" data-ordinal="{self.number}">{inside}</span>'
        return (
            f'<span class="cloze" data-cloze="{_attribute(inside)}" '
            f'data-ordinal="{self.number}">[{self.hint}]</span>'
        )


def _attribute(text: str) -> str:
    return _UNQUOTED.sub(lambda c: _NAMED.get(c[0]) or f"&#x{ord(c[0]):X};", text)


def _marked(template: str) -> str:
    return template.replace(SCRIPT, SCRIPT_MARK)
