"""Rows and columns of tables in expressions."""

from collections import Counter

import numpy as np
import pytest

from flashgen.expression import (
    DefinitionStreams,
    ExpressionError,
    Frame,
    Records,
    compile_expression,
    evaluation,
)
from flashgen.values.batch import rows
from flashgen.values.tables import Column, Table

BEAMS = Table(
    "beams",
    {
        "name": Column(("IPE 80", "IPE 100", "IPE 120", "IPE 140")),
        "height": Column((80, 100, 120, 140)),
        "mass": Column((6.0, 8.1, 10.4, 12.9)),
        "Length (m)": Column((1.5, 2.5, 3.5, 4.5)),
        "T": Column((1, 2, 3, 4)),
        "kind.en": Column(("a", "b", "c", "d")),
        "kind.zh": Column(("甲", "乙", "丙", "丁")),
    },
    "digest",
    {"kind": {"en": "kind.en", "zh": "kind.zh"}},
)
RECORDS = Records((("beams", BEAMS),), (("row", BEAMS), ("some", BEAMS)))
NAMES = {"row", "some", "n", "row_list"}


def compiled(text: str, *, language: str = "", draws: bool = False, rows: bool = False):
    records = Records(RECORDS.tables, RECORDS.rows, language)
    return compile_expression(text, NAMES, draws=draws, records=records, rows=rows)


def value(text: str, language: str = ""):
    values = {"row": 2, "some": np.array([3, 0]), "n": 10}
    with evaluation():
        found = compiled(text, language=language).evaluate(values)
    return found.tolist() if isinstance(found, np.ndarray) else found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("row.height", 120),
        ("row.name", "IPE 120"),
        ('row["Length (m)"]', 3.5),
        ('row["height"]', 120),
        ('row["T"]', 3),
        ('row["kind.zh"]', "丙"),
        ("some.height", [140, 80]),
        ("some.name", ["IPE 140", "IPE 80"]),
        ("some[0].name", "IPE 140"),
        ("some[1:].mass", [6.0]),
        ("beams.height", [80, 100, 120, 140]),
        ("mean(beams.height)", 110),
        ("beams[1].height", 100),
        ("beams[n // 5].name", "IPE 120"),
        ("[b.height * 2 for b in some]", [280, 160]),
        ("sum([b.mass for b in beams if b.height > 100])", 23.3),
        ("(row if n > 5 else some[0]).height", 120),
        ("row.height == 120 and row.name in beams.name", True),
        ("beams[beams.height > 100].name", ["IPE 120", "IPE 140"]),
    ],
)
def test_columns_of_rows(text: str, expected: object) -> None:
    found = value(text)
    assert found == pytest.approx(expected) if isinstance(expected, float) else found == expected


def test_a_text_has_the_column_of_its_language() -> None:
    assert value("row.kind", "en") == "c"
    assert value("some.kind", "zh") == ["丁", "甲"]
    assert compiled("row.kind", language="en").localized
    assert not compiled("row.name", language="en").localized


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("row + 1", "row", "`row` is a row of `beams`, not a value", "`row.name`, `row.height`"),
        ("row", "row", "`row` is a row of `beams`, not a value", "`row.name`"),
        ("sum(beams)", "beams", "`beams` is a table, not a value", "`pick(beams)` draws a row"),
        ("row.hight", ".hight", "`beams` has no column `hight`", "did you mean `row.height`?"),
        ("row.T", ".T", "the column `T` is written in brackets", 'write `row["T"]`'),
        ('row["length"]', '"length"', "`beams` has no column `length`", 'row["Length (m)"]'),
        ("row.xyz", ".xyz", "`beams` has no column `xyz`", "its columns are `row.name`"),
        ("row.kind", ".kind", "`row.kind` has a text for each language", 'row["kind.en"]'),
        ("pick(beams)", "pick", "draws stand only under `parameters`", "a name there"),
        ("[b for b in some]", "b", "`b` is a row of `beams`, not a value", "`b.name`"),
        ("row.height(2)", ".height", "`.height` does not belong", ""),
        ("row if n > 1 else 2", "row if n > 1 else 2", "a row and a value", ""),
        ("n.height", ".height", "`.height` does not belong in an expression", ""),
    ],
)
def test_errors_are_located(text: str, place: str, message: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compiled(text)
    error = caught.value
    assert text[error.start : error.end] == place
    assert message in error.message
    assert hint in (error.hint or "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pick([1, 2])", "`pick` takes a table of `data`"),
        ("pick(row)", "`pick` takes a table of `data`"),
        ("[pick(beams) for beams in [1]]", "`pick` takes a table of `data`"),
        ("pick()", "pick lacks its argument `table`"),
        ("pick(beams, 1, 2)", "pick takes at most 2 arguments"),
        ("beams", "`beams` is a table, not a value"),
    ],
)
def test_what_cannot_be_picked(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=r"pick|table") as caught:
        compiled(text, draws=True, rows=True)
    assert message in caught.value.message


def drawn(text: str, count: int, first: int = 0) -> list[object]:
    frame = Frame(count)
    frame.stream = DefinitionStreams(7, "n", "id").of("", "row", first, count)
    with evaluation():
        return [
            np.ravel(draw).tolist()
            for draw in rows(compiled(text, draws=True, rows=True).evaluate_batch(frame), count)
        ]


def test_a_pick_is_of_rows() -> None:
    assert compiled("pick(beams)", draws=True, rows=True).table is BEAMS
    assert compiled("pick(beams).height", draws=True).table is None


def test_the_rows_of_a_seed_never_change() -> None:
    assert [row for (row,) in drawn("pick(beams)", 8)] == [2, 3, 1, 0, 0, 3, 2, 1]
    assert drawn("pick(beams, 3)", 3) == [[2, 3, 1], [0, 3, 2], [3, 0, 2]]


def test_rows_come_evenly() -> None:
    picked = drawn("pick(beams)", 40)
    assert Counter(row for (row,) in picked) == dict.fromkeys(range(4), 10)
    assert all(len({row for (row,) in picked[k : k + 4]}) == 4 for k in range(0, 40, 4))
    assert len({tuple(row for (row,) in picked[k : k + 4]) for k in range(0, 40, 4)}) > 5


def test_several_rows_are_different_ones() -> None:
    picked = drawn("pick(beams, 3)", 200)
    assert all(len(set(rows)) == 3 for rows in picked)
    counts = Counter(row for rows in picked for row in rows)
    assert all(120 <= counts[row] <= 180 for row in range(4))
    assert Counter(
        row for rows in drawn("pick(beams, count=2)", 8) for row in rows
    ) == dict.fromkeys(range(4), 4)


def test_a_draw_depends_on_its_place_alone() -> None:
    assert drawn("pick(beams, 2)", 30)[11:19] == drawn("pick(beams, 2)", 8, first=11)


def test_more_rows_than_there_are() -> None:
    with pytest.raises(ExpressionError, match="5 different rows cannot come from a table of 4"):
        drawn("pick(beams, 5)", 1)


def test_a_column_that_is_too_long_to_compute_with() -> None:
    long = Table("long", {"x": Column(tuple(range(5000)))}, "digest")
    records = Records((("long", long),))
    with evaluation():
        assert compile_expression("long[4321].x", (), records=records).evaluate({}) == 4321
        with pytest.raises(ExpressionError, match="this column has 5,000 entries; 4,096"):
            compile_expression("long.x", (), records=records).evaluate({})
