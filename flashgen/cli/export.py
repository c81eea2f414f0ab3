"""`flashgen export`."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flashgen.cli.loading import deck_places, load, opened_cache, seeds, select
from flashgen.cli.options import LANGUAGES, LARGEST_SEED, ONLY, PATHS, SEED, VARIANTS
from flashgen.cli.output import (
    EXIT_CARDS,
    fail,
    has_errors,
    print_diagnostics,
    print_failure,
    print_fewer_variants,
    refuse_overwriting,
    with_progress,
    write_pieces,
)
from flashgen.exporters.formats import (
    FORMATS,
    FORMATS_OF,
    ExportError,
    ExportFormat,
    FormatOption,
    Input,
)

if TYPE_CHECKING:
    from flashgen.build.notes import RenderedDefinition
    from flashgen.exporters.worksheet import Sheet
    from flashgen.source.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for; `options` are those of the format, by name."""

    format: ExportFormat
    places: Sequence[Path]
    output: Path | None
    languages: tuple[str, ...]
    only: tuple[str, ...]
    seed: int | None
    variants: int | None
    options: Mapping[str, Any]


def _format_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that the formats declare, in the order of the table."""
    declared = {option.name: option for made in FORMATS.values() for option in made.options}
    for option in reversed(declared.values()):
        command = _click_option(option)(command)
    return command


def _click_option(option: FormatOption) -> Callable[[Callable[..., None]], Callable[..., None]]:
    of = ", ".join(FORMATS_OF[option.name])
    return click.option(
        f"--{option.name}",
        is_flag=option.type is bool,
        type=click.Choice(option.choices) if option.choices else option.type,
        default=option.default if option.type is not bool else False,
        metavar=option.metavar,
        help=f"{of}: {option.help[0].lower()}{option.help[1:]}",
    )


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
@_format_options
@click.pass_context
def export(
    context: click.Context,
    /,
    paths: tuple[Path, ...],
    target: str,
    output: Path | None,
    languages: tuple[str, ...],
    only: tuple[str, ...],
    seed: int | None,
    variants: int | None,
    **options: Any,
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
    made = FORMATS[target]
    own = _options_of(context, made, options)
    if output is None and made.needs_file:
        raise click.UsageError(f"a file of --to {target} needs a name: -o NAME.{target}")
    _check_suffix(made, output)
    places = deck_places(paths)
    refuse_overwriting(output, places)
    try:
        _RUN[made.input](_Asked(made, places, output, languages, only, seed, variants, own))
    except ExportError as problem:
        fail(str(problem))


def _check_suffix(made: ExportFormat, output: Path | None) -> None:
    """Reject, as a usage error, a file whose name ends as those of another format do."""
    if output is None:
        return
    suffix = output.suffix.lower()
    other = next((f.name for f in FORMATS.values() if suffix in f.suffixes), None)
    if other is not None and suffix not in made.suffixes:
        raise click.UsageError(
            f"{output} has the ending of --to {other}, and this is --to {made.name}; "
            f"name it {output.with_suffix(made.suffixes[0])}, or export --to {other}"
        )


def _options_of(
    context: click.Context, made: ExportFormat, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the format's own options; one of another format is a usage error."""
    own = {option.name for option in made.options}
    for name in options.keys() - own:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            formats = " and ".join(FORMATS_OF[name])
            raise click.UsageError(f"--{name} is for --to {formats}, not {made.name}")
    return {name: value for name, value in options.items() if name in own}


def _stop_if_wrong(diagnostics: Sequence["Diagnostic"]) -> None:
    print_diagnostics(diagnostics)
    if has_errors(diagnostics):
        print_failure(diagnostics)
        sys.exit(EXIT_CARDS)


def _from_notes(asked: _Asked) -> None:
    from flashgen.build import notes as pipeline

    loaded = load(asked.places)
    selection = select(loaded, asked.only, asked.languages, asked.variants)
    seed_of = seeds(loaded, asked.places, asked.seed)
    with opened_cache(loaded, no_cache=False) as cache:
        built = with_progress(
            "drawing",
            lambda step: pipeline.build(loaded, selection, seed_of, step, cache, samples=False),
        )
    _stop_if_wrong(built.diagnostics)
    print_fewer_variants(((d.name, d.variants) for d in built.definitions), asked.variants)
    write_pieces(asked.format.load()(built.notes, **asked.options), asked.output)


