"""A numeric definition with many draws of it, in columns, and views that several rules share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from functools import cached_property
from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.checks.digits import hide_digits, need_more_than
from flashgen.checks.names import needed_names
from flashgen.checks.slot_numbers import FilledSlots
from flashgen.expression import Frame, evaluation
from flashgen.numeric.program import Column, CompiledAnswer, CompiledMistake, Program
from flashgen.numeric.sampling import FormSample, Sample, answer_text, shown
from flashgen.source.text import Span
from flashgen.values.batch import Batch, Ragged, Texts, rounded, row
from flashgen.values.judging import AnswerFormat
from flashgen.values.parts import select
from flashgen.values.values import Array, Value

ENOUGH_DRAWS: Final = 60
"""Of a form, before a share of its draws means anything."""
LOOKED_AT: Final = 200
"""Draws whose slots and options are examined; answers and steps are examined on all draws."""
MOST_DECIMALS: Final = 4
"""Values that need more must have a format."""


class FormDraws(Struct, frozen=True, dict=True):
    """The draws of one form among those of a definition, whose forms take turns."""

    sample: FormSample
    counts: tuple[int, ...]
    """How many draws each form has."""

    def order(self, draw: int) -> int:
        """Return the place of a draw among those of all forms."""
        before = self.sample.number
        return sum(min(count, draw + (number < before)) for number, count in enumerate(self.counts))

    @cached_property
    def looked_at(self) -> int:
        """How many draws of the form are among the first ones of the definition."""
        low, high = 0, min(self.sample.count, LOOKED_AT)
        while low < high:
            middle = (low + high) // 2
            if self.order(middle) < LOOKED_AT:
                low = middle + 1
            else:
                high = middle
        return low

    def slot_values(self, number: int) -> Batch:
        """Return the values of a slot in the form's first draws, to 12 significant digits."""
        known = self._slot_values.get(number)
        if known is None:
            column = self.sample.form.columns[number]
            with evaluation():
                known = rounded(column.expression.evaluate_batch(self._frame))
            self._slot_values[number] = known
        return known

    @cached_property
    def _slot_values(self) -> dict[int, Batch]:
        return {}

    @cached_property
    def _frame(self) -> Frame:
        everything = Frame(self.sample.count, self.sample.values)
        return everything.narrowed(np.arange(min(self.sample.count, LOOKED_AT)))

    @cached_property
    def slots(self) -> FilledSlots:
        """The texts of the slots, as tokens."""
        return FilledSlots(self.sample.slots)

    def shown(self, draw: int) -> str:
        """Return the values of a draw, for messages."""
        return shown({name: row(batch, draw) for name, batch in self.sample.values.items()})


class AnswerDraws(Struct, frozen=True):
    """An answer that learners type, in all draws of its form."""

    form: int
    answer: CompiledAnswer
    values: Batch
    formats: tuple[AnswerFormat, ...]
    texts: Counter[str]
    """How often each text comes, as HTML."""
    first: dict[str, int]
    """The first draw in which each text comes."""
    count: int

    @property
    def numbers(self) -> list[int | float] | None:
        """The values, or one that all draws have; None unless they are single numbers."""
        if isinstance(self.values, Ragged | Texts) or self.values.ndim > 1:
            return None
        numbers: list[int | float] = self.values.tolist()
        return numbers

    def shown(self, text: str) -> str:
        """Return the text that learners see for an answer with this HTML."""
        draw = self.first[text]
        fmt = self.formats[draw if len(self.formats) > 1 else 0]
        return answer_text(row(self.values, draw), fmt)


class SlotDraws(Struct, frozen=True, dict=True):
    """A slot of anything but an answer, in the first draws."""

    draws: FormDraws
    number: int
    column: Column
    is_asked: bool
    """Whether the slot is in a question."""
    shows_given: bool
    """Whether its expression is the name of a value from which an answer is computed."""
    shows_drawn: bool
    """Whether it shows a parameter, an entry of one, or what stands in a table."""

    @property
    def count(self) -> int:
        return self.draws.looked_at

    @property
    def span(self) -> Span:
        return self.column.scalar.span_at(self.column.slot.start, self.column.slot.end)

    @cached_property
    def values(self) -> Batch:
        """The values, rounded to 12 significant digits."""
        return select(self.draws.slot_values(self.number), np.arange(self.count))

    def without_drawn(self, found: Array) -> Array:
        """Keep those of the found draws that show something else than a parameter as drawn."""
        if not self.shows_drawn or not found.any():
            return found
        return found & hide_digits(self.values, self.count, self.column.format)


