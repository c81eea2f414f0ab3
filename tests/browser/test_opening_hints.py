"""Hints opened one at a time, and other numbers without grading."""

from pathlib import Path

import pytest
from clients import DESKTOP, DESKTOPS, REAL
from sample_notes import built_cards

NUMBERED = "Hint 1 of 3"


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    return built_cards(Path(__file__).with_name("help.yaml"), tmp_path_factory.mktemp("help"))


def opened(page):
    return page.locator(".hint").count()


def numbers(page):
    """The two numbers of the card `speed`, from its raw formulas."""
    return page.locator(".prompt p").first.inner_text()


@pytest.fixture
def bare(open_page, cards):
    return open_page(cards["speed"], mathjax=False)


def test_hints_open_one_at_a_time_with_the_numbers_of_the_draw(bare, cards):
    page = bare.page
    bare.show(cards["speed"].front)
    assert opened(page) == 0
    assert page.locator("details").count() == 0
    for number in (1, 2, 3):
        page.get_by_role("button", name=f"Hint {number} of 3").click()
        assert opened(page) == number
    assert page.get_by_role("button", name="Hint").count() == 0
    s, t = (part.split(r"\)")[0] for part in numbers(page).split(r"\(")[1:])
    assert page.locator(".hint").nth(1).inner_text().count(s) == 2
    assert rf"Divide \({s}\) by \({t}\)" in page.locator(".hint").nth(2).inner_text()


@pytest.mark.parametrize("side", ["a flip", "the same side again"])
def test_open_hints_are_remembered_until_the_next_showing(bare, cards, side):
    page = bare.page
    card = cards["speed"]
    bare.show(card.front)
    page.get_by_role("button", name=NUMBERED).click()
    first = page.locator(".hint").inner_text()
    bare.show(card.back if side == "a flip" else card.front)
    assert page.locator(".hint").all_inner_texts() == [first]
    if side == "a flip":
        assert page.locator(".hint + hr, .hints + hr").count() == 1  # above the answer
        bare.show(card.front)
        assert opened(page) == 0


@pytest.mark.parametrize("name", ["one-hint", "choice", "word", "options", "gap"])
def test_every_kind_has_hints(bare, cards, name):
    page = bare.page
    bare.show(cards[name].front)
    page.get_by_role("button", name="Hint").first.click()
    assert opened(page) == 1
    text = page.locator(".hint").inner_text()
    bare.show(cards[name].back)
    assert page.locator(".hint").all_inner_texts() == [text]
    assert page.locator(".hint p").nth(1).inner_text().strip()


def test_a_card_without_hints_has_no_button(bare, cards):
    bare.show(cards["plain"].front)
    assert bare.page.locator("button").count() == 0
    assert bare.page.locator(".hints").count() == 0


def test_a_back_of_which_no_hint_was_opened_has_none(bare, cards):
    for name in ("speed", "word", "gap"):
        bare.show(cards[name].front)
        bare.show(cards[name].back)
        assert opened(bare.page) == 0


@pytest.mark.parametrize("name", ["speed", "one-hint", "choice"])
def test_other_numbers_are_the_same_on_both_sides(bare, cards, name):
    page, card = bare.page, cards[name]
    for presses in (0, 1, 2, 5):
        bare.show(card.front)
        before = numbers(page)
        for _ in range(presses):
            page.get_by_role("button", name="Other numbers").click()
        front = numbers(page)
        assert (front != before) == (presses > 0)
        bare.show(card.back)
        assert numbers(page) == front
        page.get_by_role("button", name="Other numbers").click()
        other = numbers(page)
        assert other != front
        if name == "speed":
            answer = page.locator(".answer .value").inner_text()
            assert page.locator(".solution").inner_text().count(answer) == 1
        bare.show(card.back)
        assert numbers(page) == other
        assert bare.commands() == []  # nothing was graded or flipped


def test_other_numbers_begin_anew(bare, cards):
    page = bare.page
    bare.show(cards["speed"].front)
    page.get_by_role("button", name=NUMBERED).click()
    page.fill("input", "1")
    page.press("input", "Enter")
    assert page.locator(".verdict").inner_text()
    page.get_by_role("button", name="Other numbers").click()
    assert page.input_value("input") == ""
    assert page.locator(".verdict").inner_text() == ""
    assert opened(page) == 0
    assert page.locator("input").count() == 1
    assert page.get_by_role("button", name="Hint").count() == 1


def test_options_are_asked_anew(bare, cards):
    page = bare.page
    bare.show(cards["choice"].front)
    page.locator(".option").first.click()
    page.get_by_role("button", name="Other numbers").click()
    assert page.locator(".option").count() == 3
    assert page.locator(".option[data-state]").count() == 0
    bare.show(cards["choice"].back)
    before = page.locator(".prompt").inner_text()
    page.get_by_role("button", name="Other numbers").click()
    assert page.locator(".prompt").inner_text() != before
    assert page.locator(".option[data-state=right]").count() == 1


