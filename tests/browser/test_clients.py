"""Cards of every kind in the pages of the real clients: their styles, scripts and MathJax."""

from dataclasses import dataclass

import pytest
from clients import AXE_PATH, DESKTOP, DESKTOPS, REAL
from extent import LONG
from playwright.sync_api import TimeoutError
from test_looks import CONTRASTS

NIGHT = pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
# What `looks` looks at: a small window, all at twice its size at night, when colors alone change.
LOOKS = pytest.mark.parametrize("night", [False, True], ids=["light", "night at twice the size"])
EVERYWHERE = pytest.mark.parametrize("kind", REAL)
NUMERIC = ("scalar", "vector", "matrix", "two", "heat", "unit-words", "unit-formula", "long-steps")
CHOICES = ("choices", "hebrew-choice", "pick")
WITH_AXE = (DESKTOP, "ankidroid")


def shown_in(kinds, night):
    """Return the kinds to look at by day or at night: all, or by default every other one."""
    if LONG:
        return kinds
    return {name: kinds[name] for name in list(kinds)[int(night) :: 2]}


def sides(client, kinds):
    """Show both sides of every kind, something typed or chosen between; yields what is shown."""
    page = client.page
    for name, card in kinds.items():
        client.show(card.front)
        yield f"{name} front"
        fields = page.locator(".entry input, .entry textarea")
        for number in range(fields.count()):
            fields.nth(number).fill("-3")
            page.locator(".check").nth(number).click()
            yield f"{name} judged"
        if page.locator("button.option").count():
            page.locator("button.option").first.click()
            yield f"{name} chosen"
        client.show(card.back)
        yield f"{name} back"


VIOLATIONS = """async (rules) => {
  const options = {...rules, resultTypes: ["violations"]};
  const {violations} = await axe.run(document.querySelector(".flashgen"), options);
  return violations.map(({id, nodes}) => [id, nodes.map((node) => node.html)]);
}"""
ALL_RULES, OF_COLORS = {}, {"runOnly": ["color-contrast", "link-in-text-block"]}
PAPERS = """() => {
  const papers = new Set();
  for (const element of [document.body, ...document.querySelectorAll(".flashgen, .flashgen *")]) {
    if (element.closest("svg, pre, code, hr, mjx-container, .keypad")) continue;
    if (!element.clientWidth) continue;
    if (element.matches(":hover")) continue;
    const {backgroundColor, backgroundImage} = getComputedStyle(element);
    if (backgroundColor !== "rgba(0, 0, 0, 0)") papers.add(backgroundColor);
    const covers = backgroundImage.match(/linear-gradient\\((rgb[^)]*\\))/);
    if (covers) papers.add(covers[1]);
  }
  return [[...papers], getComputedStyle(document.querySelector(".flashgen")).color];
}"""
FITS = "document.scrollingElement.scrollWidth <= 320"
ERRORS = "document.querySelectorAll('mjx-merror, merror').length"


@dataclass(frozen=True)
class Look:
    """What was found on a side that is shown."""

    shown: str
    contrasts: list
    violations: list
    papers: list
    fits: bool
    errors: int


@pytest.fixture(scope="module")
def looked_at():
    return {}


@pytest.fixture
def looks(open_page, kinds, looked_at):
    """Returns what all sides look like in a client; four tests look at each only once."""

    def look(client, night, rules):
        for shown in sides(client, shown_in(kinds, night)):
            # With the mouse where it clicked.
            contrasts, violations = client.page.evaluate(
                f"""async ([axePath, rules]) => {{
                  const contrasts = ({CONTRASTS})();
                  if (!axePath) return [contrasts, []];
                  if (!window.axe) await client.load(axePath);
                  return [contrasts, await ({VIOLATIONS})(rules)];
                }}""",
                [AXE_PATH if client.kind in WITH_AXE else "", rules],
            )
            client.page.mouse.move(0, 0)
            papers, fits, errors = client.page.evaluate(f"[({PAPERS})(), {FITS}, {ERRORS}]")
            yield Look(shown, contrasts, violations, papers, fits or fits_soon(client), errors)

    def fits_soon(client):  # formulas get their place after the page is shown
        try:
            client.page.wait_for_function(FITS, timeout=5000)
        except TimeoutError:
            return False
        return True

    def looks_in(kind, night):
        if (kind, night) not in looked_at:
            zoom, rules = (2.0, OF_COLORS) if night else (1.0, ALL_RULES)
            client = open_page(kinds["text"], kind=kind, night=night, zoom=zoom, size=(320, 640))
            looked_at[kind, night] = list(look(client, night, rules))
        return looked_at[kind, night]

    return looks_in


