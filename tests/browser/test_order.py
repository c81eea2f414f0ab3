"""Items put in order on the card: tapped, dragged, moved by keys; never right from the start."""

import itertools

import pytest
from clients import DESKTOPS

STEPS = ["forward pass", "loss", "zero the old", "backward pass", "update"]


def places(page):
    """The items' numbers in the right order, as they stand."""
    texts = page.locator(".order .take").all_inner_texts()
    return [next(n for n, step in enumerate(STEPS) if step in text) for text in texts]


def take(page, *numbers):
    for number in numbers:
        page.locator(".order .take").nth(places(page).index(number)).click()


def test_items_are_tapped_into_place(open_page, kinds):
    client = open_page(kinds["steps"], mathjax=False)
    page = client.page
    client.show(kinds["steps"].front)
    assert sorted(places(page)) == [0, 1, 2, 3, 4]
    take(page, 0, 1)
    assert places(page)[:2] == [0, 1]
    assert page.locator(".placed .place").all_inner_texts() == ["1", "2"]
    take(page, 4)
    take(page, 4)  # taken back
    assert page.locator(".placed").count() == 2
    assert client.text(".choices .verdict") == ""
    take(page, 3, 2, 4)  # those two may come in either order
    assert client.text(".choices .verdict") == "Right."
    client.show(kinds["steps"].back)
    assert places(page) == [0, 1, 3, 2, 4]
    assert client.text(".response .verdict") == "Right."
    assert "3 and 4 may come in either order." in client.text(".answer")
    assert page.locator("button").count() == 0


def test_partly_right_says_from_where_on_it_is_wrong(open_page, kinds):
    client = open_page(kinds["steps"], mathjax=False)
    page = client.page
    client.show(kinds["steps"].front)
    take(page, 0, 1, 4, 2, 3)
    assert client.text(".choices .verdict") == "Not right. It goes wrong at number 3."
    states = page.locator(".order .item").evaluate_all("(all) => all.map((i) => i.dataset.state)")
    assert states == ["right", "right", "wrong", None, None]
    client.show(kinds["steps"].back)
    given = page.locator(".response .take").all_inner_texts()
    assert "update" in given[2] and len(given) == 5
    right = page.locator(".answer .take").all_inner_texts()
    assert [step in text for step, text in zip(STEPS, right, strict=True)] == [True] * 5


def test_a_wrong_first_item(open_page, kinds):
    client = open_page(kinds["steps"], mathjax=False)
    client.show(kinds["steps"].front)
    take(client.page, 4, 0, 1, 2, 3)
    assert client.text(".choices .verdict") == "Not right. Another one comes first."


def test_check_takes_the_list_as_it_stands(open_page, kinds):
    client = open_page(kinds["steps"], mathjax=False)
    page = client.page
    client.show(kinds["steps"].front)
    page.get_by_role("button", name="Check").click()
    assert client.text(".choices .verdict").startswith("Not right.")
    assert page.locator(".placed").count() == 5


@pytest.mark.parametrize("name", ["steps", "sorting"])
def test_the_items_never_stand_right_already(open_page, kinds, name):
    client = open_page(kinds[name], mathjax=False)
    page = client.page
    orders = set()
    for _ in range(12):
        client.show(kinds[name].front)
        page.get_by_role("button", name="Check").click()
        assert client.text(".choices .verdict").startswith("Not right.")
        orders.add(tuple(page.locator(".order .take").all_inner_texts()))
        client.show(kinds[name].back)
    assert len(orders) >= 6


def test_the_items_are_those_of_the_variant(open_page, kinds):
    client = open_page(kinds["sorting"], mathjax=False)
    page = client.page
    seen = set()
    for _ in range(8):
        client.show(kinds["sorting"].front)
        values = [
            int(text.split()[0].replace("−", "-"))
            for text in page.locator(".order .take").all_inner_texts()
        ]
        for value in sorted(values):
            shown = [
                int(text.split()[0].replace("−", "-"))
                for text in page.locator(".order .take").all_inner_texts()
            ]
            page.locator(".order .take").nth(shown.index(value)).click()
        assert client.text(".choices .verdict") == "Right."
        client.show(kinds["sorting"].back)
        seen.add(tuple(sorted(values)))
        assert client.text(".extra") == "They were drawn at random."
    assert len(seen) == 8


def test_nothing_given(open_page, kinds):
    client = open_page(kinds["steps"], mathjax=False)
    page = client.page
    client.show(kinds["steps"].front)
    client.show(kinds["steps"].back)
    assert page.locator(".response").count() == 0
    assert len(page.locator(".answer .take").all_inner_texts()) == 5


def drag(page, start, end):
    """With the mouse, from the middle of one row to that of another."""
    boxes = [item.bounding_box() for item in page.locator(".order .item").all()]
    middle = [box["y"] + box["height"] / 2 for box in boxes]
    x = boxes[start]["x"] + 60
    page.mouse.move(x, middle[start])
    page.mouse.down()
    page.mouse.move(x, (middle[start] + middle[end]) / 2, steps=4)
    page.mouse.move(x, middle[end] + (4 if end > start else -4), steps=4)
    page.mouse.up()


