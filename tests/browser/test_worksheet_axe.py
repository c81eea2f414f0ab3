"""Worksheets and their keys in a real Chromium, looked at by axe-core."""

import shutil
from pathlib import Path

import pytest
from client_files import axe
from decks_to_export import export
from extent import extent
from playwright.sync_api import Browser

CARDS = Path(__file__).parents[2] / "cards"
DECKS = (
    Path(__file__).with_name("kinds.yaml"),
    *(CARDS / f"{n}.yaml" for n in ("git-remote", "convolution")[: extent(1, 2)]),
)


@pytest.fixture(scope="module", params=DECKS, ids=lambda deck: deck.stem)
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    deck, folder = request.param, tmp_path_factory.mktemp("sheet")
    copied = shutil.copy(deck, folder)
    for image in deck.parent.glob("*.svg"):
        shutil.copy(image, folder)
    sheet = folder / "sheet.html"
    export(copied, "html", "--variants", "2", "-o", sheet)
    return sheet


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, sheet: Path, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 800})
    page.goto(sheet.as_uri())
    page.evaluate(axe())
    found = page.evaluate(
        """async () => {
          const {violations} = await axe.run({resultTypes: ["violations"]});
          return violations.map(({id, nodes}) => [id, nodes.slice(0, 3).map(({html}) => html)]);
        }"""
    )
    page.close()
    assert found == []
