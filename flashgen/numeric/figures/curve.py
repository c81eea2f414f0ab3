"""Curves: the graph of an expression, as cubic pieces that are off by less than half a unit.

x runs evenly along a piece, so that of a polynomial up to degree three one piece is exact. The
others are fitted to many points and halved until they are close enough.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.numeric.figures import words
from flashgen.numeric.figures.arguments import Argument
from flashgen.numeric.figures.canvas import Canvas
from flashgen.numeric.figures.chart import Axes, Captions, Range, pair, tenth, tenths
from flashgen.numeric.figures.line import line_swatch
from flashgen.numeric.figures.scale import close
from flashgen.values.values import Array

Evaluate = Callable[[Array], Array]
"""Returns the values of a curve at some places; NaN where it has none."""

TOLERANCE: Final = 0.3
"""How far a piece may be off before its numbers are rounded, in units of the drawing."""

_SAMPLES: Final = 1024
_HALVINGS: Final = 16
_STEEP: Final = 0.05
"""A change between two samples, as a share of the whole, that may be a jump."""
_MOST_BREAKS: Final = 80
"""Samples at which a curve may begin, end or jump."""
_FAR: Final = 4.0
"""Values so many times the spread of the middle nine tenths beyond it are cut off: at a pole."""
_NARROW: Final = 3
"""So many samples above half of the height of a peak do not show its form."""
_KEY_POINTS: Final = 6
_APART: Final = 1e-6
"""Points that are closer in x, in units of the drawing, are one."""
_SHORTEST: Final = 1e-6
"""A run of values shorter than this share of the whole is a point beside a jump."""
_FEW: Final = 4
"""Samples that are joined by a straight line, or not at all: a cubic through them may overshoot."""


class _Curve(Struct, frozen=True, dict=True):
    captions: Captions
    what: str
    evaluate: Evaluate
    low: float
    high: float

    @property
    def x_range(self) -> Range:
        return self.low, self.high

    @property
    def tight(self) -> bool:
        return True

    @property
    def whole(self) -> bool:
        return False

    @cached_property
    def runs(self) -> Sequence[tuple[Array, Array]]:
        """The parts without a gap or a jump, as many samples each: (x, y)."""
        return _runs(self.evaluate, self.low, self.high)

    @cached_property
    def y_range(self) -> Range:
        ys = np.concatenate([y for _, y in self.runs])
        low, high = float(ys.min()), float(ys.max())
        if not self._may_have_poles(ys):
            return low, high
        first, last = (float(v) for v in np.quantile(ys, (0.05, 0.95)))
        reach = _FAR * max(last - first, 1e-12 * max(abs(first), abs(last)))
        return max(low, first - reach), min(high, last + reach)

    def _may_have_poles(self, ys: Array) -> bool:
        """Tell whether values are missing inside, or a peak is narrower than the samples show."""
        first, last = self.runs[0][0][0], self.runs[-1][0][-1]
        if len(self.runs) > 1 or first > self.low or last < self.high:
            return True
        heights = np.abs(ys - np.median(ys))
        return int((heights > heights.max() / 2).sum()) <= _NARROW

    def draw(self, axes: Axes, canvas: Canvas, style: str) -> str:
        path = "".join(
            _path(axes.across(x), axes.down(y))
            for run in self.runs
            for x, y in _inside(*run, axes.y)
        )
        return f'<path class="figure-line{style}" d="{canvas.slot(path)}"/>'

    def swatch(self, x: float, y: float, style: str) -> str:
        return line_swatch(x, y, style)

    def described(self, language: str) -> tuple[str, Sequence[str]]:
        shown = []
        for run in self.runs:
            for x, y in _inside(*run, self.y_range):
                turns = np.flatnonzero(np.diff(np.sign(np.diff(y)))) + 1
                shown += [pair(float(x[k]), float(y[k])) for k in (0, *turns.tolist(), len(x) - 1)]
        return words.word(words.CURVE, language), shown[:_KEY_POINTS]


def curve(
    canvas: Canvas,
    expression: Evaluate,
    x: str,
    low: Argument,
    high: Argument,
    x_label: Argument | None = None,
    y_label: Argument | None = None,
    title: Argument | None = None,
    label: Argument | None = None,
) -> _Curve:
    """Curve: the graph of an expression of x, from low to high.

    Shapes: expression (), low (), high (); x is the name of the variable in it.
    Convention: left out where the expression has no value; cut off at a pole, with a gap at a jump.
    Example: curve(a * x**2 + b, x, -6, 6)
    """
    bounds = []
    for name, argument in (("low", low), ("high", high)):
        value = argument.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"`{name}` is the x at which a curve begins or ends, one number")
        bounds.append(float(value))
    if not np.isfinite(bounds).all() or bounds[0] >= bounds[1] or close(*bounds):
        raise ValueError("a curve goes from a lower to a higher x; these do not")
    made = _Curve(Captions(x_label, y_label, title, label), "this curve", expression, *bounds)
    if not made.runs:
        raise ValueError(f"the expression has no value from {x} = {bounds[0]:g} to {bounds[1]:g}")
    return made


def _runs(evaluate: Evaluate, low: float, high: float) -> list[tuple[Array, Array]]:
    xs = np.linspace(low, high, _SAMPLES + 1)
    ys = evaluate(xs)
    known = np.isfinite(ys)
    if not known.any():
        return []
    # Where the values begin or end, and where they jump, is found by halving.
    spread = float(np.ptp(ys[known])) or 1.0
    steep = int((np.abs(np.diff(ys[known])) > _STEEP * spread).sum())
    if steep + int((np.diff(known.astype(int)) != 0).sum()) > _MOST_BREAKS:
        raise ValueError("this curve changes too fast to be drawn; draw a shorter part of it")
    runs: list[tuple[Array, Array]] = []
    begin = 0
    head: tuple[float, float] | None = None
    for k in range(len(xs)):
        if not known[k]:
            begin, head = k + 1, None
            continue
        if begin == k and k and not known[k - 1]:
            head = _edge(evaluate, xs[k - 1], xs[k], ys[k])
        last = k + 1 == len(xs) or not known[k + 1]
        tail: tuple[float, float] | None = None
        jump = None
        if last and k + 1 < len(xs):
            tail = _edge(evaluate, xs[k + 1], xs[k], ys[k])
        elif not last and abs(ys[k + 1] - ys[k]) > _STEEP * spread:
            jump = _jump(evaluate, xs[k], xs[k + 1], ys[k], ys[k + 1])
            if jump is not None:
                tail = jump[0]
        if last or jump is not None:
            ends = [*([head] if head else []), *([tail] if tail else [])]
            x, y = xs[begin : k + 1], ys[begin : k + 1]
            if ends:
                x = np.concatenate([[e[0] for e in ends], x])
                y = np.concatenate([[e[1] for e in ends], y])
                x, order = np.unique(x, return_index=True)
                y = y[order]
            runs.append((x, y))
            begin, head = k + 1, jump[1] if jump else None
    least = _SHORTEST * (high - low)
    return [(x, y) for x, y in runs if x[-1] - x[0] > least]


def _edge(evaluate: Evaluate, outside: float, inside: float, y: float) -> tuple[float, float]:
    """Return the point up to which a curve has values."""
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2
        value = float(evaluate(np.array([middle]))[0])
        if np.isfinite(value):
            inside, y = middle, value
        else:
            outside = middle
    return inside, y


def _jump(
    evaluate: Evaluate, a: float, b: float, ya: float, yb: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the points on both sides of a jump between two samples; None if there is none."""
    height = abs(yb - ya)
    for _ in range(_HALVINGS):
        middle = (a + b) / 2
        value = float(evaluate(np.array([middle]))[0])
        if not np.isfinite(value):
            return (a, ya), (b, yb)
        if abs(value - ya) > abs(yb - value):
            b, yb = middle, value
        else:
            a, ya = middle, value
        if abs(yb - ya) < height / 4:
            return None
    return (a, ya), (b, yb)


