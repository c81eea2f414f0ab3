"""The keys that the card's own keypad has for an answer, and what they do on a phone."""

from pathlib import Path

import pytest
from clients import open_client
from sample_notes import built_cards

from flashgen.values.formulas.nodes import Call
from flashgen.values.formulas.reading import Asked, readings
from flashgen.values.formulas.rules import FORMULA_RULES

WIDTH, HEIGHT = 360, 504  # what AnkiDroid's bars leave of a small phone


@pytest.fixture(scope="module")
def cards(kinds, tmp_path_factory):
    found = dict(kinds)
    for name in ("formulas", "units"):
        file = Path(__file__).with_name(f"{name}.yaml")
        found |= built_cards(file, tmp_path_factory.mktemp(name))
    return found


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": WIDTH, "height": HEIGHT}
    )
    yield context
    context.close()


@pytest.fixture(scope="module")
def client(context, kinds):
    return open_client(context, kinds["text"].css, kind="ankidroid", mathjax=False)


@pytest.fixture
def opened(client, cards):
    """Shows a card with its keypad open."""
    client.problems.clear()

    def open_one(name):
        client.page.evaluate("client.forget()")
        client.show(cards[name].front)
        client.page.locator(".keys").first.tap()
        return client

    yield open_one
    assert client.problems == []


def names(page):
    return page.locator(".names > .key").all_inner_texts()


def tap(page, keys):
    for key in keys.split():
        page.locator(f".key:text-is('{key}')").first.tap()


@pytest.mark.parametrize(
    ("card", "keys", "typed"),
    [
        ("required", "1 2 N", "12 N"),
        ("required", "2 . 6 9 8 lbf", "2.698 lbf"),
        ("speed", "3 6 km/h", "36 km/h"),
        ("power", "5 0 0 0 μW", "5000 μW"),
        ("capacity", "4 . 7 μF", "4.7 μF"),
        ("area", "2 . 5 0 ⌫ m²", "2.5 m²"),
        ("derivative", "− 6 e ^ ( − 3 t )", "-6 e^(-3 t)"),
        ("gradient", "4 x y ; 2 x ^ 2", "4x y;2x^2"),
        ("integral", "x ^ 3 / 3 + C", "x^3/3+C"),
        ("pieces", "2 ln | x | )", "2ln(|x|)"),
        ("double-angle", "2 sin x ) cos x )", "2sin(x)cos(x)"),
        ("distribution", "Φ ( x − 7 ) / 2 )", "Φ((x-7)/2)"),
        ("distribution", "erfc ( 7 − x ) / √ 8 ) ) / 2", "erfc((7-x)/√(8))/2"),
    ],
)
def test_what_is_asked_can_be_typed(opened, card, keys, typed):
    page = opened(card).page
    tap(page, keys)
    assert page.input_value("input >> nth=0").replace(" ", "") == typed.replace(" ", "")
    tap(page, "✓")
    assert page.locator(".verdict").first.inner_text() == "Right."


def test_names_stand_apart(opened):
    page = opened("gradient").page
    tap(page, "x y 2 x")
    assert page.input_value("input") == "x y2x"
    page = opened("required").page
    tap(page, "5 kg m / s ²")
    assert page.input_value("input") == "5 kg m/s²"


def test_a_unit_that_is_asked_for_hides_among_others(opened):
    units = names(opened("required").page)
    assert {"N", "lbf", "kg", "m", "s"} <= set(units)
    assert len(units) >= 12
    letters = [unit for unit in units if unit not in ("²", "³")]
    assert letters == sorted(letters, key=str.lower)


def test_units_that_are_taken_have_keys_and_others_need_none(opened):
    assert names(opened("speed").page) == ["m/s", "km/h", "mph", "knots"]
    assert names(opened("power").page) == ["μW", "mW", "W", "kW", "MW"]
    assert names(opened("fixed").page) == []
    assert names(opened("scalar").page) == []


