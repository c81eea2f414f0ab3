"""Anki's database, of a package or of a collection: read in bounded time, and only read.

Anki's schema 11 keeps note types and decks as JSON in one row, schema 18 as tables with protobuf.
"""

import errno
import os
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path, PurePath
from typing import Final

from msgspec import Struct

from flashgen.anki.package import note_types
from flashgen.anki.package.archive import PackageError
from flashgen.anki.package.records import PackageCard, PackageDeck, PackageNote, PackageNoteType
from flashgen.anki.package.rows import rows

_LONGEST_VALUE: Final = 16_000_000  # bytes of a note's fields, or of the JSON of all note types
_LONGEST_TAGS: Final = 200_000  # characters of a note's tags
_MOST_TEXT: Final = 512_000_000  # bytes of all notes; pages that are used twice may hold more
_MOST_CARDS: Final = 10_000  # of a note
MOST_NOTES: Final = 500_000
_LAST_ID: Final = 2**63
"""Behind the ids of all notes."""
_STEPS: Final = 1_000_000_000  # of SQLite's virtual machine; 100,000 notes take some 5 million
_STEPS_AT_ONCE: Final = 1_000_000

_READ_VERSION_AT: Final = 19  # in the file's header: 2 where a write-ahead log may belong to it
_SEPARATOR: Final = "\x1f"  # between a note's fields

BROKEN: Final = (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeDecodeError)
"""What `sqlite3` raises for damaged databases, the last where a name in its message is damaged."""

Wanted = Callable[[str, str], bool]
"""Tells by a note's GUID and its ID field, empty if it has none, whether to read the note."""


class Contents(Struct, frozen=True):
    """What a database holds: note types and decks by id, notes in the order of ids."""

    note_types: Mapping[int, PackageNoteType]
    decks: Mapping[int, PackageDeck]
    notes: Iterable[PackageNote]
    """Read one after the other, and once, while the database is open."""


@contextmanager
def opened_database(path: Path) -> Iterator[Contents]:
    """Open the database of a package, an SQLite file that nobody else uses.

    Raises PackageError, also where a note is read, where it is not one of Anki's, is damaged, or
    takes too long.
    """
    with _explained(), closing(_connected(path, "mode=ro&immutable=1")) as connection:
        yield read_contents(connection)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BROKEN as problem:
        code = getattr(problem, "sqlite_errorcode", 0)
        if code == sqlite3.SQLITE_FULL:
            # Rows are sorted on the disk.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), tempfile.gettempdir()) from None
        what = "the package's database is damaged or was not written by Anki"
        if code == sqlite3.SQLITE_TOOBIG:
            what += f": a value is larger than {_LONGEST_VALUE:,} bytes"
        raise PackageError(what) from None


@contextmanager
def collection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a collection to read it, including what Anki has not finished writing.

    Nothing is left beside the file. Raises OSError and, where Anki has the file open,
    sqlite3.OperationalError.
    """
    path = path.resolve()  # the log stands beside the file itself, not beside a link to it
    with path.open("rb") as file:
        header = file.read(100)
    # While it is open in Anki, or after Anki crashed, a collection has its write-ahead log beside
    # it. Without one the file is complete, and is read as one that nobody writes: SQLite would make
    # two files beside it to read it in any other way.
    keeps_log = header[_READ_VERSION_AT] == 2
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    complete = keeps_log and not log.exists()
    own_index = not index.exists()
    try:
        parameters = "mode=ro&immutable=1" if complete else "mode=ro"
        with closing(_connected(path, parameters)) as connection:
            yield connection
    finally:
        if own_index:
            with suppress(OSError):
                index.unlink()


def read_contents(connection: sqlite3.Connection, wanted: Wanted | None = None) -> Contents:
    """Read note types, decks and all notes, or those that are wanted.

    From then on the connection can only read, and only for a bounded time. Raises PackageError
    where the database is not one of Anki's, and one of `BROKEN` where it is damaged or takes too
    long; both also where a note is read.
    """
    _bound(connection)
    tables = _tables(connection)
    if not {"col", "notes", "cards"} <= tables:
        raise PackageError("the database has no notes and cards")
    types, decks = note_types.read(connection, as_tables="notetypes" in tables)
    return Contents(types, decks, _notes(connection, types, wanted))


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the version of a collection's tables. Raises as `read_contents` does."""
    return next((int(row[0]) for row in rows(connection, "SELECT ver FROM col", int)), 0)


