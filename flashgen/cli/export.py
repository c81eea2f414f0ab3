"""`flashgen export`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from flashgen.cli.arguments import WholeNumber
from flashgen.cli.exporting import RUN, Asked
from flashgen.cli.loading import deck_places
from flashgen.cli.options import LANGUAGES, ONLY, PATHS, SEED, VARIANTS
from flashgen.cli.output import fail, refuse_overwriting
from flashgen.exporters.formats import (
    FORMATS,
    FORMATS_OF,
    ExportError,
    ExportFormat,
    FormatOption,
    Input,
)


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
        type=_click_type(option),
        default=() if option.multiple else False if option.type is bool else option.default,
        metavar=option.metavar,
        multiple=option.multiple,
        help=f"{of}: {option.help[0].lower()}{option.help[1:]}",
    )


def _click_type(option: FormatOption) -> Any:
    if option.choices:
        return click.Choice(option.choices)
    if option.type is Path:
        return click.Path(path_type=Path, dir_okay=False, exists=True)
    return {int: WholeNumber(1, 1000), float: click.FloatRange(0)}.get(option.type, option.type)


@click.command()
@PATHS
@click.option(
    "--to", "target", type=click.Choice(list(FORMATS)), required=True, help="The format to write."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. Default: standard output; apkg, pdf and qti need a file.",
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
      flashgen export --to pdf --roster students.csv --pick 5 --from 'tag:losses' -o test.pdf

    Text goes to standard output where no file is named. A worksheet (html, pdf) has --variants
    sheets; each bears its seed, and with --seed that number and --variants 1 it comes again.
    With --roster there is a sheet per student, and the keys are a second file, OUTPUT-key.
    Of several decks each has its heading, unless --shuffle mixes them.
    --seed and --variants hold for this export alone: flashgen.lock stays as it is.

    Where a card is wrong nothing is written, and the exit status is 1; jsonl on standard output
    leaves out that card alone.
    """
    made = FORMATS[target]
    own = _options_of(context, made, options)
    if output is None and made.needs_file:
        raise click.UsageError(f"a file of --to {target} needs a name: -o NAME{made.suffixes[0]}")
    _check_suffix(made, output)
    places = deck_places(paths)
    refuse_overwriting(output, places)
    try:
        RUN[made.input](Asked(made, places, output, languages, only, seed, variants, own))
    except ExportError as problem:
        fail(str(problem))


def _check_suffix(made: ExportFormat, output: Path | None) -> None:
    """Reject, as a usage error, a file whose name ends as those of another format do."""
    if output is None or made.input is Input.PACKAGE:  # what writes packages holds to their ending
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
    options = {name.replace("_", "-"): value for name, value in options.items()}
    own = {option.name for option in made.options}
    for name in options.keys() - own:
        if (
            context.get_parameter_source(name.replace("-", "_"))
            is click.core.ParameterSource.COMMANDLINE
        ):
            formats = " and ".join(FORMATS_OF[name])
            raise click.UsageError(f"--{name} is for --to {formats}, not {made.name}")
    return {name.replace("-", "_"): value for name, value in options.items() if name in own}
