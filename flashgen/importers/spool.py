"""What is read or made of a source of any size, kept on the disk until its turn comes."""

import errno
import os
import pickle
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

T = TypeVar("T")

_CACHE: Final = -4000  # kB of memory, from which on SQLite takes pages to the disk
_PLACE: Final = struct.Struct(">QQ")
_ZERO: Final = 1 << 63
_DISK_FAULTS: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


class ScratchDatabase:
    """A database in a temporary file without a name. Use it in a `with` statement.

    Raises OSError at the end of the block where the disk did not take it.
    """

    def __init__(self, tables: str) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute(f"PRAGMA cache_size = {_CACHE}")
        self._connection.execute("BEGIN")
        self._connection.execute(tables)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        problem: BaseException | None,
        __: TracebackType | None,
    ) -> None:
        self._connection.close()
        if isinstance(problem, sqlite3.Error):
            if problem.sqlite_errorcode & 0xFF not in _DISK_FAULTS:
                raise problem
            place = tempfile.gettempdir()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), place) from None


class Spool(ScratchDatabase, Generic[T]):
    """Values under keys: all are put in, and then taken out key by key.

    The values of a key come in the order of their places, which are whole numbers of 64 bits with
    a sign, and where these are equal in the order in which they were put in.
    """

    def __init__(self) -> None:
        super().__init__("CREATE TABLE kept (key BLOB, place BLOB, value BLOB)")
        self._count = 0
        self._is_sorted = False

    def __len__(self) -> int:
        return self._count

    def put(self, value: T, key: str = "", place: int = 0) -> None:
        """Keep one more value."""
        self._count += 1
        row = (
            key.encode("utf-8", "surrogatepass"),
            _PLACE.pack(place + _ZERO, self._count),
            pickle.dumps(value, pickle.HIGHEST_PROTOCOL),
        )
        self._connection.execute("INSERT INTO kept VALUES (?, ?, ?)", row)

    def take(self, key: str = "") -> Iterator[T]:
        """Yield the values of a key, as often as it is asked for."""
        bound = (key.encode("utf-8", "surrogatepass"),)
        yield from self._values("SELECT value FROM kept WHERE key = ? ORDER BY place", bound)

    def all(self) -> Iterator[T]:
        """Yield the values of all keys by their places."""
        yield from self._values("SELECT value FROM kept ORDER BY place", ())

    def sorted_keys(self) -> Iterator[str]:
        """Yield the keys, sorted."""
        yield from self._keys("SELECT DISTINCT key FROM kept ORDER BY key")

    def keys_by_place(self) -> Iterator[str]:
        """Yield the keys in the order of the first of their values."""
        yield from self._keys("SELECT key FROM kept GROUP BY key ORDER BY MIN(place)")

    def _values(self, query: str, bound: tuple[bytes, ...]) -> Iterator[T]:
        self._sort()
        for (value,) in self._connection.execute(query, bound):
            yield pickle.loads(value)

    def _keys(self, query: str) -> Iterator[str]:
        self._sort()
        for (key,) in self._connection.execute(query):
            yield key.decode("utf-8", "surrogatepass")

    def _sort(self) -> None:
        if not self._is_sorted:
            self._connection.execute("CREATE INDEX by_key ON kept (key, place)")
            self._is_sorted = True
