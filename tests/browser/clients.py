"""Pages that show cards as Anki's clients do, in a real Chromium and with no network."""

import mimetypes
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route

ORIGIN = "http://anki.invalid"

# As Anki configures it (ts/mathjax), with the files of sphinx-mathjax-offline.
MATHJAX_CONFIG = r"""
window.MathJax = {
  tex: {displayMath: [["\\[", "\\]"]], processEscapes: false, processEnvironments: false,
        processRefs: false},
  startup: {typeset: false},
  options: {renderActions: {addMenu: []}, ignoreHtmlClass: "tex2jax_ignore",
            processHtmlClass: "tex2jax_process"},
};
"""

# Anki's reviewer: the inside of #qa is replaced and its scripts run one after the other; a client
# that reloads writes a whole page. `commands` holds what cards sent to the program.
REVIEWER = r"""
window.commands = [];
window.pycmd = (command) => window.commands.push(command);
{
  const RealDate = Date;
  let now = RealDate.parse("2026-03-02T12:00");
  const setClock = (target) => {
    target.Date = class extends RealDate {
      constructor(...parts) { if (parts.length) super(...parts); else super(now); }
    };
  };
  setClock(window);
  const texts = (page, selector) =>
    [...page.querySelectorAll(selector)].map((element) => element.textContent.trim());

  window.client = {
    forget() {
      sessionStorage.clear();
      document.cookie = "flashgen=; path=/; max-age=0";
    },
    setTime(local) { now = RealDate.parse(local); },
    place(html) {
      const qa = document.getElementById("qa");
      qa.innerHTML = html;
      for (const old of qa.querySelectorAll("script")) {
        const script = document.createElement("script");
        for (const {name, value} of old.attributes) script.setAttribute(name, value);
        script.append(old.innerHTML);
        old.replaceWith(script);
      }
      return document;
    },
    reload(html) {
      for (const frame of document.querySelectorAll("iframe")) frame.remove();
      const frame = document.createElement("iframe");
      document.body.append(frame);
      setClock(frame.contentWindow);
      const page = frame.contentDocument;
      page.open();
      page.write(`<!doctype html><body class="card card1"><div id="qa">${html}</div></body>`);
      page.close();
      return page;
    },
    async show(html) {
      client.place(html);
      if (window.MathJax && MathJax.typesetPromise) {
        await MathJax.startup.promise;
        MathJax.typesetClear();
        await MathJax.typesetPromise([document.getElementById("qa")]);
      }
    },
    read(page) {
      return {prompt: texts(page, ".prompt p:first-child")[0], answer: texts(page, ".answer")[0],
              extra: texts(page, ".extra")[0],
              options: texts(page, ".option").map((text) => text.replace(/ \(.*\)$/, "")),
              typed: [...page.querySelectorAll("input")].map((input) => input.value)};
    },
    // Shows front and back of each card `times` times; gives what stood on each side.
    flip(cards, times, {reloads = false, loses = "", twice = false} = {}) {
      const show = reloads ? client.reload : client.place;
      const sides = [];
      for (let i = 0; i < times; i++) {
        for (const [front, back] of cards) {
          const lose = () => {
            if (loses === "session") sessionStorage.clear();
            else if (loses === "cookie") document.cookie = "flashgen=; path=/; max-age=0";
            else if (loses) client.forget();
          };
          if (loses !== "flip") lose();
          let page = show(front);
          if (twice) page = show(front);
          const shown = client.read(page);
          lose();
          sides.push([shown, client.read(show(back))]);
        }
      }
      return sides;
    },
    // Types each text into the first input of the front, one after the other, and presses Enter.
    judge(front, typings) {
      client.place(front);
      const input = document.querySelector(".entry :is(input, textarea)");
      const verdict = document.querySelector(".verdict");
      return typings.map((typed) => {
        input.value = typed;
        input.dispatchEvent(new Event("input", {bubbles: true}));
        if (verdict.textContent) throw new Error("the verdict on the last text still stands");
        delete verdict.dataset.state;
        const enter = {key: "Enter", bubbles: true, cancelable: true};
        input.dispatchEvent(new KeyboardEvent("keydown", enter));
        return [verdict.dataset.state || "", verdict.textContent];
      });
    },
  };
}
"""


def mathjax_folder() -> Path:
    spec = find_spec("sphinx-mathjax-offline")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "static" / "mathjax"


class Client:
    """A page that persists from card to card; its `client.reload` imitates one that does not."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self._html = ""
        self._mathjax = False
        self.page.route("**/*", self._serve)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))

    def start(self, css: str, *, night: bool = False, mathjax: bool = True) -> None:
        """Load the page anew, with nothing stored, as when Anki has just been opened."""
        self._html = _page(css, night, mathjax)
        self._mathjax = mathjax
        self.page.goto(f"{ORIGIN}/")
        self.page.evaluate("client.forget()")
        if mathjax:
            self.page.evaluate("() => MathJax.startup.promise")

    def show(self, html: str) -> None:
        """Show a side of a card and let MathJax typeset it."""
        self.page.evaluate("html => client.show(html)", html)

    def commands(self) -> list[str]:
        """What the card has sent to the program since the last call."""
        return list(self.page.evaluate("commands.splice(0)"))

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def _serve(self, route: Route) -> None:
        url = route.request.url
        if url == f"{ORIGIN}/":
            route.fulfill(body=self._html, content_type="text/html; charset=utf-8")
        elif self._mathjax and url.startswith(f"{ORIGIN}/mathjax/"):
            file = mathjax_folder() / url.removeprefix(f"{ORIGIN}/mathjax/")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            self.problems.append(f"request: {url}")
            route.abort()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"console: {message.text}")


def open_client(
    context: BrowserContext, css: str, *, night: bool = False, mathjax: bool = True
) -> Client:
    client = Client(context)
    client.start(css, night=night, mathjax=mathjax)
    return client


def _page(css: str, night: bool, mathjax: bool) -> str:
    scripts = ""
    if mathjax:
        scripts = (
            f"<script>{MATHJAX_CONFIG}</script><script src='/mathjax/tex-chtml-full.js'></script>"
        )
    mode = " nightMode night_mode" if night else ""
    return (
        "<!doctype html><html><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='icon' href='data:,'>"
        "<style>body { margin: 20px; overflow-wrap: break-word } "
        "hr { background-color: #ccc; margin: 1em } img { max-width: 100% }</style>"
        f"<style>{css}</style>{scripts}<script>{REVIEWER}</script></head>"
        f"<body class='card card1{mode}'><div id='qa'></div></body></html>"
    )
