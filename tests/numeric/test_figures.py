"""Figures: the geometry of what is drawn, templates that stay the same, bytes, harmless labels."""

import itertools
import json
import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.anki.card.data import AnswerData, CardData, FormData, Row, slot
from flashgen.expression import ExpressionError, evaluation
from flashgen.numeric.figures import MAX_BYTES, compile_figure, library
from flashgen.numeric.figures.scale import MOST_TICKS, around, between, step_of

SEED = 20260301


def draw(text, language="en", **values):
    with evaluation():
        return compile_figure(text, values).draw(values, language)


def parsed(drawing):
    return ElementTree.fromstring(drawing.svg)


def by_class(drawing, name):
    return [e for e in parsed(drawing).iter() if name in (e.get("class") or "").split()]


def texts(drawing, name=None):
    found = parsed(drawing).iter("text") if name is None else by_class(drawing, name)
    return ["".join(element.itertext()) for element in found]


def numbers(text):
    return [float(number) for number in re.findall(r"-?[0-9.]+", text)]


def symmetric(rng, size, density=0.5):
    upper = np.triu(rng.random((size, size)) < density, 1)
    return (upper | upper.T).astype(np.int64)


# A call and a function that makes the values of a variant: the largest of each kind and some
# usual ones.
CARDS = {
    "heatmap, integers": ("heatmap(A)", lambda r: {"A": r.integers(-99, 99, (8, 8))}),
    "heatmap, signed": ("heatmap(A)", lambda r: {"A": r.normal(0, 0.4, (8, 8)).round(4)}),
    "heatmap, probabilities": ("heatmap(A)", lambda r: {"A": r.dirichlet(np.ones(8), 8)}),
    "heatmap, titled": (
        'heatmap(A, rows=["the", "cat", "sat"], columns=words, title="Attention")',
        lambda r: {"A": r.random((3, 3)), "words": r.choice(["the", "cat", "sat"], 3)},
    ),
    "bars, positive": ("bars(p)", lambda r: {"p": r.dirichlet(np.ones(12))}),
    "bars, signed": (
        'bars(p, labels=["one", "two", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"])',
        lambda r: {"p": r.normal(0, 4, 12)},
    ),
    "graph": ("graph(A)", lambda r: {"A": symmetric(r, 8)}),
    "graph, weights": (
        "graph(A, weights=True)",
        lambda r: {"A": symmetric(r, 8) * np.int64(r.integers(1, 99))},
    ),
    "graph, directed": (
        "graph(A, directed=True)",
        lambda r: {"A": r.integers(0, 2, (8, 8))},
    ),
    "graph, walk": (
        "graph(A, labels=names, highlight=walk)",
        lambda r: {
            "A": 1 - np.eye(8, dtype=np.int64),
            "walk": r.permutation(8)[: r.integers(1, 8)],
            "names": r.permutation(list("abcdefgh")),
        },
    ),
    "line, many points": (
        'line(x, y, x_label="epoch", y_label="loss")',
        lambda r: {"x": np.cumsum(r.random(24) + 0.1), "y": r.normal(0, 30, 24)},
    ),
    "line, dots": (
        "line(x, y)",
        lambda r: {"x": np.cumsum(r.random(12) + 0.1), "y": r.normal(0, 0.3, 12)},
    ),
}


@pytest.fixture(params=CARDS)
def drawings(request):
    text, values = CARDS[request.param]
    rng = np.random.default_rng(SEED)
    return [draw(text, **values(rng)) for _ in range(12)]


def test_variants_of_one_shape_share_the_template(drawings):
    assert {drawing.pieces for drawing in drawings} == {drawings[0].pieces}
    assert len({drawing.slots for drawing in drawings}) == len(drawings)
    assert all(len(d.pieces) == len(d.slots) + 1 for d in drawings)


def test_a_variant_adds_few_bytes(drawings):
    template = "".join(
        piece + (slot(k) if k < len(drawings[0].slots) else "")
        for k, piece in enumerate(drawings[0].pieces)
    )
    form = FormData("q", "a", (AnswerData("answer", "integer"),), figure=template)
    rows = tuple(Row(0, drawing.slots, (1,)) for drawing in drawings)
    data = json.loads(CardData((form,), rows).to_json())
    written = [
        json.dumps(row[1], ensure_ascii=False, separators=(",", ":")) for row in data["rows"]
    ]
    assert max(len(text.encode()) for text in written) <= MAX_BYTES + len("[]")
    assert max(map(len, written)) > 20  # it is the drawing that was measured


