"""Lines: points joined in the order of x; and points that are not joined."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from flashgen.numeric.figures import words
from flashgen.numeric.figures.arguments import Argument, vector
from flashgen.numeric.figures.canvas import Canvas, whole
from flashgen.numeric.figures.chart import Axes, Captions, Range, pair
from flashgen.numeric.figures.scale import close

MAX_POINTS: Final = 40

_DOTS: Final = 12  # with more points than this, their dots would run together


class _Points(Struct, frozen=True):
    """Points of a chart, joined or not."""

    captions: Captions
    what: str
    xs: Sequence[float]
    ys: Sequence[float]
    joined: bool

    @property
    def x_range(self) -> Range:
        return min(self.xs), max(self.xs)

    @property
    def y_range(self) -> Range:
        return min(self.ys), max(self.ys)

    @property
    def tight(self) -> bool:
        return self.joined

    @property
    def whole(self) -> bool:
        return all(float(x).is_integer() for x in self.xs)

    def draw(self, axes: Axes, canvas: Canvas, style: str) -> str:
        places = [
            f"{whole(axes.across(x))} {whole(axes.down(y))}"
            for x, y in zip(self.xs, self.ys, strict=True)
        ]
        made = ""
        if self.joined:
            made = f'<path class="figure-line{style}" d="{canvas.slot("M" + "L".join(places))}"/>'
        if not self.joined or len(places) <= _DOTS:
            made += _dots(canvas.slot("".join(f"M{place}h0" for place in places)), style)
        return made

    def swatch(self, x: float, y: float, style: str) -> str:
        if self.joined:
            return line_swatch(x, y, style)
        return _dots(f"M{x + 12:g} {y:g}h0", style)

    def described(self, language: str) -> tuple[str, Sequence[str]]:
        kind = words.LINE if self.joined else words.POINTS
        pairs = [pair(x, y) for x, y in zip(self.xs, self.ys, strict=True)]
        return words.word(kind, language), pairs


def _dots(path: str, style: str) -> str:
    # A line of no length with round ends is a dot: one path for all of them.
    return f'<path class="figure-dots{style}" d="{path}"/>'


def line_swatch(x: float, y: float, style: str) -> str:
    """Return the sign of a line in a legend."""
    return f'<path class="figure-line{style}" d="M{x:g} {y:g}h24"/>'


def line(
    canvas: Canvas,
    x: Argument,
    y: Argument,
    x_label: Argument | None = None,
    y_label: Argument | None = None,
    title: Argument | None = None,
    label: Argument | None = None,
) -> _Points:
    """Line chart: the points (x, y), joined in the order of x.

    Shapes: x and y (n,), 2 to 40 points; x increases.
    Example: line(x, relu(x), x_label="x", y_label="ReLU(x)")
    """
    xs, ys = _read(x, y, "a line")
    if len(xs) < 2:
        raise ValueError("a line takes at least two points")
    if any(a >= b for a, b in pairwise(xs)):
        raise ValueError("the x of a line increase from point to point; these do not")
    if close(xs[0], xs[-1]):
        raise ValueError("the x of this line lie too close together for an axis")
    return _Points(Captions(x_label, y_label, title, label), "this line", xs, ys, joined=True)


def points(
    canvas: Canvas,
    x: Argument,
    y: Argument,
    x_label: Argument | None = None,
    y_label: Argument | None = None,
    title: Argument | None = None,
    label: Argument | None = None,
) -> _Points:
    """Scatter plot: the points (x, y), not joined.

    Shapes: x and y (n,), 1 to 40 points.
    Example: points(x, y, x_label="dose", y_label="effect")
    """
    xs, ys = _read(x, y, "a scatter plot")
    captions = Captions(x_label, y_label, title, label)
    return _Points(captions, "these points", xs, ys, joined=False)


def _read(x: Argument, y: Argument, what: str) -> tuple[list[float], list[float]]:
    xs, ys = vector(x.value, what, MAX_POINTS), vector(y.value, what, MAX_POINTS)
    if len(xs) != len(ys):
        raise ValueError(f"{what} takes as many x as y, but here are {len(xs)} x and {len(ys)} y")
    return xs, ys
