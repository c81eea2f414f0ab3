"""The pre-commit hook that ships, run by pre-commit at real commits.

The environment is the one that the tests run in, in place of the one that pre-commit would make
(`language: python`): that takes minutes and a network.
"""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml
from decks import HEAD, numeric

HOOKS = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"


def run(*command: str, folder: Path, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    home = home or folder.parent
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME",)},
        **{f"GIT_{who}_EMAIL": "x@example.org" for who in ("AUTHOR", "COMMITTER")},
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with the hook installed and one good card."""
    folder = tmp_path / "repository"
    (folder / "cards").mkdir(parents=True)
    (folder / "cards" / "sums.yaml").write_text(HEAD + numeric(), encoding="utf-8")
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    config = {"repos": [{"repo": "local", "hooks": [hook | {"language": "system"}]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    for command in (("git", "init", "-q"), (sys.executable, "-m", "pre_commit", "install")):
        done = run(*command, folder=folder)
        assert done.returncode == 0, done.stderr
    return folder


def commit(folder: Path) -> subprocess.CompletedProcess[str]:
    run("git", "add", "-A", folder=folder)
    return run("git", "commit", "-m", "Cards", folder=folder)


def test_the_definition_is_one_that_pre_commit_reads(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "pre_commit", "validate-manifest", HOOKS.name)
    done = run(*command, folder=HOOKS.parent, home=tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_commit_is_let_through_or_held_back(repository: Path) -> None:
    first = commit(repository)
    assert first.returncode == 0, first.stderr
    assert "flashgen check" in first.stderr + first.stdout

    cards = repository / "cards" / "sums.yaml"
    cards.write_text(HEAD + numeric("a + c"), encoding="utf-8")
    held = commit(repository)
    assert held.returncode == 1
    assert "cards/sums.yaml:9:15: error[expression]" in held.stderr + held.stdout
    assert run("git", "rev-list", "--count", "HEAD", folder=repository).stdout == "1\n"

    cards.write_text(HEAD + numeric("b + a"), encoding="utf-8")
    # What is no deck file is not its business.
    (repository / "other.yaml").write_text("a: [1]\n", encoding="utf-8")
    last = commit(repository)
    assert last.returncode == 0, last.stderr
    assert run("git", "rev-list", "--count", "HEAD", folder=repository).stdout == "2\n"