def test_svg_is_well_formed_and_says_what_it_shows(drawings):
    for drawing in drawings:
        svg = parsed(drawing)
        _, _, width, height = numbers(svg.get("viewBox"))
        assert svg.get("role") == "img"
        assert len(svg.find("title").text) > 8
        assert not [e for e in svg.iter() if e.get("id") or e.tag in ("script", "style", "a")]
        for element in svg.iter():
            assert "#" not in "".join(element.attrib.values())  # no color but the card's
        for text in svg.iter("text"):
            assert 0 <= float(text.get("y")) <= height
            assert 0 <= float(text.get("x")) <= width


def test_heatmap_shows_each_number_in_its_cell():
    matrix = np.array([[1.5, -2.25, 0.0], [0.125, 4.0, -0.5]])
    drawing = draw("heatmap(A)", A=matrix)
    groups = [g for g in parsed(drawing).iter("g") if (g.get("style") or "").startswith("--v")]
    places = [tuple(numbers(g.get("transform"))) for g in groups]
    shown = [g.find("text").text for g in groups]
    assert shown == ["1.50", "-2.25", "0.00", "0.13", "4.00", "-0.50"]
    assert [g.get("style") for g in groups] == [f"--v:{text}" for text in shown]
    assert "--m:4" in drawing.svg
    assert [x for x, _ in places[:3]] == [x for x, _ in places[3:]]
    assert places[0][0] < places[1][0] < places[2][0]
    assert len({y for _, y in places[:3]}) == len({y for _, y in places[3:]}) == 1
    assert places[0][1] < places[3][1]
    assert "Heatmap, 2 × 3: 1.50, -2.25, 0.00; 0.13, 4.00, -0.50" in drawing.svg


def test_heatmap_labels_stand_beside_their_rows_and_over_their_columns():
    drawing = draw('heatmap([[1, 2], [3, 4]], rows=["a", "b"], columns=["c", "d"], title="T")')
    groups = [g for g in parsed(drawing).iter("g") if (g.get("style") or "").startswith("--v")]
    cells = [tuple(numbers(g.get("transform"))) for g in groups]
    at = {e.text: (float(e.get("x")), float(e.get("y"))) for e in by_class(drawing, "figure-label")}
    assert cells[0][1] < at["a"][1] < cells[2][1] < at["b"][1]
    assert max(at["a"][0], at["b"][0]) < cells[0][0]
    assert cells[0][0] < at["c"][0] < cells[1][0] < at["d"][0]
    assert max(at["c"][1], at["d"][1]) < cells[0][1]
    assert parsed(drawing).find("title").text.startswith("T. Heatmap")


def test_an_infinite_entry_has_no_shade_but_its_sign():
    drawing = draw("heatmap([[1, -inf], [2, inf]])")
    assert "--m:2" in drawing.svg
    assert texts(drawing) == ["1", "-∞", "2", "∞"]


@pytest.mark.parametrize(
    "values",
    [
        [0.1, 0.2, 0.65, 0.05],
        [2.0, -1.0, 0.0, 3.0, -2.5],
        [-3, -1],
        [0, 0],
        [7],
        [1e-300, 2e-300],
    ],
)
def test_bars_are_as_high_as_their_values(values):
    decimals = ", decimals=0" if max(values) < 1e-9 else ""
    drawing = draw(f"bars(p{decimals})", p=np.array(values))
    (axis,) = by_class(drawing, "figure-axis")
    baseline = numbers(axis.get("d"))[1]
    paths = [numbers(e.get("d")) for e in by_class(drawing, "figure-bar")]
    assert all(path[1] == path[4] == baseline for path in paths)
    up, down = paths[::2], paths[1::2]
    heights = [2 * baseline - a[2] - b[2] for a, b in zip(up, down, strict=True)]
    reach = max(map(abs, values)) or 1
    unit = max(map(abs, heights)) / reach
    for value, height in zip(values, heights, strict=True):
        assert height == pytest.approx(value * unit, abs=1.01)
        assert (height > 0) <= (value > 0)
    assert all(a[2] <= baseline <= b[2] for a, b in zip(up, down, strict=True))
    left = [path[0] for path in up]
    assert left == sorted(left)
    assert all(b - a > path[3] for (a, b), path in zip(itertools.pairwise(left), up, strict=False))
    assert texts(drawing, "figure-label") == [str(k) for k in range(len(values))]


