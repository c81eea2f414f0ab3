"""Tables of data: columns of numbers or of texts, from which a parameter picks rows."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

MAX_CELLS: Final = 100_000
"""The most cells of all tables of a deck file together."""

MAX_CELL: Final = 1000
"""The most characters of a cell."""

_NUMBER: Final = re.compile(r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WHOLE: Final = re.compile(r"-?[0-9]+")
_MOST_DIGITS: Final = 18


def read_number(text: str, decimal: str = ".") -> int | float | None:
    """Return the number that a cell holds; None for a text, such as one with leading zeros.

    Raises ValueError for a number that is too large.
    """
    if decimal != ".":
        text = "," if "." in text else text.replace(decimal, ".")
    if not _NUMBER.fullmatch(text):
        return None
    if _WHOLE.fullmatch(text):
        if len(text.lstrip("-")) > _MOST_DIGITS:
            raise ValueError(f"a whole number has at most {_MOST_DIGITS} digits")
        return int(text)
    number = float(text)
    if math.isinf(number):
        raise ValueError("this number is too large")
    return number + 0.0


class Column(Struct, frozen=True):
    """A column: numbers alone (all of them int, or all float) or texts alone."""

    values: tuple[int, ...] | tuple[float, ...] | tuple[str, ...]

    @property
    def is_text(self) -> bool:
        """Whether it is a column of texts."""
        return isinstance(self.values[0], str)


class Table(Struct, frozen=True, eq=False):
    """A table with at least one row and one column; compared and hashed by identity."""

    name: str
    columns: Mapping[str, Column]
    digest: str
    """What tells it from tables with other cells."""
    localized: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Columns in several languages: name -> language -> the name of the column."""

    @property
    def count(self) -> int:
        """The number of rows."""
        return len(next(iter(self.columns.values())).values)

    @property
    def attributes(self) -> Sequence[str]:
        """The columns that are written `row.name`, in the order of the table."""
        hidden = {name for names in self.localized.values() for name in names.values()}
        plain = [name for name in self.columns if is_attribute(name) and name not in hidden]
        return [*plain, *self.localized]

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of all columns, one for those in several languages."""
        stems = {name: stem for stem, of in self.localized.items() for name in of.values()}
        return tuple(dict.fromkeys(stems.get(name, name) for name in self.columns))

    def label(self, place: int) -> str:
        """Return how messages name a row: by its number, from 1, and its first cell."""
        first = next(iter(self.columns.values())).values[place]
        return f"row {place + 1} of {self.name} ({str(first)[:40]})"


def is_attribute(name: str) -> bool:
    """Tell whether a column of this name is written `row.name`, not `row["name"]`."""
    import unicodedata
    from keyword import iskeyword

    plain = unicodedata.normalize("NFKC", name) == name
    return name != "T" and name.isidentifier() and plain and not iskeyword(name)
