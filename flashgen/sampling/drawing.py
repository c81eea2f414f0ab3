"""The figures of a draw."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flashgen.compiling import CompiledForm, FigureFormula
from flashgen.expression import Budget
from flashgen.figures import Drawing
from flashgen.values import Value


class AnotherShapeError(ValueError):
    """The figure of a draw has not the shape of those before."""


@dataclass(slots=True)
class Drawer:
    """Draws the figures of one variant after another, which share a template a figure."""

    languages: tuple[str, ...]
    budget: Budget
    templates: dict[tuple[int, int, str], tuple[str, ...]] = field(default_factory=dict)

    def figures(self, form: CompiledForm) -> Iterator[tuple[str, int, FigureFormula]]:
        """Yield the figures that a variant of the form has: language, place, formula."""
        for language in self.languages:
            for place, figure in enumerate(form.figures):
                yield language, place, figure

    def draw(
        self,
        number: int,
        language: str,
        place: int,
        figure: FigureFormula,
        values: Mapping[str, Value],
    ) -> Drawing:
        """Draw one figure of form `number`.

        Raises ExpressionError, ValueError for values that cannot be drawn, and AnotherShapeError.
        """
        drawing = figure.figure.draw(values, language, self.budget)
        if self.templates.setdefault((number, place, language), drawing.pieces) != drawing.pieces:
            raise AnotherShapeError("the figure has another shape on this draw")
        return drawing
