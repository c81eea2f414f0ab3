"""Formula answers on the card: typed, read, judged."""

import shutil
from pathlib import Path

import pytest
import sample_notes
from click.testing import CliRunner

from flashgen.cli import main


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formulas")
    deck = shutil.copy(Path(__file__).with_name("formulas.yaml"), folder)
    result = CliRunner().invoke(main, ["build", str(deck), "-o", str(folder / "formulas.apkg")])
    assert result.exit_code == 0, result.output
    return {
        name.split("/")[1]: card
        for (name, _), card in sample_notes.rendered(folder / "formulas.apkg", folder).items()
    }


VERDICTS = {
    "derivative": {
        "-6e^(-3t)": "Right.",
        "-6 exp(-3t)": "Right.",
        r"-6 e^{-3 t}": "Right.",
        "y' = -6 e^(-3t)": "Right.",
        "2*(-3)*e^(-3t)": "Right.",
        "-6/e^(3t)": "Right.",
        "2e^(-3t)": "Not right. The inner derivative is missing.",
        "6e^(-3t)": "Not right. The sign is wrong.",
        "-12e^(-3t)": "Not right. Off by a factor of 2.",
        "-6.1e^(-3t)": "Not right. Off by a constant factor.",
        "-6e^(-3t) + 1": "Not right. Off by a constant that is added.",
        "ln(-t)": "Not right. That is defined nowhere for t from 0 to 3.",
        "-6e^(-2t)": "Not right.",
        "-6e^(-3x)": "What is “x”?",
        "-6e^(-3t": "“)” is missing.",
        "-6e^": "Something is missing after “^”.",
        "1, 2": "One formula is wanted.",
    },
    "integral": {
        "x^3/3": "Right. Plus a constant.",
        "x^3/3 + C": "Right.",
        "x³/3 + c": "Right.",
        "1/3 x^3 + K": "Is that … or …? Put brackets around what belongs together.",
        "x^3/3 - 7": "Right. Plus a constant.",
        "2x": "Not right. That is the derivative.",
        "C x^3/3": "Not right.",
        "-x^3/3": "Not right. The sign is wrong.",
    },
    "expanded": {
        "x^2 + 4x + 4": "Right.",
        "(x+2)^2": "That is right, but it is wanted without (.",
        "x(x + 4) + 4": "That is right, but it is wanted without (.",
        "x^2 + 4": "Not right.",
    },
    "gradient": {
        "4xy; 2x^2": "Right.",
        "(4xy, 2x²)": "Right.",
        "[4xy, 2x²]": "Right.",
        "4xy, 2x": "Not right. 1 of 2 formulas is right.",
        "4xy": "2 formulas are wanted, with ; between them.",
    },
    "pieces": {
        "2 ln|x|": "Right.",
        "2 ln x": "Not right. That is undefined at x = ",
    },
}


@pytest.mark.parametrize(
    ("card", "typed", "verdict"),
    [(card, typed, v) for card, cases in VERDICTS.items() for typed, v in cases.items()],
)
def test_what_the_card_says(open_page, cards, card, typed, verdict):
    client = open_page(cards[card], mathjax=False)
    client.show(cards[card].front)
    client.page.fill("input", typed)
    client.page.press("input", "Enter")
    said = client.text(".verdict")
    if "…" in verdict:
        parts = [part.strip() for part in verdict.split("…")]
        assert all(part in said for part in parts) and said.startswith(parts[0])
    elif verdict.endswith(" = "):
        assert said.startswith(verdict)
    else:
        assert said == verdict