@EVERYWHERE
@LOOKS
def test_one_paper_and_one_ink(looks, kind, night):
    paper, ink = (
        ("rgb(31, 33, 36)", "rgb(230, 227, 220)")
        if night
        else (
            "rgb(252, 251, 248)",
            "rgb(34, 38, 43)",
        )
    )
    for look in looks(kind, night):
        assert look.papers == [[paper], ink], look.shown


@EVERYWHERE
@LOOKS
def test_all_text_is_readable(looks, kind, night):
    for look in looks(kind, night):
        texts, shapes = look.contrasts
        assert [one for one in texts if one[1] < 4.5 or one[2] < 1] == [], look.shown
        assert [one for one in shapes if one[1] < 3] == [], look.shown


COLORS = """() => [...document.querySelectorAll(".flashgen pre span[class]")].map((span) => [
  span.className, getComputedStyle(span).color !== getComputedStyle(span.closest("pre")).color])"""
# What is as plain as the text around it: names, operators, punctuation and the like.
PLAIN = {"n", "o", "p", "w", "x", "ow"}


@pytest.mark.parametrize("kind", [DESKTOP, "ankidroid"])
@NIGHT
def test_code_is_colored(open_page, kinds, kind, night):
    client = open_page(kinds["code"], kind=kind, night=night, mathjax=False)
    colored = set()
    for html in (kinds["code"].front, kinds["code"].back):
        client.show(html)
        found = client.page.evaluate(COLORS)
        assert {name for name, differs in found if not differs} <= PLAIN
        colored |= {name for name, differs in found if differs}
    assert len(colored) >= 17, colored


ROOM = """() => {
  const boxes = (selector, more) => [...document.querySelectorAll(selector)].map(more);
  return [document.body.currentCSSZoom || 1,
          boxes(".entry input, .entry textarea", (element) =>
            [element.getBoundingClientRect(), parseFloat(getComputedStyle(element).fontSize)]),
          boxes(".entry > *, .entry", (element) => element.getBoundingClientRect())];
}"""


@EVERYWHERE
@pytest.mark.parametrize(("width", "zoom"), [(320, 1.0), (320, 2.0), (375, 1.5), (1000, 1.0)])
def test_there_is_room_to_type(open_page, kinds, kind, width, zoom):
    client = open_page(kinds["text"], kind=kind, zoom=zoom, size=(width, 640))
    page = client.page
    for name in NUMERIC:
        client.show(kinds[name].front)
        # In real pixels: older engines measure an element before `zoom`, newer ones after it.
        zoomed, fields, parts = page.evaluate(ROOM)
        assert fields and parts, name
        for box, font in fields:
            assert box["width"] >= 6 * font * zoomed - 0.5, name
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, name
        for box in parts:
            assert box["x"] >= 0 and box["x"] + box["width"] <= width + 0.5, name


@EVERYWHERE
@LOOKS
def test_no_page_scrolls_sideways(looks, kind, night):
    for look in looks(kind, night):
        assert look.fits, f"{look.shown} scrolls sideways"
        assert look.errors == 0, look.shown


@EVERYWHERE
def test_a_matrix_of_three_rows_is_not_cut(open_page, kinds, kind):
    client = open_page(kinds["matrix"], kind=kind, size=(320, 640))
    client.show(kinds["matrix"].front)
    field = client.page.locator("textarea")
    field.fill("1, 2\n3, 4\n5, 6")
    assert field.evaluate("(e) => e.scrollHeight <= e.clientHeight + 1")