def _from_definitions(asked: _Asked) -> None:
    from flashgen.build import notes as pipeline

    loaded = load(asked.places)
    selection = select(loaded, asked.only, asked.languages, asked.variants)
    seed_of = seeds(loaded, asked.places, asked.seed)
    built = with_progress("drawing", lambda step: pipeline.build(loaded, selection, seed_of, step))
    _stop_if_wrong(built.diagnostics)
    print_fewer_variants(((d.name, d.variants) for d in built.definitions), asked.variants)
    several = {"variants": asked.variants or 1} if asked.format.one_variant else {}
    write = asked.format.load()
    write_pieces(write(built.definitions, **several, **asked.options), asked.output)


def _from_stream(asked: _Asked) -> None:
    from flashgen.build import notes as pipeline
    from flashgen.source.diagnostics import Diagnostic

    loaded = load(asked.places)
    selection = select(loaded, asked.only, asked.languages, asked.variants)
    seed_of = seeds(loaded, asked.places, asked.seed)
    found: list[Diagnostic] = list(loaded.diagnostics)
    definitions = pipeline.rendered(loaded, selection, seed_of, found)
    write_pieces(_streamed(asked, definitions, found), asked.output)


def _streamed(
    asked: _Asked, definitions: Iterator["RenderedDefinition"], found: list["Diagnostic"]
) -> Iterator[str | bytes]:
    """Yield what the format makes; end the program after the last piece if any card is wrong."""
    from flashgen.source.diagnostics import in_order, summary

    yield from asked.format.load()(definitions, **asked.options)
    print_diagnostics(in_order(found))
    if not has_errors(found):
        return
    output = asked.output
    if output is not None and (output.is_file() or not output.exists()):
        # As with every other format: ending here, the file that was begun never takes its place.
        print_failure(found)
    else:
        click.echo(f"{summary(found)}; their cards are missing", err=True)
    sys.exit(EXIT_CARDS)


def _from_sheets(asked: _Asked) -> None:
    first, number = 1 if asked.seed is None else asked.seed, asked.variants or 1
    if first + number - 1 > LARGEST_SEED:
        raise click.BadParameter(
            f"{number} sheets have the seeds from {first} on, and the largest seed is "
            f"{LARGEST_SEED}; begin with {LARGEST_SEED - number + 1} or less",
            param_hint="--seed",
        )
    sheets = _sheets(asked, range(first, first + number))
    write_pieces(asked.format.load()(sheets, **asked.options), asked.output)


def _sheets(asked: _Asked, numbers: Sequence[int]) -> Iterator["Sheet"]:
    from flashgen.build import notes as pipeline
    from flashgen.exporters.worksheet import Sheet

    loaded = load(asked.places)
    selection = select(loaded, asked.only, asked.languages, asked.variants)
    one = replace(selection, variants=1)
    for number, seed in enumerate(numbers):
        built = pipeline.build(loaded, one, seeds(loaded, asked.places, seed))
        if number == 0 or has_errors(built.diagnostics):
            _stop_if_wrong(built.diagnostics)
        # Of a card in several languages one is enough, unless they are asked for.
        notes = (i.notes if selection.languages else i.notes[:1] for i in built.definitions)
        yield Sheet(seed, tuple(note for of in notes for note in of))


def _package(asked: _Asked) -> None:
    from flashgen.cli.build import build_package

    transient = asked.seed is not None or asked.variants is not None
    build_package(
        tuple(asked.places),
        asked.output,
        asked.languages,
        asked.only,
        asked.seed,
        asked.variants,
        transient=transient,
    )


_RUN: Mapping[Input, Callable[[_Asked], None]] = {
    Input.NOTES: _from_notes,
    Input.DEFINITIONS: _from_definitions,
    Input.STREAM: _from_stream,
    Input.SHEETS: _from_sheets,
    Input.PACKAGE: _package,
}
