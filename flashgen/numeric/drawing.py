"""The figures of a draw."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from flashgen.expression import ExpressionError
from flashgen.numeric.figures import Drawing
from flashgen.numeric.program import CompiledForm, FigureFormula, Program
from flashgen.values.values import Value

MAX_SHAPES: Final = 8
"""How many templates a figure has at most, one for each shape of the arrays that it shows."""


class FigureError(ValueError):
    """A figure that cannot be drawn of a draw's values: which one, why, and what to do."""

    def __init__(
        self, figure: FigureFormula, problem: Exception | str, hint: str | None = None
    ) -> None:
        super().__init__(str(problem))
        self.figure = figure
        self.problem = problem
        self.hint = hint


class Drawer(Struct):
    """Draws the figures of one variant after another, which share their templates."""

    languages: tuple[str, ...]
    templates: dict[tuple[int, int, str], set[tuple[str, ...]]] = field(default_factory=dict)
    """What was drawn: for each form, figure and language a template for each shape of arrays."""

    @classmethod
    def of(cls, program: Program, *, distinct: bool) -> "Drawer":
        """Return the one for a program; for the stress test it draws in one language.

        That wants to know whether the figures can be drawn; the words change nothing.
        """
        languages = program.deck_file.languages
        return cls(languages if distinct else languages[:1])

    def drawings(
        self, number: int, form: CompiledForm, values: Mapping[str, Value]
    ) -> Mapping[str, tuple[Drawing, ...]]:
        """Return the figures of form `number` by language, that of the question first.

        Raises FigureError.
        """
        if not form.figures:
            return {}
        return {
            language: tuple(
                [
                    self._drawing((number, place, language), figure, values)
                    for place, figure in enumerate(form.figures)
                ]
            )
            for language in self.languages
        }

    def _drawing(
        self, key: tuple[int, int, str], figure: FigureFormula, values: Mapping[str, Value]
    ) -> Drawing:
        try:
            drawing = figure.figure.draw(values, key[2])
        except (ExpressionError, ValueError) as problem:
            raise FigureError(figure, problem) from None
        known = self.templates.setdefault(key, set())
        if drawing.pieces not in known and len(known) == MAX_SHAPES:
            raise FigureError(
                figure,
                f"the figure has more than {MAX_SHAPES} shapes on different draws",
                "draw arrays of fewer lengths",
            )
        known.add(drawing.pieces)
        return drawing
