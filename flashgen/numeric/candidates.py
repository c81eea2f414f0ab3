"""Candidate draws of a form, computed together: in stages, each for the draws that are left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from flashgen.deck.answer_keys import unfit_keys
from flashgen.deck.keys import NumericForm
from flashgen.expression import DefinitionStreams, ExpressionError, Frame
from flashgen.expression.budget import OPTION
from flashgen.expression.errors import EvaluationError
from flashgen.markup import answer_column, html_column, shown_text
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
    with_labels,
)
from flashgen.numeric.compiling import located
from flashgen.numeric.drawing import Drawer, FigureError
from flashgen.numeric.formulas.display import formula_html
from flashgen.numeric.formulas.draws import FormulaDraws, fault_of_formula
from flashgen.numeric.formulas.expression import FormulaExpression, formula_format
from flashgen.numeric.menus import place_of
from flashgen.numeric.program import (
    Column,
    CompiledAnswer,
    CompiledForm,
    Formula,
    Program,
    Template,
    TextFormula,
    ValueFormula,
    typed_formula,
)
from flashgen.numeric.text_values import in_context
from flashgen.numeric.variants import MistakeColumn
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.batch import (
    Batch,
    constant,
    gather,
    is_finite,
    kind_of,
    rounded,
    row,
    rows,
    select,
)
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Array, Value

FIGURES_CHECKED: Final = 64
"""Of how many draws of a form the stress test draws the figures."""


class DrawError(Exception):
    """A draw that cannot be computed or shown, with the diagnostic that says so."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Fate:
    """Why a draw was rejected, and what rejected it."""

    why: str
    span: Span | None = None


DUPLICATE: Final = Fate("duplicate")
_FEW_OPTIONS: Final = Fate("few options")


@dataclass(slots=True)
class AcceptedDraws:
    """What is kept of the accepted draws of a batch."""

    count: int
    values: dict[str, Batch]
    formats: list[tuple[AnswerFormat, ...]]
    mistakes: list[MistakeColumn]
    slots: list[list[str]]
    shown: list[list[str]]
    drawings: list[Any]
    truths: list[Array]


@dataclass(frozen=True, slots=True)
class FormInfo:
    """What a batch of draws has to know: which form, its streams, and what was drawn before."""

    program: Program
    number: int
    streams: DefinitionStreams
    distinct: bool
    drawer: Drawer
    seen: set[object]
    """The draws so far, and how the variants look."""

    @property
    def form(self) -> CompiledForm:
        """The form that is drawn."""
        return self.program.forms[self.number]


