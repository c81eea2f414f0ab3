"""Variants, and what became of the draws that they come from.

What was drawn stays in columns over the draws of a form; a row is made for a draw that is shown.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from flashgen.expression import Frame, evaluation
from flashgen.numeric.figures import Drawing
from flashgen.numeric.formulas.draws import FormulaDraws
from flashgen.numeric.program import CompiledForm, Program, typed_formula
from flashgen.source.text import Span
from flashgen.values.batch import Batch, rows
from flashgen.values.formulas.judging import POINTS
from flashgen.values.formulas.stored import FOR_MISTAKES
from flashgen.values.judging import AnswerFormat
from flashgen.values.parts import select
from flashgen.values.values import Array, Value

MAX_REJECTED = 1000
"""How many draws in a row may be rejected before a form counts as exhausted."""

FIRST_BUDGET = 250_000
"""Units of work for the draws before the first variant of a form."""
MORE_BUDGET = 20_000
"""Units of work that each variant adds for the next."""


class Variant(Struct, frozen=True):
    """One draw of a numeric definition with everything computed from it.

    ``values`` holds parameters, `let` and answers by name; ``slots`` the formatted, HTML-safe text
    of each column of the form. A mistake is None where it coincides with the answer on this draw
    and may. Numbers are rounded to 12 significant digits.
    """

    form: int
    values: Mapping[str, Value]
    answers: tuple[Value, ...]
    formats: tuple[AnswerFormat, ...]
    mistakes: tuple[Value | None, ...]
    slots: tuple[str, ...]
    shown: tuple[str, ...]
    """The answers as they are asked for, without units: HTML for running text."""
    drawings: Mapping[str, tuple[Drawing, ...]]
    """By language: the figures of the form, that of the question first."""
    constants: tuple[str, ...] = ()
    """The numbers in the formulas of the form, then the ends of their variables' ranges, then the
    values that a card has in place of a formula."""
    truths: tuple[bool, ...] = ()
    """Of each statement, whether it is true."""


class Statistics(Struct):
    """What became of the draws: the numbers that the checks speak of."""

    draws: int = 0
    accepted: int = 0
    duplicates: int = 0
    refused: dict[Span, int] = field(default_factory=dict)
    """Draws rejected, by the condition that rejected them."""
    coincided: dict[Span, int] = field(default_factory=dict)
    """Draws rejected because a mistake passed for the answer or another mistake."""
    alike: dict[Span, int] = field(default_factory=dict)
    """Draws rejected because two statements, or two items of an order, looked the same."""
    units: int = 0
    """Units of work that the draws have cost, as `expression.budget` counts them."""
    beyond: int = 0
    """Units beyond those, which hang on the sizes of batches: for groups, texts, failed draws."""


class MistakeColumn(Struct, frozen=True):
    """A mistake's values in the draws, and in which of them it is one."""

    values: Batch
    stands: Array


