"""Text with separated values: cells, their places, and what is no such text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.source.diagnostics import Diagnostic
from flashgen.source.separated import Cell, read_rows
from flashgen.source.text import Source


def read(text: str, separator: str = ",") -> tuple[list[list[Cell]], list[Diagnostic]]:
    found: list[Diagnostic] = []
    return list(read_rows(Source("t.csv", text), separator, "bad-data", found)), found


def values(text: str, separator: str = ",") -> list[list[str]]:
    rows, found = read(text, separator)
    assert found == []
    return [[cell.value for cell in row] for row in rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(end: str) -> None:
    assert values(f"a,b{end}1,2{end}{end}3,4") == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_spaces_around_a_cell_are_no_part_of_it_unless_quoted() -> None:
    rows, _ = read(' a , " b " ,c\t\n')
    assert [(c.value, c.quoted) for c in rows[0]] == [("a", False), (" b ", True), ("c", False)]


def test_a_quoted_cell_holds_separators_quotes_and_line_ends() -> None:
    assert values('"a,b","say ""hi""","x\ny"\n') == [["a,b", 'say "hi"', "x\ny"]]


@pytest.mark.parametrize("text", ["a,b,", "a,b,\n", "a,b, \n"])
def test_a_separator_at_the_end_begins_an_empty_cell(text: str) -> None:
    assert values(text) == [["a", "b", ""]]


def test_lines_without_values_are_no_rows() -> None:
    assert values("a,b\n,,\n , \n1,2\n\n") == [["a", "b"], ["1", "2"]]
    assert values("") == values("\n\n") == []


@pytest.mark.parametrize(("separator", "text"), [(";", "1,5;2"), ("\t", "1,5\t2"), ("|", "1,5|2")])
def test_other_separators(separator: str, text: str) -> None:
    assert values(text, separator) == [["1,5", "2"]]


def test_empty_cells_between_tabs_are_kept() -> None:
    assert values("a\t\tb\t\n", "\t") == [["a", "", "b", ""]]


def test_a_cell_knows_where_it_stands() -> None:
    rows, _ = read('name,height\n"IPE 80", 80\n')
    assert [(c.span.line, c.span.column, c.span.end_column) for c in rows[1]] == [
        (2, 1, 9),
        (2, 11, 13),
    ]


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('a,b\n1,"2\n3,4\n', "this quote is never closed", (2, 3)),
        ('a,b\n"1" x,2\n', "text stands behind a quoted cell", (2, 5)),
        ('a\n"1"2"\n', "text stands behind a quoted cell", (2, 4)),
    ],
)
def test_broken_quotes_are_located(text: str, message: str, place: tuple[int, int]) -> None:
    _, (error,) = read(text)
    assert error.span is not None
    assert (error.message, (error.span.line, error.span.column)) == (message, place)


def test_a_quote_inside_a_cell_is_a_character() -> None:
    assert values('5" pipe,6\n') == [['5" pipe', "6"]]


CELL = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=8)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_another_program_writes_is_read(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    assert values(written.getvalue()) == rows
