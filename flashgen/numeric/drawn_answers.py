"""Candidate draws of a form: their answers, mistakes and statements."""

from collections import Counter

import numpy as np

from flashgen.deck.answers import KINDS
from flashgen.deck.keys import NumericForm
from flashgen.expression import ExpressionError
from flashgen.expression.budget import OPTION, WRITTEN
from flashgen.expression.errors import EvaluationError
from flashgen.numeric.answers import (
    answer_formats,
    passes,
    plain,
    same,
    unanswerable,
    unusable,
)
from flashgen.numeric.drawn_formulas import DrawnFormulas
from flashgen.numeric.drawn_menus import DrawnMenus
from flashgen.numeric.drawn_values import DrawError, Fate
from flashgen.numeric.formulas.draws import disagreeing
from flashgen.numeric.formulas.expression import FormulaExpression, formula_format
from flashgen.numeric.program import (
    CompiledAnswer,
    Formula,
    TextFormula,
)
from flashgen.numeric.variants import MistakeColumn
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.batch import (
    Batch,
    kind_of,
    row,
    rows,
)
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Array


class DrawnAnswers(DrawnMenus, DrawnFormulas):
    """Candidate draws whose answers are computed, compared with the mistakes and verified."""

    def _answers(self) -> None:
        values = [self._evaluated(answer.formula) for answer in self._form.answers]
        for answer, value in zip(self._form.answers, values, strict=True):
            if answer.asked is not None:
                self._formats.append((formula_format(answer.asked),))
                self._defined_formula(answer)
                continue
            formats = answer_formats(answer.fields, value, self._frame.count)
            if formats is None:
                span = answer.formula.scalar.span
                raise DrawError(unanswerable(answer.fields, value, self._first_draw(), span))
            self._formats.append(formats)
            if not isinstance(answer.formula, TextFormula):
                self._fits(answer, formats[0], value)
        for number, (answer, value) in enumerate(zip(self._form.answers, values, strict=True)):
            if answer.options:
                span = answer.formula.scalar.span
                self._places[number] = self._places_of(number, value, span)
            elif self._form.choices:
                self._option_texts.append(
                    self._option_text(answer.formula, value, self._formats[number])
                )
            self._frame[answer.name] = value

    def _fits(self, answer: CompiledAnswer, fmt: AnswerFormat, value: Batch) -> None:
        """Check that the keys of an answer go with what it is."""
        if answer.options:
            return
        of_texts = kind_of(value) == "U"
        for key, message, hint in KINDS[fmt.kind].unfit_keys(answer.fields, of_texts=of_texts):
            span = getattr(getattr(answer.fields, key), "span", None)
            if span is None:
                span = answer.formula.scalar.span
                if isinstance(answer.fields, NumericForm):
                    span = self._info.program.definition.key_span(key, self._info.number)
            raise DrawError(Diagnostic("unfit-key", message, span, hint=hint))

    def _option_text(
        self,
        formula: Formula | TextFormula,
        value: Batch,
        formats: tuple[AnswerFormat, ...],
    ) -> Array:
        """Return the visible text of an option of a choice in each draw."""
        if isinstance(formula, TextFormula):
            return np.array(rows(value, self._frame.count), dtype=object)
        texts = self._as_asked(value, formats, formula.scalar.span)
        return np.array(texts, dtype=object)

    def _spend_on_mistakes(self) -> None:
        """Count the comparisons of each mistake with the answer and those before it."""
        form = self._form
        pairs = sum(
            count * (count + 1) // 2 for count in Counter(m.of for m in form.mistakes).values()
        )
        try:
            self._frame.spend(pairs * (OPTION if form.choices else 1))
        except EvaluationError:
            message = f"{len(form.mistakes)} mistakes are more than can be compared with each other"
            span = form.mistakes[-1].formula.scalar.span
            raise DrawError(
                Diagnostic("evaluation", message, span, hint="give fewer of them")
            ) from None

    def _mistake(self, place: int) -> None:
        form = self._form
        mistake = form.mistakes[place]
        value = self._evaluated(mistake.formula)
        span = mistake.formula.scalar.span
        if form.answers[mistake.of].options:
            coincides = self._menu_mistake(place, value, span)
        elif form.answers[mistake.of].asked is not None:
            coincides = self._passing_formulas(place)
        else:
            coincides = self._typed_mistake(place, value, span)
        stands = ~coincides
        self._mistakes.append(MistakeColumn(value, stands))
        if not mistake.may_coincide:
            self._reject(stands, Fate("coincided", span))

    def _typed_mistake(self, place: int, value: Batch, span: Span) -> Array:
        """Tell in which draws a mistake passes for the answer, or for another mistake."""
        form, frame = self._form, self._frame
        mistake = form.mistakes[place]
        formats = self._formats[mistake.of]
        if problem := unusable(value, "option" if form.choices else "mistake"):
            raise DrawError(Diagnostic("bad-answer", problem, span))
        answer = form.answers[mistake.of]
        everywhere = np.ones(frame.count, dtype=np.bool_)
        others = [
            known
            for other, known in zip(form.mistakes, self._mistakes, strict=False)
            if other.of == mistake.of
        ]
        others.insert(0, MistakeColumn(frame[answer.name], everywhere))
        spellings = [MistakeColumn(self._written(one), everywhere) for one in answer.accept]
        coincides = passes(value, [*others, *spellings], formats, frame.count)
        if form.choices:
            text = self._option_text(mistake.formula, value, formats)
            for option, other in zip(self._option_texts, others, strict=True):
                coincides |= (option == text) & other.stands
            self._option_texts.append(text)
        return coincides

    def _state(self) -> None:
        """Compute which statements are true."""
        for statement in self._form.statements:
            right = statement.right
            if isinstance(right, bool):
                self._truths.append(np.full(self._frame.count, right))
                continue
            try:
                self._truths.append(right.expression.holds_batch(self._frame))
            except ExpressionError as problem:
                raise self._failure(right, problem) from None

    def _reject_alike(self) -> None:
        """Reject draws in which two statements, or two items of an order, look the same."""
        language = self._info.program.deck_file.languages[0]
        listed = self._form.texts[language].listed
        numbers = sorted({column for text in listed for column in text.columns})
        if not numbers:
            return
        columns = {number: self._texts(self._form.columns[number]) for number in numbers}
        self.meter.apart += WRITTEN * len(listed) * self._frame.count
        looks = [
            [text.text.fill([columns[c][place] for c in text.columns]) for text in listed]
            for place in range(self._frame.count)
        ]
        distinct = np.array([len(set(look)) == len(look) for look in looks], dtype=np.bool_)
        if not distinct.all():
            look = looks[int(np.argmin(distinct))]
            twice = next(n for n, text in enumerate(look) if text in look[:n])
            self._reject(distinct, Fate("alike", listed[twice].scalar.span))

    def _verify(self) -> None:
        for answer, formats in zip(self._form.answers, self._formats, strict=True):
            if answer.check is None:
                continue
            value, other = self._frame[answer.name], self._evaluated(answer.check)
            check = answer.check.expression
            if isinstance(check, FormulaExpression):
                self._verify_formula(answer, check, answer.check)
                continue
            agreeing = same(value, other, formats, self._frame.count)
            if not agreeing.all():
                wrong = int(np.argmin(agreeing))
                message = f"`check` gives {plain(row(other, wrong))}, the answer is "
                message += f"{plain(row(value, wrong))}, with {self._unanswered_draw(wrong)}"
                raise DrawError(disagreeing(message, answer.check.scalar.span))