def test_one_variant_has_no_others(bare, cards):
    bare.show(cards["single"].front)
    assert bare.page.get_by_role("button", name="Other numbers").count() == 0
    bare.show(cards["word"].front)
    assert bare.page.get_by_role("button", name="Other numbers").count() == 0


def test_without_storage_no_side_could_tell_the_other(bare, cards):
    """Then the day decides, and both sides show the same: so there is no button."""
    page = bare.page
    page.evaluate(
        """() => {
          Object.defineProperty(window, "sessionStorage", {get() { throw new Error("none"); }});
          Object.defineProperty(document, "cookie", {get: () => "", set() {}});
        }"""
    )
    bare.show(cards["speed"].front)
    front = numbers(page)
    assert page.get_by_role("button", name="Other numbers").count() == 0
    page.get_by_role("button", name=NUMBERED).click()
    assert opened(page) == 1
    bare.show(cards["speed"].back)
    assert numbers(page) == front
    assert page.get_by_role("button", name="Other numbers").count() == 0


def test_a_cookie_alone_keeps_both_sides_together(bare, cards):
    page = bare.page
    for _ in range(20):
        bare.show(cards["speed"].front)
        page.get_by_role("button", name="Other numbers").click()
        front = numbers(page)
        page.evaluate("sessionStorage.clear()")
        bare.show(cards["speed"].back)
        assert numbers(page) == front
        page.get_by_role("button", name="Other numbers").click()


@pytest.mark.parametrize("kind", DESKTOPS)
@pytest.mark.parametrize("key", ["Enter", " "])
def test_the_keys_of_the_desktop_open_hints(desktop, cards, kind, key):
    client = desktop(kind)
    page = client.page
    client.show(cards["speed"].front)
    for number in (1, 2, 3):
        button = page.get_by_role("button", name=f"Hint {number} of 3")
        while not button.evaluate("(e) => e === document.activeElement"):
            page.keyboard.press("Tab")
        assert button.evaluate("(e) => e.isContentEditable")
        page.keyboard.press(key)
        assert opened(page) == number
    # The last hint takes the place of the button.
    assert page.locator(".hint").last.evaluate("(e) => e === document.activeElement")
    for _ in range(4):  # by way of the formulas
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Other numbers":
            break
    before = numbers(page)
    page.keyboard.press(key)
    assert numbers(page) != before
    assert page.evaluate("document.activeElement.textContent") == "Other numbers"
    assert client.commands() == []


@pytest.mark.parametrize("kind", REAL)
def test_new_texts_are_typeset(open_page, cards, kind):
    client = open_page(cards["speed"], kind=kind)
    page = client.page
    client.show(cards["speed"].front)
    for number in (1, 2):
        page.get_by_role("button", name=f"Hint {number} of 3").click()
    page.wait_for_function("document.querySelectorAll('.hint mjx-container').length === 2")
    page.get_by_role("button", name="Other numbers").click()
    page.wait_for_function("document.querySelectorAll('.prompt mjx-container').length === 2")


def test_a_hint_is_read_out_and_named(bare, cards):
    page = bare.page
    bare.show(cards["speed"].front)
    page.get_by_role("button", name=NUMBERED).click()
    hint = page.locator(".hint")
    assert hint.get_attribute("role") == "group"
    assert hint.get_attribute("aria-label") == NUMBERED
    assert page.locator("[aria-live=polite] .hint").count() == 1
    assert page.locator(".tools button:not(.tappable)").count() == 0


def test_with_scripts_off_hints_are_closed_and_open(browser, cards):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(f"<style>{cards['speed'].css}</style><div class=card>{cards['speed'].front}")
    assert page.locator("details").count() == 3
    assert page.locator("details[open]").count() == 0
    assert not page.get_by_text("Divide a distance").is_visible()
    page.locator("summary").first.click()
    assert page.get_by_text("Divide a distance").is_visible()
    context.close()


@pytest.mark.parametrize("night", [False, True])
def test_the_words_of_the_buttons_can_be_read(open_page, cards, night):
    client = open_page(cards["speed"], night=night, kind=DESKTOP, mathjax=False)
    client.show(cards["speed"].front)
    client.page.get_by_role("button", name=NUMBERED).click()
    ratios = client.page.evaluate(
        """() => [".quiet", ".hint .label", ".hint p:last-child"].map((name) => {
          const luminance = (color) => {
            const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((part) => {
              const c = part / 255;
              return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const text = luminance(getComputedStyle(document.querySelector(name)).color);
          const paper = luminance(getComputedStyle(document.body).backgroundColor);
          return (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
        })"""
    )
    assert min(ratios) >= 4.5
