"""One Chromium and one rendering by Anki's backend for all tests of the cards."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
import sample_notes
from clients import Client, open_client
from playwright.sync_api import Browser, sync_playwright
from sample_notes import RenderedCard, SampleNote

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "no chromium on the PATH: the tests of the cards' script need one"
        if os.environ.get("FLASHGEN_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def render(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[list[SampleNote]], list[RenderedCard]]:
    """Renders notes through Anki; the first card of each."""

    def render_notes(notes: list[SampleNote]) -> list[RenderedCard]:
        cards = sample_notes.render(notes, tmp_path_factory.mktemp("anki"))
        return [cards[note.id, 0] for note in notes]

    return render_notes


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Client]]:
    """Opens a client, and fails the test for a console message or a request to the network."""
    contexts = []
    clients = []

    def open_one(card: RenderedCard, *, size: tuple[int, int] = (1000, 700), **options: bool):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        contexts.append(context)
        clients.append(open_client(context, card.css, **options))
        return clients[-1]

    yield open_one
    for context in contexts:
        context.close()
    assert [client.problems for client in clients] == [[] for _ in clients]
