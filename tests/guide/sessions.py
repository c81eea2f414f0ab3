"""A terminal in which the commands of a page run, in a folder with what the page begins with."""

import os
import re
import shlex
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import genanki
import pytest
from anki.collection import Collection
from click.testing import CliRunner
from documentation import GUIDE, ROOT, Block, blocks
from running_preview import running_preview

from flashgen.cli import main

ROSTER = "name\nAda Lovelace\nEmmy Noether\n"
NOTES = "# Waves\n\n## What is a wavelength?\n\nThe distance between two crests.\n"
WORDS = "der Baum,the tree\ndas Haus,the house\n"


def page_file(topic: str, path: str) -> str:
    """Return a file that a page writes."""
    return next(b.content for b in blocks(GUIDE / f"{topic}.md") if b.file == path)


def _optics(folder: Path) -> None:
    (folder / "cards" / "optics.yaml").write_text(page_file("update", "cards/optics.yaml"), "utf-8")


def _class(folder: Path) -> None:
    (folder / "students.csv").write_text(ROSTER, "utf-8")


def _library(folder: Path) -> None:
    shutil.copytree(ROOT / "cards", folder / "cards", dirs_exist_ok=True)


def _sources(folder: Path) -> None:
    deck = genanki.Deck(1_607_392_319, "Geography")
    for front, back in (("What is the capital of Peru?", "Lima"), ("And of Chile?", "Santiago")):
        deck.add_note(genanki.Note(genanki.BASIC_MODEL, [front, back]))
    genanki.Package(deck).write_to_file(folder / "geography.apkg", timestamp=1_700_000_000)
    (folder / "NOTES.md").write_text(NOTES, "utf-8")
    (folder / "words.csv").write_text(WORDS, "utf-8")


def _anki(folder: Path) -> None:
    place = folder / ".local" / "share" / "Anki2" / "me"
    place.mkdir(parents=True)
    Collection(str(place / "collection.anki2")).close()


BEGINS_WITH: Mapping[str, tuple[Callable[[Path], None], ...]] = {
    "export": (_optics,),
    "git": (_optics,),
    "teach": (_class,),
    "import": (_sources,),
    "update": (_anki,),
    "commands": (_library,),
    "library": (_library,),
}
"""What is in a page's folder before its first command."""


@dataclass
class Session:
    """A folder, an environment, and what stands for addresses that a test does not have."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    anki: str = ""
    """The address of AnkiConnect."""
    said: dict[str, str] = field(default_factory=dict)

    def begin(self, topic: str) -> None:
        """Go to the folder, with what the page begins with."""
        (self.folder / "cards").mkdir()
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.setenv("HOME", str(self.folder))
        for make in BEGINS_WITH.get(topic, ()):
            make(self.folder)

    def write(self, block: Block) -> None:
        """Write the file that a block is, or add to it."""
        path = self.folder / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if block.is_added else ""
        path.write_text(before + block.content, encoding="utf-8", newline="\n")

    def run(self, line: str) -> tuple[int, str]:
        """Run a command, as it is typed, and return its exit status and what it printed."""
        words = shlex.split(line)
        if words[:2] == ["flashgen", "preview"] and "--static" not in words:
            with running_preview(f"{line} --no-open", self._environment(), self.folder):
                return 0, ""
        if words[:2] == ["flashgen", "push"] and "--collection" not in words:
            words += ["--url", self.anki]
        if "--prune" in words:
            words.append("--yes")  # nobody is asked in a test
        if words[0] == "flashgen" and not re.search(r"[|<>&;]", line):
            words = [word.replace("~", str(self.folder)) for word in words]
            result = CliRunner().invoke(main, words[1:])
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            return result.exit_code, result.output
        done = subprocess.run(
            line,
            shell=True,
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout

    def _environment(self) -> dict[str, str]:
        scripts = sysconfig.get_path("scripts")
        return {**os.environ, "PATH": os.pathsep.join([scripts, os.environ["PATH"]])}


def matches(shown: tuple[str, ...], printed: str) -> bool:
    """Tell whether a page shows what a command prints; `…` stands for text, or for lines."""
    parts = [
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line.rstrip()).replace("…", ".*") + "\n"
        for line in shown
    ]
    lines = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    return re.fullmatch("".join(parts), lines) is not None
