"""The names of the kinds of answers; `deck.answers` has a module for each."""

from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["integer", "number", "vector", "matrix", "set", "text", "menu", "formula"]
Compare: TypeAlias = Literal["set", "up_to_sign"]
Case: TypeAlias = Literal["exact"]
