"""Commands that are killed in the middle. Run as a program of its own: it forks, and kills.

Its input is a list of commands, each with the delays in which it is killed, as shares of the time
that it takes; before each run the files of a folder are put back. Its output is, for each run,
the signal or status and a hash of every file that is there afterwards.
"""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from click import exceptions

from flashgen.cli import main


def forked(arguments: list[str], delay: float | None = None) -> tuple[int, float]:
    """Run a command in a child that is killed after the delay; its status and the time it took."""
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        status = 70
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            os._exit(status)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, time.monotonic() - started


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def put_back(kept: Path, folder: Path) -> None:
    for path in [*folder.iterdir()]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(kept, folder, dirs_exist_ok=True)


def work(order: dict[str, Any]) -> list[dict[str, Any]]:
    folder, kept = Path.cwd(), Path(order["kept"])
    arguments = order["command"]
    with contextlib.suppress(exceptions.Exit):
        main([*arguments, *order["harmless"]], standalone_mode=False)  # everything is imported now
    times = []
    for _ in range(3):
        put_back(kept, folder)
        status, seconds = forked(arguments)
        assert status == 0, status
        times.append(seconds)
    whole = files(folder)
    runs = [{"status": 0, "files": whole}]
    for share in order["delays"]:
        put_back(kept, folder)
        status, _ = forked(arguments, share * sorted(times)[1])
        runs.append({"status": status, "files": files(folder)})
    # The folder is as the last kill left it: what is done next has to come out right.
    status, _ = forked(arguments)
    runs.append({"status": status, "files": files(folder)})
    return runs


if __name__ == "__main__":
    answer = work(json.load(sys.stdin))
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")
