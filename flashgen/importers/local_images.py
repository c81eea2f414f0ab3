"""The images of notes that are files: below their folder, or in one that is named for them."""

import os
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from msgspec import Struct, field

from flashgen.anki import images as media
from flashgen.anki.note import MediaFile
from flashgen.importers.names import image_name

FOLDER: Final = "media"
"""The folder beside the deck file that takes the images."""
_MOST_FILES: Final = 100_000


class LocalImages(Struct):
    """Finds the images of notes, and the paths that they will have beside the deck.

    `notes` is the folder of the notes, `folder` that of the deck file to be, and `media` one in
    which images are found by their path or their name, too.
    """

    notes: Path
    folder: Path
    media: Path | None = None
    is_vault: bool = False
    """Whether an image may be named without the folders in which it is, as Obsidian does."""
    outside: dict[str, None] = field(default_factory=dict)
    """The images that are in none of these folders."""
    _paths: dict[str, Path] = field(default_factory=dict)
    _found: dict[str, str | None] = field(default_factory=dict)
    _names: dict[Path, dict[str, Path]] = field(default_factory=dict)

    def path(self, url: str) -> str | None:
        """Return where an image will stand beside the deck file; None where it is none."""
        if url not in self._found:
            self._found[url] = self._find(url)
        return self._found[url]

    @property
    def files(self) -> tuple[str, ...]:
        """The paths beside the deck file."""
        return tuple(self._paths)

    def content(self, path: str) -> bytes:
        """Return the content of an image by its path."""
        return media.read(self._paths[path], path)

    def _find(self, url: str) -> str | None:
        found = self._file(url)
        if found is None:
            return None
        name = image_name(url, found.path.suffix.lower())
        path = f"{FOLDER}/{name}"
        file = self.folder / path
        content = found.path.read_bytes()
        others = self._paths.get(path, found.path) != found.path
        if others or (file.exists() and file.read_bytes() != content):
            path = f"{FOLDER}/{found.name}"
        self._paths[path] = found.path
        return path

    def _file(self, url: str) -> MediaFile | None:
        for folder, path in self._candidates(url):
            try:
                return media.find_image(path, folder)
            except media.MediaError:
                continue
        return None

    def _candidates(self, url: str) -> list[tuple[Path, str]]:
        made = [(self.notes, url)]
        if "://" in url:
            return made
        plain = PurePosixPath(unquote(url).replace("\\", "/"))
        folders = [self.media] if self.media else []
        if self.media:
            made.append((self.media, url))
            # `../images/a.png` of a note in `notes/`, with the folder `images`.
            real = Path(os.path.realpath(self.notes / plain))
            base = Path(os.path.realpath(self.media))
            if real.is_relative_to(base):
                made.append((base, real.relative_to(base).as_posix()))
        if self.is_vault:
            folders.append(self.notes)
        for folder in folders:
            if (path := self._by_name(folder).get(plain.name)) is not None:
                made.append((folder, path.as_posix()))
        if not self.media and ".." in plain.parts:
            self.outside[url] = None
        return made

    def _by_name(self, folder: Path) -> dict[str, Path]:
        """Return the files below a folder by name, the first of several."""
        if folder not in self._names:
            names: dict[str, Path] = {}
            count = 0
            for where, folders, files in os.walk(folder):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(files):
                    names.setdefault(name, Path(where, name).relative_to(folder))
                count += len(files)
                if count > _MOST_FILES:
                    break
            self._names[folder] = names
        return self._names[folder]
