"""Sampling one draw at a time: draw, compute, throw away what `require` refuses, format.

The reference for `in_batches`, and what says where and why a draw has no value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flashgen.expression import Budget, ExpressionError
from flashgen.expression.draws import Stream
from flashgen.markup import html_answer, html_value
from flashgen.numeric.answers import (
    answer_format,
    answer_in_text,
    dtype_kind,
    hashable,
    is_precise,
    kind_of,
    passes,
    plain,
    same,
    shown,
    slot_value,
)
from flashgen.numeric.compiling import located
from flashgen.numeric.drawing import Drawer, FigureError
from flashgen.numeric.figures import Drawing
from flashgen.numeric.program import Column, CompiledAnswer, CompiledForm, Formula, Program
from flashgen.numeric.variants import FIRST_BUDGET, MAX_REJECTED, MORE_BUDGET, Statistics, Variant
from flashgen.source.diagnostics import Diagnostic, error
from flashgen.source.yaml import Scalar
from flashgen.values.judging import AnswerFormat, Kind
from flashgen.values.values import Value, is_finite, round_significant


class DrawError(Exception):
    """A draw that cannot be computed or shown, with the diagnostic that says so."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _RejectedError(Exception):
    pass


@dataclass(slots=True)
class Sampler:
    """The variants of a program, drawn from a stream; what became of the draws is counted."""

    program: Program
    stream: Stream
    statistics: Statistics
    distinct: bool
    budget: Budget = field(default_factory=lambda: Budget(FIRST_BUDGET))
    seen: set[tuple[object, ...]] = field(default_factory=set)
    rejected: int = 0
    """Draws thrown away since the last variant."""
    drawer: Drawer = field(init=False)
    formats: dict[tuple[int, Kind], AnswerFormat] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.drawer = Drawer.of(self.program, self.budget, distinct=self.distinct)

    def take(self, count: int) -> Iterator[Variant]:
        """Yield up to `count` variants.

        Raises DrawError for a draw that cannot be computed.
        """
        forms = self.program.forms
        exhausted: set[int] = set()
        turn = 0
        made = 0
        while made < count and len(exhausted) < len(forms):
            number = turn % len(forms)
            turn += 1
            if number in exhausted:
                continue
            variant = self._next(number, forms[number])
            if variant is None:
                exhausted.add(number)
                continue
            made += 1
            yield variant

    def _next(self, number: int, form: CompiledForm) -> Variant | None:
        for self.rejected in range(MAX_REJECTED):
            self.statistics.draws += 1
            try:
                variant = self._draw(number, form)
            except _RejectedError:
                if self.budget.left < 0:
                    return None
                continue
            self.statistics.accepted += 1
            self.budget.left += MORE_BUDGET
            return variant
        return None

    def _draw(self, number: int, form: CompiledForm) -> Variant:
        values: dict[str, Value] = {}
        for item in form.parameters:
            values[item.name] = self._evaluate(item.formula, values, self.stream)
        if self.distinct:
            key = (number, *map(hashable, values.values()))
            if key in self.seen:
                self.statistics.duplicates += 1
                raise _RejectedError
            self.seen.add(key)
        self._test(form.conditions[0], values)
        for stage, item in enumerate(form.let, start=1):
            values[item.name] = self._evaluate(item.formula, values, finite=False)
            self._test(form.conditions[stage], values)
        answers: list[Value] = []
        formats: list[AnswerFormat] = []
        answered = dict(values)
        for answer in form.answers:
            value = self._evaluate(answer.formula, values)
            answered[answer.name] = value
            answers.append(value)
            formats.append(self._format(answer, value, values))
        self._test(form.conditions[-1], answered)
        mistakes = self._mistakes(form, answers, formats, answered)
        for answer, value in zip(form.answers, answers, strict=True):
            if answer.check is not None:
                self._verify(answer.check, value, answer, values)
        slots = self._slots(form, answers, formats, answered)
        drawings = self._drawings(number, form, answered)
        shown_answers = tuple(map(answer_in_text, answers, formats))
        if self.distinct:
            self._refuse_seen(number, form, slots, drawings, shown_answers)
        return Variant(
            number,
            answered,
            tuple(answers),
            tuple(formats),
            mistakes,
            slots,
            shown_answers,
            drawings,
        )

    def _evaluate(
        self,
        formula: Formula,
        values: Mapping[str, Value],
        stream: Stream | None = None,
        *,
        finite: bool = True,
    ) -> Value:
        try:
            value = round_significant(formula.expression.evaluate(values, stream, self.budget))
        except ExpressionError as problem:
            raise self._failure(formula.scalar, problem, values) from None
        if finite and not is_finite(value):
            span = formula.scalar.span
            raise DrawError(error("not-finite", f"this is infinite with {shown(values)}", span))
        return value

    def _failure(
        self, scalar: Scalar, problem: ExpressionError, values: Mapping[str, Value]
    ) -> Exception:
        if self.budget.left < 0 and self.rejected:
            # The budget went into draws that were thrown away, not into this one.
            return _RejectedError()
        diagnostic = located(scalar, problem)
        if values:
            message = f"{diagnostic.message}, with {shown(values)}"
            diagnostic = error(diagnostic.code, message, diagnostic.span, hint=diagnostic.hint)
        return DrawError(diagnostic)

    def _test(self, conditions: tuple[Formula, ...], values: Mapping[str, Value]) -> None:
        for condition in conditions:
            try:
                holds = condition.expression.holds(values, self.budget)
            except ExpressionError as problem:
                raise self._failure(condition.scalar, problem, values) from None
            if not holds:
                span = condition.scalar.span
                self.statistics.refused[span] = self.statistics.refused.get(span, 0) + 1
                raise _RejectedError

    def _format(
        self, answer: CompiledAnswer, value: Value, values: Mapping[str, Value]
    ) -> AnswerFormat:
        made = answer_format(answer.fields, value, self.formats)
        if made is not None:
            return made
        compare = answer.fields.compare
        span = answer.formula.scalar.span
        if kind_of(value, compare.value if compare else None, is_precise(answer.fields)) is None:
            message, hint = _UNANSWERABLE[dtype_kind(value)]
            raise DrawError(error("bad-answer", message, span, hint=hint))
        raise DrawError(
            error(
                "missing-precision",
                f"the answer is no integer ({plain(value)} with {shown(values)}), "
                "so the card must say how precise it is wanted",
                span,
                hint="add `decimals: 2` or `figures: 3`; for an integer use `//` or `round(…)`",
            )
        )

    def _mistakes(
        self,
        form: CompiledForm,
        answers: list[Value],
        formats: list[AnswerFormat],
        values: Mapping[str, Value],
    ) -> tuple[Value | None, ...]:
        made: list[Value | None] = []
        for mistake in form.mistakes:
            value: Value | None = self._evaluate(mistake.formula, values)
            assert value is not None
            fmt = formats[mistake.of]
            others = [answers[mistake.of]]
            others += [
                other
                for earlier, other in zip(form.mistakes, made, strict=False)
                if other is not None and earlier.of == mistake.of
            ]
            if any(passes(value, other, fmt, form.choices) for other in others):
                if not mistake.may_coincide:
                    span = mistake.formula.scalar.span
                    self.statistics.coincided[span] = self.statistics.coincided.get(span, 0) + 1
                    raise _RejectedError
                value = None
            made.append(value)
        if form.choices and sum(value is not None for value in made) < 2:
            raise _RejectedError
        return tuple(made)

    def _verify(
        self,
        check: Formula,
        value: Value,
        answer: CompiledAnswer,
        values: Mapping[str, Value],
    ) -> None:
        other = self._evaluate(check, values)
        compare = answer.fields.compare.value if answer.fields.compare else None
        if not same(value, other, compare):
            raise DrawError(
                error(
                    "check-disagrees",
                    f"`check` gives {plain(other)}, the answer is {plain(value)}, "
                    f"with {shown(values)}",
                    check.scalar.span,
                    hint="one of the two formulas is wrong",
                )
            )

    def _slots(
        self,
        form: CompiledForm,
        answers: list[Value],
        formats: list[AnswerFormat],
        values: Mapping[str, Value],
    ) -> tuple[str, ...]:
        return tuple(self._slot(column, answers, formats, values) for column in form.columns)

    def _refuse_seen(
        self,
        number: int,
        form: CompiledForm,
        slots: tuple[str, ...],
        drawings: Mapping[str, tuple[Drawing, ...]],
        shown_answers: tuple[str, ...],
    ) -> None:
        """Throw a draw away whose question and answer look as those of an earlier one."""
        language = self.program.deck_file.languages[0]
        shown_figure = drawings[language][0].slots if form.question_figure else ()
        key = (
            "shown",
            number,
            *(slots[column] for column in form.texts[language].question.columns),
            *shown_figure,
            *shown_answers,
        )
        if key in self.seen:
            self.statistics.duplicates += 1
            raise _RejectedError
        self.seen.add(key)

    def _drawings(
        self, number: int, form: CompiledForm, values: Mapping[str, Value]
    ) -> Mapping[str, tuple[Drawing, ...]]:
        try:
            return self.drawer.drawings(number, form, values)
        except FigureError as wrong:
            scalar, problem = wrong.figure.scalar, wrong.problem
            if isinstance(problem, ExpressionError):
                raise self._failure(scalar, problem, values) from None
            message = f"{problem}, with {shown(values)}"
            raise DrawError(error("bad-figure", message, scalar.span, hint=wrong.hint)) from None

    def _slot(
        self,
        column: Column,
        answers: list[Value],
        formats: list[AnswerFormat],
        values: Mapping[str, Value],
    ) -> str:
        slot = column.slot
        try:
            if column.answer is not None:
                fmt = formats[column.answer]
                return html_answer(
                    answers[column.answer],
                    slot,
                    decimals=fmt.decimals,
                    figures=fmt.figures,
                    compare=fmt.compare,
                )
            value = slot_value(column, values, self.budget)
            return html_value(value, column.format, slot)
        except ExpressionError as problem:
            diagnostic = located(column.scalar, problem, slot.start)
            message = f"{diagnostic.message}, with {shown(values)}"
            hint = diagnostic.hint
        except ValueError as problem:
            message, hint = f"{problem}, with {shown(values)}", None
            diagnostic = error(
                "unshowable-value", message, column.scalar.span_at(slot.start, slot.end)
            )
        raise DrawError(error(diagnostic.code, message, diagnostic.span, hint=hint))


_UNANSWERABLE = {
    "b": (
        "a truth value cannot be typed as an answer",
        "ask for 1 or 0 by `int(…)`, or make it a choice between texts",
    ),
    "c": (
        "a complex number cannot be typed as an answer",
        "ask for `real(…)` and `imag(…)` as two `answers`",
    ),
    "n": ("an answer is a number, a vector, a matrix or a text", None),
}
