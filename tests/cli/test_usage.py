"""What is typed wrong on the command line: one sentence that says what to type instead."""

from pathlib import Path

import pytest
from command import run

from flashgen.exporters.formats import FORMATS, ExportFormat, Input

DECK = """\
namespace: few
deck: Few
cards:
- id: sky
  front: What color is the sky?
  back: Blue.
- id: die
  parameters: {a: "integers(1, 6)"}
  question: Twice <<a>>?
  answer: 2 * a
- id: sum
  parameters: {a: "integers(1, 99)"}
  question: <<a>> more than 1?
  answer: a + 1
"""


@pytest.fixture(autouse=True)
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "cards").mkdir()
    path = tmp_path / "cards" / "few.yaml"
    path.write_text(DECK, encoding="utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    return path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(["bild"], "build"), (["exprot", "--to", "csv"], "export"), (["new", "dek"], "deck")],
)
def test_a_misspelled_command_is_recognized(typed: list[str], meant: str) -> None:
    result = run(*typed, status=2)
    assert result.stderr.endswith(f"did you mean `{meant}`?\n")


def test_of_a_word_like_no_command_all_are_listed() -> None:
    result = run("xylophone", status=2)
    assert "there are build, check, diff" in result.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["check", "--draws", "abc"], "'abc' is not a whole number from 1 to 1,000,000"),
        (["build", "--variants", "0"], "'0' is not a whole number from 1 to 1,000"),
        (["build", "--variants", "2.5"], "'2.5' is not a whole number"),
        (["show", "sky", "-n", "many"], "'many' is not a whole number from 1 to 1,000"),
    ],
)
def test_numbers_are_asked_for_in_words(typed: list[str], said: str) -> None:
    result = run(*typed, status=2)
    assert said in result.stderr
    assert "range" not in result.stderr


TEXTS = [made for made in FORMATS.values() if made.input is not Input.PACKAGE]


@pytest.mark.parametrize("made", TEXTS, ids=lambda made: made.name)
def test_a_file_that_ends_as_another_format_is_refused(made: ExportFormat, tmp_path: Path) -> None:
    for other in FORMATS.values():
        for suffix in set(other.suffixes) - set(made.suffixes):
            result = run("export", "--to", made.name, "-o", f"out{suffix}", status=2)
            assert f"--to {other.name}" in result.stderr
            assert f"out{made.suffixes[0]}" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["cards"]


@pytest.mark.parametrize("name", ["out.txt", "out", "out.JSON"])
def test_other_names_are_free(name: str, tmp_path: Path) -> None:
    assert run("export", "--to", "json", "-o", name).exit_code == 0
    assert (tmp_path / name).is_file()


def test_a_deck_file_is_nothing_to_import(deck: Path) -> None:
    result = run("import", deck, status=1)
    assert "is a deck file already" in result.stderr
    assert "flashgen build" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["build"],
        ["export", "--to", "tsv"],
        ["export", "--to", "csv"],
        ["preview", "--static", "site"],
    ],
    ids=" ".join,
)
def test_cards_with_fewer_variants_are_named(command: list[str]) -> None:
    result = run(*command, "--variants", "30", status=0)
    assert "fewer than 30 variants differ: few/die (6)\n" in result.stderr
    assert "fewer" not in run(*command, "--variants", "6").stderr