class SlotDraw(Struct, frozen=True):
    """The first draw in which a rule finds something about a slot."""

    slot: SlotDraws
    value: Value
    draw: int

    @property
    def shown(self) -> str:
        """The values of the draw, for messages."""
        return self.slot.draws.shown(self.draw)


class OptionDraw(Struct, frozen=True):
    """A wrong option with decimals, where the right one is a whole number, on one draw."""

    draws: FormDraws
    mistake: CompiledMistake
    place: int
    draw: int

    @property
    def message(self) -> str:
        sample, draw = self.draws.sample, self.draw
        fmt = sample.format(0, draw)
        wrong = answer_text(row(sample.mistakes[self.place].values, draw), fmt)
        right = answer_text(row(sample.answer(0), draw), fmt)
        return f"this option shows {wrong} beside {right}, with {self.draws.shown(draw)}"


class DrawnDefinition(Struct, frozen=True, dict=True):
    """A numeric definition with many draws of it."""

    program: Program
    sample: Sample

    @cached_property
    def forms(self) -> tuple[FormDraws, ...]:
        """The forms that have draws."""
        counts = tuple([form.count for form in self.sample.forms])
        return tuple([FormDraws(form, counts) for form in self.sample.forms if form.count])

    @cached_property
    def typed_answers(self) -> tuple[AnswerDraws, ...]:
        """The answers that learners type, of forms with enough draws."""
        found = []
        for sample in self.sample.forms:
            if sample.form.choices or sample.count < ENOUGH_DRAWS:
                continue
            for place, answer in enumerate(sample.form.answers):
                if answer.options:
                    continue
                texts = sample.shown[place]
                first = {text: -draw for draw, text in enumerate(reversed(texts), 1 - len(texts))}
                values, formats = sample.answer(place), sample.formats[place]
                counted = Counter(texts)
                found.append(
                    AnswerDraws(
                        sample.number, answer, values, formats, counted, first, sample.count
                    )
                )
        return tuple(found)

    @cached_property
    def slots(self) -> tuple[SlotDraws, ...]:
        """The slots that show no answer."""
        return tuple(slot for form in self.forms if form.looked_at for slot in _slots(form))

    @cached_property
    def uneven_options(self) -> tuple[OptionDraw, ...]:
        """The wrong options that stand out by their decimals: the first draw of each."""
        return self._options(0)

    @cached_property
    def endless_options(self) -> tuple[OptionDraw, ...]:
        """Those that need more than the decimals that a slot shows."""
        return self._options(MOST_DECIMALS)

    def _options(self, decimals: int) -> tuple[OptionDraw, ...]:
        found = [o for form in self.forms if form.looked_at for o in _uneven(form, decimals)]
        return tuple(sorted(found, key=lambda o: (o.draws.order(o.draw), o.place)))


def _slots(form: FormDraws) -> Iterator[SlotDraws]:
    compiled = form.sample.form
    drawn = {item.name for item in compiled.parameters}
    given = needed_names(compiled)
    asked = {c for texts in compiled.texts.values() for c in texts.asked_columns}
    for number, column in enumerate(compiled.columns):
        if column.answer is None:
            shows_given = column.expression.text.strip() in given
            shows_drawn = _is_drawn(column, drawn)
            yield SlotDraws(form, number, column, number in asked, shows_given, shows_drawn)


def _is_drawn(column: Column, drawn: Set[str]) -> bool:
    if column.expression.is_cell:
        return True
    name, _, index = column.expression.text.strip().partition("[")
    return name in drawn and (not index or index.find("]") == len(index) - 1)


def first_draws(found: Iterable[tuple[SlotDraws, Array]]) -> list[SlotDraw]:
    """Return the first draw of each slot in which something is found, in the order of draws."""
    firsts = []
    for slot, draws in found:
        if draws.any():
            draw = int(np.argmax(draws))
            firsts.append(SlotDraw(slot, row(slot.values, draw), draw))
    return sorted(firsts, key=lambda f: (f.slot.draws.order(f.draw), f.slot.number))


def _uneven(form: FormDraws, decimals: int) -> Iterator[OptionDraw]:
    sample, count = form.sample, form.looked_at
    if not sample.form.choices:
        return
    fmt = sample.format(0, 0)
    if fmt.decimals is not None or fmt.figures is not None:
        return
    whole = ~need_more_than(sample.answer(0), sample.count, 0)[:count]
    if not whole.any():
        return
    for place, (mistake, column) in enumerate(
        zip(sample.form.mistakes, sample.mistakes, strict=True)
    ):
        needs_more = need_more_than(column.values, sample.count, decimals)
        found = whole & column.stands[:count] & needs_more[:count]
        if found.any():
            yield OptionDraw(form, mistake, place, int(np.argmax(found)))
