"""`flashgen export`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

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
    write_pieces,
)
from flashgen.exporters import FORMATS, STYLES, Options

if TYPE_CHECKING:
    from flashgen.pipeline import Loaded, SeedOf, Selection


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
@click.option("--bom", is_flag=True, help="csv: begin with a byte order mark, for Excel.")
@click.option(
    "--style",
    type=click.Choice(STYLES),
    default=STYLES[0],
    help="markdown: headings, or Q: and A: blocks.",
)
def export(
    paths: tuple[Path, ...],
    target: str,
    output: Path | None,
    languages: tuple[str, ...],
    only: tuple[str, ...],
    seed: int | None,
    variants: int | None,
    bom: bool,
    style: str,
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
    seed_of = seeds(loaded, places, seed)
    if target == "jsonl":
        write_pieces(_streamed(loaded, selection, seed_of), output)
        return
    from flashgen import pipeline

    built = with_progress("drawing", lambda step: pipeline.build(loaded, selection, seed_of, step))
    print_diagnostics(built.diagnostics)
    if has_errors(built.diagnostics):
        print_failure(built.diagnostics)
        sys.exit(EXIT_CARDS)
    write = FORMATS[target].text
    assert write is not None
    write_pieces(write(built, Options(variants, bom, style)), output)


def _streamed(loaded: "Loaded", selection: "Selection", seed_of: "SeedOf") -> Iterator[str]:
    """Yield the notes as lines of JSON; end the program behind the last one if any is wrong."""
    from flashgen import pipeline
    from flashgen.diagnostics import in_order, summary
    from flashgen.exporters import jsonl

    found = list(loaded.diagnostics)
    yield from jsonl.lines(pipeline.rendered(loaded, selection, seed_of, {}, found))
    print_diagnostics(in_order(found))
    if has_errors(found):
        click.echo(f"{summary(found)}; their cards are missing", err=True)
        sys.exit(EXIT_CARDS)
