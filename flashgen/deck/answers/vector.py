"""A vector: entries with their places."""

from flashgen.deck.answers.kind import Typed
from flashgen.deck.answers.number import Entries


class Vector(Entries):
    """A vector."""

    name = "vector"

    def is_value(self, typed: Typed) -> bool:
        """Tell whether it has one axis."""
        return typed.axes == 1
