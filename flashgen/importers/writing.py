"""Imported deck files and images onto the disk: all or nothing, and nothing is overwritten.

All is written into a hidden folder beside where it belongs, and moved from there when it is
complete, so that a failure in between leaves nothing half done.
"""

import errno
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from flashgen.source import files as disk

_PREFIX: Final = ".flashgen-import-"
_LEFT_AFTER: Final = 3600.0
"""Seconds after which a folder was left behind by a process that was killed."""


@contextmanager
def staging(folder: Path) -> Iterator["Staging"]:
    """Open a place for the files of a folder, which need not exist; it is gone after the block."""
    there = folder
    while not there.is_dir() and there != there.parent:
        there = there.parent
    _remove_leftovers(there)
    place = there / f"{_PREFIX}{secrets.token_hex(8)}.tmp"
    place.mkdir()
    try:
        yield Staging(folder, place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


class Staging:
    """Files that wait for the end of an import."""

    def __init__(self, folder: Path, place: Path) -> None:
        self._folder = folder
        self._place = place
        self._count = 0
        self._new: dict[Path, Path] = {}
        self._images: dict[str, int] = {}  # strings, for there may be many
        self._changed: dict[Path, Path] = {}

    def add(self, path: Path, text: str) -> None:
        """Add a new deck file. Raises FileExistsError, with its name, where there is one."""
        if path.exists() or path.is_symlink():
            raise FileExistsError(str(path))
        self._new[path] = self._written(text)

    def change(self, path: Path, text: str) -> None:
        """Add the text that a deck file will have, which is there or was added."""
        self._written(text, self._staged(path))

    def text(self, path: Path) -> str:
        """Return the text of a deck file as it will be; as it is where nothing was added."""
        staged = self._new.get(path) or self._changed.get(path)
        return (staged or path).read_text(encoding="utf-8")

    def add_images(self, images: Iterable[str], content: Callable[[str], bytes]) -> None:
        """Add images by their paths relative to the folder; `content` gives the bytes of one.

        An image that is there already stays: its content is the same, or its path would be another.
        """
        for image in images:
            if not (self._folder / image).exists():
                self._next().write_bytes(content(image))
                self._images[image] = self._count

    def move(self) -> None:
        """Move all into place.

        Raises FileExistsError for a deck file that has come into being meanwhile, and OSError;
        then nothing of it is there.
        """
        made: list[str] = []
        try:
            for path in self._new:
                _reserve(path, made)
            for image, number in self._images.items():
                with suppress(FileExistsError):
                    _reserve(self._folder / image, made)
                    _moved(self._place / str(number), self._folder / image)
            for path, staged in self._new.items():
                _moved(staged, path)
        except BaseException:
            for name in made:
                with suppress(OSError):
                    Path(name).unlink()
            raise
        for path, staged in self._changed.items():
            disk.write_bytes(path, staged.read_bytes())

    def _staged(self, path: Path) -> Path:
        if path in self._new:
            return self._new[path]
        if path not in self._changed:
            self._changed[path] = self._next()
        return self._changed[path]

    def _written(self, text: str, staged: Path | None = None) -> Path:
        staged = staged or self._next()
        with staged.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        return staged

    def _next(self) -> Path:
        self._count += 1
        return self._place / str(self._count)


def _reserve(path: Path, made: list[str]) -> None:
    """Make an empty file under a name that nobody has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb"):
        made.append(str(path))


def _moved(staged: Path, path: Path) -> None:
    """Move a file in the place of an empty one."""
    try:
        staged.replace(path)
    except OSError as failure:
        if failure.errno != errno.EXDEV:  # `media` may be a link to another disk
            raise
        shutil.copyfile(staged, path)


def _remove_leftovers(folder: Path) -> None:
    with suppress(OSError):
        for path in folder.glob(f"{_PREFIX}*.tmp"):
            if time.time() - path.stat().st_mtime > _LEFT_AFTER:
                shutil.rmtree(path, ignore_errors=True)
