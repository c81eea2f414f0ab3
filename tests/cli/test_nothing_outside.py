"""No network, no program, no file outside of the folder: Python itself says what is asked of it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command import run
from deck_folder import LIGHT, OPTICS, Folder

from flashgen.exporters.formats import FORMATS

WATCHED = Path(__file__).parents[1] / "watched.py"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
posix = pytest.mark.skipif(os.name == "nt", reason="links of POSIX")


def watched(folder: Path, commands: list[list[str]]) -> list[dict[str, Any]]:
    report = folder.parent / "report.json"
    done = subprocess.run(
        [sys.executable, str(WATCHED), str(report)],
        input=json.dumps(commands).encode(),
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    reports: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))
    return reports


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    place = tmp_path / "work"
    (place / "cards").mkdir(parents=True)
    folder = Folder(place)
    folder.write("optics.yaml", OPTICS)
    folder.write("light.yaml", LIGHT)
    return folder


def test_no_network_and_no_program(folder: Folder) -> None:
    exports = [["export", "--to", name, "-o", f"out.{name}"] for name in FORMATS if name != "pdf"]
    commands = [
        ["build", "--dry-run"],
        ["build"],
        ["build", "--fresh"],
        ["check", "--draws", "20"],
        ["check", "--json"],
        ["check", "--explain", "yaml-cut"],
        ["show", "half"],
        *exports,
        ["diff"],
        ["new", "deck", "Other"],
        ["new", "card", "numeric"],
        ["schema", "-o", "schema.json"],
        ["functions"],
        ["functions", "softmax"],
        ["preview", "--static", "preview"],
    ]
    assert len(exports) >= 8
    for report in watched(folder.place, commands):
        assert report["status"] == 0, report["command"]
        others = [heard for heard in report["heard"] if heard[0] not in ("file", *_WRITES)]
        assert others == [], report["command"]


_WRITES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod")


def test_push_speaks_to_this_machine_alone(folder: Folder) -> None:
    """This shows, too, that a connection would have been heard."""
    here, elsewhere = (["push", "--url", f"http://{host}:1"] for host in ("127.0.0.1", "192.0.2.1"))
    report, refused = watched(folder.place, [here, elsewhere])
    assert (report["status"], refused["status"]) == (3, 2)
    connections = [given for event, given in report["heard"] if event == "socket.connect"]
    assert connections
    assert all("('127.0.0.1', 1)" in given for given in connections)
    assert [event for event, _ in refused["heard"] if event.startswith("socket")] == []


PATHS = [
    "../secret/image.png",
    "x/../../secret/image.png",
    "%2e%2e/secret/image.png",
    "..%2fsecret%2fimage.png",
    "link.png",
    "linked/image.png",
    "{secret}/image.png",
    "file://{secret}/image.png",
    "/etc/passwd",
    "../../../../../../etc/passwd",
    "/dev/zero.png",
    "device.png",
    "pipe.png",
    "/proc/self/environ",
    "C:\\secret\\image.png",
    "C:/secret/image.png",
    "\\\\server\\share\\image.png",
    "//server/share/image.png",
    "..\\secret\\image.png",
    "~/image.png",
    "$HOME/image.png",
    "CON.png",
    "image.png:stream",
    "IMAGE.PNG/../../secret/image.png",
    "http://foreign.invalid/image.png",
    "loop.png",
]


@posix
def test_images_of_other_folders_are_neither_read_nor_packed(folder: Folder) -> None:
    secret = folder.place.parent / "secret"
    secret.mkdir()
    (secret / "image.png").write_bytes(PNG + b"secret")
    (secret / "deck.yaml").write_text("namespace: secret-words\n", encoding="utf-8")
    cards = folder.cards
    (cards / "link.png").symlink_to(secret / "image.png")
    (cards / "linked").symlink_to(secret)
    (cards / "deck.yaml").symlink_to(secret / "deck.yaml")
    (cards / "device.png").symlink_to("/dev/zero")
    (cards / "loop.png").symlink_to(cards / "loop.png")
    os.mkfifo(cards / "pipe.png")
    keys = [f"  image: '{path.format(secret=secret)}'\n" for path in PATHS]
    keys += [f"  extra: '![x](<{path.format(secret=secret)}>)'\n" for path in PATHS]
    text = "namespace: paths-k3v9\ndeck: D\ncards:\n" + "".join(
        f"- id: path-{number}\n  front: F\n  back: B\n{key}" for number, key in enumerate(keys)
    )
    folder.write("paths.yaml", text)
    commands = [["check", "--json"], ["build"], ["show", "path-*"], ["export", "--to", "json"]]
    for report in watched(folder.place, commands):
        assert report["status"] == 1, report["command"]
        opened = [given for event, given in report["heard"] if event == "file"]
        assert str(cards / "paths.yaml") in opened
        assert [
            path for path in opened if path.startswith((str(secret), "/dev/z", "/etc/pa"))
        ] == []
    said = run("check", "--json", cards).stdout
    found = json.loads(said)["diagnostics"]
    codes = {
        d["line"]: d["code"]
        for d in found
        if d["file"].endswith("paths.yaml") and d["severity"] == "error"
    }
    wanted = [5 + 4 * number + 2 for number in range(len(keys))]
    assert [line for line in wanted if codes.get(line) not in ("bad-image", "image")] == []
    assert "secret-words" not in said
    assert [d["code"] for d in found if d["file"].endswith("deck.yaml")] == ["unreadable-file"]
    assert not folder.package.exists()


@posix
def test_nothing_is_written_through_a_link_of_the_folder(folder: Folder) -> None:
    target = folder.place.parent / "target"
    folder.lock_path.symlink_to(target)
    (report,) = watched(folder.place, [["build"]])
    assert report["status"] == 1
    assert not target.exists()
    assert not folder.package.exists()
    folder.lock_path.unlink()
    folder.package.symlink_to(target)
    (report, named) = watched(folder.place, [["build"], ["build", "-o", "cards.apkg"]])
    assert report["status"] == 2
    assert named["status"] == 0  # whoever names it means it
    assert target.is_file()
