"""Results kept on disk, so that after one card has changed only that one is drawn again.

A result is found by a hash of everything that it depends on, the code included, so an entry is
never out of date: it is only no longer asked for. The file may be deleted at any time. It stands in
the user's own cache folder, never among the cards: a folder of cards may come from a stranger, and
what is read here goes into notes unchecked.
"""

import contextlib
import hashlib
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Self, TypeVar

import flashgen

FILE_NAME = "results.sqlite"

MOST_BYTES = 400_000_000
"""Above this size the results that were not asked for the longest are deleted."""

PACKAGE = Path(flashgen.__file__).parent
"""All the code that a result depends on, with what it reads beside it."""

ENTRY_POINT_GROUP = "flashgen.functions"
"""As in `expression.functions`, which takes numpy to import; a build of nothing new needs none."""

_CHECKSUM = 16
_ASKED_AT_ONCE = 500
_WRITTEN_AT_ONCE = 250_000
_LIBRARIES = ("numpy", "pydantic", "msgspec", "PyYAML", "pyromark", "Pygments", "nh3")

_TABLE = """
    PRAGMA synchronous = OFF; PRAGMA cache_size = -512;
    CREATE TABLE IF NOT EXISTS results (
        key BLOB PRIMARY KEY, run INTEGER NOT NULL, size INTEGER NOT NULL, value BLOB NOT NULL
    )
"""

_T = TypeVar("_T")


class Cache:
    """The results that are kept in a folder; a context manager that writes the last on leaving.

    A folder that cannot be written, a file that is broken, another process that holds it: each
    makes a cache that knows nothing and keeps nothing. It never raises.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.path = folder / FILE_NAME
        self._most_bytes = most_bytes
        self._connection: sqlite3.Connection | None = None
        self._run = 0
        self._found: list[bytes] = []
        self._new: dict[bytes, bytes] = {}
        self._new_bytes = 0

    def __enter__(self) -> Self:
        with contextlib.suppress(OSError, sqlite3.Error):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        self._run = self._try(_begin) or 0
        return self

    def __exit__(self, *_: object) -> None:
        if self._new or self._found:
            self._try(self._write)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def known(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return which of the keys there are results for."""
        return self._try(lambda connection: _known(connection, keys)) or set()

    def find(self, key: bytes) -> bytes | None:
        """Return a result, or None where there is none that is whole."""
        query = "SELECT value FROM results WHERE key = ?"
        row = self._try(lambda connection: connection.execute(query, (key,)).fetchone())
        if row is None or not isinstance(row[0], bytes):
            return None
        checksum, value = row[0][:_CHECKSUM], row[0][_CHECKSUM:]
        if checksum != _checksum(value):
            return None
        self._found.append(key)
        return value

    def keep(self, key: bytes, result: bytes) -> None:
        """Remember a result."""
        self._new[key] = result
        self._new_bytes += len(result)
        if self._new_bytes > _WRITTEN_AT_ONCE:
            self._try(self._write)
            self._found.clear()
            self._new.clear()
            self._new_bytes = 0

    def _write(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "UPDATE results SET run = ? WHERE key = ?", ((self._run, key) for key in self._found)
        )
        connection.executemany(
            "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)",
            (
                (key, self._run, len(value), _checksum(value) + value)
                for key, value in self._new.items()
            ),
        )
        _forget(connection, self._most_bytes)
        connection.execute("COMMIT")

    def _try(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """Do something with the database; where that fails, go on without one."""
        if self._connection is None:
            return None
        try:
            return work(self._connection)
        except sqlite3.OperationalError:  # a full disk, a read-only folder, a long wait
            pass
        except sqlite3.DatabaseError:  # no database, or a broken one: the next run begins anew
            self._connection.close()  # Windows deletes no open file
            with contextlib.suppress(OSError):
                self.path.unlink()
        self._connection.close()
        self._connection = None
        return None


def key_of(*parts: object) -> bytes:
    """Return the key of a result that depends on these parts and on the code.

    Each part is a text, a number, None, or a tuple or frozen structure of such: what `repr` shows
    in full.
    """
    return hashlib.sha256(repr((code(), *parts)).encode()).digest()


@cache
def code() -> str:
    """Return a hash of the program itself and of the versions of what it computes with."""
    versions = repr((sys.version, *map(version, _LIBRARIES)))
    return hashlib.sha256(f"{versions} {hash_of_folder(PACKAGE)}".encode()).hexdigest()


def hash_of_folder(folder: Path) -> str:
    """Return a hash of all files below a folder, with their names; compiled ones are left out."""
    summed = hashlib.sha256()
    # `Path.rglob` takes twice as long for it all, and every build does this.
    for place, folders, names in os.walk(folder):
        folders.sort()
        within = Path(place).relative_to(folder).as_posix()
        for name in sorted(names):
            path = Path(place, name)
            if not name.endswith(".pyc") and path.is_file():
                content = path.read_bytes()
                summed.update(f"{within}/{name} {len(content)}\n".encode())
                summed.update(content)
    return summed.hexdigest()


@cache
def knows_all_code() -> bool:
    """Tell whether `code` covers all that computes: functions of other packages it does not."""
    return not entry_points(group=ENTRY_POINT_GROUP)


def _begin(connection: sqlite3.Connection) -> int:
    connection.executescript(_TABLE)
    (last,) = connection.execute("SELECT ifnull(max(run), 0) FROM results").fetchone()
    return int(last) + 1


def _known(connection: sqlite3.Connection, keys: Sequence[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for start in range(0, len(keys), _ASKED_AT_ONCE):
        part = keys[start : start + _ASKED_AT_ONCE]
        marks = ",".join("?" * len(part))
        query = f"SELECT key FROM results WHERE key IN ({marks})"
        found.update(key for (key,) in connection.execute(query, part))
    return found


def _checksum(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()[:_CHECKSUM]


def _forget(connection: sqlite3.Connection, most_bytes: int) -> None:
    runs = connection.execute(
        "SELECT run, sum(size) FROM results GROUP BY run ORDER BY run DESC"
    ).fetchall()
    if sum(size for _, size in runs) <= most_bytes:
        return
    kept = 0
    for number, (run, size) in enumerate(runs):
        kept += size
        # What this run itself has used may fill all the space, the older runs half of it.
        if kept > (most_bytes // 2 if number else most_bytes):
            connection.execute("DELETE FROM results WHERE run <= ?", (run,))
            return
