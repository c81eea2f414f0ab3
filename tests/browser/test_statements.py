"""Statements on the card: two buttons each, by key, mouse and touch; the verdict waits for all."""

import re

import pytest
from clients import DESKTOPS

CLAIMS = {"triangle": True, "negative": False, "double": True}


def statements(page):
    """By what it is about: the statement's element and whether it is true."""
    found = {}
    for item in page.locator(".statement").all():
        text = item.locator(".claim").inner_html()
        name = "negative" if "negative" in text else "triangle" if "y" in text else "double"
        found[name] = item
    return found


def press(page, name, value):
    statements(page)[name].locator("button.truth").nth(0 if value else 1).click()


def states(page):
    return {name: item.get_attribute("data-state") for name, item in statements(page).items()}


def test_the_verdict_waits_until_all_are_judged(open_page, kinds):
    client = open_page(kinds["claims"], mathjax=False)
    page = client.page
    client.show(kinds["claims"].front)
    assert page.locator("button.truth").count() == 6
    press(page, "triangle", True)
    press(page, "negative", True)
    assert client.text(".choices .verdict") == ""
    assert set(states(page).values()) == {None}
    press(page, "double", False)
    assert client.text(".choices .verdict") == "Not right. You got 1 of 3 right."
    assert states(page) == {"triangle": "right", "negative": "wrong", "double": "wrong"}
    says = {name: item.locator(".says").inner_text() for name, item in statements(page).items()}
    assert says["triangle"] == says["double"] == ""
    assert says["negative"].startswith("It is ")
    press(page, "negative", False)
    press(page, "double", True)
    assert client.text(".choices .verdict") == "Right."
    assert set(states(page).values()) == {"right"}


def test_the_back_has_the_truth_what_was_chosen_and_the_sentences(open_page, kinds):
    client = open_page(kinds["claims"], mathjax=False)
    page = client.page
    client.show(kinds["claims"].front)
    order = page.locator(".claim").all_inner_texts()
    press(page, "triangle", True)
    press(page, "negative", True)
    press(page, "double", True)
    client.show(kinds["claims"].back)
    assert page.locator(".claim").all_inner_texts() == order
    assert page.locator("button").count() == 0
    parts = statements(page)
    assert parts["negative"].locator(".truths").inner_text().split() == [
        *("False", "(you", "said", "true)"),
    ]
    assert parts["triangle"].locator(".truth").inner_text() == "True"
    assert parts["triangle"].locator(".says").inner_text() == "That is the triangle inequality."
    assert states(page) == {"triangle": "right", "negative": "wrong", "double": "right"}
    assert client.text(".choices .verdict") == "Not right. You got 2 of 3 right."
    assert not page.locator(".answer").is_visible()  # it would say the same once more


def test_nothing_judged(open_page, kinds):
    client = open_page(kinds["claims"], mathjax=False)
    client.show(kinds["claims"].front)
    client.show(kinds["claims"].back)
    assert client.text(".choices .verdict") == ""
    assert set(states(client.page).values()) == {None}
    assert client.page.locator(".says").first.inner_text() != ""


def test_the_statements_are_those_of_the_variant(open_page, kinds):
    """Truth, numbers and sentences belong together, whatever is shown."""
    client = open_page(kinds["claims-drawn"], mathjax=False)
    page = client.page
    seen = set()
    for _ in range(8):
        client.show(kinds["claims-drawn"].front)
        numbers = [int(number) for number in re.findall("= ([0-9]+)", client.text(".prompt"))]
        a, b = numbers
        seen.add((a, b))
        claims = page.locator(".claim").all_inner_texts()
        texts = {text.replace("−", "-"): n for n, text in enumerate(claims)}
        for text, place in texts.items():
            if "larger" in text:
                truth = a + b > int(text.split()[-1].rstrip("."))
            elif "even" in text:
                truth = a * b % 2 == 0
            else:
                truth = a > b
                assert str(a - b) in text
            page.locator(".statement").nth(place).locator("button").nth(0 if truth else 1).click()
        assert client.text(".choices .verdict") == "Right."
        client.show(kinds["claims-drawn"].back)
        assert f"{a + b}" in client.text(".solution")
    assert len(seen) == 8