class FormSample(Struct, frozen=True, dict=True):
    """The accepted draws of one form, in columns. Each batch holds `count` draws."""

    number: int
    form: CompiledForm
    count: int
    values: Mapping[str, Batch]
    """Parameters, `let` and answers by name, rounded to 12 significant digits."""
    formats: tuple[tuple[AnswerFormat, ...], ...]
    """How each answer is asked for: one for all draws, or one for each."""
    mistakes: tuple[MistakeColumn, ...]
    slots: tuple[Sequence[str], ...]
    """The formatted, HTML-safe text of each column of the form, in every draw."""
    shown: tuple[Sequence[str], ...]
    """Each answer as it is asked for, without its unit, in every draw."""
    drawings: tuple[Mapping[str, tuple[Drawing, ...]], ...]
    """The figures of the first draws, as many as were asked for."""
    truths: tuple[Array, ...] = ()
    """Of each statement, in which draws it is true."""

    def answer(self, position: int) -> Batch:
        """Return the values of an answer."""
        return self.values[self.form.answers[position].name]

    def format(self, position: int, draw: int) -> AnswerFormat:
        """Return how an answer is asked for in a draw."""
        formats = self.formats[position]
        return formats[draw if len(formats) > 1 else 0]

    def first(self) -> "FormSample":
        """Return the same with its first draw alone."""
        if self.count < 2:
            return self
        place = np.zeros(1, dtype=np.int64)
        return replace(
            self,
            count=1,
            values={name: select(batch, place) for name, batch in self.values.items()},
            formats=tuple([formats[:1] for formats in self.formats]),
            mistakes=tuple(
                [MistakeColumn(select(m.values, place), m.stands[:1]) for m in self.mistakes]
            ),
            slots=tuple([texts[:1] for texts in self.slots]),
            shown=tuple([texts[:1] for texts in self.shown]),
            drawings=self.drawings[:1],
            truths=tuple([truth[:1] for truth in self.truths]),
        )

    @cached_property
    def constants(self) -> tuple[tuple[str, ...], ...]:
        """The numbers in formulas in each draw, as `Variant.constants` has them."""
        frame = Frame(self.count, self.values)
        with evaluation():
            columns = [c.texts(frame) for of in self.form.formulas for c in of.constants]
            columns += [end.plain_texts(frame) for end in self.form.range_ends]
            columns += self._stored(frame)
        return tuple(zip(*columns, strict=True)) if columns else ((),) * self.count

    def _stored(self, frame: Frame) -> list[list[str]]:
        """Return the values of each formula that a card has no words for, in each draw."""
        made: list[list[str]] = []
        form = self.form
        of_answers = [(part.formula, position) for position, part in enumerate(form.answers)]
        of_mistakes = [(part.formula, part.of) for part in form.mistakes]
        for place, (formula, of) in enumerate(of_answers + of_mistakes):
            expression, answer = typed_formula(formula), form.answers[of]
            right = typed_formula(answer.formula)
            if expression is None or right is None or not any(expression.stored):
                continue
            assert answer.asked is not None
            wanted = POINTS if place < len(of_answers) else FOR_MISTAKES
            points = np.array(self.points(of, self.count), dtype=np.float64)
            fractions = points.reshape(len(points), len(answer.asked.variables))
            draws = FormulaDraws(right, answer.asked, frame)
            made += map(list, zip(*draws.stored(expression, fractions, wanted), strict=True))
        return made

    def points(self, position: int, count: int) -> tuple[tuple[float, ...], ...]:
        """Return the points of a formula answer, for the first draws, as fractions of its ranges.

        () for any other answer.
        """
        answer = self.form.answers[position]
        expression = typed_formula(answer.formula)
        if answer.asked is None or expression is None:
            return ()
        frame = Frame(self.count, self.values).narrowed(np.arange(min(count, self.count)))
        with evaluation():
            return FormulaDraws(expression, answer.asked, frame).points()

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """The draws as rows."""
        if not self.count:
            return ()
        columns = {name: rows(batch, self.count) for name, batch in self.values.items()}
        mistakes = [
            [
                value if stands else None
                for value, stands in zip(
                    rows(mistake.values, self.count), mistake.stands.tolist(), strict=True
                )
            ]
            for mistake in self.mistakes
        ]
        answers = [columns[answer.name] for answer in self.form.answers]
        return tuple(
            Variant(
                self.number,
                {name: column[draw] for name, column in columns.items()},
                tuple([column[draw] for column in answers]),
                tuple([self.format(position, draw) for position in range(len(answers))]),
                tuple([column[draw] for column in mistakes]),
                tuple([column[draw] for column in self.slots]),
                tuple([column[draw] for column in self.shown]),
                self.drawings[draw] if draw < len(self.drawings) else {},
                self.constants[draw],
                tuple([bool(truth[draw]) for truth in self.truths]),
            )
            for draw in range(self.count)
        )


class Sample(Struct, frozen=True, eq=False, dict=True):
    """The variants that were asked for, or as many as there are, form by form."""

    program: Program
    forms: tuple[FormSample, ...]
    statistics: Statistics

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """The variants in order: they rotate through the forms that are not exhausted."""
        waiting = [form.variants for form in self.forms]
        longest = max(map(len, waiting), default=0)
        return tuple(
            variants[turn]
            for turn in range(longest)
            for variants in waiting
            if turn < len(variants)
        )

    def first(self) -> "Sample":
        """Return the same with the first variant of each form alone."""
        return replace(self, forms=tuple([form.first() for form in self.forms]))

    @property
    def count(self) -> int:
        """How many variants there are."""
        return sum(form.count for form in self.forms)

    def formula_points(self, number: int) -> tuple[tuple[tuple[float, ...], ...], ...]:
        """Return the points of each formula answer of a form; () for one that has none."""
        sample = self.forms[number]
        if not sample.count or not sample.form.formulas:
            return ()
        positions = range(len(sample.form.answers))
        return tuple(sample.points(position, sample.count) for position in positions)
