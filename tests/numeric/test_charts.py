"""Points, histograms and box plots: that what is drawn is what the numbers say."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from flashgen.expression import evaluation
from flashgen.numeric.figures import MAX_BYTES, compile_figure

RNG = np.random.default_rng(5)


def draw(text, language="en", **values):
    with evaluation():
        return compile_figure(text, values).draw(values, language)


def paths(drawing, name):
    return [
        element.get("d")
        for element in ElementTree.fromstring(drawing.svg).iter("path")
        if name in (element.get("class") or "").split()
    ]


def numbers(text):
    return [float(number) for number in re.findall(r"-?[\d.]+", text)]


def scale_of(drawing, anchor):
    """Slope and offset of an axis, read off the numbers beside it."""
    labels = [
        e
        for e in ElementTree.fromstring(drawing.svg).iter("text")
        if re.fullmatch(r"[−\d.]+", e.text or "") and e.get("text-anchor") == anchor
    ]
    key, shift = ("y", -5) if anchor else ("x", 0)
    pairs = [(float(e.get(key)) + shift, float(e.text.replace("−", "-"))) for e in labels]
    (a, low), (b, high) = pairs[0], pairs[-1]
    slope = (b - a) / (high - low)
    return slope, a - low * slope


def title(drawing):
    return ElementTree.fromstring(drawing.svg).find("title").text


def test_points_are_where_they_should_be():
    x, y = np.array([3.0, -1.0, 2.5, 2.5]), np.array([10.0, 20.0, -5.0, 0.0])
    drawing = draw("points(x, y)", x=x, y=y)
    (dots,) = paths(drawing, "figure-dots")
    places = np.array([numbers(part)[:2] for part in dots.split("M")[1:]])
    for anchor, values, column in ((None, x, 0), ("end", y, 1)):
        slope, offset = scale_of(drawing, anchor)
        assert np.abs(slope * values + offset - places[:, column]).max() <= 1.2
    assert title(drawing) == "Points: (3, 10), (−1, 20), (2.5, −5), (2.5, 0)"
    assert paths(drawing, "figure-line") == []


def test_a_single_point_has_axes_around_it():
    drawing = draw("points([2], [3])")
    (dots,) = paths(drawing, "figure-dots")
    slope, offset = scale_of(drawing, None)
    assert slope > 0
    assert abs(numbers(dots)[0] - (2 * slope + offset)) <= 1


def bars_of(drawing):
    """The bars of a histogram: left, right, height, in the numbers of the axes."""
    (path,) = paths(drawing, "figure-histogram")
    across, down = scale_of(drawing, None), scale_of(drawing, "end")
    found = []
    for part in path.split("M")[1:]:
        left, base, top, right, _ = numbers(part)
        ends = [(value - across[1]) / across[0] for value in (left, right)]
        assert abs((base - down[1]) / down[0]) < 0.1
        found.append((*ends, (top - down[1]) / down[0]))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_histogram_counts(seed):
    x = np.random.default_rng(seed).normal(20, 7, 60).round(1)
    drawing = draw("histogram(x)", x=x)
    bars = bars_of(drawing)
    assert 3 <= len(bars) <= 16
    assert sum(round(height) for *_, height in bars) == 60
    for left, right, height in bars:
        low, high = round(left, 0), round(right, 0)
        width = high - low
        assert width in (1, 2, 5, 10)
        assert left == pytest.approx(low, abs=0.2) and low % width == 0
        last = high == round(bars[-1][1], 0)
        inside = (low <= x) & ((x <= high) if last else (x < high))
        assert height == pytest.approx(inside.sum(), abs=0.15)


def test_edges_of_a_histogram_may_be_given():
    drawing = draw("histogram(x, edges=[0, 10, 20, 50])", x=np.array([0, 5, 10, 19, 20, 50]))
    assert [round(height) for *_, height in bars_of(drawing)] == [2, 2, 2]
    assert title(drawing) == "Histogram: 0–10: 2, 10–20: 2, 20–50: 2"
    empty = draw("histogram(x, edges=[0, 1, 2, 3])", x=np.array([0, 0, 2.5]))
    assert [round(height) for *_, height in bars_of(empty)] == [2, 1]


@pytest.mark.parametrize("x", [[3, 3, 3], [0], [-0.001], [1e-5, 2e-5], [0, 1], [1e5, 1e5 + 1]])
def test_a_histogram_of_few_values_has_bins(x):
    drawing = draw("histogram(x)", x=np.array(x, dtype=float))
    (path,) = paths(drawing, "figure-histogram")
    assert path.count("M") >= 1


def test_a_box_plot_shows_quartiles_whiskers_and_outliers():
    x = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 30, -20])
    drawing = draw('boxplot(x, y, labels=["a", "b"], x_label="m")', x=x, y=x + 5)
    slope, offset = scale_of(drawing, None)

    def places(name):
        return [
            [(value - offset) / slope for value in numbers(part)[::1]]
            for part in paths(drawing, name)[0].split("M")[1:]
        ]

    boxes = [numbers(part) for part in paths(drawing, "figure-box")[0].split("M")[1:]]
    q1, q2, q3 = np.quantile(x, (0.25, 0.5, 0.75))
    for box, shift in zip(boxes, (0, 5), strict=True):
        ends = [(box[0] - offset) / slope, (box[2] - offset) / slope]
        assert ends == pytest.approx([q1 + shift, q3 + shift], abs=0.2)
    medians = places("figure-line")
    assert [m[0] for m in medians] == pytest.approx([q2, q2 + 5], abs=0.2)
    whiskers = [numbers(part) for part in paths(drawing, "figure-whisker")[0].split("M")[1:]]
    assert (whiskers[0][0] - offset) / slope == pytest.approx(1, abs=0.2)
    assert (whiskers[1][2] - offset) / slope == pytest.approx(8, abs=0.2)
    outliers = places("figure-dots")
    assert [o[0] for o in outliers] == pytest.approx([-20, 30, -15, 35], abs=0.2)
    assert "a: 1, 2.25, 4.5, 6.75, 8, −20, 30; b: 6, 7.25" in title(drawing)


def test_what_is_said_is_in_the_language_of_the_card():
    values = {"x": np.array([1.0, 2, 3]), "y": np.array([2.0, 4, 9])}
    assert title(draw("points(x, y)", "zh", **values)) == "散点：(1, 2), (2, 4), (3, 9)"
    assert title(draw("histogram(x)", "zh", **values)).startswith("直方图：")
    assert title(draw("boxplot(x)", "zh", **values)).startswith("箱线图")
    assert title(draw('curve(x**2, x, 0, 2, x_label="x", y_label="y")', "zh-Hans")).startswith(
        "x与y。曲线：(0, 0)"
    )


def test_variants_share_a_template_whatever_their_length():
    for call in ("points(x, y)", "histogram(x)", "boxplot(x, y)"):
        drawings = []
        for count in (5, 11, 40):
            x, y = RNG.normal(0, 30, (2, count))
            drawings.append(draw(call, x=x, y=y))
        assert len({drawing.pieces for drawing in drawings}) == 1
        slots = [sum(len(s.encode()) + 3 for s in drawing.slots) for drawing in drawings]
        assert max(slots) <= MAX_BYTES + 60


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("points([1, 2], [1])", "a scatter plot takes as many x as y"),
        ("points(1, 2)", "a scatter plot takes a vector"),
        ("histogram([[1]])", "a histogram takes a vector"),
        ("histogram([1, 5], edges=[0, 2])", "5 lies outside of the `edges`"),
        ("histogram([1, 5], edges=[5, 2])", "`edges` are at least two numbers that increase"),
        ("boxplot()", "a box plot takes 1 to 6 vectors"),
        ("boxplot([1], [2], [3], [4], [5], [6], [7])", "a box plot takes 1 to 6 vectors"),
        ('boxplot([1], labels=["a", "b"])', "`labels`: 1 label is wanted"),
        ("boxplot([1e12])", "too large for its axis"),
        ("points([1e7, 1e7 + 1], [1, 2])", "too long for an axis"),
        ("boxplot([inf])", "cannot show an infinite entry"),
    ],
)
def test_what_cannot_be_drawn(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        draw(call)
