"""Curves: where they run, what they cost, and what they leave out."""

import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from flashgen.expression import ExpressionError, evaluation
from flashgen.numeric.figures import MAX_BYTES, compile_figure


def draw(text, **values):
    with evaluation():
        return compile_figure(text, values).draw(values)


def path_of(drawing, number=0):
    found = [
        element.get("d")
        for element in ElementTree.fromstring(drawing.svg).iter("path")
        if "figure-line" in (element.get("class") or "")
    ]
    return found[number]


TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")


def runs_of(path, steps=100):
    """The points on each run of a path of cubic pieces, closely spaced."""
    tokens = TOKEN.findall(path)
    runs, here, at = [], (0.0, 0.0), 0
    while at < len(tokens):
        command, at = tokens[at], at + 1
        if command == "M":
            here = float(tokens[at]), float(tokens[at + 1])
            runs.append([here])
            at += 2
        else:
            assert command == "c"
            numbers = [float(token) for token in tokens[at : at + 6]]
            at += 6
            p1, p2, p3 = (
                (here[0] + dx, here[1] + dy)
                for dx, dy in zip(numbers[::2], numbers[1::2], strict=True)
            )
            for t in np.linspace(0, 1, steps)[1:]:
                weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
                x, y = (
                    sum(w * p[k] for w, p in zip(weights, (here, p1, p2, p3), strict=True))
                    for k in (0, 1)
                )
                runs[-1].append((x, y))
            here = p3
    return [np.array(run) for run in runs]


class Scale:
    """How the axes of a drawing stand, read off the numbers beside them."""

    def __init__(self, drawing):
        labels = [
            (
                float(e.get("x")),
                float(e.get("y")),
                float(e.text.replace("−", "-")),
                e.get("text-anchor"),
            )
            for e in ElementTree.fromstring(drawing.svg).iter("text")
            if re.fullmatch(r"[−\d.]+", e.text or "")
        ]
        rows = [(y - 5, value) for _, y, value, anchor in labels if anchor == "end"]
        columns = [(x, value) for x, _, value, anchor in labels if anchor is None]
        self.y = self.line(rows)
        self.x = self.line(columns)

    @staticmethod
    def line(pairs):
        (a, low), (b, high) = pairs[0], pairs[-1]
        return (b - a) / (high - low), a - low * (b - a) / (high - low)

    def place(self, x, y):
        return np.stack([self.x[0] * x + self.x[1], self.y[0] * y + self.y[1]], axis=-1)


def distance(point, line):
    """The distance of a point from a line through many points."""
    start, step = line[:-1], np.diff(line, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-30)
    share = np.clip(((point - start) * step).sum(axis=1) / length, 0, 1)
    return np.hypot(*(start + share[:, None] * step - point).T).min()


SMOOTH = {
    "a * x**2 - 3": (-6, 6, lambda x: 2 * x**2 - 3),
    "x**3 - 3 * x": (-2, 2, lambda x: x**3 - 3 * x),
    "sin(x)": (0, 6.25, np.sin),
    "4 * sin(7 * x)": (0, 5, lambda x: 4 * np.sin(7 * x)),
    "exp(-x**2 / 2) / sqrt(2 * pi)": (
        -4,
        4,
        lambda x: np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi),
    ),
    "exp(x)": (-3, 3, np.exp),
    "sqrt(x)": (0, 9, np.sqrt),
    "abs(x)": (-2, 3, np.abs),
    "1 / (1 + exp(-x))": (-6, 6, lambda x: 1 / (1 + np.exp(-x))),
    "x**5 - 5 * x**3 + 4 * x": (-2.25, 2.25, lambda x: x**5 - 5 * x**3 + 4 * x),
    "exp(-x / 3) * cos(5 * x)": (0, 9, lambda x: np.exp(-x / 3) * np.cos(5 * x)),
    "max(0, x)": (-2, 2, lambda x: np.maximum(0, x)),
    "7": (0, 1, lambda x: 7 + 0 * x),
}


@pytest.mark.parametrize("expression", SMOOTH)
def test_a_curve_is_off_by_less_than_half_a_unit(expression):
    low, high, function = SMOOTH[expression]
    drawing = draw(f"curve({expression}, x, {low}, {high})", a=2)
    scale = Scale(drawing)
    (run,) = runs_of(path_of(drawing))
    xs = np.linspace(low, high, 10_001)
    exact = scale.place(xs, function(xs))
    # Both ways: no point of the path is far from the curve, none of the curve far from the path.
    assert max(distance(point, exact) for point in run) < 0.5
    assert max(distance(point, run) for point in exact[::20]) < 0.5
    # The numbers beside the axes stand at whole units.
    assert abs(run[0][0] - exact[0][0]) < 0.6 and abs(run[-1][0] - exact[-1][0]) < 0.6


