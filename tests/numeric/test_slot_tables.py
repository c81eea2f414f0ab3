"""Tables in texts: headings, formats, where they may stand, and Markdown."""

import pytest
from command import run
from decks import HEAD, build_text, numeric


def card(slot: str, parameters: str = "a: integers(1, 99), b: integers(1, 99)", **keys: str) -> str:
    question = f"|\n    The table:\n\n    {slot}\n\n    What is <<a>> and <<b>>?"
    return numeric(parameters=parameters, question=question, **keys)


def shown(slot: str, **keys: str) -> str:
    built = build_text(HEAD + card(slot, **keys), 1)
    assert built.diagnostics == ()
    (note,) = built.notes
    return note.fields["Question"].replace("\n", "")


def problem(slot: str, **keys: str) -> str:
    built = build_text(HEAD + card(slot, **keys), 1)
    return "; ".join(d.message for d in built.diagnostics)


def test_a_table_has_headings() -> None:
    html = shown('<<table([[1, 2], [3, 4.5]], rows=["u", "v"], columns=["x", "y"])>>')
    assert (
        '<table class="values"><thead><tr><td></td><th scope="col">x</th><th scope="col">y</th>'
        '</tr></thead><tbody><tr><th scope="row">u</th><td>1</td><td>2</td></tr>'
        '<tr><th scope="row">v</th><td>3</td><td>4.5</td></tr></tbody></table>'
    ) in html
    assert "<p><table" not in html


def test_headings_may_be_left_out_or_computed() -> None:
    assert "<th" not in shown("<<table([1, 2, 3])>>")
    html = shown("<<table([[1, 2]], columns=[x**2 for x in range(2)])>>")
    assert '<th scope="col">0</th><th scope="col">1</th>' in html
    assert "<td></td>" not in html


def test_written_headings_are_markdown() -> None:
    html = shown(r'<<table([1], rows=["$x_1$ in **m**"])>>')
    assert r'<th scope="row">\(x_1\) in <strong>m</strong></th>' in html


def test_a_format_is_that_of_the_cells() -> None:
    html = shown("<<table([[1, 2.5]], columns=[10, 20]):.2f>>")
    assert "<td>1.00</td><td>2.50</td>" in html
    assert '<th scope="col">10</th>' in html


def test_texts_are_cells_too_and_harmless() -> None:
    html = shown('<<table([["a<b", "[sound:x]"]])>>')
    assert "<td>a&lt;b</td><td>&#91;sound:x]</td>" in html


@pytest.mark.parametrize(
    ("slot", "message"),
    [
        ("so <<table([1])>>", "a table stands alone in its paragraph"),
        ("<<table([1]) + 1>>", "there is no function `table`"),
        ("<<table()>>", "table lacks its argument `matrix`"),
        ("<<table([1], row=[1])>>", "table has no argument `row`"),
        ("<<table([1], rows=[c])>>", "`c` is not defined here"),
        ("<<table([1, 2], columns=[1])>>", "the table has 2 columns, but 1 headings for them"),
        ("<<table([1, 2], rows=1)>>", "`rows` are the headings of a table, a list"),
        ("<<table(a)>>", "a table takes a matrix, but here is a number"),
        ("<<table(zeros((30, 30)))>>", "a table has at most 400 cells"),
        ('<<table([1], rows=["$\\input{x}$"])>>', "input"),
    ],
)
def test_errors(slot: str, message: str) -> None:
    assert message in problem(slot)


def test_errors_are_located_in_the_slot() -> None:
    built = build_text(HEAD + card("<<table([[1, 2]], columns=[a, c])>>"), 1)
    (error,) = built.diagnostics
    assert error.span is not None
    assert error.span.source.text[error.span.start : error.span.end] == "c"


def test_a_parameter_that_a_table_shows_is_shown(tmp_path) -> None:
    text = numeric(
        "a + b",
        question="|\n    What is their sum?\n\n    <<table([[a]], columns=[b])>>",
    )
    (tmp_path / "d.yaml").write_text(HEAD + text, encoding="utf-8")
    result = run("check", "--draws", "100", tmp_path)
    assert "no errors, no warnings" in result.output, result.output