def test_items_are_dragged_with_the_mouse(open_page, kinds):
    client = open_page(kinds["steps"], mathjax=False)
    page = client.page
    client.show(kinds["steps"].front)
    for place in range(5):
        start = places(page).index(place)
        if start != place:
            drag(page, start, place)
        assert places(page)[: place + 1] == list(range(place + 1))
    assert page.locator(".placed").count() == 0  # a drag takes nothing by itself
    page.get_by_role("button", name="Check").click()
    assert client.text(".choices .verdict") == "Right."
    client.show(kinds["steps"].back)
    assert client.text(".response .verdict") == "Right."


def test_what_was_dragged_is_on_the_back_unchecked(open_page, kinds):
    client = open_page(kinds["steps"], mathjax=False)
    page = client.page
    client.show(kinds["steps"].front)
    drag(page, 0, 4)
    order = places(page)
    client.show(kinds["steps"].back)
    texts = page.locator(".response .take").all_inner_texts()
    assert [next(n for n, s in enumerate(STEPS) if s in t) for t in texts] == order
    assert client.text(".response .verdict") != ""


def test_items_are_tapped_and_dragged_by_a_finger(phone, kinds):
    page = phone.page
    phone.show(kinds["steps"].front)
    touch = page.context.new_cdp_session(page)

    moments = itertools.count(1)  # seconds: a finger that comes to rest throws nothing

    def finger(kind, x, y):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        event = {"type": kind, "touchPoints": points, "timestamp": next(moments)}
        touch.send("Input.dispatchTouchEvent", event)

    handle = page.locator(".handle").nth(0).bounding_box()
    last = page.locator(".handle").nth(4).bounding_box()
    assert handle["height"] >= 40 and handle["width"] >= 36
    before = places(page)
    x = handle["x"] + handle["width"] / 2
    start, end = handle["y"] + 20, last["y"] + last["height"] - 4
    finger("touchStart", x, start)
    for step in range(1, 9):
        finger("touchMove", x, start + (end - start) * step / 8)
    finger("touchEnd", x, end)
    assert places(page) == [*before[1:], before[0]]
    assert not page.locator(".move").first.is_visible()
    for number in range(5):
        page.locator(".order .take").nth(places(page).index(number)).tap()
        page.wait_for_selector(f".placed .place:text-is('{number + 1}')")
    assert phone.text(".choices .verdict") == "Right."
    for control in page.locator("button, .item, .handle").all():
        assert "tappable" in control.get_attribute("class")


@pytest.mark.parametrize("kind", DESKTOPS)
def test_by_keys_on_the_desktop(desktop, kinds, kind):
    client = desktop(kind, mathjax=False)
    page = client.page
    client.show(kinds["steps"].front)
    for number in range(4):
        page.locator(".order .take").nth(places(page).index(number)).focus()
        page.keyboard.press("Enter")
        assert places(page)[: number + 1] == list(range(number + 1))
    # The last one by arrows, through those that are placed already.
    page.locator(".order .take").nth(4).focus()
    page.keyboard.press("ArrowUp")
    assert places(page) == [0, 1, 2, 4, 3]
    assert page.locator(".placed").count() == 5
    assert client.text(".choices .verdict") == "Not right. It goes wrong at number 4."
    page.keyboard.press("ArrowDown")
    assert client.text(".choices .verdict") == "Right."
    assert page.evaluate("document.activeElement.isContentEditable")
    assert client.commands() == []
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]


def test_by_the_buttons_that_move(open_page, kinds):
    client = open_page(kinds["steps"], mathjax=False)
    page = client.page
    client.show(kinds["steps"].front)
    first, second = places(page)[:2]
    down = page.get_by_role("button", name="Move down").first
    down.press("Enter")
    assert places(page)[:2] == [second, first]
    names = page.locator(".move").evaluate_all("(all) => all.map((m) => m.ariaLabel)")
    assert sum("forward pass" in name for name in names) == 2


def test_a_screen_reader_hears_the_places(open_page, kinds):
    client = open_page(kinds["steps"])
    page = client.page
    client.show(kinds["steps"].front)
    page.get_by_role("button", name="forward pass (not placed)").click()
    assert page.get_by_role("button", name="forward pass (number 1)").count() == 1
    stops = page.locator(".order mjx-container").evaluate_all("(all) => all.map((e) => e.tabIndex)")
    assert stops and set(stops) == {-1}


def test_with_no_script_the_card_is_good(browser, kinds):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(kinds["steps"].front)
    front = page.locator(".choices li").all_inner_texts()
    page.set_content(kinds["steps"].back)
    back = page.locator(".answer ol > li").all_inner_texts()
    assert sorted(front) == sorted(back) and front != back
    assert [step in text for step, text in zip(STEPS, back, strict=True)] == [True] * 5
    assert "either order" in page.inner_text(".answer")
    context.close()
