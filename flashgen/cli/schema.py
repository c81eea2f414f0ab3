"""`flashgen schema`."""

import json
from pathlib import Path

import click

from flashgen.cli.output import refuse_overwriting, write_text


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. Default: standard output.",
)
def schema(output: Path | None) -> None:
    """Write the JSON Schema of deck files.

    By it an editor completes the keys, explains them and underlines what is wrong.

    \b
    Example:
      flashgen schema -o flashgen.schema.json

    Visual Studio Code with the YAML extension, and every editor that runs yaml-language-server
    (Neovim, Emacs, Helix, Zed), reads this line at the top of a deck file:

    \b
      # yaml-language-server: $schema=../flashgen.schema.json
    """
    from flashgen.deck.schema import deck_file_schema

    refuse_overwriting(output)

    text = json.dumps(deck_file_schema(), ensure_ascii=False, indent=2)
    write_text(text + "\n", output)