def test_in_a_terminal_and_in_markdown_it_is_a_table(tmp_path) -> None:
    text = card('<<table([[1, 2], [3, 4]], rows=["u", "v|w"], columns=["x", "y"])>>')
    (tmp_path / "d.yaml").write_text(HEAD + text, encoding="utf-8")
    for arguments in (["show", "x", str(tmp_path)], ["export", "--to", "markdown", str(tmp_path)]):
        lines = [line.strip() for line in run(*arguments).output.split("\n")]
        start = lines.index("|  | x | y |")
        assert lines[start + 1] == "| --- | --- | --- |"
        assert lines[start + 2] == "| **u** | 1 | 2 |"
        assert lines[start + 3].endswith("| 3 | 4 |")


def test_in_latex_it_is_a_table(tmp_path) -> None:
    text = card('<<table([[1, 2]], rows=["u"], columns=["x", "y"])>>')
    (tmp_path / "d.yaml").write_text(HEAD + text, encoding="utf-8")
    output = run("export", "--to", "latex", tmp_path).output
    assert r"\begin{tabular}{lll}" in output
    assert r"\textbf{u} & 1 & 2" in output


DATA = """\
namespace: n
deck: {en: D, zh: 丁}
languages: [en, zh]
data:
  metals:
  - {name: {en: iron, zh: 铁}, symbol: Fe, "ρ (g/cm³)": 7.87}
  - {name: {en: copper, zh: 铜}, symbol: Cu, "ρ (g/cm³)": 8.96}
  - {name: {en: gold, zh: 金}, symbol: Au, "ρ (g/cm³)": 19.3}
cards:
- id: x
  parameters:
    some: pick(metals, 2)
    one: pick(metals)
    n: integers(1, 99)
  question:
    en: |
      What is <<n>>?

      SLOT
    zh: |
      <<n>> 是多少？

      SLOT
  answer: n
"""


def of_data(slot: str) -> tuple[list[str], str]:
    """Return the tables in all languages, and what is reported."""
    built = build_text(DATA.replace("SLOT", slot), 1)
    tables = [
        n.fields["Question"].partition("<table")[2].partition("</table>")[0] for n in built.notes
    ]
    return tables, "; ".join(d.message for d in built.diagnostics if d.code != "one-deck")


def test_rows_of_data_are_a_table() -> None:
    (en, zh), problems = of_data("<<table(metals)>>")
    assert problems == ""
    heads = '<th scope="col">name</th><th scope="col">symbol</th><th scope="col">ρ (g/cm³)</th>'
    assert heads in en
    assert "<tr><td>iron</td><td>Fe</td><td>7.87</td></tr>" in en
    assert "<tr><td>金</td><td>Au</td><td>19.3</td></tr>" in zh


def test_rows_of_data_may_be_picked_and_columns_chosen() -> None:
    (en, zh), problems = of_data('<<table(some, columns=["ρ (g/cm³)", "name"], rows=["1", "2"])>>')
    assert problems == ""
    assert en.count("<tr>") == zh.count("<tr>") == 3
    assert en.count("<td>") == 1 + 2 * 2
    (en, _), problems = of_data("<<table(metals):.1f>>")
    assert "<tr><td>copper</td><td>Cu</td><td>9.0</td></tr>" in en
    (en, _), problems = of_data('<<table(one, columns=["symbol"])>>')
    assert (en.count("<td>"), problems) == (1, "")


@pytest.mark.parametrize(
    ("slot", "message"),
    [
        ('<<table(metals, columns=["nam"])>>', "`metals` has no column `nam`"),
        ("<<table(metals, columns=[1])>>", "`columns` are the names of columns of the table"),
        ('<<table(metals, rows=["a"])>>', "the table has 3 rows, but 1 headings for them"),
        ("<<table([metals, 1])>>", "`metals` is a table, not a value"),
    ],
)
def test_errors_of_tables_of_data(slot: str, message: str) -> None:
    assert message in of_data(slot)[1]
