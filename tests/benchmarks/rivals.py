"""The other tools, in a virtual environment of their own, which is kept between runs."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PACKAGES = (
    "ankdown==0.7.1",  # its Markdown parser, misaka, is in C and may have to be compiled
    "markdown-anki-decks==1.1.1",
    "click==8.0.4",  # the command line of the latter breaks with a newer one
)


def programs() -> Path | None:
    """Return the folder with their commands; None, and why on stderr, where they cannot be had."""
    folder = Path(tempfile.gettempdir(), "flashgen-benchmarks")
    scripts = folder / "bin"
    done = folder / "installed"
    wanted = "\n".join(PACKAGES)
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return scripts
    print(f"installing {', '.join(PACKAGES)} into {folder}", file=sys.stderr)
    venv.create(folder, with_pip=True, clear=True)
    command = [scripts / "python", "-m", "pip", "install", "--quiet", *PACKAGES]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        print(f"that failed; they are left out:\n{answer.stderr}", file=sys.stderr)
        return None
    done.write_text(wanted, encoding="utf-8")
    return scripts
