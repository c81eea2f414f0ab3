"""Commands that are killed in the middle. Run as a program of its own: it forks, and kills.

Its input is a command with the delays after which it is killed, as shares of the time that it
takes; before each run the files of the folder are put back. Its output is, for each run, the signal
or status, a hash of every file that is there afterwards, and what is in Anki's collection, if one
is named.
"""

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
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


def collection(path: Path) -> list[Any]:
    """What a collection holds that matters, read from a copy, so that nothing is repaired here."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "anki")
        shutil.copytree(path.parent, copy)
        with contextlib.closing(sqlite3.connect(copy / path.name)) as database:
            database.create_collation("unicase", _without_case)
            return [
                database.execute(question).fetchall()
                for question in (
                    "PRAGMA integrity_check",
                    "SELECT guid, flds, tags FROM notes ORDER BY guid",
                    "SELECT n.guid, c.ord, c.ivl, c.reps, c.queue FROM cards c"
                    " JOIN notes n ON n.id = c.nid ORDER BY n.guid, c.ord",
                    "SELECT id, ease FROM revlog ORDER BY id",
                )
            ]


def _without_case(one: str, other: str) -> int:
    one, other = one.casefold(), other.casefold()
    return (one > other) - (one < other)


def put_back(kept: Path, folder: Path) -> None:
    for path in [*folder.iterdir()]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(kept, folder, dirs_exist_ok=True)


def work(order: dict[str, Any]) -> list[dict[str, Any]]:
    folder, kept = Path.cwd(), Path(order["kept"])
    arguments = order["command"]
    with contextlib.suppress(exceptions.Exit):
        # Everything is imported now, in the parent, but for what begins threads.
        main(order["harmless"], standalone_mode=False)
    times = []
    for _ in range(3):
        put_back(kept, folder)
        status, seconds = forked(arguments)
        assert status == 0, status
        times.append(seconds)
    named = order.get("collection")

    def left(status: int) -> dict[str, Any]:
        inside = collection(Path(named)) if named else None
        return {"status": status, "files": files(folder), "collection": inside}

    runs = [left(0)]
    for share in order["delays"]:
        put_back(kept, folder)
        runs.append(left(forked(arguments, share * sorted(times)[1])[0]))
    # The folder is as the last kill left it: what is done next has to come out right.
    runs.append(left(forked(arguments)[0]))
    return runs


def killed(
    folder: Path, command: list[str], harmless: list[str], count: int, now: int, named: str = ""
) -> list[Any]:
    """Run the command whole, killed `count` times, and whole again; what each run left."""
    chance = random.Random(8)
    # Spread over the time that it takes, and a little beyond, in no order.
    delays = [1.1 * (number + chance.random()) / count for number in range(count)]
    chance.shuffle(delays)
    kept = folder.parent / f"{folder.name}-kept"
    shutil.copytree(folder, kept)
    order = {"kept": str(kept), "command": command, "harmless": harmless, "delays": delays}
    report = folder.parent / f"{folder.name}-report.json"
    subprocess.run(
        [sys.executable, __file__, str(report)],
        input=json.dumps({**order, "collection": named}).encode(),
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(now), "OPENBLAS_NUM_THREADS": "1"},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    runs: list[Any] = json.loads(report.read_text(encoding="utf-8"))
    assert len(runs) == count + 2
    return runs


if __name__ == "__main__":
    answer = work(json.load(sys.stdin))
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")
