"""A real disk that is small, where one may be mounted."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mounted(place: Path, size: str) -> Iterator[Path]:
    """Mount a disk of a size like `512k` at a new folder; the test skips where that is denied."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("nothing can be mounted here")
    before = Path.cwd()
    try:
        yield place
    finally:
        os.chdir(before)  # a disk on which one stands is busy
        subprocess.run(["umount", "--lazy", str(place)], check=True)
