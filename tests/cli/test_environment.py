"""A standard error that is closed or full, a working folder that is gone, names of other kinds."""

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from bounded import FLASHGEN

GOOD = "namespace: a-k3v9\ndeck: D\ncards:\n- id: a\n  front: 'Why?'\n  back: So.\n"
BAD = GOOD.replace("'Why?'", "'$\\nonsense$'")


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "a.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path / "cards"


def shell(command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        shell=True,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | environment,
        check=False,
    )


@pytest.mark.skipif(os.name == "nt", reason="the shell of POSIX closes standard error")
@pytest.mark.parametrize("error", ["2>&-", "2>/dev/full"])
def test_messages_that_are_lost_are_no_fault_of_the_cards(cards: Path, error: str) -> None:
    if error.endswith("full") and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    assert shell(f"{FLASHGEN} build -o x.apkg {error}").returncode == 0
    assert (cards.parent / "x.apkg").exists()
    (cards / "a.yaml").write_text(BAD, encoding="utf-8")
    assert shell(f"{FLASHGEN} check {error}").returncode == 1
    assert shell(f"{FLASHGEN} nonsense {error}").returncode == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep a folder that is in use")
@pytest.mark.parametrize("arguments", ["check", "build ../cards", "check ../cards"])
def test_a_working_folder_that_was_deleted(cards: Path, arguments: str) -> None:
    gone = cards.parent / "gone"
    gone.mkdir()
    done = shell(f"cd {gone} && rmdir {gone} && {FLASHGEN} {arguments}")
    assert done.returncode == 3
    assert done.stderr == "flashgen: the working folder was deleted; change to another one\n"


LOCALE_C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.skipif(os.name == "nt", reason="about the locale of POSIX")
def test_the_locale_c_reads_arguments_all_the_same(cards: Path) -> None:
    cards.rename(cards.parent / "卡片")
    done = shell(f"{FLASHGEN} check 卡片", **LOCALE_C)
    assert (done.returncode, "no errors" in done.stderr) == (0, True)


@pytest.mark.skipif(os.name == "nt", reason="about the locale of POSIX")
def test_the_locale_c_reads_texts_all_the_same(cards: Path) -> None:
    done = shell(f"{FLASHGEN} new deck 中文 -o cards/b.yaml", **LOCALE_C)
    assert done.returncode == 0, done.stderr
    assert "deck: 中文 " in (cards / "b.yaml").read_text(encoding="utf-8")
    assert "no card matches '中'" in shell(f"{FLASHGEN} check --only 中", **LOCALE_C).stderr
    done = shell(f"{FLASHGEN} new deck 中文", **LOCALE_C)  # into cards/中文.yaml
    assert done.returncode == 3
    assert "in this locale: set PYTHONUTF8=1" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="the shell of POSIX closes standard output")
def test_streams_that_are_not_there(cards: Path) -> None:
    done = shell(f"{FLASHGEN} diff >&-")
    assert (done.returncode, "there is no standard output" in done.stderr) == (3, True)
    done = shell(f"{FLASHGEN} push --prune <&-")
    assert (done.returncode, "nobody is here: add --yes" in done.stderr) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not make links for everyone")
def test_a_folder_that_is_a_link(cards: Path) -> None:
    cards.rename(cards.parent / "real")
    cards.symlink_to("real")
    assert shell(f"{FLASHGEN} build").returncode == 0
    assert (cards.parent / "real" / "flashgen.lock").is_file()


def test_names_in_decomposed_letters(cards: Path) -> None:
    name = unicodedata.normalize("NFD", "é")
    (cards / "a.yaml").rename(cards / f"{name}.yaml")
    assert shell(f"{FLASHGEN} check").returncode == 0


@pytest.mark.parametrize("path", ["x" * 4000, "/".join(["x" * 200] * 20)])
@pytest.mark.parametrize("command", ["check {}", "build -o {}.apkg", "export --to json -o {}.json"])
def test_paths_of_4000_characters(cards: Path, command: str, path: str) -> None:
    done = shell(f"{FLASHGEN} {command.format(path)}")
    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr
