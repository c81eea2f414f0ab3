"""The preview in a real Chromium, its server in a process of its own, its files on a disk."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from client_files import axe
from playwright.sync_api import Browser, ConsoleMessage, FrameLocator, Page, expect
from sample_notes import rendered

from flashgen.anki.note_types import NOTE_TYPES
from flashgen.anki.note_types.script import SCRIPT
from flashgen.anki.package.writing import write_apkg
from flashgen.build.notes import build
from flashgen.deck.folder import load
from flashgen.preview.templates import SCRIPT_MARK, cards_of

DECK = r"""
namespace: preview-t3st
deck: {en: Course::Losses, zh: 课程::损失}
languages: [en, zh]
tags: [topic::losses]
cards:
- id: parts
  cloze:
    en: '{{c1::Log-softmax}} and $a < {{c2::\tfrac{1}{2}::a half}}$, {{c2::NLL}}.'
    zh: '{{c1::对数 softmax}} 和 {{c2::负对数似然}}。'
- id: picture
  front: {en: What is shown?, zh: 图中是什么？}
  back: {en: A square., zh: 正方形。}
  reverse: true
  image: {file: square.svg, alt: A square.}
  extra: {en: With `code < text` and **more**., zh: 更多。}
  source: {title: {en: A page, zh: 网页}, url: "https://example.org/page"}
- id: choice
  front: {en: Which is even?, zh: 哪个是偶数？}
  back: {en: two, zh: 二}
  choices:
  - text: {en: one, zh: 一}
  - text: {en: three, zh: 三}
- id: doubling
  tags: [arithmetic]
  parameters:
    a: integers(2, 99)
  question:
    en: What is $2 \cdot <<a>>$? ![a "square"](square.svg)
    zh: $2 \cdot <<a>>$ 是多少？ ![1](square.svg)
  image: {back: {file: square.svg, alt: A square.}}
  answer: 2 * a
  solution: $2 \cdot <<a>> = <<answer>>$ ![1](square.svg)
  mistakes:
  - value: a * a
    may_coincide: true
    says: {en: That is the square., zh: 这是平方。}
"""
SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<rect width="40" height="40" fill="#0b5c8a"/></svg>'
)
NUMERIC = "preview-t3st/doubling/en.0"


@pytest.fixture(scope="module")
def deck_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("preview") / "cards"
    folder.mkdir()
    (folder / "losses.yaml").write_text(DECK, encoding="utf-8")
    (folder / "square.svg").write_text(SQUARE, encoding="utf-8")
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from flashgen.cli import main; main()", "preview", *arguments]


@pytest.fixture(scope="module")
def address(deck_folder: Path) -> Iterator[str]:
    server = subprocess.Popen(
        command("--no-open", "--port", "0", str(deck_folder)),
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert server.stderr is not None
    said = server.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert found is not None, said + server.stderr.read()
    yield found[0]
    server.send_signal(signal.SIGINT)
    assert server.wait(10) == 0
    assert server.stderr.read() == ""


@dataclass
class Preview:
    page: Page
    problems: list[str] = field(default_factory=list)

    @property
    def front(self) -> FrameLocator:
        return self.page.frame_locator("#front")

    @property
    def back(self) -> FrameLocator:
        return self.page.frame_locator("#back")

    def open(self, address: str, key: str = "") -> None:
        self.page.goto(f"{address}#{key}")
        self.settled()

    def settled(self) -> None:
        expect(self.page.locator("#front-side")).to_have_attribute("data-shown", "yes")
        expect(self.page.locator("#back-side")).to_have_attribute("data-shown", "yes")

    def question(self) -> str:
        return self.front.locator(".prompt").inner_text()


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[Preview]:
    """A page for all tests: each new one would start three processes, and load MathJax twice."""
    context = browser.new_context()
    page = context.new_page()
    opened = Preview(page)

    def console(message: ConsoleMessage) -> None:
        opened.problems.append(f"console: {message.text} {message.location}")

    page.on("console", console)
    page.on("pageerror", lambda error: opened.problems.append(f"error: {error}"))

    def check(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "file") and parts.hostname != "127.0.0.1":
            opened.problems.append(f"request: {url}")

    page.on("request", lambda request: check(request.url))
    expect.set_options(timeout=10_000)
    yield opened
    context.close()


@pytest.fixture
def preview(opened: Preview, address: str) -> Iterator[Preview]:
    """The page with nothing remembered, on its own site, so that its processes stay."""
    page = opened.page
    page.set_viewport_size({"width": 1300, "height": 800})
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}index.json")
    page.evaluate("localStorage.clear()")
    opened.problems.clear()
    yield opened
    assert opened.problems == []


def factor(preview: Preview) -> int:
    """The number that the question asks to double, as MathJax's characters spell it."""
    line = preview.front.locator(".prompt").evaluate(
        "e => [...e.querySelectorAll('mjx-mn mjx-c')]"
        ".map(c => c.className.match(/mjx-c([0-9A-F]+)/)[1]).join(' ')"
    )
    digits = "".join(chr(int(code, 16)) for code in line.split())
    assert digits.startswith("2")
    return int(digits[1:])


