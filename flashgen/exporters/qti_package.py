"""What the packages of both versions of QTI have in common: their files, names, numbers."""

import hashlib
from decimal import Decimal
from html import escape
from typing import Final

from msgspec import Struct, field

from flashgen.anki.card.shown import Shown, images_in, with_sources
from flashgen.anki.note import Note
from flashgen.anki.package.zip import ArchiveWriter
from flashgen.deck.answers.described import text_of
from flashgen.exporters.figures import figure_file

_TITLE_LENGTH: Final = 80


class Files(Struct):
    """The files of a package, and what the questions refer to."""

    archive: ArchiveWriter
    above: str = ""
    """The way from a question's file to the top of the package."""
    _known: dict[str, None] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    def drawing(self, svg: str) -> str:
        """Store a drawing and return its address."""
        content = figure_file(svg)
        return self._store(f"{hashlib.sha256(content).hexdigest()[:16]}.svg", content)

    def html(self, html: str, note: Note) -> str:
        """Store the images of the note that a text shows, and return it with their addresses."""
        sources = {
            escape(image.name): self._store(image.name, image.path.read_bytes())
            for image in images_in(html, note)
        }
        return with_sources(html, sources)

    def _store(self, name: str, content: bytes) -> str:
        path = f"images/{name}"
        if path not in self._known:
            self._known[path] = None
            self.archive.add(path, content)
        if path not in self.used:
            self.used.append(path)
        return f"{self.above}{path}"


class Item(Struct, frozen=True):
    """A question in the package: its identifier, its file, and the images that it needs."""

    identifier: str
    path: str
    images: tuple[str, ...]
    title: str


def item_of(variant: Shown) -> Item:
    """Return a question's identifier, path and title."""
    note = variant.note
    # Identifiers are NCNames, and a note's GUID may have any sign in it.
    digest = hashlib.sha256(note.guid.encode()).hexdigest()[:12]
    identifier = f"i-{digest}" + (f"-{variant.variant}" if variant.variant else "")
    text = text_of(variant.question)
    short = text if len(text) <= _TITLE_LENGTH else f"{text[:_TITLE_LENGTH]}…"
    number = f" {variant.variant:02d}" if variant.variant else ""
    return Item(identifier, f"items/{identifier}.xml", (), f"{note.id}{number}: {short}")


def decimal(value: float) -> str:
    """Return a number with 15 digits and without an exponent, which not every system reads."""
    return f"{Decimal(f'{value:.15g}'):f}"
