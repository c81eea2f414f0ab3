"""Processes measured from outside: their time, their work, their memory; and tables of that.

The process that measures stays small: Linux counts the memory of the parent at the start of a
child as the child's own. Peaks are those of the largest single process.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024

# Installed programs find their modules compiled. So do those in a checkout, but for the first run.
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Settings:
    """What is wanted of a benchmark, and a folder for its files."""

    folder: Path
    quick: bool
    runs: int


@dataclass(frozen=True)
class Run:
    """One run of a process: seconds on the clock, seconds of work, bytes at the peak."""

    wall: float
    work: float
    peak: int


@dataclass(frozen=True)
class Contestant:
    """A command line, and what has to be put back as it was before each run of it."""

    name: str
    command: Sequence[str | Path]
    prepare: Callable[[], None] = lambda: None
    one_core: bool = False
    folder: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    statuses: Sequence[int] = (0,)
    """With which the command may end."""


def measure(contestant: Contestant) -> Run:
    """Run a command; end the program with what it printed where it fails."""
    contestant.prepare()
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if contestant.one_core and cores:
        os.sched_setaffinity(0, {min(cores)})  # inherited
    start = time.perf_counter()
    try:
        process = subprocess.Popen(
            [str(part) for part in contestant.command],
            cwd=contestant.folder,
            env=_ENVIRONMENT | contestant.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    finally:
        if contestant.one_core and cores:
            os.sched_setaffinity(0, cores)
    wall = time.perf_counter() - start
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in contestant.statuses:
        sys.exit(f"{contestant.name} failed:\n{said.decode(errors='replace')}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT)


def medians(contestants: Sequence[Contestant], runs: int) -> list[Run]:
    """Run all in turns, so that a busy moment of the machine hits all of them."""
    taken: list[list[Run]] = [[] for _ in contestants]
    for _ in range(runs):
        for contestant, list_of_runs in zip(contestants, taken, strict=True):
            list_of_runs.append(measure(contestant))
    return [
        Run(
            statistics.median(run.wall for run in some),
            statistics.median(run.work for run in some),
            round(statistics.median(run.peak for run in some)),
        )
        for some in taken
    ]


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    print(f"\n{title}")
    for row in (head, *rows):
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        print("  " + "  ".join([row[0].ljust(widths[0]), *cells[1:]]), flush=True)


def compare(title: str, contestants: Sequence[Contestant], runs: int) -> None:
    """Measure, and print each beside the first one: whose time is how much of the other's."""
    results = medians(contestants, runs)
    first = results[0]
    rows = [
        [
            contestant.name,
            f"{run.wall:.2f} s",
            f"{run.work:.2f} s",
            f"{run.peak / 1e6:.0f} MB",
            "" if run is first else f"{first.wall / run.wall:.2f}",
            "" if run is first else f"{first.work / run.work:.2f}",
        ]
        for contestant, run in zip(contestants, results, strict=True)
    ]
    head = ["", "time", "work", "peak", "time ratio", "work ratio"]
    print_table(f"{title}; median of {runs}", head, rows)
