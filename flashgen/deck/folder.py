"""The first step: all deck files at some paths, read."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flashgen.deck.file import DeckFile, Head, read_deck_file, read_source
from flashgen.deck.rereading import DeckFiles
from flashgen.deck.unique_ids import Ids
from flashgen.source.diagnostics import Diagnostic, error
from flashgen.source.files import leads_out_of

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The deck files that could be read, and what is wrong with them and the others."""

    deck_files: Sequence[DeckFile]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def heads(self) -> Sequence[Head]:
        """What there is to know of each file without reading it again."""
        if isinstance(self.deck_files, DeckFiles):
            return self.deck_files.heads
        return [deck_file.head for deck_file in self.deck_files]

    def done_with(self, number: int) -> None:
        """Let go of a deck file, where it can be read again."""
        if isinstance(self.deck_files, DeckFiles):
            self.deck_files.forget(number)


def load(paths: Sequence[Path]) -> Loaded:
    """Read all deck files at the paths: files as they are, folders searched through.

    Never raises for what is in a file: every error of every file is among the diagnostics.
    """
    diagnostics: list[Diagnostic] = []
    deck_files = tuple(_read(paths, diagnostics))
    diagnostics += Ids(deck_files).problems(deck_files)
    return Loaded(deck_files, tuple(diagnostics))


def load_once(paths: Sequence[Path]) -> Loaded:
    """Read the same, for one build, which lets go of the files as it goes on."""
    return _load_again(paths, DeckFiles(sys.maxsize))


def load_in_turn(paths: Sequence[Path]) -> Loaded:
    """Read the same, and keep only the last of many files: each is read again when it is needed."""
    return _load_again(paths, DeckFiles())


def _load_again(paths: Sequence[Path], deck_files: DeckFiles) -> Loaded:
    diagnostics: list[Diagnostic] = []
    ids = Ids()
    for deck_file in _read(paths, diagnostics):
        deck_files.add(deck_file)
        ids.add(deck_file)
    diagnostics += ids.problems(deck_files)
    return Loaded(deck_files, tuple(diagnostics))


def _read(paths: Sequence[Path], diagnostics: list[Diagnostic]) -> Iterator[DeckFile]:
    for path in deck_paths(paths, diagnostics):
        source = read_source(path, path.as_posix(), diagnostics)
        if source is not None:
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
                error("no-such-file", "there is no such file or folder", path=path.as_posix())
            )
    return list(found.values())


def _identity(path: Path) -> str:
    """Return what is the same for two ways to name one file."""
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
            error(
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
                error(
                    "unreadable-file",
                    "this is a link to a file outside of the folder",
                    path=file.as_posix(),
                    hint="name that file itself, if it is meant",
                )
            )
        else:
            found.append(file)
    return found
