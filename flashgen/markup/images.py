"""Which images a text may show."""

import re
from pathlib import PurePosixPath
from typing import Final

IMAGE_TYPES: Final = frozenset({".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")


def refuse_image(path: str) -> str | None:
    """Return why a path names no image below the deck file's folder; None where it may."""
    if _REMOTE.match(path):
        return "an image is a file of the deck; nothing is loaded from the network"
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or "\\" in path or ".." in pure.parts:
        return "an image lies below the deck file's folder"
    if pure.suffix.lower() not in IMAGE_TYPES:
        return f"an image is one of {', '.join(sorted(kind[1:] for kind in IMAGE_TYPES))}"
    return None
