"""Heatmaps: the entries of a matrix as shaded cells, each with its number."""

from typing import Final

from flashgen.figures.canvas import CHARACTER, MAX_BYTES, Canvas, Drawing, number, text_width
from flashgen.figures.values import (
    Argument,
    decimals_option,
    label,
    label_text,
    labels,
    matrix,
    shown_numbers,
)
from flashgen.values import round_float

MAX_SIDE: Final = 8

_HEIGHT: Final = 36
_GAP: Final = 2
_LABEL_GAP: Final = 8
_LINE: Final = 24
_LONGEST_LABEL: Final = 12 * CHARACTER
_LONGEST_TITLE: Final = 48 * CHARACTER
_LARGE: Final = 36  # more cells than this leave three characters for each


def draw_heatmap(
    canvas: Canvas,
    values: Argument,
    rows: Argument | None = None,
    columns: Argument | None = None,
    title: Argument | None = None,
    decimals: Argument | None = None,
) -> Drawing:
    """A matrix as shaded cells with their numbers.

    Shapes: values (m, n), at most 8 x 8.
    Options: rows and columns, a label for each; title; decimals, 2 at most unless given.
    Example: heatmap(A, rows=["the", "cat"], columns=["the", "cat"], title="Attention")
    """
    entries = matrix(values.value, "a heatmap", MAX_SIDE)
    height, width = len(entries), len(entries[0])
    cell = 56 if width <= 4 else 48 if width <= 6 else 42
    row_labels = labels(rows, "rows", height, _LONGEST_LABEL, canvas)
    column_labels = labels(columns, "columns", width, _LONGEST_LABEL, canvas)
    heading = label(title, "title", _LONGEST_TITLE, canvas) if title else ""
    flat = [entry for row in entries for entry in row]
    finite = [abs(entry) for entry in flat if abs(entry) < float("inf")]
    largest = canvas.slot(f"{max(finite, default=0) or 1:.2g}")
    shown = shown_numbers(
        flat,
        decimals=decimals_option(decimals),
        width=cell - 2,
        room=MAX_BYTES - canvas.used,
        short=len(flat) > _LARGE,
    )
    marks = [canvas.slot(text) for text in shown]

    left = _room(rows) + _LABEL_GAP if rows else 0
    slanted = columns is not None and (columns.varies or _room(columns) > cell)
    head = _LINE if columns else 0
    if columns and slanted:
        head = round(_room(columns) * 0.6) + _LINE // 2
    above = _LINE + 4 if title else 0
    top = above + head
    total = left + cell * width + (round(_room(columns) * 0.5) if columns and slanted else 0)
    if title:
        total = max(total, left + _title_room(title))
    parts = []
    if title:
        parts.append(f'<text x="{left}" y="16" text-anchor="start">{heading}</text>')
    for j, text in enumerate(column_labels or []):
        x, y = left + cell * j + cell / 2, top - _LABEL_GAP
        turn = f' transform="rotate(-36 {number(x)} {y})" text-anchor="start"' if slanted else ""
        parts.append(f'<text class="figure-label" x="{number(x)}" y="{y}"{turn}>{text}</text>')
    for i, text in enumerate(row_labels or []):
        y = top + _HEIGHT * i + _HEIGHT // 2 + 5
        parts.append(
            f'<text class="figure-label" x="{left - _LABEL_GAP}" y="{y}" text-anchor="end">'
            f"{text}</text>"
        )
    # The number itself sets the shade (style.css), so that it stands in the data once. Where it
    # is infinite there is no shade: that of the group, which is none.
    parts.append(f'<g fill-opacity="0" style="--m:{largest}">')
    box = f'width="{cell - _GAP}" height="{_HEIGHT - _GAP}" rx="3"'
    for k, mark in enumerate(marks):
        i, j = divmod(k, width)
        parts.append(
            f'<g style="--v:{mark}" transform="translate({left + cell * j} {top + _HEIGHT * i})">'
            f'<rect class="figure-frame" {box}/>'
            f'<rect class="figure-cell" {box}/><rect class="figure-cell negative" {box}/>'
            f'<text x="{(cell - _GAP) // 2}" y="{_HEIGHT // 2 + 4}">{mark}</text></g>'
        )
    parts.append("</g>")
    said = _description(canvas.language, marks, height, width, heading)
    return canvas.finish(total, top + _HEIGHT * height, said, "".join(parts))


def _room(argument: Argument | None) -> int:
    """The width of the widest label, for labels that vary a guess that is the same for all."""
    if argument is None:
        return 0
    if argument.varies:
        return 6 * CHARACTER
    return max(text_width(label_text(text, "labels")) for text in argument.value.tolist())  # type: ignore[union-attr]  # an array: `labels` has seen it


def _title_room(title: Argument) -> int:
    return 24 * CHARACTER if title.varies else text_width(label_text(title.value, "title"))


def _description(language: str, marks: list[str], height: int, width: int, heading: str) -> str:
    chinese = language.startswith("zh")
    what = f"{height} 行 {width} 列的热力图" if chinese else f"heatmap, {height} × {width}"
    if len(marks) <= 16:
        rows = [", ".join(marks[k : k + width]) for k in range(0, len(marks), width)]
        what += ("：" if chinese else ": ") + "; ".join(rows)
    return joined(language, heading, what)
