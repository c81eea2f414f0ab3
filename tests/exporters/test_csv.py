"""The table, read by Python's csv module: the cards in it, and no cell that runs."""

import csv
import io
import json
from pathlib import Path

import pytest
from decks_to_export import export, write_deck

from flashgen.exporters.csv import safe_cell


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write_deck(tmp_path)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def by_id(text: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows(text)}


def test_one_row_a_note(deck: Path) -> None:
    text = export(deck, "csv")
    cards = by_id(text)
    assert list(cards) == ["tab", "order", "pick", "loss", "sign", "largest", "both"]
    assert text.startswith("id,kind,front,back,tags,deck")
    assert cards["tab"]["front"] == "#C, with \"quotes\", 'others', commas; and $a < b$?"
    assert cards["tab"]["back"].startswith("A tab between two letters.\n\n- one\n- two\n\n[A link]")
    assert cards["tab"] | {"front": "", "back": ""} == {
        "id": "tab",
        "kind": "concept",
        "front": "",
        "back": "",
        "tags": "losses",
        "deck": "Deep Learning::Losses",
        "language": "en",
        "variant": "",
    }
    assert cards["order"]["front"] == "The […] of a [group] is [a number]."
    assert cards["order"]["back"] == "The order of a [group] is its size $|G|$."
    assert sorted(cards["pick"]["front"].split("\n")[2:]) == [
        "- `CrossEntropyLoss`",
        "- `MSELoss`",
        "- `NLLLoss`",
    ]
    assert cards["both"]["back"].startswith("'- twice: ")


def test_records_end_as_the_standard_says(deck: Path) -> None:
    text = export(deck, "csv", "--only", "loss", "--variants", "3")
    assert text.count("\r\n") == 4
    assert text.endswith("\r\n")


def test_one_row_a_variant_with_its_numbers(deck: Path) -> None:
    table = rows(export(deck, "csv", "--only", "loss", "--variants", "3"))
    data = json.loads(export(deck, "json", "--only", "loss", "--variants", "3"))
    assert [row["variant"] for row in table] == ["1", "2", "3"]
    for row, variant in zip(table, data["notes"][0]["variants"], strict=True):
        assert row["front"] == f"{variant['question']}\n\nAnswer in nats, to 2 decimals."
        assert row["back"].split("\n\n")[0] == f"{variant['answer_text']} nats"
        assert row["back"].endswith(variant["solution"])


def test_a_byte_order_mark_where_it_is_asked_for(deck: Path) -> None:
    assert export(deck, "csv", "--bom") == "\ufeff" + export(deck, "csv")


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "+1"),
        ("-12.5", "-12.5"),
        ("-12.5 nats", "'-12.5 nats"),
        ("- one", "'- one"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'\t=1"),
        ("\r\n=1", "'\r\n=1"),
        ("a = b", "a = b"),
        ("", ""),
    ],
)
def test_no_cell_runs_as_a_formula(cell: str, safe: str) -> None:
    assert safe_cell(cell) == safe


def test_a_cell_of_the_file_is_safe(tmp_path: Path) -> None:
    deck = write_deck(
        tmp_path, "namespace: n\ndeck: =D\ncards:\n- id: x\n  front: =1\n  back: '@a'\n"
    )
    (row,) = rows(export(deck, "csv"))
    assert (row["front"], row["back"], row["deck"]) == ("'=1", "'@a", "'=D")
