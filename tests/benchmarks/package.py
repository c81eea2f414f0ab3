"""How long a package takes to write: `writers.py`, in a process of its own that may grow."""

import subprocess
import sys
from pathlib import Path

from .measuring import Settings

ROOT = Path(__file__).parent.parent.parent


def run(settings: Settings) -> None:
    """Measure flashgen's writer, genanki's, and the limit."""
    count = 2_000 if settings.quick else 100_000
    command = [sys.executable, "-m", f"{__package__}.writers", str(count), str(settings.runs)]
    subprocess.run(command, cwd=ROOT, check=True)