def nodes_of(drawing):
    return [(float(e.get("cx")), float(e.get("cy"))) for e in by_class(drawing, "figure-node")]


def nearest(nodes, point):
    return min(range(len(nodes)), key=lambda k: math.dist(nodes[k], point))


def strokes_of(drawing, directed):
    """The stroke of each edge, by the nodes at which its line begins and ends."""
    nodes = nodes_of(drawing)
    found = {}
    for edge in by_class(drawing, "figure-edge"):
        path = edge.get("d")
        coordinates = numbers(path)
        start = tuple(coordinates[:2])
        end = start if "A" in path else tuple(coordinates[4:6] if directed else coordinates[2:4])
        pair = nearest(nodes, start), nearest(nodes, end)
        for node, point in zip(pair, (start, end), strict=True):
            assert math.dist(nodes[node], point) <= 22
        assert pair not in found
        found[pair] = edge.get("stroke-width")
    return found


@pytest.mark.parametrize("size", range(1, 9))
@pytest.mark.parametrize("directed", [False, True])
def test_edges_join_the_right_nodes(size, directed):
    rng = np.random.default_rng(size)
    matrix = rng.integers(0, 2, (size, size))
    if not directed:
        matrix = np.triu(matrix) | np.triu(matrix).T
    drawing = draw(f"graph(A, directed={directed})", A=matrix)
    strokes = strokes_of(drawing, directed)
    wanted = {
        (i, j): "2" if matrix[i, j] else "0"
        for i in range(size)
        for j in range(size)
        if directed or i <= j
    }
    assert strokes == wanted
    nodes = nodes_of(drawing)
    assert all(math.dist(a, b) > 45 for a, b in itertools.combinations(nodes, 2))


def test_a_walk_is_thicker_than_the_rest():
    matrix = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1], [0, 0, 1, 0]])
    drawing = draw("graph(A, highlight=walk)", A=matrix, walk=np.array([3, 2, 0]))
    strokes = strokes_of(drawing, directed=False)
    assert {pair for pair, stroke in strokes.items() if stroke == "5"} == {(2, 3), (0, 2)}
    assert {pair for pair, stroke in strokes.items() if stroke == "2"} == {(0, 1), (1, 2)}
    rings = [e.get("stroke-width") for e in by_class(drawing, "figure-node")]
    assert rings == ["5", "2", "5", "5"]


def test_weights_lie_on_their_edges():
    matrix = np.array([[0, 4, 0], [4, 0, 2.5], [0, 2.5, 0]])
    drawing = draw("graph(A, weights=True)", A=matrix)
    nodes = nodes_of(drawing)
    shown = {}
    for text in by_class(drawing, "figure-weight"):
        x, y = float(text.get("x")), float(text.get("y")) - 5
        for i, j in itertools.combinations(range(3), 2):
            length = math.dist(nodes[i], (x, y)) + math.dist((x, y), nodes[j])
            if length == pytest.approx(math.dist(nodes[i], nodes[j]), abs=0.2):
                shown[i, j] = text.text
    assert shown == {(0, 1): "4.0", (0, 2): None, (1, 2): "2.5"}


def dots_of(element):
    """The places of the dots of a path of lines without length."""
    return [numbers(part)[:2] for part in element.get("d").split("M")[1:]]


def test_a_line_passes_through_its_points():
    x, y = np.array([0.0, 1.0, 4.0, 10.0]), np.array([3.0, -1.0, 7.0, 2.0])
    drawing = draw('line(x, y, x_label="time", y_label="loss")', x=x, y=y)
    (line,) = by_class(drawing, "figure-line")
    points = np.array(numbers(line.get("d"))).reshape(-1, 2)
    (dots,) = by_class(drawing, "figure-dots")
    assert points.tolist() == dots_of(dots)
    assert (np.diff(points[:, 0]) > 0).all()
    for values, places in ((x, points[:, 0]), (-y, points[:, 1])):
        slope, offset = np.polyfit(values, places, 1)
        assert slope > 0
        assert np.abs(slope * values + offset - places).max() <= 1
    # What the axes say of the points is true: read them off the labels.
    labels = [e for e in by_class(drawing, "figure-label") if numbers(e.text or "")]
    for label in labels:
        label.text = label.text.replace("−", "-")
    rows = [(float(e.get("y")), float(e.text)) for e in labels if e.get("text-anchor") == "end"]
    columns = [(float(e.get("x")), float(e.text)) for e in labels if not e.get("text-anchor")]
    for ticks, places, values, shift in ((rows, points[:, 1], y, 5), (columns, points[:, 0], x, 0)):
        (a, low), *_, (b, high) = ticks
        read = low + (places + shift - a) / (b - a) * (high - low)
        assert np.abs(read - values).max() <= 0.07


