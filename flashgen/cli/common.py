"""What the commands share: options, exit status, loading, and how things are printed."""

import gc
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from flashgen.build.cache import Cache
    from flashgen.build.notes import Progress, SeedOf
    from flashgen.deck.folder import Loaded
    from flashgen.deck.selection import Selection
    from flashgen.source.diagnostics import Diagnostic

EXIT_CARDS = 1
EXIT_SURROUNDINGS = 3

MOST_SHOWN = 500
"""So many diagnostics are printed; nobody reads on."""

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
LANGUAGES = click.option(
    "--lang", "languages", multiple=True, metavar="LANGUAGE", help="Only this language. Repeatable."
)
ONLY = click.option(
    "--only",
    multiple=True,
    metavar="PATTERN",
    help="Only these cards: an id, or tag:…, deck:…, kind:…, each with *. Repeatable.",
)
LARGEST_SEED = 2**63 - 1
SEED = click.option("--seed", type=click.IntRange(0, LARGEST_SEED), help="Another root seed.")
VARIANTS = click.option(
    "--variants", type=click.IntRange(1, 1000), help="So many variants of each numeric card."
)
NO_CACHE = click.option(
    "--no-cache", is_flag=True, help="Draw every card anew, also those that have not changed."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


def must_exist(
    context: click.Context, parameter: click.Parameter, path: Path | None
) -> Path | None:
    """Return a path of the command line; one where there is nothing is a usage error."""
    if path is not None:
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            raise click.BadParameter(f"there is no such file: {path}", context, parameter) from None
        except OSError:  # said by those who read it
            pass
    return path


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


def load(places: Sequence[Path]) -> "Loaded":
    """Read the deck files at the places.

    A place where there is nothing, or a folder with no deck file, is a usage error.
    """
    from flashgen.deck import folder as loading

    gc.set_threshold(50_000)  # what is read and rendered is kept: looking through it is in vain
    loaded = loading.load(places)
    gc.freeze()
    for diagnostic in loaded.diagnostics:
        if diagnostic.code in ("no-such-file", "no-deck-files"):
            hint = f"; {diagnostic.hint}" if diagnostic.hint else ""
            raise click.UsageError(f"{diagnostic.path}: {diagnostic.message}{hint}")
    return loaded


def refuse_overwriting(
    output: Path | None, places: Sequence[Path] = (), *, suffix: str | None = None
) -> None:
    """Refuse, as a usage error, to write over what an author has made.

    That is a deck file, an image, a lock, and whatever is read from the places; the name may lead
    there by a link or in letters of another case. With `suffix`, every file whose name ends
    otherwise is refused.
    """
    if output is None or (output.exists() and not output.is_file()):  # a device, a pipe
        return
    from flashgen.anki import images as media
    from flashgen.build.lock.file import FILE_NAME
    from flashgen.deck import folder as loading

    names = (output, Path(os.path.realpath(output)))
    if any(name.name.lower() == FILE_NAME for name in names):
        what = "the lock, which keeps the identity of every note"
    elif not output.exists():
        what = ""
    elif any(map(loading.is_deck_name, names)):
        what = "a deck file"
    elif any(name.suffix.lower() in media.SUFFIXES for name in names):
        what = "an image"
    elif any(file.samefile(output) for file in loading.deck_paths(places, [])):
        what = "the deck file that is read"
    else:
        what = ""
    if what:
        raise click.UsageError(f"{output} is {what}, and stays as it is; name another file by -o")
    if suffix is not None and output.suffix.lower() != suffix:
        raise click.UsageError(
            f"a package ends in {suffix}, and {output} does not; -o {output.stem}{suffix}, say"
        )


def select(
    loaded: "Loaded", only: tuple[str, ...], languages: tuple[str, ...], variants: int | None
) -> "Selection":
    """Return what is wanted; a pattern or language that nothing has is a usage error."""
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
        if loaded.deck_files and not any(
            alone.takes(deck_file, definition)
            for deck_file in loaded.deck_files
            for definition in deck_file.definitions
        ):
            raise click.BadParameter(f"no card matches {pattern!r}", param_hint="--only")
    return selection


def seeds(loaded: "Loaded", places: Sequence[Path], root: int | None) -> "SeedOf":
    """Return what gives each definition its seed, read from the locks, which stay as they are."""
    from flashgen.build.lock import open as locks
    from flashgen.deck.selection import Selection

    found: list[Any] = []
    opened = locks.open_locks(loaded, places, Selection(), found)
    if has_errors(found):
        print_diagnostics(found)
        sys.exit(EXIT_CARDS)
    return locks.seeds(opened, Selection(), root)


@contextmanager
def opened_cache(loaded: "Loaded", no_cache: bool) -> Iterator["Cache | None"]:
    """Open the cache of results, which FLASHGEN_CACHE_DIR moves to another folder.

    There is none where no card is numeric: only results of those are kept.
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


def now() -> int:
    """Return the time that a change gets, in seconds since 1970: SOURCE_DATE_EPOCH, or the clock's.

    One that is no number is a usage error.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return int(time.time())
    # Eleven digits last beyond the year 5000, and milliseconds have more.
    if not re.fullmatch("[0-9]{1,11}", given):
        raise click.UsageError("SOURCE_DATE_EPOCH is not a number of seconds since 1970")
    return int(given)


def fail(message: str) -> NoReturn:
    """End the program: the surroundings are at fault."""
    click.echo(f"flashgen: {message}", err=True)
    sys.exit(EXIT_SURROUNDINGS)


def write_text(text: str, output: Path | None) -> None:
    """Write a text to a file, or to standard output where there is none."""
    write_pieces((text,), output)


def _drop_output() -> None:
    # The reader has enough, or the disk: Python would complain once more when it closes the stream.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_pieces(pieces: Iterable[str], output: Path | None) -> None:
    """Write a text as it comes, piece by piece; a file stays the old one if that breaks off."""
    from flashgen.source import files

    if output is None and sys.stdout is None:  # closed by the shell: `>&-`
        fail("there is no standard output; name a file with -o")
    try:
        if output is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece.encode())
            sys.stdout.buffer.flush()
            return
        with files.replacing(output) as file:
            for piece in pieces:
                file.write(piece.encode())
    except BrokenPipeError:
        _drop_output()
    except OSError as problem:
        if output is None:
            _drop_output()
        fail(f"{output or 'the output'} cannot be written: {problem.strerror or problem}")


