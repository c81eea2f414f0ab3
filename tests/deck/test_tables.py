"""Tables of a deck file: from YAML and from files, with every error at its place."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashgen.deck.file import DeckFile, read_deck_file
from flashgen.deck.tables import MAX_BYTES, MAX_COLUMNS
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Source
from flashgen.values.tables import MAX_CELL, MAX_CELLS, Table, is_attribute, read_number

CARDS = "cards:\n- {id: a, front: Q, back: A}\n"


def read(
    folder: Path, data: str, languages: str = "en"
) -> tuple[DeckFile | None, list[Diagnostic]]:
    text = f"namespace: n\ndeck: D\nlanguages: [{languages}]\ndata:\n{data}{CARDS}"
    found: list[Diagnostic] = []
    return read_deck_file(Source("deck.yaml", text), folder / "deck.yaml", found), found


def table_of(folder: Path, content: str | bytes, keys: str = "", languages: str = "en") -> Table:
    deck_file, found = _with_file(folder, content, keys, languages)
    assert found == []
    assert deck_file is not None
    return deck_file.data.tables["t"]


def _with_file(
    folder: Path, content: str | bytes, keys: str = "", languages: str = "en"
) -> tuple[DeckFile | None, list[Diagnostic]]:
    data = content.encode() if isinstance(content, str) else content
    (folder / "t.csv").write_bytes(data)
    return read(folder, f"  t: {{file: t.csv{keys}}}\n", languages)


def error_in(folder: Path, content: str | bytes, keys: str = "", languages: str = "en") -> str:
    """Return code, file, line, column and message of the only error."""
    deck_file, found = _with_file(folder, content, keys, languages)
    assert deck_file is None
    return shown(found)


def shown(found: list[Diagnostic]) -> str:
    (error,) = found
    assert error.span is not None
    place = f"{error.file}:{error.span.line}:{error.span.column}"
    return f"{error.code} {place} {error.message}"


def columns(table: Table) -> dict[str, tuple[object, ...]]:
    return {name: column.values for name, column in table.columns.items()}


def test_rows_in_yaml(tmp_path: Path) -> None:
    data = """\
  t:
  - {name: oak, height: 12, code: "7"}
  - name: |-
      ash
    height: 9
    code: 8
