"""A numeric definition with many draws of it, and views of them that several rules share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from flashgen.checks.names import needed_names
from flashgen.expression import evaluation
from flashgen.numeric.program import Column, CompiledAnswer, CompiledForm, CompiledMistake, Program
from flashgen.numeric.sampling import Sample, Variant, answer_text, shown, slot_value
from flashgen.source.text import Span
from flashgen.values.formatting import needs_more_than, shows_fewer_digits
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Value

ENOUGH_DRAWS: Final = 60
"""Of a form, before a share of its draws means anything."""
LOOKED_AT: Final = 200
"""Draws whose slots and options are examined; answers and steps are examined on all draws."""
MOST_DECIMALS: Final = 4
"""Values that need more must have a format."""


@dataclass(frozen=True, slots=True)
class AnswerDraws:
    """An answer that learners type, with its value on each draw of its form."""

    form: int
    answer: CompiledAnswer
    values: tuple[Value, ...]
    formats: tuple[AnswerFormat, ...]

    @property
    def numbers(self) -> list[int | float] | None:
        """The values, None unless all are single numbers."""
        numbers = [value for value in self.values if isinstance(value, (int, float))]
        return numbers if len(numbers) == len(self.values) else None


@dataclass(frozen=True, slots=True)
class SlotDraw:
    """A slot of anything but an answer, on one draw."""

    column: Column
    value: Value
    text: str
    is_asked: bool
    """Whether the slot is in a question."""
    shows_given: bool
    """Whether its expression is the name of a value from which an answer is computed."""
    variant: Variant

    @property
    def span(self) -> Span:
        return self.column.scalar.span_at(self.column.slot.start, self.column.slot.end)


@dataclass(frozen=True, slots=True)
class OptionDraw:
    """A wrong option with decimals, where the right one is a whole number, on one draw."""

    mistake: CompiledMistake
    value: Value
    right: Value
    variant: Variant

    @property
    def is_endless(self) -> bool:
        return needs_more_than(self.value, MOST_DECIMALS)

    @property
    def message(self) -> str:
        fmt = self.variant.formats[0]
        return (
            f"this option shows {answer_text(self.value, fmt)} beside "
            f"{answer_text(self.right, fmt)}, with {shown(self.variant.values)}"
        )


@dataclass(frozen=True)
class DrawnDefinition:
    """A numeric definition with many draws of it."""

    program: Program
    sample: Sample

    def draws_of(self, form: int) -> list[Variant]:
        """Return the draws of the form with this index."""
        return [variant for variant in self.sample.variants if variant.form == form]

    @cached_property
    def typed_answers(self) -> tuple[AnswerDraws, ...]:
        """The answers that learners type, of forms with enough draws."""
        found = []
        for number, form in enumerate(self.program.forms):
            rows = self.draws_of(number)
            if form.choices or len(rows) < ENOUGH_DRAWS:
                continue
            for place, answer in enumerate(form.answers):
                values = tuple(row.answers[place] for row in rows)
                formats = tuple(row.formats[place] for row in rows)
                found.append(AnswerDraws(number, answer, values, formats))
        return tuple(found)

    @cached_property
    def answer_shares(self) -> tuple[tuple[AnswerDraws, Counter[str]], ...]:
        """The answers that learners type, with the number of draws for each text they show as."""
        return tuple(
            (drawn, Counter(map(answer_text, drawn.values, drawn.formats)))
            for drawn in self.typed_answers
        )

    @cached_property
    def slots(self) -> tuple[SlotDraw, ...]:
        """The slots of the first draws, without those that show a parameter as drawn."""
        with evaluation():
            return tuple(
                slot
                for variant in self.sample.variants[:LOOKED_AT]
                for slot in _slots(self.program.forms[variant.form], variant)
            )

    @cached_property
    def uneven_options(self) -> tuple[OptionDraw, ...]:
        """The wrong options that stand out by their decimals, of the first draws."""
        return tuple(
            option
            for variant in self.sample.variants[:LOOKED_AT]
            for option in _uneven_options(self.program.forms[variant.form], variant)
        )


def _slots(form: CompiledForm, variant: Variant) -> Iterator[SlotDraw]:
    drawn = {item.name for item in form.parameters}
    given = needed_names(form)
    asked = {c for texts in form.texts.values() for c in texts.question.columns}
    for number, column in enumerate(form.columns):
        if column.answer is not None:
            continue
        value = slot_value(column, variant.values)
        if _is_drawn(column, drawn) and not shows_fewer_digits(value, column.format):
            continue
        shows_given = column.expression.text.strip() in given
        text = variant.slots[number]
        yield SlotDraw(column, value, text, number in asked, shows_given, variant)


def _is_drawn(column: Column, drawn: Set[str]) -> bool:
    """Tell whether a slot shows a parameter, or an entry of one."""
    name, _, index = column.expression.text.strip().partition("[")
    return name in drawn and (not index or index.find("]") == len(index) - 1)


def _uneven_options(form: CompiledForm, variant: Variant) -> Iterator[OptionDraw]:
    fmt, right = variant.formats[0], variant.answers[0]
    is_precise = fmt.decimals is not None or fmt.figures is not None
    if not form.choices or is_precise or needs_more_than(right, 0):
        return
    for mistake, value in zip(form.mistakes, variant.mistakes, strict=True):
        if value is not None and needs_more_than(value, 0):
            yield OptionDraw(mistake, value, right, variant)


def first_of_each_column(slots: Iterable[SlotDraw]) -> list[SlotDraw]:
    """Keep the first draw of each slot."""
    first: dict[int, SlotDraw] = {}
    for slot in slots:
        first.setdefault(id(slot.column), slot)
    return list(first.values())


def first_of_each_mistake(options: Iterable[OptionDraw]) -> list[OptionDraw]:
    """Keep the first draw of each option."""
    first: dict[int, OptionDraw] = {}
    for option in options:
        first.setdefault(id(option.mistake), option)
    return list(first.values())