_T = TypeVar("_T")


def with_progress(label: str, work: Callable[["Progress | None"], _T]) -> _T:
    """Run the work with a progress bar, where standard error is a terminal."""
    if not sys.stderr.isatty():
        return work(None)
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def step(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return work(step)


def has_errors(diagnostics: Sequence["Diagnostic"]) -> bool:
    """Tell whether one of them is an error."""
    from flashgen.source import diagnostics as module

    return module.has_errors(diagnostics)


def print_diagnostics(diagnostics: Sequence["Diagnostic"]) -> None:
    """Print them on standard error, in colour on a terminal; of very many the first ones."""
    from flashgen.source.diagnostics import as_text

    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    width = terminal_width(sys.stderr)
    for diagnostic in diagnostics[:MOST_SHOWN]:
        click.echo(as_text(diagnostic, colour=colour, width=width), err=True)
    if len(diagnostics) > MOST_SHOWN:
        left = len(diagnostics) - MOST_SHOWN
        click.echo(f"… and {left:,} more; `flashgen check --json` has them all", err=True)


def print_failure(diagnostics: Sequence["Diagnostic"]) -> None:
    """Print how many errors kept everything from being written."""
    from flashgen.source.diagnostics import summary

    click.echo(f"{summary(diagnostics)}; nothing was written", err=True)


def print_json(diagnostics: Sequence["Diagnostic"], summary: dict[str, Any]) -> None:
    """Print the one JSON document of ``--json``."""
    document: dict[str, Any] = {"diagnostics": [d.as_json() for d in diagnostics]}
    if summary:
        document["summary"] = summary
    write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", None)


def terminal_width(stream: IO[str]) -> int | None:
    """Return how many columns there are: COLUMNS, or those of the terminal that a stream is."""
    given = os.environ.get("COLUMNS", "")
    if re.fullmatch("[1-9][0-9]{0,4}", given):
        return int(given)
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):  # no terminal, or no real stream
        return None


def count(number: int, word: str) -> str:
    """Return ``1 note`` or ``2 notes``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
