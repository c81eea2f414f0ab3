"""Imported deck files and images onto the disk; nothing that exists is overwritten."""

from collections.abc import Callable, Sequence
from pathlib import Path


def refuse_existing(paths: Sequence[Path]) -> None:
    """Raise FileExistsError, with its name, for the first of these paths that exists."""
    for path in paths:
        if path.exists() or path.is_symlink():
            raise FileExistsError(str(path))


def write_all(
    texts: Sequence[tuple[Path, str]],
    images: Sequence[str],
    folder: Path,
    content: Callable[[str], bytes],
) -> None:
    """Write the images below the folder and then the deck files.

    `images` are paths relative to `folder`, and `content` gives the bytes of one. An image that is
    there already stays: its content is the same, or its path would be another.

    Raises FileExistsError for a deck file that has come into being meanwhile, and OSError.
    """
    for image in images:
        path = folder / image
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("xb") as file:
                file.write(content(image))
        except FileExistsError:
            continue
    for path, text in texts:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
