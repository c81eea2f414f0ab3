"""Notes -> an Anki package (.apkg), the same bytes for the same notes.

genanki is the author of the schema and of the JSON of note types and decks; the rows are written
past it. It writes one note at a time into tables that are indexed already, leaves the archive
uncompressed, and looks for bad HTML in quadratic time (the markup stage has made that impossible).
"""

import errno
import json
import re
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from copy import copy
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from operator import itemgetter
from pathlib import Path

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA
from msgspec import Struct

from flashgen.anki import images as media
from flashgen.anki.note import Deck, MediaFile, Note
from flashgen.anki.note_types import NoteType
from flashgen.anki.package.zip import ArchiveWriter
from flashgen.deck import identity
from flashgen.source import files

# Pages of 16 KiB take a quarter of a second less than those of 4 for 100,000 notes. Nobody else
# reads the file before it is complete, so nothing has to be undone or to survive a crash.
_PRAGMAS = """
    PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -512;
"""
_SQLITE_VERSION_AT = 96  # of the SQLite that wrote the file; it means nothing to the reader
_LEVEL = re.compile("level::([0-9]{1,4})")
_CLOZE = re.compile(r"\{\{c(\d+)::")
_DECK_IDS_END = 1 << 31

# Anki computes the sort field and the checksum, both empty here, when it imports a note.
_INSERT_NOTE = "INSERT INTO notes VALUES(?,?,?,?,-1,?,?,'',0,0,'')"
_INSERT_CARD = "INSERT INTO cards VALUES(?,?,?,?,?,-1,0,0,?,0,0,0,0,0,0,0,0,'')"
_CARD_COLUMNS = 6


class UnwritableNoteError(ValueError):
    """A note that cannot be packaged; the checks catch all of these first."""


class PackageReport(Struct, frozen=True):
    """What was written."""

    decks: int
    notes: int
    cards: int
    media: int
    bytes: int


def write_apkg(
    path: Path,
    notes: Sequence[Note],
    decks: Sequence[Deck],
    note_types: Mapping[str, NoteType],
    mods: Mapping[str, int],
) -> PackageReport:
    """Write the notes to an Anki package at `path`, in one step.

    New cards come by the level of their tag `level::N`, then in the order of `notes`. `decks` gives
    descriptions; the decks themselves come from the notes. `note_types` maps a note's kind to its
    note type, `mods` a note's GUID to the time of its last change in seconds since 1970.

    Raises UnwritableNoteError for a note that Anki would reject or show no card of, MediaError for
    an image that is gone or changed, and OSError where the file cannot be written.
    """
    images = _media(notes)
    with (
        _database(notes, decks, note_types, mods) as (database, cards),
        files.replacing(path) as file,
        ArchiveWriter(file) as archive,
    ):
        archive.add("collection.anki2", database)
        names = {str(number): image.name for number, image in enumerate(images)}
        archive.add("media", json.dumps(names).encode())
        for number, image in enumerate(images):
            archive.add(str(number), _content(image))
        size = archive.close()
    return PackageReport(len({note.deck for note in notes}), len(notes), cards, len(images), size)


@contextmanager
def _database(
    notes: Sequence[Note],
    decks: Sequence[Deck],
    note_types: Mapping[str, NoteType],
    mods: Mapping[str, int],
) -> Iterator[tuple[mmap, int]]:
    """Build the SQLite database in a temporary file; yield its bytes and the number of cards.

    In memory it would be there three times over at the end, and slower for it.
    """
    with files.scratch_file() as path, path.open("r+b") as file:
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.executescript(_PRAGMAS)
                # An open file needs no name, and one without cannot be left behind. Windows
                # keeps the name as long as the file is open.
                with suppress(PermissionError):
                    path.unlink()
                cards = _fill(connection, notes, decks, note_types, mods)
        except sqlite3.OperationalError as failure:
            raise OSError(errno.EIO, str(failure), str(path.parent)) from failure
        file.seek(_SQLITE_VERSION_AT)
        file.write(bytes(4))
        file.flush()
        database = mmap(file.fileno(), 0, access=ACCESS_READ)
        try:
            yield database, cards
        finally:
            with suppress(BufferError):  # after an exception its frames may still hold a view
                database.close()


def _fill(
    connection: sqlite3.Connection,
    notes: Sequence[Note],
    decks: Sequence[Deck],
    note_types: Mapping[str, NoteType],
    mods: Mapping[str, int],
) -> int:
    """Write all tables; return the number of cards."""
    descriptions = {deck.name: deck.description for deck in decks}
    deck_ids = _deck_ids(sorted({note.deck for note in notes} | set(descriptions)))
    default_deck = deck_ids[notes[0].deck] if notes else 1
    kinds = sorted({note.kind for note in notes})
    models = {kind: _Model(note_types[kind], default_deck) for kind in kinds}
    tables, indexes = _schema()
    connection.executescript(tables)
    connection.executescript(APKG_COL)
    (default,) = connection.execute("SELECT decks FROM col").fetchone()
    written_decks = json.loads(default) | {
        str(id): genanki.Deck(id, name, descriptions.get(name, "")).to_json()
        for name, id in deck_ids.items()
    }
    written_models = {str(model.id): model.json for model in models.values()}
    connection.execute(
        "UPDATE col SET decks = ?, models = ?",
        (json.dumps(written_decks), json.dumps(written_models)),
    )
    connection.execute("BEGIN")
    # A flat array: a list of tuples would keep the garbage collector busy.
    cards = array("q")
    rows = _note_rows(notes, models, deck_ids, mods, cards)
    connection.executemany(_INSERT_NOTE, rows)
    connection.executemany(_INSERT_CARD, zip(*[iter(cards)] * _CARD_COLUMNS, strict=True))
    connection.executescript(indexes)  # commits first; built once, not row by row
    return len(cards) // _CARD_COLUMNS


