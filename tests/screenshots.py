"""Takes the pictures of the README and the guide: a card as the desktop shows it, the preview.

    python tests/screenshots.py

builds the library and writes judged.png, night.png, keypad.png, card.png with three side by side,
and preview.png. What is typed is a known mistake of the card. The clock of the pages stands still,
so that a library gives the same pictures again.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).parent / "browser"))

from clients import DESKTOP as CLIENT
from clients import Client, chromium_arguments, open_client
from sample_notes import RenderedCard, rendered

ROOT = Path(__file__).parents[1]
NOTE = "deep-learning-r7q2/cross-entropy-from-logits/en"
DESKTOP = (720, 560)
PHONE = (360, 760)
PREVIEW = (1360, 780)
ENTRY = ".entry :is(input, textarea)"
BESIDE = """
<style>
  body { display: flex; gap: 24px; align-items: flex-start; margin: 24px; background: #e9e6df }
  img { width: 380px; border-radius: 14px; box-shadow: 0 2px 10px #0003 }
</style>
"""


def main() -> None:
    """Parse the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", type=Path, default=ROOT / ".github" / "images")
    output = parser.parse_args().output
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no chromium on the PATH")
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        flashgen("export", "--to", "apkg", "--seed", "0", "-o", folder / "library.apkg")
        flashgen("preview", "--static", folder / "preview")
        card = rendered(folder / "library.apkg", folder)[NOTE, 0]
        browser = playwright.chromium.launch(executable_path=chromium, args=chromium_arguments())
        take_card(browser, card, output)
        take_keypad(browser, card, output)
        take_preview(browser, folder / "preview", output)
        browser.close()


def flashgen(command: str, *arguments: str | Path) -> None:
    """Run a command on the library."""
    subprocess.run([sys.executable, "-m", "flashgen", command, *arguments], cwd=ROOT, check=True)


def first_mistake(card: RenderedCard) -> tuple[str, list[str]]:
    """How the sentence of the card's first mistake begins, and its values in all variants."""
    match = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', card.front)
    assert match is not None
    data = json.loads(match[1])
    says = re.sub("<[^>]*>", "", data["forms"][0]["mistakes"][0]["says"])
    decimals = data["forms"][0]["answers"][0].get("decimals", 3)
    values = [row[3][0] for row in data["rows"] if row[0] == 0 and row[3][0] is not None]
    return re.split(r"[\ue000\\]", says)[0].strip(), [f"{value:.{decimals}f}" for value in values]


def take_card(browser: Browser, card: RenderedCard, output: Path) -> None:
    """Write the pictures of a card into a folder."""
    sentence, attempts = first_mistake(card)

    def client(size: tuple[int, int], night: bool = False) -> tuple[BrowserContext, Client]:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, device_scale_factor=2
        )
        return context, open_client(context, card.css, night=night, kind=CLIENT)

    def picture(shown: Client, name: str) -> None:
        shown.page.screenshot(path=output / f"{name}.png")

    for size, night, names in (
        (DESKTOP, False, ("judged", None)),
        (DESKTOP, True, (None, "night")),
        (PHONE, False, ("beside-1", "beside-2")),
        (PHONE, True, (None, "beside-3")),
    ):
        context, shown = client(size, night)
        judged, back = names
        shown.show(card.front)
        for attempt in attempts:
            shown.page.fill(ENTRY, attempt)
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

    page = browser.new_page(viewport={"width": 1236, "height": 860}, device_scale_factor=1.5)
    names = ("beside-1", "beside-2", "beside-3")
    files = "".join(f"<img src='{(output / name).resolve().as_uri()}.png'>" for name in names)
    sheet = output / "beside.html"
    sheet.write_text(BESIDE + files, encoding="utf-8")
    page.goto(sheet.resolve().as_uri())
    page.screenshot(path=output / "card.png", full_page=True)
    page.close()
    for left_over in (sheet, *(output / f"{name}.png" for name in names)):
        left_over.unlink()


def take_keypad(browser: Browser, card: RenderedCard, output: Path) -> None:
    """Write the picture of the card's own keys, in AnkiDroid's page."""
    width, height = PHONE
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2,
        has_touch=True,
        is_mobile=True,
    )
    shown = open_client(context, card.css, kind="ankidroid")
    shown.show(card.front)
    shown.page.get_by_role("button", name="Keypad").tap()
    for sign in first_mistake(card)[1][0]:
        name = {".": "Point", "-": "Minus"}.get(sign, sign)
        shown.page.get_by_role("button", name=name, exact=True).tap()
    shown.page.screenshot(path=output / "keypad.png")
    context.close()


def take_preview(browser: Browser, site: Path, output: Path) -> None:
    """Write the picture of the preview into a folder, with a known mistake typed in."""
    width, height = PREVIEW
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1.5)
    page.emulate_media(color_scheme="light")
    page.goto(f"{(site / 'index.html').as_uri()}#{NOTE}.0")
    front = page.frame_locator("#front")
    front.locator(ENTRY).wait_for()
    data = json.loads(front.locator('script[type="application/json"]').first.text_content() or "")
    values = [row[3][0] for row in data["rows"] if row[3][0] is not None]
    for value in values:
        front.locator(ENTRY).fill(f"{value:.2f}")
        front.locator(".check").first.click()
        if "in bits" in (front.locator(".verdict").text_content() or ""):
            break
    page.mouse.move(0, 0)
    page.screenshot(path=output / "preview.png")
    page.close()


if __name__ == "__main__":
    main()
