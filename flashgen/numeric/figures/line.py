"""Line charts: points joined in the order of x, between axes with round numbers."""

from itertools import pairwise
from typing import Final

from flashgen.numeric.figures import words
from flashgen.numeric.figures.arguments import Argument, read_label, vector
from flashgen.numeric.figures.canvas import CHARACTER, MAX_BYTES, Canvas, Drawing, cost, number
from flashgen.numeric.figures.scale import X_TICKS, close, tick_text, x_ticks, y_ticks
from flashgen.values.formatting import Context, format_value
from flashgen.values.numerals import parse_format

MAX_POINTS: Final = 24

_WIDTH: Final = 272
_HEIGHT: Final = 160
_LINE: Final = 22
_TICK: Final = 7 * CHARACTER
_LARGEST: Final = 1e9
_DOTS: Final = 12  # with more points than this, their dots would run together


def draw_line(
    canvas: Canvas,
    x: Argument,
    y: Argument,
    x_label: Argument | None = None,
    y_label: Argument | None = None,
    title: Argument | None = None,
) -> Drawing:
    """Line chart: the points (x, y), joined in the order of x.

    Shapes: x and y (n,), 2 to 24 points; x increases.
    """
    xs = vector(x.value, "a line", MAX_POINTS)
    ys = vector(y.value, "a line", MAX_POINTS)
    _check(xs, ys)
    under = read_label(x_label, "x_label", canvas, most=40, varying=28)
    over = read_label(y_label, "y_label", canvas, most=40, varying=28)
    heading = read_label(title, "title", canvas, most=44, varying=28)
    left, top = _TICK + 8, 8 + _LINE * ((heading is not None) + (over is not None))
    bottom, right = top + _HEIGHT, left + _WIDTH

    rows = y_ticks(min(ys), max(ys))
    columns = x_ticks(xs[0], xs[-1], whole=all(float(entry).is_integer() for entry in xs))

    def across(value: float) -> float:
        return left + _WIDTH * ((value - xs[0]) / (xs[-1] - xs[0]))

    def down(value: float) -> float:
        return bottom - _HEIGHT * ((value - rows[0]) / (rows[-1] - rows[0]))

    parts = []
    if heading:
        parts.append(f'<text x="{left}" y="16" text-anchor="start">{heading.texts[0]}</text>')
    if over:
        parts.append(
            f'<text class="figure-label" x="{left}" y="{top - 12}" text-anchor="start">'
            f"{over.texts[0]}</text>"
        )
    for k, value in enumerate(rows):
        height = number(bottom - _HEIGHT * k / (len(rows) - 1))
        kind = "figure-grid" if k else "figure-axis"
        parts.append(
            f'<path class="{kind}" d="M{left} {height}H{right}"/>'
            f'<text class="figure-label" x="{left - 8}" y="{number(float(height) + 5)}" '
            f'text-anchor="end">{canvas.slot(_tick(value))}</text>'
        )
    # Ticks that this variant does not need lie on its first.
    ticks = [(across(value), _tick(value)) for value in columns]
    ticks += [(ticks[0][0], "")] * (X_TICKS - len(ticks))
    for position, shown in ticks:
        place, text = canvas.number(position), canvas.slot(shown)
        parts.append(
            f'<path class="figure-axis" d="M{place} {bottom}v5"/>'
            f'<text class="figure-label" x="{place}" y="{bottom + 19}">{text}</text>'
        )
    if under:
        parts.append(
            f'<text class="figure-label" x="{left + _WIDTH // 2}" y="{bottom + 19 + _LINE}">'
            f"{under.texts[0]}</text>"
        )
    places = [
        (canvas.number(across(a)), canvas.number(down(b))) for a, b in zip(xs, ys, strict=True)
    ]
    joined = " ".join(f"{a},{b}" for a, b in places)
    parts.append(f'<polyline class="figure-line" points="{joined}"/>')
    if len(places) <= _DOTS:
        parts += [f'<circle class="figure-dot" cx="{a}" cy="{b}" r="4"/>' for a, b in places]
    said = words.line(
        canvas.language,
        heading.texts[0] if heading else "",
        under.texts[0] if under else "",
        over.texts[0] if over else "",
        canvas.slot(_points(xs, ys, MAX_BYTES - canvas.used)),
    )
    total = bottom + _LINE + (_LINE if under else 0) + 4
    return canvas.finish(right + 2 * CHARACTER, total, said, "".join(parts))


def _check(xs: list[float], ys: list[float]) -> None:
    if len(xs) != len(ys):
        raise ValueError(f"a line takes as many x as y, but here are {len(xs)} x and {len(ys)} y")
    if len(xs) < 2:
        raise ValueError("a line takes at least two points")
    if any(a >= b for a, b in pairwise(xs)):
        raise ValueError("the x of a line increase from point to point; these do not")
    if close(xs[0], xs[-1]):
        raise ValueError("the x of this line lie too close together for an axis")
    if max(map(abs, (*xs, *ys))) > _LARGEST:
        raise ValueError("the numbers of this line are too large for its axes; scale them")


def _tick(value: float) -> str:
    text = tick_text(value)
    if len(text) > _TICK // CHARACTER:
        raise ValueError(f"{text} is too long for the axis of a line; scale the values")
    return text


def _points(xs: list[float], ys: list[float], room: int) -> str:
    short = parse_format(".3g")

    def shown(value: float) -> str:
        return format_value(value, short, Context.TEXT)

    pairs = [f"({shown(a)}, {shown(b)})" for a, b in zip(xs, ys, strict=True)]
    for text in (" ".join(pairs), f"{pairs[0]} … {pairs[-1]}"):
        if cost(text) <= room:
            return text
    return "…"