def test_a_formula_has_its_variables_and_functions_that_tell_nothing(opened):
    usual = ["e", "π", "sin", "cos", "tan", "ln", "√"]
    assert names(opened("derivative").page) == ["t", *usual]
    assert names(opened("gradient").page) == ["x", "y", *usual]
    assert names(opened("integral").page) == ["x", "C", *usual]  # up to a constant


def test_every_function_has_a_key_where_an_answer_needs_it(scripts):
    keys = scripts.evaluate(
        "import('/keypad.js').then((m) => [...m.USUAL_FUNCTIONS, ...m.FUNCTION_FAMILIES.flat()])"
    )
    assert len(set(keys)) == len(keys)
    # |x|, e^x and ln have keys of their own, and log is one of those by base.
    assert set(keys) == set(FORMULA_RULES["functions"]) - {"abs", "exp", "log"}


def test_the_key_of_a_function_types_that_function(scripts):
    typed = scripts.evaluate(
        "import('/keypad.js').then((m) => [...m.USUAL_FUNCTIONS, ...m.FUNCTION_FAMILIES.flat()]"
        ".map((name) => [name, m.functionKey(name)[1] || m.functionKey(name)[0]]))"
    )
    for name, key in typed:
        inside = "x,y" if name in FORMULA_RULES["several"] else "x"
        text = f"x{key}" if name == "factorial" else f"{key}{inside})"
        (reading,) = readings(text, Asked(("x", "y")))
        assert isinstance(reading.trees[0], Call) and reading.trees[0].function == name


def test_a_text_has_no_keypad(client, cards):
    client.show(cards["spelling"].front)
    assert client.page.locator(".keys, .keypad").count() == 0
    assert client.page.locator("input").is_visible()


@pytest.mark.parametrize("card", ["required", "gradient", "matrix", "speed", "double-angle"])
def test_every_key_is_a_target_for_a_finger(opened, card):
    page = opened(card).page
    keys = page.locator(".key:visible").evaluate_all(
        "(keys) => keys.map((key) => [key.getBoundingClientRect(), key.innerText,"
        " key.className, key.ariaLabel])"
    )
    assert len(keys) > 15
    for box, text, classes, label in keys:
        assert box["width"] >= 44 and box["height"] >= 44, text
        assert box["x"] >= 0 and box["x"] + box["width"] <= WIDTH, text
        assert "tappable" in classes
        assert label or text.strip()


@pytest.mark.parametrize("card", ["scalar", "derivative"])
def test_the_keys_stay_under_the_finger(opened, card):
    page = opened(card).page
    place = "(key) => key.getBoundingClientRect().top + scrollY"
    erase = page.locator(".key", has_text="⌫")
    first = erase.evaluate(place)
    tap(page, "7 / 3")
    if card == "derivative":
        assert page.locator(".reading mfrac").is_visible()
    assert erase.evaluate(place) == pytest.approx(first, abs=1)
    tap(page, "✓")
    verdict = page.locator(".verdict")
    assert verdict.inner_text().startswith("Not right.")
    box = verdict.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= HEIGHT
    judged = erase.evaluate(place)
    tap(page, "⌫")
    assert verdict.inner_text() == ""
    assert erase.evaluate(place) == pytest.approx(judged, abs=1)


def test_the_end_of_a_long_text_is_in_view(opened):
    page = opened("derivative").page
    tap(page, "t + " * 20)
    scrolled, whole, seen = page.evaluate(
        "(() => { const e = document.querySelector('input');"
        " return [e.scrollLeft, e.scrollWidth, e.clientWidth]; })()"
    )
    assert whole > seen and scrolled >= whole - seen - 1
    for _ in range(40):
        page.get_by_role("button", name="Left", exact=True).tap()
    assert page.evaluate("document.querySelector('input').scrollLeft") < whole - seen


def test_no_keyboard_comes_unasked(opened):
    page = opened("double-angle").page
    tap(page, "x ✓")
    assert page.evaluate("document.activeElement.tagName") != "INPUT"
