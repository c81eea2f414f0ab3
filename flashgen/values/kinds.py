"""The kinds of answers that are typed or taken from a menu.

A new kind has a name here and is then told apart, in the order of the rooms, by `values.judging`
(what is right), `deck.answer_keys` (the keys that go with it) and `deck.concept_answers` (which
answer of a card without numbers is one), `numeric.answers` and `numeric.drawn_answers` (which value
is one, and how it is displayed), `anki.card.concept_answers` and `anki.card.html` (its value, and
the words that ask for it), the modules `judging.js`, `page.js` and `texts.js` of the card's script,
`exporters.asked` and `exporters.kinds` (how course systems ask it), and
`importers.package.own_answers` (back to a deck file).
"""

from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["integer", "number", "vector", "matrix", "set", "text", "menu", "formula"]
Compare: TypeAlias = Literal["set", "up_to_sign"]
Case: TypeAlias = Literal["exact"]

NUMBERS: Final[frozenset[Kind]] = frozenset({"integer", "number", "vector", "matrix"})
"""The kinds whose entries are numbers, each with its place."""
