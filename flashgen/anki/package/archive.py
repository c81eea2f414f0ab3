"""The members of an Anki package from any source, read in bounded time and memory.

A package is a zip archive. No name in it is ever used as a path, no size in it is believed: a
member is unpacked piece by piece until it ends or is larger than it may be.
"""

import errno
import io
import stat
import struct
import sys
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE: Final = 1 << 16
_LARGEST_DIRECTORY: Final = 10_000_000  # bytes; a package of 100,000 media files needs 6 million
_WINDOW_LOG_MAX: Final = 27  # 128 MB of memory, what zstd itself takes without being asked
_ENCRYPTED: Final = 1
_OF_A_MEMBER: Final = (
    "header_offset", "compress_size", "file_size", "CRC", "compress_type", "flag_bits",
)  # fmt: skip

# What `zipfile` raises for archives that are none, or broken, or made to break it.
_BROKEN: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OverflowError,
    struct.error,
    zlib.error,
)


class PackageError(Exception):
    """A package that cannot be read; the message says why in one sentence."""


class _Directory(io.FileIO):
    """A file of which no more than a directory of a sensible size is read at once."""

    def read(self, size: int | None = -1) -> bytes:
        """Return at most `size` bytes, as FileIO does."""
        if size is not None and size > _LARGEST_DIRECTORY:
            raise PackageError("the package lists more files than any deck has")
        return super().read(-1 if size is None else size) or b""


class _Members:
    """An archive's directory, in a third of the memory that `zipfile` takes."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._places: dict[str, int] = {}
        self._numbers = array("Q")
        for info in opened.infolist():
            self._places[info.filename] = len(self._numbers)
            self._numbers.extend(getattr(info, name) for name in _OF_A_MEMBER)
        opened.filelist.clear()
        opened.NameToInfo.clear()

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def get(self, name: str) -> zipfile.ZipInfo | None:
        """Return a member as `zipfile` knows it."""
        place = self._places.get(name)
        if place is None:
            return None
        info = zipfile.ZipInfo(name)
        for offset, attribute in enumerate(_OF_A_MEMBER):
            setattr(info, attribute, self._numbers[place + offset])
        return info


class Archive:
    """An open package. Use it in a `with` statement."""

    def __init__(self, path: Path) -> None:
        """Open the package at `path`.

        Raises PackageError where it is not a package, and OSError where it cannot be read.
        """
        # A device or a pipe could block for ever, so it is looked at before it is opened.
        if not stat.S_ISREG(path.stat().st_mode):
            raise PackageError("this is not a file")
        self._file = _Directory(str(path), "rb")
        try:
            self._zip = zipfile.ZipFile(self._file)
            self._members = _Members(self._zip)
        except _BROKEN:
            self._file.close()
            raise PackageError("this is not an Anki package (no zip archive)") from None
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def read(self, member: str, limit: int, *, compressed: bool = False) -> bytes:
        """Return a member's bytes, at most `limit`; `compressed`: with zstd inside the archive.

        Raises PackageError where it is missing, broken or larger.
        """
        return b"".join(self._pieces(member, limit, compressed))

    def copy(self, member: str, limit: int, file: BinaryIO, *, compressed: bool = False) -> None:
        """Write a member's bytes to a file, as `read` returns them."""
        for piece in self._pieces(member, limit, compressed):
            file.write(piece)

    def _pieces(self, member: str, limit: int, compressed: bool) -> Iterator[bytes]:
        pieces = self._stored(member)
        if compressed:
            pieces = _unpacked(member, pieces)
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise PackageError(f"`{member}` in the package is larger than {limit:,} bytes")
            yield piece

    def _stored(self, member: str) -> Iterator[bytes]:
        info = self._members.get(member)
        if info is None:
            raise PackageError(f"the package has no `{member}`")
        # Of the other methods one small piece can become many megabytes at once.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PackageError(f"`{member}` is packed in a way that Anki does not use")
        if info.flag_bits & _ENCRYPTED:
            raise PackageError("the package is encrypted")
        try:
            with self._zip.open(info) as opened:
                while piece := opened.read(_PIECE):
                    yield piece
        except _BROKEN:
            raise PackageError(f"`{member}` in the package is damaged") from None
        except OSError as failure:
            if failure.errno != errno.EINVAL:  # a place that no file has
                raise
            raise PackageError(f"`{member}` in the package is damaged") from None


def _unpacked(member: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress the zstd frames in the pieces."""
    options = {int(zstd.DecompressionParameter.window_log_max): _WINDOW_LOG_MAX}
    frame = zstd.ZstdDecompressor(options=options)
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if frame.eof:
                    frame = zstd.ZstdDecompressor(options=options)
                yield frame.decompress(rest, _PIECE)
                while not frame.eof and not frame.needs_input:
                    yield frame.decompress(b"", _PIECE)
                rest = frame.unused_data
    except zstd.ZstdError:
        raise PackageError(f"`{member}` in the package is damaged") from None
    if not frame.eof:
        raise PackageError(f"`{member}` in the package ends too early")