def _inside(x: Array, y: Array, limits: Range) -> list[tuple[Array, Array]]:
    """Return the parts of a run that lie between the limits, cut off where it crosses them."""
    low, high = limits
    inside = (y >= low) & (y <= high)
    if inside.all():
        return [(x, y)]
    parts: list[tuple[Array, Array]] = []
    bounds = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    for begin, end in zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True):
        px, py = list(x[begin:end]), list(y[begin:end])
        for at, k, place in ((begin, begin - 1, 0), (end - 1, end, len(px))):
            if 0 <= k < len(x):
                limit = high if y[k] > high else low
                share = (limit - y[at]) / (y[k] - y[at])
                px.insert(place if place else 0, x[at] + share * (x[k] - x[at]))
                py.insert(place if place else 0, limit)
                if not place:
                    continue
        if len(px) > 1:
            order = np.argsort(px, kind="stable")
            parts.append((np.array(px)[order], np.array(py)[order]))
    return parts


def _path(x: Array, y: Array) -> str:
    """Return a run of points, in units of the drawing, as cubic pieces."""
    apart = np.concatenate([[True], np.diff(x) > _APART])
    if apart.sum() < 2:
        return ""
    x, y = x[apart], y[apart]
    here = (tenths(float(x[0])), tenths(float(y[0])))
    path = f"M{_joined(here)}"
    for first, last, y1, y2 in _pieces(x, y):
        step = (x[last] - x[first]) / 3
        points = [(x[first] + step, y1), (x[first] + 2 * step, y2), (x[last], y[last])]
        moves = [(tenths(float(a)) - here[0], tenths(float(b)) - here[1]) for a, b in points]
        path += "c" + "".join(
            f"{'' if not k or _joined(m).startswith('-') else ' '}{_joined(m)}"
            for k, m in enumerate(moves)
        )
        here = (round(here[0] + moves[-1][0], 1), round(here[1] + moves[-1][1], 1))
    return path


