"""A set: numbers or texts in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flashgen.deck.answers.asked import Asked
from flashgen.deck.answers.kind import PRECISION, UNITS, WORDS, AnswerKind, Typed
from flashgen.values.words import same_text

if TYPE_CHECKING:
    from flashgen.deck.answer_keys import ConceptAnswer
    from flashgen.values.batch import Dense
    from flashgen.values.judging import AnswerFormat
    from flashgen.values.values import Array

_OF_NUMBERS = (WORDS, "`accept` and `case` are for texts")
_OF_TEXTS = (
    (*PRECISION, *UNITS, "accept"),
    "with a set of texts go `compare: set`, `case`, `check` and `mistakes`",
)


class Set(AnswerKind):
    """A set."""

    name = "set"
    any_order = True
    is_rounded = False
    in_steps = False
    written = "elements"

    def called(self, *, of_texts: bool) -> str:
        """Return the noun for it in messages."""
        return "set of texts" if of_texts else "set of numbers"

    def _unfit(self, *, of_texts: bool) -> tuple[tuple[str, ...], str]:
        return _OF_TEXTS if of_texts else _OF_NUMBERS

    def is_concept(self, answer: ConceptAnswer) -> bool:
        """Tell whether `compare: set` says so."""
        return answer.compare is not None and answer.compare.value == "set"

    def is_value(self, typed: Typed) -> bool:
        """Tell whether `compare: set` says so."""
        return typed.compare == "set"

    def agree(self, given: Dense, value: Dense, fmt: AnswerFormat) -> Array:
        """Tell in which draws each has the elements of the other."""
        from flashgen.values.judging import agree_in_any_order

        return agree_in_any_order(given, value, fmt)

    def is_right(self, given: Any, value: Any, answer: Asked, spellings: Sequence[str]) -> bool:
        """Tell whether each set of texts has the elements of the other."""
        exact = answer.case == "exact"
        return _within(given, value, exact) and _within(value, given, exact)

    def wanted(self, answer: Asked, *, chinese: bool, may_be_empty: bool) -> list[str]:
        """Return the unit, the digits, and that any order will do."""
        said = super().wanted(answer, chinese=chinese, may_be_empty=may_be_empty)
        if chinese:
            none = "（没有则填 <code>none</code>）" if may_be_empty else ""
            return [*said, f"顺序不限{none}"]
        none = " (<code>none</code> if there is none)" if may_be_empty else ""
        return [*said, f"in any order{none}"]


def _within(texts: Sequence[str], others: Sequence[str], exact: bool) -> bool:
    return all(any(same_text(a, b, exact=exact) for b in others) for a in texts)


def elements(texts: Sequence[str]) -> list[str]:
    """Return the elements of a set: those of a list, or of a text with commas between them."""
    parts = texts if len(texts) > 1 else re.split("[,;、，]", texts[0])
    return [text.strip() for text in parts if text.strip()]
