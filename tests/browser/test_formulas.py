"""Formula answers on the card: typed, read, judged."""

import re
import shutil
from pathlib import Path

import pytest
import sample_notes
from command import run


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formulas")
    deck = shutil.copy(Path(__file__).with_name("formulas.yaml"), folder)
    run("build", deck, "-o", folder / "formulas.apkg", status=0)
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
    # The card has their values.
    "distribution": {
        "(1 + erf((x-7)/(2√2)))/2": "Right.",
        "1/2 + erf((x-7)/√8)/2": "Right.",
        "(1 + erf((x-7)/(4√2)))/2": "Not right. That is the variance.",
        "(1 - erf((x-7)/√8))/2": "Not right. That is the other tail.",
        "(1 + erf((x-7)/√2))/2": "Not right.",
        "1 + erf((x-7)/√8)": "Not right. Off by a factor of 2.",
    },
    "tent": {
        "1 - |x-1|; 2x": "Right.",
        "2x; 1 - |x-1|": "Not right. In the other order.",
        "1 - |x|; 2x": "Not right. 1 of 2 formulas is right.",
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


def test_by_keyboard_alone(open_page, cards):
    client = open_page(cards["several"], mathjax=False)
    page = client.page
    client.show(cards["several"].front)
    page.keyboard.press("Tab")
    page.keyboard.type("2t^2")
    assert page.locator(".reading msup").count() == 1
    page.keyboard.press("Enter")
    assert page.locator(".verdict").first.inner_text() == "Not right. That is a distance."
    for _ in range(4):
        page.keyboard.press("Backspace")
    page.keyboard.type("2t")
    page.keyboard.press("Enter")
    assert page.locator(".verdict").first.inner_text() == "Right."
    page.keyboard.press("Enter")  # goes on to the next input
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    assert page.locator(".verdict").nth(1).inner_text() == "Right."
    assert client.commands() == []
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]
    client.show(cards["several"].back)
    typed = page.locator("p.verdict").all_inner_texts()
    assert [line.strip() for line in typed] == ["Speed 2t Right.", "After 1 s, in m 1 Right."]


def test_the_card_shows_how_it_reads_a_formula(open_page, cards):
    client = open_page(cards["derivative"], mathjax=False)
    page = client.page
    client.show(cards["derivative"].front)
    reading = page.locator(".reading")
    assert reading.is_hidden()
    page.fill("input", "1/2 sin t + sqrt(t")
    assert reading.is_hidden()  # while it reads as none
    page.fill("input", "t/2")
    assert reading.is_visible()
    fraction = page.evaluate(
        "[...document.querySelectorAll('.reading mfrac > *')].map((p) => "
        "p.getBoundingClientRect().top)"
    )
    assert fraction[0] < fraction[1]
    page.fill("input", "")
    assert reading.is_hidden()


def test_without_mathml_it_is_shown_in_html(open_page, cards):
    client = open_page(cards["derivative"], mathjax=False)
    page = client.page
    client.show(cards["derivative"].front.replace("above.bottom <= below.top + 1", "false"))
    page.fill("input", "-6e^(-3t)/2")
    assert page.locator(".reading math").count() == 0
    assert (
        page.locator(".reading .formula").inner_html() == "−6\u2009e<sup>−3\u2009<i>t</i></sup> / 2"
    )


def test_front_and_back_show_one_variant_and_judge_alike(open_page, cards):
    client = open_page(cards["ableitung"], mathjax=False)
    page = client.page
    for _ in range(4):
        client.show(cards["ableitung"].front)
        question = page.locator(".prompt").inner_text()
        a, n = re.search(r"Differentiate \\\((\d+) x\^\{(\d+)\}", question).groups()
        right = f"{int(a) * int(n)}x^{int(n) - 1}"
        page.fill("input", right)
        page.press("input", "Enter")
        assert client.text(".verdict") == "Right."
        client.show(cards["ableitung"].back)
        assert page.locator(".prompt").inner_text() == question
        assert f"You typed {right}. Right." in client.text(".response")
        assert f"{int(a) * int(n)} x" in page.locator(".answer .value").inner_text()


def test_a_concept_card_asks_for_formulas(open_page, cards):
    client = open_page(cards["double-angle"], mathjax=False)
    page = client.page
    client.show(cards["double-angle"].front)
    inputs = page.locator("input")
    for place, typed in enumerate(["sin x cos x", "1 - 2 sin^2 x"]):
        inputs.nth(place).fill(typed)
        inputs.nth(place).press("Enter")
    assert page.locator(".verdict").all_inner_texts() == [
        "Not right. There are two of them.",
        "Right.",
    ]
    client.show(cards["double-angle"].back)
    assert r"\cos^2 x - \sin^2 x" in page.locator(".answer").inner_text()


@pytest.mark.parametrize("card", ["derivative", "gradient", "double-angle"])
def test_without_the_script_it_is_a_card(open_page, cards, card):
    client = open_page(cards[card], mathjax=False)
    front, back = (
        re.sub("<script.*?</script>", "", side, flags=re.DOTALL)
        for side in (cards[card].front, cards[card].back)
    )
    client.show(front)
    assert "Answer as " in client.page.locator(".prompt").inner_text()
    client.show(back)
    assert client.page.locator(".answer .value").count() >= 1
    assert "undefined" not in client.page.content()


@pytest.mark.parametrize("night", [False, True])
def test_a_long_formula_does_not_widen_the_page(open_page, cards, night):
    client = open_page(cards["derivative"], size=(320, 600), night=night)
    client.show(cards["derivative"].front)
    client.page.fill("input", "+".join(f"{n}e^(-{n}t)" for n in range(2, 25)))
    width = client.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
