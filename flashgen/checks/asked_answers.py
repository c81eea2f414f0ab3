"""What learners type on the draws of a form: all its answers together."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from math import exp, lgamma

from msgspec import Struct

from flashgen.checks.drawn import ENOUGH_DRAWS, DrawnDefinition
from flashgen.deck.answers import KINDS
from flashgen.markup import plain_text
from flashgen.numeric.sampling import answer_text
from flashgen.numeric.variants import FormSample
from flashgen.source.text import Span
from flashgen.values.batch import row

Shown = tuple[str, ...]
"""The texts of the answers of one draw, as HTML."""


class AskedAnswers(Struct, frozen=True, dict=True):
    """The answers of a form that learners type, on enough draws."""

    sample: FormSample
    counts: Counter[Shown]
    """How often the answers show as the same texts."""

    @property
    def span(self) -> Span:
        """Where the first answer is written."""
        return self.sample.form.answers[0].formula.scalar.span

    @property
    def guessable(self) -> str | None:
        """Why the card may be guessed, by its author; None where nothing is said."""
        return self.sample.form.form.guessable

    @property
    def has_menu(self) -> bool:
        """Whether an answer is chosen from a few options."""
        return any(answer.options for answer in self.sample.form.answers)

    @property
    def are_numbers(self) -> bool:
        """Whether all answers are numbers, vectors or matrices; others may rightly come often."""
        return all(KINDS[fmt.kind].of_numbers for formats in self.sample.formats for fmt in formats)

    def text(self, shown: Shown) -> str:
        """Return the texts that learners see for answers with this HTML."""
        draw = list(zip(*self.sample.shown, strict=True)).index(shown)
        return ", ".join(
            plain_text(shown[place])
            if answer.options or answer.formula.templates
            else answer_text(row(self.sample.answer(place), draw), self.sample.format(place, draw))
            for place, answer in enumerate(self.sample.form.answers)
        )

    @cached_property
    def _of_variants(self) -> Counter[Shown]:
        """How many of the draws that look different have the same answers."""
        sample = self.sample
        asked = {c for texts in sample.form.texts.values() for c in texts.asked_columns}
        answers = list(zip(*sample.shown, strict=True))
        questions = [sample.slots[column] for column in sorted(asked)]
        return Counter(own for own, *_ in dict.fromkeys(zip(answers, *questions, strict=True)))

    @property
    def variants(self) -> int:
        """How many of the draws look different."""
        return self._of_variants.total()

    def distinct_among(self, variants: int) -> float:
        """Return how many different answers so many variants have on average.

        They are taken at random from the draws that look different.
        """
        draws = self.variants
        taken = min(variants, draws)
        expected = 0.0
        for count, answers in Counter(self._of_variants.values()).items():
            missing = draws - count
            none = 0.0
            if missing >= taken:  # the chance that none of those taken has this answer
                none = exp(
                    lgamma(missing + 1)
                    - lgamma(missing - taken + 1)
                    - lgamma(draws + 1)
                    + lgamma(draws - taken + 1)
                )
            expected += answers * (1 - none)
        return expected


def asked_answers(drawn: DrawnDefinition) -> Iterator[AskedAnswers]:
    """Yield the answers that learners type, of forms with enough draws."""
    for sample in drawn.sample.forms:
        form = sample.form
        if form.answers and not form.choices and sample.count >= ENOUGH_DRAWS:
            yield AskedAnswers(sample, Counter(zip(*sample.shown, strict=True)))
