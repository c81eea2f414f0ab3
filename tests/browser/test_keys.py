"""Keys, taps and the keypad: all of a card without a mouse, and without a keyboard."""

import pytest
from clients import DESKTOP, DESKTOPS, QT, open_client


@pytest.mark.parametrize("kind", DESKTOPS)
@pytest.mark.parametrize("key", ["Enter", " "])
def test_options_are_chosen_by_key_on_the_desktop(desktop, kinds, kind, key):
    client = desktop(kind)
    page = client.page
    client.show(kinds["choices"].front)
    page.mouse.click(2, 2)
    page.keyboard.press("Tab")
    option = page.locator(".option").first
    # Qt leaves the keys to what is editable, if the caret is in it.
    assert option.evaluate(
        "(e) => e === document.activeElement && e.isContentEditable"
        " && e.contains(getSelection().anchorNode)"
    )
    page.keyboard.press(key)
    assert option.get_attribute("data-state") in ("right", "wrong")
    assert client.commands() == []
    page.keyboard.press(key)  # once it is chosen, the same key goes on to the answer
    assert client.commands() == ["ans"]
    page.keyboard.type("x")
    assert "x" not in option.inner_text()[:1]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")
    assert page.locator("[contenteditable]").count() == 0


@pytest.mark.parametrize("kind", DESKTOPS)
def test_check_is_pressed_by_key_on_the_desktop(desktop, kinds, kind):
    client = desktop(kind)
    page = client.page
    client.show(kinds["scalar"].front)
    page.fill("input", "99")
    page.keyboard.press("Tab")
    page.keyboard.press(" ")
    assert page.locator(".entry").get_attribute("data-state") == "wrong"
    assert client.commands() == []
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]


def test_elsewhere_a_button_is_a_button(open_page, kinds):
    client = open_page(kinds["choices"], kind="ankidroid")
    client.show(kinds["choices"].front)
    client.page.locator(".option").first.focus()
    assert client.page.locator("[contenteditable]").count() == 0
    client.page.keyboard.press("Enter")
    assert client.page.locator(".option[data-state]").count() == 1


def tap(page, *names):
    for name in names:
        page.get_by_role("button", name=name, exact=True).tap()


@pytest.mark.parametrize("focusable", [True, False], ids=["focus", "no focus"])
def test_the_keypad_types_where_no_keyboard_comes(phone, kinds, focusable):
    page = phone.page
    phone.show(kinds["scalar"].front)
    if not focusable:  # AnkiDroid's default reviewer gives the page no focus
        page.evaluate(
            "document.querySelector('input').addEventListener('focus', (e) => e.target.blur())"
        )
    pad = page.get_by_role("group", name="Keypad")
    assert not pad.is_visible()
    toggle = page.get_by_role("button", name="Keypad")
    toggle.tap()
    assert toggle.get_attribute("aria-expanded") == "true"
    assert page.locator("input").get_attribute("inputmode") == "none"
    tap(page, "Minus", "1", "2", "Point", "5")
    assert page.input_value("input") == "-12.5"
    tap(page, "Left", "Left", "Delete", "3", "Right", "Right", "7")
    assert page.input_value("input") == "-13.57"
    for key in page.locator(".key").all():
        box = key.bounding_box()
        assert box["height"] >= 40 and box["x"] >= 0 and box["x"] + box["width"] <= 360
        assert "tappable" in key.get_attribute("class")
    page.locator(".key", has_text="✓").tap()
    assert page.locator(".verdict").inner_text().startswith("Not right.")
    tap(page, "Delete")
    assert page.locator(".verdict").inner_text() == ""
    toggle.tap()
    assert not pad.is_visible()
    assert page.locator("input").get_attribute("inputmode") is None
    # What the keypad typed is on the back as well.
    phone.show(kinds["scalar"].back)
    assert "You typed -13.5" in page.inner_text(".response")


def test_the_keypad_is_for_fingers(open_page, kinds):
    client = open_page(kinds["scalar"], kind="ankidroid", mathjax=False)
    client.show(kinds["scalar"].front)
    assert not client.page.locator(".keys").is_visible()


def test_the_keypad_leaves_the_desktop_its_keys(browser, kinds):
    context = browser.new_context(user_agent=QT, has_touch=True, is_mobile=True)
    client = open_client(context, kinds["text"].css, kind=DESKTOP, mathjax=False)
    client.show(kinds["scalar"].front)
    client.page.locator(".keys").tap()
    client.page.locator(".key", has_text="7").tap()
    assert client.page.input_value("input") == "7"
    assert client.page.locator("input").get_attribute("inputmode") is None
    context.close()


def test_formulas_in_options_are_no_stops_of_tab(open_page, kinds):
    client = open_page(kinds["choices"], kind=DESKTOP)
    client.show(kinds["choices"].front)
    stops = client.page.locator(".option mjx-container").evaluate_all(
        "(all) => all.map((one) => one.tabIndex)"
    )
    assert stops and set(stops) == {-1}
