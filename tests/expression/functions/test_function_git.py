"""The git functions against git itself."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from expression.functions.calling import call_once
from function_cases.git import HISTORIES

from flashgen.expression.functions import library

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


class Repositories:
    """A local clone, a colleague's clone and the remote of both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = 0
        self.rejected = 0
        self.git(folder, "init", "--bare", "-b", "main", "remote")
        for name in ("local", "colleague"):
            self.git(folder, "clone", "-q", "remote", name)
        self.commit("local")
        self.git(folder / "local", "push", "-q", "-u", "origin", "HEAD:main")

    def git(self, where: Path, *arguments: str, check: bool = True) -> str:
        nobody = {"NAME": "A", "EMAIL": "a@example.org"}
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_EDITOR": "true",
            **{f"GIT_{who}_{k}": v for who in ("AUTHOR", "COMMITTER") for k, v in nobody.items()},
        }
        done = subprocess.run(
            ["git", *arguments],
            cwd=where,
            env=environment,
            check=check,
            capture_output=True,
            text=True,
        )
        return done.stdout if done.returncode == 0 else "failed"

    def commit(self, clone: str) -> None:
        self.files += 1
        file = f"{self.files}.txt"
        (self.folder / clone / file).write_text(file, encoding="utf-8")
        self.git(self.folder / clone, "add", file)
        self.git(self.folder / clone, "commit", "-q", "-m", file)

    def do(self, event: str) -> None:
        local, colleague = self.folder / "local", self.folder / "colleague"
        if event == "commit":
            self.commit("local")
        elif event == "remote":
            self.git(colleague, "fetch", "-q")
            self.git(colleague, "checkout", "-q", "-B", "main", "origin/main")
            self.commit("colleague")
            self.git(colleague, "push", "-q", "origin", "main")
        elif event == "pull":
            self.git(local, "pull", "-q", "--no-rebase", "--no-edit")
        elif event == "push":
            pushed = self.git(local, "push", "-q", "origin", "HEAD:main", check=False)
            self.rejected += pushed == "failed"
        elif event == "merge":
            self.git(local, "merge", "-q", "--no-edit", "@{upstream}")
        else:
            self.git(local, event, "-q")

    def count(self, commits: str) -> int:
        return int(self.git(self.folder / "local", "rev-list", "--count", commits))


@pytest.mark.parametrize("history", HISTORIES[:4], ids=" ".join)
def test_functions_agree_with_git(tmp_path: Path, history: list[str]) -> None:
    repositories = Repositories(tmp_path)
    for event in history:
        repositories.do(event)
    functions = library()
    assert call_once(functions["commits_ahead"], history) == repositories.count("@{upstream}..HEAD")
    assert call_once(functions["commits_behind"], history) == repositories.count(
        "HEAD..@{upstream}"
    )
    assert call_once(functions["pushes_rejected"], history) == repositories.rejected
    before = repositories.count("@{upstream}")
    repositories.do("fetch")
    brought = repositories.count("@{upstream}") - before
    assert call_once(functions["commits_unfetched"], history) == brought
