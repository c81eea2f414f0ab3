"""Programs to variants: draw, compute, throw away what `require` refuses, format.

The draws of a definition depend on its seed, namespace and first id alone. One stream gives one
variant after another, so that more variants extend the list and change none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from flashgen.compiling import (
    Column,
    CompiledAnswer,
    CompiledForm,
    FigureFormula,
    Formula,
    Program,
    located,
)
from flashgen.diagnostics import Diagnostic, error
from flashgen.draws import Stream
from flashgen.expression import Budget, ExpressionError, evaluation
from flashgen.figures import Drawing
from flashgen.formatting import Context, format_answer, format_value
from flashgen.judging import AnswerFormat, Kind, agrees
from flashgen.markup import html_answer, html_value
from flashgen.seeds import Seed
from flashgen.source import Span
from flashgen.values import Value, is_finite, round_significant
from flashgen.yamltree import Scalar

MAX_REJECTED = 1000
"""How many draws in a row may be thrown away before a definition counts as exhausted."""

_FIRST_BUDGET = 250_000
_MORE_BUDGET = 20_000


@dataclass(frozen=True, slots=True)
class Variant:
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
    drawings: Mapping[str, tuple[Drawing, ...]]
    """By language: the figures of the form, that of the question first."""


@dataclass(slots=True)
class Statistics:
    """What became of the draws: the numbers that the checks speak of."""

    draws: int = 0
    accepted: int = 0
    duplicates: int = 0
    refused: dict[Span, int] = field(default_factory=dict)
    """Draws thrown away, by the condition that refused them."""
    coincided: dict[Span, int] = field(default_factory=dict)
    """Draws thrown away because a mistake passed for the answer or another mistake."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The variants that were asked for, or as many as there are."""

    program: Program
    variants: tuple[Variant, ...]
    statistics: Statistics


