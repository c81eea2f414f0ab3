"""Candidate draws of a form: their parameters, values and texts, for the draws that are left."""

from typing import Any, Final

import numpy as np
from msgspec import Struct

from flashgen.expression import DefinitionStreams, ExpressionError, Frame
from flashgen.expression.budget import CHARACTERS, LIMIT, SHOWN, WRITTEN, Meter
from flashgen.markup import answer_column, html_column, shown_text
from flashgen.numeric.answers import (
    IN_TEXT,
    hashable,
    shown,
    with_labels,
)
from flashgen.numeric.compiling_names import located
from flashgen.numeric.drawing import Drawer
from flashgen.numeric.formulas.display import formula_html
from flashgen.numeric.program import (
    Column,
    CompiledForm,
    Formula,
    Program,
    Template,
    TextFormula,
    ValueFormula,
)
from flashgen.numeric.text_values import in_context
from flashgen.numeric.variants import MistakeColumn
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.batch import Batch, constant, is_finite, kind_of, rounded, row, rows
from flashgen.values.judging import AnswerFormat
from flashgen.values.parts import gather, select
from flashgen.values.values import Array, Value


class DrawError(Exception):
    """A draw that cannot be computed or shown, with the diagnostic that says so."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class Fate(Struct, frozen=True):
    """Why a draw was rejected, and what rejected it."""

    why: str
    span: Span | None = None


DUPLICATE: Final = Fate("duplicate")


class FormInfo(Struct, frozen=True):
    """What a batch of draws has to know: which form, its streams, and what was drawn before."""

    program: Program
    number: int
    streams: DefinitionStreams
    distinct: bool
    drawer: Drawer
    seen: set[object]
    """The draws so far, and how the variants look."""

    @classmethod
    def of(
        cls, program: Program, number: int, streams: DefinitionStreams, *, distinct: bool
    ) -> "FormInfo":
        """Create the state for sampling a form from its first draw on."""
        drawer = Drawer.of(program, distinct=distinct)
        return cls(program, number, streams, distinct, drawer, set())

    @property
    def form(self) -> CompiledForm:
        """The form that is drawn."""
        return self.program.forms[self.number]


class DrawnValues:
    """Some candidate draws of a form: which are left, and what was computed of them."""

    def __init__(self, info: FormInfo, first: int, size: int, units: int = LIMIT) -> None:
        """Take draws from the `first` on, each of which may spend so many `units`."""
        self.size = size
        self.fates = np.zeros(size, dtype=np.int64)
        """What rejected each draw, as its place in `kinds`; 0 for those that are left."""
        self.kinds: list[Fate | None] = [None]
        self.keys: list[object] = []
        """The parameters of the first draws, as many as were compared with those before."""
        self.answered = 0
        """How many draws came as far as the answers."""
        self._units_of_drawing: Array | None = None
        self._info = info
        self._form = info.form
        self._first = first
        self.meter = Meter()
        self._frame = Frame(size, meter=self.meter)
        self._frame.allow(units)
        self._frames = [self._frame]
        self._left = np.arange(size)
        self._formats: list[tuple[AnswerFormat, ...]] = []
        self._mistakes: list[MistakeColumn] = []
        self._places: dict[int, Array] = {}
        """For each answer that is a menu, which option is right."""
        self._wrong_places: dict[int, Array] = {}
        """For each mistake of a menu, which option it is."""
        self._options: list[list[str]] = []
        """What the card shows to choose from."""
        self._option_texts: list[Array] = []
        """The texts of the options of a choice, the right one first, to compare mistakes with."""
        self._slots: list[list[str]] = []
        self._shown: list[list[str]] = []
        self._drawings: dict[int, Any] = {}
        self._truths: list[Array] = []
        """Of each statement, in which of the draws that are left it is true."""

    def _draw(self) -> None:
        info = self._info
        name = self._form.stream_key
        for item in self._form.parameters:
            key = "" if item.name in self._form.shared else name
            self._frame.stream = info.streams.of(
                key, item.name, self._first + self._form.stream_start, self.size
            )
            self._frame[item.name] = self._evaluated(item.formula)
        self._frame.stream = None

    def _reject_repeated(self) -> None:
        """Reject draws of which the parameters came before.

        Those of the first batch are computed all the same: the stress test takes them, too.
        """
        if self._first:
            self._reject(~self._repeated(self.size), DUPLICATE)
        else:
            self._units_of_drawing = self._frame.spent

    def _repeated(self, count: int) -> Array:
        """Compare the parameters of the next `count` draws with those of all before."""
        places = np.arange(len(self.keys), min(len(self.keys) + count, self.size))
        columns = [
            list(map(hashable, rows(select(self._frames[0][item.name], places), len(places))))
            for item in self._form.parameters
        ]
        seen = set(self.keys)
        repeated = np.zeros(len(places), dtype=np.bool_)
        keys = zip(*columns, strict=True) if columns else [()] * len(places)
        for place, key in enumerate(keys):
            repeated[place] = key in seen or key in self._info.seen
            seen.add(key)
            self.keys.append(key)
        return repeated

    def _reject(self, holds: Array, fate: Fate) -> None:
        """Reject the draws in which something does not hold."""
        if holds.all():
            return
        self.fates[self._left[~holds]] = len(self.kinds)
        self.kinds.append(fate)
        self._narrow(np.flatnonzero(holds))

    def _end_after(self, enough: int) -> None:
        """Let the batch end behind so many of the draws that are left: the others are not tried."""
        self.answered = min(len(self._left), enough)
        if len(self._left) > enough:
            self.size = int(self._left[enough])
            self.fates = self.fates[: self.size]
            self._narrow(np.arange(enough))

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
        self._places = {n: of[places] for n, of in self._places.items()}
        self._wrong_places = {n: of[places] for n, of in self._wrong_places.items()}
        self._option_texts = [option[places] for option in self._option_texts]
        self._truths = [truth[places] for truth in self._truths]

    def units(self) -> Array:
        """Return the units that each draw has cost."""
        for inner, outer in zip(reversed(self._frames), reversed(self._frames[:-1]), strict=False):
            outer.absorb(inner)
        spent = self._frames[0].spent
        del self._frames[1:]
        return spent[: self.size]

    @property
    def _language(self) -> str:
        """The deck's first language, in which texts are compared."""
        return self._info.program.deck_file.languages[0]

    def _evaluated(self, formula: ValueFormula, *, finite: bool = True) -> Batch:
        if isinstance(formula, TextFormula):
            return self._written(formula)
        try:
            value = rounded(formula.expression.evaluate_batch(self._frame))
        except ExpressionError as problem:
            raise self._failure(formula, problem) from None
        if finite and not is_finite(value):
            message = f"this is infinite with {self._first_draw()}"
            raise DrawError(Diagnostic("not-finite", message, formula.scalar.span))
        return value

    def _written(self, formula: TextFormula) -> Batch:
        """Return the visible text of a text value in each draw."""
        template = formula.templates[self._language]
        if not template.columns:
            return constant(shown_text(template.text.fill()))
        return gather(list(self._visible(template)))

    def _visible(self, template: Template) -> list[str]:
        """Return the visible text of a text in each draw."""
        if not template.columns:
            return [shown_text(template.text.fill())] * self._frame.count
        return [shown_text(html) for html in self._filled(template)]

    def _filled(self, template: Template) -> list[str]:
        """Return a text as HTML in each draw."""
        if not template.columns:
            return [template.text.fill()] * self._frame.count
        columns = [self._texts(self._form.columns[number]) for number in template.columns]
        texts = [template.text.fill(values) for values in zip(*columns, strict=True)]
        self.meter.apart += WRITTEN * len(texts) + sum(map(len, texts)) // CHARACTERS
        return texts

    def _row(self, draw: int = 0) -> dict[str, Value]:
        """Return the values of one of the draws that are left."""
        values = {name: row(self._frame[name], draw) for name in self._frame.names}
        return with_labels(values, self._form.rows)

    def _first_draw(self) -> str:
        return shown(self._row())

    def _failure(self, formula: Formula, problem: ExpressionError) -> DrawError:
        diagnostic = located(formula.scalar, problem)
        if values := self._row():
            message = f"{diagnostic.message}, with {shown(values)}"
            diagnostic = Diagnostic(diagnostic.code, message, diagnostic.span, hint=diagnostic.hint)
        return DrawError(diagnostic)

    def _test(self, conditions: tuple[Formula, ...]) -> None:
        for condition in conditions:
            if not len(self._left):
                return
            try:
                holds = condition.expression.holds_batch(self._frame)
            except ExpressionError as problem:
                raise self._failure(condition, problem) from None
            self._reject(holds, Fate("refused", condition.scalar.span))

    def _texts(self, column: Column) -> list[str]:
        """Return the formatted value of a column in each draw."""
        texts = self._formatted(column)
        self.meter.apart += SHOWN * len(texts) + sum(map(len, texts)) // CHARACTERS
        return texts

    def _formatted(self, column: Column) -> list[str]:
        frame, slot = self._frame, column.slot
        try:
            if column.answer is not None and column.language:
                texts = self._answer_html(column.answer, column.language)
                return [in_context(html, slot.context) for html in texts]
            if column.answer is not None:
                value = frame[self._form.answers[column.answer].name]
                return _answer_texts(value, self._formats[column.answer], frame.count, slot)
            value = rounded(column.expression.evaluate_batch(frame))
            if column.table is not None:
                return column.table.html(value, frame, column.format, slot)
            return html_column(value, frame.count, column.format, slot)
        except ExpressionError as problem:
            diagnostic = located(column.scalar, problem, slot.start)
            message, hint = f"{diagnostic.message}, with {self._first_draw()}", diagnostic.hint
        except ValueError as problem:
            message, hint = f"{problem}, with {self._first_draw()}", None
            diagnostic = Diagnostic(
                "unshowable-value", message, column.scalar.span_at(slot.start, slot.end)
            )
        raise DrawError(Diagnostic(diagnostic.code, message, diagnostic.span, hint=hint))

    def _answer_html(self, number: int, language: str) -> list[str]:
        """Return an answer that is a text of its own in each language; [] for another one."""
        answer = self._form.answers[number]
        if answer.options:
            options = [self._filled(option[language]) for option in answer.options]
            return [options[place][n] for n, place in enumerate(self._places[number].tolist())]
        if isinstance(answer.formula, TextFormula):
            return self._filled(answer.formula.templates[language])
        displays = self._form.texts[language].displays
        display = displays[number] if displays and self._form.columns else None
        return self._filled(display) if display else []

    def _as_asked(self, value: Batch, formats: tuple[AnswerFormat, ...], span: Span) -> list[str]:
        """Return an answer or an option in each draw, as it stands alone in running text."""
        try:
            return _answer_texts(value, formats, self._frame.count, IN_TEXT)
        except ValueError as problem:
            hint, reason = None, str(problem)
            if kind_of(value) == "U":
                hint = "write it as a text with slots and formulas: `{text: …}`"
                reason = reason.partition("; ")[0]
            message = f"{reason}, with {self._first_draw()}"
            raise DrawError(Diagnostic("unshowable-value", message, span, hint=hint)) from None


def _answer_texts(
    value: Batch, formats: tuple[AnswerFormat, ...], count: int, slot: Any
) -> list[str]:
    if len(formats) == 1:
        fmt = formats[0]
        if fmt.kind == "formula":
            return [formula_html(str(text), fmt, slot) for text in rows(value, count)]
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
