"""Bar charts: the entries of a vector as bars from zero, each with its number."""

from typing import Final

from flashgen.figures import words
from flashgen.figures.canvas import CHARACTER, MAX_BYTES, Canvas, Drawing, number
from flashgen.figures.values import (
    Argument,
    Labels,
    label,
    labels,
    option_decimals,
    shown_numbers,
    vector,
)

MAX_BARS: Final = 12

_HEIGHT: Final = 130
_LINE: Final = 24


def draw_bars(
    canvas: Canvas,
    values: Argument,
    labels_: Argument | None = None,
    title: Argument | None = None,
    decimals: Argument | None = None,
) -> Drawing:
    """Bar chart: a vector as bars from zero with their numbers.

    Shapes: values (n,), at most 12; labels, one for each (left out, the indices from 0).
    Convention: 2 decimals at most, unless `decimals` says otherwise; fewer where there is no room.
    """
    entries = vector(values.value, "a bar chart", MAX_BARS)
    count = len(entries)
    step = 60 if count <= 5 else 50 if count <= 8 else 42
    names = Labels(tuple(map(str, range(count))), 0)
    if labels_:
        room = step // CHARACTER
        names = labels(labels_, "labels", count, canvas, most=room, varying=room)
    heading = title and label(title, "title", canvas, most=48, varying=28)

    low, high = min(0.0, *entries), max(0.0, *entries)
    unit = _HEIGHT / ((high - low) or 1.0)
    top = _LINE * (2 if heading else 1)
    zero = round(top + high * unit)
    ends = [round(zero - entry * unit) for entry in entries]
    baseline = canvas.number(zero)
    places = [
        (
            canvas.number(min(end, zero)),
            canvas.number(max(end, zero)),
            canvas.number(end + 17 if entry < 0 else end - 6),
        )
        for end, entry in zip(ends, entries, strict=True)
    ]
    texts = shown_numbers(
        entries,
        decimals=option_decimals(decimals),
        width=step - 2,
        room=MAX_BYTES - canvas.used,
    )
    marks = [canvas.slot(text) for text in texts]

    width = step * count
    bottom = top + _HEIGHT + _LINE
    parts = []
    if heading:
        parts.append(f'<text x="0" y="16" text-anchor="start">{heading.texts[0]}</text>')
    for k, (upper, lower, place) in enumerate(places):
        x, middle = number(step * k + step * 0.15), number(step * (k + 0.5))
        across = number(step * 0.7)
        # Above zero and below it: one of the two has no height.
        parts.append(
            f'<path class="figure-bar" d="M{x} {baseline}V{upper}h{across}V{baseline}z"/>'
            f'<path class="figure-bar negative" d="M{x} {baseline}V{lower}h{across}V{baseline}z"/>'
            f'<text x="{middle}" y="{place}">{marks[k]}</text>'
            f'<text class="figure-label" x="{middle}" y="{bottom + 16}">{names.texts[k]}</text>'
        )
    parts.append(f'<path class="figure-axis" d="M0 {baseline}h{width}"/>')
    said = words.bars(canvas.language, heading.texts[0] if heading else "", names.texts, marks)
    total = max(width, heading.width if heading else 0)
    return canvas.finish(total, bottom + _LINE, said, "".join(parts))
