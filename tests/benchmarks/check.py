"""`flashgen check`: definitions and draws a second, and one card beside a script by hand."""

import sys
from pathlib import Path

from .flashgen_runs import FLASHGEN
from .measuring import Contestant, Settings, compare, medians, print_table
from .numeric import write_deck_files

SCRIPT = Path(__file__).with_name("check_by_hand.py")
DRAWS = 1000
"""Of each definition, as `check` has it."""


def run(settings: Settings) -> None:
    """Measure a deck of many definitions, and one definition with many draws."""
    definitions = 10 if settings.quick else 500
    write_deck_files(settings.folder / "one", 1)
    write_deck_files(settings.folder / "many", definitions)
    start, result = medians(
        [_check(settings.folder / "one", 1), _check(settings.folder / "many", DRAWS)],
        settings.runs,
    )
    draws = definitions * DRAWS
    rows = [
        [
            name,
            f"{seconds:.2f} s",
            f"{before:.2f} s",
            f"{definitions / (seconds - before):,.0f}",
            f"{draws / (seconds - before):,.0f}",
        ]
        for name, seconds, before in (
            ("time", result.wall, start.wall),
            ("work", result.work, start.work),
        )
    ]
    head = ["", "all", "start", "definitions a second", "draws a second"]
    title = f"flashgen check: {definitions:,} definitions of {DRAWS:,} draws"
    print_table(f"{title}; median of {settings.runs}", head, rows)
    many = 1000 if settings.quick else 100_000
    compare(
        f"flashgen check: one definition, {many:,} draws",
        [
            _check(settings.folder / "one", many),
            Contestant("script by hand", [sys.executable, SCRIPT, str(many)]),
        ],
        settings.runs,
    )


def _check(folder: Path, draws: int) -> Contestant:
    command = [FLASHGEN, "check", folder, "--no-cache", "--draws", str(draws)]
    return Contestant("flashgen check", command)
