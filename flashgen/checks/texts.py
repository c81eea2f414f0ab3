"""Run the rules about texts on all deck files together."""

from collections.abc import Callable, Iterable, Iterator

from flashgen.checks.files import CheckedFiles
from flashgen.checks.rules import files_rules
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.source.diagnostics import Diagnostic


def check_texts(
    deck_files: Iterable[DeckFile],
    takes: Callable[[DeckFile, LoadedDefinition], bool] = lambda deck_file, definition: True,
) -> Iterator[Diagnostic]:
    """Check the texts of the definitions that `takes` accepts.

    The others are compared with, but not reported.
    """
    files = CheckedFiles(tuple(deck_files), takes)
    for rule in files_rules():
        yield from rule(files)
