"""The reader of the Data field takes what its writer gives, and nothing else."""

import json

import pytest

from flashgen.anki.card.data import (
    AnswerData,
    CardData,
    ChoiceData,
    FormData,
    MistakeData,
    Row,
    slot,
)
from flashgen.anki.card.reading import (
    DataError,
    filled,
    read_data,
    texts_and_rows,
)

FORM = FormData(
    question=f"<p>What is {slot(0)} + {slot(1)} & [x]?</p>",
    answer=f"<p>{slot(2)}</p>",
    answers=(
        AnswerData("sum", "integer", label=f"of {slot(0)}", unit="m", tolerance=1.0),
        AnswerData("parts", "set", compare="set"),
    ),
    solution=f"{slot(0)} and {slot(1)}",
    figure=f"<svg>{slot(1)}</svg>",
    mistakes=(MistakeData(f"not {slot(1)}", 1), MistakeData("no")),
    choices=(ChoiceData(slot(2)), ChoiceData("2", f"says {slot(0)}"), ChoiceData("3")),
)
DATA = CardData(
    (FORM, FormData("Q", "A", (AnswerData("answer", "text", decimals=0),))),
    (
        Row(0, ("1", "2", "3"), (3, [1, 2]), ([2], None)),
        Row(1, (), ("Co",)),
        Row(0, ("4", "2", "6"), (6, [4, 2]), (None, 1.5)),
    ),
)


def test_a_variant_reads_as_it_was_written() -> None:
    read = read_data(DATA.to_json())
    assert [row.form for row in read.rows] == [0, 1, 0]
    for before, after in zip(DATA.rows, read.rows, strict=True):
        assert filled(read.forms[after.form], after) == filled(DATA.forms[before.form], before)
        assert (after.answers, after.mistakes) == (before.answers, before.mistakes)


def test_options_read_as_they_were_written() -> None:
    options = (ChoiceData("<b>right</b>"), ChoiceData("wrong", "for a reason"), ChoiceData("c"))
    read = read_data(CardData((FormData(choices=options),), (Row(0),)).to_json())
    assert filled(read.forms[0], read.rows[0]).choices == options


@pytest.mark.parametrize(
    "data",
    [
        "",
        "edited by hand",
        "[" * 100_000,
        "[]",
        "{}",
        '{"forms": [], "rows": [[0]]}',
        '{"forms": [{"question": "?"}], "rows": [[0, [], []]]}',
        json.dumps({"forms": [{"answers": [{"of": 1}]}], "rows": []}),
        json.dumps({"forms": [{"answers": [], "more": 1}], "rows": []}),
    ],
)
def test_other_data_is_an_error(data: str) -> None:
    with pytest.raises(DataError):
        read_data(data)


def test_texts_of_any_data_can_be_compared() -> None:
    texts, rows = texts_and_rows(DATA.to_json())
    assert texts["forms", 0, "mistakes", 0, "of"] == "1"
    assert texts["forms", 1, "question"] == "Q"
    assert not {path for path in texts if path[0] in ("rows", "version")}
    assert [row[0] for row in rows] == [0, 1, 0]
    assert texts_and_rows("edited by hand") == ({("text",): "edited by hand"}, None)
    assert texts_and_rows('["a"]') == ({("text",): '["a"]'}, None)
    deep, _ = texts_and_rows('{"a":' * 50 + "1" + "}" * 50)
    assert deep == {("a",) * 8: "…"}
