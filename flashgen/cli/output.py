"""What the commands print and write: texts, diagnostics, progress, the exit status."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from flashgen.build.notes import Progress
    from flashgen.source.diagnostics import Diagnostic

EXIT_CARDS = 1
EXIT_SURROUNDINGS = 3

MOST_LISTED = 20
"""At most this many names are printed of a list that is not a diagnostic."""

MOST_SHOWN = 500
"""At most this many diagnostics are printed; nobody reads more."""


def fail(message: str) -> NoReturn:
    """End the program with the exit status for an error in the system."""
    click.echo(f"flashgen: {message}", err=True)
    sys.exit(EXIT_SURROUNDINGS)


def refuse_overwriting(
    output: Path | None, places: Sequence[Path] = (), *, suffix: str | None = None
) -> None:
    """Reject, as a usage error, an output that would overwrite what an author has made.

    That is a deck file, an image, a lock, and whatever is read from the places; the name may lead
    there by a link or in letters of another case. With `suffix`, every file whose name ends
    otherwise is rejected.
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


def write_text(text: str, output: Path | None) -> None:
    """Write a text to a file, or to standard output where there is none."""
    write_pieces((text,), output)


def _drop_output() -> None:
    # The reader has enough, or the disk: Python would complain once more when it closes the stream.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_pieces(pieces: Iterable[str | bytes], output: Path | None) -> None:
    """Write texts or bytes piece by piece; where that breaks off, a file keeps its old content."""
    from flashgen.source import files

    if output is None and sys.stdout is None:  # closed by the shell: `>&-`
        fail("there is no standard output; name a file with -o")
    try:
        if output is None:
            for piece in pieces:
                sys.stdout.buffer.write(_encoded(piece))
            sys.stdout.buffer.flush()
            return
        with files.replacing(output) as file:
            for piece in pieces:
                file.write(_encoded(piece))
    except BrokenPipeError:
        _drop_output()
    except OSError as problem:
        if output is None:
            _drop_output()
        fail(f"{output or 'the output'} cannot be written: {problem.strerror or problem}")


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece


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
    """Return whether one of them is an error."""
    from flashgen.source import diagnostics as module

    return module.has_errors(diagnostics)


def print_diagnostics(diagnostics: Sequence["Diagnostic"]) -> None:
    """Print them on standard error, in color on a terminal; of very many the first ones."""
    from flashgen.source.diagnostics import as_text

    color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    width = terminal_width(sys.stderr)
    for diagnostic in diagnostics[:MOST_SHOWN]:
        click.echo(as_text(diagnostic, color=color, width=width), err=True)
    if len(diagnostics) > MOST_SHOWN:
        left = len(diagnostics) - MOST_SHOWN
        click.echo(f"… and {left:,} more; `flashgen check --json` has them all", err=True)


def print_failure(diagnostics: Sequence["Diagnostic"]) -> None:
    """Print how many errors kept everything from being written."""
    from flashgen.source.diagnostics import summary

    click.echo(f"{summary(diagnostics)}; nothing was written", err=True)


def print_fewer_variants(made: Iterable[tuple[str, int]], wanted: int | None) -> None:
    """Print which definitions have fewer variants than wanted; those with none are not numeric."""
    fewer = [f"{name} ({number})" for name, number in made if 0 < number < (wanted or 0)]
    if fewer:
        listed = ", ".join(fewer[:MOST_LISTED])
        more = f" and {len(fewer) - MOST_LISTED:,} more" if len(fewer) > MOST_LISTED else ""
        click.echo(f"fewer than {wanted:,} variants differ: {listed}{more}", err=True)


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
