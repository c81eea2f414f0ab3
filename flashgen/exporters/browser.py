"""An installed Chromium without a window, driven by its DevTools protocol.

Starting the program takes longer than printing a page, so one run prints many documents.
Source: https://chromedevtools.github.io/devtools-protocol/ and RFC 6455 (WebSocket)
"""

import base64
import json
import os
import secrets
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct

from flashgen.exporters.formats import ExportError

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "brave-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_SECONDS: Final = 300  # for a document, and for the start
_SECONDS_TO_END: Final = 10
_POLL: Final = 0.02
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10  # kinds of frames
_LAST: Final = 0x80
_MASKED: Final = 0x80


def find_browser() -> str | None:
    """Return the program of an installed Chromium, Chrome, Edge or Brave, or None."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


class Printer(Struct):
    """A page of a running browser, for one thread at a time."""

    file: Path
    """Where a document stands while it is printed."""
    program: str
    _socket: "_WebSocket"
    _session: str = ""
    _number: int = 0

    def print(self, html: str) -> bytes:
        """Return a document's pages as PDF. Raises ExportError where the browser fails."""
        self.file.write_text(html, encoding="utf-8", newline="")
        try:
            self._ask("Page.navigate", url=self.file.as_uri())
            while self._receive().get("method") != "Page.loadEventFired":
                pass
            options = {"preferCSSPageSize": True, "printBackground": True}
            return base64.b64decode(self._ask("Page.printToPDF", **options)["data"])
        except (ConnectionError, TimeoutError, ValueError) as problem:
            raise ExportError(f"{self.program} stopped answering: {problem}") from None

    def open_page(self) -> None:
        """Open the page that prints."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self._ask("Page.enable")

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._socket.receive())
        return message

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._socket.send(json.dumps(message))
        while (answer := self._receive()).get("id") != self._number:
            pass
        if "error" in answer:
            raise ExportError(f"{self.program} prints nothing: {answer['error'].get('message')}")
        result: dict[str, Any] = answer["result"]
        return result


@contextmanager
def started(program: str, pages: int) -> Iterator[list[Printer]]:
    """Start the browser with so many pages, and end it with the block.

    Raises ExportError where it does not start or answer, and OSError where it is no program.
    """
    with (
        tempfile.TemporaryDirectory(prefix="flashgen-", ignore_cleanup_errors=True) as name,
        ExitStack() as stack,
    ):
        folder = Path(name)
        profile = folder / "profile"
        command = [
            program,
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--remote-debugging-port=0",  # any free port of this machine
            f"--user-data-dir={profile}",
            "about:blank",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # Chromium does not run as root otherwise; the page has no script and no links out.
            command.insert(1, "--no-sandbox")
        errors = stack.enter_context((folder / "errors").open("w+b"))
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
        stack.callback(_end, process)
        port, path = _address(process, profile / "DevToolsActivePort", program, errors)
        printers = []
        try:
            for number in range(pages):
                opened = stack.enter_context(_WebSocket(port, path))
                printers.append(Printer(folder / f"page-{number}.html", program, opened))
                printers[-1].open_page()
        except (ConnectionError, TimeoutError, ValueError) as problem:
            raise ExportError(f"{program} stopped answering: {problem}") from None
        yield printers


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _address(
    process: "subprocess.Popen[bytes]", file: Path, program: str, errors: BinaryIO
) -> tuple[int, str]:
    """Wait for the file in which the browser says where it listens."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        if file.is_file():
            port, _, path = file.read_text("utf-8").partition("\n")
            if path:
                return int(port), path.strip()
        if process.poll() is not None:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().splitlines()[-1:]
            raise ExportError(": ".join([f"{program} printed nothing", *last]))
        time.sleep(_POLL)
    raise ExportError(f"{program} did not start within {_SECONDS} seconds")


class _WebSocket:
    """A connection to a WebSocket of this machine, for texts alone."""

    def __init__(self, port: int, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), _SECONDS)
        self._file = self._socket.makefile("rb")
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        status = self._file.readline()
        if b" 101 " not in status:
            raise ConnectionError("no WebSocket")
        while self._file.readline().strip():
            pass

    def __enter__(self) -> "_WebSocket":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def send(self, text: str) -> None:
        """Send a text."""
        self._send(_TEXT, text.encode())

    def receive(self) -> str:
        """Return the next text. Raises ConnectionError where the other side ends."""
        parts: list[bytes] = []
        while True:
            first, second = self._read(2)
            size = second & 0x7F
            if size >= 126:
                size = int.from_bytes(self._read(2 if size == 126 else 8))
            content = self._read(size)
            kind = first & 0xF
            if kind == _CLOSE:
                raise ConnectionError("it closed the connection")
            if kind == _PING:
                self._send(_PONG, content)
            elif kind != _PONG:
                parts.append(content)
                if first & _LAST:
                    return b"".join(parts).decode()

    def _read(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise ConnectionError("it ended")
        return data

    def _send(self, kind: int, content: bytes) -> None:
        size = len(content)
        if size < 126:
            head = struct.pack("!BB", _LAST | kind, _MASKED | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", _LAST | kind, _MASKED | 126, size)
        else:
            head = struct.pack("!BBQ", _LAST | kind, _MASKED | 127, size)
        # A mask of zeros changes nothing; it is there for proxies, of which there is none here.
        self._socket.sendall(head + bytes(4) + content)
