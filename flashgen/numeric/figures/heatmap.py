"""Heatmaps: the entries of a matrix as shaded cells, each with its number."""

import math
from typing import Final

from flashgen.numeric.figures import words
from flashgen.numeric.figures.arguments import (
    Argument,
    drawn_title,
    matrix,
    option_decimals,
    read_label,
    read_labels,
    shown_numbers,
)
from flashgen.numeric.figures.canvas import CHARACTER, MAX_BYTES, Canvas, Drawing, number

MAX_SIDE: Final = 8

_HEIGHT: Final = 36
_GAP: Final = 2
_LABEL_GAP: Final = 8
_LINE: Final = 24
_LARGE: Final = 36  # with more cells than this, there are about three characters for each
_SLANT: Final = 45  # degrees


def draw_heatmap(
    canvas: Canvas,
    values: Argument,
    rows: Argument | None = None,
    columns: Argument | None = None,
    title: Argument | None = None,
    decimals: Argument | None = None,
) -> Drawing:
    """Heatmap: a matrix as shaded cells with their numbers, infinite ones without a shade.

    Shapes: values (m, n), at most 8 x 8; rows and columns, a label for each.
    Convention: 2 decimals at most, unless `decimals` says otherwise; fewer where there is no room.
    Example: heatmap(weights, rows=words, title="Attention")
    """
    entries = matrix(values.value, "a heatmap", MAX_SIDE)
    height, width = len(entries), len(entries[0])
    cell = 56 if width <= 4 else 48 if width <= 6 else 42
    most = 12 if width <= 6 else 8
    beside = read_labels(rows, "rows", height, canvas, most=most, varying=6)
    over = read_labels(columns, "columns", width, canvas, most=most, varying=6)
    heading = read_label(title, "title", canvas, most=48, varying=28)

    flat = [entry for row in entries for entry in row]
    largest = max((abs(entry) for entry in flat if math.isfinite(entry)), default=0.0)
    scale = canvas.slot(f"{largest or 1:.2g}")
    texts = shown_numbers(
        flat,
        decimals=option_decimals(decimals),
        length=cell // CHARACTER,
        room=MAX_BYTES - canvas.used,
        short=len(flat) > _LARGE,
    )
    marks = [canvas.slot(text) for text in texts]

    left = beside.width + _LABEL_GAP if beside else 1
    top = _LINE + 4 if heading else 1
    right = left + cell * width
    slanted = over is not None and over.width > cell
    if over and slanted:
        angle = math.radians(_SLANT)
        top += round(over.width * math.sin(angle)) + _LINE // 2
        right += max(0, round(over.width * math.cos(angle) - cell / 2))
    elif over:
        top += _LINE
    if heading:
        right = max(right, left + heading.width)
    parts = drawn_title(left, heading)
    for j, text in enumerate(over.texts if over else ()):
        x, y = number(left + cell * j + cell / 2 - 1), top - _LABEL_GAP
        turn = f' transform="rotate(-{_SLANT} {x} {y})" text-anchor="start"' if slanted else ""
        parts.append(f'<text class="figure-label" x="{x}" y="{y}"{turn}>{text}</text>')
    for i, text in enumerate(beside.texts if beside else ()):
        parts.append(
            f'<text class="figure-label" x="{left - _LABEL_GAP}" '
            f'y="{top + _HEIGHT * i + _HEIGHT // 2 + 4}" text-anchor="end">{text}</text>'
        )
    # The number itself makes the shade (in style.css), so that a variant carries it once. One that
    # is infinite makes none; then the cell has that of the group.
    parts.append(f'<g fill-opacity="0" style="--m:{scale}">')
    box = f'width="{cell - _GAP}" height="{_HEIGHT - _GAP}" rx="3"/>'
    for k, mark in enumerate(marks):
        i, j = divmod(k, width)
        parts.append(
            f'<g style="--v:{mark}" transform="translate({left + cell * j} {top + _HEIGHT * i})">'
            f'<rect class="figure-cell" {box}<rect class="figure-cell negative" {box}'
            f'<text x="{(cell - _GAP) // 2}" y="{_HEIGHT // 2 + 4}">{mark}</text></g>'
        )
    parts.append("</g>")
    said = words.heatmap(
        canvas.language,
        heading.texts[0] if heading else "",
        [marks[k : k + width] for k in range(0, len(marks), width)],
    )
    return canvas.finish(right, top + _HEIGHT * height, said, "".join(parts))
