"""How many imported cards show something else than in Anki: `python -m tests.importers.measure`.

Of each package every card's front and back, as Anki renders them, are compared with those of the
deck that is built from the import: by words, and by lines. With no package, those of `origins` are
made and measured.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from anki import hooks, latex  # isort: skip

from command import run

from flashgen.anki.package.reading import open_package
from flashgen.importers.package.decks import import_package
from flashgen.importers.package.images import Images
from flashgen.importers.result import ImportOptions, NothingToImportError
from flashgen.importers.writing import staging

from .origins import ORIGINS
from .visible import visible_lines

_TYPED = re.compile(r"\[\[type:([^\]:]*)\]\]")
_UNSEEN = re.compile(r"\[\[type:[^\]]*\]\]|\[anki:play:[^\]]*\]")


@dataclass
class Measured:
    """What a package's cards show after the import, against what they showed."""

    cards: int = 0
    left_out: int = 0
    fronts: list[str] = field(default_factory=list)
    """Cards whose front has other words, each with both."""
    backs: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """Cards with the same words in other lines."""
    unreported: list[str] = field(default_factory=list)
    """Those of all these of which the import says nothing."""

    @property
    def differing(self) -> list[str]:
        """The sides that differ."""
        return [*self.fronts, *self.backs, *self.lines]


@dataclass(frozen=True)
class Sides:
    """What a card shows: the front, and on the back what is not the front."""

    front: list[str]
    back: list[str]


def measure(package: Path, folder: Path) -> Measured:
    """Import and rebuild a package in the folder, and compare."""
    measured = Measured()
    before = dict(_cards(package, folder / "before", by_id=False))
    measured.cards = len(before)
    with open_package(package) as opened:
        images = Images(opened, folder / "deck")
        try:
            files = list(import_package(opened, ImportOptions(), images).files)
        except NothingToImportError:
            measured.left_out = measured.cards
            return measured
        with staging(folder / "deck") as staged:
            for made in files:
                staged.add(folder / "deck" / f"{made.stem}.yaml", made.text)
            staged.add_images(images.files, images.content)
            staged.move()
    built = folder / "built.apkg"
    run("build", folder / "deck", "-o", built, status=0)
    after = dict(_cards(built, folder / "after", by_id=True))
    for made in files:
        drafts = {card.id: card for card in made.draft.cards}
        for id, key in made.keys.items():
            for (guid, ordinal), was in before.items():
                if key == f"{guid}/{ordinal}":
                    now = after.get((f"{made.draft.namespace}/{id}", 0))
                elif key == guid:
                    now = after.get((f"{made.draft.namespace}/{id}", ordinal))
                else:
                    continue
                if now is not None:
                    before[guid, ordinal] = None
                    _compare(measured, was, now, is_reported=bool(drafts[id].comments))
    measured.left_out = sum(1 for was in before.values() if was is not None)
    return measured


def _compare(measured: Measured, was: Sides, now: Sides, *, is_reported: bool) -> None:
    for name, found, one, other in (
        ("front", measured.fronts, was.front, now.front),
        ("back", measured.backs, was.back, now.back),
    ):
        if one == other:
            continue
        what = f"{name}: {one} became {other}"
        same_words = " ".join(one).split() == " ".join(other).split()
        (measured.lines if same_words else found).append(what)
        if not is_reported:
            measured.unreported.append(what)


def _cards(package: Path, folder: Path, *, by_id: bool) -> Iterator[tuple[tuple[str, int], Sides]]:
    """Yield what each card of a package shows in Anki; flashgen's own by namespace and id."""
    folder.mkdir(parents=True)
    col = Collection(str(folder / "collection.anki2"))
    hooks.card_did_render.remove(latex.on_card_did_render)  # LaTeX stays text
    try:
        options = ImportAnkiPackageOptions(with_scheduling=False, with_deck_configs=False)
        col.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(package), options=options)
        )
        for card_id in col.find_cards(""):
            card = col.get_card(card_id)
            note = card.note()
            rendered = card.render_output()
            front = visible_lines(_UNSEEN.sub("", rendered.question_text))
            before, mark, behind = rendered.answer_text.rpartition("[[type:")
            typed = _TYPED.sub(lambda match, note=note: note[match[1]], mark + behind)
            back = visible_lines(_UNSEEN.sub("", before + typed))
            key = "/".join(note["ID"].split("/")[:2]) if by_id else note.guid
            yield (key, card.ord), Sides(front, _behind(front, back))
    finally:
        hooks.card_did_render.append(latex.on_card_did_render)
        col.close()


def _behind(front: Sequence[str], back: Sequence[str]) -> list[str]:
    """What a back shows beside the front; of a cloze the revealed text, which both show, too."""
    start = len(front)
    return list(back[start:] if back[:start] == list(front) else back)


def main() -> None:
    """Measure the packages that the command line names, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.importers.measure", description=__doc__)
    parser.add_argument("packages", nargs="*", type=Path, metavar="PACKAGE")
    parser.add_argument("-v", "--verbose", action="store_true", help="print each difference")
    arguments = parser.parse_args()
    columns = "cards left_out  fronts   backs   lines unreported"
    print(f"{'package':28}  {columns}")
    with tempfile.TemporaryDirectory() as folder:
        named = [(path.name, path) for path in arguments.packages]
        for number, name in enumerate([] if named else ORIGINS):
            named.append((name, ORIGINS[name](Path(folder, f"{number}.apkg"))))
        for number, (name, path) in enumerate(named):
            made = measure(path, Path(folder, f"of {number}"))
            counts = [len(made.fronts), len(made.backs), len(made.lines)]
            shares = " ".join(f"{count / max(1, made.cards):7.1%}" for count in counts)
            print(f"{name:28} {made.cards:6} {made.left_out:8} {shares} {len(made.unreported):10}")
            if arguments.verbose:
                for what in made.differing:
                    mark = "  (unreported)" if what in made.unreported else ""
                    print(f"    {what}{mark}", file=sys.stderr)


if __name__ == "__main__":
    main()
