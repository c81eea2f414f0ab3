"""The three note types: fields, templates and style, with ids that never change.

Field lists are for ever: Anki makes a second note type of one whose fields or templates differ,
and then never updates its notes. Texts of templates and the style may change; then
`python -m flashgen.anki.note_types` must record the release, or no client takes the new text.
"""

import hashlib
import json
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from flashgen.anki.note_types.releases import released
from flashgen.anki.note_types.script import PLAIN_SCRIPT, SCRIPT


class Field(Struct, frozen=True):
    """One field of a note type; `id` is what Anki recognizes it by after a renaming."""

    name: str
    id: int
    collapsed: bool = False
    plain_text: bool = False
    exclude_from_search: bool = False

    def as_anki(self) -> dict[str, object]:
        """The field as Anki's JSON of a note type holds it, for genanki."""
        return {
            "name": self.name,
            "id": self.id,
            "collapsed": self.collapsed,
            "plainText": self.plain_text,
            "excludeFromSearch": self.exclude_from_search,
        }


class Template(Struct, frozen=True):
    """One card template of a note type: the HTML of its front and of its back."""

    name: str
    id: int
    front: str
    back: str

    def as_anki(self) -> dict[str, object]:
        """The template as Anki's JSON of a note type holds it, for genanki."""
        return {"name": self.name, "id": self.id, "qfmt": self.front, "afmt": self.back}


class NoteType(Struct, frozen=True, dict=True):
    """A note type; the first field is what the card asks, and the sort field."""

    name: str
    id: int
    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    css: str
    cloze: bool = False

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields, in Anki's order."""
        return tuple(field.name for field in self.fields)

    @property
    def mod(self) -> int:
        """The time of the last release of its content, in seconds since 1970."""
        return released()[self.name][-1].mod

    def content_hash(self) -> str:
        """SHA-256 (hex) of all that a client stores of the note type, save `mod`."""
        content = {
            "name": self.name,
            "id": self.id,
            "fields": [field.as_anki() for field in self.fields],
            "templates": [template.as_anki() for template in self.templates],
            "css": self.css,
            "cloze": self.cloze,
        }
        text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def _read(name: str) -> str:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").rstrip("\n")


_BEHIND = ["ID", "Language", "Images", "Data"]
"""The fields that every note type has behind those that a person reads."""
_SPARE = [f"Reserved {n}" for n in range(1, 6)]
# What the script alone reads, and what Anki needs to import the images, is of no use to a person.
_COLLAPSED = {"Language", "Images", "Data", *_SPARE}


def _fields(first_id: int, names: str) -> tuple[Field, ...]:
    return tuple(
        Field(
            name,
            first_id + index,
            collapsed=name in _COLLAPSED,
            plain_text=name == "Data",
            exclude_from_search=name in ("Images", "Data"),
        )
        for index, name in enumerate([*names.split(), *_BEHIND, *_SPARE])
    )


_STYLE = _read("style.css")


def _template(name: str, template_id: int, file: str) -> Template:
    def side(which: str) -> str:
        text = _read(f"{file}_{which}.html").replace("%scripts%", _read("scripts.html"))
        return text.replace("%script%", SCRIPT).replace("%plain_script%", PLAIN_SCRIPT)

    return Template(name, template_id, side("front"), side("back"))


CONCEPT = NoteType(
    name="flashgen Concept Card",
    id=1795000011,
    fields=_fields(11001, "Front Back Choices Hints Extra Source Reverse"),
    templates=(
        _template("Front to back", 11101, "concept"),
        _template("Back to front", 11102, "reverse"),
    ),
    css=_STYLE,
)

NUMERIC = NoteType(
    name="flashgen Numeric Card",
    id=1795000012,
    fields=_fields(12001, "Question Answer Solution Choices Figure Hints Extra Source"),
    templates=(_template("Numeric", 12101, "numeric"),),
    css=_STYLE,
)

CLOZE = NoteType(
    name="flashgen Cloze Card",
    id=1795000013,
    fields=_fields(13001, "Text Hints Extra Source"),
    templates=(_template("Cloze", 13101, "cloze"),),
    css=_STYLE,
    cloze=True,
)

NOTE_TYPES = {"concept": CONCEPT, "numeric": NUMERIC, "cloze": CLOZE}
"""By the kind of a definition."""

FORMER_IDS = frozenset({1795000001, 1795000002, 1795000003})
"""The ids of the note types of before, from which nothing is carried over."""