@EVERYWHERE
def test_the_direction_is_that_of_the_language(open_page, kinds, kind):
    client = open_page(kinds["hebrew"], kind=kind)
    for name in ("hebrew", "hebrew-choice"):
        for html in (kinds[name].front, kinds[name].back):
            client.show(html)
            directions = client.page.evaluate(
                "[...new Set([...document.querySelectorAll('.flashgen, .flashgen *')]"
                ".map((e) => getComputedStyle(e).direction))]"
            )
            assert directions == ["ltr"], name
    left = client.page.locator(".prompt").bounding_box()["x"]
    assert client.page.locator(".prompt p").bounding_box()["x"] == left


@EVERYWHERE
def test_a_minus_is_a_minus(open_page, kinds, kind):
    client = open_page(kinds["vector"], kind=kind, mathjax=False)
    for shown in sides(
        client, {name: kinds[name] for name in ("vector", "heat", "pick", "scalar")}
    ):
        texts = client.page.evaluate(
            """() => {
              const walker = document.createTreeWalker(
                document.querySelector(".flashgen"), NodeFilter.SHOW_TEXT);
              const texts = [];
              while (walker.nextNode()) {
                if (walker.currentNode.parentElement.closest("q, code")) continue;
                texts.push(walker.currentNode.data.replace(/\\\\\\(.*?\\\\\\)/g, ""));
              }
              return texts.join("|");
            }"""
        )
        assert not [i for i in range(len(texts) - 1) if texts[i] == "-" and texts[i + 1].isdigit()]
        assert "−" in texts or shown.startswith(("scalar", "pick")), texts


@EVERYWHERE
def test_links_are_underlined(open_page, kinds, kind):
    client = open_page(kinds["text"], kind=kind)
    client.show(kinds["text"].back)
    for link in client.page.locator("a").all():
        assert "underline" in link.evaluate("(e) => getComputedStyle(e).textDecorationLine")


@EVERYWHERE
@NIGHT
def test_the_focus_is_visible_on_every_control(open_page, kinds, kind, night):
    client = open_page(kinds["text"], kind=kind, night=night)
    page = client.page
    for name in (*CHOICES, "scalar", "two"):
        client.show(kinds[name].front)
        if name in ("scalar", "two"):
            page.locator("input").first.fill("1")
        page.evaluate("document.activeElement.blur()")
        page.mouse.click(2, 2)  # Tab begins at the top
        names = []
        for _ in range(20):
            page.keyboard.press("Tab")
            outline = page.evaluate(
                """() => {
                  const at = document.activeElement;
                  if (!at.closest(".flashgen") || at.dataset.seen) return null;
                  if (at.matches("mjx-container")) return [];
                  at.dataset.seen = "yes";
                  const ring = getComputedStyle(at.closest(".box") && at.matches("input, textarea")
                    ? at.closest(".entry") : at);
                  return [at.getAttribute("aria-label") || at.textContent || at.id,
                          ring.outlineStyle, parseFloat(ring.outlineWidth)];
                }"""
            )
            if outline is None:
                break
            if not outline:
                continue  # a formula of the question, which MathJax shows a focus of
            names.append(outline[0])
            assert outline[1] != "none" and outline[2] >= 2, (name, outline)
        assert len(names) == len(set(names)) == {"pick": 4, "two": 4}.get(name, 3), names


@EVERYWHERE
def test_the_verdict_stands_beside_the_focus(open_page, kinds, kind):
    client = open_page(kinds["scalar"], kind=kind, mathjax=False)
    client.show(kinds["scalar"].front)
    client.page.fill("input", "99")
    client.page.press("input", "Enter")
    border, outline, offset = client.page.locator(".entry").evaluate(
        "(e) => { const s = getComputedStyle(e);"
        " return [s.borderTopColor, s.outlineColor, parseFloat(s.outlineOffset)]; }"
    )
    assert border != outline and offset > 0


