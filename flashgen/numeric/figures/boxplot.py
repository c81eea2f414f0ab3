"""Box plots: quartiles, whiskers and outliers of samples, one below the other."""

from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.numeric.figures import words
from flashgen.numeric.figures.arguments import (
    Argument,
    drawn_title,
    read_label,
    read_labels,
    vector,
)
from flashgen.numeric.figures.canvas import CHARACTER, MAX_BYTES, Canvas, Drawing, whole
from flashgen.numeric.figures.chart import Axes, drawn_x_label, listed, short, x_numbers
from flashgen.numeric.figures.scale import around

MAX_BOXES: Final = 6
MAX_ENTRIES: Final = 1000

_WIDTH: Final = 272
_ROW: Final = 44
_LINE: Final = 22
_LARGEST: Final = 1e9


class _Box(Struct, frozen=True):
    """The numbers of a box: ends of the whiskers, quartiles, outliers."""

    low: float
    quartiles: tuple[float, float, float]
    high: float
    outliers: tuple[float, ...]


def boxplot(
    canvas: Canvas,
    *values: Argument,
    labels: Argument | None = None,
    x_label: Argument | None = None,
    title: Argument | None = None,
) -> Drawing:
    """Box plot: quartiles, whiskers and outliers of one or more vectors.

    Shapes: values (n,) each, at most 6 of them; labels, one for each.
    Convention: quartiles are interpolated linearly (as quantile does); a whisker ends at the last
    entry within 1.5 times the distance of the quartiles; entries beyond are dots.
    Source: Tukey, Exploratory Data Analysis (1977).
    Example: boxplot(before, after, labels=["before", "after"])
    """
    if not 1 <= len(values) <= MAX_BOXES:
        raise ValueError(f"a box plot takes 1 to {MAX_BOXES} vectors")
    boxes = [_box(vector(value.value, "a box plot", MAX_ENTRIES)) for value in values]
    names = read_labels(labels, "labels", len(boxes), canvas, most=12, varying=8)
    under = read_label(x_label, "x_label", canvas, most=40, varying=28)
    heading = read_label(title, "title", canvas, most=44, varying=28)
    ends = [v for box in boxes for v in (box.low, box.high, *box.outliers)]
    if max(map(abs, ends)) > _LARGEST:
        raise ValueError("the numbers of this box plot are too large for its axis; scale them")
    columns = around(min(ends), max(ends))

    left = names.width + 12 if names else 2 * CHARACTER
    top = 8 + (_LINE if heading else 0)
    bottom, right = top + _ROW * len(boxes), left + _WIDTH
    axes = Axes(left, top, right, bottom, (columns[0], columns[-1]), (0.0, 1.0))
    places = [whole(axes.across(value)) for value in columns]
    grid = "".join(f"M{x} {top}V{bottom}" for x in places)
    parts = drawn_title(left, heading)
    parts += [
        f'<path class="figure-grid" d="{canvas.slot(grid)}"/>',
        f'<path class="figure-axis" d="M{left} {bottom}H{right}"/>',
        x_numbers(axes, columns, canvas),
    ]
    whiskers, rests, medians, dots = "", "", "", ""
    for k, box in enumerate(boxes):
        y = top + _ROW * k + _ROW // 2
        low, q1, q2, q3, high = (
            whole(axes.across(value)) for value in (box.low, *box.quartiles, box.high)
        )
        whiskers += f"M{low} {y - 6}v12m0-6H{q1}M{q3} {y}H{high}m0-6v12"
        rests += f"M{q1} {y - 12}H{q3}v24H{q1}z"
        medians += f"M{q2} {y - 12}v24"
        dots += "".join(f"M{whole(axes.across(value))} {y}h0" for value in box.outliers)
        if names:
            parts.append(
                f'<text class="figure-label" x="{left - 10}" y="{y + 5}" text-anchor="end">'
                f"{names.texts[k]}</text>"
            )
    parts += [
        f'<path class="figure-whisker" d="{canvas.slot(whiskers)}"/>',
        f'<path class="figure-box" d="{canvas.slot(rests)}"/>',
        f'<path class="figure-line" d="{canvas.slot(medians)}"/>',
        f'<path class="figure-dots" d="{canvas.slot(dots or f"M{left} {top}")}"/>',
    ]
    parts += drawn_x_label(left + _WIDTH // 2, bottom, under)
    said = [_described(box) for box in boxes]
    room = (MAX_BYTES - canvas.used) // len(boxes)
    shown = [canvas.slot(listed(numbers, room)) for numbers in said]
    title_text = heading.texts[0] if heading else ""
    about = words.boxplot(canvas.language, title_text, names.texts if names else (), shown)
    total = bottom + _LINE + (_LINE if under else 0) + 4
    return canvas.finish(right + 2 * CHARACTER, total, about, "".join(parts))


def _box(entries: list[float]) -> _Box:
    q1, q2, q3 = (float(v) for v in np.quantile(entries, (0.25, 0.5, 0.75)))
    reach = 1.5 * (q3 - q1)
    inside = [v for v in entries if q1 - reach <= v <= q3 + reach]
    outliers = tuple(sorted({v for v in entries if not q1 - reach <= v <= q3 + reach}))
    # An interpolated quartile may lie beyond the last entry within reach.
    return _Box(min(*inside, q1), (q1, q2, q3), max(*inside, q3), outliers)


def _described(box: _Box) -> list[str]:
    return [short(v) for v in (box.low, *box.quartiles, box.high, *box.outliers)]
