"""A zip archive, the same bytes for the same content, deflated on all cores.

Python's zipfile deflates on one core, which for a large package takes as long as all else. Here a
content is cut into blocks of a fixed size, each deflated by a thread of its own with the end of the
block before it as its dictionary (as pigz does): the bytes do not depend on how many cores there
are. Entries have no date but the earliest there is, and come in the order in which they are added.
"""

import mmap as mapping
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from errno import EFBIG
from mmap import mmap
from typing import BinaryIO, Final

from flashgen.cores import available_cores

BLOCK: Final = 1 << 19
_WINDOW: Final = 32 << 10  # how far back deflate looks
_LEVEL: Final = 1  # level 6 takes four times as long for a file that is a quarter smaller
_DROP: Final = getattr(mapping, "MADV_DONTNEED", None)  # Windows has none
_LARGEST: Final = (1 << 32) - 1  # beyond, other headers would be needed

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_VERSION: Final = 20
_DEFLATED: Final = 8
_DATE: Final = 1 << 5 | 1  # 1980-01-01, 0:00
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16


class Archive:
    """An archive that is being written to a file, which need not be seekable."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._position = 0
        self._directory: list[bytes] = []

    def add(self, name: str, content: bytes | mmap) -> None:
        """Add an entry with an ASCII name.

        Raises OSError where it is too large, or cannot be written.
        """
        checksum, blocks = _deflated(content)
        packed, size = sum(map(len, blocks)), len(content)
        if max(size, self._position + packed) > _LARGEST:
            raise OSError(EFBIG, "the package would be larger than 4 GB; split it into several")
        title = name.encode("ascii")
        common = (_VERSION, 0, _DEFLATED, 0, _DATE, checksum, packed, size, len(title))
        self._directory.append(
            _CENTRAL.pack(
                b"PK\1\2", _UNIX << 8 | _VERSION, *common, 0, 0, 0, 0, _MODE, self._position
            )
            + title
        )
        self._write(_LOCAL.pack(b"PK\3\4", *common, 0), title, *blocks)

    def close(self) -> int:
        """Write the directory and return the size of the whole archive in bytes."""
        start, count = self._position, len(self._directory)
        if count > 0xFFFF:
            raise OSError(EFBIG, "a package holds at most 65,533 images; split it into several")
        self._write(*self._directory)
        self._write(_END.pack(b"PK\5\6", 0, 0, count, count, self._position - start, start, 0))
        return self._position

    def _write(self, *parts: bytes) -> None:
        for part in parts:
            self._file.write(part)
            self._position += len(part)


def _deflated(content: bytes | mmap) -> tuple[int, list[bytes]]:
    """Return the checksum of a content and the pieces of its raw deflate stream."""
    starts = range(0, max(len(content), 1), BLOCK)
    if len(starts) == 1:
        return zlib.crc32(content), [_block(content, 0)]
    with ThreadPoolExecutor(available_cores()) as threads:  # zlib lets other threads run
        checksum = threads.submit(_checksum, content, starts)
        blocks = list(threads.map(lambda start: _block(content, start), starts))
        return checksum.result(), blocks


def _checksum(content: bytes | mmap, starts: range) -> int:
    checksum = 0
    for start in starts:
        checksum = zlib.crc32(_read(content, start), checksum)
    return checksum


def _read(content: bytes | mmap, start: int) -> bytes:
    """Return a block, and let go of the pages of a file that it has brought into memory."""
    block = content[start : start + BLOCK]
    if isinstance(content, mmap) and _DROP is not None:
        content.madvise(_DROP, start, len(block))
    return block


def _block(content: bytes | mmap, start: int) -> bytes:
    before = content[max(start - _WINDOW, 0) : start]
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before)
    last = start + BLOCK >= len(content)
    return deflate.compress(_read(content, start)) + deflate.flush(
        zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH
    )
