"""`flashgen check`."""

import sys
import time
from pathlib import Path

import click

from flashgen.commands.common import (
    AS_JSON,
    EXIT_CARDS,
    ONLY,
    PATHS,
    count,
    deck_places,
    has_errors,
    load,
    print_diagnostics,
    print_json,
    seeds,
    select,
    with_progress,
)


@click.command()
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
    places = deck_places(paths)
    from flashgen import checking

    loaded = load(places)
    selection = select(loaded, only, (), None)
    seed_of = seeds(loaded, places, None)
    checked = with_progress(
        "checking", lambda step: checking.check(loaded, selection, draws, seed_of, step)
    )
    if as_json:
        print_json(checked.diagnostics, {})
    else:
        print_diagnostics(checked.diagnostics)
        from flashgen.diagnostics import summary

        verdict = summary(checked.diagnostics) or "no errors, no warnings"
        click.echo(
            f"{count(checked.definitions, 'definition')}, {checked.draws:,} draws, "
            f"{time.monotonic() - started:.1f} s: {verdict}",
            err=True,
        )
    if has_errors(checked.diagnostics):
        sys.exit(EXIT_CARDS)
