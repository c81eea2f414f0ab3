"""LaTeX source: balanced always, compiled where LaTeX is installed, with what the sheets have."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from decks_to_export import export, run, write_deck
from extent import only_long
from fields_deck import FIELDS
from worksheet_reader import read

from flashgen.exporters.latex_text import latex

LIBRARY = Path(__file__).parents[2] / "cards"
ODD = (
    "Signs: \\\\ { } $ & % # _ ~ ^ \\< \\> | \" ' ` − × · … – — “a” ² ° α → ≤ "
    "10⁻⁷ x₁₂ ♞ and `x_1 & {y}\\n %`\n\n"
    '| a & b | c |\n|---|---|\n| 1 | `x|y` |\n\n```python\nif x:  # 100 %\n    y = "{}"\n```\n\n'
    "$a_1 \\ne b$\n\n$$\n\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}\n$$\n\n> - one\n> - *two*"
)


def balanced(source: str) -> None:
    """Braces close what they open, environments end in their order, math is closed."""
    open_: list[str] = []
    for token in re.findall(r"\\(?:begin|end)\{[^}]*\}|\\.|[{}%]|\n|[^\\{}%\n]+", source, re.S):
        if open_ and open_[-1] == "%":
            if token == "\n":
                open_.pop()
        elif token == "%":
            open_.append("%")
        elif token.startswith("\\begin{"):
            open_.append(token[7:-1])
        elif token.startswith("\\end{"):
            assert open_.pop() == token[5:-1]
        elif token in ("{", "\\(", "\\["):
            open_.append(token)
        elif token in ("}", "\\)", "\\]"):
            assert open_.pop() == {"}": "{", "\\)": "\\(", "\\]": "\\["}[token]
    assert open_ == []


def odd_deck(folder: Path) -> Path:
    lines = "".join(f"    {line}\n" for line in ODD.split("\n"))
    return write_deck(folder, f"namespace: n\ndeck: 'A & B_1'\ncards:\n- id: x\n  front: |\n{lines}"
                              f"  back: |\n{lines}")  # fmt: skip


def compiled(source: str, folder: Path) -> str:
    """Compile a source twice, and return its text."""
    program = shutil.which("pdflatex")
    if program is None or shutil.which("kpsewhich") is None:
        pytest.skip("LaTeX is not installed")
    if subprocess.run(["kpsewhich", "exam.cls"], capture_output=True, check=False).returncode:
        pytest.skip("LaTeX has no class `exam`")
    (folder / "sheet.tex").write_text(source, encoding="utf-8")
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
    for _ in range(2):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(folder / "sheet.pdf").pages)


def test_a_sheet_has_what_the_worksheet_has(tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    options = ("--seed", "7", "--variants", "2", "--points", "3", "--shuffle")
    source = export(deck, "latex", *options)
    balanced(source)
    assert source.count("\\begin{questions}") == 2
    assert source.count("\\question[3] ") == 14
    assert len(re.findall(r"\\CorrectChoice ", source)) == source.count("\\begin{choices}") == 4
    assert "Sheet 7 (seed 7)" in source
    assert "% \\printanswers" in source
    assert "\n\\printanswers" in export(deck, "latex", "--part", "key")
    # The numbers, and the order, are those of the worksheet with the same seed.
    plain = [option for option in options if option not in ("--points", "3")]
    sheet = read(export(deck, "html", *plain)).sections[0][2]
    questions = re.findall(r"\\question\[3\] (.*)", source)[:7]
    for typed, drawn in zip(questions, sheet, strict=True):
        digits = re.findall(r"\d+", re.sub(r"\\[a-zA-Z]+", "", typed))
        assert digits == re.findall(r"\d+", drawn)[: len(digits)]


def test_header_paper_and_space(tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    source = export(
        deck, "latex", "--paper", "letter", "--header", "Class: ____", "--space", "none"
    )
    assert "letterpaper" in source
    assert "{Class: \\enspace\\hrulefill}" in source
    assert "Name" not in source
    assert "\\begin{solution}[" not in source
    assert "\\begin{solution}[8cm]" in export(deck, "latex", "--space", "large")


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_library_is_balanced(path: Path) -> None:
    for language in ("en", "zh"):
        source = export(path, "latex", "--lang", language, "--part", "key")
        balanced(source)
        assert "\ue000" not in source
        assert ("xeCJK" in source) is (language == "zh")


def test_odd_signs_compile(tmp_path: Path) -> None:
    source = export(odd_deck(tmp_path), "latex", "--part", "key")
    balanced(source)
    text = compiled(source, tmp_path)
    for sign in "{}$&%#_~^|":
        assert sign in text


def test_every_kind_of_card_compiles(tmp_path: Path) -> None:
    source = export(write_deck(tmp_path, FIELDS), "latex", "--part", "key", "--points", "2")
    balanced(source)
    assert "\\begin{tikzpicture}" in source
    text = compiled(source, tmp_path)
    assert re.search(r"Page 1 of \d", text)
    assert "Solution" in text


@only_long
@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_library_compiles(path: Path, tmp_path: Path) -> None:
    compiled(export(path, "latex", "--lang", "en", "--part", "key", "--points", "1"), tmp_path)


@pytest.mark.parametrize(
    ("html", "source"),
    [
        ("<p>a &lt; b &amp; c_1</p>", r"a \textless{} b \& c\_1"),
        (r"<p>\(a_1 &lt; b\) is -1</p>", r"\(a_1 < b\) is \ensuremath{-}1"),
        ("<code>a-1 b_2</code>", r"\texttt{a-1 b\_2}"),
        ('<a href="https://x.org/a%20b#c_d">e</a>', r"\href{https://x.org/a\%20b\#c_d}{e}"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2 &amp; 3</td></tr></table>",
            "\\begin{tabular}{ll}\n\\hline\n\\textbf{a} & \\textbf{b} \\\\\n1 & 2 \\& 3 \\\\\n"
            "\\hline\n\\end{tabular}",
        ),
        ("<ul><li>a</li><li>b</li></ul>", "\\begin{itemize}\n\\item a\n\\item b\n\n\\end{itemize}"),
    ],
)
def test_html_as_latex(html: str, source: str) -> None:
    assert latex(html) == source


PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)
IMAGES = """namespace: n
deck: D
cards:
- {id: one, image: {file: one.png, alt: A dot}, front: Which?, back: '![Lines & more](two.svg)'}
- {id: other, front: Why?, back: So.}
"""


def test_images_are_copied_beside_the_source(tmp_path: Path) -> None:
    (tmp_path / "deck").mkdir()
    folder = write_deck(tmp_path / "deck", IMAGES)
    (folder.parent / "one.png").write_bytes(PIXEL)
    (folder.parent / "two.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8"
    )
    source = tmp_path / "made" / "sheet.tex"
    source.parent.mkdir()
    run("export", str(folder), "--to", "latex", "-o", str(source))
    text = source.read_text(encoding="utf-8")
    ((name, shown),) = re.findall(r"\\cardimage\{([^}]*)\}\{([^}]*)\}", text)
    assert shown == "A dot" and r"\fbox{Lines \& more}" in text
    assert sorted(source.parent.iterdir()) == [source.with_name(name), source]
    assert source.with_name(name).read_bytes() == PIXEL
    assert r"\newcommand{\cardimage}" in text and r"\usepackage{graphicx}" in text
    balanced(text)
    assert export(folder, "latex") == text
    without = export(folder, "latex", "--only", "other")
    assert r"\cardimage" not in without and r"\usepackage{graphicx}" not in without
