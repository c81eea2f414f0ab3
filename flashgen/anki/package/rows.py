"""Rows of a database that may hold anything: counted, and their values of the right types."""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from flashgen.anki.package.archive import PackageError

_MOST_ROWS: Final = 5_000_000


def rows(connection: sqlite3.Connection, query: str, *types: type) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, whose columns have the types."""
    for count, row in enumerate(connection.execute(query)):
        if count == _MOST_ROWS:
            raise PackageError("the database has more rows than any collection")
        if not all(isinstance(value, kind) for value, kind in zip(row, types, strict=True)):
            raise PackageError("the database has values that Anki does not write")
        yield row
