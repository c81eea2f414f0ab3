"""The values of names in a batch of draws, for the closures of `batch_closures`."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from flashgen.expression.budget import Budget
from flashgen.expression.draws.batch import Words
from flashgen.values.draws_axis import chosen, entries

BatchRun: TypeAlias = Callable[["BatchFrame"], Any]


class BatchFrame:
    """The values of names in a batch of draws, and what is left for the work on them."""

    __slots__ = ("_rows", "budget", "count", "names", "words")

    def __init__(self, count: int, budget: Budget, words: Words | None = None) -> None:
        self.count = count
        self.budget = budget
        self.words = words
        self.names: dict[str, Any] = {}
        self._rows: list[dict[str, Any]] | None = None

    def set(self, name: str, value: Any) -> None:
        """Give a name its values."""
        self.names[name] = value
        if self._rows is not None:
            for row, entry in zip(self._rows, entries(value, self.count), strict=True):
                row[name] = entry

    def rows(self) -> list[dict[str, Any]]:
        """Return the values of all names in each draw."""
        if self._rows is None:
            names = tuple(self.names)
            columns = [entries(value, self.count) for value in self.names.values()]
            values = zip(*columns, strict=True) if columns else [()] * self.count
            self._rows = [dict(zip(names, row, strict=True)) for row in values]
        return self._rows

    def keep(self, places: Sequence[int]) -> None:
        """Drop all draws but those at the places."""
        self.names = {name: chosen(value, places) for name, value in self.names.items()}
        self.count = len(places)
        if self._rows is not None:
            self._rows = [self._rows[place] for place in places]

    def copy(self) -> "BatchFrame":
        """Return the same draws, to be given other names."""
        other = BatchFrame(self.count, self.budget)
        other.names = self.names.copy()
        if self._rows is not None:
            other._rows = [row.copy() for row in self._rows]
        return other
