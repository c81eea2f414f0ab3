"""Worksheets: read by an HTML parser, shown by Chromium with no script or network, printed."""

import math
import os
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

import pytest
from command import run
from decks_to_export import export, write_deck
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright
from worksheet_reader import read

from flashgen.exporters import browser as browser_module

SHEETS = ("--variants", "3", "--shuffle", "--title", "Losses & more")


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write_deck(tmp_path)


@dataclass(frozen=True)
class Chromium:
    """One browser, in a thread of its own: in ours Playwright may be at work already."""

    thread: Executor
    browser: Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "no chromium on the PATH: a worksheet is printed by one"
        if os.environ.get("FLASHGEN_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(sync_playwright().start).result()
        launch = partial(playwright.chromium.launch, executable_path=path, args=["--no-sandbox"])
        started = thread.submit(launch).result()
        yield Chromium(thread, started)
        thread.submit(started.close).result()
        thread.submit(playwright.stop).result()


def test_sheets_first_then_their_keys(deck: Path) -> None:
    reader = read(export(deck, "html", *SHEETS, "--seed", "7"))
    assert [(kind, number, len(items)) for kind, number, items in reader.sections] == [
        (kind, f"Sheet {seed} (seed {seed})", 7) for kind in ("sheet", "key") for seed in (7, 8, 9)
    ]
    assert reader.title == "Losses & more"
    orders = [re.findall(r"loss at|plus|twice|double|#C|group|logits", "".join(items))
              for _, _, items in reader.sections[:3]]  # fmt: skip
    assert len({tuple(order) for order in orders}) == 3


def test_keys_answer_their_own_sheet(deck: Path) -> None:
    reader = read(export(deck, "html", *SHEETS))
    asked = set()
    for (_, _, questions), (_, _, answers) in zip(
        reader.sections[:3], reader.sections[3:], strict=True
    ):
        (place,) = (n for n, text in enumerate(questions) if "loss at" in text)
        p = float(re.search(r"p=(0\.\d+)", questions[place])[1])
        asked.add(p)
        assert answers[place].startswith(f"{-math.log(p):.2f} nats")
        (place,) = (n for n, text in enumerate(questions) if "Which is twice" in text)
        twice = 2 * int(re.search(r"twice (\d)", questions[place])[1])
        letter = answers[place][0]
        assert answers[place] == f"{letter}{twice}"
        options = re.findall(r"\d+", questions[place].partition("?")[2])
        assert "".join(options) == questions[place].partition("?")[2].strip()
    assert len(asked) == 3


def test_a_sheet_can_be_made_again_from_its_seed(deck: Path) -> None:
    several = read(export(deck, "html", *SHEETS, "--seed", "4")).sections
    alone = read(export(deck, "html", "--seed", "5", "--shuffle", "--title", "x")).sections
    assert alone == [several[1], several[4]]


def test_seeds_beyond_the_largest_are_refused(deck: Path) -> None:
    """A sheet whose seed `--seed` does not take could not be made again."""
    largest = 2**63 - 1
    command = ("export", deck, "--to", "html", "--only", "tab", "--variants", "3", "--seed")
    result = run(*command, largest - 1)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"begin with {largest - 2} or less" in result.stderr
    result = run(*command, largest - 2)
    assert (result.exit_code, str(largest) in result.stdout) == (0, True)


DECKS = {
    "a": ("Course::Losses", "What?", "Why?"),
    "b": ("Course::Graphs::Paths", "Where?"),
    "c": ("Course::Losses", "When?"),
}


def folder_of(decks: dict[str, tuple[str, ...]], folder: Path) -> Path:
    for name, (deck, *fronts) in decks.items():
        text = f"namespace: {name}\ndeck: {deck}\ncards:\n{cards(*fronts)}"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_each_deck_of_several_has_a_heading(tmp_path: Path) -> None:
    """Numbers go on, the key has the same, and a deck in two files is one."""
    reader = read(export(folder_of(DECKS, tmp_path), "html"))
    assert reader.title == "Course"
    assert reader.headings == [[("Losses", 1), ("Graphs: Paths", 4)]] * 2
    assert [text.strip() for text in reader.sections[0][2]] == ["What?", "Why?", "When?", "Where?"]
    shuffled = read(export(tmp_path, "html", "--shuffle"))
    assert shuffled.headings == [[], []]
    assert {text.strip() for text in shuffled.sections[0][2]} == {
        "What?",
        "Why?",
        "When?",
        "Where?",
    }


@pytest.mark.parametrize(
    ("decks", "title", "headings"),
    [
        (["A::B"], "B", []),
        (["A", "A::B"], "A", ["A", "B"]),
        (["A::B", "C::B"], "Worksheet", ["A: B", "C: B"]),
    ],
    ids=["one", "one above the other", "nothing in common"],
)
def test_the_title_is_what_the_decks_have_in_common(
    decks: list[str], title: str, headings: list[str], tmp_path: Path
) -> None:
    named = {f"f{n}": (deck, "What?") for n, deck in enumerate(decks)}
    reader = read(export(folder_of(named, tmp_path), "html"))
    assert reader.title == title
    assert [[name for name, _ in one] for one in reader.headings] == [headings] * 2


def test_results_have_a_minus(deck: Path) -> None:
    """A true one, as the formulas beside them; the fields keep what is typed."""
    reader = read(export(deck, "html", "--only", "sign"))
    assert re.match(r"−\d+", reader.sections[1][2][0])
    text = """
namespace: n
deck: D
cards:
- id: pair
  parameters:
    a: integers(2, 9)
  question: Which are <<a>> and $-1$ times 0.001?
  answer: "[-a * 0.001, 7]"
  figures: 1
- id: word
  parameters:
    a: integers(2, 9)
  question: Which word is <<a>>?
  answer: "['-1-2', '-2-1'][a % 2]"
- id: pick
  parameters:
    a: integers(2, 9)
  question: Which is minus <<a>>?
  answer: -a
  unit: $s^{-1}$
  choices: true
  mistakes:
  - value: -a - 1
    says: Less.
  - value: a
    says: Plus.
"""
    reader = read(export(write_deck(deck.parent, text), "html"))
    pair, word, _ = reader.sections[1][2]
    assert re.match(r"\[−0\.00\d, 7\]", pair)
    assert re.match(r"-\d-\d", word)
    assert re.fullmatch(r"Which is minus (\d)\?[^-]*", reader.sections[0][2][2])
    assert reader.sections[0][2][2].count("−") >= 2


def test_nothing_is_loaded_and_nothing_runs(deck: Path, tmp_path: Path) -> None:
    text = export(deck, "html")
    reader = read(text)
    assert not reader.tags & {"script", "link", "iframe", "object", "embed", "base"}
    assert all(source.startswith("data:") for source in reader.sources)
    assert "math" in reader.tags
    assert not re.search(r"url\(|@import|\\\(|\\\[", text)


SEEN = TypeVar("SEEN")


def shown(browser: Chromium, path: Path, look: Callable[[Page], SEEN]) -> tuple[SEEN, list[str]]:
    """What `look` sees of a page without scripts, and the addresses that were asked for."""

    def run() -> tuple[SEEN, list[str]]:
        requests: list[str] = []
        with browser.browser.new_page(java_script_enabled=False) as page:
            page.on("request", lambda request: requests.append(request.url))
            page.goto(path.as_uri())
            return look(page), requests

    return browser.thread.submit(run).result()


def cards(*fronts: str) -> str:
    return "".join(
        f"- id: c{n}\n  front: |\n    {front}\n  back: |\n    {front}\n"
        for n, front in enumerate(fronts, start=1)
    )


def one_deck(folder: Path, *fronts: str) -> Path:
    return write_deck(folder, f"namespace: n\ndeck: D\ncards:\n{cards(*fronts)}")


STYLED = """(rules) => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: rules }));
}"""
UNCLIPPED = """
body, main, section, .items { overflow: visible !important }
body { margin-left: 99px !important }
"""


def test_numbers_are_whole(browser: Chromium, tmp_path: Path) -> None:
    """The strip of the number is what it is where nothing clips, and nothing stands left of it."""
    export(one_deck(tmp_path, *(f"Card {n}?" for n in range(1003))), "html", "-o", tmp_path / "x")
    path = (tmp_path / "x").rename(tmp_path / "x.html")

    def strips(page: Page) -> list[tuple[bytes, bytes, bytes, bytes]]:
        found = []
        for width in (390, 1000):
            page.set_viewport_size({"width": width + 99, "height": 700})
            page.goto(path.as_uri())
            page.evaluate(STYLED, f"body {{ width: {width}px }}")
            last = page.locator(".key .items > li").last
            last.scroll_into_view_if_needed()
            box = last.bounding_box()
            assert box
            place = {"y": box["y"], "height": box["height"]}
            number = page.screenshot(clip={"x": 0, "width": box["x"], **place})
            page.evaluate(STYLED, UNCLIPPED)
            moved = page.screenshot(clip={"x": 99, "width": box["x"], **place})
            margin = page.screenshot(clip={"x": 0, "width": 9, **place})
            near = page.screenshot(clip={"x": 90, "width": 9, **place})
            found.append((number, moved, margin, near))
        return found

    found, _ = shown(browser, path, strips)
    for number, moved, margin, near in found:
        assert number == moved
        assert margin == near
        assert len(number) > 1.5 * len(margin)  # there is something on it


WIDE = (
    "$\\varepsilon \\|w\\|_1 = \\varepsilon \\sum_i |w_i|$",
    "$$\\frac{\\sum_i \\frac{x_i}{y_i}}{\\sum_j \\frac{x_j}{y_j}} = \\Big(\\prod_k x_k\\Big)^2$$",
    "$" + " + ".join(f"x_{{{n}}}^2 y_{{{n}}}" for n in range(20)) + " = -1$",
    "$$" + " = ".join(f"(a + b)^2 - {n}" for n in range(20)) + "$$",
    "`" + "a_long_name" * 20 + "`",
)
# What has a scroll bar, or reaches beyond the page.
BEYOND = """() => [...document.querySelectorAll(".flashgen *")].filter((one) => {
  const { overflowX, overflowY } = getComputedStyle(one);
  const scrolls = (overflow) => overflow == "auto" || overflow == "scroll";
  return (scrolls(overflowX) && one.scrollWidth > one.clientWidth && one.clientWidth)
    || (scrolls(overflowY) && one.scrollHeight > one.clientHeight && one.clientHeight)
    || (one.closest("math") && one.getBoundingClientRect().right > innerWidth);
}).map((one) => one.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize(("medium", "width"), [("print", 673), ("screen", 390)])
def test_wide_formulas_fit_and_have_no_scroll_bar(
    medium: Literal["print", "screen"], width: int, browser: Chromium, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.html"
    wide = WIDE if medium == "print" else WIDE[:4]  # code scrolls by itself, on a screen
    export(one_deck(tmp_path, *wide), "html", "-o", path)

    def beyond(page: Page) -> list[str]:
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(media=medium)
        found: list[str] = page.evaluate(BEYOND)
        return found

    found, _ = shown(browser, path, beyond)
    assert found == []


def test_brackets_are_as_high_as_their_matrix(browser: Chromium, tmp_path: Path) -> None:
    card = "- id: x\n  front: $\\begin{bmatrix} 1 \\\\ 2 \\\\ 3 \\end{bmatrix}$\n  back: [yes]\n"
    deck = write_deck(tmp_path, f"namespace: n\ndeck: D\ncards:\n{card}".replace("[yes]", "'yes'"))
    page_path = tmp_path / "sheet.html"
    export(deck, "html", "-o", page_path)

    def boxes(page: Page) -> list[FloatRect | None]:
        return [page.locator(place).bounding_box() for place in ("mtable", ".bracketed")]

    (matrix, brackets), _ = shown(browser, page_path, boxes)
    assert matrix and brackets
    assert brackets["height"] >= matrix["height"] > 30
    assert brackets["width"] >= matrix["width"] + 4


def test_chinese_has_chinese_words(tmp_path: Path) -> None:
    card = "- id: x\n  front: 什么？\n  back: 这个。\n"
    deck = write_deck(tmp_path, f"namespace: n\ndeck: 一\nlanguages: [zh]\ncards:\n{card}")
    text = export(deck, "html")
    assert '<html lang="zh">' in text
    assert text.count(">试卷 1（种子 1）<") == 2
    assert "一：答案" in text


def test_a_browser_typesets_the_math_without_script(
    deck: Path, browser: Chromium, tmp_path: Path
) -> None:
    page_path = tmp_path / "sheet.html"
    export(deck, "html", "-o", page_path)

    def formulas(page: Page) -> list[FloatRect | None]:
        return [formula.bounding_box() for formula in page.locator("math").all()]

    boxes, requests = shown(browser, page_path, formulas)
    assert requests == [page_path.as_uri()]
    assert len(boxes) >= 4
    assert all(box and box["width"] > 5 and box["height"] > 5 for box in boxes)


def test_it_prints_a_sheet_and_a_key_on_pages_of_their_own(
    deck: Path, browser: Chromium, tmp_path: Path
) -> None:
    target = tmp_path / "sheet.pdf"
    few = ("--only", "sign", "--variants", "2")
    assert export(deck, "pdf", *few, "-o", target) == ""
    data = target.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 4


def test_without_a_browser_it_says_so(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_module, "find_browser", lambda: None)
    target = tmp_path / "sheet.pdf"
    result = run("export", deck, "--to", "pdf", "-o", target, status=3)
    assert "no Chromium, Chrome or Edge" in result.stderr
    assert "--to html" in result.stderr
    assert not target.exists()


def test_a_browser_that_fails_leaves_the_old_file(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\necho no display >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(browser_module, "find_browser", lambda: str(program))
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"old")
    result = run("export", deck, "--to", "pdf", "-o", target)
    assert (result.exit_code, target.read_bytes()) == (3, b"old")
    assert "printed nothing: no display" in result.stderr


@pytest.mark.parametrize(
    ("formula", "signs"),
    [
        ("[-2,\\ -2]", "PP"),
        ("x = -x - (-3) \\cdot -2", "P-PP"),
        ("\\frac{|-9|}{7} - |-2| + |x| - 1", "P-P-"),
        ("(a) - 1", "-"),
        ("3 - 1", "-"),
    ],
)
def test_a_sign_stands_at_its_number(formula: str, signs: str, tmp_path: Path) -> None:
    """By the form that MathML gives it: `P`refix, or between two."""
    card = f"- id: x\n  front: ${formula}$ is what?\n  back: This.\n"
    text = export(write_deck(tmp_path, f"namespace: n\ndeck: D\ncards:\n{card}"), "html")
    found = re.findall(r'<mo( form="prefix")?>&#x02212;</mo>', text.partition("</section>")[0])
    first = "P" if formula[0] == "-" else ""
    assert first + "".join("P" if prefix else "-" for prefix in found) == signs
