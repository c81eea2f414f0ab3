"""A matrix: rows of entries, each with its place."""

from flashgen.deck.answers.kind import Typed
from flashgen.deck.answers.number import Entries


class Matrix(Entries):
    """A matrix."""

    name = "matrix"

    def is_value(self, typed: Typed) -> bool:
        """Tell whether it has two axes."""
        return typed.axes == 2