def test_list_search_and_filters(address: str, preview: Preview) -> None:
    preview.open(address)
    page = preview.page
    rows = page.locator("#list a")
    expect(rows).to_have_count(6)
    expect(page.locator("#list h2")).to_have_text(["Course › Losses"])
    expect(page.locator("#status")).to_have_text("live")
    page.keyboard.press("/")
    page.keyboard.type("square")
    expect(rows).to_have_count(2)
    expect(page.locator("#title")).to_have_text("picture")
    expect(page.locator("#count")).to_have_text("2 of 6 cards")
    page.fill("#search", "")
    page.select_option("#kind", "numeric")
    expect(rows).to_have_count(1)
    expect(page.locator("#title")).to_have_text("doubling")
    page.select_option("#kind", "")
    page.select_option("#tag", "arithmetic")
    expect(rows).to_have_count(1)
    page.fill("#search", "nowhere")
    expect(page.locator("#list a")).to_have_count(0)


def test_sides_keys_and_views(address: str, preview: Preview) -> None:
    preview.open(address)
    page = preview.page
    expect(preview.front.locator(".cloze")).to_have_text("[...]")
    expect(preview.back.locator(".cloze")).to_have_text("Log-softmax")
    page.keyboard.press("j")
    expect(page.locator("#facts")).to_contain_text("Cloze 2")
    page.keyboard.press("ArrowDown")
    expect(preview.front.locator("img")).to_have_js_property("naturalWidth", 40)
    expect(preview.back.locator(".answer")).to_have_text("A square.")
    preview.back.locator(".source a").click()
    expect(page.locator("#link-address")).to_have_attribute("href", "https://example.org/page")
    page.keyboard.press("k")  # with the focus in the frame
    expect(page.locator("#facts")).to_contain_text("Cloze 2")
    page.keyboard.press("j")
    page.keyboard.press("l")
    expect(preview.back.locator(".answer")).to_have_text("正方形。")
    expect(page.locator("#list h2")).to_have_text(["课程 › 损失"])
    page.keyboard.press("d")
    expect(preview.front.locator("body.nightMode")).to_have_count(1)
    page.keyboard.press("w")
    assert page.locator("#front").bounding_box()["width"] == 377
    page.keyboard.press("Space")
    expect(page.locator("#reveal")).to_be_visible()
    page.reload()  # the place and the views are kept
    preview.settled()
    expect(page.locator("#title")).to_have_text("picture")
    expect(preview.front.locator("body.nightMode")).to_have_count(1)
    page.click("#reveal")
    expect(page.locator("#back")).to_be_visible()


