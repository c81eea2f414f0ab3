"""The three note types: fields, templates and style, with ids that never change.

Field lists are for ever: Anki makes a second note type of one whose fields or templates differ,
and then never updates its notes. Texts of templates and the style may change; then
`python -m flashgen.anki.note_types` must record the release, or no client takes the new text.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from flashgen.anki.note_types.releases import released
from flashgen.anki.note_types.script import SCRIPT


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a note type; `id` is what Anki recognises it by after a renaming."""

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


@dataclass(frozen=True, slots=True)
class Template:
    """One card template of a note type: the HTML of its front and of its back."""

    name: str
    id: int
    front: str
    back: str

    def as_anki(self) -> dict[str, object]:
        """The template as Anki's JSON of a note type holds it, for genanki."""
        return {"name": self.name, "id": self.id, "qfmt": self.front, "afmt": self.back}


@dataclass(frozen=True)
class NoteType:
    """A note type; the first field is the note's ID, the second the sort field."""

    name: str
    id: int
    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    css: str
    cloze: bool = False
    sort_field: int = 1

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
            "sort_field": self.sort_field,
        }
        text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def _read(name: str) -> str:
    text = (files(__name__) / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").rstrip("\n")


def _fields(first_id: int, names: str) -> tuple[Field, ...]:
    return tuple(
        Field(
            name,
            first_id + index,
            collapsed=name == "Data" or name.startswith("Reserved"),
            plain_text=name == "Data",
            exclude_from_search=name == "Data",
        )
        for index, name in enumerate([*names.split(), *(f"Reserved {n}" for n in (1, 2, 3, 4))])
    )


_STYLE = _read("style.css")


def _template(name: str, template_id: int, file: str) -> Template:
    def side(which: str) -> str:
        return _read(f"{file}_{which}.html").replace("%script%", SCRIPT)

    return Template(name, template_id, side("front"), side("back"))


CONCEPT = NoteType(
    name="flashgen Concept",
    id=1795000001,
    fields=_fields(1001, "ID Front Back Extra Source Reverse Language Choices Data"),
    templates=(
        _template("Front to back", 1101, "concept"),
        _template("Back to front", 1102, "reverse"),
    ),
    css=_STYLE,
)

NUMERIC = NoteType(
    name="flashgen Numeric",
    id=1795000002,
    fields=_fields(2001, "ID Question Answer Solution Extra Source Language Choices Figure Data"),
    templates=(_template("Numeric", 2101, "numeric"),),
    css=_STYLE,
)

CLOZE = NoteType(
    name="flashgen Cloze",
    id=1795000003,
    fields=_fields(3001, "ID Text Extra Source Language"),
    templates=(_template("Cloze", 3101, "cloze"),),
    css=_STYLE,
    cloze=True,
)

NOTE_TYPES = {"concept": CONCEPT, "numeric": NUMERIC, "cloze": CLOZE}
"""By the kind of a definition."""
