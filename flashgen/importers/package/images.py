"""The images of a package: which of them a deck can show, under which safe names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote

from flashgen.anki import images as media
from flashgen.anki.package.reading import Package, PackageError
from flashgen.importers.names import image_name, letters

FOLDER: Final = "media"
"""The folder beside the deck file that takes the images."""

_MOST_BYTES: Final = 2_000_000_000
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")  # one letter is a drive of Windows


class MediaSource(Protocol):
    """A package that is open, or what stands for one."""

    @property
    def package(self) -> Package:
        """The notes, note types and decks."""

    def media(self, name: str, limit: int) -> bytes:
        """Return the content of a media file, at most `limit` bytes; else raise PackageError."""


@dataclass(slots=True)
class Images:
    """Finds images by their names in fields; `folder` is that of the deck file to be."""

    opened: MediaSource
    folder: Path
    problems: dict[str, str] = field(default_factory=dict)
    """Why an image is not kept, by its name."""
    _paths: dict[str, str | None] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)  # by path
    _bytes: int = 0

    def path(self, name: str) -> str | None:
        """Return an image's path beside the deck file; None where it is not kept."""
        if name not in self._paths:
            try:
                self._paths[name] = self._find(name)
            except (PackageError, media.MediaError) as problem:
                self.problems[name] = str(problem)
                self._paths[name] = None
        return self._paths[name]

    def explained(self, lost: Iterable[str]) -> dict[str, None]:
        """Describe the losses, with the reasons why images are not kept."""
        words = "the image "
        told = (
            f"{what}: {self.problems[name]}"
            if what.startswith(words) and (name := what.removeprefix(words)) in self.problems
            else what
            for what in lost
        )
        return dict.fromkeys(told)

    @property
    def files(self) -> Mapping[str, str]:
        """The names in the package of the images that were asked for, by path."""
        return self._names

    def content(self, path: str) -> bytes:
        """Return the content of an image by its path."""
        return self.opened.media(self._names[path], media.LARGEST)

    def _find(self, name: str) -> str:
        if _REMOTE.match(name):
            raise media.MediaError("a deck loads nothing from the network")
        known = name if name in self.opened.package.media else unquote(name)
        content = self.opened.media(known, media.LARGEST)
        suffix = media.suffix_of(content, known)
        if suffix is None:
            raise media.MediaError(f"`{name}` is not an image that Anki shows")
        media.refuse_active(content, suffix, name)
        self._bytes += len(content)
        if self._bytes > _MOST_BYTES:
            raise PackageError(f"the images are larger than {_MOST_BYTES:,} bytes together")
        made = image_name(known, suffix)
        path = f"{FOLDER}/{made}"
        if self._is_taken(path, known, content):
            stem, dot, end = made.rpartition(".")
            path = f"{FOLDER}/{stem}-{letters(media.content_name(content, ''), 8)}{dot}{end}"
        if self._is_taken(path, known, content):
            raise media.MediaError(f"there is another image {path} already")
        self._names[path] = known
        return path

    def _is_taken(self, path: str, name: str, content: bytes) -> bool:
        """Tell whether the path is another image's, of the package or on the disk."""
        for other, owner in self._names.items():
            if other.casefold() == path.casefold():
                return owner != name
        file = self.folder / path
        if not file.is_symlink() and not file.exists():
            return False
        return file.is_symlink() or not file.is_file() or file.read_bytes() != content
