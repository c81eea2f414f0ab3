"""Images of a deck: found below its folder, checked, and named after their content."""

import hashlib
import os
import re
import stat
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

from flashgen.anki.note import MediaFile

LARGEST = 20_000_000
"""The largest image, in bytes."""

_HASH_DIGITS = 24
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ACTIVE_SVG = re.compile(
    rb"<\s*(?:\w+:)?(?:script|foreignobject|iframe|embed|object|handler)\b|[\s/\"']on\w+\s*="
    rb"|javascript:|<!entity|(?:href|src)\s*=\s*[\"']?\s*(?!#|[\"']|data:image/(?:png|jpeg|gif))"
    rb"|attributename\s*=\s*[\"']?\s*(?:\w+:)?(?:href|on)"
    rb"|@import|url\(\s*[\"']?\s*(?![#\"'])",
    re.IGNORECASE,
)


class MediaError(Exception):
    """An image that cannot be used: why, in a sentence, and what helps."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def find_image(path: str, folder: Path) -> MediaFile:
    """Find an image by the path that a deck file gives, relative to the deck file's `folder`.

    The name that comes back is made of a hash of the content, so that a changed image gets a new
    name: Anki never replaces a file that it has. Raises MediaError for a path that is no file
    below the folder (also by way of ``..`` or a symbolic link), a file that is none of the types
    png, jpeg, gif, webp, avif and svg, an svg that is active, or one that is too large.
    """
    relative = _relative(path)
    base = Path(os.path.realpath(folder))
    suffix = relative.suffix.lower()
    if suffix not in _TYPES:
        raise MediaError(
            f"`{path}` is not an image that Anki shows",
            f"images are {', '.join(sorted(_TYPES))} files",
        )
    named = unquote(str(relative))  # Markdown writes a space as %20
    # macOS may have written the name in decomposed letters, whatever was typed.
    spellings = (str(relative), named, *(normalize(form, named) for form in ("NFC", "NFD")))
    files = [base / os.fsdecode(spelling.encode(errors="replace")) for spelling in spellings]
    # Path.exists raises an error where the path is too long.
    file = next((file for file in files if os.path.exists(file)), files[1])  # noqa: PTH110 - above
    real = Path(os.path.realpath(file))
    if not real.is_relative_to(base):
        raise MediaError(
            f"the image `{path}` is outside the deck file's folder",
            "put it into that folder, or below it",
        )
    content = read(real, path)
    if not _TYPES[suffix](content):
        raise MediaError(f"`{path}` is not a {suffix[1:]} image, whatever its name says")
    refuse_active(content, suffix, path)
    return MediaFile(content_name(content, suffix), real)


def refuse_active(content: bytes, suffix: str, shown: str) -> None:
    """Raise MediaError, naming it as `shown`, for an svg that is active."""
    if suffix == ".svg" and _ACTIVE_SVG.search(content):
        raise MediaError(
            f"the image `{shown}` holds a script, an event handler or a link to another file",
            "save it as a plain SVG",
        )


def suffix_of(content: bytes, name: str = "") -> str | None:
    """Return the end of the name that an image with this content has; None where it is none.

    That of `name` where it fits, for some types have two.
    """
    own = PurePosixPath(name).suffix.lower()
    fitting = [suffix for suffix, fits in _TYPES.items() if fits(content)]
    return own if own in fitting else next(iter(fitting), None)


def content_name(content: bytes, suffix: str) -> str:
    """Return the name under which Anki keeps the content: ``flashgen-<hash>.png``."""
    digest = hashlib.sha256(content).hexdigest()[:_HASH_DIGITS]
    return f"flashgen-{digest}{suffix}"


def read(file: Path, shown: str) -> bytes:
    """Return an image's bytes; MediaError, naming it as `shown`, where it cannot be read."""
    try:
        # A device or a pipe could block for ever, so it is looked at before it is opened.
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise MediaError(f"the image `{shown}` is not a file")
        if status.st_size > LARGEST:
            raise MediaError(
                f"the image `{shown}` has {status.st_size:,} bytes; at most {LARGEST:,} are taken"
            )
        with file.open("rb") as opened:
            return opened.read(LARGEST)
    except FileNotFoundError:
        raise MediaError(
            f"there is no image `{shown}`", "the path counts from the deck file's folder"
        ) from None
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or "the path is not valid"
        raise MediaError(f"the image `{shown}` cannot be read: {reason}") from None


def _relative(path: str) -> PurePosixPath:
    if _SCHEME.match(path):
        raise MediaError(
            f"the image `{path}` is not a file of this deck",
            "a deck loads nothing from the network; put the image beside the deck file",
        )
    if not path.strip() or any(ord(c) < 32 or ord(c) == 127 for c in unquote(path)):
        raise MediaError("the path of an image is empty or holds a control character")
    relative = PurePosixPath(path)
    if relative.is_absolute() or "\\" in path:
        raise MediaError(
            f"the image `{path}` must be given by a relative path with `/`",
            "the path counts from the deck file's folder",
        )
    return relative


def _is_svg(content: bytes) -> bool:
    # UTF-8 only, so that what is searched for active parts is what a browser reads.
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    head = re.sub(r"<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>", "", text[:4096], flags=re.DOTALL)
    declared = re.match(r"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", text)
    utf8 = declared is None or declared[1].lower() in ("utf-8", "us-ascii")
    return utf8 and head.lstrip().startswith("<svg")


_TYPES = {
    ".png": lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    ".jpg": lambda content: content.startswith(b"\xff\xd8\xff"),
    ".jpeg": lambda content: content.startswith(b"\xff\xd8\xff"),
    ".gif": lambda content: content.startswith((b"GIF87a", b"GIF89a")),
    ".webp": lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
    ".avif": lambda content: content[4:12] in (b"ftypavif", b"ftypavis"),
    ".svg": _is_svg,
}

SUFFIXES = frozenset(_TYPES)
"""The ends of the names of the files that are images."""
