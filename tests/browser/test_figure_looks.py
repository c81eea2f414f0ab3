"""Figures on a card: shades, contrast, the size of their text on a phone, other variants."""

import re

import numpy as np
import pytest
from sample_notes import numeric_note

from flashgen.anki.card.data import AnswerData, CardData, FormData, Row, slot
from flashgen.anki.card.pictures import picture_html
from flashgen.expression import evaluation
from flashgen.numeric.figures import compile_figure

RNG = np.random.default_rng(11)
GRAPH = np.triu(RNG.random((8, 8)) < 0.5, 1)
CALLS = {
    "heatmap": ("heatmap(A)", {"A": np.array([[3.0, -1.5], [0.0, -np.inf]])}),
    "large": ("heatmap(A)", {"A": RNG.dirichlet(np.ones(8), 8)}),
    "labels": (
        r'heatmap(A, rows=words, columns=["attention", r"\(x\)", "cat"], title=r"\(y\)")',
        {"A": np.eye(3), "words": np.array(["down", "\\(z\\)", "[mmm]"])},
    ),
    "bars": ("bars(p)", {"p": RNG.normal(0, 2, 12)}),
    "graph": ("graph(A, weights=True)", {"A": (GRAPH | GRAPH.T).astype(np.int64)}),
    "layers": (
        '[curve(a * sin(x), x, -6, 6, label="f"), points(x, y, label="measured"), '
        'curve(x / 2, x, -6, 6, x_label="time in s", title="Oscillation")]',
        {"a": np.float64(3.0), "x": np.arange(-5, 6), "y": np.sin(np.arange(-5, 6)) * 3 + 0.2},
    ),
    "histogram": ("histogram(x)", {"x": RNG.normal(-300, 90, 80)}),
    "boxplot": (
        'boxplot(p, q, labels=["before", "after"], x_label="points", title="Tests")',
        {"p": RNG.normal(50, 12, 30), "q": RNG.normal(60, 9, 30)},
    ),
    "line": (
        'line(x, y, x_label="epoch", y_label="loss")',
        {"x": np.arange(1, 13), "y": np.exp(-np.arange(12) / 3)},
    ),
}

SHADES = """
() => [...document.querySelectorAll(".figure g[style]")]
  .filter((g) => g.querySelector(":scope > rect")).map((g) => [...g.querySelectorAll("rect")]
    .map((rect) => Number(getComputedStyle(rect).fillOpacity)))
"""
# The contrast of each number in a cell with what is painted below it.
CONTRAST = """
() => {
  const rgb = (color) => color.match(/[0-9.]+/g).slice(0, 3).map(Number);
  const light = (color) => {
    const [r, g, b] = color.map((c) => c / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = rgb(getComputedStyle(document.querySelector(".card")).backgroundColor);
  return [...document.querySelectorAll(".figure g[style] > g")].map((g) => {
    let below = paper;
    for (const rect of g.querySelectorAll("rect")) {
      const {fill, fillOpacity} = getComputedStyle(rect);
      below = rgb(fill).map((c, k) => c * fillOpacity + below[k] * (1 - fillOpacity));
    }
    const pair = [light(below), light(rgb(getComputedStyle(g.querySelector("text")).fill))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  });
}
"""
# How high the text of a figure is on the screen, and how far any of it stands out of the drawing.
TEXTS = """
() => {
  const svg = document.querySelector(".figure svg");
  const box = svg.getBoundingClientRect();
  const scale = box.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent);
  return texts.map((text) => {
    const r = text.getBoundingClientRect();
    const out = Math.max(box.left - r.left, r.right - box.right, box.top - r.top,
                         r.bottom - box.bottom);
    return [parseFloat(getComputedStyle(text).fontSize) * scale, out];
  });
}
"""


