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


# The largest difference between two pictures, of 255.
DIFFERENCE = """async (pictures) => {
  const [one, other] = await Promise.all(pictures.map(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height).data;
  }));
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i])), 0);
}"""


def hint(page, clip):
    """Whether a part of the page looks another way where there are no hints."""
    pictures = []
    for css in (" ", NO_HINT):
        style = page.add_style_tag(content=css)
        picture = page.screenshot(clip=clip, full_page=True)
        pictures.append(base64.b64encode(picture).decode())
        style.evaluate("(style) => style.remove()")
    difference = page.evaluate(DIFFERENCE, pictures)
    assert difference < 8 or difference > 60  # what cannot be seen, and what is easily seen
    return difference > 60


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
    for box in boxes:
        assert [hint(page, edge(box, side)) for side in ("left", "right")] == [False, True], box
    page.evaluate("for (const e of document.querySelectorAll('[data-range]')) e.scrollLeft = 40")
    for box in boxes:
        assert [hint(page, edge(box, side)) for side in ("left", "right")] == [True, True], box
    page.evaluate("for (const e of document.querySelectorAll('[data-range]')) e.scrollLeft = 9999")
    for box in boxes:
        assert not hint(page, edge(box, "right")), box


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
            assert not hint(page, whole)


@pytest.mark.parametrize("first", [1, 9, 97, 996, 99_999, 999_999_998])
def test_markers_are_whole(open_page, render, first):
    text = "".join(f"{first + n}. ${n}$ of them\n" for n in range(5)) + "\n- a dot\n"
    loose = text.replace("\n", "\n\n")
    note = concept_note(
        f"list-{first}",
        Front=compile_text(text, slots=False).fill(),
        Back=compile_text(loose, slots=False).fill(),
    )
    (card,) = render([note])
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