def _places(notes: Sequence[Note]) -> list[int]:
    """Return the place of each note among the new cards, from 1: by level, then as they stand."""
    places = [0] * len(notes)
    by_level = sorted(range(len(notes)), key=lambda position: _level(notes[position].tags))
    for place, position in enumerate(by_level, start=1):
        places[position] = place
    return places


@lru_cache(maxsize=256)  # most notes of a file have the same
def _level(tags: tuple[str, ...]) -> int:
    """Return the level that a note's tags give it; 0 where they give none."""
    return min((int(match[1]) for tag in tags if (match := _LEVEL.fullmatch(tag))), default=0)


def _note_rows(
    notes: Sequence[Note],
    models: Mapping[str, "_Model"],
    deck_ids: Mapping[str, int],
    mods: Mapping[str, int],
    cards: "array[int]",
) -> Iterator[tuple[int, str, int, int, str, str]]:
    """Yield the rows of the notes and append those of their cards.

    Anki shows an id as the time of creation in milliseconds, so ids begin at the time of the last
    change; they rise from row to row, as SQLite likes best.
    """
    times = [mods[note.guid] for note in notes]
    places = _places(notes)
    order = sorted(range(len(notes)), key=times.__getitem__)
    note_id = card_id = 0
    seen: set[str] = set()
    for position in order:
        note = notes[position]
        model = models[note.kind]
        mod = times[position]
        if note.guid in seen:
            raise UnwritableNoteError(f"{note.name} has the GUID of another note")
        seen.add(note.guid)
        values = model.values(note)
        text = "\x1f".join(values)
        if "\0" in text or text.count("\x1f") != len(values) - 1:
            raise UnwritableNoteError(f"{note.name} holds a control character")
        ordinals = model.ordinals(values)
        if not ordinals or not values[0]:
            raise UnwritableNoteError(f"{note.name} would have no card, or an empty one")
        created = mod * 1000
        note_id = created if created > note_id else note_id + 1
        tags = f" {' '.join(note.tags)} " if note.tags else ""
        yield note_id, note.guid, model.id, mod, tags, text
        deck = deck_ids[note.deck]
        for ordinal in ordinals:
            card_id = created if created > card_id else card_id + 1
            cards.extend((card_id, note_id, deck, ordinal, mod, places[position]))


_REPLACED = re.compile(r"\{\{[^}]*\}\}")


@lru_cache(maxsize=16)
def _genanki_model(note_type: NoteType) -> genanki.Model:
    model = genanki.Model(
        note_type.id,
        note_type.name,
        fields=[field.as_anki() for field in note_type.fields],
        templates=[template.as_anki() for template in note_type.templates],
        css=note_type.css,
        model_type=genanki.Model.CLOZE if note_type.cloze else genanki.Model.FRONT_BACK,
    )
    # genanki renders each template once a field, to see which it requires; the script in it, which
    # is long, has no say in that.
    bare = copy(model)
    bare.templates = [
        each | {"qfmt": "".join(_REPLACED.findall(each["qfmt"]))} for each in model.templates
    ]
    model._req = bare._req
    return model


class _Model:
    """A note type as genanki writes it, and what tells which cards a note has."""

    def __init__(self, note_type: NoteType, deck: int) -> None:
        self.id = note_type.id
        self.json = _genanki_model(note_type).to_json(note_type.mod, deck)
        self._fields = len(note_type.fields)
        self._values = itemgetter(*note_type.field_names)
        self._cloze = note_type.cloze
        # Of each template: whether any or all of these fields have to be filled for a card.
        self._required = [
            (ordinal, any if quantifier == "any" else all, itemgetter(*numbers, numbers[0]))
            for ordinal, quantifier, numbers in self.json["req"]
        ]

    def values(self, note: Note) -> tuple[str, ...]:
        """Return the fields in order."""
        if len(note.fields) != self._fields:
            raise UnwritableNoteError(f"{note.name} has other fields than its note type")
        try:
            values: tuple[str, ...] = self._values(note.fields)
        except KeyError as missing:
            raise UnwritableNoteError(f"{note.name} has no field {missing}") from None
        return values

    def ordinals(self, values: Sequence[str]) -> list[int]:
        """Return which of its cards a note has: by cloze number, or by template."""
        if self._cloze:
            return sorted({int(number) - 1 for number in _CLOZE.findall(values[0])} - {-1})
        return [ordinal for ordinal, quantifier, of in self._required if quantifier(of(values))]


def _deck_ids(names: Sequence[str]) -> dict[str, int]:
    """Give each deck its id; of two with one id, the later in the alphabet takes the next."""
    ids: dict[str, int] = {}
    taken: set[int] = set()
    for name in names:
        id = identity.deck_id(name)
        while id in taken:
            id = id + 1 if id + 1 < _DECK_IDS_END else _DECK_IDS_END // 2
        taken.add(id)
        ids[name] = id
    return ids


def _schema() -> tuple[str, str]:
    """Split genanki's schema into the tables and the indexes."""
    tables, create, rest = APKG_SCHEMA.partition("CREATE INDEX")
    return tables, create + rest


def _media(notes: Sequence[Note]) -> list[MediaFile]:
    by_name = {image.name: image for note in notes for image in note.media}
    return [by_name[name] for name in sorted(by_name)]


def _content(image: MediaFile) -> bytes:
    content = media.read(image.path, image.path.name)
    if media.content_name(content, Path(image.name).suffix) != image.name:
        raise media.MediaError(f"the image `{image.path.name}` changed during the build")
    return content
