"""Every formula of the library, with the numbers of its variants, is one that MathJax can read."""

import html
import json
import os
import re
from pathlib import Path

import pytest
from clients import mathjax_folder
from extent import extent
from formulas import BAD, GOOD
from playwright.sync_api import Browser

from flashgen.build import notes as pipeline
from flashgen.build.cache import Cache
from flashgen.deck import folder as loading
from flashgen.deck.selection import Selection

CARDS = Path(__file__).parents[2] / "cards"
VARIANTS = extent(3, 24)
FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
SLOT = re.compile("\ue000([0-9]+)\ue001")
CONVERT = """
async (formulas) => {
  const failed = [];
  for (const formula of formulas) {
    const mathml = await MathJax.tex2mmlPromise(formula);
    if (mathml.includes("<merror")) failed.push(formula);
  }
  return failed;
}
"""


def texts(fields: dict[str, str]) -> list[str]:
    """What a note can show: its static fields, and its texts with the rows' values."""
    shown = [text for name, text in fields.items() if name not in ("ID", "Data")]
    data = json.loads(fields.get("Data") or "{}")
    for form, slots, *_ in data.get("rows", [])[:VARIANTS]:
        shown += [filled(template, slots) for template in strings(data["forms"][form])]
    return shown


def filled(template: str, slots: list[str]) -> str:
    return SLOT.sub(lambda match: slots[int(match[1])], template)


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in strings(part)]


@pytest.fixture(scope="module")
def formulas() -> list[str]:
    with Cache(Path(os.environ["FLASHGEN_CACHE_DIR"])) as cache:  # of this run of the tests
        loaded = loading.load([CARDS])
        seed_of = pipeline.default_seed
        built = pipeline.build(loaded, Selection(), seed_of, cache=cache, samples=False)
    assert built.diagnostics == ()
    found = {
        html.unescape(match[1] or match[2])
        for note in built.notes
        for text in texts(dict(note.fields))
        for match in FORMULA.finditer(text)
    }
    return sorted(found)


def test_no_formula_is_an_error(browser: Browser, formulas: list[str]) -> None:
    assert len(formulas) > 3000
    page = browser.new_page()
    page.goto("about:blank")
    page.add_script_tag(path=mathjax_folder() / "tex-chtml.js")
    page.wait_for_function("window.MathJax && MathJax.startup && !!MathJax.tex2mmlPromise")
    page.evaluate("() => MathJax.startup.promise")
    assert page.evaluate(CONVERT, [r"\frac{1}{", r"\nosuchcommand"]) != []
    assert page.evaluate(CONVERT, formulas) == []
    page.close()


def test_the_check_of_scripts_is_right_by_mathjax(browser: Browser) -> None:
    page = browser.new_page()
    page.goto("about:blank")
    page.add_script_tag(path=mathjax_folder() / "tex-chtml.js")
    page.wait_for_function("window.MathJax && MathJax.startup && !!MathJax.tex2mmlPromise")
    page.evaluate("() => MathJax.startup.promise")
    assert page.evaluate(CONVERT, GOOD) == []
    assert page.evaluate(CONVERT, list(BAD)) == list(BAD)
    page.close()
