"""Takes the pictures of the README from a built deck, in the page of the desktop program.

    flashgen build -o deep-learning.apkg
    python tests/screenshots.py deep-learning.apkg NAMESPACE/ID/LANGUAGE -o FOLDER

Writes front.png, judged.png, back.png, night.png, phone.png, and card.png with three of them side
by side. What is typed is a known mistake of the card. The clock of the pages stands still, so that
a deck gives the same pictures again.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).parent / "browser"))

from clients import DESKTOP as CLIENT
from clients import Client, open_client
from sample_notes import RenderedCard, rendered

ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
DESKTOP = (720, 560)
PHONE = (360, 760)
BESIDE = """
<style>
  body { display: flex; gap: 24px; align-items: flex-start; margin: 24px; background: #e9e6df }
  img { width: 380px; border-radius: 14px; box-shadow: 0 2px 10px #0003 }
</style>
"""


def main() -> None:
    """Parse the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("note", help="the ID of a numeric note with a known mistake")
    parser.add_argument("-o", "--output", type=Path, default=Path())
    arguments = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no chromium on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        cards = rendered(arguments.package, Path(folder))
    card = cards.get((arguments.note, 0))
    if card is None:
        sys.exit(f"no note {arguments.note} in {arguments.package}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        take(browser, card, arguments.output)
        browser.close()


def first_mistake(card: RenderedCard) -> tuple[str, list[str]]:
    """How the sentence of the card's first mistake begins, and its values in all variants."""
    match = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', card.front)
    assert match is not None
    data = json.loads(match[1])
    says = re.sub("<[^>]*>", "", data["forms"][0]["mistakes"][0]["says"])
    decimals = data["forms"][0]["answers"][0].get("decimals", 3)
    values = [row[3][0] for row in data["rows"] if row[0] == 0 and row[3][0] is not None]
    return re.split(r"[\ue000\\]", says)[0].strip(), [f"{value:.{decimals}f}" for value in values]


def take(browser: Browser, card: RenderedCard, output: Path) -> None:
    """Write all pictures of a card into a folder."""
    sentence, attempts = first_mistake(card)

    def client(size: tuple[int, int], night: bool = False) -> tuple[BrowserContext, Client]:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, device_scale_factor=2
        )
        return context, open_client(context, card.css, night=night, kind=CLIENT)

    def picture(shown: Client, name: str) -> None:
        shown.page.screenshot(path=output / f"{name}.png")

    for size, night, names in (
        (DESKTOP, False, ("front", "judged", "back")),
        (DESKTOP, True, (None, None, "night")),
        (PHONE, False, ("beside-1", "phone", "beside-2")),
        (PHONE, True, (None, None, "beside-3")),
    ):
        context, shown = client(size, night)
        front, judged, back = names
        shown.show(card.front)
        if front:
            picture(shown, front)
        for attempt in attempts:
            shown.page.fill(".entry :is(input, textarea)", attempt)
            shown.page.click(".check")
            if sentence in (shown.page.text_content(".verdict") or ""):
                break
        shown.page.mouse.move(0, 0)
        if judged:
            picture(shown, judged)
        shown.show(card.back)
        if back:
            picture(shown, back)
        context.close()

    (output / "beside-1.png").unlink()
    page = browser.new_page(viewport={"width": 1236, "height": 860}, device_scale_factor=1.5)
    names = ("phone", "beside-2", "beside-3")
    files = "".join(f"<img src='{(output / name).resolve().as_uri()}.png'>" for name in names)
    sheet = output / "beside.html"
    sheet.write_text(BESIDE + files, encoding="utf-8")
    page.goto(sheet.resolve().as_uri())
    page.screenshot(path=output / "card.png", full_page=True)
    page.close()
    for left_over in (sheet, output / "beside-2.png", output / "beside-3.png"):
        left_over.unlink()


if __name__ == "__main__":
    main()