class CandidateDraws:
    """Some candidate draws of a form, computed: which are left, and what they show.

    Figures are drawn of the draws that are taken.
    """

    def __init__(self, info: FormInfo, first: int, size: int) -> None:
        self.size = size
        self.fates = np.zeros(size, dtype=np.int64)
        """What rejected each draw, as its place in `kinds`; 0 for those that are left."""
        self.kinds: list[Fate | None] = [None]
        self.keys: list[object] = []
        self._repeated: Array | None = None
        self._units_of_drawing: Array | None = None
        self._info = info
        self._form = info.form
        self._first = first
        self._frame = Frame(size)
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

    def compute(self) -> None:
        """Go through the stages.

        Raises DrawError if any of the draws that come to a stage fails in it; which is told
        only where there is a single draw.
        """
        form = self._form
        self._draw()
        if self._info.distinct:
            self._reject_repeated()
        self._test(form.conditions[0])
        for stage, item in enumerate(form.let, start=1):
            if len(self._left):
                self._frame[item.name] = self._evaluated(item.formula, finite=False)
            self._test(form.conditions[stage])
        if len(self._left):
            self._answers()
        self._test(form.conditions[-1])
        if form.mistakes and len(self._left):
            self._spend_on_mistakes()
        for place in range(len(form.mistakes)):
            if len(self._left):
                self._mistake(place)
        if form.choices and len(self._left) and self._mistakes:
            stands = np.sum([mistake.stands for mistake in self._mistakes], axis=0)
            self._reject(stands > 0, _FEW_OPTIONS)
        if len(self._left):
            self._state()
            self._reject_alike()
        if len(self._left):
            self._verify()
        if len(self._left):
            self._show()

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
        columns = [
            list(map(hashable, rows(self._frame[item.name], self.size)))
            for item in self._form.parameters
        ]
        self.keys = list(zip(*columns, strict=True)) if columns else [()] * self.size
        seen: set[object] = set()
        fresh = np.ones(self.size, dtype=np.bool_)
        for draw, key in enumerate(self.keys):
            fresh[draw] = key not in seen and key not in self._info.seen
            seen.add(key)
        if self._first:
            self._reject(fresh, DUPLICATE)
        elif not fresh.all():
            self._repeated, self._units_of_drawing = ~fresh, self._frame.spent

    def _reject(self, holds: Array, fate: Fate) -> None:
        """Reject the draws in which something does not hold."""
        if holds.all():
            return
        self.fates[self._left[~holds]] = len(self.kinds)
        self.kinds.append(fate)
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
        return spent

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
        """Return what a text that stands for a value shows, in each draw."""
        template = formula.templates[self._language]
        if not template.columns:
            return constant(shown_text(template.text.fill()))
        return gather([shown_text(html) for html in self._filled(template)])

    def _filled(self, template: Template) -> list[str]:
        """Return a text as HTML in each draw."""
        if not template.columns:
            return [template.text.fill()] * self._frame.count
        columns = [self._texts(self._form.columns[number]) for number in template.columns]
        return [template.text.fill(values) for values in zip(*columns, strict=True)]

    def _row(self) -> dict[str, Value]:
        """Return the values of the first draw that is left."""
        values = {name: row(self._frame[name], 0) for name in self._frame.names}
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

    def _formula_draws(self, answer: CompiledAnswer) -> FormulaDraws:
        assert answer.asked is not None
        return FormulaDraws(_formula_of(answer.formula), answer.asked, self._frame)

    def _defined_formula(self, answer: CompiledAnswer) -> None:
        """Look for draws in which a formula answer cannot be judged.

        Raises DrawError.
        """
        frame, span = self._frame, answer.formula.scalar.span

        def with_draw(draw: int) -> str:
            values = shown({name: row(frame[name], draw) for name in frame.names})
            return f", with {values}" if values else ""

        try:
            problem = fault_of_formula(self._formula_draws(answer), span, with_draw)
        except ExpressionError as fault:
            assert isinstance(answer.formula, Formula)
            raise self._failure(answer.formula, fault) from None
        if problem is not None:
            raise DrawError(problem)

    def _passing_formulas(self, place: int) -> Array:
        """Tell in which draws a mistake passes for the answer or for a mistake before it."""
        form = self._form
        mistake = form.mistakes[place]
        assert isinstance(mistake.formula, Formula)
        own = _formula_of(mistake.formula)
        try:
            draws = self._formula_draws(form.answers[mistake.of])
            passing = draws.passes(own)
            for other, known in zip(form.mistakes, self._mistakes, strict=False):
                if other.of == mistake.of:
                    near = draws.passes(own, _formula_of(other.formula))
                    passing = passing | (near & known.stands)
        except ExpressionError as fault:
            raise self._failure(mistake.formula, fault) from None
        return passing

    def _fits(self, answer: CompiledAnswer, fmt: AnswerFormat, value: Batch) -> None:
        """Check that the keys of an answer go with what it is."""
        kind: str = fmt.kind
        if kind == "menu":
            return
        if kind == "set":
            kind = "set of texts" if kind_of(value) == "U" else "set of numbers"
        elif kind != "text":
            kind = "number"
        for key, message, hint in unfit_keys(answer.fields, kind):
            span = getattr(getattr(answer.fields, key), "span", None)
            if span is None:
                span = answer.formula.scalar.span
                if isinstance(answer.fields, NumericForm):
                    span = self._info.program.definition.key_span(key, self._info.number)
            raise DrawError(Diagnostic("unfit-key", message, span, hint=hint))

    def _places_of(self, number: int, value: Batch, span: Span) -> Array:
        """Return which option of a menu a value is, in each draw."""
        options = [
            [shown_text(html) for html in self._filled(option[self._language])]
            for option in self._form.answers[number].options
        ]
        values = rows(value, self._frame.count)
        places = np.zeros(self._frame.count, dtype=np.int64)
        for draw, (texts, one) in enumerate(zip(zip(*options, strict=True), values, strict=True)):
            if len(set(texts)) < len(texts):
                first = self._form.answers[number].options[0][self._language]
                message = f"two options look the same, with {self._first_draw()}"
                raise DrawError(Diagnostic("equal-choices", message, first.scalar.span))
            place = place_of(one, texts)
            if place is None:
                listed = ", ".join(f"`{text}`" for text in texts)
                message = f"`{plain(one)}` is none of the options, with {self._first_draw()}"
                hint = f"the options are {listed}"
                if isinstance(one, bool):
                    message, hint = "a truth value has two options", "the first is for true"
                raise DrawError(Diagnostic("not-an-option", message, span, hint=hint))
            places[draw] = place
        return places

    def _option_text(
        self,
        formula: Formula | TextFormula,
        value: Batch,
        formats: tuple[AnswerFormat, ...],
    ) -> Array:
        """Return what an option of a choice looks like, in each draw."""
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

    def _menu_mistake(self, place: int, value: Batch, span: Span) -> Array:
        """Tell in which draws a wrong option is the right one, or that of another mistake."""
        of = self._form.mistakes[place].of
        chosen = self._places_of(of, value, span)
        coincides: Array = chosen == self._places[of]
        for other, known in enumerate(self._mistakes):
            if self._form.mistakes[other].of == of:
                coincides |= (chosen == self._wrong_places[other]) & known.stands
        self._wrong_places[place] = chosen
        return coincides

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
                agreeing = self._formula_draws(answer).passes(check)
            else:
                agreeing = same(value, other, formats, self._frame.count)
            if not agreeing.all():
                wrong = int(np.argmin(agreeing))
                raise DrawError(
                    Diagnostic(
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
        for number, (answer, formats) in enumerate(zip(form.answers, self._formats, strict=True)):
            span = answer.formula.scalar.span
            texts = self._answer_html(number, self._language)
            self._shown.append(texts or self._as_asked(frame[answer.name], formats, span))
            self._options += [self._filled(option[self._language]) for option in answer.options]
        if form.choices:
            for mistake, known in zip(form.mistakes, self._mistakes, strict=True):
                if isinstance(mistake.formula, TextFormula):
                    texts = self._filled(mistake.formula.templates[self._language])
                else:
                    span = mistake.formula.scalar.span
                    texts = self._as_asked(known.values, self._formats[mistake.of], span)
                self._options.append(
                    [t if stands else "" for t, stands in zip(texts, known.stands, strict=True)]
                )

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

    def draw_figures(self, draws: Sequence[int], drawer: Drawer) -> None:
        """Draw the figures of some of the draws, one after another.

        Raises DrawError.
        """
        for place in np.searchsorted(self._left, np.array(draws)).tolist():
            self._figures(place, drawer)

    def _figures(self, place: int, drawer: Drawer) -> Any:
        if not self._form.figures:
            return {}
        if place not in self._drawings:
            values = {name: row(self._frame[name], place) for name in self._frame.names}
            self._drawings[place] = self._drawn(values, drawer)
        return self._drawings[place]

    def _drawn(self, values: dict[str, Value], drawer: Drawer) -> Any:
        try:
            return drawer.drawings(self._info.number, self._form, values)
        except FigureError as wrong:
            scalar, problem = wrong.figure.scalar, wrong.problem
            values = with_labels(values, self._form.rows)
            if isinstance(problem, ExpressionError):
                diagnostic = located(scalar, problem)
                message = f"{diagnostic.message}, with {shown(values)}"
                raise DrawError(
                    Diagnostic(diagnostic.code, message, diagnostic.span, hint=diagnostic.hint)
                ) from None
            message = f"{problem}, with {shown(values)}"
            raise DrawError(
                Diagnostic("bad-figure", message, scalar.span, hint=wrong.hint)
            ) from None

    def _texts(self, column: Column) -> list[str]:
        """Return the formatted value of a column in each draw."""
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

    # What is taken

    @property
    def templates(self) -> Mapping[Any, set[tuple[str, ...]]]:
        """The templates of the figures that were drawn."""
        return self._info.drawer.templates

    def distinct_fates(self, wanted: int) -> tuple[Array, Array]:
        """Return what rejects each draw if all must look different, and the units of each.

        Draws beyond the first `wanted` that look new are not looked at. Raises DrawError for a
        figure that cannot be drawn.
        """
        fates, units = self.fates.copy(), self.units()
        duplicate = len(self.kinds)
        self.kinds.append(DUPLICATE)
        if self._repeated is not None and self._units_of_drawing is not None:
            fates[self._repeated] = duplicate
            units = np.where(self._repeated, self._units_of_drawing, units)
        language = self._info.program.deck_file.languages[0]
        asked = self._form.asked_columns(language)
        seen = self._info.seen
        for place, draw in enumerate(self._left.tolist()):
            if not wanted:
                break
            if fates[draw]:
                continue
            drawings = self._figures(place, self._info.drawer)
            figure = drawings[language][0].slots if self._form.question_figure else ()
            key = (
                "shown",
                *[self._slots[column][place] for column in asked],
                *figure,
                *[texts[place] for texts in self._shown],
                *[texts[place] for texts in self._options],
                *[bool(truth[place]) for truth in self._truths],
            )
            if key in seen:
                fates[draw] = duplicate
                continue
            seen.add(key)
            wanted -= 1
        return fates, units

    def fail_for_cost(self, draw: int, left: int) -> None:
        """Report what computes too much, where a draw spends more than is `left`.

        Raises DrawError.
        """
        alone = CandidateDraws(self._info, self._first + draw, 1)
        alone._frame.allow(left)
        alone.compute()
        raise DrawError(
            Diagnostic(
                "evaluation",
                "this computes too much",
                self._info.program.definition.key_span("parameters"),
                hint="make the loops shorter or the arrays smaller",
            )
        )

    def kept(self, draws: Sequence[int]) -> AcceptedDraws:
        """Return what is kept of some of the draws."""
        places = np.searchsorted(self._left, np.array(draws))
        everything = len(places) == len(self._left)
        chosen = places.tolist()

        def texts(column: list[str]) -> list[str]:
            return column if everything else [column[place] for place in chosen]

        def values(batch: Batch) -> Batch:
            return batch if everything else select(batch, places)

        return AcceptedDraws(
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
            [truth[places] for truth in self._truths],
        )


def _formula_of(formula: ValueFormula) -> FormulaExpression:
    """Return the formula of an answer that is one, or of its mistake."""
    expression = typed_formula(formula)
    assert expression is not None
    return expression


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
