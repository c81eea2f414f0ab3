"""One Chromium and one rendering by Anki's backend for all tests of the cards."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sample_notes
from clients import DESKTOP, QT, Client, chromium_arguments
from playwright.sync_api import Browser, Page, Route, sync_playwright
from sample_notes import RenderedCard, SampleNote
from webkit import DRIVER, WebKit, served_pages, started_webkit

from flashgen.anki.note_types import CONCEPT
from flashgen.anki.note_types.script import module


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "no chromium on the PATH: the tests of the cards' script need one"
        if os.environ.get("FLASHGEN_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium_arguments())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages() -> Iterator[tuple[dict[str, str], str]]:
    """Pages by name, and the address where they are served."""
    with served_pages() as served:
        yield served


@pytest.fixture(scope="session")
def webkit() -> Iterator[WebKit]:
    """One WebKit for all tests, where its driver is installed."""
    if DRIVER is None:
        pytest.skip("no WebKitWebDriver (webkit2gtk-driver)")
    with started_webkit() as browser:
        if browser is None:
            pytest.skip("WebKit does not start here: it needs a display")
        yield browser


@pytest.fixture(scope="module")
def render(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[list[SampleNote]], list[RenderedCard]]:
    """Renders notes through Anki; the first card of each."""

    def render_notes(notes: list[SampleNote]) -> list[RenderedCard]:
        cards = sample_notes.render(notes, tmp_path_factory.mktemp("anki"))
        return [cards[note.id, 0] for note in notes]

    return render_notes


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RenderedCard]:
    """A card of every kind, as the product made it and Anki rendered it, by id.

    `NAME-reverse` is the card of a note that asks from back to front.
    """
    return sample_notes.built_cards(
        Path(__file__).with_name("kinds.yaml"), tmp_path_factory.mktemp("kinds")
    )


@pytest.fixture(scope="session")
def reviewer(browser: Browser) -> Client:
    """A page for all tests: a new one takes Chromium four times as long as loading one anew."""
    return Client(browser.new_context())


@pytest.fixture(scope="session")
def qt_reviewer(browser: Browser) -> Client:
    """A page that takes itself for the desktop program's."""
    return Client(browser.new_context(user_agent=QT))


@pytest.fixture(scope="session")
def touched_reviewer(browser: Browser) -> Client:
    """A page on a screen that is touched."""
    return Client(browser.new_context(has_touch=True, is_mobile=True))


@pytest.fixture
def desktop(qt_reviewer: Client) -> Iterator[Callable[..., Client]]:
    """Loads a page of the desktop program anew, and fails the test as `open_page` does."""
    qt_reviewer.problems.clear()

    def open_one(kind: str = DESKTOP, **options) -> Client:
        qt_reviewer.start(CONCEPT.css, kind=kind, **options)
        return qt_reviewer

    yield open_one
    assert qt_reviewer.problems == []


@pytest.fixture
def phone(touched_reviewer: Client) -> Iterator[Client]:
    """A page of AnkiDroid, loaded anew."""
    touched_reviewer.problems.clear()
    touched_reviewer.page.set_viewport_size({"width": 360, "height": 640})
    touched_reviewer.start(CONCEPT.css, kind="ankidroid", mathjax=False)
    yield touched_reviewer
    assert touched_reviewer.problems == []


@pytest.fixture
def open_page(reviewer: Client) -> Iterator[Callable[..., Client]]:
    """Loads the page anew, and fails the test for a console message or a request to the network."""
    reviewer.problems.clear()

    def open_one(card: RenderedCard, *, size: tuple[int, int] = (1000, 700), **options):
        wanted = {"width": size[0], "height": size[1]}
        if reviewer.page.viewport_size != wanted:
            reviewer.page.set_viewport_size(wanted)
        reviewer.start(card.css, **options)
        return reviewer

    yield open_one
    assert reviewer.problems == []


@pytest.fixture(scope="session")
def scripts(browser: Browser) -> Iterator[Page]:
    """A page without a card, which can import the script's modules: `import("/pick.js")`."""

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix("http://script.invalid/").removesuffix(".js")
        body = module(name) if name else "<!doctype html>"
        kind = "text/javascript" if name else "text/html"
        route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")

    page = browser.new_page()
    page.route("**/*", serve)
    page.goto("http://script.invalid/")
    yield page
    page.close()
