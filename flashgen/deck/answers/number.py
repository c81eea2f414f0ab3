"""A number, whole or not; and what vectors and matrices share with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any, Final

from flashgen.deck.answers.asked import Asked, KnownMistake
from flashgen.deck.answers.kind import AnswerKind, Typed

if TYPE_CHECKING:
    from flashgen.deck.answer_keys import ConceptAnswer
    from flashgen.deck.answers.described import Field

_MOST_FIELDS: Final = 64
_NUMBER: Final = re.compile(r"[-+]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_AT_VALUE: Final = re.compile(r"\bvalue[\"']?\s*:\s*\Z")
_MOST_BEFORE: Final = 40
"""Characters of the key and the space behind it."""


class Entries(AnswerKind):
    """What is typed entry by entry: numbers, or texts in their places."""

    of_numbers = True

    def fields(
        self,
        answer: Asked,
        value: Any,
        mistakes: Sequence[KnownMistake],
        spellings: Sequence[str],
    ) -> tuple[Field, ...] | None:
        """Describe a field for each entry; None up to the sign, and of too many entries."""
        from flashgen.deck.answers.described import number_field, shape_of, text_field

        shape = shape_of(value)
        if answer.compare is not None or not 0 < prod(shape) <= _MOST_FIELDS:
            return None
        entries = _entries(value)
        are_texts = {isinstance(entry, str) for entry in entries}
        if are_texts == {True}:
            return tuple(text_field(entry, answer, (), spellings) for entry in entries)
        if True in are_texts:
            return None
        known = () if shape else mistakes
        return tuple(number_field(entry, self.format_of(answer), known) for entry in entries)


class _OneNumber(Entries):
    is_one_number = True


class Number(_OneNumber):
    """A number."""

    name = "number"

    def is_concept(self, answer: ConceptAnswer) -> bool:
        """Tell whether it is a number."""
        return number_of(answer) is not None

    def is_value(self, typed: Typed) -> bool:
        """Return True: a value that is none of the kinds before is a number."""
        return True


class Integer(_OneNumber):
    """A whole number that is not rounded."""

    name = "integer"

    def is_concept(self, answer: ConceptAnswer) -> bool:
        """Tell whether it is a whole number, and states no digits."""
        precise = answer.decimals is not None or answer.figures is not None
        return isinstance(number_of(answer), int) and not precise

    def is_value(self, typed: Typed) -> bool:
        """Tell whether it is a whole number, and states no digits."""
        return typed.letter == "i" and not typed.is_precise


def number_of(answer: ConceptAnswer) -> int | float | None:
    """Return the number that an answer is; None of a text.

    A number stands at `value`, without quotes, and without zeros in front.
    """
    if len(answer.value) != 1 or answer.value[0].plain is None:
        return None
    scalar = answer.value[0].plain
    text = scalar.value.strip().replace("−", "-")
    if scalar.style or not _NUMBER.fullmatch(text):
        return None
    if not _AT_VALUE.search(scalar.source.text, scalar.start - _MOST_BEFORE, scalar.start):
        return None
    return int(text) if text.lstrip("+-").isdecimal() else float(text)


def _entries(value: Any) -> list[Any]:
    return (
        [entry for part in value for entry in _entries(part)]
        if isinstance(value, list)
        else [value]
    )
