"""The deck files that are checked together."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile


class CheckedFiles(Struct, frozen=True):
    """The deck files that are checked together, and which of their definitions to report on."""

    deck_files: tuple[DeckFile, ...]
    takes: Callable[[DeckFile, LoadedDefinition], bool]

    def definitions(self) -> Iterator[tuple[DeckFile, LoadedDefinition]]:
        """Yield every definition, wanted or not."""
        for deck_file in self.deck_files:
            for definition in deck_file.definitions:
                yield deck_file, definition

    def wanted(self) -> Iterator[tuple[DeckFile, LoadedDefinition]]:
        """Yield the definitions to report on."""
        for deck_file, definition in self.definitions():
            if self.takes(deck_file, definition):
                yield deck_file, definition
