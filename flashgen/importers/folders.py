"""The files of a folder that can be imported."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flashgen.importers.formats import SUFFIXES

_MOST_FILES: Final = 20_000


def importable_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, sorted, that an import may read.

    Hidden folders are left out, and of CrowdAnki's folders all but the deck.
    """
    decks = [folder / "deck.json", folder / f"{folder.name}.json"]
    for deck in decks:
        if deck.is_file():
            yield deck
            return
    count = 0
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(where, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith("."):
                count += 1
                if count > _MOST_FILES:
                    return
                yield path
