"""A text, in one of its spellings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flashgen.deck.answers.asked import Asked, KnownMistake
from flashgen.deck.answers.kind import PRECISION, UNITS, AnswerKind, Typed, UnfitKey
from flashgen.deck.answers.number import number_of
from flashgen.values.words import same_text

if TYPE_CHECKING:
    from pydantic import BaseModel

    from flashgen.deck.answer_keys import ConceptAnswer
    from flashgen.deck.answers.described import Field


class Text(AnswerKind):
    """A text."""

    name = "text"
    noun = "text"
    is_rounded = False
    in_steps = False
    written = "text"
    unfit = (*PRECISION, *UNITS)
    fit = "with a text go `accept`, `case`, `options`, `check` and `mistakes`"

    def _further(self, fields: BaseModel) -> Iterator[UnfitKey]:
        if getattr(fields, "compare", None) is not None:
            message = "`compare` does not go with a single text"
            hint = "several texts in any order are a list: "
            yield "compare", message, hint + "['\"red\"', '\"blue\"'] with `compare: set`"

    def is_concept(self, answer: ConceptAnswer) -> bool:
        """Tell whether it is no number."""
        return number_of(answer) is None

    def is_value(self, typed: Typed) -> bool:
        """Tell whether it is a single text."""
        return typed.letter == "U" and not typed.axes

    def is_right(self, given: Any, value: Any, answer: Asked, spellings: Sequence[str]) -> bool:
        """Tell whether it is the text, or another spelling of it."""
        exact = answer.case == "exact"
        return any(same_text(given, right, exact=exact) for right in (value, *spellings))

    def fields(
        self,
        answer: Asked,
        value: Any,
        mistakes: Sequence[KnownMistake],
        spellings: Sequence[str],
    ) -> tuple[Field, ...] | None:
        """Describe the one field."""
        from flashgen.deck.answers.described import text_field

        return (text_field(value, answer, mistakes, spellings),)
