"""The kinds of answers that are typed or taken from a menu: one module each, and their table.

What a kind is needs no draws: which keys go with it, which value is one, how it is asked for, what
is right, how course systems ask it, how an author writes it. A kind that is also drawn in its own
way has a second module, `numeric.drawn_menus` or `numeric.drawn_formulas`, since the language of
expressions stands above the keys of a deck, and decks without numbers must not wait for it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flashgen.deck.answers.formula import Formula
from flashgen.deck.answers.kind import AnswerKind
from flashgen.deck.answers.matrix import Matrix
from flashgen.deck.answers.menu import Menu
from flashgen.deck.answers.number import Integer, Number
from flashgen.deck.answers.set import Set
from flashgen.deck.answers.text import Text
from flashgen.deck.answers.vector import Vector
from flashgen.values.kinds import Kind

KINDS: Final[Mapping[Kind, AnswerKind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            *(Formula(), Menu(), Set()),
            *(Vector(), Matrix(), Text(), Integer(), Number()),
        )
    }
)
"""In the order in which they are tried on an answer."""
