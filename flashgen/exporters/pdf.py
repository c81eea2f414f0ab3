"""Worksheets as PDF, printed by an installed Chromium without a window."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from flashgen.exporters import worksheet
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
_SECONDS = 300


def write(
    sheets: Iterable[worksheet.Sheet], *, title: str | None = None, shuffle: bool = False
) -> Iterator[bytes]:
    """Yield the worksheet as PDF, printed by an installed browser.

    Raises ExportError where none is installed or it prints nothing, and OSError where an image
    cannot be read or the browser cannot be started.
    """
    browser = find_browser()
    if browser is None:
        raise ExportError(
            "no Chromium, Chrome or Edge to print with was found; export --to html and print that "
            "from any browser"
        )
    html = "".join(worksheet.write(sheets, title=title, shuffle=shuffle))
    yield printed(html, browser)


def find_browser() -> str | None:
    """Return the program of an installed Chromium, Chrome, Edge or Brave, or None."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def printed(html: str, browser: str) -> bytes:
    """Return the pages of a document as PDF, printed by the browser.

    Raises ExportError where it prints nothing, and OSError where it cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="flashgen-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, target = folder / "page.html", folder / "page.pdf"
        page.write_text(html, encoding="utf-8", newline="")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={target}",
            page.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # Chromium refuses to run as root otherwise; the page has no script and no links out.
            command.insert(1, "--no-sandbox")
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            raise ExportError(f"{browser} did not print within {_SECONDS} seconds") from None
        if not target.is_file():
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise ExportError(": ".join([f"{browser} printed nothing", *last]))
        return target.read_bytes()
