"""Histograms: how many entries of a vector lie between round numbers."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.numeric.figures import words
from flashgen.numeric.figures.arguments import Argument, vector
from flashgen.numeric.figures.canvas import Canvas, whole
from flashgen.numeric.figures.chart import Axes, Captions, Range, short
from flashgen.numeric.figures.scale import close, step_of
from flashgen.values.values import round_float

MAX_ENTRIES: Final = 1000
MAX_BINS: Final = 16


class _Histogram(Struct, frozen=True):
    captions: Captions
    what: str
    edges: Sequence[float]
    counts: Sequence[int]

    @property
    def x_range(self) -> Range:
        return self.edges[0], self.edges[-1]

    @property
    def y_range(self) -> Range:
        return 0.0, float(max(self.counts))

    @property
    def tight(self) -> bool:
        return True

    @property
    def whole(self) -> bool:
        return False

    def draw(self, axes: Axes, canvas: Canvas, style: str) -> str:
        base = whole(axes.down(0))
        places = [whole(axes.across(edge)) for edge in self.edges]
        bars = "".join(
            f"M{left} {base}V{whole(axes.down(count))}H{right}V{base}z"
            for left, right, count in zip(places[:-1], places[1:], self.counts, strict=True)
            if count
        )
        return f'<path class="figure-histogram{style}" d="{canvas.slot(bars)}"/>'

    def swatch(self, x: float, y: float, style: str) -> str:
        return f'<path class="figure-histogram{style}" d="M{x:g} {y - 5:g}h24v10h-24z"/>'

    def described(self, language: str) -> tuple[str, Sequence[str]]:
        bins = [
            f"{short(low)}–{short(high)}: {count}"
            for low, high, count in zip(self.edges[:-1], self.edges[1:], self.counts, strict=True)
        ]
        return words.word(words.HISTOGRAM, language), bins


def histogram(
    canvas: Canvas,
    x: Argument,
    edges: Argument | None = None,
    x_label: Argument | None = None,
    y_label: Argument | None = None,
    title: Argument | None = None,
    label: Argument | None = None,
) -> _Histogram:
    """Histogram: how many entries of x lie in each bin.

    Shapes: x (n,), at most 1000 entries; edges (m,), increasing, at most 16 bins (left out, bins
    as wide as 1, 2 or 5 times a power of ten, about log2(n) + 1 of them).
    Convention: a bin has its lower edge, not its upper one; the last bin has both.
    Source: Sturges, The Choice of a Class Interval, JASA 21 (1926).
    Example: histogram(times, x_label="time in s")
    """
    entries = vector(x.value, "a histogram", MAX_ENTRIES)
    bounds = _given(edges, entries) if edges is not None else _round(entries)
    counts = np.histogram(entries, bounds)[0].tolist()
    captions = Captions(x_label, y_label, title, label)
    return _Histogram(captions, "this histogram", bounds, counts)


def _given(edges: Argument, entries: Sequence[float]) -> list[float]:
    bounds = vector(edges.value, "`edges`", MAX_BINS + 1)
    if len(bounds) < 2 or any(a >= b for a, b in pairwise(bounds)):
        raise ValueError("`edges` are at least two numbers that increase")
    if min(entries) < bounds[0] or max(entries) > bounds[-1]:
        outside = next(e for e in entries if not bounds[0] <= e <= bounds[-1])
        raise ValueError(f"{short(outside)} lies outside of the `edges`")
    return bounds


def _round(entries: Sequence[float]) -> list[float]:
    low, high = min(entries), max(entries)
    if close(low, high):
        width = step_of(max(abs(low), 1.0), 10)
    else:
        width = step_of(high - low, math.ceil(math.log2(len(entries)) + 1))
    first = math.floor(round_float(low / width))
    last = max(math.ceil(round_float(high / width)), first + 1)
    if round_float(first * width) == round_float(low) and last - first < 2:
        last = first + 1
    return [round_float(k * width) for k in range(first, last + 1)]
