"""Whether git keeps a file, as its index says.

The index is read here, and git itself is not run: in a checkout that comes from a stranger, its
settings may name programs that git starts.
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from flashgen.build.lock.file import FILE_NAME
from flashgen.build.lock.nearby import checkout_of, shown
from flashgen.build.lock.open import OpenLocks
from flashgen.deck.file import Head
from flashgen.source.diagnostics import Diagnostic

_ENTRY = struct.Struct(">10I20sH")
_EXTENDED = 0x4000
_LENGTH = 0x0FFF


def not_in_git(heads: Sequence[Head], locks: OpenLocks) -> Iterator[Diagnostic]:
    """Warn of locks that git does not keep though it keeps a deck of several languages there."""
    seen: set[Path] = set()
    for head in heads:
        lock = locks[head.path].path.resolve()
        checkout = checkout_of(lock.parent)
        if len(head.languages) == 1 or lock in seen or checkout is None:
            continue
        names = tracked_files(checkout)
        if names is None or _name(head.path.resolve(), checkout) not in names:
            continue
        seen.add(lock)
        if _name(lock, checkout) not in names:
            yield Diagnostic(
                "lock-not-kept",
                f"git does not keep {FILE_NAME}, and this deck has several languages",
                path=shown(lock).as_posix(),
                hint="commit it: without it, a copy of this folder does not know the former ids of "
                "cards, and makes new notes of those beside the ones that are reviewed",
            )


def _name(path: Path, checkout: Path) -> bytes:
    try:
        return path.relative_to(checkout).as_posix().encode()
    except ValueError:
        return b""


def tracked_files(checkout: Path) -> frozenset[bytes] | None:
    """Return the names of the files in a checkout's index; None where it cannot be read."""
    try:
        place = checkout / ".git"
        if place.is_file():  # of a worktree or a submodule
            kind, _, target = place.read_text(encoding="utf-8").strip().partition(": ")
            if kind != "gitdir":
                return None
            place = checkout / target
        return _names(memoryview((place / "index").read_bytes()))
    except (OSError, ValueError, struct.error):
        return None


def _names(data: memoryview) -> frozenset[bytes] | None:
    signature, version, count = struct.unpack_from(">4sII", data)
    if signature != b"DIRC" or version not in (2, 3):  # 4 has names that depend on each other
        return None
    found = set()
    at = 12
    for _ in range(count):
        flags = _ENTRY.unpack_from(data, at)[-1]
        start = at + _ENTRY.size + (2 if flags & _EXTENDED else 0)
        length = flags & _LENGTH
        if length == _LENGTH:
            length = bytes(data[start:]).index(b"\0")
        if data[start + length] != 0:
            return None  # of another format, such as that with longer hashes
        found.add(bytes(data[start : start + length]))
        at += (start + length - at + 8) // 8 * 8
    return frozenset(found)
