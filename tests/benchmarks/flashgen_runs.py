"""`flashgen` as a contestant: each run is a first one, with no lock and nothing kept."""

import shutil
import sys
from pathlib import Path

from .measuring import Contestant

FLASHGEN = Path(sys.executable).with_name("flashgen")


def first_build(name: str, cards: Path, *, one_core: bool = False) -> Contestant:
    """Return a build of the folder, with its default settings, as if for the first time."""
    output = cards.with_suffix(".apkg")
    kept = cards.with_name("cache")

    def prepare() -> None:
        output.unlink(missing_ok=True)
        (cards / "flashgen.lock").unlink(missing_ok=True)
        shutil.rmtree(kept, ignore_errors=True)

    return Contestant(
        name,
        [FLASHGEN, "build", cards, "-o", output],
        prepare,
        one_core=one_core,
        environment={"XDG_CACHE_HOME": str(kept)},
    )
