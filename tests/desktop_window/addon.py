"""An add-on that studies in the window of the desktop program, and ends it.

Keys are sent by xdotool, so that they take the way of a learner's keys: X, Qt, the page.
"""

import json
import os
import subprocess
import traceback
from pathlib import Path

from aqt import appVersion, gui_hooks, mw
from aqt.qt import QT_VERSION_STR, QTimer

FLIPS = int(os.environ["FLASHGEN_FLIPS"])
PICTURES = os.environ["FLASHGEN_PICTURES"]
RESULTS = Path(os.environ["FLASHGEN_RESULTS"])
PATIENCE = 8000  # ms

checks: dict[str, str] = {}
versions = [f"Anki {appVersion}, Qt {QT_VERSION_STR}"]
events: list[str] = []


def key(*names: str) -> None:
    subprocess.run(["xdotool", "key", "--delay", "20", *names], check=True)


class StudyError(Exception):
    """What does not hold."""


class Script:
    """Runs a generator that yields what it waits for: a number of ms, or a function."""

    def __init__(self, steps) -> None:
        self.steps = steps
        self.go(None)

    def go(self, value) -> None:
        try:
            wanted = self.steps.send(value)
        except StopIteration:
            finish()
            return
        except Exception:
            checks["the script"] = traceback.format_exc()
            finish()
            return
        if isinstance(wanted, int):
            QTimer.singleShot(wanted, lambda: self.go(None))
        else:
            self.wait(wanted, 0)

    def wait(self, ready, waited: int) -> None:
        if ready():
            self.go(True)
        elif waited > PATIENCE:
            self.go(False)
        else:
            QTimer.singleShot(20, lambda: self.wait(ready, waited + 20))


def finish() -> None:
    RESULTS.write_text(json.dumps({"versions": versions, "checks": checks}), encoding="utf-8")
    mw.unloadProfileAndExit()


def js(code: str):
    """What a piece of JavaScript gives on the page."""
    found = []
    mw.reviewer.web.evalWithCallback(f"(() => {{ {code} }})()", found.append)
    if not (yield lambda: bool(found)):
        raise StudyError("the page does not answer")
    return found[0]


READY = """
const roots = [...document.querySelectorAll('.flashgen')];
const waits = window.MathJax && document.querySelector('#qa')?.style.opacity === '0';
return roots.length > 0 && !waits &&
  roots.every((root) => !root.dataset.id || !root.nextElementSibling?.matches('.flashgen-data') ||
    root.dataset.ready === 'yes');
"""
PROMPT = r"""
const root = document.querySelector('.flashgen');
const prompt = root.querySelector('.prompt').cloneNode(true);
for (const part of prompt.querySelectorAll('.cloze')) part.textContent = '';
// Of a formula what is read aloud of it; that of a gap is on the back alone.
const formulas = root.matches('.cloze-note')
  ? [] : [...root.querySelectorAll('.prompt math')].map((math) => math.textContent);
for (const part of prompt.querySelectorAll('mjx-container')) part.textContent = '';
const figure = root.querySelector('.figure');
return [root.dataset.id || '', prompt.textContent.trim(), formulas.join(' '),
        figure ? figure.textContent : ''];
"""


VARIANT = """
const { id } = document.querySelector('.flashgen').dataset;
return id ? JSON.parse(sessionStorage.getItem(`flashgen/${id}`) || '{}').place : null;
"""


def shown():
    """Wait for the card, and give what its page asks."""
    for _ in range(100):
        if (yield from js(READY)):
            return (yield from js(PROMPT))
        yield 30
    raise StudyError("the card's script did not run")


def to(state: str):
    """Wait until the reviewer shows this side."""
    if not (yield lambda: mw.state == "review" and mw.reviewer.state == state):
        raise StudyError(f"the {state} does not come")


def picture(name: str) -> None:
    if PICTURES:
        mw.grab().save(str(Path(PICTURES) / f"{name}.png"))


def note_id() -> str:
    return mw.reviewer.card.note()["ID"]


def question_of(name: str):
    """Bring a card's front to the window."""
    ids = mw.col.find_cards(f"ID:*/{name}/*")
    card = mw.col.get_card(ids[0])
    card.start_timer()
    mw.reviewer.card = card
    mw.reviewer._showQuestion()
    yield 300
    yield from to("question")
    yield from shown()
    mw.reviewer.web.setFocus()
    yield 100