def test_taps_on_the_parts_of_an_answer_are_no_gestures(open_page, kinds):
    """AnkiMobile and AnkiDroid spare what has the class `tappable`."""
    client = open_page(kinds["two"], kind="ankidroid", mathjax=False)
    client.show(kinds["two"].front)
    client.page.fill("input", "1")
    client.page.press("input", "Enter")
    without = client.page.evaluate(
        "[...document.querySelectorAll('.response, .response .label, .response .unit,"
        " .response .verdict, .response button, .response input')]"
        ".filter((e) => !e.classList.contains('tappable')).map((e) => e.className)"
    )
    assert without == []


def test_an_input_says_what_it_wants(open_page, kinds):
    client = open_page(kinds["scalar"], kind=DESKTOP)
    client.show(kinds["scalar"].front)
    described = client.page.evaluate(
        "document.querySelector('input').getAttribute('aria-describedby').split(' ')"
        ".map((id) => document.getElementById(id).textContent)"
    )
    assert described == ["m/s", "Answer in m/s, to 2 decimals.", ""]


@pytest.mark.parametrize("kind", WITH_AXE)
@LOOKS
def test_axe_finds_nothing(looks, kind, night):
    for look in looks(kind, night):
        assert look.violations == [], look.shown


@pytest.mark.parametrize("kind", [DESKTOP, "ankidroid"])
def test_every_control_has_a_name(open_page, kinds, kind):
    client = open_page(kinds["text"], kind=kind)
    tree = client.page.context.new_cdp_session(client.page)
    for name in (*CHOICES, *NUMERIC):
        client.show(kinds[name].front)
        nodes = tree.send("Accessibility.getFullAXTree")["nodes"]
        controls = [n for n in nodes if n.get("role", {}).get("value") in ("button", "textbox")]
        assert controls
        names = [control.get("name", {}).get("value", "").strip() for control in controls]
        assert all(names) and len(names) == len(set(names)), (name, names)
    tree.detach()


@pytest.mark.parametrize("kind", DESKTOPS)
def test_forced_colors_leave_the_numbers_readable(browser, kinds, kind):
    from clients import open_client

    context = browser.new_context(forced_colors="active")
    client = open_client(context, kinds["heat"].css, kind=kind, mathjax=False)
    client.show(kinds["heat"].front)
    texts, _ = client.page.evaluate(CONTRASTS)
    assert [one for one in texts if one[1] < 4.5] == []
    cells = client.page.locator(".figure-cell").evaluate_all(
        "(cells) => cells.map((cell) => getComputedStyle(cell).fillOpacity)"
    )
    assert set(cells) == {"0"}
    context.close()


@EVERYWHERE
def test_the_right_option_is_not_repeated_below_itself(open_page, kinds, kind):
    client = open_page(kinds["pick"], kind=kind)
    for name in CHOICES:
        client.show(kinds[name].front)
        client.show(kinds[name].back)
        assert client.page.locator(".option[data-state=right]").is_visible()
        assert not client.page.locator(".answer").is_visible(), name
    client.show(kinds["scalar"].front)
    client.show(kinds["scalar"].back)
    assert client.page.locator(".answer").is_visible()


@EVERYWHERE
def test_a_long_step_breaks_and_keeps_its_spaces(open_page, kinds, kind):
    client = open_page(kinds["long-steps"], kind=kind, size=(360, 640))
    client.show(kinds["long-steps"].front)
    client.show(kinds["long-steps"].back)
    solution = client.page.locator(".solution p, .solution ol").first
    assert solution.evaluate("(e) => e.scrollWidth - e.clientWidth") <= 0
    formulas = client.page.locator(".solution mjx-container")
    assert formulas.count() > 4
    tops = formulas.evaluate_all(
        "(all) => all.map((e) => Math.round(e.getBoundingClientRect().bottom))"
    )
    assert len(set(tops)) > 1
