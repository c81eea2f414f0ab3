"""Each kind of card in Chromium and WebKit, by keyboard and touch, light and night.

It is answered wrongly and rightly; front and back agree on what was asked and given and on the
verdict; all of it can be read; and with scripts off the card asks and answers all the same. Where
a number or a formula is typed by touch, it is typed with the card's own keys.

WebKit's driver makes a mouse of a finger: there the events of a tap are dispatched to what lies
under it, and the keypad, which the style shows to fingers alone, is shown to all.
"""

import json
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from clients import CARD_SCRIPT, REVIEWER, short
from extent import LONG
from sample_notes import built_cards
from test_looks import CONTRASTS
from webkit import ENTER

from flashgen.anki.card.data import Kind
from flashgen.exporters.kinds import KINDS

HANDS = Path(__file__).with_name("hands.js").read_text(encoding="utf-8")
BROWSERS, WAYS, LIGHTS = ("chromium", "webkit"), ("keyboard", "touch"), ("light", "night")
PAPER = {"light": "rgb(252, 251, 248)", "night": "rgb(31, 33, 36)"}


@dataclass(frozen=True)
class Type:
    """Types into an input and has it judged; spaces stand between the keys of the keypad."""

    keys: str
    field: int = 1

    def do(self, hand, way):
        field = f".field:nth-of-type({self.field})"
        if way == "keyboard":
            hand.focus(f"{field} input", "")
            hand.type(self.keys.replace(" ", ""))
            hand.press_enter()
            return
        hand.tap(f"{field} .keys", "")
        for key in self.keys.split():
            hand.tap(f"{field} .key", {"-": "−"}.get(key, key), whole=True)
        hand.tap(f"{field} .key", "✓", whole=True)
        hand.tap(f"{field} .keys", "")


@dataclass(frozen=True)
class Write:
    """Types a word, which no keypad has: by touch with the system's keys."""

    word: str

    def do(self, hand, way):
        if way == "keyboard":
            hand.focus("input", "")
            hand.type(self.word)
            hand.press_enter()
            return
        hand.tap("input", "")
        hand.type(self.word)
        hand.tap(".check", "")


@dataclass(frozen=True)
class Press:
    """Presses the first button that has a text."""

    button: str
    text: str

    def do(self, hand, way):
        if way == "keyboard":
            hand.focus(self.button, self.text)
            hand.press_enter()
        else:
            hand.tap(self.button, self.text)


@dataclass(frozen=True)
class Row:
    """How a kind is answered, and what its card says with scripts off."""

    card: str
    front: tuple[str, ...]
    back: tuple[str, ...]
    right: tuple = ()
    wrong: tuple = ()
    states: tuple[str, ...] = ("wrong",)
    """What the verdicts on a wrong answer are; those on a right one are all right."""


def _truths(square, circle):
    places = {True: 1, False: 2}
    return (
        Press(f".truth:nth-child({places[square]})", "square"),
        Press(f".truth:nth-child({places[circle]})", "circle"),
    )


def _order(*items):
    return tuple(Press(".order .take", item) for item in items)