@pytest.mark.parametrize("expression", ["x**2", "2 * x - 1", "x**3 - x", "7"])
def test_polynomials_up_to_degree_three_are_one_piece(expression):
    assert path_of(draw(f"curve({expression}, x, -2, 3)")).count("c") == 1


@pytest.mark.parametrize(
    ("call", "count"),
    [
        ("curve(1 / x, x, -4, 4)", 2),
        ("curve(floor(x), x, 0, 3)", 3),
        ("curve(x if x < 1 else 3 - x, x, 0, 3)", 2),
        ("curve(tan(x), x, -3, 3)", 3),
        ("curve(sqrt(x**2 - 1), x, -3, 3)", 2),
        ("curve(log(x), x, -1, 4)", 1),
        ("curve(sqrt(4 - x**2), x, -4, 4)", 1),
        ("curve(sin(1 / x), x, 0.05, 1)", 1),
    ],
)
def test_a_curve_breaks_at_gaps_and_jumps(call, count):
    drawing = draw(call)
    path = path_of(drawing)
    assert path.count("M") == count
    _, _, width, height = map(float, ElementTree.fromstring(drawing.svg).get("viewBox").split())
    for run in runs_of(path):
        assert (np.diff(run[:, 0]) >= -0.01).all()
        assert (run >= 0).all() and (run[:, 0] <= width).all() and (run[:, 1] <= height).all()


def test_a_curve_begins_and_ends_where_its_expression_has_values():
    drawing = draw("curve(sqrt(4 - x**2), x, -4, 4)")
    (run,) = runs_of(path_of(drawing))
    scale = Scale(drawing)
    for end, x in ((run[0], -2), (run[-1], 2)):
        assert np.abs(end - scale.place(x, 0)).max() < 0.75


def test_the_ends_of_a_jump_are_where_it_is():
    drawing = draw("curve(x if x < 1.3 else x - 2, x, 0, 3)")
    first, second = runs_of(path_of(drawing))
    scale = Scale(drawing)
    assert np.abs(first[-1] - scale.place(1.3, 1.3)).max() < 0.75
    assert np.abs(second[0] - scale.place(1.3, -0.7)).max() < 0.75


def test_the_variable_is_bound_inside_alone():
    figure = compile_figure("curve(a * x + b, x, lo, hi)", {"a", "b", "lo", "hi", "x"})
    assert figure.names == {"a", "b", "lo", "hi"}
    with evaluation():
        drawing = figure.draw({"a": 1, "b": 0, "lo": 0, "hi": 2, "x": "text"})
    assert path_of(drawing).count("c") == 1
    assert draw("curve(sin(t), t, 0, 6)").pieces
    vector = draw("curve(sum(c * x**[0, 1, 2]), x, 0, 2)", c=np.array([1.0, -1.0, 2.0]))
    assert path_of(vector).count("c") == 1


def test_variants_share_the_template_whatever_their_curve_needs():
    drawings = [
        draw(call, a=a) for call in ("curve(sin(a * x), x, 0, 6)",) for a in (0.1, 1, 2, 5, -3)
    ]
    assert len({drawing.pieces for drawing in drawings}) == 1
    assert all(sum(len(slot) for slot in drawing.slots) <= MAX_BYTES for drawing in drawings)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("curve(x**2, x, 3, -3)", "a curve goes from a lower to a higher x"),
        ("curve(x**2, x, 1, 1)", "a curve goes from a lower to a higher x"),
        ("curve(x**2, x, 0, [1, 2])", "`high` is the x at which a curve begins or ends"),
        ("curve([x, 1], x, 0, 1)", "a curve takes an expression of one number"),
        ("curve(str(x), x, 0, 1)", "there is no function `str`"),
        ("curve(1e12 * x, x, 0, 1)", "too large for its axes"),
        ("curve(sin(200 * x), x, 0, 6)", "changes too fast to be drawn"),
        ("curve(sin(exp(x**3)), x, -1, 9)", "changes too fast to be drawn"),
    ],
)
def test_what_is_no_curve(call, message):
    with pytest.raises((ValueError, ExpressionError), match=re.escape(message)):
        draw(call)