def is_round(step):
    """Whether a step is 1, 2 or 5 times a power of ten."""
    mantissa = step / 10.0 ** math.floor(math.log10(step) + 1e-9)
    return any(mantissa == pytest.approx(each, rel=1e-6) for each in (1, 2, 5))


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_ticks_around_enclose_the_values(a, b):
    low, high = min(a, b), max(a, b)
    ticks = around(low, high)
    slack = 1e-8 * max(abs(low), abs(high))
    assert 2 <= len(ticks) <= MOST_TICKS
    assert ticks[0] <= low + slack and high <= ticks[-1] + slack
    steps = np.diff(ticks)
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-3)
    assert is_round(steps[0]) or abs(steps[0]) < 1e-9 * max(abs(low), abs(high))


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-2, 1e6))
def test_ticks_between_lie_between_the_ends(low, length):
    high = low + length
    ticks = between(low, high)
    slack = 1e-9 * max(abs(low), abs(high), 1)
    assert 2 <= len(ticks) <= MOST_TICKS
    assert low - slack <= ticks[0] and ticks[-1] <= high + slack
    assert is_round(ticks[1] - ticks[0]) or length < 1e-3 * abs(low)


def test_ticks_are_those_that_people_choose():
    assert between(1, 4, whole=True) == [1, 2, 3, 4]
    assert between(1, 10, whole=True) == [2, 4, 6, 8, 10]
    assert between(-6, 6) == [-6, -4, -2, 0, 2, 4, 6]
    assert around(0.2, 1.8) == [0, 0.5, 1, 1.5, 2]
    assert around(3, 3) == [0, 0.5, 1, 1.5, 2, 2.5, 3]
    assert around(-31, 88) == [-50, 0, 50, 100]
    assert around(-1, 1) == [-1, -0.5, 0, 0.5, 1]
    assert around(0, 0)[0] == 0
    assert around(-4, -4)[-1] == 0
    assert [step_of(length, 10) for length in (9, 11, 25, 60, 0.3)] == [1, 2, 5, 10, 0.05]


