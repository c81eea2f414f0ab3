"""A menu: one of several options, whose value is its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flashgen.deck.answers.asked import Asked, KnownMistake
from flashgen.deck.answers.kind import PRECISION, UNITS, WORDS, AnswerKind

if TYPE_CHECKING:
    from flashgen.deck.answer_keys import ConceptAnswer
    from flashgen.deck.answers.described import Field


class Menu(AnswerKind):
    """A menu."""

    name = "menu"
    noun = "menu"
    written = "option"
    unfit = (*PRECISION, *UNITS, *WORDS, "compare")
    fit = "with `options` go `shuffle`, `check` and `mistakes`; digits and units are part of them"

    def is_concept(self, answer: ConceptAnswer) -> bool:
        """Tell whether it has options."""
        return answer.options is not None

    def is_right(self, given: Any, value: Any, answer: Asked, spellings: Sequence[str]) -> bool:
        """Tell whether it is the place of the right option."""
        return bool(given == value)

    def fields(
        self,
        answer: Asked,
        value: Any,
        mistakes: Sequence[KnownMistake],
        spellings: Sequence[str],
    ) -> tuple[Field, ...] | None:
        """Describe the options, with what is said to each."""
        from flashgen.deck.answers.described import MenuField

        said = {mistake.value: mistake.says for mistake in mistakes}
        all_says = tuple(said.get(place, "") for place in range(len(answer.options)))
        return (MenuField(answer.options, all_says, value, answer.shuffle),)