def test_other_numbers_and_typed_answers(address: str, preview: Preview) -> None:
    preview.open(address, NUMERIC)
    page = preview.page
    expect(page.locator("#variant")).to_have_text("1 of 24")
    seen = {factor(preview)}
    for n in range(2, 5):
        page.keyboard.press("n")
        expect(page.locator("#variant")).to_have_text(f"{n} of 24")
        preview.settled()
        seen.add(factor(preview))
    assert len(seen) == 4
    right = 2 * factor(preview)
    expect(preview.back.locator(".answer")).to_have_text(str(right))
    page.keyboard.press("a")
    field = preview.front.locator(".entry input")
    expect(field).to_be_focused()
    page.keyboard.type(str((right // 2) ** 2))
    page.keyboard.press("Enter")
    expect(preview.front.locator(".verdict")).to_contain_text("That is the square.")
    expect(preview.back.locator(".response")).to_contain_text("That is the square.")
    field.fill(str(right))
    page.keyboard.press("Enter")
    expect(preview.front.locator(".verdict")).to_have_text("Right.")
    expect(preview.back.locator(".response")).to_contain_text(f"You typed {right}")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.locator("#variant")).to_have_text("3 of 24")
    expect(field).to_have_value("")


def test_choice(address: str, preview: Preview) -> None:
    preview.open(address, "preview-t3st/choice/en.0")
    preview.front.locator(".option", has_text="three").click()
    expect(preview.front.locator(".verdict")).to_have_text("Not right.")
    expect(preview.back.locator("[data-state=wrong]", has_text="three")).to_have_count(1)


def check_images(preview: Preview) -> None:
    """Those of a numeric card show, which its script writes from its data."""
    for side, count in ((preview.front, 1), (preview.back, 3)):
        images = side.locator("img")
        expect(images).to_have_count(count)
        for number in range(count):
            expect(images.nth(number)).to_have_js_property("naturalWidth", 40)


def test_images_of_a_numeric_card(address: str, preview: Preview) -> None:
    preview.open(address, NUMERIC)
    check_images(preview)
    preview.page.keyboard.press("n")
    expect(preview.page.locator("#variant")).to_have_text("2 of 24")
    preview.settled()
    check_images(preview)


def test_saving_breaking_and_mending(address: str, deck_folder: Path, preview: Preview) -> None:
    file = deck_folder / "losses.yaml"
    preview.open(address, NUMERIC)
    page = preview.page
    page.keyboard.press("n")
    expect(page.locator("#variant")).to_have_text("2 of 24")
    preview.settled()
    number = factor(preview)
    page.evaluate("() => { window.isTheSamePage = true; }")

    def save(text: str) -> None:
        # As editors do: a new file that takes the place of the old one.
        new = file.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(file)

    try:
        save(DECK.replace("What is $2", "How much is $2"))
        expect(preview.front.locator(".prompt")).to_contain_text("How much is")
        preview.settled()
        assert factor(preview) == number
        expect(page.locator("#variant")).to_have_text("2 of 24")

        save(DECK.replace("answer: 2 * a", "answer: 2 * b"))
        expect(page.locator("#problems")).to_contain_text("b")
        expect(page.locator("#problems mark")).to_have_text("b")
        expect(page.locator("#problems")).to_contain_text("as it was")
        expect(preview.front.locator(".prompt")).to_contain_text("How much is")
        expect(page.locator("#list a[data-severity=error]")).to_have_count(1)

        save(DECK.replace("decimals", "").replace("  answer: 2 * a", "  anser: 2 * a"))
        expect(page.locator("#problems .hint").first).to_contain_text("did you mean answer?")

        page.keyboard.press("p")
        expect(page.locator("#count")).to_have_text("1 of 6 cards")

        # What only the draws show comes later, and is waited for.
        for wrong in ("3 \\cdot", "4 \\cdot"):
            save(DECK.replace("solution: $2 \\cdot", f"solution: ${wrong}"))
            expect(page.locator("#problems")).to_contain_text(wrong)
            expect(page.locator("#count")).to_have_text("1 of 6 cards")

        save(DECK + "\n- id: ['")
        expect(page.locator("#list")).to_contain_text("losses.yaml")
        expect(page.locator("#problems .problem")).to_have_count(0)  # it is not that card's
        expect(page.locator("#title")).to_have_text("doubling")

        expect(page.locator("#count")).to_have_text("1 of 7 cards")
        page.keyboard.press("j")
        expect(page.locator("#title")).to_contain_text("losses.yaml")

        save(DECK)
        expect(page.locator("#problems .problem")).to_have_count(0)
        expect(page.locator("#count")).to_have_text("6 cards")  # no problem is left to look for
        expect(page.locator("#only-problems")).to_have_attribute("aria-pressed", "false")
        expect(page.locator("#title")).to_have_text("doubling")
        expect(preview.front.locator(".prompt")).to_contain_text("What is")
        preview.settled()
        assert factor(preview) == number
        assert page.evaluate("window.isTheSamePage")
    finally:
        save(DECK)


def test_narrow(address: str, preview: Preview) -> None:
    page = preview.page
    page.set_viewport_size({"width": 360, "height": 700})
    preview.open(address, NUMERIC)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    front, back = (page.locator(f"#{name}").bounding_box() for name in ("front", "back"))
    assert front["y"] + front["height"] < back["y"]
    page.click("#open-list")
    page.locator("#list a").nth(2).click()
    expect(page.locator("#title")).to_have_text("picture")
    expect(page.locator("#sidebar")).to_be_hidden()


def test_a_card_cannot_reach_the_page(address: str, preview: Preview) -> None:
    preview.open(address)
    frame = preview.page.frame(url=f"{address}frame.html")
    outcome = frame.evaluate(
        """() => {
          const outcome = [origin];
          try { outcome.push(parent.document.title); } catch (error) { outcome.push(error.name); }
          try { outcome.push(document.cookie); } catch (error) { outcome.push(error.name); }
          return outcome;
        }"""
    )
    assert outcome == ["null", "SecurityError", "SecurityError"]
    policy = frame.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "default-src 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:{port}", 200),
        ("[::1]:{port}", 200),
        ("evil.example", 421),
        ("evil.example:{port}", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_the_host_is_known(address: str, host: str, status: int) -> None:
    port = urlsplit(address).port
    for path in ("/index.json", "/", "/frame.html"):
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={"Host": host.format(port=port)})
        assert connection.getresponse().status == status
        connection.close()


def test_a_browser_that_asks_for_an_icon_finds_nothing_missing(address: str) -> None:
    """It does so beside the JSON, whose console would otherwise report an error."""
    with urlopen(f"{address}favicon.ico", timeout=10) as response:
        assert (response.status, response.read()) == (204, b"")


def test_a_port_in_use(deck_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        outcome = subprocess.run(
            command("--no-open", "--port", port, str(deck_folder)),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    assert outcome.returncode == 3
    assert f"port {port} is in use" in outcome.stderr
    assert outcome.stderr.count("\n") == 1


def test_without_the_extra(deck_folder: Path) -> None:
    hide = "import sys; sys.modules['watchfiles'] = None; from flashgen.cli import main; main()"
    outcome = subprocess.run(
        [sys.executable, "-c", hide, "preview", "--no-open", str(deck_folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert outcome.returncode == 3
    assert "pip install 'flashgen[preview]'" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_plain_files_open_from_disk(deck_folder: Path, tmp_path: Path, preview: Preview) -> None:
    folder = tmp_path / "site"
    outcome = subprocess.run(
        command("--static", str(folder), str(deck_folder)),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "12 cards, 0 problems" in outcome.stderr
    preview.open((folder / "index.html").as_uri(), NUMERIC)
    page = preview.page
    expect(page.locator("#list a")).to_have_count(6)
    doubled = 2 * factor(preview)
    expect(preview.back.locator(".answer")).to_have_text(str(doubled))
    check_images(preview)
    fonts = preview.front.locator("body").evaluate(
        "async () => { await document.fonts.ready;"
        " return [...document.fonts].filter(f => f.status === 'loaded').length; }"
    )
    assert fonts > 0
    page.keyboard.press("n")
    expect(page.locator("#variant")).to_have_text("2 of 24")
    page.keyboard.press("/")
    page.keyboard.type("shown")
    expect(preview.front.locator("img")).to_have_js_property("naturalWidth", 40)
    again = subprocess.run(command("--static", str(folder), str(deck_folder)), check=False)
    assert again.returncode == 0
    data = (folder / "data.js").read_text(encoding="utf-8")
    cards = json.loads(data.removeprefix("PREVIEW.written = ").removesuffix(";\n"))["cards"]
    assert len(cards) == 12


def test_sides_are_those_of_anki(deck_folder: Path, tmp_path: Path) -> None:
    built = build(load([deck_folder]))
    assert built.diagnostics == ()
    package = tmp_path / "deck.apkg"
    write_apkg(package, built.notes, built.decks, NOTE_TYPES, {n.guid: 1 for n in built.notes})
    expected = {key: (card.front, card.back) for key, card in rendered(package, tmp_path).items()}
    ours = {
        (note.name, card.ordinal): tuple(side.replace(SCRIPT_MARK, SCRIPT) for side in card.sides())
        for note in built.notes
        for card in cards_of(note, NOTE_TYPES[note.kind])
    }
    assert ours == expected
    assert len(ours) == 12


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 1200), ("light", 360)])
def test_axe_finds_nothing(address: str, preview: Preview, scheme: str, width: int) -> None:
    page = preview.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for key in (NUMERIC, "preview-t3st/choice/en.0", "preview-t3st/parts/en.0"):
        preview.open(address, key)
        preview.settled()
        for frame in page.frames:
            if not frame.evaluate("'axe' in window"):
                frame.evaluate(axe())
            found = frame.evaluate(
                """async () => {
                  const part = document.querySelector(".flashgen") || document;
                  const options = {iframes: false, resultTypes: ["violations"]};
                  const {violations} = await axe.run(part, options);
                  return violations.map(({id, nodes}) => [id, nodes.map((node) => node.html)]);
                }"""
            )
            assert found == [], (key, frame.url)
