"""The draws of one form: computed in batches, in stages, each for the draws that are left.

A batch fails as a whole. The first draw that fails by itself is then found by halving the batch,
and counts only if the draws before it were not enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from flashgen.expression import DefinitionStreams, ExpressionError, Frame
from flashgen.markup import answer_column, html_column
from flashgen.numeric.answers import (
    IN_TEXT,
    answer_formats,
    hashable,
    passes,
    plain,
    same,
    shown,
    unanswerable,
    unusable,
)
from flashgen.numeric.compiling import located
from flashgen.numeric.drawing import Drawer, FigureError
from flashgen.numeric.program import Column, CompiledForm, Formula, Program
from flashgen.numeric.variants import (
    FIRST_BUDGET,
    MAX_REJECTED,
    MORE_BUDGET,
    FormSample,
    MistakeColumn,
    Statistics,
)
from flashgen.source.diagnostics import Diagnostic, error
from flashgen.source.text import Span
from flashgen.values.batch import Batch, concatenate, is_finite, rounded, row, rows, select
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Array, Value

_FIRST: Final = 64
"""How many draws the first batch has at most: it tells what a draw costs."""
_LARGEST: Final = 2048
_WORK: Final = 4_000_000
"""Units of work of a batch, which bound its memory."""

FIGURES_CHECKED: Final = 64
"""Of how many draws of a form the stress test draws the figures."""


class DrawError(Exception):
    """A draw that cannot be computed or shown, with the diagnostic that says so."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class _Fate:
    """Why a draw was rejected, and what rejected it."""

    why: str
    span: Span | None = None


_DUPLICATE: Final = _Fate("duplicate")
_FEW_OPTIONS: Final = _Fate("few options")


@dataclass(slots=True)
class _Accepted:
    """What is kept of the accepted draws of a batch."""

    count: int
    values: dict[str, Batch]
    formats: list[tuple[AnswerFormat, ...]]
    mistakes: list[MistakeColumn]
    slots: list[list[str]]
    shown: list[list[str]]
    drawings: list[Any]