def _joined(point: tuple[float, float]) -> str:
    a, b = map(tenth, point)
    return f"{a}{b}" if b.startswith("-") else f"{a} {b}"


Piece = tuple[int, int, float, float]


def _pieces(x: Array, y: Array) -> list[Piece]:
    """Return cubic pieces through the samples, each as long as may be.

    Each is the numbers of its first and last sample, and the y of the two points between.
    """
    pieces: list[Piece] = []
    # Where a curve is steep, what is above it is nearer to it than the height says.
    nearness = 1 / np.hypot(1, np.gradient(y, x)) if len(x) > 2 else np.ones(2)
    first, end = 0, len(x) - 1
    while first < end:
        fits, fails = first + 1, end + 1
        best = _fitted(x, y, nearness, first, fits)
        step = 64
        while fails - fits > 1:
            last = min(fits + step, (fits + fails) // 2 if fails <= end else end)
            found = _fitted(x, y, nearness, first, max(last, fits + 1))
            if found is None:
                fails = max(last, fits + 1)
            else:
                best, fits = found, max(last, fits + 1)
                step *= 2
        assert best is not None  # a line joins two samples
        pieces.append((first, fits, *best))
        first = fits
    return pieces


def _fitted(
    x: Array, y: Array, nearness: Array, first: int, last: int
) -> tuple[float, float] | None:
    """Return the y of the points between of a piece by least squares; None if it is far off."""
    straight = float(2 * y[first] + y[last]) / 3, float(y[first] + 2 * y[last]) / 3
    if last - first == 1:
        return straight
    t = (x[first : last + 1] - x[first]) / (x[last] - x[first])
    rest = y[first : last + 1] - (1 - t) ** 3 * y[first] - t**3 * y[last]
    b1, b2 = 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t)
    if last - first <= _FEW:
        y1, y2 = straight
    else:
        a11, a12, a22 = (b1 * b1).sum(), (b1 * b2).sum(), (b2 * b2).sum()
        r1, r2 = (b1 * rest).sum(), (b2 * rest).sum()
        det = a11 * a22 - a12 * a12
        y1, y2 = float((r1 * a22 - r2 * a12) / det), float((r2 * a11 - r1 * a12) / det)
    error = np.abs(b1 * y1 + b2 * y2 - rest) * nearness[first : last + 1]
    return (y1, y2) if error.max() <= TOLERANCE else None
