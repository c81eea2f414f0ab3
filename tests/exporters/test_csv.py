"""The table, read by Python's csv module: the cards in it, and no cell that runs."""

import csv
import io
import json
from pathlib import Path

import pytest
from decks_to_export import export, write_deck

from flashgen.exporters.csv import HEADER, safe_cell


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
    assert text.startswith("id,kind,question,options,answer,value")
    assert cards["tab"]["question"] == "#C, with \"quotes\", 'others', commas; and $a < b$?"
    assert cards["tab"]["answer"] == "A tab between two letters.\n\n- one\n- two"
    assert cards["tab"] | {"question": "", "answer": ""} == {
        **dict.fromkeys(HEADER, ""),
        "id": "tab",
        "kind": "concept",
        "extra": "[A link](https://example.org/) and `vector<int>`.",
        "source": "[A book](https://example.org/book?a=1&b=2)",
        "tags": "losses",
        "deck": "Deep Learning::Losses",
        "language": "en",
    }
    assert cards["order"]["question"] == "The […] of a [group] is [a number]."
    assert cards["order"]["answer"] == "The order of a [group] is its size $|G|$."
    assert sorted(cards["pick"]["options"].split("\n")) == [
        "`CrossEntropyLoss`",
        "`MSELoss`",
        "`NLLLoss`",
    ]
    assert cards["pick"]["answer"] == "`CrossEntropyLoss`"
    assert len(cards["largest"]["options"].split("\n")) == 3


def test_numbers_are_numbers(deck: Path) -> None:
    table = rows(export(deck, "csv", "--variants", "2"))
    notes = json.loads(export(deck, "json", "--variants", "2"))["notes"]
    answers = {
        (note["id"], f"{number}"): variant["answer"]
        for note in notes
        for number, variant in enumerate(note["variants"], start=1)
    }
    asked = {"loss": ("nats", 0.02), "sign": ("", 0.0), "largest": ("", None)}
    for row in table:
        if row["id"] in asked:
            unit, tolerance = asked[row["id"]]
            value = answers[row["id"], row["variant"]]
            assert float(row["value"]) == value
            assert abs(float(row["answer"]) - value) <= 0.005
            assert row["unit"] == unit
            assert (float(row["tolerance"]) if row["tolerance"] else None) == tolerance
        elif row["id"] == "both":
            values = answers["both", row["variant"]]
            assert row["value"] == f"{values['double']}\n{values['triple']}"
            assert row["answer"] == f"twice: {values['double']}\ntriple: {values['triple']}"
            assert (row["unit"], row["tolerance"]) == ("", "0\n0")
        else:
            assert (row["value"], row["unit"], row["tolerance"]) == ("", "", "")


def test_negative_numbers_have_no_apostrophe(tmp_path: Path) -> None:
    card = (
        "- id: x\n  parameters: {a: 'integers(2, 40)'}\n  question: What?\n  answers:\n"
        "  - {name: u, value: -a / 7, unit: °C, decimals: 1}\n  - {name: v, value: '[-a, a]'}\n"
    )
    (row,) = rows(export(write_deck(tmp_path, f"namespace: n\ndeck: D\ncards:\n{card}"), "csv"))
    number, vector = row["value"].split("\n")
    assert float(number) < 0
    assert json.loads(vector)[0] == -json.loads(vector)[1]
    assert row["unit"] == "°C\n"
    assert row["tolerance"] == "0.1\n"
    (row,) = rows(export(write_deck(tmp_path), "csv", "--only", "sign"))
    assert row["answer"] == row["value"] == str(int(row["answer"]))
    assert int(row["answer"]) < 0


def test_records_end_as_the_standard_says(deck: Path) -> None:
    text = export(deck, "csv", "--only", "loss", "--variants", "3")
    assert text.count("\r\n") == 4
    assert text.endswith("\r\n")


def test_one_row_a_variant_with_its_numbers(deck: Path) -> None:
    table = rows(export(deck, "csv", "--only", "loss", "--variants", "3"))
    data = json.loads(export(deck, "json", "--only", "loss", "--variants", "3"))
    assert [row["variant"] for row in table] == ["1", "2", "3"]
    for row, variant in zip(table, data["notes"][0]["variants"], strict=True):
        assert row["question"] == f"{variant['question']}\n\nAnswer in nats, to 2 decimals."
        assert row["answer"] == variant["answer_text"]
        assert row["solution"] == variant["solution"]


def test_a_byte_order_mark_where_it_is_asked_for(deck: Path) -> None:
    assert export(deck, "csv", "--bom") == "\ufeff" + export(deck, "csv")


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "+1"),
        ("-12.5", "-12.5"),
        ("-12.5 nats", "-12.5 nats"),
        ("-2.4e-05", "-2.4e-05"),
        ("-40%", "-40%"),
        ("-1, 2, -3", "-1, 2, -3"),
        ("-3\n4\n-5.5", "-3\n4\n-5.5"),
        ("-3 m/s", "-3 m/s"),
        ("-1+2", "'-1+2"),
        ("-1 +A1", "'-1 +A1"),
        ("+A1", "'+A1"),
        ("-5 SUM(A1)", "'-5 SUM(A1)"),
        ("-$x$", "'-$x$"),
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
    assert (row["question"], row["answer"], row["deck"]) == ("'=1", "'@a", "'=D")