HOSTILE = [
    "</text><script>x()</script>",
    '" onload="x',
    "[latex]",
    "[sound:a.mp3]",
    "a & b",
    "\\(x\\)",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("constant", [True, False])
def test_labels_are_text_and_nothing_else(text, constant):
    label = f"r'{text}'" if constant else "word"
    call = f"line([1, 2], [3, 4], x_label={label})"
    drawing = draw(call, word=text)
    shown = [e.text for e in by_class(drawing, "figure-label")][-1]
    assert shown == text
    assert "[" not in drawing.svg
    assert parsed(drawing).get("class") == "tex2jax_ignore"
    for part in drawing.slots:
        assert not set(part) & set("<>\"'")


@pytest.mark.parametrize("constant", [True, False])
def test_a_label_cannot_forge_a_slot(constant):
    label = "r'\ue0000\ue001'" if constant else "word"
    with pytest.raises(ValueError, match="U\\+E000 cannot be shown"):
        draw(f"line([1, 2], [3, 4], x_label={label})", word="\ue0000\ue001")


def test_what_is_said_is_in_the_language_of_the_card():
    assert "<title>条形图：0: 1, 1: 2</title>" in draw("bars([1, 2])", "zh").svg
    assert "<title>Bar chart: 0: 1, 1: 2</title>" in draw("bars([1, 2])", "de").svg
    assert "Graph with 2 nodes, edges: 0–1" in draw("graph([[0, 1], [1, 0]])").svg
    directed = draw("graph([[0, 0], [1, 0]], directed=True)", "zh-Hant").svg
    assert "2 个节点的有向图，边：1→0" in directed


@pytest.mark.parametrize(
    ("call", "place", "message"),
    [
        ("A", "A", "this is no figure"),
        ("heatmp(A)", "heatmp", "there is no figure `heatmp`"),
        ("heatmap(A, row=[1])", "row=[1]", "heatmap has no argument `row`"),
        ("bars()", "bars()", "bars lacks its argument `values`"),
        ("line(A, A, 1, 1, 1, 1, 1)", "1", "line takes at most 6 arguments"),
        ("heatmap( B )", "B", "`B` is not defined here"),
        ("heatmap(A, title=nam)", "nam", "`nam` is not defined here"),
        ("graph(A, directed=name)", "name", "`directed` is True or False"),
        ("bars(softmax(A, temprature=2))", "temprature=2", "softmax has no argument `temprature`"),
        ("bars(integers(1, 2))", "integers", "draws stand only under `parameters`"),
        ('heatmap(A, title="é", rows=(1 +* 2))', "*", "this cannot be read"),
    ],
)
def test_errors_are_located(call, place, message):
    with pytest.raises(ExpressionError) as caught:
        compile_figure(call, {"A", "name"})
    error = caught.value
    assert message in error.message
    end = call.rindex(place) + len(place)
    assert (call[error.start : error.end], error.end) == (place, end)


def test_close_names_are_offered():
    for call, hint in (("heatmp(A)", "heatmap"), ("bars(A, label=1)", "labels")):
        with pytest.raises(ExpressionError) as caught:
            compile_figure(call, {"A"})
        assert caught.value.hint == f"did you mean `{hint}`?"


def test_an_argument_that_cannot_be_computed_is_located():
    call = "bars(  log(x) )"
    with pytest.raises(ExpressionError) as caught:
        draw(call, x=np.array([0.0, 1.0]))
    error = caught.value
    assert (error.code, call[error.start : error.end]) == ("evaluation", "log(x)")
    with pytest.raises(ExpressionError, match="too much"), evaluation():
        turns = "[sum([sum(x) for j in range(99)]) for i in range(99)]"
        compile_figure(f"bars({turns})", {"x"}).draw({"x": np.ones(3)})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("heatmap([1, 2])", "a heatmap takes a matrix, but here is a vector of 2"),
        (
            "heatmap(zeros((9, 2)))",
            "a heatmap takes at most 8 rows and columns, but here are 9 x 2",
        ),
        ('heatmap([["a"]])', "a heatmap takes numbers"),
        ("heatmap([[123456789]])", "123456789 is too long for this figure"),
        ("heatmap([[1]], decimals=9)", "`decimals` is a whole number from 0 to 4"),
        ('heatmap([[1]], rows=["a", "b"])', "`rows`: 1 label is wanted"),
        ('heatmap([[1]], rows=["abcdefghijklm"])', "“abcdefghijklm” is too long"),
        ("bars(ones(13))", "a bar chart takes at most 12 entries"),
        ("bars([1, inf])", "a bar chart cannot show an infinite entry"),
        ("bars([1], title=[1])", "`title` takes one text"),
        ("graph([[0, 1], [0, 0]])", "this matrix is not symmetric"),
        ("graph([[0, 1]])", "a graph takes a square matrix"),
        ("graph([[0, 1], [1, 0]], highlight=[0, 2])", "there is no node 2"),
        ("graph([[0, 0], [0, 0]], highlight=[0, 1])", "there is no edge from 0 to 1"),
        ("line([1, 2], [1, 2, 3])", "a line takes as many x as y"),
        ("line([1], [1])", "a line takes at least two points"),
        ("line([1, 1], [1, 2])", "the x of a line increase"),
        ("line([1, 1.0000000001], [1, 2])", "too close together"),
        ("line([1, 2], [1, 1e10])", "too large for its axes"),
        ("line(arange(41), arange(41))", "a line takes at most 40 entries"),
    ],
)
def test_what_cannot_be_drawn_is_said(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        draw(call)


def test_the_reference_knows_the_figures():
    kinds = ["bars", "boxplot", "curve", "graph", "heatmap", "histogram", "line", "points"]
    assert list(library()) == kinds
    assert str(library()["bars"].signature) == "(values, labels=None, title=None, decimals=None)"
    assert all(
        function.summary and "Shapes" in function.sections for function in library().values()
    )
