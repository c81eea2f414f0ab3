"""The documents that the page asks for: the list of the cards, the cards, the frame, the math."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from flashgen.anki.images import MediaError, read
from flashgen.anki.note import Note
from flashgen.anki.note_types import CONCEPT, NOTE_TYPES
from flashgen.anki.note_types.script import SCRIPT
from flashgen.markup.unicode_formulas import unicode_math
from flashgen.preview.templates import Card, cards_of
from flashgen.preview.workspace import Item, Snapshot
from flashgen.source.diagnostics import Diagnostic

PAGE_FILES = ("index.html", "page.css", "cards.js", "problems.js", "frames.js", "page.js")

_TAGS = re.compile(r"<(?:br|/p|/li|/td|/th|/tr|/pre|/h\d|hr)\b[^<>]*>|(<[^<>]*>)")
_SPACE = re.compile(r"\s+")
# Neither reads over the beginning of another one, or many that have no end would take for ever.
_GAP = re.compile(r"\{\{c\d+::((?:(?!\{\{c\d).)*?)(?:::(?:(?!::)[^{}])*?)?\}\}", re.DOTALL)
_NESTED: Final = 3
"""How many clozes, one in another, are taken out."""
_MATH = re.compile(r"\\[(\[]((?:(?!\\[(\[]).)*?)\\[)\]]", re.DOTALL)
_PROMPTS = {"concept": "Front", "numeric": "Question", "cloze": "Text"}
_NO_TEXT = ("ID", "Language", "Reverse", "Data", "Figure")
_LONGEST_LINE: Final = 10_000
"""Characters of a line that is shown with its problem."""
_TITLE = 160
_TYPES = {
    "svg": "svg+xml",
    "jpg": "jpeg",
}


class MissingMathError(Exception):
    """The files of MathJax are not installed."""


class Site(Struct):
    """A snapshot as documents, each made when it is asked for."""

    snapshot: Snapshot = field(default_factory=Snapshot)
    cards: dict[str, Card] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Site":
        """Return the site of a snapshot."""
        cards = {
            card.key: card
            for item in snapshot.items
            for note in item.notes
            for card in cards_of(note, NOTE_TYPES[note.kind])
        }
        return cls(snapshot, cards)

    def index(self) -> dict[str, Any]:
        """Return the list of all definitions with their cards, and what is wrong."""
        return {
            "items": [_item(item) for item in self.snapshot.items],
            "problems": [_problem(d) for d in self.snapshot.diagnostics],
            "done": self.snapshot.done,
            "total": self.snapshot.total,
            "checked": self.snapshot.checked,
        }

    def card(self, key: str) -> dict[str, Any] | None:
        """Return both sides of a card, and its images as data addresses."""
        card = self.cards.get(key)
        if card is None:
            return None
        front, back = card.sides()
        return {"front": front, "back": back, "images": dict(_images(card.note))}


def as_json(document: object) -> str:
    """Return a document as compact JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def page_file(name: str) -> str:
    """Return one of the files of the page."""
    return (Path(__file__).parent / "page" / name).read_text(encoding="utf-8")


@cache
def frame() -> str:
    """Return the document in which a side of a card is shown: one file that loads nothing.

    It holds the style and the script of the cards, MathJax and its fonts. Raises MissingMathError.
    """
    folder = _mathjax()
    fonts = {
        font.name: base64.b64encode(font.read_bytes()).decode()
        for font in sorted((folder / "output/chtml/fonts/woff-v2").glob("*.woff"))
    }
    data = {"style": CONCEPT.css, "script": SCRIPT, "fonts": fonts}
    parts = {
        "data": as_json(data).replace("<", "\\u003c"),
        "frame.js": page_file("frame.js"),
        "mathjax": _inline((folder / "tex-chtml-full.js").read_text(encoding="utf-8")),
    }
    shell = page_file("frame.html")
    return re.sub(r"%([a-z.]+)%", lambda mark: parts[mark[1]], shell)


def _mathjax() -> Path:
    # The distribution's name is no Python identifier, so that it cannot be imported by name.
    spec = find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise MissingMathError
    return Path(spec.origin).parent / "static" / "mathjax"


def _inline(script: str) -> str:
    """Return a script as it may stand in a page: nothing in it ends the element."""
    return re.sub(r"<(/script|!--)", r"<\\\1", script, flags=re.IGNORECASE)


def _images(note: Note) -> Iterator[tuple[str, str]]:
    for image in note.media:
        suffix = image.path.suffix.lower().removeprefix(".")
        try:
            content = read(image.path, image.path.name)
        except MediaError:
            continue  # gone since the card was rendered, which the next snapshot will say
        data = base64.b64encode(content).decode()
        yield image.name, f"data:image/{_TYPES.get(suffix, suffix)};base64,{data}"


def _item(item: Item) -> dict[str, Any]:
    tags = list(dict.fromkeys(tag for note in item.notes for tag in note.tags))
    return {
        "id": item.id,
        "kind": item.kind,
        "file": item.file,
        "line": item.line,
        "tags": tags,
        "variants": item.variants,
        "stale": item.stale,
        "problems": [_problem(d) for d in item.diagnostics],
        "notes": [_note(note) for note in item.notes],
    }


def _note(note: Note) -> dict[str, Any]:
    title = plain_text(note.fields[_PROMPTS[note.kind]])
    texts = (text for name, text in note.fields.items() if text and name not in _NO_TEXT)
    return {
        "lang": note.language,
        "deck": note.deck,
        "title": title if len(title) <= _TITLE else title[: _TITLE - 1] + "…",
        "text": plain_text(" ".join(texts)),
        "revision": _revision(note.fields),
        "cards": [[card.key, card.name] for card in cards_of(note, NOTE_TYPES[note.kind])],
    }


def _revision(fields: Mapping[str, str]) -> str:
    return hashlib.sha256(repr(sorted(fields.items())).encode()).hexdigest()[:12]


@lru_cache(maxsize=50_000)  # a saved file changes few of them
def plain_text(field: str) -> str:
    """Return a field's text without its HTML, on one line."""
    text = field
    for _ in range(_NESTED):
        text = _GAP.sub(r"\1", text)
    text = _TAGS.sub(lambda tag: "" if tag[1] else " ", text)
    text = _MATH.sub(lambda math: unicode_math(math[1]), html.unescape(text))
    return _SPACE.sub(" ", text).strip()


def _problem(diagnostic: Diagnostic) -> dict[str, Any]:
    span = diagnostic.span
    problem: dict[str, Any] = dict(diagnostic.as_json())
    line = span.source.line(span.line) if span else ""
    # A file can be one line, and have thousands of problems.
    problem["text"] = line if span and len(line) <= _LONGEST_LINE else None
    return problem
