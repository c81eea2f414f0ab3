"""The images of a package: which of them a deck can show, under which safe names."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote

from msgspec import Struct, field

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


class Images(Struct):
    """Finds images by their names in fields; `folder` is that of the deck file to be."""

    opened: MediaSource
    folder: Path
    _paths: dict[str, str] = field(default_factory=dict)  # by name in the package
    _names: dict[str, str] = field(default_factory=dict)  # by path
    _folded: dict[str, str] = field(default_factory=dict)  # as `_names`, by paths in other case
    _problems: dict[str, str] = field(default_factory=dict)  # by name in the package
    _bytes: int = 0

    def path(self, name: str) -> str | None:
        """Return an image's path beside the deck file; None where it is not kept."""
        try:
            return self._path(name)
        except (PackageError, media.MediaError):
            return None

    def problem(self, name: str) -> str:
        """Return why an image is not kept; empty where it is."""
        try:
            self._path(name)
        except (PackageError, media.MediaError) as problem:
            return str(problem)
        return ""

    def explained(self, lost: Iterable[str]) -> dict[str, None]:
        """Describe the losses, with the reasons why images are not kept."""
        words = "the image "
        told: dict[str, None] = {}
        for what in lost:
            problem = self.problem(what.removeprefix(words)) if what.startswith(words) else ""
            told[f"{what}: {problem}" if problem else what] = None
        return told

    @property
    def files(self) -> Mapping[str, str]:
        """The names in the package of the images that were asked for, by path."""
        return self._names

    def content(self, path: str) -> bytes:
        """Return the content of an image by its path."""
        return self.opened.media(self._names[path], media.LARGEST)

    def _path(self, name: str) -> str:
        if _REMOTE.match(name):
            raise media.MediaError("a deck loads nothing from the network")
        known = name if name in self.opened.package.media else unquote(name)
        # Only names that the package has are kept in mind: fields may have any number of others.
        if known in self._problems:
            raise media.MediaError(self._problems[known])
        if known not in self._paths:
            try:
                self._paths[known] = self._find(name, known)
            except (PackageError, media.MediaError) as problem:
                if known in self.opened.package.media:
                    self._problems[known] = str(problem)
                raise
        return self._paths[known]

    def _find(self, name: str, known: str) -> str:
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
        if path.casefold() != path:
            self._folded[path.casefold()] = known
        return path

    def _is_taken(self, path: str, name: str, content: bytes) -> bool:
        """Tell whether the path is another image's, of the package or on the disk."""
        folded = path.casefold()
        owners = [known[folded] for known in (self._names, self._folded) if folded in known]
        if owners:
            return any(owner != name for owner in owners)
        file = self.folder / path
        if not file.is_symlink() and not file.exists():
            return False
        return file.is_symlink() or not file.is_file() or file.read_bytes() != content
