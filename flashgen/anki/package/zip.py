"""A zip archive with the same bytes for the same content."""

import mmap as mapping
from errno import EFBIG
from mmap import mmap
from typing import BinaryIO, Final, Self
from zipfile import ZIP_DEFLATED, LargeZipFile, ZipFile, ZipInfo

BLOCK: Final = 1 << 19
MOST_ENTRIES: Final = 0xFFFF  # beyond, other headers are needed
_LEVEL: Final = 1  # level 6 takes four times as long for a file that is a quarter smaller
_DROP: Final = getattr(mapping, "MADV_DONTNEED", None)  # Windows has none
_MODE: Final = 0o100644 << 16
_UNIX: Final = 3


class ArchiveWriter:
    """An archive being written to a file, entries in the order in which they are added."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._archive = ZipFile(file, "w", ZIP_DEFLATED, allowZip64=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *details: object) -> None:
        if kind is not None:
            self._archive.fp = None  # else its destructor would finish the broken archive

    def add(self, name: str, content: bytes | mmap) -> None:
        """Add an entry.

        Raises OSError when the archive grows too large or cannot be written.
        """
        if len(self._archive.filelist) == MOST_ENTRIES:
            raise OSError(EFBIG, "a package holds at most 65,533 images; split it into several")
        entry = ZipInfo(name)  # dated 1980-01-01, the earliest there is
        entry.compress_type = ZIP_DEFLATED
        entry._compresslevel = _LEVEL  # type: ignore[attr-defined]  # `open` has no argument for it
        entry.create_system, entry.external_attr = _UNIX, _MODE
        entry.file_size = len(content)
        try:
            with self._archive.open(entry, "w") as written:
                for start in range(0, len(content), BLOCK):
                    written.write(_block(content, start))
        except (LargeZipFile, RuntimeError) as large:
            raise OSError(
                EFBIG, "the package would be larger than 4 GB; split it into several"
            ) from large

    def close(self) -> int:
        """Write the directory and return the size of the complete archive in bytes."""
        self._archive.close()
        return self._file.tell()


def _block(content: bytes | mmap, start: int) -> bytes:
    """Return a block; the pages of a mapped file that it brought into memory are released."""
    block = content[start : start + BLOCK]
    if isinstance(content, mmap) and _DROP is not None:
        content.madvise(_DROP, start, len(block))
    return block
