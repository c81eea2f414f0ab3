"""Where the disk is full, a folder is missing, or nobody reads: one sentence, and nothing lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from decks_to_export import write_deck

MAIN = "from flashgen.cli import main; main()"
# A disk that takes no more than 500 bytes, for this process.
SMALL_DISK = f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (500, resource.RLIM_INFINITY))
{MAIN}
"""
FULL = Path("/dev/full")
on_a_full_device = pytest.mark.skipif(not FULL.exists(), reason="a device that is always full")
posix = pytest.mark.skipif(os.name == "nt", reason="limits and pipes as POSIX has them")


def start(
    program: str, *arguments: str | Path, stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )


@posix
@pytest.mark.parametrize("name", ["csv", "jsonl"])
def test_a_full_disk_leaves_the_old_file_whole(name: str, tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    old = tmp_path / "old"
    old.write_bytes(b"old\n")
    done = start(SMALL_DISK, "export", deck, "--to", name, "-o", old)
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.decode() == f"flashgen: {old} cannot be written: File too large\n"
    assert old.read_bytes() == b"old\n"
    assert {path.name for path in tmp_path.iterdir()} == {"losses.yaml", "old"}


@pytest.mark.parametrize("name", ["moodle"])
def test_a_folder_that_is_missing(name: str, tmp_path: Path) -> None:
    done = start(
        MAIN, "export", write_deck(tmp_path), "--to", name, "-o", tmp_path / "none" / "out"
    )
    assert done.returncode == 3
    assert done.stderr.startswith(b"flashgen: ")
    assert b"out cannot be written: No such file or directory" in done.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    done = start(MAIN, "export", deck, "--to", "csv", "-o", folder / "out.csv")
    assert done.returncode == 3
    assert b"out.csv cannot be written: Permission denied" in done.stderr


@on_a_full_device
@pytest.mark.parametrize(
    "arguments", [("export", "DECK", "--to", "markdown"), ("schema",), ("-h",)], ids=" ".join
)
def test_a_full_standard_output(arguments: tuple[str, ...], tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    with FULL.open("wb") as full:
        done = start(MAIN, *(deck if a == "DECK" else a for a in arguments), stdout=full.fileno())
    assert done.returncode == 3
    assert b"No space left on device" in done.stderr
    assert done.stderr.count(b"\n") == 1


@posix
@pytest.mark.parametrize("name", ["html", "json"])
def test_a_closed_pipe_ends_quietly(name: str, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = start(MAIN, "export", write_deck(tmp_path), "--to", name, stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


MEMORY = """
import sys
from pathlib import Path
from flashgen.deck import folder; from flashgen.build import notes as pipeline
from flashgen.deck.selection import Selection
from flashgen.exporters import json
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
folder.MOST_CHARACTERS = 300_000  # much less than is usual, so that few files do
Path("/proc/self/clear_refs").write_text("5")  # forgets the peak, that of the parent above all
wanted = (folder.load([Path(sys.argv[1])]), Selection(), pipeline.default_seed)
if sys.argv[2] == "jsonl":
    size = sum(len(line) for line in json.write_lines(pipeline.rendered(*wanted, [])))
else:
    size = sum(map(len, json.write(pipeline.build(*wanted).definitions)))
print([size, peak()])
"""


def exported(format: str, files: int, folder: Path) -> tuple[int, int]:
    """Return the size of what files of 200 cards give, and the peak of memory in kilobytes."""
    folder /= f"{files}"
    folder.mkdir(exist_ok=True)
    for file in range(files):
        cards = "".join(
            f"- id: c{n}\n  front: Which one is {n}?\n  back: {'It is so. ' * 100}\n"
            for n in range(200)
        )
        text = f"namespace: n{file}\ndeck: D\ncards:\n{cards}"
        (folder / f"{file}.yaml").write_text(text, encoding="utf-8")
    done = start(MEMORY, folder, format)
    assert done.returncode == 0, done.stderr
    size, kilobytes = json.loads(done.stdout)
    return size, kilobytes


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory as Linux tells it")
def test_lines_of_json_take_no_more_memory_the_more_there_are(tmp_path: Path) -> None:
    """Only the ids are kept, so that none stands twice; `json` has to keep all notes."""
    small, large = exported("jsonl", 3, tmp_path), exported("jsonl", 15, tmp_path)
    assert large[0] > 4.9 * small[0] > 3_000_000
    assert large[1] - small[1] < 3_000
    assert exported("json", 15, tmp_path)[1] - large[1] > 10_000
