"""The answers of a concept card in one language, as what its script reads."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct, field

from flashgen.anki.card.data import AnswerData, FormData, MistakeData, Row
from flashgen.deck.answer_keys import ConceptAnswer, ConceptMistake, NamedConceptAnswer
from flashgen.deck.answers import KINDS
from flashgen.deck.answers.number import number_of
from flashgen.deck.answers.set import elements
from flashgen.deck.concept_answers import answers_of, compare_of, kind_of, name_of
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import ConceptForm
from flashgen.markup import shown_text
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.formatting import format_answer
from flashgen.values.kinds import OtherUnit
from flashgen.values.words import matching

_LEAVE_OUT: Final = "leave `text` out, and it is written from the formula"

Inline = Callable[[LocalizedText, str], str]
"""Makes HTML of a text in a language."""


class ConceptAnswers(Struct):
    """Makes the data of the answers; what is wrong is appended to `diagnostics`.

    `languages` are those of the deck: answers and options are matched in the first.
    """

    model: ConceptForm
    languages: Sequence[str]
    inline: Inline
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def form(self, language: str) -> tuple[FormData, Row, tuple[str, ...]]:
        """Return the texts and the row of the card, and its answers as displayed (HTML)."""
        made = [self._answer(answer, language) for answer in answers_of(self.model)]
        answers = tuple(data for data, _, _ in made)
        values = tuple(value for _, value, _ in made)
        names = [answer.name for answer in answers]
        wrong: list[Any] = []
        mistakes = []
        for mistake in self.model.mistakes:
            of = names.index(mistake.of.value) if mistake.of else 0
            answer = answers_of(self.model)[of]
            if answer.formula is not None:
                mistakes.append(self._wrong_formula(mistake, answer, of, language))
                wrong.append("")
                continue
            value = self._value(mistake.value, answer, language)
            self._differs(value, values[of], answers[of], mistake.value)
            wrong.append(value)
            mistakes.append(MistakeData(self.inline(mistake.says, language), of))
        form = FormData(answers=answers, mistakes=tuple(mistakes))
        return form, Row(0, (), values, tuple(wrong)), tuple(shown for _, _, shown in made)

    def _wrong_formula(
        self, mistake: ConceptMistake, answer: ConceptAnswer, of: int, language: str
    ) -> MistakeData:
        from flashgen.numeric.concept_formulas import concept_formula, wrong_formula

        made = concept_formula(answer, [])
        wrong = made and wrong_formula(mistake.value, made, self.diagnostics)
        return MistakeData(self.inline(mistake.says, language), of, wrong or "")

    def _answer(self, answer: ConceptAnswer, language: str) -> tuple[AnswerData, Any, str]:
        if answer.formula is not None:
            return self._formula(answer, language)
        value = self._value(answer.value, answer, language)
        options = self._options(answer, language)
        if options:
            shown = options[value] if value is not None else ""
        else:
            shown = self._shown(answer, language)
        label = answer.label if isinstance(answer, NamedConceptAnswer) else None
        kind = kind_of(answer)
        units, any_prefix = self._units(answer)
        tolerance = answer.tolerance
        data = AnswerData(
            name=name_of(answer),
            kind=kind.name,
            label=self.inline(label, language) if label else "",
            unit=self.inline(answer.unit, language) if answer.unit else "",
            spellings=tuple(self._spellings(answer.unit, language)),
            decimals=answer.decimals,
            figures=answer.figures,
            tolerance=tolerance.absolute if tolerance else None,
            relative=tolerance.relative if tolerance else None,
            compare=compare_of(answer),
            case="exact" if answer.case else None,
            accept=tuple(self.inline(text, language) for text in answer.accept),
            options=options,
            shuffle=answer.shuffle,
            units=units,
            si=any_prefix,
            unit_required=answer.unit_required,
        )
        return data, value, shown

    def _units(self, answer: ConceptAnswer) -> tuple[tuple[OtherUnit, ...], bool]:
        """Return the other units that an answer may be typed in, and whether with any prefix."""
        if not answer.units and not answer.unit_required:
            return (), False
        from flashgen.numeric.units import converted_units

        return converted_units(answer, answer.value[0].span, self.diagnostics)

    def _formula(self, answer: ConceptAnswer, language: str) -> tuple[AnswerData, Any, str]:
        from flashgen.numeric.concept_formulas import concept_formula

        label = answer.label if isinstance(answer, NamedConceptAnswer) else None
        made = concept_formula(answer, self.diagnostics)
        if made is None:
            return AnswerData("", "formula"), "", ""
        display = self.inline(answer.text, language) if answer.text else ""
        if answer.text and not made.is_right(display):
            message = "this is another formula than the answer"
            self.diagnostics.append(
                Diagnostic("wrong-formula-text", message, answer.text.span, hint=_LEAVE_OUT)
            )
        data = AnswerData(
            name=name_of(answer),
            kind="formula",
            label=self.inline(label, language) if label else "",
            figures=made.asked.figures,
            relative=made.asked.relative,
            **made.data(),
        )
        return data, "", display or made.html

    def _spellings(self, unit: LocalizedText | None, language: str) -> Iterator[str]:
        """Yield the names of a unit in the other languages."""
        if unit is not None and unit.plain is None:
            yield from (self.inline(unit, other) for other in self.languages if other != language)

    def _options(self, answer: ConceptAnswer, language: str) -> tuple[str, ...]:
        return tuple(self.inline(option, language) for option in answer.options or ())

    def _shown(self, answer: ConceptAnswer, language: str) -> str:
        number = number_of(answer)
        if number is not None and kind_of(answer).is_one_number:
            return format_answer(number, decimals=answer.decimals, figures=answer.figures)
        return ", ".join(self.inline(value, language) for value in answer.value)

    def _value(self, values: Sequence[LocalizedText], answer: ConceptAnswer, language: str) -> Any:
        """Return the judged value: a number, a text, texts, or the place of an option."""
        kind = kind_of(answer)
        if kind.written == "elements":
            return elements([shown_text(self.inline(value, language)) for value in values])
        if kind.written == "option":
            return self._place(values[0], answer)
        if kind.written == "text":
            return shown_text(self.inline(values[0], language))
        return self._number(values[0])

    def _place(self, value: LocalizedText, answer: ConceptAnswer) -> int | None:
        first = self.languages[0]
        options = [shown_text(html) for html in self._options(answer, first)]
        text = shown_text(self.inline(value, first))
        if len(set(options)) < len(options) and answer.options:
            message = "two options look the same"
            self.diagnostics.append(Diagnostic("equal-choices", message, answer.options[0].span))
        place = matching(text, options)
        if place is None:
            listed = ", ".join(f"`{option}`" for option in options)
            self.diagnostics.append(
                Diagnostic(
                    "not-an-option",
                    f"`{text}` is none of the options",
                    value.span,
                    hint=f"the options are {listed}",
                )
            )
        return place

    def _number(self, value: LocalizedText) -> int | float | None:
        text = value.scalars[0].value.strip().replace("−", "-")
        try:
            return int(text) if text.lstrip("+-").isdecimal() else float(text)
        except ValueError:
            message = f"`{text}` is no number, and the answer is one"
            self.diagnostics.append(Diagnostic("not-a-number", message, value.span))
            return None

    def _differs(
        self, wrong: Any, right: Any, answer: AnswerData, values: Sequence[LocalizedText]
    ) -> None:
        """Report a mistake that the card would judge right."""
        if wrong is None or right is None:
            return
        spellings = [shown_text(other) for other in answer.accept]
        is_right = KINDS[answer.kind].is_right(wrong, right, answer, spellings)
        if is_right:
            message = "the card judges this mistake right"
            self.diagnostics.append(Diagnostic("right-mistake", message, values[0].span))
