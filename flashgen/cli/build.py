"""`flashgen build`."""

import os
import secrets
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flashgen.cli.loading import deck_places, load, opened_cache, select
from flashgen.cli.options import AS_JSON, LANGUAGES, NO_CACHE, ONLY, PATHS, SEED, VARIANTS, now
from flashgen.cli.output import (
    EXIT_CARDS,
    count,
    fail,
    has_errors,
    print_diagnostics,
    print_failure,
    print_fewer_variants,
    print_json,
    refuse_overwriting,
    with_progress,
)

if TYPE_CHECKING:
    from flashgen.build.package import BuildResult, Request


@click.command()
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
@NO_CACHE
@AS_JSON
def build(**options: Any) -> None:
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
    build_package(**options)


def build_package(
    paths: tuple[Path, ...],
    output: Path | None,
    languages: tuple[str, ...],
    only: tuple[str, ...],
    seed: int | None,
    variants: int | None,
    *,
    fresh: bool = False,
    locked: bool = False,
    dry_run: bool = False,
    transient: bool = False,
    no_cache: bool = False,
    as_json: bool = False,
) -> None:
    """Build a package and print what came of it; `transient` leaves the locks as they are."""
    started = time.monotonic()
    if fresh and seed is not None:
        raise click.UsageError("--fresh and --seed exclude each other")
    places = deck_places(paths)
    output = output or _default_output(places[0])
    refuse_overwriting(output, places, suffix=".apkg")
    loaded = load(places)
    selection = select(loaded, only, languages, variants)
    from flashgen.anki.images import MediaError
    from flashgen.build import package as building
    from flashgen.source.files import FolderBusyError

    request = building.Request(
        output=output,
        now=now(),
        selection=selection,
        seed=secrets.randbelow(2**63) if fresh else seed,
        locked=locked,
        dry_run=dry_run,
        transient=transient,
        clock_given="SOURCE_DATE_EPOCH" in os.environ,
    )
    stale = False
    try:
        with opened_cache(loaded, no_cache) as cache:
            result = with_progress(
                "drawing", lambda step: building.build(loaded, places, request, step, cache)
            )
    except building.LockedError as problem:
        stale = True
        result = problem.result
    except OSError as problem:
        name = problem.filename or request.output
        fail(f"{name} cannot be written: {problem.strerror or problem}")
    except (FolderBusyError, MediaError) as problem:
        fail(str(problem))
    summary = _summary(result, request, time.monotonic() - started)
    failed = has_errors(result.diagnostics)
    if as_json:
        print_json(result.diagnostics, summary)
    else:
        print_diagnostics(result.diagnostics)
        if failed:
            print_failure(result.diagnostics)
        else:
            named = ((made.name, made.variants) for made in result.built.definitions)
            print_fewer_variants(named, variants)
            _print_summary(summary, request.seed if fresh and summary["variants"] else None)
    if stale:
        names = ", ".join(result.lock_changes)
        click.echo(
            f"flashgen: {names} would change, and --locked forbids it; "
            "build without --locked and commit the file",
            err=True,
        )
    if failed or stale:
        sys.exit(EXIT_CARDS)


def _default_output(place: Path) -> Path:
    from flashgen.source.files import leads_out_of

    resolved = place.resolve()
    path = Path(f"{resolved.name if resolved.is_dir() else resolved.stem}.apkg")
    if leads_out_of(path, Path()):
        raise click.UsageError(f"{path} is a link to another folder; name the file to write by -o")
    return path


def _summary(result: "BuildResult", request: "Request", seconds: float) -> dict[str, Any]:
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
        "file": request.output.as_posix() if report else None,
        "seed": request.seed,
        "changes": {status: statuses.count(status) for status in sorted(set(statuses))},
    }


def _print_summary(summary: dict[str, Any], new_seed: int | None) -> None:
    parts = [count(summary["decks"], "deck"), count(summary["notes"], "note")]
    if summary["cards"] is not None:
        parts.append(count(summary["cards"], "card"))
    parts.append(count(summary["variants"], "variant"))
    if summary["bytes"] is not None:
        parts.append(f"{summary['bytes'] / 1000:,.0f} kB")
    parts.append(f"{summary['seconds']:.1f} s")
    click.echo(", ".join(parts), err=True)
    changes = ", ".join(f"{number:,} {status}" for status, number in summary["changes"].items())
    if changes:
        click.echo(f"since the last build: {changes}", err=True)
    if new_seed is not None:
        click.echo(f"--seed {new_seed} in place of --fresh draws these numbers again", err=True)
    if not summary["file"]:
        click.echo("nothing was written", err=True)
        return
    click.echo(f"wrote {summary['file']}: import it in Anki by File > Import", err=True)
    if set(summary["changes"]) & {"changed", "renamed", "returned"}:
        click.echo(
            "importing it keeps every review; in the notes that changed, tags that you added in "
            "Anki are replaced",
            err=True,
        )
