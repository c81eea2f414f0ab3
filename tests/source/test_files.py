import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from flashgen.source.files import FolderBusyError, exclusive, replacing, write_text

posix = pytest.mark.skipif(os.name == "nt", reason="links, umask and devices of POSIX")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_and_replaces(tmp_path: Path) -> None:
    target = tmp_path / "deck.txt"
    for text in ("old\n", "new: 光\r\n"):
        write_text(target, text)
        assert target.read_bytes() == text.encode()
    assert names(tmp_path) == ["deck.txt"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError, SystemExit, OSError])
@pytest.mark.parametrize("existing", [True, False])
def test_keeps_the_old_file_after_a_failure(
    tmp_path: Path, failure: type[BaseException], existing: bool
) -> None:
    target = tmp_path / "deck.txt"
    if existing:
        target.write_text("old")
    with pytest.raises(failure), replacing(target) as file:
        file.write(b"half")
        raise failure
    assert names(tmp_path) == (["deck.txt"] if existing else [])
    assert not existing or target.read_text() == "old"


@posix
@pytest.mark.parametrize("name", ["深" * 78 + ".apkg", "x" * 250 + ".apkg"])
def test_a_name_as_long_as_names_may_be(name: str, tmp_path: Path) -> None:
    write_text(tmp_path / name, "a")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_keeps_permissions_and_links(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@posix
def test_a_new_file_has_the_permissions_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "new.txt", "")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


@posix
def test_writes_to_a_device() -> None:
    write_text(Path(os.devnull), "nothing")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_full_disk_is_reported() -> None:
    with pytest.raises(OSError, match="No space left"):
        write_text(Path("/dev/full"), "text")


@pytest.mark.parametrize("missing", ["no/such/folder/deck.txt", "file/deck.txt"])
def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path, missing: str) -> None:
    (tmp_path / "file").write_text("")
    target = tmp_path / missing
    with pytest.raises(OSError, match="deck") as caught:
        write_text(target, "text")
    assert caught.value.filename == str(target)
    assert names(tmp_path) == ["file"]


_WRITER = """
import sys
from pathlib import Path
from flashgen.source.files import write_bytes
print("ready", flush=True)
letter = 0
while True:
    letter = (letter + 1) % 26
    write_bytes(Path(sys.argv[1]), bytes([65 + letter]) * 300_000)
"""


def test_a_killed_process_leaves_a_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "deck.txt"
    target.write_bytes(b"A" * 300_000)
    for _ in range(4):
        command = [sys.executable, "-c", _WRITER, str(target)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            for _ in range(20):  # some of its writes happen between these reads
                assert len(target.read_bytes()) == 300_000
            writer.kill()
        content = target.read_bytes()
        assert len(content) == 300_000
        assert len(set(content)) == 1


_HOLDER = """
import sys
from pathlib import Path
from flashgen.source.files import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("killed", [False, True])
def test_two_processes_take_turns(tmp_path: Path, killed: bool) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(FolderBusyError), exclusive(tmp_path, seconds=0.1):
            pytest.fail("both hold the folder")
        assert names(tmp_path) == []
        if killed:
            holder.kill()
        else:
            holder.stdin.close()
        holder.wait()
    with exclusive(tmp_path, seconds=0):
        assert names(tmp_path) == []


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        holder.stdout.readline()
        holder.stdin.close()  # it lets go while the other one is waiting
        with exclusive(tmp_path, seconds=30):
            assert holder.poll() is None or holder.returncode == 0
