"""Lists the backs of a package in which something scrolls by more than 40 px on a phone.

flashgen build -o deep-learning.apkg
python tests/browser/backs_that_scroll.py deep-learning.apkg
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from clients import DESKTOP, Client  # noqa: E402 - found by the path above
from sample_notes import rendered  # noqa: E402 - found by the path above

MOST = 40
RANGES = """() => Math.max(0, ...[...document.querySelectorAll(".flashgen *")]
  .filter((e) => getComputedStyle(e).overflowX === "auto")
  .map((e) => e.scrollWidth - e.clientWidth))"""


def main(package: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cards = rendered(package, Path(folder))
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        client = Client(browser.new_context(viewport={"width": 360, "height": 640}))
        client.start(next(iter(cards.values())).css, kind=DESKTOP)
        found = []
        for (name, _), card in sorted(cards.items()):
            if 'class="flashgen numeric"' not in card.back:
                continue
            client.show(card.back)
            if (over := client.page.evaluate(RANGES)) > MOST:
                found.append((over, name))
        browser.close()
    for over, name in sorted(found, reverse=True):
        print(f"{over:5} px  {name}")
    print(f"{len(found)} backs scroll by more than {MOST} px at 360 px")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
