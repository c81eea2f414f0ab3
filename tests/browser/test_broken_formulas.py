"""A formula that is split over the lines of a phone keeps the spaces around its operators."""

import pytest
from clients import open_client
from sample_notes import built_cards

OPERATORS = [
    *("+", "-", "=", "<", ">", r"\times", r"\cdot", r"\pm", r"\mp", r"\div"),
    *(r"\approx", r"\le", r"\geq", r"\ne", r"\equiv", r"\sim", r"\propto", r"\in", r"\to"),
    *(r"\cup", r"\cap", r"\setminus", r"\land", r"\lor", r"\otimes", r"\oplus", r"\odot"),
    *(r"\Rightarrow", r"\mapsto", r"\subseteq", r"\ll"),
]
SPACED = """[...document.querySelectorAll(".solution mjx-container")].map((formula) => {
  const sign = formula.querySelector("mjx-math > mjx-mo");
  if (sign === null) return null;
  return [sign, sign.nextElementSibling].map((at) => at.hasAttribute("space"));
})"""


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    steps = "".join(f"  - $1234567.8 {sign} 2345678.9 {sign} 3456789$\n" for sign in OPERATORS)
    (folder / "broken.yaml").write_text(
        "namespace: broken-t3st\ndeck: Test\ncards:\n- id: broken\n"
        "  parameters: {a: 'integers(1, 9)'}\n  question: What is <<a>>?\n  answer: a\n"
        f"  solution:\n{steps}",
        encoding="utf-8",
    )
    (card,) = built_cards(folder / "broken.yaml", tmp_path_factory.mktemp("built")).values()
    return card


def test_the_pieces_have_the_spaces_of_the_whole(browser, card):
    context = browser.new_context(viewport={"width": 360, "height": 640})
    client = open_client(context, card.css)
    client.show(card.back)
    client.page.wait_for_selector(".solution mjx-container")
    found = client.page.evaluate(SPACED)
    assert found == [None, [True, True], [True, True]] * len(OPERATORS)
    assert client.problems == []
    context.close()
