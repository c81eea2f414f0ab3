"""Lines of JSON: valid by the published schema, the same as the document, written as they come."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from command import run
from decks_to_export import DECK, export, write_deck
from jsonschema import Draft202012Validator

SCHEMA = json.loads((files("flashgen.exporters") / "notes.schema.json").read_text("utf-8"))
NEVER = """\
- id: never
  parameters:
    a: integers(1, 2)
  require:
  - a > 2
  question: <<a>>
  answer: a
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write_deck(tmp_path)


def test_the_document_is_valid(deck: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(export(deck, "json"))
    assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    assert len(document["notes"]) == 7


@pytest.mark.parametrize("key", ["guid", "variants"])
def test_the_schema_refuses_a_note_without(deck: Path, key: str) -> None:
    document = json.loads(export(deck, "json"))
    del document["notes"][3][key]
    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_a_line_is_a_note_of_the_document(deck: Path) -> None:
    lines = export(deck, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(export(deck, "json"))["notes"]


def test_numbers_have_full_precision(deck: Path) -> None:
    (line,) = export(deck, "jsonl", "--only", "loss", "--variants", "1").splitlines()
    variant = json.loads(line)["variants"][0]
    assert len(repr(variant["answer"])) > 10
    assert variant["answer_text"] == f"{variant['answer']:.2f}"


def test_lines_come_before_the_last_card_is_drawn(tmp_path: Path) -> None:
    """The reader gets the first line although a later card never could be drawn."""
    deck = write_deck(tmp_path, DECK + NEVER)
    result = run("export", deck, "--to", "jsonl", status=1)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()][:2] == ["tab", "order"]
    assert "never-accepted" in result.stderr
    assert "1 error; their cards are missing" in result.stderr


def test_a_file_is_not_written_where_a_card_is_wrong(tmp_path: Path) -> None:
    """As in the other formats, and that is what is said."""
    deck = write_deck(tmp_path, DECK + NEVER)
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old", encoding="utf-8")
    for target in (old, new):
        result = run("export", deck, "--to", "jsonl", "-o", target)
        assert (result.exit_code, result.stdout) == (1, "")
        as_json = run("export", deck, "--to", "json", "-o", target.with_suffix(".json"))
        assert result.stderr == as_json.stderr
        assert result.stderr.endswith("1 error; nothing was written\n")
    assert old.read_text(encoding="utf-8") == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"losses.yaml", "old"}


def test_a_closed_pipe_ends_quietly(deck: Path) -> None:
    program = "from flashgen.cli import main; main()"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", program, "export", str(deck), "--to", "jsonl"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
