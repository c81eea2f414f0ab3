"""Charts: layers of lines, points, curves and bars over common axes with round numbers."""

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from flashgen.numeric.figures import words
from flashgen.numeric.figures.arguments import Argument, Labels, drawn_title, read_label
from flashgen.numeric.figures.canvas import CHARACTER, MAX_BYTES, Canvas, Drawing, cost, whole
from flashgen.numeric.figures.scale import MOST_TICKS, around, between, close, tick_text
from flashgen.values.formatting import Context, format_value
from flashgen.values.numerals import parse_format
from flashgen.values.values import Array

MAX_LAYERS: Final = 4
STYLES: Final = ("", " second", " third", " fourth")
"""The classes that tell the layers of a chart apart."""

_WIDTH: Final = 272
_HEIGHT: Final = 176
_LINE: Final = 22
_SWATCH: Final = 24
_TICK: Final = 8 * CHARACTER
_LARGEST: Final = 1e9

Range = tuple[float, float]
Numbers = TypeVar("Numbers", float, Array)


class Captions(Struct, frozen=True):
    """The labels of the axes, the title, and the name of a layer in the legend."""

    x_label: Argument | None = None
    y_label: Argument | None = None
    title: Argument | None = None
    label: Argument | None = None


class Axes(Struct, frozen=True):
    """A rectangle of the drawing, and which numbers its sides stand for."""

    left: float
    top: float
    right: float
    bottom: float
    x: Range
    y: Range

    def across(self, value: Numbers) -> Numbers:
        """Return where a number of the x axis stands, from the left."""
        low, high = self.x
        return self.left + (self.right - self.left) * ((value - low) / (high - low))

    def down(self, value: Numbers) -> Numbers:
        """Return where a number of the y axis stands, from the top."""
        low, high = self.y
        return self.bottom - (self.bottom - self.top) * ((value - low) / (high - low))


class Layer(Protocol):
    """What is drawn over the axes of a chart."""

    captions: Captions
    what: str
    """The name of the layer in messages, such as "a line"."""

    @property
    def x_range(self) -> Range:
        """The numbers from which to which the x axis goes."""

    @property
    def y_range(self) -> Range:
        """The numbers that the y axis encloses."""

    @property
    def tight(self) -> bool:
        """Whether the x axis ends where this layer ends, not at a round number."""

    @property
    def whole(self) -> bool:
        """Whether the numbers on the x axis are whole."""

    def draw(self, axes: Axes, canvas: Canvas, style: str) -> str:
        """Return the markup of the layer."""

    def swatch(self, x: float, y: float, style: str) -> str:
        """Return the markup of its sign in the legend, `_SWATCH` units wide."""

    def described(self, language: str) -> tuple[str, Sequence[str]]:
        """Return in words what is drawn: its kind, and numbers that may be left out."""


