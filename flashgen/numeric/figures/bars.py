"""Bar charts: the entries of a vector as bars from zero, each with its number."""

from typing import Final

from flashgen.numeric.figures import words
from flashgen.numeric.figures.arguments import (
    Argument,
    drawn_title,
    indices,
    option_decimals,
    read_label,
    read_labels,
    shown_numbers,
    vector,
)
from flashgen.numeric.figures.canvas import CHARACTER, MAX_BYTES, Canvas, Drawing, number

MAX_BARS: Final = 12

_HEIGHT: Final = 160
_LINE: Final = 24
_MANY: Final = 8  # with more bars than this, there is room for four characters each


def draw_bars(
    canvas: Canvas,
    values: Argument,
    labels: Argument | None = None,
    title: Argument | None = None,
    decimals: Argument | None = None,
) -> Drawing:
    """Bar chart: a vector as bars from zero with their numbers.

    Shapes: values (n,), at most 12; labels, one for each (left out, the indices from 0).
    Convention: 2 decimals at most, unless `decimals` says otherwise; fewer where there is no room.
    Example: bars(p, labels=["cat", "dog", "bird"])
    """
    entries = vector(values.value, "a bar chart", MAX_BARS)
    count = len(entries)
    step = 56 if count <= 5 else 44 if count <= 8 else 34
    room = step // CHARACTER
    names = read_labels(labels, "labels", count, canvas, most=room, varying=room)
    names = names or indices(count)
    heading = read_label(title, "title", canvas, most=48, varying=28)

    low, high = min(0.0, *entries), max(0.0, *entries)
    top = _LINE if heading else 0
    bottom = top + _HEIGHT
    # A row of numbers stands above the highest bar, and one below the lowest if any hangs.
    above, below = top + _LINE if high or not low else top, bottom - (_LINE if low else 0)
    span = (high - low) or 1.0
    zero = round(below + low / span * (below - above))
    ends = [round(zero - entry / span * (below - above)) for entry in entries]
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
        length=room,
        room=MAX_BYTES - canvas.used,
        short=count > _MANY,
    )
    marks = [canvas.slot(text) for text in texts]

    width = step * count
    parts = drawn_title(0, heading)
    for k, (upper, lower, place) in enumerate(places):
        x, middle = number(step * k + step * 0.15), number(step * (k + 0.5))
        across = number(step * 0.7)
        # Above zero and below it: one of the two has no height.
        parts.append(
            f'<path class="figure-bar" d="M{x} {baseline}V{upper}h{across}V{baseline}z"/>'
            f'<path class="figure-bar negative" d="M{x} {baseline}V{lower}h{across}V{baseline}z"/>'
            f'<text x="{middle}" y="{place}">{marks[k]}</text>'
            f'<text class="figure-label" x="{middle}" y="{bottom + 18}">{names.texts[k]}</text>'
        )
    parts.append(f'<path class="figure-axis" d="M0 {baseline}h{width}"/>')
    said = words.bars(canvas.language, heading.texts[0] if heading else "", names.texts, marks)
    total = max(width, heading.width if heading else 0)
    return canvas.finish(total, bottom + _LINE, said, "".join(parts))
