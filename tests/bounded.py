"""Programs run with limits on processor time and memory, and what they took of both."""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FLASHGEN = str(Path(sysconfig.get_path("scripts"), "flashgen"))

# The measuring process has the program as its only child. A Mac knows no limit of memory, and
# Windows has neither; the peak is there on both systems of POSIX.
_MEASURE = """
import json, subprocess, sys
report, seconds, megabytes, *command = sys.argv[1:]
try:
    import resource
except ImportError:
    resource = None
def limit():
    if resource:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (int(megabytes) << 20,) * 2)
done = subprocess.run(command, preexec_fn=limit if resource else None)
used = resource.getrusage(resource.RUSAGE_CHILDREN) if resource else None
unit = 1 if sys.platform == "darwin" else 1024
with open(report, "w") as file:
    json.dump([used.ru_maxrss * unit // 1_000_000 if used else 0,
               used.ru_utime + used.ru_stime if used else 0], file)
sys.exit(done.returncode if done.returncode >= 0 else 128 - done.returncode)
"""


@dataclass(frozen=True)
class Outcome:
    """What a program said and took: the most memory in MB, and seconds of processor time."""

    status: int
    stdout: str
    stderr: str
    megabytes: int
    seconds: float


def run(
    command: Sequence[str],
    folder: Path,
    *,
    seconds: int = 60,
    megabytes: int = 4000,
    environment: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a program in a folder; it is killed where it takes more than the limits.

    `megabytes` limits the address space, which is far more than what is used of it.
    """
    with tempfile.TemporaryDirectory() as place:
        report = Path(place, "report.json")
        limits = [str(report), str(seconds), str(megabytes)]
        done = subprocess.run(
            [sys.executable, "-c", _MEASURE, *limits, *command],
            cwd=folder,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **(environment or {})},
            check=False,
        )
        memory, used = json.loads(report.read_text())
    return Outcome(
        done.returncode,
        done.stdout.decode(errors="replace"),
        done.stderr.decode(errors="replace"),
        memory,
        used,
    )
