"""The stages of many draws of one form, each for the draws that those before left over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from flashgen.expression import BatchFrame
from flashgen.expression.batch_closures import condition
from flashgen.markup import html_answer, html_values
from flashgen.numeric.answers import SAME, answer_format, answer_in_text, passes, same
from flashgen.numeric.drawing import Drawer
from flashgen.numeric.program import Column, CompiledForm, CompiledMistake, Formula
from flashgen.numeric.variants import Variant
from flashgen.source.text import Span
from flashgen.values.draws_axis import Batch, Each, Unbatchable, all_finite, chosen, entries
from flashgen.values.judging import AnswerFormat, Kind, agree
from flashgen.values.values import is_finite, round_batch, round_significant


@dataclass(frozen=True, slots=True)
class Fate:
    """Why a draw was thrown away, and what refused it."""

    why: str
    span: Span | None = None


DUPLICATE = Fate("duplicate")
_FEW_OPTIONS = Fate("few options")


@dataclass(slots=True)
class FormDraws:
    """Draws as one form sees them. Each column holds the draws that are left.

    All methods raise what the evaluation of expressions raises, and Unbatchable, where something
    is wrong with one of the draws.
    """

    number: int
    form: CompiledForm
    frame: BatchFrame
    left: list[int]
    """Which draws these are."""
    fates: dict[int, Fate] = field(default_factory=dict)
    """Why the others are not."""
    formats: list[Any] = field(default_factory=list)
    mistakes: list[Any] = field(default_factory=list)
    known: list[Any] = field(default_factory=list)
    """For each mistake, in which draws it is one."""

    def compute(self, known_formats: dict[tuple[int, Kind], AnswerFormat]) -> None:
        """Go through the stages, from the first condition to the checks of the answers."""
        self._test(self.form.conditions[0])
        for stage, item in enumerate(self.form.let, start=1):
            if self.left:
                self.frame.set(item.name, evaluated(item.formula, self.frame, finite=False))
            self._test(self.form.conditions[stage])
        if self.left:
            self._answers(known_formats)
        self._test(self.form.conditions[-1])
        for mistake in self.form.mistakes:
            if self.left:
                self._mistake(mistake)
        if self.form.choices and self.left:
            self._require_options()
        if self.left:
            self._verify()

    def refuse(self, holds: Sequence[bool], fate: Fate) -> None:
        """Throw away the draws in which something does not hold."""
        if all(holds):
            return
        for place, truth in zip(self.left, holds, strict=True):
            if not truth:
                self.fates[place] = fate
        self._keep([place for place, truth in enumerate(holds) if truth])

    def _keep(self, places: list[int]) -> None:
        self.left = [self.left[place] for place in places]
        self.frame.keep(places)
        for columns in (self.formats, self.mistakes, self.known):
            columns[:] = [chosen(column, places) for column in columns]

    def _part(self, draws: Sequence[int]) -> "FormDraws":
        if len(draws) == len(self.left):
            return self
        places = {draw: place for place, draw in enumerate(self.left)}
        part = FormDraws(self.number, self.form, self.frame.copy(), self.left)
        part.formats, part.mistakes = self.formats.copy(), self.mistakes.copy()
        part.known = self.known.copy()
        part._keep([places[draw] for draw in draws])
        return part

    def _test(self, conditions: tuple[Formula, ...]) -> None:
        for formula in conditions:
            if not self.left:
                return
            value = formula.expression.evaluate_batch(self.frame)
            holds = condition(value, self.frame.count)
            self.refuse(holds, Fate("refused", formula.scalar.span))

    def _answers(self, known: dict[tuple[int, Kind], AnswerFormat]) -> None:
        frame = self.frame
        values = [evaluated(answer.formula, frame) for answer in self.form.answers]
        for answer, value in zip(self.form.answers, values, strict=True):
            if type(value) is Each:
                of_each = [answer_format(answer.fields, v, known) for v in value.values]
                self.formats.append(Each(of_each))
                fits = None not in of_each
            else:
                # The values of a batch are of one kind.
                fmt = answer_format(answer.fields, entries(value, 1)[0], known)
                self.formats.append(fmt)
                fits = fmt is not None
            if not fits:
                raise Unbatchable
            frame.set(answer.name, value)

    def _mistake(self, mistake: CompiledMistake) -> None:
        frame = self.frame
        value = evaluated(mistake.formula, frame)
        coincides = self._passes(value, frame.names[self.form.answers[mistake.of].name], mistake)
        earlier = zip(self.form.mistakes, self.mistakes, self.known, strict=False)
        for other, its_value, its_known in earlier:
            if other.of == mistake.of:
                passing = self._passes(value, its_value, mistake)
                is_one = entries(its_known, frame.count)
                coincides = [
                    a or (b and c) for a, b, c in zip(coincides, passing, is_one, strict=True)
                ]
        holds = [not truth for truth in coincides]
        self.mistakes.append(value)
        if mistake.may_coincide:
            self.known.append(Each(holds))
        else:
            self.known.append(True)
            self.refuse(holds, Fate("coincided", mistake.formula.scalar.span))

    def _passes(self, value: Any, other: Any, mistake: CompiledMistake) -> list[bool]:
        fmt, choices = self.formats[mistake.of], self.form.choices
        if isinstance(fmt, AnswerFormat) and not choices:
            near = agree(_plain_numbers(value), _plain_numbers(other), fmt)
            if near is not None:
                return near
        columns = [entries(column, self.frame.count) for column in (value, other, fmt)]
        return [passes(v, o, f, choices) for v, o, f in zip(*columns, strict=True)]

    def _require_options(self) -> None:
        rows = rows_of(self.known, self.frame.count)
        self.refuse([sum(row) > 1 for row in rows], _FEW_OPTIONS)

    def _verify(self) -> None:
        frame = self.frame
        for answer in self.form.answers:
            if answer.check is None:
                continue
            value, other = frame.names[answer.name], evaluated(answer.check, frame)
            a, b = _plain_numbers(value), _plain_numbers(other)
            if a is not None and b is not None:
                fine = bool(np.all(np.abs(a - b) <= SAME * np.maximum(1.0, np.abs(a))))
            else:
                compare = answer.fields.compare.value if answer.fields.compare else None
                pairs = rows_of([value, other], frame.count)
                fine = all(same(one, two, compare) for one, two in pairs)
            if not fine:
                raise Unbatchable

    def variants(
        self, draws: Sequence[int], drawer: Drawer, shown_in: str | None
    ) -> list[tuple[Variant, object]]:
        """Return the variants of some draws, each with how it looks in the language `shown_in`."""
        part = self._part(draws)
        return part._formatted(drawer, shown_in)

    def _formatted(self, drawer: Drawer, shown_in: str | None) -> list[tuple[Variant, object]]:
        frame, form, count = self.frame, self.form, self.frame.count
        texts = [self._texts(column) for column in form.columns]
        mistakes = [
            [entry if is_one else None for entry, is_one in rows_of(pair, count)]
            for pair in zip(self.mistakes, self.known, strict=True)
        ]
        answers = [frame.names[answer.name] for answer in form.answers]
        made: list[tuple[Variant, object]] = []
        asked = form.texts[shown_in].question.columns if shown_in else ()
        shown = [
            list(map(answer_in_text, entries(value, count), entries(fmt, count)))
            for value, fmt in zip(answers, self.formats, strict=True)
        ]
        parts = (answers, self.formats, mistakes, texts, shown)
        columns = [rows_of(part, count) for part in parts]
        for values, given, formats, wrong, slots, looks in zip(frame.rows(), *columns, strict=True):
            drawings = drawer.drawings(self.number, form, values)
            variant = Variant(self.number, values, given, formats, wrong, slots, looks, drawings)
            key: object = None
            if shown_in:
                figure = drawings[shown_in][0].slots if form.question_figure else ()
                key = (self.number, *[slots[column] for column in asked], *figure, *looks)
            made.append((variant, key))
        return made

    def _texts(self, column: Column) -> list[str]:
        """Return the formatted value of a column in each draw."""
        frame, slot = self.frame, column.slot
        if column.answer is not None:
            value = frame.names[self.form.answers[column.answer].name]
            formats = entries(self.formats[column.answer], frame.count)
            return [
                html_answer(v, slot, decimals=f.decimals, figures=f.figures, compare=f.compare)
                for v, f in zip(entries(value, frame.count), formats, strict=True)
            ]
        value = rounded(column.expression.evaluate_batch(frame))
        return html_values(entries(value, frame.count), column.format, slot)


def evaluated(formula: Formula, frame: BatchFrame, *, finite: bool = True) -> Any:
    """Return the rounded values of a formula; Unbatchable where one is not finite."""
    value = rounded(formula.expression.evaluate_batch(frame))
    if finite:
        require_finite(value)
    return value


def rounded(value: Any) -> Any:
    """Return values rounded to 12 significant digits."""
    if type(value) is Batch:
        return Batch(round_batch(value.array)) if value.array.dtype.kind == "f" else value
    if type(value) is Each:
        return Each([round_significant(entry) for entry in value.values])
    return round_significant(value)


def require_finite(value: Any) -> None:
    """Raise Unbatchable where a value is infinite in one of the draws."""
    if type(value) is Batch:
        fine = value.array.dtype.kind != "f" or all_finite(value.array)
    else:
        fine = all(map(is_finite, value.values if type(value) is Each else (value,)))
    if not fine:
        raise Unbatchable


def rows_of(columns: Sequence[Any], count: int) -> list[tuple[Any, ...]]:
    """Return the values of several columns in each draw; lists are columns, too."""
    if not columns:
        return [()] * count
    lists = [c if type(c) is list else entries(c, count) for c in columns]
    return list(zip(*lists, strict=True))


def _plain_numbers(value: Any) -> Any:
    """Return the number or the vector of a number a draw; None for anything else."""
    if type(value) is Batch:
        return value.array if value.array.ndim == 1 and value.array.dtype.kind in "if" else None
    return value if type(value) in (int, float) else None