NUMBERS = ("one", "two", "three", "four")
ROWS = {
    "number": Row(
        *("number", ("What is 7 times −6?",), ("−42", "It is −42.")),
        *((Type("- 4 2"),), (Type("4 2"),)),
    ),
    "several answers": Row(
        *("several", ("Sum and product of 7 and 5?",), ("sum 12", "product 35")),
        *((Type("1 2"), Type("3 5", 2)), (Type("1 2"), Type("1 2", 2)), ("right", "wrong")),
    ),
    "vector, matrix": Row(
        *("vector", ("Turn round [3, −4].",), ("−3", "4")),
        *((Type("- 3 , 4"),), (Type("3 , - 4"),)),
    ),
    "set, or up to its sign": Row(
        *("set", ("Which primes divide 6?", "in any order"), ("2", "3")),
        *((Type("3 , 2"),), (Type("2 , 6"),)),
    ),
    "text": Row(
        *("text", ("What is the function max(0, x) called?",), ("ReLU",)),
        *((Write("relu"),), (Write("sigmoid"),)),
    ),
    "formula": Row(
        *("formula", ("What is the derivative of", "Answer as a formula in"), ("3 x^{2}",)),
        *((Type("3 x ^ 2"),), (Type("x ^ 2"),)),
    ),
    "menu": Row(
        *("menu", ("p = 0.01 say", "rejected / retained"), ("rejected",)),
        *((Press(".menu-option", "rejected"),), (Press(".menu-option", "retained"),)),
    ),
    "number and menu": Row(
        *("number-and-menu", ("Half of 2.1", "positive / negative"), ("half 1.05", "positive")),
        right=(Type("1 . 0 5"), Press(".menu-option", "positive")),
        wrong=(Type("1 . 0 5"), Press(".menu-option", "negative")),
        states=("right", "wrong"),
    ),
    "choice": Row(
        *("choice", ("Which gas is noble?", "argon", "nitrogen", "oxygen"), ("argon",)),
        *((Press(".option", "argon"),), (Press(".option", "oxygen"),)),
    ),
    "statements": Row(
        "statements",
        ("Which of these are true?", "A square has four sides.", "A circle has corners."),
        ("True.", "False. It has none."),
        *(_truths(True, False), _truths(True, True)),
    ),
    "order": Row(
        *("order", ("Sort the numbers by their size.", *NUMBERS), NUMBERS),
        *(_order(*NUMBERS), _order("two", "one", "three", "four")),
    ),
    "cloze": Row("cloze", ("Water boils at [...] °C.",), ("Water boils at 100 °C.",)),
    "cloze of formulas": Row("cloze-of-formulas", (r"is [...].",), ("2x",)),
    "front and back": Row(
        "front-and-back", ("What is a norm of 0?",), ("Zero, and not −1.",)
    ),
}  # fmt: skip
BESIDE = {
    "hints": Row(
        "hints",
        ("Which planet is nearest to the sun?", "It is small.", "It has no moon."),
        ("Mercury",),
        right=(Press(".quiet", "Hint 1"), Press(".quiet", "Hint 2"), Write("Mercury")),
        wrong=(Press(".quiet", "Hint 1"), Write("Venus")),
    ),
    "units": Row(
        *("units", ("A body of 12 kg is pushed", "Answer with its unit."), ("12 N",)),
        *((Type("1 2 N"),), (Type("1 2 J"),)),
    ),
    "cloze with forms": Row(
        *("cloze-with-forms", ("The largest planet is [...].", "Seven letters."), ("Jupiter",)),
        right=(Press(".quiet", "Hint"),),
    ),
}
"""What goes with several kinds."""
ALL = ROWS | BESIDE
CELLS = tuple(product(ALL, BROWSERS, WAYS, LIGHTS))
# What a run of the suite takes of them; .ci/run takes all.
DIAGONAL = tuple(
    (name, browser, WAYS[(n + b) % 2], LIGHTS[(n // 2 + b) % 2])
    for n, name in enumerate(ALL)
    for b, browser in enumerate(BROWSERS)
)


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    file = Path(__file__).with_name("every_kind.yaml")
    return built_cards(file, tmp_path_factory.mktemp("every"))


def page_of(css):
    return (
        "<!doctype html><html><head><meta charset='utf-8'><link rel='icon' href='data:,'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<style>{css}</style><script>{CARD_SCRIPT}</script>"
        f"<script>{REVIEWER}; delete window.pycmd; delete window.bridgeCommand"
        f"</script></head><body class='card'><div id='qa'></div><script>{HANDS}</script></body>"
    )


class Hand:
    """What both browsers do alike."""

    def start(self, light):
        night = "nightMode night_mode" if light == "night" else ""
        self.run(f"document.body.className = 'card card1 {night}'")

    def place(self, html):
        self.run(f"client.place({json.dumps(short(html))}); null")

    def find(self, selector, text, whole=False):
        arguments = f"{json.dumps(selector)}, {json.dumps(text)}, {json.dumps(whole)}"
        return self.run(f"hands.find({arguments})")

    def focus(self, selector, text):
        self.find(selector, text)
        self.run("hands.focus()")


class Chromium(Hand):
    def __init__(self, browser, css):
        size = {"width": 360, "height": 640}
        self.context = browser.new_context(has_touch=True, is_mobile=True, viewport=size)
        self.page = self.context.new_page()
        self.page.route(
            "**/*", lambda route: route.fulfill(body=page_of(css), content_type="text/html")
        )
        self.page.goto("http://every.invalid/")

    def run(self, script):
        return self.page.evaluate(script)

    def type(self, text):
        self.page.keyboard.type(text)

    def press_enter(self):
        self.page.keyboard.press("Enter")

    def tap(self, selector, text, whole=False):
        before = self.run("hands.clicks()")
        self.page.touchscreen.tap(*self.find(selector, text, whole))
        self.page.wait_for_function("(before) => hands.clicks() > before", arg=before)

    def close(self):
        self.context.close()


class WebKitHand(Hand):
    def __init__(self, webkit, pages, css):
        served, address = pages
        served["every"] = page_of(css.replace("(pointer: coarse)", "all"))
        self.webkit = webkit
        webkit.go(f"{address}every")

    def run(self, script):
        return self.webkit.run(f"return eval({json.dumps(script)})")

    def type(self, text):
        self.webkit.press(text)

    def press_enter(self):
        self.webkit.press(ENTER)

    def tap(self, selector, text, whole=False):
        self.run(f"hands.tap({json.dumps(self.find(selector, text, whole))})")

    def close(self):
        self.webkit.go("about:blank")


@pytest.fixture(scope="module")
def hands(request, cards):
    """Gives a browser's hand; each is made when it is first asked for."""
    css = cards["number"].css
    made = {}

    def hand(name):
        if name not in made:
            if name == "chromium":
                made[name] = Chromium(request.getfixturevalue("browser"), css)
            else:
                pages = request.getfixturevalue("pages")
                made[name] = WebKitHand(request.getfixturevalue("webkit"), pages, css)
        return made[name]

    yield hand
    for one in made.values():
        one.close()


def test_every_kind_has_a_row(cards):
    """Those of the table of kinds by formats, and each that the script judges."""
    assert set(ROWS) == set(KINDS)
    assert sorted(row.card for row in ALL.values()) == sorted(cards)
    judged = set()
    for card in cards.values():
        data = re.search(r'class="flashgen-data">(.*?)</script>', card.front)
        for form in json.loads(data[1])["forms"] if data and data[1].strip() else ():
            judged |= {answer["kind"] for answer in form.get("answers", ())}
    assert judged == set(get_args(Kind)) - {"matrix"}  # which is typed as a vector is


def test_the_diagonal_has_each_kind_in_each_browser_by_each_hand_at_each_light():
    assert set(DIAGONAL) <= set(CELLS)
    for seen in (
        {(name, browser) for name, browser, _, _ in DIAGONAL},
        {(name, way) for name, _, way, _ in DIAGONAL},
        {(name, light) for name, _, _, light in DIAGONAL},
    ):
        assert len(seen) == 2 * len(ALL)
    assert len({cell[1:] for cell in DIAGONAL}) == 8


def legible(hand):
    texts, shapes = hand.run(f"({CONTRASTS})()")
    faint = [one for one in texts if one[1] < 4.5 or one[2] < 1]
    return faint + [one for one in shapes if one[1] < 3]


@pytest.mark.parametrize(
    ("name", "browser_name", "way", "light"),
    CELLS if LONG else DIAGONAL,
)
def test_it_is_answered_everywhere(hands, cards, name, browser_name, way, light):
    row = ALL[name]
    card = cards[row.card]
    hand = hands(browser_name)
    hand.start(light)
    tries = [(row.right, {"right"})]
    if row.wrong:
        tries.append((row.wrong, set(row.states)))
    for steps, states in tries:
        hand.run("client.forget()")
        hand.place(card.front)
        for step in steps:
            step.do(hand, way)
        front = hand.run("hands.read()")
        assert front["paper"] == PAPER[light]
        assert legible(hand) == []
        hand.place(card.back)
        back = hand.run("hands.read()")
        assert legible(hand) == []
        if any(not isinstance(step, Press) or step.button != ".quiet" for step in steps):
            assert set(front["states"]) == states
            assert any(front["given"][:4])
        assert back["states"] == front["states"]
        assert back["given"] == front["given"]
        before, gap, _ = front["asked"].partition("[...]")
        assert back["asked"].startswith(before) if gap else back["asked"] == front["asked"]
        for hint in front["given"][4]:
            assert hint in back["given"][4]


@pytest.mark.parametrize("browser_name", BROWSERS)
def test_with_scripts_off_it_is_a_card_everywhere(hands, cards, browser_name):
    hand = hands(browser_name)
    hand.start("night")
    for name, row in ALL.items():
        shown = []
        for html in (cards[row.card].front, cards[row.card].back):
            hand.place(re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))
            assert hand.run("document.querySelectorAll('button, input, textarea').length") == 0
            # Closed hints are there all the same.
            hand.run("document.querySelectorAll('details').forEach((d) => { d.open = true })")
            shown.append(" ".join(hand.run("document.getElementById('qa').innerText").split()))
            assert legible(hand) == [], name
        front, back = shown
        for text in row.front:
            assert text in front, name
        for text in row.back:
            assert text in back.removeprefix(front) if name != "choice" else text in back, name
        if name not in ("choice", "order", "menu", "number and menu"):
            assert not any(text in front for text in row.back if len(text) > 2), name
