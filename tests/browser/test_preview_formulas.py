"""A formula card in the preview: asked, judged and shown, also one that has values."""

import itertools
from pathlib import Path

import pytest
from command import run
from playwright.sync_api import Browser, FrameLocator, Page, expect

DECK = r"""
namespace: formulas-t3st
deck: Calculus
cards:
- id: derivative
  parameters: {a: 'choice([3, 3])'}
  question: What is the derivative of $<<a>> x^2$?
  answer: {formula: 2 * a * x, in: {x: [-3, 3]}}
  mistakes:
  - {value: a * x, says: The exponent comes down.}
  variants: 1
- id: normal
  front: What is the distribution function of a standard normal variable?
  answer: {formula: normal_cdf(x), in: {x: [-3, 3]}}
"""
_VISITS = itertools.count()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("formulas")
    (folder / "deck.yaml").write_text(DECK, encoding="utf-8")
    arguments = ["preview", "--static", str(folder / "site"), str(folder / "deck.yaml")]
    run(*arguments, status=0)
    return Path(folder / "site" / "index.html").as_uri()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 1300, "height": 800})


def opened(page: Page, site: str, card: str) -> tuple[FrameLocator, FrameLocator]:
    page.goto(f"{site}?{next(_VISITS)}#formulas-t3st/{card}/en.0")  # loaded anew each time
    expect(page.locator("#front-side")).to_have_attribute("data-shown", "yes")
    expect(page.locator("#back-side")).to_have_attribute("data-shown", "yes")
    return page.frame_locator("#front"), page.frame_locator("#back")


CASES = [
    ("derivative", "3x", "Not right. The exponent comes down.", "You typed 3x"),
    ("derivative", "6x", "Right.", "You typed 6x"),
    ("derivative", "6", "Not right.", "You typed 6"),
    ("normal", "1 + erf(x/√2)", "Not right. Off by a factor of 2.", "You typed 1 + erf(x/√2)"),
    ("normal", "(1 + erf(x/√2))/2", "Right.", "You typed (1 + erf(x/√2))/2"),
]


@pytest.mark.parametrize(("card", "typed", "verdict", "response"), CASES)
def test_it_is_asked_and_judged(
    page: Page, site: str, card: str, typed: str, verdict: str, response: str
) -> None:
    front, back = opened(page, site, card)
    expect(front.locator(".wanted")).to_contain_text("Answer as a formula in")
    front.locator(".entry input").fill(typed)
    expect(front.locator(".formula")).to_have_count(1)  # as it was read
    front.locator(".entry input").press("Enter")
    expect(front.locator(".verdict")).to_have_text(verdict)
    expect(back.locator(".response")).to_contain_text(response)
    expect(back.locator(".answer mjx-container")).not_to_have_count(0)
