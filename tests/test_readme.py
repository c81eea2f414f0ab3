"""What the README says is run: every command, the YAML example, the table of keys."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from flashgen import cli
from flashgen.deck import keys as definitions

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETUP = "python3 -m venv .venv"
COMMANDS = [
    line.split("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, without what git ignores."""
    folder = tmp_path_factory.mktemp("readme") / "flashgen"
    ignored = shutil.ignore_patterns(
        ".venv", ".anki", ".lowest", ".git", "__pycache__", ".*_cache", "*.apkg"
    )
    shutil.copytree(ROOT, folder, ignore=ignored)
    (folder / "students.csv").write_text("name\nAda\nEmmy\n", encoding="utf-8")
    return folder


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
        timeout=300,
        check=False,
    )


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 8
    assert sum(command.startswith(SETUP) for command in COMMANDS) == 2


CHECK = "flashgen check"  # of the whole library: `.ci/run` does that, beside the tests
RUN_HERE = [c for c in COMMANDS if not c.startswith(SETUP) and c != CHECK]


@pytest.mark.parametrize("command", RUN_HERE)
def test_command_does_what_it_says(command: str, checkout: Path) -> None:
    done = run(command, checkout)
    assert done.returncode == 0, done.stderr
    words = shlex.split(command)
    if "-o" in words:
        written = checkout / words[words.index("-o") + 1]
        files = [file for file in (written, *written.rglob("*")) if file.is_file()]
        assert sum(file.stat().st_size for file in files) > 1000


@pytest.mark.skipif(sys.platform == "win32", reason="the command is one for a POSIX shell")
@pytest.mark.skipif("FLASHGEN_INSTALL" not in os.environ, reason="slow; .ci/run asks for it")
def test_main_job_works_on_a_clean_copy(checkout: Path, tmp_path: Path) -> None:
    (command,) = [c for c in COMMANDS if c.startswith(SETUP) and "build" in c]
    # The program compiles what it imports; pip would compile all that it installs. (Of its options
    # that begin with no, 0 means yes.) All cards are drawn here, none is found in a cache.
    quick = {"PIP_NO_COMPILE": "0", "PYTHONDONTWRITEBYTECODE": ""}
    done = run(command, checkout, **quick, FLASHGEN_CACHE_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (checkout / "deep-learning.apkg").stat().st_size > 100_000


def test_test_command_is_the_one_that_ci_runs() -> None:
    (command,) = [c for c in COMMANDS if c.endswith("pytest")]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command.replace("pip install -e", "pip install -q -e") in ci
    assert CHECK in COMMANDS
    assert f"\n.venv/bin/{CHECK} cards/\n" in ci


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


def test_every_command_stands_in_the_section_on_commands() -> None:
    section = README.split("\n## Commands\n")[1].split("\n## ")[0]
    assert set(cli.COMMANDS) - set(re.findall(r"flashgen (\w+)", section)) == set()


@pytest.mark.parametrize(
    "model",
    [
        definitions.Header,
        definitions.ConceptDefinition,
        definitions.ClozeDefinition,
        definitions.NumericDefinition,
    ],
)
def test_every_key_is_in_the_format_reference(model: type[definitions.Model]) -> None:
    rows = " ".join(re.findall(r"^\| (`.*?) \|", README, re.MULTILINE))
    documented = set(re.findall(r"`(\w+)`", rows))
    assert set(model.model_fields) <= documented


def test_top_level_holds_what_it_should() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("not a git checkout")
    top = {Path(name).parts[0] for name in tracked.stdout.splitlines()}
    allowed = {"cards", "flashgen", "tests", "pyproject.toml", "README.md", "LICENSE"}
    assert {name for name in top if not name.startswith(".")} <= allowed