@pytest.mark.parametrize(
    ("call", "place", "message"),
    [
        ("curve(x**2, 3, 0, 1)", "3", "the second argument of a curve is the name of its variable"),
        ("curve(x**2 + y, x, 0, 1)", "y", "`y` is not defined here"),
        ("curve(x**2, x, x, 1)", "x", "`x` is not defined here"),
        ("curve(log(x), x, -3, -1)", "log(x)", "log"),
        ("[curve(x, x, 0, 1), bars([1])]", "bars([1])", "`bars` stands alone, not in layers"),
        ("[curve(x, x, 0, 1), 3]", "3", "this is no figure"),
        ("[]", "[]", "a figure has 1 to 4 layers"),
    ],
)
def test_errors_are_located(call, place, message):
    with pytest.raises(ExpressionError) as caught:
        draw(call)
    error = caught.value
    assert message in error.message
    assert call[error.start : error.end] == place


@pytest.mark.parametrize(
    ("call", "low", "high"),
    [
        ("curve(exp(-50 * x**2), x, -6, 6)", 0, 1),
        ("curve(-1 / x**2, x, -3, 3)", -400, 0),
        ("curve(1 / (x - 0.1234)**2, x, -3, 3)", 0, 400),
        ("curve(1 / x, x, -5, 5)", -20, 20),
        ("curve(log(x), x, -1, 9)", -15, 3),
        ("curve(max(0, x - 5), x, -6, 6)", 0, 1),
    ],
)
def test_a_pole_is_cut_off_and_a_peak_is_not(call, low, high):
    figure = compile_figure(call, ())
    with evaluation():
        drawing = figure.draw({})
    slope, offset = Scale(drawing).y
    values = [(y - offset) / slope for run in runs_of(path_of(drawing)) for _, y in run]
    assert low - 0.01 * abs(high - low) <= min(values) and max(values) <= high * 1.01 + 0.01
    assert max(values) - min(values) > 0.3 * (high - low)


def test_figures_have_other_names_elsewhere():
    for name, meant in (("scatter", "points"), ("plot", "line"), ("hist", "histogram")):
        with pytest.raises(ExpressionError) as caught:
            compile_figure(f"{name}(x)", {"x"})
        assert caught.value.hint == f"did you mean `{meant}`?"


def test_layers_share_the_axes():
    drawing = draw(
        '[curve(x**2, x, -2, 2, label="f"), points([0, 1], [0, 1], x_label="x"), '
        'line([-2, 2], [4, -4], title="T")]'
    )
    scale = Scale(drawing)
    (curve,) = runs_of(path_of(drawing, 1))  # the first is in the legend
    assert np.abs(curve[-1] - scale.place(2, 4)).max() < 0.75
    line = path_of(drawing, 2)
    ends = [tuple(map(float, pair)) for pair in re.findall(r"[ML]([-.\d]+) ([-.\d]+)", line)]
    assert np.abs(np.array(ends) - scale.place(np.array([-2, 2]), np.array([4, -4]))).max() < 1.1
    said = ElementTree.fromstring(drawing.svg).find("title").text
    assert said.startswith("T. Curve “f”: (−2, 4), (0, 0), (2, 4); Points: (0, 0), (1, 1); Line:")


def test_axes_go_through_zero_where_it_is_inside():
    def axes(call):
        drawing = draw(call)
        root = ElementTree.fromstring(drawing.svg)
        (path,) = [e.get("d") for e in root.iter("path") if e.get("class") == "figure-axis"]
        _, y, _, x, _, _ = map(float, re.findall(r"-?[\d.]+", path))
        return (x, y), Scale(drawing)

    (x, y), scale = axes("curve(x**3, x, -2, 3)")
    assert np.abs(scale.place(0, 0) - (x, y)).max() < 1
    (x, y), scale = axes("curve(20 + x, x, 3, 5)")
    assert np.abs(scale.place(3, 20)[0] - x) < 1
    assert y == pytest.approx(186)


@pytest.mark.parametrize(
    "expression",
    [
        "floor(1 / (2 * x))",
        "floor(a / x)",
        "exp(tan(tan(x)) - x / 2)",
        "floor(floor(min(x, a) - (x - 0.5)))",
        "log(cos(tan(x)**2))",
        "x**x",
        "1 / floor(x)",
    ],
)
@pytest.mark.parametrize("low", [-5, 0, 0.1])
def test_odd_curves_are_drawn_or_reported(expression, low):
    try:
        drawing = draw(f"curve({expression}, x, {low}, 3)", a=1.5)
    except (ValueError, ExpressionError):
        return
    _, _, width, height = map(float, ElementTree.fromstring(drawing.svg).get("viewBox").split())
    for run in runs_of(path_of(drawing), steps=5):
        assert (run >= -1).all() and (run[:, 0] <= width).all() and (run[:, 1] <= height).all()
