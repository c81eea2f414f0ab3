"""Deck files that are read again when they are needed, for what must not grow with their number."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import overload

from flashgen.deck.file import DeckFile, Head, read_deck_file, read_source

MOST_CHARACTERS = 1_000_000
"""How much text of deck files is kept as definitions; these take about twelve times the memory."""


class ChangedError(Exception):
    """A deck file has changed since it was read first; holds its path."""


class DeckFiles(Sequence[DeckFile]):
    """A list of deck files of which only the last that were asked for are in memory."""

    def __init__(self, most_characters: int | None = None) -> None:
        self._paths: list[tuple[Path, str, int]] = []
        self.heads: list[Head] = []
        """What is known of every file."""
        self._kept: OrderedDict[int, DeckFile] = OrderedDict()
        self._characters = 0
        self._most_characters = MOST_CHARACTERS if most_characters is None else most_characters

    def add(self, deck_file: DeckFile) -> None:
        """Append a file that has been read."""
        source = deck_file.source
        self._keep(len(self._paths), deck_file)
        self.heads.append(deck_file.head)
        self._paths.append((deck_file.path, source.path, hash(source.text)))

    def __len__(self) -> int:
        return len(self._paths)

    @overload
    def __getitem__(self, number: int) -> DeckFile: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[DeckFile]: ...
    def __getitem__(self, number: int | slice) -> DeckFile | Sequence[DeckFile]:
        """Return a file, read again if need be. Raises ChangedError where it is another one now."""
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        kept = self._kept.get(number)
        if kept is not None:
            self._kept.move_to_end(number)
            return kept
        path, shown, hashed = self._paths[number]
        source = read_source(path, shown, [])
        if source is None or hash(source.text) != hashed:
            raise ChangedError(shown)
        deck_file = read_deck_file(source, path, [])
        if deck_file is None:
            raise ChangedError(shown)
        self._keep(number, deck_file)
        return deck_file

    def forget(self, number: int) -> None:
        """Keep a file in memory no longer."""
        gone = self._kept.pop(number, None)
        if gone is not None:
            self._characters -= len(gone.source.text)

    def _keep(self, number: int, deck_file: DeckFile) -> None:
        self._kept[number] = deck_file
        self._characters += len(deck_file.source.text)
        while self._characters > self._most_characters and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._characters -= len(gone.source.text)