def tab_to(tag: str):
    """Press Tab up to a control, past the formulas, at which MathJax has a stop each."""
    passed = []
    while len(passed) < 6 and tag not in passed:
        key("Tab")
        yield 150
        passed.append((yield from js("return document.activeElement.tagName")))
    return passed


def holds(name: str, truth: bool, found: object = "") -> None:
    checks[name] = "ok" if truth else f"found {found!r}"


def flips():
    apart, same, last, turned = [], 0, {}, 0
    while turned < FLIPS:
        if mw.state != "review":
            break
        yield from to("question")
        front = yield from shown()
        card = mw.reviewer.card.id
        key("space")
        yield from to("answer")
        back = yield from shown()
        if front != back:
            apart.append((front, back))
        data = mw.reviewer.card.note()["Data"]
        numeric = '"rows":' in data and len(json.loads(data)["rows"]) > 1
        # Two variants may ask the same words of other statements or options.
        whole = [*front, (yield from js(VARIANT))]
        if numeric and last.get(card) == whole:
            same += 1
        last[card] = whole
        turned += 1
        key("1")  # Again, so that it comes back
        yield lambda: mw.state != "review" or mw.reviewer.state == "question"
        yield 60
        if turned % 20 == 5:
            yield from undone(card, front)
            last.pop(card)
    holds(
        f"{turned} flips, {len(last)} cards: front and back agree",
        not apart and turned == FLIPS,
        (turned, apart[:2]),
    )
    holds("no card shows the numbers of its showing before", same == 0, same)


def undone(card: int, front: list[str]):
    """Take the last grade back: the card comes again, with the numbers that it had."""
    yield from shown()
    key("ctrl+z")
    if not (yield lambda: mw.reviewer.card.id == card and mw.reviewer.state == "question"):
        raise StudyError("undo does not bring the card back")
    again = yield from shown()
    name = "undo shows the same numbers"
    if checks.get(name, "ok") == "ok":
        holds(name, again == front, (front, again))


def typing():
    yield from question_of("scalar")
    focused = yield from tab_to("INPUT")
    holds("Tab reaches the input", focused[-1] == "INPUT", focused)
    key("1", "2", "Return")
    yield 300
    verdict = yield from js("return document.querySelector('.verdict')?.textContent ?? ''")
    holds(
        "Enter judges what was typed",
        bool(verdict.strip()) and mw.reviewer.state == "question",
        (verdict, mw.reviewer.state),
    )
    picture("typed")
    key("Return")
    yield from to("answer")
    yield from shown()
    typed = yield from js("return document.querySelector('.typed')?.textContent")
    holds("the second Enter turns the card, which shows what was typed", typed == "12", typed)
    picture("back")


def choosing():
    yield from question_of("choices")
    focused = yield from tab_to("BUTTON")
    holds("Tab reaches the first option", focused[-1] == "BUTTON", focused)
    key("space")
    yield 300
    marked = yield from js("return document.querySelectorAll('.option[data-state]').length")
    holds(
        "Space takes the option and does not turn the card",
        marked == 1 and mw.reviewer.state == "question",
        (marked, mw.reviewer.state),
    )
    key("Tab")
    yield 200
    key("Return")
    yield 300
    marked = yield from js("return document.querySelectorAll('.option[data-state]').length")
    holds(
        "Enter takes the next one",
        marked == 2 and mw.reviewer.state == "question",
        (marked, mw.reviewer.state),
    )
    picture("options")
    key("Escape")
    yield 200
    key("space")
    yield from to("answer")
    holds("Escape gives the keys back to Anki", True)


def night():
    from aqt.theme import Theme

    for theme, name in ((Theme.DARK, "night"), (Theme.LIGHT, "day")):
        mw.set_theme(theme)
        yield 500
        for card in (
            "scalar",
            "choices",
            "code",
            "heat",
            "matrix",
            "table",
            "claims",
            "steps",
            "decision",
        ):
            yield from question_of(card)
            picture(f"{name}-{card}")


def study():
    yield 1500
    mw.resize(880, 780)
    mw.move(0, 0)
    mw.activateWindow()
    yield 300
    deck = mw.col.decks.id_for_name("Kinds")
    mw.col.decks.select(deck)
    mw.moveToState("review")
    yield from to("question")
    agent = yield from js("return navigator.userAgent")
    versions.append(agent)
    for part in (flips, typing, choosing, night):
        try:
            yield from part()
        except StudyError as problem:
            checks[part.__name__] = str(problem)


def begin() -> None:
    QTimer.singleShot(500, lambda: Script(study()))


gui_hooks.main_window_did_init.append(begin)
