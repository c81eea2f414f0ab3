"""The keys of a formula answer, compiled: what is asked, and how far off it may be."""

from collections.abc import Callable, Mapping
from typing import Protocol

from flashgen.deck.key_types.scalars import Tolerance
from flashgen.expression import ExpressionError
from flashgen.numeric.formulas.compiling import compile_range
from flashgen.numeric.formulas.expression import FormulaAsked, FormulaVariable
from flashgen.numeric.formulas.numbers import Known
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar
from flashgen.source.text import Span
from flashgen.values.formulas.judging import relative_of
from flashgen.values.formulas.names import spellings


class FormulaKeys(Protocol):
    """The keys of a formula answer, on a numeric card or on a concept card."""

    @property
    def in_(self) -> Mapping[str, tuple[Scalar, Scalar]]:
        """The variables, each with its range."""

    @property
    def up_to(self) -> Scalar | None:
        """What may be added or multiplied."""

    @property
    def without(self) -> tuple[Scalar, ...]:
        """What must not be used."""

    @property
    def log(self) -> Scalar | None:
        """The base of `log`."""

    @property
    def figures(self) -> int | None:
        """Significant figures."""

    @property
    def tolerance(self) -> Tolerance | None:
        """A tolerance, relative to the value."""


class Precision(Protocol):
    """The keys beside a formula that say how precise it is wanted."""

    @property
    def figures(self) -> int | None:
        """Significant figures."""

    @property
    def tolerance(self) -> Tolerance | None:
        """A tolerance, relative to the value."""


Report = Callable[[Diagnostic], None]
Locate = Callable[[Scalar, ExpressionError], Diagnostic]


def compile_asked(
    answer: FormulaKeys,
    fields: Precision,
    known: Known,
    span: Span,
    report: Report,
    located: Locate,
) -> FormulaAsked:
    """Compile what a formula answer states beside its formula, reporting errors at `span`.

    `fields` are those of the card, where the answer states neither figures nor a tolerance.
    """
    figures = answer.figures if answer.figures is not None else fields.figures
    tolerance = answer.tolerance or fields.tolerance
    relative = tolerance.relative if tolerance else None
    if tolerance is not None and tolerance.absolute is not None:
        relative = tolerance.absolute
        if relative >= 1:
            report(
                Diagnostic(
                    "not-a-number",
                    "the tolerance of a formula is relative to its value, so it is below 1",
                    span,
                    hint="write `tolerance: {relative: 0.001}`",
                )
            )
            relative = 0.1
    return FormulaAsked(
        compile_variables(answer, known, report, located),
        None,
        relative_of(figures, relative),
        figures,
        answer.up_to.value if answer.up_to else None,  # type: ignore[arg-type]  # by the model
        tuple(scalar.value for scalar in answer.without),
        bool(answer.log and answer.log.value == "10"),
    )


def compile_variables(
    answer: FormulaKeys, known: Known, report: Report, located: Locate
) -> tuple[FormulaVariable, ...]:
    """Compile the variables of a formula with their ranges, reporting errors."""
    made = []
    written: dict[str, str] = {}
    for name, (key, scalar) in answer.in_.items():
        same = next((written[s] for s in spellings(name) if s in written), None)
        if name in known.values or same is not None:
            other = f"is written like `{same}`" if same else "has a value already"
            report(
                Diagnostic("name-taken", f"`{name}` {other}", key.span, hint="rename one of them")
            )
            continue
        written |= dict.fromkeys(spellings(name), name)
        try:
            made.append(compile_range(name, scalar.value, known))
        except ExpressionError as problem:
            report(located(scalar, problem))
            made.append(compile_range(name, "[0, 1]", known))  # or each use is reported too
    return tuple(made)
