"""Files of other projects that the browser tests load: Anki's web pages, and axe-core.

They are fetched once by pip and npm into `.anki/` at the top of the checkout, and never committed.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / ".anki" / "files"
AQT = ("25.9.2", "26.9.3")
"""Releases of the desktop program whose pages the cards are tested in; the last is the newest."""
NEWEST = AQT[-1]
AXE = "4.14.1"


@cache
def anki_web(version: str) -> Path:
    """The folder with `css/` and `js/` of a release of the desktop program."""

    def fetch(place: Path) -> None:
        pip = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check"]
        run([*pip, "--no-deps", f"aqt=={version}", "-d", str(place)])
        (wheel,) = place.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            wanted = [name for name in archive.namelist() if name.startswith("_aqt/data/web/")]
            archive.extractall(place, wanted)
        wheel.unlink()

    return kept(f"aqt-{version}", fetch) / "_aqt" / "data" / "web"


@cache
def axe_file() -> Path:
    """The file of axe-core."""

    def fetch(place: Path) -> None:
        run(["npm", "pack", "--silent", f"axe-core@{AXE}", "--pack-destination", str(place)])
        (packed,) = place.glob("*.tgz")
        with tarfile.open(packed) as archive:
            archive.extract("package/axe.min.js", place, filter="data")
        packed.unlink()

    return kept(f"axe-{AXE}", fetch) / "package" / "axe.min.js"


@cache
def axe() -> str:
    """The source of axe-core."""
    return axe_file().read_text(encoding="utf-8")


def kept(name: str, fetch) -> Path:
    """A folder that is made whole, by one of several processes, or not at all."""
    place = FOLDER / name
    if place.is_dir():
        return place
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=FOLDER, prefix=f".{name}-"))
    try:
        fetch(made)
        made.rename(place)
    except (OSError, subprocess.SubprocessError) as problem:
        shutil.rmtree(made, ignore_errors=True)
        if not place.is_dir():  # another process may have been first
            message = f"{name} cannot be fetched: {problem}"
            if os.environ.get("FLASHGEN_REQUIRE_BROWSER") == "1":
                pytest.fail(message)
            pytest.skip(message)
    return place


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)
