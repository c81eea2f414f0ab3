"""How long a card takes to show, in a real Chromium: `python tests/benchmarks/show_card.py`.

Prints the median of 50 showings for pools of several sizes: filling the front as Anki's reviewer
does (scripts included), the layout after it, and a whole page that is loaded anew.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "browser"))

from clients import chromium_arguments, open_client
from sample_notes import cross_entropy, render

MEASURE = """([front, back]) => {
  const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  const measure = (show) => median(Array.from({length: 50}, () => {
    const start = performance.now();
    show();
    const time = performance.now() - start;
    client.place(back);  // so that the next front moves on
    return time;
  }));
  return [
    measure(() => client.place(front)),
    measure(() => client.place(front).body.offsetHeight),
    measure(() => client.reload(front).body.offsetHeight),
  ];
}"""


def main() -> None:
    """Measure and print."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no chromium on the PATH")
    print(f"{'variants':>8} {'data':>9} {'fill':>8} {'+ layout':>9} {'new page':>9}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=chromium_arguments())
        for variants in (1, 24, 100, 1000):
            note = cross_entropy(variants)
            with tempfile.TemporaryDirectory() as folder:
                card = render([note], Path(folder))[note.id, 0]
            context = browser.new_context()
            client = open_client(context, card.css, mathjax=False)
            times = client.page.evaluate(MEASURE, [card.front, card.back])
            size = len(note.fields["Data"].encode())
            fill, layout, page = times
            print(f"{variants:>8} {size:>7} B {fill:>5.1f} ms {layout:>6.1f} ms {page:>6.1f} ms")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
