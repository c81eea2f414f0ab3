"""What a kind of answer is to those who read, ask, judge and export it.

Each kind is a module beside this one; `flashgen.deck.answers.KINDS` is their table. Here are the
rules of most of them: what is typed is a number, or several, with digits and a unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, NamedTuple

from flashgen.deck.answers.asked import Asked, KnownMistake
from flashgen.deck.answers.phrases import digits_phrases, sign_phrase, unit_phrase
from flashgen.values.kinds import Kind

if TYPE_CHECKING:
    from pydantic import BaseModel

    from flashgen.deck.answer_keys import ConceptAnswer
    from flashgen.deck.answers.described import Field

    # numpy is slow to import, and decks with no numeric card need none of it.
    from flashgen.values.batch import Dense
    from flashgen.values.judging import AnswerFormat
    from flashgen.values.values import Array

PRECISION: Final = ("decimals", "figures", "tolerance")
UNITS: Final = ("unit", "units", "unit_required")
WORDS: Final = ("accept", "case")

Written = Literal["expression", "elements", "text", "option", "formula"]
"""How an author writes an answer: a value, a list of texts, a text, an option, a formula."""

UnfitKey = tuple[str, str, str]
"""A key that does not go with an answer, the message, and the hint."""


class Typed(NamedTuple):
    """A value that is to be typed, and what its card says of it."""

    letter: str | None
    """What its entries are: "i", "f" or "U"; None where nothing tells."""
    axes: int
    compare: str | None
    is_precise: bool
    """Whether the card says how many digits are wanted."""


class AnswerKind:
    """A kind of answer."""

    name: ClassVar[Kind]
    is_one_number: ClassVar[bool] = False
    """Whether it is a single number."""
    of_numbers: ClassVar[bool] = False
    """Whether its entries are numbers, each with its place."""
    any_order: ClassVar[bool] = False
    """Whether its entries may stand in any order."""
    is_rounded: ClassVar[bool] = True
    """Whether a value that is no integer needs to say how many digits are wanted."""
    in_steps: ClassVar[bool] = True
    """Whether the steps of a solution can be computed to it."""
    in_row: ClassVar[bool] = True
    """Whether its value stands in the row of a variant, or else in the texts of the form."""
    noun: ClassVar[str] = "number"
    """What messages call it."""
    written: ClassVar[Written] = "expression"
    unfit: ClassVar[tuple[str, ...]] = WORDS
    """The keys that do not go with it."""
    fit: ClassVar[str] = "a number is judged by its tolerance; `accept` and `case` are for texts"
    """What goes with it."""

    def called(self, *, of_texts: bool) -> str:
        """Return the noun for it in messages; `of_texts` if its entries are texts."""
        return self.noun

    def unfit_keys(self, fields: BaseModel, *, of_texts: bool = False) -> Iterator[UnfitKey]:
        """Yield the keys that an answer has and its kind does not take."""
        keys, hint = self._unfit(of_texts=of_texts)
        called = self.called(of_texts=of_texts)
        article = "an" if called[0] in "aeiou" else "a"
        for key in keys:
            if getattr(fields, key, None) not in (None, (), False):
                yield key, f"`{key}` does not go with {article} {called}", self._hint(key, hint)
        yield from self._further(fields)
        if self.name != "menu" and getattr(fields, "shuffle", False):
            hint = "it puts the options in another order"
            yield "shuffle", "`shuffle` goes with `options`", hint

    def _unfit(self, *, of_texts: bool) -> tuple[tuple[str, ...], str]:
        return self.unfit, self.fit

    def _hint(self, key: str, usual: str) -> str:
        return usual

    def _further(self, fields: BaseModel) -> Iterator[UnfitKey]:
        yield from ()

    def is_concept(self, answer: ConceptAnswer) -> bool:
        """Tell whether an answer of a card without numbers, none of the kinds before, is one."""
        return False

    def is_value(self, typed: Typed) -> bool:
        """Tell whether a typed value, which is none of the kinds before, is one."""
        return False

    def agree(self, given: Dense, value: Dense, fmt: AnswerFormat) -> Array:
        """Tell in which draws what was given is the value; both have one shape in all draws."""
        from flashgen.values.judging import agree_in_place

        return agree_in_place(given, value, fmt)

    def is_right(self, given: Any, value: Any, answer: Asked, spellings: Sequence[str]) -> bool:
        """Tell whether one value is the answer, or one of its other spellings (plain text)."""
        from flashgen.values.batch import constant

        return bool(self.agree(constant(given), constant(value), self.format_of(answer)).all())

    def format_of(self, answer: Asked) -> AnswerFormat:
        """Return how an answer of this kind is asked for and judged."""
        from flashgen.values.judging import AnswerFormat

        return AnswerFormat(
            self.name,
            decimals=answer.decimals,
            figures=answer.figures,
            tolerance=answer.tolerance,
            relative=answer.relative,
            compare=answer.compare,
            case=answer.case,
        )

    def wanted(self, answer: Asked, *, chinese: bool, may_be_empty: bool) -> list[str]:
        """Return the phrases of the line below a question: the unit and precision to answer in."""
        return [
            *unit_phrase(answer.unit, required=answer.unit_required, chinese=chinese),
            *digits_phrases(answer.decimals, answer.figures, chinese=chinese),
            *(sign_phrase(chinese=chinese) if answer.compare == "up_to_sign" else ()),
        ]

    def fields(
        self,
        answer: Asked,
        value: Any,
        mistakes: Sequence[KnownMistake],
        spellings: Sequence[str],
    ) -> tuple[Field, ...] | None:
        """Describe what is asked as course systems share it; None if none of them can judge it.

        `spellings` are the other ones that are right, as plain text.
        """
        return None
