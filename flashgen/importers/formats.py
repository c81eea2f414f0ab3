"""The formats that can be imported: how a file of each is told, and what reads it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.package.reading import open_package
from flashgen.importers.local_images import LocalImages
from flashgen.importers.package.decks import import_package
from flashgen.importers.package.images import Images
from flashgen.importers.result import Imported, ImportOptions, NothingToImportError
from flashgen.importers.study_notes.cards import import_notes
from flashgen.importers.text_files import read_text
from flashgen.importers.texts.card import FoundCards, import_cards
from flashgen.importers.texts.collection import Collection
from flashgen.importers.texts.json import UnknownJsonError, read_json
from flashgen.importers.texts.marked import has_marked_cards, marked_cards
from flashgen.importers.texts.parted import has_parted_cards, parted_cards
from flashgen.importers.texts.tables import anki_text, has_anki_headers, separator_of, table_cards

_HEADING = re.compile(r"(?m)^#{1,6}[ \t]+\S|^\S.*\n(?:=+|-+)[ \t]*$")
_LOGSEQ = re.compile(r"(?m)^[ \t]*- (?:.*#card\b|[\w-]+:: )")
_COLLECTIONS: Final = (".anki2", ".anki21", ".anki21b", ".anki2-wal", ".db", ".sqlite")
TEXT_SUFFIXES: Final = (".md", ".markdown", ".txt", ".csv", ".tsv", ".json", ".jsonl")
SUFFIXES: Final = (".apkg", ".colpkg", *TEXT_SUFFIXES)


class UnknownFormatError(Exception):
    """A file of no format that can be imported: what it is instead, or which there are."""


class _Task(Struct, frozen=True):
    """A text that is imported: where it comes from, and where its deck files will stand."""

    text: str
    file: Path
    folder: Path
    options: ImportOptions

    @property
    def images(self) -> LocalImages:
        """Return the finder of images for Markdown."""
        return LocalImages(self.file.parent, self.folder, self.options.media, is_vault=True)

    def cards(self, found: FoundCards) -> Imported:
        """Import cards in Markdown."""
        if not found.cards:
            raise NothingToImportError("there is no card in it")
        return import_cards(found, self.file.name, self.options, self.images)

    def collection(self) -> Collection:
        """Return a collection whose images are beside the file."""
        folders = [self.file.parent / "media", self.file.parent]
        return Collection([*([self.options.media] if self.options.media else []), *folders])

    def notes(self, collection: Collection) -> Imported:
        """Import notes with fields in HTML."""
        return import_package(collection, self.options, Images(collection, self.folder))


class TextFormat(Struct, frozen=True):
    """A format of text: its name for `--from`, what it is, and what imports it."""

    name: str
    title: str
    read: Callable[[_Task], Imported]


def _notes(task: _Task) -> Imported:
    return import_notes(task.text, task.file.name, task.options, task.images)


def _heading_cards(task: _Task) -> Imported:
    return import_notes(task.text, task.file.name, task.options, task.images, deepest=2)


def _marked(task: _Task) -> Imported:
    return task.cards(marked_cards(task.text))


def _parted(task: _Task) -> Imported:
    return task.cards(parted_cards(task.text))


def _anki_text(task: _Task) -> Imported:
    collection = task.collection()
    anki_text(task.text, collection, task.file.stem)
    return task.notes(collection)


def _json(task: _Task) -> Imported:
    collection = task.collection()
    try:
        read_json(task.text, collection)
    except UnknownJsonError:
        raise UnknownFormatError(
            "this JSON is neither flashgen's own nor a deck of CrowdAnki"
        ) from None
    return task.notes(collection)


def _table(task: _Task) -> Imported:
    separator = separator_of(task.text, task.file.suffix.lower()) or ","
    found, notes = table_cards(task.text, separator)
    if not notes:
        return task.cards(found)
    collection = task.collection()
    for note in notes:
        collection.add(replace(note, deck=note.deck or task.options.deck or task.file.stem))
    return task.notes(collection)


FORMATS: Final = {
    made.name: made
    for made in (
        TextFormat("notes", "study notes in Markdown: each heading a card", _notes),
        TextFormat("hashcards", "hashcards: Q: and A:, C: with [gaps]", _marked),
        TextFormat("obsidian", "Obsidian_to_Anki and others: START … END, #card, ::", _marked),
        TextFormat("logseq", "Logseq: items with #card", _marked),
        TextFormat("mdanki", "mdanki: headings, % between the sides", _notes),
        TextFormat("markdown-anki-decks", "markdown-anki-decks: ## asks", _heading_cards),
        TextFormat("ankdown", "ankdown: % between the sides, --- between cards", _parted),
        TextFormat("anki-text", "Anki's text export, with or without # headers", _anki_text),
        TextFormat("csv", "CSV, TSV and Quizlet: columns, with a header or without", _table),
        TextFormat("json", "flashgen's json and jsonl, CrowdAnki's deck.json", _json),
    )
}
"""The formats of text by name."""


def listed_formats() -> str:
    """Return all formats, a line each."""
    rows = [("apkg", "Anki's packages, .apkg and .colpkg")]
    rows += [(made.name, made.title) for made in FORMATS.values()]
    return "\n".join(f"  {name:20} {title}" for name, title in rows)


@contextmanager
def import_file(
    file: Path, folder: Path, options: ImportOptions, format_name: str = ""
) -> Iterator[Imported]:
    """Import a file into deck files of the folder; all can be read while the block lasts.

    `format_name` is a key of FORMATS, `apkg`, or empty to find it out. Raises, also where a deck
    file is asked for, NothingToImportError, UnknownFormatError, PackageError, UncheckableError,
    UnreadableTextError and OSError.
    """
    if format_name == "apkg" or (not format_name and is_package(file)):
        with open_package(file) as opened:
            yield import_package(opened, options, Images(opened, folder))
        return
    if not format_name and _is_collection(file):
        raise UnknownFormatError(
            "this is Anki's own collection. In Anki, File > Export writes its decks as a package "
            "(.apkg or .colpkg), which can be imported"
        )
    text = read_text(file)
    made = FORMATS[format_name] if format_name else _format_of(text, file)
    yield made.read(_Task(text, file, folder, options))


def is_package(file: Path) -> bool:
    """Tell whether a file is a package of Anki, by its name or its first bytes."""
    if file.suffix.lower() in (".apkg", ".colpkg"):
        return True
    return (
        file.is_file() and file.suffix.lower() not in TEXT_SUFFIXES and _begins(file, b"PK\x03\x04")
    )


def _is_collection(file: Path) -> bool:
    return file.suffix.lower() in _COLLECTIONS or _begins(file, b"SQLite format 3\x00")


def _begins(file: Path, start: bytes) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(start)) == start


def _format_of(text: str, file: Path) -> TextFormat:
    """Return the format of a text. Raises UnknownFormatError, with all that there are."""
    suffix = file.suffix.lower()
    name = ""
    if suffix in (".json", ".jsonl"):
        name = "json"
    elif has_anki_headers(text):
        name = "anki-text"
    elif suffix in (".csv", ".tsv") and text.strip():
        name = "csv"
    elif has_marked_cards(text):
        name = "logseq" if _LOGSEQ.search(text) else "obsidian"
    elif has_parted_cards(text) and not _HEADING.search(text):
        name = "ankdown"
    elif suffix not in (".md", ".markdown") and separator_of(text, suffix):
        name = "csv"
    elif _HEADING.search(text):
        name = "notes"
    if not name:
        raise UnknownFormatError(
            "no cards of a known format were found. Name the format by --from:\n"
            f"{listed_formats()}\nIn study notes each heading becomes a card"
        )
    return FORMATS[name]
