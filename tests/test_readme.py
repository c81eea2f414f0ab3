"""What the README says is run: every command, the YAML example, the walk to a first deck."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from http.client import HTTPConnection
from pathlib import Path

import pytest
from anki_backend import collection, import_package
from extent import only_long
from running_preview import fetched, running_preview

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETUP = "python3 -m venv .venv"
PREVIEW = ". .venv/bin/activate && pip install '.[preview]'"
COMMANDS = [
    line.split("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
STEPS = [
    line.removeprefix("$ ").split("  #")[0].strip()
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]


def run(command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    scripts = sysconfig.get_path("scripts")
    environment = {**os.environ, "PATH": os.pathsep.join([scripts, os.environ["PATH"]]), **more}
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


def test_the_commands_are_those_that_are_run_here() -> None:
    install, preview, test = COMMANDS
    assert install.startswith(SETUP) and test.startswith(SETUP)
    assert install.endswith(".venv/bin/flashgen build -o deep-learning.apkg")
    assert preview == PREVIEW
    assert [step.split()[1] for step in STEPS] == WALK


@pytest.mark.skipif(sys.platform == "win32", reason="the command is one for a POSIX shell")
@only_long
def test_main_job_works_on_a_clean_copy(tmp_path: Path) -> None:
    checkout = tmp_path / "flashgen"
    ignored = shutil.ignore_patterns(
        ".venv", ".anki", ".lowest", ".git", "__pycache__", ".*_cache", "*.apkg"
    )
    shutil.copytree(ROOT, checkout, ignore=ignored)
    # The program compiles what it imports; pip would compile all that it installs. (Of its options
    # that begin with no, 0 means yes.) All cards are drawn here, none is found in a cache.
    quick = {"PIP_NO_COMPILE": "0", "PYTHONDONTWRITEBYTECODE": ""}
    done = run(COMMANDS[0], checkout, **quick, FLASHGEN_CACHE_DIR=str(tmp_path / "cache"))
    assert done.returncode == 0, done.stderr
    assert (checkout / "deep-learning.apkg").stat().st_size > 100_000
    done = run(f"{PREVIEW} && flashgen preview --static preview", checkout, **quick)
    assert done.returncode == 0, done.stderr
    assert (checkout / "preview" / "index.html").stat().st_size > 1000


def test_test_command_is_the_one_that_ci_runs() -> None:
    (command,) = [c for c in COMMANDS if c.endswith("pytest")]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command.replace("pip install -e", "pip install -q -e") in ci
    assert "\n.venv/bin/flashgen check cards/\n" in ci
    contributing = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"\n{command}\n" in contributing


def test_example_builds(tmp_path: Path) -> None:
    (example,) = [b for b in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if "cards:" in b]
    (tmp_path / "losses.yaml").write_text(example, encoding="utf-8")
    done = run("flashgen check losses.yaml && flashgen build losses.yaml", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no errors, no warnings" in done.stderr
    assert "2 notes, 3 cards, 24 variants" in done.stderr
    mistyped = example.replace("tolerance: 0.02", "tolerence: 0.02")
    (tmp_path / "losses.yaml").write_text(mistyped, encoding="utf-8")
    done = run("flashgen check losses.yaml", tmp_path)
    assert done.returncode == 1
    assert "error[unknown-key]: `tolerence` is no key of a numeric card" in done.stderr
    assert "help: did you mean `tolerance`?" in done.stderr


WALK = ["new", "show", "preview", "new", "check", "build"]


def previewed(step: str, folder: Path, environment: dict[str, str]) -> None:
    """Start the preview, save a change while it runs, see the change on the page, end it."""
    with running_preview(step, environment, folder) as address:
        events = HTTPConnection(address, timeout=60)
        events.request("GET", "/events")
        told = events.getresponse()
        path = folder / "cards" / "my-course.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in (("A train", "A train"), ("A train", "A bicycle")):
            # The first time the file is as it was: the page shows it, sooner or later.
            path.write_text(text.replace(old, new), encoding="utf-8")
            while new not in fetched(address, "/index.json"):
                assert told.readline()


def test_the_first_deck(tmp_path: Path) -> None:
    """Command by command in an empty folder, as a new user does."""
    said = {}
    for step in STEPS:
        if step.startswith("flashgen preview"):
            scripts = sysconfig.get_path("scripts")
            environment = {**os.environ, "PATH": os.pathsep.join([scripts, os.environ["PATH"]])}
            environment["BROWSER"] = "true"  # a program that takes the address and does nothing
            previewed(step, tmp_path, environment)
            continue
        done = run(step, tmp_path)
        assert done.returncode == 0, (step, done.stderr)
        said[step.split()[1]] = done
    assert "no errors, no warnings" in said["check"].stderr
    shown = said["show"].stdout
    assert shown.count("A train covers") == shown.count("What is its average speed?") == 2
    assert "4 notes, 5 cards, 48 variants" in said["build"].stderr
    with collection(tmp_path) as col:
        assert import_package(col, tmp_path / "my-course.apkg").new == 4
        assert col.card_count() == 5
        assert len(col.find_notes("bicycle")) == 1  # what was edited during the preview


def test_top_level_holds_what_it_should() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("not a git checkout")
    top = {Path(name).parts[0] for name in tracked.stdout.splitlines()}
    allowed = {"cards", "flashgen", "tests", "pyproject.toml", "README.md", "LICENSE"}
    assert {name for name in top if not name.startswith(".")} <= allowed