@pytest.mark.parametrize("kind", DESKTOPS)
def test_by_keys_on_the_desktop(desktop, kinds, kind):
    client = desktop(kind)
    page = client.page
    client.show(kinds["claims"].front)
    page.mouse.click(2, 2)
    for number in range(3):
        page.keyboard.press("Tab")
        button = page.locator("button.truth").nth(2 * number)
        assert button.evaluate("(e) => e === document.activeElement && e.isContentEditable")
        page.keyboard.press(" ")
        assert button.get_attribute("aria-pressed") == "true"
        if number < 2:
            page.keyboard.press("Tab")
    assert client.text(".choices .verdict") == "Not right. You got 2 of 3 right."
    assert client.commands() == []
    page.keyboard.press("Enter")  # what is chosen already goes on to the answer
    assert client.commands() == ["ans"]


def test_by_touch(phone, kinds):
    page = phone.page
    phone.show(kinds["claims"].front)
    for button in page.locator("button.truth").all():
        box = button.bounding_box()
        assert box["height"] >= 40 and box["x"] >= 0 and box["x"] + box["width"] <= 360
        assert "tappable" in button.get_attribute("class")
    for name, value in CLAIMS.items():
        button = statements(page)[name].locator("button.truth").nth(0 if value else 1)
        button.tap()
        button.and_(page.locator("[aria-pressed=true]")).wait_for()
    assert phone.text(".choices .verdict") == "Right."


def test_a_screen_reader_hears_which_statement_and_what_is_chosen(open_page, kinds):
    client = open_page(kinds["claims"])
    page = client.page
    client.show(kinds["claims"].front)
    groups = page.get_by_role("group").all()
    assert len(groups) == 3
    for group in groups:
        label = group.get_attribute("aria-labelledby")
        assert group.get_attribute("aria-label") or page.locator(f"#{label}").inner_text()
        assert group.get_by_role("button", name="True", exact=True).count() == 1
    page.get_by_role("button", name="False", exact=True).first.press("Enter")
    pressed = page.locator("button.truth").evaluate_all("(all) => all.map((b) => b.ariaPressed)")
    assert pressed == ["false", "true", "false", "false", "false", "false"]
    verdict = page.locator(".choices .verdict")
    assert verdict.get_attribute("role") == "status"
    assert verdict.get_attribute("aria-live") == "polite"


def test_statements_stand_in_another_order_at_each_showing(open_page, kinds):
    client = open_page(kinds["claims"], mathjax=False)
    orders = set()
    for _ in range(12):
        client.show(kinds["claims"].front)
        orders.add(tuple(client.page.locator(".claim").all_inner_texts()))
        client.show(kinds["claims"].back)
    assert len(orders) >= 4


def test_with_no_script_the_card_is_good(browser, kinds):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(kinds["claims"].front)
    assert page.locator(".choices li").count() == 3
    assert "True" not in page.inner_text(".choices")
    page.set_content(kinds["claims"].back)
    assert page.locator(".answer li b").all_inner_texts().count("True.") == 2
    assert "triangle inequality" in page.inner_text(".answer")
    context.close()


def test_forms_that_ask_in_other_ways_keep_to_themselves(open_page, kinds):
    """The list in the fields is that of the first variant, and no part of another one's card."""
    client = open_page(kinds["mixed"], mathjax=False)
    page = client.page
    seen = set()
    for _ in range(9):
        client.show(kinds["mixed"].front)
        asked = {
            name: page.locator(selector).count()
            for name, selector in (
                ("statements", "button.truth"),
                ("order", "button.take"),
                ("input", "input"),
            )
        }
        (kind,) = [name for name, count in asked.items() if count]
        assert client.text(".prompt").startswith(kind)
        assert page.locator(".choices > ul:not([class])").count() == 0
        client.show(kinds["mixed"].back)
        assert page.locator(".choices > *").count() == (2 if kind == "statements" else 0)
        assert page.locator(".answer").is_visible() == (kind != "statements")
        seen.add(kind)
    assert seen == {"statements", "order", "input"}
