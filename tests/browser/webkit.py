"""WebKit, the engine of AnkiMobile and of Safari, by its driver; and pages served to it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

DRIVER = shutil.which("WebKitWebDriver")
ENTER = "\ue007"


class WebKit:
    """As much of WebDriver as these tests need: https://www.w3.org/TR/webdriver2/."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        options = {"webkitgtk:browserOptions": {"args": ["--automation"]}}
        made = self.ask("/session", {"capabilities": {"alwaysMatch": options}})
        self.url += f"/session/{made['sessionId']}"

    def ask(self, path: str, body: dict | None = None, method: str = "POST"):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.url + path, data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["value"]

    def go(self, url: str) -> None:
        self.ask("/url", {"url": url})

    def run(self, script: str, *arguments):
        return self.ask("/execute/sync", {"script": script, "args": list(arguments)})

    def type(self, selector: str, text: str) -> None:
        element = self.ask("/element", {"using": "css selector", "value": selector})
        self.ask(f"/element/{next(iter(element.values()))}/value", {"text": text})

    def click(self, selector: str) -> None:
        element = self.ask("/element", {"using": "css selector", "value": selector})
        self.ask(f"/element/{next(iter(element.values()))}/click")

    def press(self, keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.ask("/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})


@contextmanager
def served_pages() -> Iterator[tuple[dict[str, str], str]]:
    """Serve pages by name; gives them, to be filled, and their address."""
    served: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # as http.server calls it
            body = served.get(self.path[1:], "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield served, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@contextmanager
def started_webkit() -> Iterator[WebKit | None]:
    """Start the driver and a browser; gives None where that needs a display and there is none."""
    assert DRIVER is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    display = ["xvfb-run", "-a"] if shutil.which("xvfb-run") else []
    driver = subprocess.Popen(
        [*display, DRIVER, f"--port={port}"], stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        browser = None
        deadline = time.monotonic() + 30
        while browser is None and time.monotonic() < deadline:
            try:
                browser = WebKit(port)
            except OSError:
                if driver.poll() is not None:
                    break
        yield browser
        if browser is not None:
            browser.ask("", method="DELETE")
    finally:
        os.killpg(driver.pid, signal.SIGTERM)  # xvfb-run alone would leave driver and display
        driver.wait()
