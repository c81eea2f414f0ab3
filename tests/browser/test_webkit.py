"""The cards in WebKit, the engine of AnkiMobile and of Safari, where its driver is installed."""

import pytest
from webkit import WebKit


@pytest.fixture
def show(webkit, pages, kinds):
    served, address = pages

    def show_side(name: str, side: str) -> WebKit:
        card = kinds[name]
        served[side] = (
            "<!doctype html><html><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width'>"
            f"<style>{card.css}</style><body class='card card1'><div id='qa'>"
            f"{getattr(card, side)}</div></body></html>"
        )
        webkit.go(address + side)
        return webkit

    return show_side


TEXT = "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent.trim())"


def test_typing_and_reloading(show):
    page = show("scalar", "front")
    asked = page.run(TEXT, ".prompt p:first-child")
    page.type("input", "99")
    page.click(".check")
    assert page.run(TEXT, ".verdict")[0].startswith("Not right.")
    assert show("scalar", "front").run(TEXT, ".prompt p:first-child") == asked
    assert page.run("return document.querySelector('input').value") == "99"
    back = show("scalar", "back")
    assert back.run(TEXT, ".prompt p:first-child") == asked
    assert back.run(TEXT, ".response")[0].startswith("You typed 99")
    assert show("scalar", "front").run(TEXT, ".prompt p:first-child") != asked


def test_front_and_back_agree_flip_after_flip(show):
    seen = set()
    for _ in range(12):
        front = show("scalar", "front").run(TEXT, ".prompt p:first-child")[0]
        assert show("scalar", "back").run(TEXT, ".prompt p:first-child")[0] == front
        seen.add(front)
    assert len(seen) == 12


def test_a_choice(show):
    page = show("pick", "front")
    options = page.run(TEXT, ".option")
    page.click(".option")
    assert page.run("return document.querySelector('.option').dataset.state") in ("right", "wrong")
    back = show("pick", "back").run(TEXT, ".option")
    assert [text.split(" (")[0] for text in back] == options


def test_a_figure_and_the_layout(show):
    page = show("heat", "front")
    assert page.run("return document.querySelectorAll('.figure-cell').length") > 8
    for name in ("heat", "matrix", "unit-words", "code", "two"):
        page = show(name, "front")
        wide, inside = page.run(
            "return [document.scrollingElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= inside, name
        if name != "code":
            box, font = page.run(
                "const e = document.querySelector('.entry input, .entry textarea');"
                "return [e.getBoundingClientRect().width, parseFloat(getComputedStyle(e).fontSize)]"
            )
            assert box >= 6 * font - 0.5


def test_statements(show):
    page = show("claims", "front")
    for number in (1, 2, 3):
        assert page.run(TEXT, ".verdict") == [""]
        page.click(f".statement:nth-child({number}) button.truth")
    assert page.run(TEXT, ".choices .verdict") == ["Not right. You got 2 of 3 right."]
    order = page.run(TEXT, ".claim")
    back = show("claims", "back")
    assert back.run(TEXT, ".claim") == order
    assert back.run(TEXT, ".choices .verdict") == ["Not right. You got 2 of 3 right."]
    assert sorted(back.run(TEXT, "span.truth")) == ["False", "True", "True"]


def test_an_order(show):
    page = show("steps", "front")
    for step in ("forward", "loss", "backward", "zero", "update"):
        places = [step in text for text in page.run(TEXT, ".order .take")]
        page.click(f".item:nth-child({places.index(True) + 1}) .take")
    assert page.run(TEXT, ".choices .verdict") == ["Right."]
    given = page.run(TEXT, ".order .place")
    assert given == ["1", "2", "3", "4", "5"]
    assert show("steps", "back").run(TEXT, ".response .verdict") == ["Right."]


def test_a_menu(show):
    page = show("decision", "front")
    chosen = page.run(TEXT, ".menu button")
    assert {"rejected", "retained"} <= set(chosen)
    page.click(".menu button")
    page.click(".menu:last-of-type button")
    assert page.run(TEXT, ".verdict")[0]
    assert show("decision", "back").run(TEXT, ".response")[0]


def test_a_formula(show):
    page = show("derivative", "front")
    page.type("input", "2x^")
    assert page.run(TEXT, ".verdict") == [""]
    page.type("input", "2 sin x")
    reading = page.run("return document.querySelector('.reading').textContent.trim()")
    assert "sin" in reading
    page.click(".check")
    assert page.run(TEXT, ".verdict")[0].startswith("Not right.")
    assert show("derivative", "back").run(TEXT, ".response")[0].startswith("You typed 2x^2 sin x")


def test_hints_and_a_unit(show):
    page = show("hinted", "front")
    page.click(".tools .quiet")
    (hint,) = page.run(TEXT, ".hint")
    assert hint.endswith("Convert the speed to m/s.")
    page.type("input", "5")
    page.click(".check")
    assert "unit" in page.run(TEXT, ".verdict")[0]
    assert show("hinted", "back").run(TEXT, ".hint") == [hint]
