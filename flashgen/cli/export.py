"""`flashgen export`."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashgen.cli.loading import deck_places, load, seeds, select
from flashgen.cli.options import LANGUAGES, LARGEST_SEED, ONLY, PATHS, SEED, VARIANTS
from flashgen.cli.output import (
    EXIT_CARDS,
    fail,
    has_errors,
    print_diagnostics,
    print_failure,
    refuse_overwriting,
    with_progress,
    write_pieces,
)
from flashgen.exporters import FORMATS, STYLES, Options

if TYPE_CHECKING:
    from flashgen.build.notes import SeedOf, Selection
    from flashgen.deck.folder import Loaded
    from flashgen.source.diagnostics import Diagnostic


@click.command()
@PATHS
@click.option(
    "--to", "target", type=click.Choice(list(FORMATS)), required=True, help="The format to write."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. Default: standard output; apkg and pdf need a file.",
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
@click.option(
    "--title",
    help="html, pdf: the worksheet's title. Default: that of the deck, or of the one above all.",
)
@click.option("--shuffle", is_flag=True, help="html, pdf: another order on every sheet.")
@click.pass_context
def export(
    context: click.Context,
    paths: tuple[Path, ...],
    target: str,
    output: Path | None,
    languages: tuple[str, ...],
    only: tuple[str, ...],
    seed: int | None,
    variants: int | None,
    bom: bool,
    style: str,
    title: str | None,
    shuffle: bool,
) -> None:
    """Write the cards for other programs.

    \b
    Example:
      flashgen export --to json -o cards.json
      flashgen export cards/attention.yaml --to json --variants 3 | jq '.notes[0]'
      flashgen export cards/attention.yaml --to csv --bom -o attention.csv
      flashgen export --to html --only kind:numeric --variants 4 --shuffle -o worksheets.html

    Text goes to standard output where no file is named. A worksheet (html, pdf) has --variants
    sheets; each bears its seed, and with --seed that number and --variants 1 it comes again.
    Of several decks each has its heading, unless --shuffle mixes them.
    --seed and --variants hold for this export alone: flashgen.lock stays as it is.

    Where a card is wrong nothing is written, and the exit status is 1; jsonl on standard output
    leaves out that card alone.
    """
    _refuse_options_of_others(context, target)
    worksheet = _Worksheet(title, shuffle, 1 if seed is None else seed, variants or 1)
    if target in ("html", "pdf"):
        _refuse_seeds_out_of_range(worksheet)
    if output is None and target in ("apkg", "pdf"):
        raise click.UsageError(f"a file of --to {target} needs a name: -o NAME.{target}")
    places = deck_places(paths)
    refuse_overwriting(output, places)
    if target == "apkg":
        from flashgen.cli.build import build_package

        transient = seed is not None or variants is not None
        build_package(paths, output, languages, only, seed, variants, transient=transient)
        return
    if target == "jsonl":
        _export_in_turn(places, output, languages, only, seed, variants)
        return
    loaded = load(places)
    selection = select(loaded, only, languages, variants)
    seed_of = seeds(loaded, places, seed)
    if target in ("html", "pdf"):
        _export_worksheet(loaded, places, selection, worksheet, target, output)
        return
    from flashgen.build import notes as pipeline

    built = with_progress("drawing", lambda step: pipeline.build(loaded, selection, seed_of, step))
    _stop_if_wrong(built.diagnostics)
    write = FORMATS[target].text
    assert write is not None
    write_pieces(write(built, Options(variants, bom, style)), output)


_OPTIONS_OF = {
    "bom": ("csv",),
    "style": ("markdown",),
    "title": ("html", "pdf"),
    "shuffle": ("html", "pdf"),
}


def _refuse_options_of_others(context: click.Context, target: str) -> None:
    for name, formats in _OPTIONS_OF.items():
        given = context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        if given and target not in formats:
            raise click.UsageError(f"--{name} is for --to {' and '.join(formats)}, not {target}")


def _refuse_seeds_out_of_range(asked: "_Worksheet") -> None:
    if asked.seed + asked.sheets - 1 > LARGEST_SEED:
        raise click.BadParameter(
            f"{asked.sheets} sheets have the seeds from {asked.seed} on, and the largest seed is "
            f"{LARGEST_SEED}; begin with {LARGEST_SEED - asked.sheets + 1} or less",
            param_hint="--seed",
        )


def _stop_if_wrong(diagnostics: Sequence["Diagnostic"]) -> None:
    print_diagnostics(diagnostics)
    if has_errors(diagnostics):
        print_failure(diagnostics)
        sys.exit(EXIT_CARDS)


@dataclass(frozen=True, slots=True)
class _Worksheet:
    """What a worksheet is asked to be; the sheets have the seeds from `seed` on."""

    title: str | None
    shuffle: bool
    seed: int
    sheets: int


def _export_worksheet(
    loaded: "Loaded",
    places: Sequence[Path],
    selection: "Selection",
    asked: _Worksheet,
    target: str,
    output: Path | None,
) -> None:
    from flashgen.exporters import pdf

    browser = pdf.find_browser() if target == "pdf" else None
    if target == "pdf" and browser is None:
        fail(
            "no Chromium, Chrome or Edge to print with was found; export --to html and print that "
            "from any browser"
        )
    pieces = _worksheet_pieces(loaded, places, selection, asked)
    if browser is None or output is None:
        write_pieces(pieces, output)
        return
    from flashgen.source import files

    try:
        files.write_bytes(output, pdf.printed("".join(pieces), browser))
    except pdf.PrintError as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{problem.filename or output} cannot be written: {problem.strerror or problem}")


def _worksheet_pieces(
    loaded: "Loaded", places: Sequence[Path], selection: "Selection", asked: _Worksheet
) -> Iterator[str]:
    from flashgen.build import notes as pipeline
    from flashgen.exporters import worksheet

    one = replace(selection, variants=1)
    sheets: list[worksheet.Sheet] = []
    for seed in range(asked.seed, asked.seed + asked.sheets):
        built = pipeline.build(loaded, one, seeds(loaded, places, seed))
        if not sheets or has_errors(built.diagnostics):
            _stop_if_wrong(built.diagnostics)
        # Of a card in several languages one is enough, unless they are asked for.
        notes = (i.notes if selection.languages else i.notes[:1] for i in built.definitions)
        sheets.append(worksheet.Sheet(seed, tuple(note for of in notes for note in of)))
    return worksheet.pieces(sheets, title=asked.title, shuffle=asked.shuffle)


def _export_in_turn(
    places: Sequence[Path],
    output: Path | None,
    languages: tuple[str, ...],
    only: tuple[str, ...],
    seed: int | None,
    variants: int | None,
) -> None:
    from flashgen.deck.rereading import ChangedError

    try:
        loaded = load(places, in_turn=True)
        selection = select(loaded, only, languages, variants)
        seed_of = seeds(loaded, places, seed)
        write_pieces(_streamed(loaded, selection, seed_of, output), output)
    except ChangedError as changed:
        fail(f"{changed} was changed while it was exported; try again")


def _streamed(
    loaded: "Loaded", selection: "Selection", seed_of: "SeedOf", output: Path | None
) -> Iterator[str]:
    """Yield the notes as lines of JSON; end the program behind the last one if any is wrong."""
    from flashgen.build import notes as pipeline
    from flashgen.exporters import jsonl
    from flashgen.source.diagnostics import in_order, summary

    found = list(loaded.diagnostics)
    yield from jsonl.lines(pipeline.rendered(loaded, selection, seed_of, {}, found))
    print_diagnostics(in_order(found))
    if not has_errors(found):
        return
    if output is not None and (output.is_file() or not output.exists()):
        # As with every other format: ending here, the file that was begun never takes its place.
        print_failure(found)
    else:
        click.echo(f"{summary(found)}; their cards are missing", err=True)
    sys.exit(EXIT_CARDS)
