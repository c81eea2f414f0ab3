"""`flashgen preview` as it runs beside a test: its address, its pages, and its end by Ctrl+C."""

import re
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path


@contextmanager
def running_preview(command: str, environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """Start the preview at a free port and give its address; it ends without an error."""
    server = subprocess.Popen(
        shlex.split(f"{command} --port 0"),
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert server.stderr is not None
        address = re.search(r"127\.0\.0\.1:\d+", server.stderr.readline())
        assert address is not None
        assert "<title>" in fetched(address[0], "/")
        yield address[0]
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0


def fetched(address: str, path: str) -> str:
    """Return what the preview answers to a request."""
    connection = HTTPConnection(address, timeout=60)
    connection.request("GET", path)
    return connection.getresponse().read().decode("utf-8")
