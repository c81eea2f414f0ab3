"""Tables in texts: headings, formats, where they may stand, and Markdown."""

import pytest
from click.testing import CliRunner
from decks import HEAD, build_text, numeric

from flashgen.cli import main


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
    result = CliRunner().invoke(main, ["check", "--draws", "100", str(tmp_path)])
    assert "no errors, no warnings" in result.output, result.output


def test_in_a_terminal_and_in_markdown_it_is_a_table(tmp_path) -> None:
    text = card('<<table([[1, 2], [3, 4]], rows=["u", "v|w"], columns=["x", "y"])>>')
    (tmp_path / "d.yaml").write_text(HEAD + text, encoding="utf-8")
    for arguments in (["show", "x", str(tmp_path)], ["export", "--to", "markdown", str(tmp_path)]):
        lines = [line.strip() for line in CliRunner().invoke(main, arguments).output.split("\n")]
        start = lines.index("|  | x | y |")
        assert lines[start + 1] == "| --- | --- | --- |"
        assert lines[start + 2] == "| **u** | 1 | 2 |"
        assert lines[start + 3].endswith("| 3 | 4 |")


def test_in_latex_it_is_a_table(tmp_path) -> None:
    text = card('<<table([[1, 2]], rows=["u"], columns=["x", "y"])>>')
    (tmp_path / "d.yaml").write_text(HEAD + text, encoding="utf-8")
    output = CliRunner().invoke(main, ["export", "--to", "latex", str(tmp_path)]).output
    assert r"\begin{tabular}{lll}" in output
    assert r"\textbf{u} & 1 & 2" in output