"""
    deck_file, found = read(tmp_path, data)
    assert found == [] and deck_file is not None
    table = deck_file.data.tables["t"]
    assert columns(table) == {"name": ("oak", "ash"), "height": (12, 9), "code": ("7", "8")}
    assert table.count == 2
    assert deck_file.data.files == {}


def test_texts_by_language_are_columns_of_the_languages(tmp_path: Path) -> None:
    data = "  t:\n  - {name: {en: oak, zh: 橡}, n: 1}\n  - {name.en: ash, name.zh: 梣, n: 2}\n"
    deck_file, found = read(tmp_path, data, "en, zh")
    assert found == [] and deck_file is not None
    table = deck_file.data.tables["t"]
    assert table.localized == {"name": {"en": "name.en", "zh": "name.zh"}}
    assert columns(table)["name.zh"] == ("橡", "梣")
    assert list(table.attributes) == ["n", "name"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{name: ash}", "missing-key deck.yaml:7:5 this row has no `height`"),
        ("{name: ash, height: 9, x: 1}", "unknown-key deck.yaml:7:28 `x` is no column"),
        ("{name: ash, height: [9]}", "wrong-type deck.yaml:7:25 a cell is a number or a text"),
        ('{name: ash, height: ""}', "empty-value deck.yaml:7:25 a cell is empty"),
        ("{name: ash, height: }", "empty-value deck.yaml:7:25 a cell is empty"),
        ("ash", "wrong-type deck.yaml:7:5 a row is a mapping from columns to values"),
    ],
)
def test_errors_of_rows_in_yaml(tmp_path: Path, row: str, message: str) -> None:
    deck_file, found = read(tmp_path, f"  t:\n  - {{name: oak, height: 12}}\n  - {row}\n")
    assert deck_file is None
    assert shown(found) == message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("  t: oak\n", "wrong-type"),
        ("  t: []\n", "empty-value"),
        ("  t: {name: oak}\n", "wrong-type"),
        ("  t: {file: t.csv, sep: ;}\n", "unknown-key"),
        ('  t: {file: t.csv, separator: "::"}\n', "unknown-word"),
        ("  t: {file: t.csv, decimal: x}\n", "unknown-word"),
        ('  t: {file: t.csv, decimal: ","}\n', "wrong-type"),
        ("  9t: {file: t.csv}\n", "bad-name"),
        ("  answer: {file: t.csv}\n", "name-taken"),
        ("  - {name: oak}\n", "wrong-type"),
    ],
)
def test_what_is_no_table(tmp_path: Path, data: str, code: str) -> None:
    deck_file, found = read(tmp_path, data)
    assert deck_file is None
    assert [d.code for d in found] == [code]


def test_a_file_is_a_table(tmp_path: Path) -> None:
    table = table_of(tmp_path, "name,h,w\noak,12,0.5\nash,9,-1e-3\n")
    assert columns(table) == {"name": ("oak", "ash"), "h": (12, 9), "w": (0.5, -0.001)}
    assert table.attributes == ["name", "h", "w"]


@pytest.mark.parametrize(
    "content", ["\ufeffa,b\r\n1,é\r\n", "a, b\n1 ,é", "a\tb\n1\té\n", "a;b\n1;é\n"]
)
def test_files_of_other_programs(tmp_path: Path, content: str) -> None:
    sign = next(s for s in "\t;," if s in content)
    written = {"\t": "tab", ";": '";"', ",": '","'}[sign]
    table = table_of(tmp_path, content, f", separator: {written}")
    assert columns(table) == {"a": (1,), "b": ("é",)}


def test_a_decimal_comma(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a;b\n1,5;2.5\n-0,25;1.5\n", ', separator: ";", decimal: ","')
    assert columns(table) == {"a": (1.5, -0.25), "b": ("2.5", "1.5")}


def test_the_kind_of_a_column(tmp_path: Path) -> None:
    rows = 'int,float,zeros,quoted,mixed,unit\n1,1,007,"1",1,1 m\n-2,2.5,010,2,x,2 m\n'
    table = table_of(tmp_path, rows)
    kinds = {name: {type(v) for v in column.values} for name, column in table.columns.items()}
    texts = {name for name, kind in kinds.items() if kind == {str}}
    assert texts == {"zeros", "quoted", "mixed", "unit"}
    assert kinds["int"] == {int} and kinds["float"] == {float}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("-5", -5),
        ("0.50", 0.5),
        (".5", 0.5),
        ("6.022e23", 6.022e23),
        ("-0", 0),
        ("-0.0", 0.0),
        ("007", None),
        ("-01", None),
        ("00.5", None),
        ("+1", None),
        ("1,000", None),
        ("1_000", None),
        ("0x10", None),
        ("5.", None),
        ("1 2", None),
        ("nan", None),
        ("inf", None),
        ("true", None),
        ("１２", None),
        ("½", None),
        ("2026-01-01", None),
        ("", None),
    ],
)
def test_what_is_a_number(text: str, number: float | None) -> None:
    found = read_number(text)
    assert (found, type(found), str(found)) == (number, type(number), str(number))


@pytest.mark.parametrize("text", ["9" * 19, "1e999"])
def test_numbers_that_are_too_large(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"large|digits"):
        read_number(text)
    assert error_in(tmp_path, f"a\n{text}\n").startswith("bad-data t.csv:2:1")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n3,\n", "empty-value t.csv:3:2 a cell is empty"),
        ('a,b\n1,2\n"",4\n', "empty-value t.csv:3:1 a cell is empty"),
        ("a,b\n1,2\n3\n", "bad-data t.csv:3:1 this row has 1 cell, the first one has 2"),
        ("a,b\n1,2,3\n", "bad-data t.csv:2:1 this row has 3 cells, the first one has 2"),
        ("a,a\n1,2\n", "bad-data t.csv:1:3 two columns are called `a`"),
        ("a,,c\n1,2,3\n", "empty-value t.csv:1:3 the name of a column is empty"),
        ('a,b\n1,"2\n', "bad-data t.csv:2:3 this quote is never closed"),
        ("a;b\n1;2\n", "bad-data t.csv:1:1 the cells seem to be separated by another sign"),
        ("a\tb\n1\t2\n", "bad-data t.csv:1:1 the cells seem to be separated by another sign"),
        ("a,b\n", "bad-data t.csv:1:1 the file has no rows below its first line, which"),
        ("", "bad-data t.csv:1:1 the file is empty"),
        ("\n\n", "bad-data t.csv:1:1 the file is empty"),
        ("a,b\n1,x\x00y\n", "bad-data t.csv:2:3 a cell holds the character U+0000"),
        ("a,b\n1,x\ue000\n", "bad-data t.csv:2:3 a cell holds the character U+E000"),
        (b"a,b\n1,\xff2\n", "not-utf8 t.csv:2:3 the byte 0xFF is not UTF-8"),
        ("名,b\n中,1\n".encode("gbk"), "not-utf8 t.csv:1:1 the byte 0xC3 is not UTF-8"),
    ],
)
def test_errors_inside_a_file_are_located(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    assert error_in(tmp_path, content).startswith(message)


def test_a_file_in_utf16_is_named(tmp_path: Path) -> None:
    message = error_in(tmp_path, "a,b\n1,2\n".encode("utf-16"))
    assert message == "not-utf8 deck.yaml:5:13 `t.csv` is UTF-16, not UTF-8"


def test_many_errors_are_cut_short(tmp_path: Path) -> None:
    deck_file, found = _with_file(tmp_path, "a,b\n" + "1\n" * 5000)
    assert deck_file is None
    assert 10 < len(found) < 30


def test_sizes_are_bounded(tmp_path: Path) -> None:
    rows = "1,2\n" * (MAX_CELLS // 2)
    assert table_of(tmp_path, "a,b\n" + rows).count == MAX_CELLS // 2
    message = error_in(tmp_path, f"a,b\n{rows}1,2\n")
    assert message.startswith(f"too-many t.csv:{MAX_CELLS // 2 + 2}:1 the tables of a deck file")
    assert "has at most 1,000 characters" in error_in(tmp_path, "a\n" + "x" * (MAX_CELL + 1))
    names = ",".join(f"c{k}" for k in range(MAX_COLUMNS + 1))
    assert error_in(tmp_path, f"{names}\n").startswith("too-many t.csv:1:")
    with (tmp_path / "t.csv").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    _, found = read(tmp_path, "  t: {file: t.csv}\n")
    assert shown(found).startswith("file-too-large deck.yaml:5:13")


@pytest.mark.parametrize(
    "name",
    [
        "../t.csv",
        "below/../../t.csv",
        "/etc/hosts.csv",
        "C:/t.csv",
        "file:t.csv",
        "below\\t.csv",
        "t\u0007.csv",
        "link.csv",
        "linked/t.csv",
    ],
)
def test_no_path_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "deck"
    inside.mkdir()
    (tmp_path / "t.csv").write_text("a\n1\n")
    if "link" in name:
        (inside / "link.csv").symlink_to(tmp_path / "t.csv")
        (inside / "linked").symlink_to(tmp_path)
    escaped = name.replace("\\", "\\\\").replace("\u0007", "\\a")
    _, found = read(inside, f'  t: {{file: "{escaped}"}}\n')
    assert [d.code for d in found] == ["bad-data"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("no.csv", "no-such-file"), ("below.csv", "bad-data"), ("beams.xlsx", "bad-data")],
)
def test_what_is_no_file(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "below.csv").mkdir()
    _, found = read(tmp_path, f"  t: {{file: {name}}}\n")
    assert shown(found).startswith(f"{code} deck.yaml:5:13")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_blocks_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    _, found = read(tmp_path, "  t: {file: t.csv}\n")
    assert [d.code for d in found] == ["bad-data"]


def test_files_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "t.csv").write_text("a\nx,\n")
    _, found = read(tmp_path, "  t: {file: data/t.csv}\n")
    assert shown(found).startswith("bad-data data/t.csv:2:1")


def test_columns_in_several_languages(tmp_path: Path) -> None:
    rows = "name.en,name.zh,height.cm\noak,橡,3\n"
    assert table_of(tmp_path, rows, languages="en, zh").attributes == ["name"]
    assert error_in(tmp_path, "name.en,b\noak,1\n", languages="en, zh") == (
        "missing-language t.csv:1:1 the table has no column `name.zh`"
    )
    assert "and one for each language" in error_in(tmp_path, "name,name.en\na,b\n")


def test_a_column_that_is_nearly_numeric(tmp_path: Path) -> None:
    deck_file, found = _with_file(tmp_path, "a,b\n1,1\n2,2\n3,n/a\n4,4\n")
    assert deck_file is not None
    assert shown(found) == (
        "mixed-column t.csv:4:3 `b` is a column of texts, because this cell is no plain number"
    )
    for content in ('a\n1\n2\n"3"\n4\n', "a\n10115\n20095\n01067\n80331\n", "a\n1\nx\ny\n4\n"):
        assert table_of(tmp_path, content).columns["a"].is_text


@pytest.mark.parametrize(
    ("name", "plain"),
    [("h", True), ("高", True), ("T", False), ("h m", False), ("class", False), ("ﬁ", False)],
)
def test_which_columns_are_written_behind_a_point(name: str, plain: bool) -> None:
    assert is_attribute(name) == plain


def test_a_changed_cell_changes_what_names_the_table(tmp_path: Path) -> None:
    text = "  t: {file: t.csv}\n  u:\n  - {a: 1}\n"
    seen = set()
    for content in ("a\n1\n", "a\n2\n", "a\n1\n"):
        (tmp_path / "t.csv").write_text(content)
        found: list[Diagnostic] = []
        source = Source(
            "deck.yaml",
            f"namespace: n\ndeck: D\ndata:\n{text}cards:\n"
            "- {id: a, front: t, back: x}\n- {id: b, front: u, back: x}\n",
        )
        deck_file = read_deck_file(source, tmp_path / "deck.yaml", found)
        assert deck_file is not None
        a, b = map(deck_file.data_of, deck_file.definitions)
        seen.add(a)
        assert [name for name, _ in b] == ["u"]
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("card", "hint"),
    [
        (
            "marks: [{at: [0, 0], text: a}]",
            "they belong to an image: `image: {file: name.png, marks",
        ),
        ("alt: A circuit", "it belongs to an image: `image: {file: name.png, alt"),
        ("data: {t: {file: t.csv}}", "tables stand at the top of the file, above `cards`"),
    ],
)
def test_a_key_in_another_place_says_where_it_belongs(card: str, hint: str) -> None:
    text = f"namespace: n\ndeck: D\ncards:\n- id: a\n  front: Q\n  back: A\n  {card}\n"
    found: list[Diagnostic] = []
    read_deck_file(Source("deck.yaml", text), Path("deck.yaml"), found)
    (error,) = found
    assert error.code == "unknown-key"
    assert (error.hint or "").startswith(hint)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=60) | st.text('a1,;"\n\r\t.-0 é\ufeff', max_size=60).map(str.encode))
def test_whatever_a_file_holds_is_a_table_or_an_error(tmp_path: Path, content: bytes) -> None:
    deck_file, found = _with_file(tmp_path, content)
    errors = [d for d in found if d.severity == "error"]
    assert (deck_file is None) == bool(errors)
    assert all(d.span is not None and d.span.line >= 1 and d.span.column >= 1 for d in found)
    if deck_file is not None:
        table = deck_file.data.tables["t"]
        assert {len(column.values) for column in table.columns.values()} == {table.count}
