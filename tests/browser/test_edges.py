"""What stands at the edges of the boxes that scroll: a hint that more is there, and markers."""

import base64

import pytest
from sample_notes import asking, concept_note

from flashgen.anki.card.data import AnswerData
from flashgen.markup import compile_text

WIDE = "a" + " + a" * 30
TEXT = f"""
A line with $x$, and one that is too wide: ${WIDE}$.

$${WIDE}$$

- a list with ${WIDE}$

```python
{WIDE.replace(" ", "")}
```

| {" | ".join(["column"] * 9)} |
|{"---|" * 9}
| {" | ".join(["value"] * 9)} |
"""
# Of these formulas some stand at the edge, with what MathJax hides for screen readers.
NARROW = r"In words and $\max(0, x_i)$, then, so " * 12
# Of each box that scrolls: whether it has more than it shows, and its place on the page.
BOXES = """() => [...document.querySelectorAll(".flashgen *")].map((box) => {
  const {left, top, right, bottom} = box.getBoundingClientRect();
  box.dataset.range = box.scrollWidth - box.clientWidth;
  const scrolls = getComputedStyle(box).overflowX === "auto" && box.clientWidth;
  return scrolls && {name: box.localName, wide: box.scrollWidth > box.clientWidth + 1,
                     left, top: top + scrollY, right, bottom: bottom + scrollY};
}).filter(Boolean)"""
NO_HINT = ".card.card { --fg-cut: transparent }"


@pytest.fixture(scope="module")
def cards(render):
    answer = AnswerData("answer", "matrix")
    notes = {
        "wide": concept_note("wide", Front=compile_text(TEXT, slots=False).fill(), Back="<p>.</p>"),
        "narrow": concept_note(
            "narrow",
            Front=compile_text(NARROW + "\n\n- a\n\n> $$y$$\n\n```\nz\n```", slots=False).fill(),
            Back="<p>So.</p>",
        ),
        "asking": asking("asking", answer, [[[1, 2], [3, 4]]]),
    }
    return dict(zip(notes, render(list(notes.values())), strict=True))


# The largest difference between two pictures in each of some parts of them, of 255.
DIFFERENCES = """async ([pictures, parts]) => {
  const [one, other] = await Promise.all(pictures.map(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const options = {willReadFrequently: true};
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d", options);
    canvas.drawImage(image, 0, 0);
    return canvas;
  }));
  return parts.map(({x, y, width, height}) => {
    const [here, there] = [one, other].map((canvas) => canvas.getImageData(
      Math.round(x), Math.round(y), Math.round(width), Math.round(height)).data);
    return here.reduce((most, value, i) => Math.max(most, Math.abs(value - there[i])), 0);
  });
}"""


def hints(page, parts):
    """Whether each part of the page looks another way where there are no hints."""
    pictures = []
    for css in (" ", NO_HINT):
        style = page.add_style_tag(content=css)
        pictures.append(base64.b64encode(page.screenshot(full_page=True)).decode())
        style.evaluate("(style) => style.remove()")
    differences = page.evaluate(DIFFERENCES, [pictures, parts])
    # What cannot be seen, and what is easily seen.
    assert all(difference < 8 or difference > 60 for difference in differences), differences
    return [difference > 60 for difference in differences]


def edge(box, side):
    x = box["left"] if side == "left" else box["right"] - 8
    return {"x": x, "y": box["top"], "width": 8, "height": box["bottom"] - box["top"]}


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
def test_a_hint_stands_where_something_is_cut(open_page, cards, night):
    client = open_page(cards["wide"], size=(360, 640), night=night)
    page = client.page
    client.show(cards["wide"].front)
    boxes = [box for box in page.evaluate(BOXES) if box["wide"]]
    assert {box["name"] for box in boxes} == {"p", "mjx-container", "ul", "pre", "table"}
    left, right = ([edge(box, side) for box in boxes] for side in ("left", "right"))
    assert hints(page, left + right) == [False] * len(boxes) + [True] * len(boxes), boxes
    page.evaluate("for (const e of document.querySelectorAll('[data-range]')) e.scrollLeft = 40")
    assert all(hints(page, left + right)), boxes
    page.evaluate("for (const e of document.querySelectorAll('[data-range]')) e.scrollLeft = 9999")
    assert not any(hints(page, right)), boxes


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
def test_no_hint_stands_where_nothing_is_cut(open_page, cards, night):
    for size in ((360, 640), (1001, 700)):
        client = open_page(cards["wide"], size=size, night=night)
        page = client.page
        for html in (cards["narrow"].front, cards["asking"].front, cards["asking"].back):
            client.show(html)
            boxes = page.evaluate(BOXES)
            assert boxes and not any(box["wide"] for box in boxes)
            whole = {"x": 0, "y": 0, "width": size[0], "height": size[1]}
            assert hints(page, [whole]) == [False]


FIRSTS = (1, 9, 97, 996, 99_999, 999_999_998)


def list_note(first):
    text = "".join(f"{first + n}. ${n}$ of them\n" for n in range(5)) + "\n- a dot\n"
    loose = text.replace("\n", "\n\n")
    return concept_note(
        f"list-{first}",
        Front=compile_text(text, slots=False).fill(),
        Back=compile_text(loose, slots=False).fill(),
    )


@pytest.fixture(scope="module")
def lists(render):
    return dict(zip(FIRSTS, render([list_note(first) for first in FIRSTS]), strict=True))


@pytest.mark.parametrize("first", FIRSTS)
def test_markers_are_whole(open_page, lists, first):
    card = lists[first]
    client = open_page(card, size=(400, 640), mathjax=False)
    for html in (card.front, card.back):
        client.show(html)
        cut = client.page.screenshot(full_page=True)
        client.page.add_style_tag(content=".flashgen :is(ol, ul) { overflow: visible !important }")
        assert client.page.screenshot(full_page=True) == cut
        # Nor does a marker stand beyond the edge of the text.
        digits = len(str(first + 4))
        list_ = client.page.locator("ol").last
        assert list_.evaluate("e => parseFloat(getComputedStyle(e).paddingLeft)") > 11 * digits
        client.page.evaluate("document.head.lastElementChild.remove()")


def test_punctuation_never_begins_a_line(open_page, render):
    """At every width of a phone the sign behind a formula is on the formula's line."""
    text = r"A formula, say $\|\delta\|_\infty$, and $x_{i+1}$: then（$y$）。所以 $z$。"
    note = concept_note("lines", Front=compile_text(text, slots=False).fill(), Back="<p>.</p>")
    (card,) = render([note])
    client = open_page(card)
    client.show(card.front)
    for width in range(240, 480, 7):
        client.page.set_viewport_size({"width": width, "height": 640})
        heights = client.page.evaluate(
            "[...document.querySelectorAll('.whole')].map((e) => e.getClientRects().length)"
        )
        assert heights == [1, 1, 1, 1]
