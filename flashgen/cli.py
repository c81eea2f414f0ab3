"""The command line: parses arguments, calls the pipeline, prints.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
"""

import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from flashgen import __version__

if TYPE_CHECKING:
    from flashgen.building import BuildResult
    from flashgen.diagnostics import Diagnostic
    from flashgen.pipeline import Loaded, Progress, SeedOf, Selection

EXIT_CARDS = 1
EXIT_USAGE = 2
EXIT_SURROUNDINGS = 3

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

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
SEED = click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Another root seed.")
VARIANTS = click.option(
    "--variants", type=click.IntRange(1, 1000), help="So many variants of each numeric card."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group(context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="flashgen")
def main() -> None:
    """Anki flashcards with fresh numbers at every review, from plain YAML files.

    PATHs are deck files or folders of them; without one, the folder cards/ is taken.

    \b
    Example:
      flashgen build                 # cards/ -> cards.apkg, to be imported into Anki
      flashgen check                 # try every card on a thousand draws

    Exit status: 0 fine, 1 the cards are at fault, 2 the command line is, 3 the surroundings
    (disk, Anki).
    """


@main.command()
@PATHS
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The package to write. Default: the folder's name with .apkg.",
)
@LANGUAGES
@ONLY
@SEED
@VARIANTS
@click.option("--fresh", is_flag=True, help="New numbers: a new seed for all, or for --only.")
@click.option("--locked", is_flag=True, help="Fail where flashgen.lock would change (for CI).")
@click.option("--dry-run", is_flag=True, help="Do everything but write.")
@AS_JSON
def build(
    paths: tuple[Path, ...],
    output: Path | None,
    languages: tuple[str, ...],
    only: tuple[str, ...],
    seed: int | None,
    variants: int | None,
    fresh: bool,
    locked: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Check, draw and write an Anki package.

    \b
    Example:
      flashgen build                            # cards/ -> cards.apkg
      flashgen build -o deep-learning.apkg
      flashgen build cards/attention.yaml --lang zh
      flashgen build --only 'tag:topic::attention' --variants 50
      flashgen build --fresh                    # new numbers for every numeric card

    Import the package in Anki by File > Import. Importing a later build updates the notes in
    place: reviews stay. What tells one note from another, and since when it is as it is, is kept
    in flashgen.lock beside the cards; keep that file in version control.
    """
    started = time.monotonic()
    if fresh and seed is not None:
        raise click.UsageError("--fresh and --seed exclude each other")
    places = _places(paths)
    loaded = _loaded(places)
    selection = _selection(loaded, only, languages, variants)
    from flashgen import building
    from flashgen.files import FolderBusyError
    from flashgen.media import MediaError

    request = building.Request(
        output=output or _default_output(places[0]),
        now=_now(),
        selection=selection,
        seed=secrets.randbelow(2**63) if fresh else seed,
        locked=locked,
        dry_run=dry_run,
        clock_given="SOURCE_DATE_EPOCH" in os.environ,
    )
    stale = False
    try:
        result = _with_progress(
            "drawing", lambda step: building.build(loaded, places, request, step)
        )
    except building.LockedError as problem:
        stale = True
        result = problem.result
    except OSError as problem:
        name = problem.filename or request.output
        _fail(f"{name} cannot be written: {problem.strerror or problem}")
    except FolderBusyError as problem:
        _fail(f"another build is at work in {problem}; try again when it is done")
    except MediaError as problem:
        _fail(problem.message)
    summary = _summary(result, request.output, time.monotonic() - started)
    failed = _has_errors(result.diagnostics)
    if as_json:
        _print_json(result.diagnostics, summary)
    else:
        _print_diagnostics(result.diagnostics)
        if failed:
            _print_failure(result.diagnostics)
        else:
            _print_summary(summary, fresh)
    if stale:
        names = ", ".join(result.lock_changes)
        click.echo(
            f"flashgen: {names} would change, and --locked forbids it; "
            "build without --locked and commit the file",
            err=True,
        )
    if failed or stale:
        sys.exit(EXIT_CARDS)


@main.command()
@PATHS
@click.option(
    "--draws",
    type=click.IntRange(1, 1_000_000),
    default=1000,
    show_default=True,
    help="Draws of each numeric card.",
)
@ONLY
@AS_JSON
def check(paths: tuple[Path, ...], draws: int, only: tuple[str, ...], as_json: bool) -> None:
    """Try every card: its form, its texts, and each numeric card on a thousand draws.

    All that is wrong, in all files, is said at once, each with its place. A warning does not
    change the exit status.

    \b
    Example:
      flashgen check
      flashgen check cards/attention.yaml --draws 5000
      flashgen check --json | jq '.diagnostics[].message'
    """
    started = time.monotonic()
    places = _places(paths)
    from flashgen import checking

    loaded = _loaded(places)
    selection = _selection(loaded, only, (), None)
    seed_of = _seeds(loaded, places, None)
    checked = _with_progress(
        "checking", lambda step: checking.check(loaded, selection, draws, seed_of, step)
    )
    if as_json:
        _print_json(checked.diagnostics, {})
    else:
        _print_diagnostics(checked.diagnostics)
        from flashgen.diagnostics import summary

        verdict = summary(checked.diagnostics) or "no errors, no warnings"
        click.echo(
            f"{_count(checked.definitions, 'definition')}, {checked.draws:,} draws, "
            f"{time.monotonic() - started:.1f} s: {verdict}",
            err=True,
        )
    if _has_errors(checked.diagnostics):
        sys.exit(EXIT_CARDS)


@main.command()
@PATHS
@click.option(
    "--to", "target", type=click.Choice(["json"]), required=True, help="The format to write."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. Default: standard output.",
)
@LANGUAGES
@ONLY
@SEED
@VARIANTS
def export(
    paths: tuple[Path, ...],
    target: str,
    output: Path | None,
    languages: tuple[str, ...],
    only: tuple[str, ...],
    seed: int | None,
    variants: int | None,
) -> None:
    """Write the cards for other programs.

    \b
    Example:
      flashgen export --to json -o cards.json
      flashgen export cards/attention.yaml --to json --variants 3 | jq '.notes[0]'
    """
    places = _places(paths)
    loaded = _loaded(places)
    selection = _selection(loaded, only, languages, variants)
    from flashgen import pipeline
    from flashgen.exporters import json as json_exporter

    seed_of = _seeds(loaded, places, seed)
    built = _with_progress("drawing", lambda step: pipeline.build(loaded, selection, seed_of, step))
    _print_diagnostics(built.diagnostics)
    if _has_errors(built.diagnostics):
        _print_failure(built.diagnostics)
        sys.exit(EXIT_CARDS)
    _write_text(json_exporter.document(built), output)


def _places(paths: Sequence[Path]) -> list[Path]:
    if paths:
        return list(paths)
    cards = Path("cards")
    if not cards.exists():
        raise click.UsageError(
            "there is no folder cards/ here; name a deck file or a folder of them"
        )
    return [cards]


def _loaded(places: Sequence[Path]) -> "Loaded":
    from flashgen import pipeline

    return pipeline.load(places)


def _selection(
    loaded: "Loaded", only: tuple[str, ...], languages: tuple[str, ...], variants: int | None
) -> "Selection":
    from flashgen.pipeline import Selection

    known = {language for deck_file in loaded.deck_files for language in deck_file.languages}
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


def _seeds(loaded: "Loaded", places: Sequence[Path], root: int | None) -> "SeedOf":
    """Return what gives each definition its seed, read from the locks, which stay as they are."""
    from flashgen import building
    from flashgen.pipeline import Selection

    found: list[Any] = []
    locks = building.open_locks(loaded, places, Selection(), found)
    if _has_errors(found):
        _print_diagnostics(found)
        sys.exit(EXIT_CARDS)
    return building.seeds(locks, Selection(), root)


def _default_output(place: Path) -> Path:
    resolved = place.resolve()
    return Path(f"{resolved.name if resolved.is_dir() else resolved.stem}.apkg")


def _now() -> int:
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return int(time.time())
    if not given.isdecimal():
        raise click.UsageError("SOURCE_DATE_EPOCH is not a number of seconds")
    return int(given)


def _fail(message: str) -> NoReturn:
    click.echo(f"flashgen: {message}", err=True)
    sys.exit(EXIT_SURROUNDINGS)


def _write_text(text: str, output: Path | None) -> None:
    from flashgen.files import write_text

    if output is None:
        data = text.encode()
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # The reader has enough; Python would complain once more when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    try:
        write_text(output, text)
    except OSError as problem:
        _fail(f"{output} cannot be written: {problem.strerror or problem}")


_T = TypeVar("_T")


def _with_progress(label: str, work: Callable[["Progress | None"], _T]) -> _T:
    """Run the work with a progress bar, where standard error is a terminal."""
    if not sys.stderr.isatty():
        return work(None)
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def step(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return work(step)


def _has_errors(diagnostics: Sequence["Diagnostic"]) -> bool:
    from flashgen.diagnostics import has_errors

    return has_errors(diagnostics)


def _print_diagnostics(diagnostics: Sequence["Diagnostic"]) -> None:
    from flashgen.diagnostics import as_text

    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    for diagnostic in diagnostics:
        click.echo(as_text(diagnostic, colour=colour), err=True)


def _print_failure(diagnostics: Sequence["Diagnostic"]) -> None:
    from flashgen.diagnostics import summary

    click.echo(f"{summary(diagnostics)}; nothing was written", err=True)


def _print_json(diagnostics: Sequence["Diagnostic"], summary: dict[str, Any]) -> None:
    document: dict[str, Any] = {"diagnostics": [d.as_json() for d in diagnostics]}
    if summary:
        document["summary"] = summary
    _write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", None)


def _summary(result: "BuildResult", target: Path, seconds: float) -> dict[str, Any]:
    notes = result.built.notes
    report = result.report
    statuses = [change.status.value for change in result.changes]
    return {
        "decks": len({note.deck for note in notes}),
        "notes": len(notes),
        "cards": report.cards if report else None,
        "variants": result.built.variants,
        "bytes": report.bytes if report else None,
        "seconds": round(seconds, 2),
        "file": target.as_posix() if report else None,
        "changes": {status: statuses.count(status) for status in sorted(set(statuses))},
    }


def _print_summary(summary: dict[str, Any], fresh: bool) -> None:
    parts = [_count(summary["decks"], "deck"), _count(summary["notes"], "note")]
    if summary["cards"] is not None:
        parts.append(_count(summary["cards"], "card"))
    parts.append(_count(summary["variants"], "variant"))
    if summary["bytes"] is not None:
        parts.append(f"{summary['bytes'] / 1000:,.0f} kB")
    parts.append(f"{summary['seconds']:.1f} s")
    click.echo(", ".join(parts), err=True)
    changes = ", ".join(f"{number:,} {status}" for status, number in summary["changes"].items())
    if changes:
        click.echo(f"since the last build: {changes}", err=True)
    if not summary["file"]:
        click.echo("nothing was written", err=True)
        return
    click.echo(f"wrote {summary['file']}: import it in Anki by File > Import", err=True)
    if fresh or set(summary["changes"]) & {"changed", "renamed", "returned"}:
        click.echo(
            "importing it keeps every review; in the notes that changed, tags that you added in "
            "Anki are replaced",
            err=True,
        )


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