class _DrawError(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _RejectedError(Exception):
    pass


def sample(
    program: Program,
    seed: Seed,
    count: int,
    diagnostics: list[Diagnostic],
    *,
    distinct: bool = True,
) -> Sample | None:
    """Draw `count` variants, distinct as displayed; fewer where there are no more.

    None where a draw cannot be computed, or none is left after `require`: both are said with the
    draw that shows it. With ``distinct=False`` (the stress test) equal ones count each.
    """
    statistics = Statistics()
    stream = Stream.for_definition(seed.root, program.deck_file.namespace, seed.first_id, seed.own)
    sampler = _Sampler(program, stream, statistics, distinct)
    with evaluation():
        try:
            variants = tuple(sampler.take(count))
        except _DrawError as problem:
            diagnostics.append(problem.diagnostic)
            return None
    if not variants:
        diagnostics.append(_unsatisfiable(program, statistics))
        return None
    return Sample(program, variants, statistics)


@dataclass(slots=True)
class _Sampler:
    program: Program
    stream: Stream
    statistics: Statistics
    distinct: bool
    budget: Budget = field(default_factory=lambda: Budget(_FIRST_BUDGET))
    seen: set[tuple[object, ...]] = field(default_factory=set)
    rejected: int = 0
    """Draws thrown away since the last variant."""
    templates: dict[tuple[int, int, str], tuple[str, ...]] = field(default_factory=dict)
    formats: dict[tuple[int, Kind], AnswerFormat] = field(default_factory=dict)

    def take(self, count: int) -> Iterator[Variant]:
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
            self.budget.left += _MORE_BUDGET
            return variant
        return None

    def _draw(self, number: int, form: CompiledForm) -> Variant:
        values: dict[str, Value] = {}
        for item in form.parameters:
            values[item.name] = self._evaluate(item.formula, values, self.stream)
        if self.distinct:
            key = (number, *map(_hashable, values.values()))
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
        if self.distinct:
            self._refuse_seen(number, form, slots, drawings, answers, formats)
        return Variant(number, answered, tuple(answers), tuple(formats), mistakes, slots, drawings)

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
            raise _DrawError(error("not-finite", f"this is infinite with {shown(values)}", span))
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
        return _DrawError(diagnostic)

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
        fields = answer.fields
        precise = fields.decimals is not None or fields.figures is not None
        compare = fields.compare.value if fields.compare else None
        span = answer.formula.scalar.span
        kind = _kind(value, compare, precise)
        if kind is None:
            message, hint = _UNANSWERABLE[_dtype_kind(value)]
            raise _DrawError(error("bad-answer", message, span, hint=hint))
        if kind != "text" and not precise and _dtype_kind(value) == "f" and compare != "set":
            raise _DrawError(
                error(
                    "missing-precision",
                    f"the answer is no integer ({plain(value)} with {shown(values)}), "
                    "so the card must say how precise it is wanted",
                    span,
                    hint="add `decimals: 2` or `figures: 3`; for an integer use `//` or `round(…)`",
                )
            )
        made = self.formats.get((id(fields), kind))
        if made is None:
            tolerance = fields.tolerance
            made = self.formats[id(fields), kind] = AnswerFormat(
                kind,
                fields.decimals,
                fields.figures,
                tolerance.absolute if tolerance else None,
                tolerance.relative if tolerance else None,
                compare,  # type: ignore[arg-type]  # one of the two words, by the model
            )
        return made

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
            if any(self._passes(value, other, fmt, form.choices) for other in others):
                if not mistake.may_coincide:
                    span = mistake.formula.scalar.span
                    self.statistics.coincided[span] = self.statistics.coincided.get(span, 0) + 1
                    raise _RejectedError
                value = None
            made.append(value)
        if form.choices and sum(value is not None for value in made) < 2:
            raise _RejectedError
        return tuple(made)

    def _passes(self, value: Value, other: Value, fmt: AnswerFormat, choices: bool) -> bool:
        if agrees(value, other, fmt):
            return True
        return choices and answer_text(value, fmt) == answer_text(other, fmt)

    def _verify(
        self,
        check: Formula,
        value: Value,
        answer: CompiledAnswer,
        values: Mapping[str, Value],
    ) -> None:
        other = self._evaluate(check, values)
        compare = answer.fields.compare.value if answer.fields.compare else None
        if not _same(value, other, compare):
            raise _DrawError(
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
        answers: list[Value],
        formats: list[AnswerFormat],
    ) -> None:
        """Throw a draw away whose question and answer look as those of an earlier one."""
        language = self.program.deck_file.languages[0]
        shown_figure = drawings[language][0].slots if form.question_figure else ()
        key = (
            "shown",
            number,
            *(slots[column] for column in form.texts[language].question.columns),
            *shown_figure,
            *(answer_text(a, f) for a, f in zip(answers, formats, strict=True)),
        )
        if key in self.seen:
            self.statistics.duplicates += 1
            raise _RejectedError
        self.seen.add(key)

    def _drawings(
        self, number: int, form: CompiledForm, values: Mapping[str, Value]
    ) -> Mapping[str, tuple[Drawing, ...]]:
        if not form.figures:
            return {}
        languages = self.program.deck_file.languages
        if not self.distinct:
            # The stress test wants to know whether it can be drawn; the words change nothing.
            languages = languages[:1]
        return {
            language: tuple(
                self._drawing((number, place, language), figure, values)
                for place, figure in enumerate(form.figures)
            )
            for language in languages
        }

    def _drawing(
        self, key: tuple[int, int, str], formula: FigureFormula, values: Mapping[str, Value]
    ) -> Drawing:
        span = formula.scalar.span
        try:
            drawing = formula.figure.draw(values, key[2], self.budget)
        except ExpressionError as problem:
            raise self._failure(formula.scalar, problem, values) from None
        except ValueError as problem:
            raise _DrawError(
                error("bad-figure", f"{problem}, with {shown(values)}", span)
            ) from None
        if self.templates.setdefault(key, drawing.pieces) != drawing.pieces:
            raise _DrawError(
                error(
                    "bad-figure",
                    f"the figure has another shape on this draw, with {shown(values)}",
                    span,
                    hint="the arrays that it shows must have the same shape on every draw",
                )
            )
        return drawing

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
        raise _DrawError(error(diagnostic.code, message, diagnostic.span, hint=hint))


def slot_value(column: Column, values: Mapping[str, Value], budget: Budget | None = None) -> Value:
    """Return the value of a column for a variant's values, rounded to 12 significant digits.

    Raises ExpressionError. To be called inside ``evaluation()``.
    """
    return round_significant(column.expression.evaluate(values, None, budget))


def answer_text(value: Value, fmt: AnswerFormat, context: Context = Context.TEXT) -> str:
    """Return an answer as it is asked for, without its unit."""
    return format_answer(
        value, decimals=fmt.decimals, figures=fmt.figures, context=context, compare=fmt.compare
    )


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


def _dtype_kind(value: Value) -> str:
    if isinstance(value, np.ndarray):
        return value.dtype.kind if value.ndim in (1, 2) else "n"
    kinds = {bool: "b", int: "i", float: "f", complex: "c", str: "U"}
    return kinds[type(value)]


def _kind(value: Value, compare: str | None, precise: bool) -> Kind | None:
    dtype = _dtype_kind(value)
    if dtype in "bcn":
        return None
    if compare == "set":
        return "set"
    if isinstance(value, np.ndarray):
        return "vector" if value.ndim == 1 else "matrix"
    if dtype == "U":
        return "text"
    return "integer" if dtype == "i" and not precise else "number"


def _same(a: Value, b: Value, compare: str | None) -> bool:
    """Tell whether two formulas give the same: to 9 digits, of the same shape."""
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= 1e-9 * max(1.0, abs(a))
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    if compare == "set":
        return sorted(np.ravel(np.asarray(a)).tolist()) == sorted(np.ravel(np.asarray(b)).tolist())
    left, right = np.asarray(a), np.asarray(b)
    if left.shape != right.shape:
        return False
    if left.dtype.kind == "U" or right.dtype.kind == "U":
        return bool(np.all(left == right))
    size = max(1.0, float(np.max(np.abs(left), initial=0.0)))
    close = bool(np.all(np.abs(left - right) <= 1e-9 * size))
    if not close and compare == "up_to_sign":
        return bool(np.all(np.abs(left + right) <= 1e-9 * size))
    return close


def _hashable(value: Value) -> object:
    if isinstance(value, np.ndarray):
        return (value.shape, value.tobytes() if value.dtype.kind != "U" else tuple(value.flat))
    return value


def plain(value: Value) -> str:
    """Return a value on one line, for messages."""
    if isinstance(value, (bool, complex)):
        return str(value)
    try:
        text = format_value(value, None, Context.CODE)
    except ValueError:
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def shown(values: Mapping[str, Value]) -> str:
    """Return ``z = [1, 2], y = 0``: the draw that a message speaks of."""
    parts = [f"{name} = {plain(value)}" for name, value in values.items()]
    return ", ".join(parts[:8]) + (", …" if len(parts) > 8 else "")


def _unsatisfiable(program: Program, statistics: Statistics) -> Diagnostic:
    tried = statistics.draws - statistics.duplicates
    reasons = sorted(
        [*statistics.refused.items(), *statistics.coincided.items()],
        key=lambda item: (-item[1], item[0].start),
    )
    if not reasons:
        return error(
            "no-variant", "no variant could be drawn", program.definition.key_span("parameters")
        )
    span, times = reasons[0]
    if span in statistics.refused:
        what = "this condition"
        hint = "loosen the condition, or draw the parameters so that it mostly holds"
    else:
        what = "this mistake passes for the answer or another mistake and"
        hint = "a mistake gives another value than the answer: change its formula, or remove it"
    return error(
        "never-accepted",
        f"none of {tried} different draws was accepted (0 %); {what} refused {times} of them",
        span,
        hint=hint,
    )
