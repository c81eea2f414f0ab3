"""From the paths and patterns of a command line to deck files, a selection, seeds and a cache."""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flashgen.cli.output import EXIT_CARDS, has_errors, print_diagnostics

if TYPE_CHECKING:
    from flashgen.build.cache import Cache
    from flashgen.build.notes import SeedOf
    from flashgen.deck.folder import Loaded
    from flashgen.deck.selection import Selection


def deck_places(paths: Sequence[Path]) -> list[Path]:
    """Return the paths, or cards/ where none is given."""
    if paths:
        return list(paths)
    cards = Path("cards")
    if not cards.exists():
        raise click.UsageError(
            "there is no folder cards/ here; name a deck file or a folder of them, "
            "or write a first deck: flashgen new deck NAME"
        )
    return [cards]


def load(places: Sequence[Path], mentioning: str = "") -> "Loaded":
    """Read the deck files at the places; only those that mention a word.

    A place where there is nothing, or a folder with no deck file, is a usage error.
    """
    from flashgen.deck import folder as loading

    loaded = loading.load(places, mentioning)
    gc.freeze()
    for diagnostic in loaded.diagnostics:
        if diagnostic.code in ("no-such-file", "no-deck-files"):
            hint = f"; {diagnostic.hint}" if diagnostic.hint else ""
            raise click.UsageError(f"{diagnostic.path}: {diagnostic.message}{hint}")
    return loaded


def select(
    loaded: "Loaded",
    only: tuple[str, ...],
    languages: tuple[str, ...],
    variants: int | None,
    *,
    hint: str = "--only",
) -> "Selection":
    """Return the selection; a pattern or language that nothing has is a usage error.

    `hint` is the option that the patterns are from.
    """
    from flashgen.deck.selection import Selection

    known = {language for deck_file in loaded.heads for language in deck_file.languages}
    for language in languages:
        if loaded.deck_files and language not in known:
            raise click.BadParameter(
                f"no deck file has the language {language!r}; there are {', '.join(sorted(known))}",
                param_hint="--lang",
            )
    selection = Selection(only, languages, variants)
    for pattern in only:
        alone = Selection((pattern,))
        if (
            loaded.deck_files
            and not any(
                alone.takes(deck_file, definition)
                for deck_file in loaded.deck_files
                for definition in deck_file.definitions
            )
            and not alone.about(loaded.diagnostics, loaded.deck_files)
        ):
            raise click.BadParameter(f"no card matches {pattern!r}", param_hint=hint)
    return selection


def seeds(loaded: "Loaded", places: Sequence[Path], root: int | None) -> "SeedOf":
    """Return a function that gives each definition its seed, read from the locks."""
    return root_seeds(loaded, places)(root)


def root_seeds(loaded: "Loaded", places: Sequence[Path]) -> Callable[[int | None], "SeedOf"]:
    """Return a function that gives a definition its seed: by a root seed, else by the locks."""
    from flashgen.build.lock import open as locks
    from flashgen.deck.selection import Selection

    found: list[Any] = []
    opened = locks.open_locks(loaded, places, Selection(), found)
    if has_errors(found):
        print_diagnostics(found)
        sys.exit(EXIT_CARDS)
    return lambda root: locks.seeds(opened, Selection(), root)


@contextmanager
def opened_cache(loaded: "Loaded", no_cache: bool) -> Iterator["Cache | None"]:
    """Open the cache of results, which FLASHGEN_CACHE_DIR moves to another folder.

    None where no card is numeric: only results of numeric cards are kept.
    """
    if no_cache or all(d.kind != "numeric" for f in loaded.deck_files for d in f.definitions):
        yield None
        return
    from flashgen.build import cache

    if not cache.knows_all_code():
        yield None
        return
    folder = os.environ.get("FLASHGEN_CACHE_DIR")
    if not folder:
        from platformdirs import user_cache_dir

        folder = user_cache_dir("flashgen", appauthor=False)
    with cache.Cache(Path(folder)) as opened:
        yield opened
