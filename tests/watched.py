"""Runs commands of flashgen and writes down what Python was asked to do: sockets, programs, files.

The commands come as a JSON list on standard input; the report goes to the file that is named.
"""

import json
import os
import sys

heard: list[tuple[str, str]] = []
SPAWNS = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn")
WRITES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink")


def listen(event: str, given: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
        heard.append((event, repr(given)))
    elif event == "subprocess.Popen" or event in SPAWNS:
        heard.append(("program", repr(given[0])))
    elif event == "open" and isinstance(given[0], str | bytes):
        heard.append(("file", os.path.realpath(os.fsdecode(given[0]))))
    elif event in WRITES:
        heard.append((event, os.fsdecode(given[0]) if isinstance(given[0], str) else repr(given)))


sys.addaudithook(listen)


def main() -> None:
    from flashgen.cli import main as flashgen

    report = []
    for command in json.load(sys.stdin):
        heard.clear()
        try:
            status = flashgen(command)
        except SystemExit as end:
            status = end.code
        report.append({"command": command, "status": status, "heard": list(heard)})
    with open(sys.argv[1], "w", encoding="utf-8") as file:  # noqa: PTH123 - watched, too
        json.dump(report, file)


if __name__ == "__main__":
    main()
