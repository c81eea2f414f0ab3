"""`flashgen export`."""

import sys
from pathlib import Path

import click

from flashgen.commands.common import (
    EXIT_CARDS,
    LANGUAGES,
    ONLY,
    PATHS,
    SEED,
    VARIANTS,
    deck_places,
    has_errors,
    load,
    print_diagnostics,
    print_failure,
    seeds,
    select,
    with_progress,
    write_text,
)
from flashgen.exporters import FORMATS, Options


@click.command()
@PATHS
@click.option(
    "--to", "target", type=click.Choice(list(FORMATS)), required=True, help="The format to write."
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
    places = deck_places(paths)
    loaded = load(places)
    selection = select(loaded, only, languages, variants)
    from flashgen import pipeline

    seed_of = seeds(loaded, places, seed)
    built = with_progress("drawing", lambda step: pipeline.build(loaded, selection, seed_of, step))
    print_diagnostics(built.diagnostics)
    if has_errors(built.diagnostics):
        print_failure(built.diagnostics)
        sys.exit(EXIT_CARDS)
    write = FORMATS[target].text
    assert write is not None
    write_text("".join(write(built, Options(variants))), output)
