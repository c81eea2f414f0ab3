"""A unit that does not fit beside its number goes below, whole: `light-seconds` never breaks."""

import pytest
from clients import open_client
from sample_notes import built_cards

DECK = """
namespace: units-t3st
deck: Test
cards:
- id: far
  parameters: {a: 'integers(2, 9)'}
  question: How far?
  answer: a * 12345678.9
  decimals: 1
  tolerance: 0.1
  unit: light-seconds
- id: choice
  parameters: {a: 'integers(2, 9)'}
  question: How far?
  answer: a * 12345678.9
  decimals: 1
  tolerance: 0.1
  unit: light-seconds
  choices: true
  mistakes:
  - {value: a, says: Far more.}
"""
LINES = """[...document.querySelectorAll(".unit")].map((unit) => {
  const range = document.createRange();
  range.selectNodeContents(unit);
  return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
})"""


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    deck = tmp_path_factory.mktemp("units") / "units.yaml"
    deck.write_text(DECK, encoding="utf-8")
    return built_cards(deck, tmp_path_factory.mktemp("built"))


@pytest.mark.parametrize("name", ["far", "choice"])
def test_a_unit_does_not_break_inside(browser, cards, name):
    card = cards[name]
    context = browser.new_context(viewport={"width": 360, "height": 640})
    client = open_client(context, card.css, mathjax=False)
    page = client.page
    for width in range(220, 440, 10):
        page.set_viewport_size({"width": width, "height": 640})
        client.show(card.front)
        found = page.evaluate(LINES)
        if name == "far":
            page.fill("input", "0")
            page.press("input", "Enter")
            found += page.evaluate(LINES)
        client.show(card.back)
        found += page.evaluate(LINES)
        assert set(found) - {0} == {1}, width  # 0: not shown
    context.close()