def figure_note(name):
    text, values = CALLS[name]
    with evaluation():
        figure = compile_figure(text, values)
        halves = {k: v / 2 if v.dtype.kind == "f" else v for k, v in values.items()}
        drawings = [figure.draw(values), figure.draw(halves)]
    template = "".join(
        piece + (slot(k) if k < len(drawings[0].slots) else "")
        for k, piece in enumerate(drawings[0].pieces)
    )
    form = FormData("<p>?</p>", "<p>!</p>", (AnswerData("answer", "integer"),), figure=template)
    rows = tuple(Row(0, drawing.slots, (1,)) for drawing in drawings)
    return numeric_note(f"figure-{name}", CardData((form,), rows)), drawings


@pytest.fixture(scope="module")
def cards(render):
    notes = {name: figure_note(name) for name in CALLS}
    rendered = render([note for note, _ in notes.values()])
    return {
        name: (card, drawings)
        for (name, (_, drawings)), card in zip(notes.items(), rendered, strict=True)
    }


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("name", CALLS)
def test_text_is_legible_and_inside_on_a_phone(cards, open_page, name, night):
    card, drawings = cards[name]
    client = open_page(card, size=(360, 640), night=night)
    client.show(card.front)
    assert client.page.evaluate("document.documentElement.scrollWidth") <= 360
    sizes = client.page.evaluate(TEXTS)
    assert sizes
    assert min(height for height, _ in sizes) >= 10
    assert max(out for _, out in sizes) <= 1
    assert all(ratio >= 4.5 for ratio in client.page.evaluate(CONTRAST))
    shown = client.page.evaluate("document.querySelector('.figure svg').textContent")
    parse = "svg => new DOMParser().parseFromString(svg, 'text/html').body.textContent"
    drawn = [client.page.evaluate(parse, drawing.svg) for drawing in drawings]
    assert shown.replace("−", "-") in [text.replace("−", "-") for text in drawn]
    assert not re.search(r"(?<![\w.])-[\d.∞]", shown)
    assert client.page.locator(".figure mjx-container").count() == 0


def test_shades_follow_the_numbers(cards, open_page):
    card, _ = cards["heatmap"]
    client = open_page(card)
    client.show(card.front)
    # Both variants: 3, -1.5, 0, -inf and their halves have the same shades, of two signs.
    wanted = [[0.4, 0], [0, 0.2], [0, 0], [0, 0]]
    for got, pair in zip(client.page.evaluate(SHADES), wanted, strict=True):
        assert got == pytest.approx(pair, abs=0.005)


IMAGE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='600' height='300'"
    "%3E%3Crect width='600' height='300' fill='white'/%3E%3C/svg%3E"
)
MARKS = [(0.25, 0.5, "12 Ω"), (0.75, 0.1, r"\(R_2\)"), (0.5, 0.9, "a long text")]
CENTERS = """
() => {
  const box = document.querySelector(".marked img").getBoundingClientRect();
  return [...document.querySelectorAll(".mark")].map((mark) => {
    const r = mark.getBoundingClientRect();
    const {color, backgroundColor} = getComputedStyle(mark);
    return [(r.left + r.width / 2 - box.left) / box.width,
            (r.top + r.height / 2 - box.top) / box.height, color, backgroundColor];
  });
}
"""


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("width", [360, 900])
def test_marks_stand_at_their_places(render, open_page, width, night):
    form = FormData(
        f"<p>?</p>{picture_html(IMAGE, 'A circuit', MARKS)}",
        "<p>!</p>",
        (AnswerData("answer", "integer"),),
    )
    (card,) = render([numeric_note("marks", CardData((form,), (Row(0, (), (1,)),)))])
    client = open_page(card, size=(width, 640), night=night)
    client.show(card.front)
    assert client.page.evaluate("document.documentElement.scrollWidth") <= width
    for (x, y, _), (left, top, color, behind) in zip(
        MARKS, client.page.evaluate(CENTERS), strict=True
    ):
        assert (left, top) == pytest.approx((x, y), abs=0.01)
        assert color != behind
