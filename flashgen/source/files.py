"""Files that are the old one or the new one, never half of it, and one build at a time."""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_WAIT_STEP = 0.05
_LEFT_AFTER = 3600.0
"""Seconds after which a temporary file has no process any more that writes it."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that takes the place of `path` when the block ends without an exception.

    The bytes go to a temporary file in the same folder, reach the disk, and are then moved into
    place in one step; after any exception, Ctrl-C too, the temporary file is gone and `path` is as
    it was. A symbolic link stays one, and an existing file's permissions are kept. A device or a
    pipe is written to directly.

    Raises OSError, with `path` in it, where the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    mode = _mode(target)
    if mode is not None and not stat.S_ISREG(mode):
        with target.open("wb") as special:
            yield special
        return
    temporary = target.with_name(f"{_temporary_prefix(target)}{secrets.token_hex(8)}.tmp")
    _remove_leftovers(target)
    try:
        with _naming(path, temporary):
            with _create(temporary) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                temporary.chmod(stat.S_IMODE(mode))
            temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):  # a read-only disk says so even where there is no file
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def leads_out_of(path: Path, folder: Path) -> bool:
    """Tell whether a path below a folder is, by a symbolic link, something outside of it."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file in one step, as `replacing` does."""
    with replacing(path) as file:
        file.write(data)


def write_text(path: Path, text: str) -> None:
    """Write a whole text in UTF-8 in one step, its line ends as they are."""
    write_bytes(path, text.encode())


@contextlib.contextmanager
def scratch_file() -> Iterator[Path]:
    """Make an empty file in the system's folder for temporary files; gone when the block ends."""
    path = Path(tempfile.gettempdir(), f"flashgen-{secrets.token_hex(8)}.tmp")
    try:
        path.touch(mode=0o600, exist_ok=False)
        yield path
    finally:
        with contextlib.suppress(PermissionError):  # Windows, where someone has it open still
            path.unlink(missing_ok=True)


class FolderBusyError(Exception):
    """Another process has the folder, and kept it for as long as was waited."""


@contextlib.contextmanager
def exclusive(folder: Path, *, seconds: float = 10.0) -> Iterator[None]:
    """Hold a folder against other processes that ask for it in this way; nothing is left in it.

    Waits up to `seconds` for another one to finish, then raises FolderBusyError. The operating
    system lets go when the process ends, however it ends.
    """
    with contextlib.ExitStack() as stack:
        descriptor = _open_to_lock(folder)
        stack.callback(os.close, descriptor)
        for attempt in range(int(seconds / _WAIT_STEP) + 1):
            if attempt:
                time.sleep(_WAIT_STEP)
            if _try_lock(descriptor):
                break
        else:
            raise FolderBusyError(str(folder))
        yield


if sys.platform == "win32":
    import msvcrt

    def _open_to_lock(folder: Path) -> int:
        # Windows cannot lock a folder itself: a file that stands for it, outside of it.
        name = hashlib.sha256(os.path.realpath(folder).casefold().encode()).hexdigest()[:32]
        file = Path(tempfile.gettempdir(), f"flashgen-{name}.lock")
        return os.open(file, os.O_RDWR | os.O_CREAT)

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _open_to_lock(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as failure:
            if failure.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            # A network file system that cannot lock a folder: as good as it gets there.
        return True


def _remove_leftovers(target: Path) -> None:
    """Remove what processes that were killed long ago left of this file."""
    leftover = re.compile(re.escape(_temporary_prefix(target)) + r"[0-9a-f]{16}\.tmp")
    with contextlib.suppress(OSError):
        for entry in os.scandir(target.parent):
            if leftover.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat().st_mtime > _LEFT_AFTER:
                        Path(entry.path).unlink()


def _temporary_prefix(target: Path) -> str:
    """Return how the names of a file's temporary files begin; a name has 255 bytes at most."""
    return f".{os.fsencode(target.name)[:100].decode(errors='ignore')}."


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _create(path: Path) -> BinaryIO:
    # Not tempfile: it makes files that only their owner may read, and the umask is to decide.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o666), "wb")


@contextlib.contextmanager
def _naming(path: Path, temporary: Path) -> Iterator[None]:
    """Name the file that was asked for in an OSError that names the temporary one or none."""
    try:
        yield
    except OSError as failure:
        if failure.errno is None or failure.filename not in (None, str(temporary)):
            raise
        raise OSError(failure.errno, failure.strerror, str(path)) from failure


def _sync_folder(folder: Path) -> None:
    # The move itself reaches the disk with the folder; Windows has no such call.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
