"""A form of a numeric definition in one language, as what a card's script reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from types import NoneType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from flashgen.anki.card import html as card_html
from flashgen.anki.card.data import (
    AnswerData,
    ChoiceData,
    FormData,
    MistakeData,
    Row,
    StatementData,
)
from flashgen.anki.card.formulas import FormulaTemplates
from flashgen.anki.card.pictures import picture_html
from flashgen.deck.answers import KINDS
from flashgen.markup import CompiledText, escape_triggers

# Slow to import, and decks with no numeric card need none of it.
if TYPE_CHECKING:
    from flashgen.numeric.program import CompiledForm, FormTexts, Template
    from flashgen.numeric.sampling import Variant


class FormHtml(Struct, frozen=True):
    """One form in one language: its texts as templates, its variants as rows."""

    form: CompiledForm
    texts: FormTexts
    replaced: Mapping[int, CompiledText]
    language: str
    images: Mapping[str, str]
    """The name in Anki of each file that the card's image may be."""
    may_be_empty: frozenset[int] = frozenset()
    """The indices of the answers that may be the empty set."""
    whole: frozenset[int] = frozenset()
    """The indices of the answers that are whole numbers by nature."""
    points: tuple[tuple[tuple[float, ...], ...], ...] = ()
    """The points of each answer that is a formula."""

    def shape(self, variant: Variant) -> object:
        """Return a key that is equal for variants that share their templates."""
        drawings = variant.drawings.get(self.language, ())
        return variant.form, tuple([drawing.pieces for drawing in drawings])

    def row(self, variant: Variant, number: int) -> Row:
        """Return a variant's row, whose form has that number in the data.

        Behind the columns stand the answers, the options, the numbers of formulas, the figures,
        the statements' truth, the image.
        """
        from flashgen.numeric.answers import answer_in_text
        from flashgen.numeric.pictures import picture_path
        from flashgen.numeric.text_values import in_language

        def fill(template: Template) -> str:
            return self.replaced[id(template)].fill([variant.slots[c] for c in template.columns])

        own = in_language(self.form, variant, self.language, fill)
        slots = variant.slots + own.shown
        if self.form.choices:
            for mistake, known in zip(self.form.mistakes, variant.mistakes, strict=True):
                fmt = variant.formats[mistake.of]
                if known is None or self.language in mistake.formula.templates:
                    slots += ("",)
                else:
                    slots += (answer_in_text(known, fmt),)
        slots += variant.constants
        for drawing in variant.drawings.get(self.language, ()):
            slots += drawing.slots
        answers, mistakes = own.answers, own.mistakes
        if self.form.formulas:  # they stand in the form, their numbers in the slots
            kinds = [KINDS[fmt.kind] for fmt in variant.formats]
            answers = tuple(
                value if kind.in_row else "" for kind, value in zip(kinds, answers, strict=True)
            )
            mistakes = tuple(
                value if value is None or kinds[mistake.of].in_row else ""
                for mistake, value in zip(self.form.mistakes, mistakes, strict=True)
            )
        slots += tuple(["1" if truth else "0" for truth in variant.truths])
        if self.form.picture is not None:
            path = picture_path(self.form.picture, variant.slots)
            slots += (escape(self.images[path]),)
        return Row(number, slots, _judged(answers), _judged(mistakes))

    def data(self, variant: Variant, show: Callable[[int], str]) -> FormData:
        """Return the form's texts, each slot filled with what `show` gives for its column."""

        def fill(template: Template) -> str:
            return self.replaced[id(template)].fill([show(c) for c in template.columns])

        texts = self.texts
        before = len(self.form.columns) + len(self.form.answers)
        before += len(self.form.mistakes) if self.form.choices else 0
        formulas = FormulaTemplates(self.form, before, show)
        others = [of.units for name, of in self.form.texts.items() if name != self.language]
        answers = tuple(
            AnswerData(
                name=answer.name,
                kind=fmt.kind,
                label=fill(label) if label else "",
                unit=fill(unit) if unit else "",
                spellings=_spellings(unit, [units[number] for units in others]),
                decimals=fmt.decimals,
                figures=fmt.figures,
                tolerance=fmt.tolerance,
                relative=fmt.relative,
                compare=fmt.compare,
                units=answer.units,
                si=answer.any_prefix,
                unit_required=answer.fields.unit_required,
                **formulas.answer(answer, self.points[number] if self.points else ()),
                case=fmt.case,
                accept=tuple(fill(of.templates[self.language]) for of in answer.accept),
                options=tuple(fill(option[self.language]) for option in answer.options),
                shuffle=answer.fields.shuffle,
            )
            for number, (answer, fmt, label, unit) in enumerate(
                zip(self.form.answers, variant.formats, texts.labels, texts.units, strict=True)
            )
        )
        behind = len(self.form.columns)
        shown = [
            fill(text)
            if (text := answer.formula.templates.get(self.language)) and not answer.options
            else show(behind + i)
            for i, answer in enumerate(self.form.answers)
        ]
        for place, display in enumerate(texts.displays):
            if display is not None:
                shown[place] = fill(display)
        choices: tuple[ChoiceData, ...] = ()
        says = [fill(template) for template in texts.says]
        behind += len(answers)
        if self.form.choices:
            unit = f' <span class="unit">{answers[0].unit}</span>' if answers[0].unit else ""
            wrong = [
                ChoiceData(
                    fill(own) if own else show(behind + k) + unit,
                    text,
                )
                for k, (mistake, text) in enumerate(zip(self.form.mistakes, says, strict=True))
                for own in [mistake.formula.templates.get(self.language)]
            ]
            choices = (ChoiceData(shown[0] + unit), *wrong)
            behind += len(wrong)
        behind += len(variant.constants)
        figures = []
        for drawing in variant.drawings.get(self.language, ()):
            marks = [show(behind + k) for k in range(len(drawing.slots))]
            pairs = zip(drawing.pieces, (*marks, ""), strict=True)
            figures.append("".join(piece + mark for piece, mark in pairs))
            behind += len(drawing.slots)
        statements = tuple(
            StatementData(fill(text), show(behind + number), fill(says) if says else "")
            for number, (text, says) in enumerate(
                zip(texts.statements, texts.statement_says, strict=True)
            )
        )
        behind += len(statements)
        image_front, image_back = self._image(fill, show, behind)
        figure = figures.pop(0) if self.form.question_figure else ""
        asked = card_html.without_decimals(answers, self.whole)
        wanted = "" if choices else card_html.wanted(asked, self.language, self.may_be_empty)
        steps = [fill(step) for step in texts.solution]
        solution = steps[0] if len(steps) == 1 else card_html.steps_html(steps) if steps else ""
        if figures:
            solution += f'<figure class="figure">{figures[0]}</figure>'
        return FormData(
            question=fill(texts.question) + image_front + wanted,
            answer=(card_html.answer_html(shown, answers) if answers else "") + image_back,
            answers=answers,
            solution=solution,
            figure=figure,
            mistakes=tuple(
                MistakeData(text, mistake.of, formulas.mistake(mistake))
                for text, mistake in zip(says, self.form.mistakes, strict=True)
            ),
            choices=choices,
            hints=tuple(fill(hint) for hint in texts.hints),
            show=self.form.form.show or 0,
            statements=statements,
            order=tuple(tuple(map(fill, group)) for group in texts.order),
        )

    def _image(
        self, fill: Callable[[Template], str], show: Callable[[int], str], source: int
    ) -> tuple[str, str]:
        """Return the image on the front and on the back; column `source` has its file."""
        picture = self.form.picture
        if picture is None:
            return "", ""
        alt = ""
        if (text := picture.alt.get(self.language)) is not None:
            values = [*map(show, text.columns), ""]
            alt = "".join(escape(a) + b for a, b in zip(text.pieces, values, strict=True))
        marks = [
            (mark.x, mark.y, fill(template))
            for mark, template in zip(
                picture.image.marks, picture.marks[self.language], strict=True
            )
        ]
        html = picture_html(show(source), escape_triggers(alt), marks)
        return (html, "") if picture.image.side == "front" else ("", html)


def _spellings(unit: Template | None, others: Sequence[Template | None]) -> tuple[str, ...]:
    """Return the names of a unit in other languages; of one that has slots, none."""
    if unit is None:
        return ()
    own = unit.text.fill() if not unit.columns else ""
    names = [other.text.fill() for other in others if other and not other.columns]
    return tuple(name for name in dict.fromkeys(names) if name != own)


_SCALARS = (int, float, str, NoneType)


def _judged(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return values as the data of a card have them: nested lists where one is an array."""
    for value in values:
        if not isinstance(value, _SCALARS):
            return tuple([v if isinstance(v, _SCALARS) else v.tolist() for v in values])
    return values
