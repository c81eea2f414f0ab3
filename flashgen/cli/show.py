"""`flashgen show`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashgen.cli.arguments import WholeNumber
from flashgen.cli.loading import deck_places, load, seeds, select
from flashgen.cli.options import LANGUAGES, PATHS, SEED
from flashgen.cli.output import EXIT_CARDS, has_errors, print_diagnostics, write_text

if TYPE_CHECKING:
    from flashgen.deck.folder import Loaded


@click.command()
@click.argument("id")
@PATHS
@click.option(
    "-n",
    "variants",
    type=WholeNumber(1, 1000),
    default=1,
    show_default=True,
    help="Number of variants of a numeric card.",
)
@SEED
@LANGUAGES
def show(
    id: str, paths: tuple[Path, ...], variants: int, seed: int | None, languages: tuple[str, ...]
) -> None:
    """Show a card in the terminal.

    That is the question, the answer, the solution and the mistakes. The numbers are those of the
    deck; with --seed, others. Formulas are in Unicode where they can be. ID may have * in it, or
    be tag:…, deck:… or kind:….

    \b
    Example:
      flashgen show attention-score
      flashgen show attention-score -n 3 --seed 7 --lang zh
      flashgen show 'tag:topic::attention' cards/attention.yaml
    """
    from flashgen.deck.identity import ID

    places = deck_places(paths)
    # Mostly one file has the card; the others take far longer to read than it to show.
    loaded = load(places, id if ID.fullmatch(id) else "")
    if not _is_there(id, loaded):
        loaded = load(places)
    if not _is_there(id, loaded):
        print_diagnostics(loaded.diagnostics)
        if has_errors(loaded.diagnostics):
            sys.exit(EXIT_CARDS)
        raise click.BadParameter(_unknown(id, loaded), param_hint="ID")
    selection = select(loaded, (id,), languages, variants)
    from flashgen.build import notes as pipeline
    from flashgen.exporters.terminal import card_pages

    built = pipeline.build(loaded, selection, seeds(loaded, places, seed))
    # What is wrong with other cards is not what was asked about.
    own = [d for d in built.diagnostics if d not in loaded.diagnostics]
    print_diagnostics(own)
    pages = [page for item in built.definitions for page in card_pages(item, variants)]
    write_text("\n\n".join(pages), None)
    if has_errors(own):
        sys.exit(EXIT_CARDS)


def _is_there(id: str, loaded: "Loaded") -> bool:
    from flashgen.deck.selection import Selection

    selection = Selection((id,))
    return any(selection.takes(file, d) for file in loaded.deck_files for d in file.definitions)


def _unknown(id: str, loaded: "Loaded") -> str:
    from flashgen.source.diagnostics import did_you_mean

    known = {definition.id for file in loaded.deck_files for definition in file.definitions}
    hint = did_you_mean(id, known)
    return f"no card matches {id!r}" + (f"; {hint}" if hint else "")