def draw_chart(canvas: Canvas, layers: Sequence[Layer]) -> Drawing:
    """Draw layers over common axes.

    Raises ValueError where they cannot share axes.
    """
    x_range = _joined([layer.x_range for layer in layers])
    y_range = _joined([layer.y_range for layer in layers])
    _check(x_range, y_range, layers[0].what)
    rows = around(*y_range)
    if any(layer.tight for layer in layers):
        whole = all(layer.whole for layer in layers)
        columns = between(*x_range, whole=whole)
    else:
        columns = around(*x_range)
        x_range = columns[0], columns[-1]

    under = _caption(layers, "x_label", canvas)
    over = _caption(layers, "y_label", canvas)
    heading = _caption(layers, "title", canvas)
    names = [
        read_label(each.captions.label, "label", canvas, most=24, varying=16) for each in layers
    ]
    left, top = _TICK + 8, 10
    parts = drawn_title(left, heading)
    right = left + _WIDTH
    widest: float = right
    top += _LINE if heading else 0
    if any(names):
        legend, width = _legend(layers, names, left, top + 8)
        parts.append(legend)
        widest = max(widest, width)
        top += _LINE
    if over:
        parts.append(
            f'<text class="figure-label" x="{left}" y="{top + 4}" text-anchor="start">'
            f"{over.texts[0]}</text>"
        )
        top += _LINE - 6
    axes = Axes(left, top, right, top + _HEIGHT, x_range, (rows[0], rows[-1]))
    parts.append(_grid(axes, rows, columns, canvas))
    parts += [layer.draw(axes, canvas, style) for layer, style in zip(layers, STYLES, strict=False)]
    bottom = top + _HEIGHT
    parts += drawn_x_label(left + _WIDTH // 2, bottom, under)
    said = _description(canvas, layers, names, heading, under, over)
    total = bottom + _LINE + (_LINE if under else 0) + 4
    return canvas.finish(widest + 2 * CHARACTER, total, said, "".join(parts))


def _joined(ranges: Sequence[Range]) -> Range:
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _check(x: Range, y: Range, what: str) -> None:
    if close(*x) and x[0] != x[1]:
        raise ValueError(f"the x of {what} lie too close together for an axis")
    if max(map(abs, (*x, *y))) > _LARGEST:
        raise ValueError(f"the numbers of {what} are too large for its axes; scale them")


def _caption(layers: Sequence[Layer], name: str, canvas: Canvas) -> Labels | None:
    """Return the first caption of this name that a layer has."""
    given = [getattr(layer.captions, name) for layer in layers]
    first = next((argument for argument in given if argument is not None), None)
    return read_label(first, name, canvas, most=40, varying=28)


def _legend(
    layers: Sequence[Layer], names: Sequence[Labels | None], left: float, y: float
) -> tuple[str, float]:
    """Return the markup of a legend, and where it ends."""
    parts, x = [], left
    for layer, name, style in zip(layers, names, STYLES, strict=False):
        if name is not None:
            parts.append(layer.swatch(x, y - 5, style))
            at = x + _SWATCH + 6
            parts.append(
                f'<text class="figure-label" x="{at:g}" y="{y:g}" text-anchor="start">'
                f"{name.texts[0]}</text>"
            )
            x = at + name.width + 16
    return "".join(parts), x - 16


def _grid(axes: Axes, rows: Sequence[float], columns: Sequence[float], canvas: Canvas) -> str:
    """Return the markup of grid, axes and their numbers; the axes go through 0 where it shows."""
    left, right, top, bottom = (whole(v) for v in (axes.left, axes.right, axes.top, axes.bottom))
    heights = [whole(axes.down(value)) for value in rows]
    places = [whole(axes.across(value)) for value in columns]
    grid = "".join(f"M{left} {y}H{right}" for y in heights)
    grid += "".join(f"M{x} {top}V{bottom}" for x in places)
    base = whole(axes.down(0)) if rows[0] <= 0 <= rows[-1] else bottom
    side = whole(axes.across(0)) if axes.x[0] <= 0 <= axes.x[1] else left
    lines = f"M{left} {base}H{right}M{side} {top}V{bottom}"
    parts = [
        f'<path class="figure-grid" d="{canvas.slot(grid)}"/>',
        f'<path class="figure-axis" d="{canvas.slot(lines)}"/>',
    ]
    for k in range(MOST_TICKS):
        # Ticks that this variant does not need have no text.
        y, text = (heights[k] + 5, tick_label(rows[k])) if k < len(rows) else (top, "")
        parts.append(
            f'<text class="figure-label" x="{left - 8}" y="{canvas.number(y)}" '
            f'text-anchor="end">{canvas.slot(text)}</text>'
        )
    return "".join(parts) + x_numbers(axes, columns, canvas)


def x_numbers(axes: Axes, columns: Sequence[float], canvas: Canvas) -> str:
    """Return the markup of the numbers below an x axis."""
    parts = []
    for k in range(MOST_TICKS):
        x, text = axes.left, ""
        if k < len(columns):
            x, text = axes.across(columns[k]), tick_label(columns[k])
        parts.append(
            f'<text class="figure-label" x="{canvas.number(x)}" y="{axes.bottom + 19:g}">'
            f"{canvas.slot(text)}</text>"
        )
    return "".join(parts)


def drawn_x_label(middle: int, bottom: int, label: Labels | None) -> list[str]:
    """Return the label below the numbers of an x axis, if there is one."""
    if label is None:
        return []
    place = f'x="{middle}" y="{bottom + 19 + _LINE}"'
    return [f'<text class="figure-label" {place}>{label.texts[0]}</text>']


def tick_label(value: float) -> str:
    """Return the text of a tick; ValueError where it is too long."""
    text = tick_text(value)
    if len(text) > _TICK // CHARACTER:
        raise ValueError(f"{text} is too long for an axis; scale the values")
    return text


def _description(
    canvas: Canvas,
    layers: Sequence[Layer],
    names: Sequence[Labels | None],
    heading: Labels | None,
    under: Labels | None,
    over: Labels | None,
) -> str:
    """Return the chart in words; of the numbers as many as there is room for."""
    said: list[str] = []
    for layer, name in zip(layers, names, strict=True):
        kind, numbers = layer.described(canvas.language)
        room = (MAX_BYTES - canvas.used) // (len(layers) - len(said))
        shown = canvas.slot(listed(numbers, room)) if numbers else ""
        said.append(words.layer(canvas.language, kind, name.texts[0] if name else "", shown))
    return words.chart(
        canvas.language,
        heading.texts[0] if heading else "",
        under.texts[0] if under else "",
        over.texts[0] if over else "",
        said,
    )


def listed(numbers: Sequence[str], room: int) -> str:
    """Return the list, or its two ends if all of it takes more than `room` bytes."""
    for text in (", ".join(numbers), f"{numbers[0]} … {numbers[-1]}"):
        if cost(text) <= room:
            return text
    return "…"


_SHORT: Final = parse_format(".3g")


def pair(x: float, y: float) -> str:
    """Return a point in words."""
    return f"({short(x)}, {short(y)})"


def short(value: float) -> str:
    """Return a number to three digits."""
    return format_value(value, _SHORT, Context.TEXT)


def tenths(value: float) -> float:
    """Return a coordinate to a tenth of a unit, the same whatever its last bits are."""
    return round(round(value, 6), 1)


def tenth(value: float) -> str:
    """Return a coordinate to a tenth of a unit, as short as it can be written."""
    text = f"{tenths(value) + 0.0:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
