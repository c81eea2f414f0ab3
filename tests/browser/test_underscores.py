"""The line under a link does not swallow the underscores in its text."""

import base64

import pytest
from clients import open_client
from sample_notes import built_cards

DECK = """
namespace: links-t3st
deck: Test
cards:
- id: front
  front: See [`____`](https://example.com/a) and [\\_\\_\\_\\_](https://example.com/b).
  back: Yes.
- id: numeric
  parameters: {a: 'integers(2, 9)'}
  question: See [`____`](https://example.com/a) and [\\_\\_\\_\\_](https://example.com/b).
  answer: a
- id: cloze
  cloze: See [`____`](https://example.com/a) and [\\_\\_\\_\\_](https://example.com/b), {{c1::one}}.
"""
SCALE = 4


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    deck = tmp_path_factory.mktemp("links") / "links.yaml"
    deck.write_text(DECK, encoding="utf-8")
    return built_cards(deck, tmp_path_factory.mktemp("built"))


TONES = """async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = new OffscreenCanvas(1, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, -Math.floor(image.width / 2), 0);
    const { data } = context.getImageData(0, 0, 1, image.height);
    return [...data].filter((_, i) => i % 4 === 1);
}"""
"""The green of the pixels from the top to the bottom in the middle of a picture."""


def bands(page, png: bytes) -> int:
    """How many strips of the text's color lie above each other in the middle of a picture."""
    dark = [tone < 160 for tone in page.evaluate(TONES, base64.b64encode(png).decode())]
    return sum(here and not before for before, here in zip([False, *dark], dark, strict=False))


@pytest.mark.parametrize("name", ["front", "numeric", "cloze"])
def test_underscores_stand_above_the_line(browser, cards, name):
    context = browser.new_context(viewport={"width": 360, "height": 640}, device_scale_factor=SCALE)
    client = open_client(context, cards[name].css, mathjax=False)
    client.show(cards[name].front)
    links = client.page.locator(".flashgen a").all()
    assert len(links) == 2
    for link in links:
        box = link.bounding_box()
        clip = {**box, "y": box["y"] + box["height"] / 2, "height": box["height"]}
        assert bands(client.page, client.page.screenshot(clip=clip)) == 2
    context.close()
