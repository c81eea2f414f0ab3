"""The scenarios on several releases of Anki, each in a virtual environment of its own.

`python tests/anki_releases/releases.py` makes what is missing of the environments, in `.anki/` at
the top of the checkout, and prints a table. Exit status 1 where a scenario fails.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent.parent / ".anki"
NEWEST = "newest"
RELEASES = ("2.1.66", "23.12.1", "24.11", "25.9.2", NEWEST)
PASSED, FAILED = "ok", "FAILED"


@dataclass(frozen=True)
class Outcome:
    """What came of a release: its own name for itself, and of each scenario what was wrong."""

    version: str
    stamps_imports: bool
    failures: dict[str, str]


def python_of(release: str) -> Path:
    folder = ENVIRONMENTS / release
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def usable(release: str) -> bool:
    """Whether the environment is there, whole, and of a Python that is there too."""
    command = [python_of(release), "-c", "import anki.collection"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def prepare(release: str) -> None:
    """Make a release's environment, or bring the newest one up to date."""
    started = time.monotonic()
    there = usable(release)
    if not there:
        shutil.rmtree(ENVIRONMENTS / release, ignore_errors=True)
        venv.create(ENVIRONMENTS / release, with_pip=False, symlinks=sys.platform != "win32")
    if not there or release == NEWEST:
        wanted = ["--upgrade", "anki"] if release == NEWEST else [f"anki=={release}"]
        pip = [sys.executable, "-m", "pip", "--python", str(python_of(release)), "install"]
        subprocess.run([*pip, "-qq", "--disable-pip-version-check", *wanted], check=True)
    print(f"Anki {release} is ready after {time.monotonic() - started:.0f} s", flush=True)


def run(release: str, packages: Path) -> Outcome:
    """Run all scenarios on one release."""
    prepare(release)
    target = packages / f"{release}.json"
    command = [python_of(release), HERE / "scenarios.py", packages, target]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"Anki {release} ended with {done.returncode}:\n{done.stderr}")
    found = json.loads(target.read_text(encoding="utf-8"))
    if release != NEWEST:
        # Anki 25.9.2 calls itself 25.09.2.
        assert _numbers(found["version"]) == _numbers(release), found["version"]
    return Outcome(found["version"], found["stamps imports"], found["results"])


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def table(outcomes: list[Outcome]) -> str:
    """One row a scenario, one column a release."""
    names = list(outcomes[0].failures)
    width = max(map(len, names))
    head = [outcome.version.rjust(8) for outcome in outcomes]
    stamped = [("import" if outcome.stamps_imports else "package").rjust(8) for outcome in outcomes]
    rows = [" ".join(["Anki".ljust(width), *head])]
    rows.append(" ".join(["an updated note's time is its".ljust(width), *stamped]))
    for name in names:
        cells = [(FAILED if o.failures[name] else PASSED).rjust(8) for o in outcomes]
        rows.append(" ".join([name.replace("_", " ").ljust(width), *cells]))
    return "\n".join(rows)


def main() -> None:
    """Run everything, at most two releases at a time, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        packages = Path(folder)
        own_cache = os.environ | {"FLASHGEN_CACHE_DIR": folder}
        subprocess.run([sys.executable, HERE / "packages.py", packages], check=True, env=own_cache)
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda release: run(release, packages), RELEASES))
    failed = 0
    for outcome in outcomes:
        for name, failure in outcome.failures.items():
            if failure:
                failed += 1
                print(f"\nAnki {outcome.version}, {name}:\n{failure}")
    print(table(outcomes))
    if failed:
        sys.exit(f"{failed} scenarios failed")


if __name__ == "__main__":
    main()
