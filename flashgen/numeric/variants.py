"""Variants, and what became of the draws that they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flashgen.numeric.figures import Drawing
from flashgen.numeric.program import Program
from flashgen.source.text import Span
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Value

MAX_REJECTED = 1000
"""How many draws in a row may be thrown away before a definition counts as exhausted."""

FIRST_BUDGET = 250_000
"""Units of work for the draws before the first variant."""
MORE_BUDGET = 20_000
"""Units of work that each variant adds for the next."""


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
    shown: tuple[str, ...]
    """The answers as they are asked for, without units: HTML for running text."""
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
