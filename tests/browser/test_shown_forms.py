"""Forms of concept and cloze cards: one after the other, the same on both sides."""

from itertools import pairwise
from pathlib import Path

import pytest
from clients import DESKTOPS, REAL, short
from sample_notes import built_cards

FRONTS = {
    "capital": {
        "What is the capital of France?",
        "From which city is France governed?",
        "Which city is on the Seine?",
    },
    "oxide": {"What is H~2~O called?", "What is the oxide of hydrogen called?"},
}
TEXTS = (
    "Water boils at {} °C at sea level.",
    "At sea level, water boils when it has {} °C.",
    "it boils at {} °C",
)


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    return built_cards(Path(__file__).with_name("forms.yaml"), tmp_path_factory.mktemp("forms"))


@pytest.fixture
def bare(open_page, cards):
    return open_page(cards["capital"], mathjax=False)


def prompt(client):
    return client.text(".prompt p:first-child")


@pytest.mark.parametrize("name", FRONTS)
def test_the_forms_come_in_turn(bare, cards, name):
    shown = []
    for _ in range(2 * len(FRONTS[name])):
        bare.show(cards[name].front)
        front = prompt(bare)
        bare.show(cards[name].back)
        assert prompt(bare) == front
        shown.append(front)
    assert set(shown) == FRONTS[name]
    assert all(a != b for a, b in pairwise(shown))


def test_each_form_has_its_own_options_hints_and_extra(bare, cards):
    seen = set()
    for _ in range(3):
        bare.show(cards["capital"].front)
        front = prompt(bare)
        options = bare.page.locator(".option").count()
        assert options == (3 if front == "Which city is on the Seine?" else 0)
        hint = bare.page.get_by_role("button", name="Hint").inner_text()
        governed = front == "From which city is France governed?"
        assert hint == ("Hint 1 of 2" if governed else "Hint")
        bare.show(cards["capital"].back)
        extra = bare.page.locator(".extra:visible")
        assert extra.all_inner_texts() == (["Since 987."] if governed else [])
        assert "Paris" in bare.text(".flashgen")
        seen.add(front)
    assert seen == FRONTS["capital"]


@pytest.mark.parametrize("kind", REAL)
def test_one_form_of_a_cloze_is_shown(open_page, cards, kind):
    client = open_page(cards["boil"], kind=kind, mathjax=False)
    seen = set()
    for _ in range(3):
        client.show(cards["boil"].front)
        front = client.page.locator(".form:visible")
        assert front.count() == 1
        text = front.inner_text()
        assert "[...]" in text and "100" not in text
        client.show(cards["boil"].back)
        back = client.page.locator(".form:visible")
        assert back.count() == 1
        assert back.inner_text() == text.replace("[...]", "100")
        assert client.page.locator(".cloze:visible").count() == 1
        number = next(n for n, of in enumerate(TEXTS) if of.format("100") in back.inner_text())
        extra = "Higher up it is less." in client.text(".flashgen")
        assert extra == (number == 1)
        seen.add(number)
    assert seen == {0, 1, 2}


def test_without_a_script_a_cloze_shows_its_first_form(browser, cards):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for side in (cards["boil"].front, cards["boil"].back):
        page.set_content(f"<style>{cards['boil'].css}</style><body class=card>{side}")
        assert page.locator(".form").count() == 3
        assert page.locator(".form:visible").count() == 1
        assert "Water boils" in page.locator(".form:visible").inner_text()
    page.set_content(
        f"<style>{cards['capital'].css}</style><body class=card>{cards['capital'].front}"
    )
    assert page.locator(".prompt").inner_text() == "What is the capital of France?"
    assert page.locator(".choices").inner_text() == ""
    context.close()


def test_an_answer_is_judged_in_each_form(bare, cards):
    for _ in range(2):
        bare.show(cards["oxide"].front)
        front = prompt(bare)
        page = bare.page
        for typed, state in (("water", "right"), ("Ice", "right"), ("hydrogen", "wrong")):
            page.fill("input", typed)
            page.press("input", "Enter")
            assert page.get_attribute(".verdict", "data-state") == state
        known = "one of its parts" in bare.text(".verdict")
        assert known == (front == "What is the oxide of hydrogen called?")


def test_statements_an_order_and_a_back_may_be_forms_of_one_card(bare, cards):
    seen = set()
    for _ in range(3):
        bare.show(cards["mixed"].front)
        page = bare.page
        front = (page.locator(".statement").count(), page.locator(".item").count())
        bare.show(cards["mixed"].back)
        if front == (0, 0):
            assert bare.text(".answer") == "A square."
        else:
            assert "A square" not in bare.text(".flashgen")
            assert (page.locator(".statement").count() > 0) == (front[0] > 0)
        seen.add(front)
    assert seen == {(2, 0), (0, 3), (0, 0)}


@pytest.mark.parametrize("loses", ["", "session", "cookie"])
def test_both_sides_show_one_form_in_each_kind_of_storage(bare, cards, loses):
    sides = bare.page.evaluate(
        "([pairs, loses]) => client.flip(pairs, 60, {loses})",
        [[[short(cards[n].front), short(cards[n].back)] for n in ("capital", "oxide")], loses],
    )
    assert [(a["prompt"], b["prompt"]) for a, b in sides if a["prompt"] != b["prompt"]] == []


@pytest.mark.parametrize("kind", DESKTOPS)
def test_forms_have_no_button_for_other_numbers(open_page, cards, kind):
    client = open_page(cards["capital"], kind=kind, mathjax=False)
    for name in ("capital", "boil", "oxide", "single"):
        client.show(cards[name].front)
        assert client.page.get_by_role("button", name="Other numbers").count() == 0
