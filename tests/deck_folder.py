"""A folder of deck files that is built by the command line, at a time that the test says."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result
from command import run

from flashgen.build.lock.entries import LockFile
from flashgen.build.lock.file import read_lock
from flashgen.deck.identity import note_guid

NOW = 1_760_000_000
DAY = 86400
NAMESPACE = "optics-k3v9"
OPTICS = """\
namespace: optics-k3v9
deck: Physics::Optics
tags: [optics]
cards:
- id: lens
  reverse: true
  front: What bends light?
  back: A lens.
- id: eye
  front: What sees light?
  back: An eye.
- id: red
  cloze: "{{c1::Red}} bends less than {{c2::blue}}."
- id: half
  tags: [sums]
  parameters:
    a: integers(1, 9999)
    b: integers(1, 9999)
  question: How far is <<a>> and <<b>>?
  answer: a + b
  variants: 3
- id: rays
  parameters:
    a: integers(1, 9999)
    b: integers(1, 9999)
  question: How many are <<a>> and <<b>>?
  answer: a + b
  variants: 3
"""
LIGHT = """\
namespace: light-7w2c
deck: {en: Light, zh: 光}
languages: [en, zh]
cards:
- id: speed
  front: {en: How fast is light?, zh: 光有多快？}
  back: {en: Very., zh: 很快。}
"""


@dataclass(frozen=True, slots=True)
class Folder:
    """`place/cards` with deck files and a lock; the package is `place/cards.apkg`."""

    place: Path

    @property
    def cards(self) -> Path:
        return self.place / "cards"

    @property
    def package(self) -> Path:
        return self.place / "cards.apkg"

    @property
    def lock_path(self) -> Path:
        return self.cards / "flashgen.lock"

    def write(self, name: str, text: str) -> None:
        path = self.cards / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")

    def edit(self, old: str, new: str, name: str = "optics.yaml") -> None:
        text = (self.cards / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{text.count(old)} times: {old}"
        self.write(name, text.replace(old, new))

    def run(self, *arguments: str, now: int = NOW, status: int = 0) -> Result:
        """Build what the arguments say into the package."""
        return run(
            "build",
            *arguments,
            "-o",
            self.package,
            env={"SOURCE_DATE_EPOCH": str(now)},
            status=status,
        )

    def build(self, *options: str, now: int = NOW, status: int = 0) -> Result:
        """Build the whole folder, or of it what the options say."""
        return self.run(str(self.cards), *options, now=now, status=status)

    def build_by_the_clock(self, environment: dict[str, str | None] | None = None) -> Result:
        """Build the whole folder at the real time, or as the environment says."""
        arguments = ["build", str(self.cards), "-o", str(self.package)]
        given = {"SOURCE_DATE_EPOCH": None} | (environment or {})
        return run(*arguments, env=given)

    @property
    def lock(self) -> LockFile:
        lock = read_lock(self.lock_path, "flashgen.lock", [])
        assert lock is not None
        return lock

    def mods(self) -> dict[str, int]:
        """The time of each note, by namespace/id/language."""
        return {entry.name: entry.mod for entry in self.lock.entries.values()}

    def removed(self) -> list[str]:
        """Ids of the notes that the lock knows as removed, sorted."""
        return sorted(entry.id for entry in self.lock.entries.values() if entry.removed)

    def copy(self, place: Path) -> "Folder":
        """The same files elsewhere, the package left behind."""
        shutil.copytree(self.cards, place / "cards")
        return Folder(place)


def guid(id: str, language: str = "en", namespace: str = NAMESPACE) -> str:
    return note_guid(namespace, id, language)


def git(folder: Path, *arguments: str, status: int = 0) -> str:
    """Run git, with no settings of the machine, and return what it prints."""
    identity = {
        f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=os.environ | identity | quiet,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == status, done.stderr
    return done.stdout
