"""How soon the command line answers, beside the bare import of click."""

import sys

from .flashgen_runs import FLASHGEN
from .measuring import Contestant, Settings, compare


def run(settings: Settings) -> None:
    """Measure `flashgen --help`."""
    contestants = [
        Contestant("flashgen --help", [FLASHGEN, "--help"]),
        Contestant('python -c "import click"', [sys.executable, "-c", "import click"]),
    ]
    compare("Start-up", contestants, settings.runs if settings.quick else 4 * settings.runs)
