"""Pages that show cards as Anki's clients do, in a real Chromium and with no network.

`bare` is a page with no styles but the card's. `desktop-…` are the pages of that release of the
desktop program: its own styles, scripts and MathJax. `ankidroid` keeps the rules of AnkiDroid's
default reviewer that matter to a card: every side is a page of its own, in `dir="auto"`, with its
colors of the night and `zoom` on the body.
"""

import base64
import json
import mimetypes
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from client_files import AQT, NEWEST, anki_web, axe_file
from extent import LONG
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page

from flashgen.anki.note_types.script import SCRIPT

OLDEST_DESKTOP, DESKTOP = f"desktop-{AQT[0]}", f"desktop-{NEWEST}"
DESKTOPS = (OLDEST_DESKTOP, DESKTOP) if LONG else (DESKTOP,)
REAL = (*DESKTOPS, "ankidroid")
"""The clients with styles and scripts of their own."""
QT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 QtWebEngine/6.9.1 Chrome/130 Safari/537.36"
"""How the desktop program's browser calls itself."""
DOMAIN = ".anki.invalid"
AXE_PATH = "/axe.js"
SCRIPT_MARK = "\ue0ff"
CARD_SCRIPT = f"window.cardScript = {json.dumps(SCRIPT)};"

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
window.pycmd = window.bridgeCommand = (command) => window.commands.push(command);
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
      client.forgetCookie();
    },
    forgetCookie() {
      document.cookie = "flashgen=; path=/; max-age=0";
      void document.cookie;  // which waits until it is gone for the next page, too
    },
    setTime(local) { now = RealDate.parse(local); },
    // The side of a card that `short` has shortened.
    whole: (html) => html.replaceAll("\ue0ff", () => cardScript),
    place(html) {
      const qa = document.getElementById("qa");
      qa.innerHTML = html;
      for (const old of qa.querySelectorAll("script")) {
        const script = document.createElement("script");
        for (const {name, value} of old.attributes) script.setAttribute(name, value);
        script.append(client.whole(old.innerHTML));
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
      const side = client.whole(html);
      page.write(`<!doctype html><body class="card card1"><div id="qa">${side}</div></body>`);
      page.close();
      return page;
    },
    load(path) {
      const script = Object.assign(document.createElement("script"), {src: path});
      document.head.append(script);
      return new Promise((done, fail) => Object.assign(script, {onload: done, onerror: fail}));
    },
    async show(html) {
      client.place(client.whole(html));
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
            else if (loses === "cookie") client.forgetCookie();
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


def short(html: str) -> str:
    """A side of a card without its script, which the page has: sending it takes longest."""
    return html.replace(SCRIPT, SCRIPT_MARK)


def mathjax_folder() -> Path:
    spec = find_spec("sphinx-mathjax-offline")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "static" / "mathjax"


def chromium_arguments() -> list[str]:
    """Return the options with which Chromium is started."""
    return [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-site-isolation-trials",  # the preview's frames need no processes of their own
        # A page that is loaded anew takes a third less where its frame stays; the other feature is
        # the one by which Playwright asks for a picture, whose list this takes the place of.
        "--enable-features=CDPScreenshotNewSurface,RenderDocument:level/crashed-frame",
    ]


class Client:
    """A page that persists from card to card; its `client.reload` imitates one that does not."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_navigation_timeout(120_000)  # none fails as the machine is busy
        self.page.add_init_script(CARD_SCRIPT)
        self.problems: list[str] = []
        self.kind = "bare"
        self._html = self._css = ""
        self._night = self._mathjax = False
        self._zoom = 1.0
        # Not `page.route`, which turns Chromium's cache off: MathJax would travel to every page.
        self._requests = context.new_cdp_session(self.page)
        self._requests.on("Fetch.requestPaused", self._serve)
        self._requests.send("Fetch.enable")
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))

    def start(
        self,
        css: str,
        *,
        night: bool = False,
        mathjax: bool = True,
        kind: str = "bare",
        zoom: float = 1.0,
    ) -> None:
        """Load the page anew, with nothing stored, as when Anki has just been opened."""
        self._css, self._night, self._mathjax, self._zoom = css, night, mathjax, zoom
        self.kind = kind
        self._load("", "client.forget()")

    def show(self, html: str) -> None:
        """Show a side of a card and let MathJax typeset it."""
        if self.kind == "bare":
            self.page.evaluate("html => client.show(html)", short(html))
        elif self.kind == "ankidroid":
            self._load(html)
        else:
            mode = " nightMode night_mode" if self._night else ""
            self.page.evaluate(
                """async ([short, classes]) => {
                  const html = client.whole(short);
                  const back = html.includes('data-side="back"');
                  if (back) _showAnswer(html, classes);
                  else _showQuestion(html, "", classes);
                  await new Promise((done) => _queueAction(async () => done()));
                  // The program is told of each side; what the card itself sends stands behind.
                  const told = ["updateToolbar", "repaintNeeded"];
                  commands.splice(0, commands.length,
                                  ...commands.filter((one) => !told.includes(one)));
                }""",
                [f"<style>{self._css}</style>{short(html)}", f"card card1 isLin{mode} fancy"],
            )

    @property
    def origin(self) -> str:
        """One for each kind, as releases have different files by the same names."""
        return f"http://{self.kind.replace('.', '-')}{DOMAIN}"

    def commands(self) -> list[str]:
        """What the card has sent to the program since the last call."""
        return list(self.page.evaluate("commands.splice(0)"))

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def _load(self, card: str, then: str = "") -> None:
        make = {"bare": _bare, "ankidroid": _ankidroid}.get(self.kind, _desktop)
        self._html = make(self, card)
        self.page.goto(f"{self.origin}/")
        ready = "tex-chtml-full.js" in self._html
        if then or ready:
            self.page.evaluate(
                f"async () => {{ {then}; {'await MathJax.startup.promise' * ready}; }}"
            )

    def _serve(self, paused: dict) -> None:
        """Answer a request of the page: a page is new each time, files are kept by Chromium."""
        url = paused["request"]["url"]
        if url == f"{self.origin}/":
            self._fulfill(paused, self._html.encode(), "text/html; charset=utf-8", "no-store")
        elif (file := _file(url)) is not None:
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self._fulfill(paused, file.read_bytes(), kind, "max-age=86400")
        else:
            self.problems.append(f"request: {url}")
            self._answer("Fetch.failRequest", paused, {"errorReason": "Failed"})

    def _fulfill(self, paused: dict, body: bytes, kind: str, kept: str) -> None:
        headers = {"Content-Type": kind, "Cache-Control": kept}
        answer = {
            "responseCode": 200,
            "responseHeaders": [{"name": name, "value": headers[name]} for name in headers],
            "body": base64.b64encode(body).decode(),
        }
        self._answer("Fetch.fulfillRequest", paused, answer)

    def _answer(self, method: str, paused: dict, answer: dict) -> None:
        with suppress(Error):  # the page that asked has gone
            self._requests.send(method, {"requestId": paused["requestId"], **answer})

    def _listen(self, message: ConsoleMessage) -> None:
        if "No version information available" in message.text:
            return  # MathJax, of Anki's own packages
        if message.type in ("error", "warning"):
            self.problems.append(f"console: {message.text}")

    @property
    def _mode(self) -> str:
        return " nightMode night_mode" if self._night else ""


def _file(url: str) -> Path | None:
    """The file that a page of any kind asks for; one that was left may still ask for its fonts."""
    host, _, path = url.partition("?")[0].removeprefix("http://").partition(f"{DOMAIN}/")
    if path == AXE_PATH[1:]:
        file = axe_file()
    elif host == "bare" and path.startswith("mathjax/"):
        file = mathjax_folder() / path.removeprefix("mathjax/")
    elif host != "bare" and path.startswith("_anki/"):
        versions = {f"desktop-{version.replace('.', '-')}": version for version in AQT}
        file = anki_web(versions.get(host, NEWEST)) / path.removeprefix("_anki/")
    else:
        return None
    return file if file.is_file() else None


def open_client(context: BrowserContext, css: str, **options) -> Client:
    client = Client(context)
    client.start(css, **options)
    return client


def _bare(client: Client, card: str) -> str:
    scripts = ""
    if client._mathjax:
        scripts = (
            f"<script>{MATHJAX_CONFIG}</script><script src='/mathjax/tex-chtml-full.js'></script>"
        )
    return (
        "<!doctype html><html><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='icon' href='data:,'>"
        "<style>body { margin: 20px; overflow-wrap: break-word } "
        "hr { background-color: #ccc; margin: 1em } img { max-width: 100% }</style>"
        f"<style>{client._css}</style>{scripts}<script>{REVIEWER}</script></head>"
        f"<body class='card card1{client._mode}'><div id='qa'></div></body></html>"
    )


def _desktop(client: Client, card: str) -> str:
    """The page that `AnkiWebView.stdHtml` writes for the reviewer, on Linux."""
    version = client.kind.removeprefix("desktop-")
    page_class, theme = ("night-mode", "dark") if client._night else ("", "light")
    scripts = ["js/webview.js"]
    if version == AQT[0]:  # later ones load it when a card has math
        scripts += ["js/mathjax.js", "js/vendor/mathjax/tex-chtml-full.js"]
    scripts += ["js/reviewer.js"]
    loaded = "".join(f'<script src="/_anki/{script}"></script>' for script in scripts)
    return f"""<!doctype html>
<html class="{page_class}" dir="ltr" data-bs-theme="{theme}">
<head><title>main webview</title><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" type="text/css" href="/_anki/css/webview.css">
<style>
body {{ zoom: {client._zoom}; background-color: var(--canvas); }}
html {{ font-family: "DejaVu Sans", sans-serif; }}
button{{{{ font-family: "DejaVu Sans", sans-serif; }}}}
textarea:focus, input:focus, input[type]:focus, div[contenteditable="true"]:focus {{
  outline: 0 none; border-color: #3b82f6; }}
:root {{ --canvas: #f5f5f5 }}
:root[class*=night-mode] {{ --canvas: #2c2c2c }}
</style>
<link rel="stylesheet" type="text/css" href="/_anki/css/reviewer.css"></head>
<body class="isLin{client._mode} fancy">
<script>{REVIEWER}</script>{loaded}<script>qFade = 0;</script>
<div id="_mark" hidden>&#x2605;</div><div id="_flag" hidden>&#x2691;</div>
<div id="qa" dir="auto"></div></body></html>"""


def _ankidroid(client: Client, card: str) -> str:
    night = " ankidroid_dark_mode" if client._night else ""
    scripts = typeset = ""
    if client._mathjax and ("\\(" in card or "\\[" in card):
        scripts = (
            '<script src="/_anki/js/mathjax.js"></script>'
            '<script src="/_anki/js/vendor/mathjax/tex-chtml-full.js"></script>'
        )
        typeset = (
            "<script>addEventListener('load', () => MathJax.startup.promise.then("
            "() => MathJax.typesetPromise([document.getElementById('content')])))</script>"
        )
    return f"""<!doctype html><html class="mobile android linux js chrome">
<head><meta charset="utf-8"><title>AnkiDroid Flashcard</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ margin: 0 0 30px; padding: 0; zoom: {client._zoom} }}
body.night_mode {{ color: white; background-color: black }}
body.ankidroid_dark_mode {{ background-color: #303030 }}
#content {{ margin: 0.5em }}
.chrome img {{ max-width: 100%; max-height: 90% }}
</style><style>{client._css}</style><script>{REVIEWER}; delete window.pycmd</script>{scripts}</head>
<body class="card card1{client._mode}{night}"><div id="content"><div id="qa" dir="auto">{card}</div>
</div>{typeset}</body></html>"""
