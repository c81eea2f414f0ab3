"""The names of the kinds of answers; `deck.answers` has a module for each."""

from typing import Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["integer", "number", "vector", "matrix", "set", "text", "menu", "formula"]
Compare: TypeAlias = Literal["set", "up_to_sign"]
Case: TypeAlias = Literal["exact"]


class OtherUnit(Struct, frozen=True):
    """A unit that may be typed; its value in the answer's is `factor` times it plus `offset`."""

    name: str
    factor: float
    offset: float = 0.0