@dataclass(slots=True)
class FormSampler:
    """Draws the variants of one form, in batches."""

    program: Program
    number: int
    streams: DefinitionStreams
    statistics: Statistics
    distinct: bool
    accepted: int = 0
    exhausted: bool = False
    _drawer: Drawer = field(init=False)
    _next: int = 0
    """The next candidate draw."""
    _rejected: int = 0
    """Draws rejected since the last variant."""
    _budget: int = FIRST_BUDGET
    _cost: int = 0
    """Units that a draw of the last batch has cost at most."""
    _seen: set[object] = field(default_factory=set)
    """The draws so far, and how the variants look."""
    _parts: list[_Accepted] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._drawer = Drawer.of(self.program, distinct=self.distinct)

    @property
    def form(self) -> CompiledForm:
        """The form that is drawn."""
        return self.program.forms[self.number]

    def extend(self, more: int) -> None:
        """Draw so many more variants, or as many as there are.

        Raises DrawError for a draw that cannot be computed.
        """
        wanted = self.accepted + more
        while self.accepted < wanted and not self.exhausted:
            self._advance(self._size(wanted - self.accepted), wanted - self.accepted)

    def _size(self, missing: int) -> int:
        """Return how many draws the next batch should have."""
        if not self._next:
            conditions = any(self.form.conditions)
            return min(_FIRST, 3 * missing if conditions else missing + missing // 6 + 1)
        share = max(self.accepted / self._next, 0.02)
        likely = int(missing / share * 1.1) + 8
        return max(1, min(likely, _LARGEST, _WORK // max(self._cost, 1)))

    def _advance(self, size: int, wanted: int) -> None:
        """Compute the next draws, and take the variants among them."""
        try:
            batch = self._batch(size)
        except DrawError:
            size = self._sound_draws(size)
            if size:
                self._take(self._batch(size), wanted)
                return
            batch = self._batch(1)
        self._take(batch, wanted)

    def _sound_draws(self, size: int) -> int:
        """Return how many of the next draws can be computed, where some of `size` cannot."""
        sound, faulty = 0, size
        while faulty - sound > 1:
            middle = (sound + faulty) // 2
            try:
                self._batch(middle)
            except DrawError:
                faulty = middle
            else:
                sound = middle
        return sound

    def _batch(self, size: int) -> "_Batch":
        batch = _Batch(self, self._next, size)
        batch.compute()
        return batch

    def _take(self, batch: "_Batch", wanted: int) -> None:
        """Take the variants of a batch: as many as are wanted, as going one by one would."""
        units = batch.units()
        self._cost = int(units.max(initial=1))
        taken: list[int] = []
        unseen = batch.unseen() if self.distinct else None
        count = 0
        for draw in range(batch.size):
            if self.exhausted or len(taken) == wanted:
                break
            self._budget -= int(units[draw])
            if self._budget < 0:
                if self._rejected:
                    self.exhausted = True  # the work went into draws that were rejected
                    break
                batch.fail_for_cost(draw, int(units[draw]) + self._budget)
            count += 1
            fate = batch.fates.get(draw)
            if fate is None and unseen is not None and not unseen(draw):
                fate = _DUPLICATE
            if fate is None:
                taken.append(draw)
                self._budget += MORE_BUDGET
                self._rejected = 0
                continue
            self._count(fate)
            self._rejected += 1
            self.exhausted = self._rejected == MAX_REJECTED
        self._next += count
        self.statistics.draws += count
        self.statistics.accepted += len(taken)
        self.accepted += len(taken)
        if self.distinct:
            self._seen.update(batch.keys[:count])
        if taken:
            self._parts.append(batch.kept(taken))

    def _count(self, fate: _Fate) -> None:
        statistics, span = self.statistics, fate.span
        if fate is _DUPLICATE:
            statistics.duplicates += 1
        elif span is not None:
            counts = statistics.refused if fate.why == "refused" else statistics.coincided
            counts[span] = counts.get(span, 0) + 1

    def sample(self) -> FormSample:
        """Return what was drawn, in columns."""
        form, parts = self.form, self._parts
        counts = [part.count for part in parts]

        def joined(batches: Sequence[Batch]) -> Batch:
            return concatenate(list(zip(batches, counts, strict=True)))

        values: dict[str, Batch] = {}
        mistakes: list[MistakeColumn] = []
        formats: list[tuple[AnswerFormat, ...]] = []
        if parts:
            values = {
                name: joined([part.values[name] for part in parts]) for name in parts[0].values
            }
            mistakes = [
                MistakeColumn(
                    joined([part.mistakes[place].values for part in parts]),
                    np.concatenate([part.mistakes[place].stands for part in parts]),
                )
                for place in range(len(form.mistakes))
            ]
            formats = [
                _joined_formats([part.formats[place] for part in parts], counts)
                for place in range(len(form.answers))
            ]
        return FormSample(
            self.number,
            form,
            sum(counts),
            values,
            tuple(formats),
            tuple(mistakes),
            tuple(
                [text for part in parts for text in part.slots[place]]
                for place in range(len(form.columns))
            ),
            tuple(
                [text for part in parts for text in part.shown[place]]
                for place in range(len(form.answers))
            ),
            tuple(drawing for part in parts for drawing in part.drawings),
        )


def _joined_formats(
    parts: Sequence[tuple[AnswerFormat, ...]], counts: Sequence[int]
) -> tuple[AnswerFormat, ...]:
    if all(part == parts[0] and len(part) == 1 for part in parts):
        return parts[0]
    return tuple(
        fmt
        for part, count in zip(parts, counts, strict=True)
        for fmt in (part if len(part) > 1 else part * count)
    )


class _Batch:
    """Some candidate draws of a form, computed: which are left, and what they show."""

    def __init__(self, sampler: FormSampler, first: int, size: int) -> None:
        self.size = size
        self.fates: dict[int, _Fate] = {}
        self.keys: list[object] = []
        self._sampler = sampler
        self._form = sampler.form
        self._first = first
        self._frame = Frame(size)
        self._frames = [self._frame]
        self._left = np.arange(size)
        self._formats: list[tuple[AnswerFormat, ...]] = []
        self._mistakes: list[MistakeColumn] = []
        self._slots: list[list[str]] = []
        self._shown: list[list[str]] = []
        self._drawings: dict[int, Any] = {}

    def compute(self) -> None:
        """Go through the stages.

        Raises DrawError if any of the draws that come to a stage fails in it; which is told
        only where there is a single draw.
        """
        form = self._form
        self._draw()
        if self._sampler.distinct:
            self._reject_repeated()
        self._test(form.conditions[0])
        for stage, item in enumerate(form.let, start=1):
            if len(self._left):
                self._frame[item.name] = self._evaluated(item.formula, finite=False)
            self._test(form.conditions[stage])
        if len(self._left):
            self._answers()
        self._test(form.conditions[-1])
        for place in range(len(form.mistakes)):
            if len(self._left):
                self._mistake(place)
        if form.choices and len(self._left) and self._mistakes:
            stands = np.sum([mistake.stands for mistake in self._mistakes], axis=0)
            self._reject(stands > 1, _FEW_OPTIONS)
        if len(self._left):
            self._verify()
        if len(self._left):
            self._show()

    def _draw(self) -> None:
        sampler = self._sampler
        name = self._form.stream_key
        for item in self._form.parameters:
            key = "" if item.name in self._form.shared else name
            self._frame.stream = sampler.streams.of(
                key, item.name, self._first + self._form.stream_start, self.size
            )
            self._frame[item.name] = self._evaluated(item.formula)
        self._frame.stream = None

    def _reject_repeated(self) -> None:
        """Reject draws of which the parameters came before."""
        columns = [
            list(map(hashable, rows(self._frame[item.name], self.size)))
            for item in self._form.parameters
        ]
        self.keys = list(zip(*columns, strict=True)) if columns else [()] * self.size
        seen: set[object] = set()
        fresh = []
        for key in self.keys:
            fresh.append(key not in seen and key not in self._sampler._seen)
            seen.add(key)
        self._reject(np.array(fresh, dtype=np.bool_), _DUPLICATE)

    def _reject(self, holds: Array, fate: _Fate) -> None:
        """Reject the draws in which something does not hold."""
        if holds.all():
            return
        for draw in self._left[~holds].tolist():
            self.fates[draw] = fate
        self._narrow(np.flatnonzero(holds))

    def _narrow(self, places: Array) -> None:
        self._left = self._left[places]
        self._frame = self._frame.narrowed(places)
        self._frames.append(self._frame)
        self._formats = [
            tuple([formats[place] for place in places.tolist()]) if len(formats) > 1 else formats
            for formats in self._formats
        ]
        self._mistakes = [
            MistakeColumn(select(mistake.values, places), mistake.stands[places])
            for mistake in self._mistakes
        ]

    def units(self) -> Array:
        """Return the units that each draw has cost."""
        for inner, outer in zip(reversed(self._frames), reversed(self._frames[:-1]), strict=False):
            outer.absorb(inner)
        spent = self._frames[0].spent
        del self._frames[1:]
        return spent

    def _evaluated(self, formula: Formula, *, finite: bool = True) -> Batch:
        try:
            value = rounded(formula.expression.evaluate_batch(self._frame))
        except ExpressionError as problem:
            raise self._failure(formula, problem) from None
        if finite and not is_finite(value):
            message = f"this is infinite with {self._first_draw()}"
            raise DrawError(error("not-finite", message, formula.scalar.span))
        return value

    def _row(self) -> dict[str, Value]:
        """Return the values of the first draw that is left."""
        return {name: row(self._frame[name], 0) for name in self._frame.names}

    def _first_draw(self) -> str:
        return shown(self._row())

    def _failure(self, formula: Formula, problem: ExpressionError) -> DrawError:
        diagnostic = located(formula.scalar, problem)
        if values := self._row():
            message = f"{diagnostic.message}, with {shown(values)}"
            diagnostic = error(diagnostic.code, message, diagnostic.span, hint=diagnostic.hint)
        return DrawError(diagnostic)

    def _test(self, conditions: tuple[Formula, ...]) -> None:
        for condition in conditions:
            if not len(self._left):
                return
            try:
                holds = condition.expression.holds_batch(self._frame)
            except ExpressionError as problem:
                raise self._failure(condition, problem) from None
            self._reject(holds, _Fate("refused", condition.scalar.span))

    def _answers(self) -> None:
        values = [self._evaluated(answer.formula) for answer in self._form.answers]
        for answer, value in zip(self._form.answers, values, strict=True):
            formats = answer_formats(answer.fields, value, self._frame.count)
            if formats is None:
                span = answer.formula.scalar.span
                raise DrawError(unanswerable(answer.fields, value, self._first_draw(), span))
            self._formats.append(formats)
        for answer, value, formats in zip(self._form.answers, values, self._formats, strict=True):
            if self._form.choices:
                self._as_asked(value, formats, answer.formula.scalar.span)
            self._frame[answer.name] = value

    def _mistake(self, place: int) -> None:
        form, frame = self._form, self._frame
        mistake = form.mistakes[place]
        value = self._evaluated(mistake.formula)
        formats = self._formats[mistake.of]
        span = mistake.formula.scalar.span
        if problem := unusable(value, "option" if form.choices else "mistake"):
            raise DrawError(error("bad-answer", problem, span))
        if form.choices:
            self._as_asked(value, formats, span)
        answer = frame[form.answers[mistake.of].name]
        coincides = passes(value, answer, formats, form.choices, frame.count)
        for other, known in zip(form.mistakes, self._mistakes, strict=False):
            if other.of == mistake.of:
                near = passes(value, known.values, formats, form.choices, frame.count)
                coincides = coincides | (near & known.stands)
        stands = ~coincides
        self._mistakes.append(MistakeColumn(value, stands))
        if not mistake.may_coincide:
            self._reject(stands, _Fate("coincided", mistake.formula.scalar.span))

    def _verify(self) -> None:
        for answer, formats in zip(self._form.answers, self._formats, strict=True):
            if answer.check is None:
                continue
            value, other = self._frame[answer.name], self._evaluated(answer.check)
            agreeing = same(value, other, formats, self._frame.count)
            if not agreeing.all():
                wrong = int(np.argmin(agreeing))
                raise DrawError(
                    error(
                        "check-disagrees",
                        f"`check` gives {plain(row(other, wrong))}, the answer is "
                        f"{plain(row(value, wrong))}, with {self._unanswered_draw()}",
                        answer.check.scalar.span,
                        hint="one of the two formulas is wrong",
                    )
                )

    def _unanswered_draw(self) -> str:
        answers = {answer.name for answer in self._form.answers}
        return shown({name: v for name, v in self._row().items() if name not in answers})

    # What is shown

    def _show(self) -> None:
        form, frame = self._form, self._frame
        self._slots = [self._texts(column) for column in form.columns]
        for answer, formats in zip(form.answers, self._formats, strict=True):
            span = answer.formula.scalar.span
            self._shown.append(self._as_asked(frame[answer.name], formats, span))
        if not form.figures:
            return
        sampler = self._sampler
        drawn = range(frame.count)
        if not sampler.distinct:
            drawn = range(min(frame.count, max(0, FIGURES_CHECKED - sampler.accepted)))
        columns = {name: frame[name] for name in frame.names}
        for draw in drawn:
            values = {name: row(column, draw) for name, column in columns.items()}
            self._drawings[draw] = self._figures(values)

    def _as_asked(self, value: Batch, formats: tuple[AnswerFormat, ...], span: Span) -> list[str]:
        """Return an answer or an option in each draw, as it stands alone in running text."""
        try:
            return _answer_texts(value, formats, self._frame.count, IN_TEXT)
        except ValueError as problem:
            message = f"{problem}, with {self._first_draw()}"
            raise DrawError(error("unshowable-value", message, span)) from None

    def _figures(self, values: dict[str, Value]) -> Any:
        try:
            return self._sampler._drawer.drawings(self._sampler.number, self._form, values)
        except FigureError as wrong:
            scalar, problem = wrong.figure.scalar, wrong.problem
            if isinstance(problem, ExpressionError):
                diagnostic = located(scalar, problem)
                message = f"{diagnostic.message}, with {shown(values)}"
                raise DrawError(
                    error(diagnostic.code, message, diagnostic.span, hint=diagnostic.hint)
                ) from None
            message = f"{problem}, with {shown(values)}"
            raise DrawError(error("bad-figure", message, scalar.span, hint=wrong.hint)) from None

    def _texts(self, column: Column) -> list[str]:
        """Return the formatted value of a column in each draw."""
        frame, slot = self._frame, column.slot
        try:
            if column.answer is not None:
                value = frame[self._form.answers[column.answer].name]
                return _answer_texts(value, self._formats[column.answer], frame.count, slot)
            value = rounded(column.expression.evaluate_batch(frame))
            return html_column(value, frame.count, column.format, slot)
        except ExpressionError as problem:
            diagnostic = located(column.scalar, problem, slot.start)
            message, hint = f"{diagnostic.message}, with {self._first_draw()}", diagnostic.hint
        except ValueError as problem:
            message, hint = f"{problem}, with {self._first_draw()}", None
            diagnostic = error(
                "unshowable-value", message, column.scalar.span_at(slot.start, slot.end)
            )
        raise DrawError(error(diagnostic.code, message, diagnostic.span, hint=hint))

    # What is taken

    def unseen(self) -> Any:
        """Return what tells of a draw whether its question and answer look new."""
        language = self._sampler.program.deck_file.languages[0]
        asked = self._form.texts[language].question.columns
        places = {draw: place for place, draw in enumerate(self._left.tolist())}
        seen = self._sampler._seen

        def is_new(draw: int) -> bool:
            place = places[draw]
            drawings = self._drawings.get(place, {})
            figure = drawings[language][0].slots if self._form.question_figure else ()
            key = (
                "shown",
                *[self._slots[column][place] for column in asked],
                *figure,
                *[texts[place] for texts in self._shown],
            )
            if key in seen:
                return False
            seen.add(key)
            return True

        return is_new

    def fail_for_cost(self, draw: int, left: int) -> None:
        """Report what computes too much, where a draw spends more than is `left`.

        Raises DrawError.
        """
        alone = _Batch(self._sampler, self._first + draw, 1)
        alone._frame.allow(left)
        alone.compute()
        raise DrawError(
            error(
                "evaluation",
                "this computes too much",
                self._sampler.program.definition.key_span("parameters"),
                hint="make the loops shorter or the arrays smaller",
            )
        )

    def kept(self, draws: Sequence[int]) -> _Accepted:
        """Return what is kept of some of the draws."""
        places = np.searchsorted(self._left, np.array(draws))
        everything = len(places) == len(self._left)
        chosen = places.tolist()

        def texts(column: list[str]) -> list[str]:
            return column if everything else [column[place] for place in chosen]

        def values(batch: Batch) -> Batch:
            return batch if everything else select(batch, places)

        return _Accepted(
            len(chosen),
            {name: values(self._frame[name]) for name in self._frame.names},
            [
                formats if len(formats) == 1 else tuple([formats[place] for place in chosen])
                for formats in self._formats
            ],
            [MistakeColumn(values(m.values), m.stands[places]) for m in self._mistakes],
            [texts(column) for column in self._slots],
            [texts(column) for column in self._shown],
            [self._drawings[place] for place in chosen if place in self._drawings],
        )


def _answer_texts(
    value: Batch, formats: tuple[AnswerFormat, ...], count: int, slot: Any
) -> list[str]:
    if len(formats) == 1:
        fmt = formats[0]
        return answer_column(
            value,
            count,
            slot,
            decimals=fmt.decimals,
            figures=fmt.figures,
            compare=fmt.compare,
        )
    return [
        answer_column(
            select(value, np.array([draw])),
            1,
            slot,
            decimals=fmt.decimals,
            figures=fmt.figures,
            compare=fmt.compare,
        )[0]
        for draw, fmt in enumerate(formats)
    ]
