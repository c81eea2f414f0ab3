"""Replace files atomically, and hold a folder for one build at a time."""

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
"""Seconds after which a temporary file was left behind by a process that was killed."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that replaces `path` when the block ends without an exception.

    The bytes are written to a temporary file in the same folder, flushed to disk, and then moved
    into place in one step. After any exception, including Ctrl-C, the temporary file is removed and
    `path` is unchanged. Symbolic links and the permissions of an existing file are kept. A device
    or a pipe is written to directly.

    Raises OSError with the name `path` if the file cannot be written.
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
        with contextlib.suppress(OSError):  # raised on a read-only disk even if there is no file
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def leads_out_of(path: Path, folder: Path) -> bool:
    """Tell whether a path in a folder leads out of it through a symbolic link."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a complete file atomically, as `replacing` does."""
    with replacing(path) as file:
        file.write(data)


def write_text(path: Path, text: str) -> None:
    """Write a complete text atomically in UTF-8, with its line breaks unchanged."""
    write_bytes(path, text.encode())


@contextlib.contextmanager
def scratch_file() -> Iterator[Path]:
    """Create an empty file in the system's temporary folder, removed when the block ends."""
    path = Path(tempfile.gettempdir(), f"flashgen-{secrets.token_hex(8)}.tmp")
    try:
        path.touch(mode=0o600, exist_ok=False)
        yield path
    finally:
        with contextlib.suppress(PermissionError):  # on Windows, while something still has it open
            path.unlink(missing_ok=True)


class FolderBusyError(Exception):
    """Another process held the folder during the whole wait."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another build is at work in {folder}; try again when it is done")


@contextlib.contextmanager
def exclusive(folder: Path, *, seconds: float = 10.0) -> Iterator[None]:
    """Lock a folder against other processes that call this; nothing is written into it.

    Waits up to `seconds` for another process to finish, then raises FolderBusyError. The operating
    system releases the lock when the process ends, however it ends.
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
            raise FolderBusyError(folder)
        yield


if sys.platform == "win32":
    import msvcrt

    def _open_to_lock(folder: Path) -> int:
        # Windows cannot lock a folder, so a file outside of it stands for it.
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
            # A network file system that cannot lock folders: nothing better is possible there.
        return True


def _remove_leftovers(target: Path) -> None:
    """Remove temporary files for this target that killed processes left long ago."""
    leftover = re.compile(re.escape(_temporary_prefix(target)) + r"[0-9a-f]{16}\.tmp")
    with contextlib.suppress(OSError):
        for entry in os.scandir(target.parent):
            if leftover.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat().st_mtime > _LEFT_AFTER:
                        Path(entry.path).unlink()


def _temporary_prefix(target: Path) -> str:
    """Return the prefix of a file's temporary files; file names have at most 255 bytes."""
    return f".{os.fsencode(target.name)[:100].decode(errors='ignore')}."


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _create(path: Path) -> BinaryIO:
    # Not tempfile: its files are readable by their owner alone, whatever the umask.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o666), "wb")


@contextlib.contextmanager
def _naming(path: Path, temporary: Path) -> Iterator[None]:
    """Put `path` into an OSError that names the temporary file or none."""
    try:
        yield
    except OSError as failure:
        if failure.errno is None or failure.filename not in (None, str(temporary)):
            raise
        raise OSError(failure.errno, failure.strerror, str(path)) from failure


def _sync_folder(folder: Path) -> None:
    # The move is flushed to disk with its folder; Windows has no such call.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
