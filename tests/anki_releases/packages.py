"""The packages that the scenarios import: one folder, built at first and after each change.

`python packages.py FOLDER` writes them, with the flashgen that is installed.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from deck_folder import DAY, LIGHT, NOW, OPTICS, Folder
from searches import search_for

from flashgen.anki.note_types import NOTE_TYPES, NoteType
from flashgen.anki.package.writing import write_apkg
from flashgen.build.lock.changes import Change, ChangeStatus
from flashgen.build.notes import build
from flashgen.deck.folder import load

FUTURE = 4_000_000_000
"""Later than any edit that a learner makes during the tests."""


class Newer(NoteType):
    """A note type as a later release has it."""

    mod = property(lambda self: NoteType.mod.fget(self) + 1)


EYE = "- id: eye\n  front: What sees light?\n  back: An eye.\n"
SUN = "- id: sun\n  front: What shines?\n  back: The sun.\n"


def unchanged(folder: Folder) -> None:
    """Leave the files as they are."""


def edit(old: str, new: str, file: str = "optics.yaml") -> Callable[[Folder], None]:
    return lambda folder: folder.edit(old, new, file)


PRISM = edit("A lens.", "A prism.")


def another_deck(folder: Folder) -> None:
    folder.edit("deck: Physics::Optics", "deck: Physics::Light")
    folder.edit("cards:\n", "cards:\n" + SUN)


@dataclass(frozen=True)
class Step:
    """A package: the one that it comes after, what the author changes, and how it is built."""

    change: Callable[[Folder], None] = unchanged
    options: tuple[str, ...] = ()
    now: int = NOW + DAY
    after: str = "base"


STEPS: dict[str, Step] = {
    "later": Step(),
    "elsewhere": Step(now=NOW + 9 * DAY),
    "text": Step(PRISM),
    "formula": Step(lambda folder: folder.edit(RAYS, RAYS.replace("a + b", "a - b"))),
    "gap": Step(edit("bends less", "is bent less")),
    "translation": Step(edit("很快。", "非常快。", "light.yaml")),
    "tags": Step(edit("tags: [sums]", "tags: [sums, lengths]")),
    "fresh": Step(options=("--fresh",)),
    "fresh-half": Step(options=("--fresh", "--only", "half")),
    "renamed": Step(edit("- id: lens", "- id: convex-lens\n  was: lens")),
    "misspelt": Step(edit("- id: lens", "- id: convex-lens\n  was: lenz")),
    "set-right": Step(edit("was: lenz", "was: lens"), now=NOW + 2 * DAY, after="misspelt"),
    "same-second": Step(PRISM, now=NOW),
    "clock-back": Step(PRISM, now=NOW - DAY),
    "part": Step(PRISM, ("--only", "lens", "--only", "half")),
    "added": Step(edit("cards:\n", "cards:\n" + SUN)),
    "reverse": Step(edit("  front: What sees", "  reverse: true\n  front: What sees")),
    "second-text": Step(edit("A prism.", "Two prisms."), now=NOW + 2 * DAY, after="text"),
    "future-text": Step(edit("A prism.", "Three prisms."), now=FUTURE, after="text"),
    "removed": Step(edit(EYE, "")),
    "returned": Step(
        edit("cards:\n", "cards:\n" + EYE.replace("An eye", "Your eye")),
        now=NOW + 2 * DAY,
        after="removed",
    ),
    "deck": Step(another_deck),
}
RAYS = "  question: How many are <<a>> and <<b>>?\n  answer: a + b\n"


def write_packages(target: Path) -> None:
    """Write all packages into the folder, and the search for removed notes as `removed.txt`."""
    with tempfile.TemporaryDirectory() as place:
        base = Folder(Path(place, "base"))
        base.write("optics.yaml", OPTICS)
        base.write("light.yaml", LIGHT)
        base.build()
        folders = {"base": base}
        for name, step in STEPS.items():
            folder = folders[name] = folders[step.after].copy(Path(place, name))
            step.change(folder)
            folder.build(*step.options, now=step.now)
        for name, folder in folders.items():
            folder.package.rename(target / f"{name}.apkg")
        (target / "removed.txt").write_text(removed_search(folders["removed"]), encoding="utf-8")
        write_odd_packages(base, target)


def removed_search(folder: Folder) -> str:
    entries = folder.lock.entries.items()
    removed = [
        Change(ChangeStatus.REMOVED, entry.name, guid) for guid, entry in entries if entry.removed
    ]
    return search_for(removed, folder.lock)


def write_odd_packages(base: Folder, target: Path) -> None:
    """Write what this flashgen does not: packages past the lock, and with newer templates."""
    notes = build(load([base.cards])).notes
    mods = base.lock.mods
    newer = {
        kind: Newer(
            **{name: getattr(note_type, name) for name in note_type.__struct_fields__}
            | {"css": note_type.css + "\n/* newer */"}
        )
        for kind, note_type in NOTE_TYPES.items()
    }
    write_apkg(target / "newer-templates.apkg", notes, [], newer, mods)
    folder = base.copy(base.place / "kind")
    folder.edit(EYE, "- id: eye\n  cloze: The {{c1::eye}} sees light.\n")
    folder.lock_path.unlink()
    folder.build("--only", "eye", now=FUTURE)
    folder.package.rename(target / "kind.apkg")


if __name__ == "__main__":
    write_packages(Path(sys.argv[1]))