def uri(path: PurePath) -> str:
    """Return an absolute path as SQLite takes it."""
    # SQLite knows no host in a URI; that of a Windows share belongs to the path.
    return re.sub("^file://(?!/)", "file:////", path.as_uri())


def _connected(path: Path, parameters: str) -> sqlite3.Connection:
    # Immutable: no journal or lock beside the file is looked for or made.
    connection = sqlite3.connect(f"{uri(path)}?{parameters}", uri=True, timeout=0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.create_collation("unicase", _unicase)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def _unicase(one: str, other: str) -> int:
    first, second = one.casefold(), other.casefold()
    return (first > second) - (first < second)


def _bound(connection: sqlite3.Connection) -> None:
    """Bound what a hostile database can make SQLite do."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1_000_000)
    connection.set_authorizer(_authorize)
    steps = 0

    def interrupt() -> bool:
        nonlocal steps
        steps += _STEPS_AT_ONCE
        return steps > _STEPS

    connection.set_progress_handler(interrupt, _STEPS_AT_ONCE)


def _authorize(action: int, *_: object) -> int:
    """Allow columns to be read, and nothing else that a view or a computed column might do."""
    allowed = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _tables(connection: sqlite3.Connection) -> set[str]:
    found = rows(connection, "SELECT type, name, sql FROM sqlite_master", str, str, object)
    return {
        name
        for kind, name, sql in found
        if kind == "table" and not str(sql).upper().startswith("CREATE VIRTUAL")
    }


def _cards(connection: sqlite3.Connection) -> Iterator[tuple[int, list[PackageCard]]]:
    """Yield the ids of the notes that have cards, in ascending order, with their cards."""
    # A card in a filtered deck belongs to the one in `odid`.
    query = "SELECT nid, ord, did, odid, due FROM cards ORDER BY nid"
    found = rows(connection, query, int, int, int, int, object)
    for note, group in groupby(found, itemgetter(0)):
        cards: list[PackageCard] = []
        for _, ordinal, deck, original, due in group:
            if len(cards) == _MOST_CARDS:
                raise PackageError(f"a note of the package has more than {_MOST_CARDS:,} cards")
            # Old clients left other values than whole numbers in `due`.
            cards.append(PackageCard(ordinal, original or deck, due if isinstance(due, int) else 0))
        yield note, cards


def _notes(
    connection: sqlite3.Connection, types: Mapping[int, PackageNoteType], wanted: Wanted | None
) -> Iterator[PackageNote]:
    query = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"
    size = 0
    cards = _cards(connection)
    of, own = next(cards, (_LAST_ID, []))
    for count, (id, guid, type_id, mod, tags, fields) in enumerate(
        rows(connection, query, int, str, int, int, str, str)
    ):
        if count == MOST_NOTES:
            raise PackageError(f"it has more than {MOST_NOTES:,} notes, which is the limit")
        while of < id:  # of a note that is gone
            of, own = next(cards, (_LAST_ID, []))
        note_type = types.get(type_id)
        if wanted is not None and not wanted(guid, _id_field(fields, note_type)):
            continue
        if len(tags) > _LONGEST_TAGS:
            raise PackageError(f"the tags of a note have more than {_LONGEST_TAGS:,} characters")
        size += len(guid) + len(tags) + len(fields)
        if size > _MOST_TEXT:
            raise PackageError(f"the notes are larger than {_MOST_TEXT:,} bytes")
        # One field more than there should be is enough to see that they are too many.
        most = len(note_type.fields) if note_type else 1
        yield PackageNote(
            id,
            guid,
            type_id,
            mod,
            tuple(tags.split()),
            tuple(fields.split(_SEPARATOR, most)),
            tuple(sorted(own if of == id else (), key=lambda card: (card.ordinal, card.deck))),
        )


def _id_field(fields: str, note_type: PackageNoteType | None) -> str:
    """Return the ID field of a note; empty if its type has none."""
    if note_type is None or "ID" not in note_type.fields:
        return ""
    values = fields.split(_SEPARATOR)
    place = note_type.fields.index("ID")
    return values[place] if place < len(values) else ""
