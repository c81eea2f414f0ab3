"""The first step: all deck files at some paths, read."""

import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias, overload

from msgspec import Struct

from flashgen.deck.file import DeckFile, Head, read_deck_file, read_source
from flashgen.deck.unique_ids import Ids
from flashgen.source.diagnostics import Diagnostic, nearest
from flashgen.source.files import leads_out_of
from flashgen.source.text import Source

SUFFIXES = (".yaml", ".yml")

MOST_CHARACTERS = 4_000_000
"""How much text of deck files is kept as definitions, which take about twelve times the memory."""


_Packed: TypeAlias = tuple[bytes, dict[str, bytes]]
"""The text of a deck file and the files with its tables, compressed."""


def _packed(deck_file: DeckFile) -> _Packed:
    files = {name: zlib.compress(data, 1) for name, data in deck_file.data.files.items()}
    return zlib.compress(deck_file.source.text.encode(), 1), files


class DeckFiles(Sequence[DeckFile]):
    """Deck files, of which only the first few megabytes are kept as definitions.

    Of the others the text is kept, compressed, and parsed again when one is asked for: a folder of
    any size takes little memory, and what is read is what the files held when they were loaded.
    """

    def __init__(self, deck_files: Iterable[DeckFile] = ()) -> None:
        self.heads: list[Head] = []
        """What there is to know of each file without its definitions."""
        self._files: list[DeckFile | _Packed] = []
        self._characters = 0
        self._parsed: tuple[int, DeckFile] | None = None
        for deck_file in deck_files:
            self.add(deck_file)

    def add(self, deck_file: DeckFile) -> None:
        """Append a file."""
        text = deck_file.source.text
        self._characters += len(text)
        fits = self._characters <= MOST_CHARACTERS
        self.heads.append(deck_file.head)
        self._files.append(deck_file if fits else _packed(deck_file))

    def __len__(self) -> int:
        return len(self._files)

    @overload
    def __getitem__(self, index: int) -> DeckFile: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[DeckFile]: ...
    def __getitem__(self, index: int | slice) -> DeckFile | Sequence[DeckFile]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        file = self._files[index]
        if isinstance(file, DeckFile):
            return file
        if self._parsed is None or self._parsed[0] != index:
            head = self.heads[index]
            source = Source(head.path.as_posix(), zlib.decompress(file[0]).decode())
            data = {name: zlib.decompress(content) for name, content in file[1].items()}
            deck_file = read_deck_file(source, head.path, [], data)
            assert deck_file is not None  # it could be read before
            self._parsed = index, deck_file
        return self._parsed[1]


class Loaded(Struct, frozen=True):
    """The deck files that could be read, and what is wrong with them and the others."""

    deck_files: Sequence[DeckFile]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def heads(self) -> Sequence[Head]:
        """What there is to know of each file without its definitions."""
        if isinstance(self.deck_files, DeckFiles):
            return self.deck_files.heads
        return [deck_file.head for deck_file in self.deck_files]


def load(paths: Sequence[Path], mentioning: str = "") -> Loaded:
    """Read all deck files at the paths: files as they are, folders searched through.

    Files whose text does not mention `mentioning` are passed over. Never raises for what is in a
    file: every error of every file is among the diagnostics.
    """
    diagnostics: list[Diagnostic] = []
    deck_files = DeckFiles()
    ids = Ids()
    for deck_file in _read(paths, mentioning, diagnostics):
        deck_files.add(deck_file)
        ids.add(deck_file)
    diagnostics += ids.problems(deck_files)
    return Loaded(deck_files, tuple(diagnostics))


def _read(
    paths: Sequence[Path], mentioning: str, diagnostics: list[Diagnostic]
) -> Iterator[DeckFile]:
    for path in deck_paths(paths, diagnostics):
        source = read_source(path, path.as_posix(), diagnostics)
        if source is not None and mentioning in source.text:
            deck_file = read_deck_file(source, path, diagnostics)
            if deck_file is not None:
                yield deck_file


def is_deck_name(path: Path) -> bool:
    """Tell whether a file has the name of a deck file."""
    return path.suffix.lower() in SUFFIXES


def deck_paths(paths: Sequence[Path], diagnostics: list[Diagnostic]) -> list[Path]:
    """Return the deck files at the paths, those of a folder sorted; each once."""
    found: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            for file in _deck_files_in(path, diagnostics):
                found.setdefault(_identity(file), file)
        elif path.is_file():
            found.setdefault(_identity(path), path)
        else:
            diagnostics.append(
                Diagnostic(
                    "no-such-file",
                    "there is no such file or folder",
                    path=path.as_posix(),
                    hint=_meant(path),
                )
            )
    return list(found.values())


def _meant(path: Path) -> str | None:
    """Return a suggestion for a path where there is nothing: a file beside it, or in cards/."""
    for folder in (path.parent, path.parent / "cards"):
        try:
            names = [each.name for each in folder.iterdir() if is_deck_name(each) or each.is_dir()]
        except OSError:
            continue
        near = nearest(path.name, names) or nearest(f"{path.name}.yaml", names, 0.9)
        if near:
            return f"did you mean `{(folder / near).as_posix()}`?"
    return None


def _identity(path: Path) -> str:
    """Return a key that is equal for two names of one file."""
    return os.path.normcase(os.path.realpath(path))


def _deck_files_in(folder: Path, diagnostics: list[Diagnostic]) -> list[Path]:
    inside = []
    # Not rglob: it goes through .git and .venv, too, and fails where a folder vanishes meanwhile.
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files = (Path(place, name) for name in names if not name.startswith("."))
        inside += [file for file in files if is_deck_name(file) and file.is_file()]
    if not inside:
        diagnostics.append(
            Diagnostic(
                "no-deck-files",
                "there is no .yaml file in this folder",
                path=folder.as_posix(),
                hint="`flashgen new deck NAME` writes a first one",
            )
        )
    found = []
    for file in sorted(inside, key=lambda file: file.relative_to(folder).as_posix()):
        if leads_out_of(file, folder):
            diagnostics.append(
                Diagnostic(
                    "unreadable-file",
                    "this is a link to a file outside of the folder",
                    path=file.as_posix(),
                    hint="name that file itself, if it is meant",
                )
            )
        else:
            found.append(file)
    return found
