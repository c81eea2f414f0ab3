"""Charts, tables with headings and marked images in every format that can show them."""

import re
import zipfile
from pathlib import Path

import pytest
from command import run

from flashgen.exporters.tikz import picture
from flashgen.expression import evaluation
from flashgen.numeric.figures import compile_figure

DECK = Path(__file__).parents[1] / "fixtures" / "figures"


def export(to: str, *options: str) -> str:
    arguments = ["export", "--to", to, "--lang", "en", *options, str(DECK)]
    result = run(*arguments, status=0)
    return result.stdout


def test_a_worksheet_has_them_all() -> None:
    html = export("html")
    for name in ("figure-line", "figure-dots", "figure-histogram", "figure-box", "figure-whisker"):
        assert f'class="{name}' in html
        assert f".{name}" in html  # its rule
    assert html.count('<table class="values">') >= 1
    assert re.search(r'<span class="mark" style="[^"]*left:12%;top:50%[^"]*">\d+ V</span>', html)
    assert not re.search(r"<text[^>]*>-\d", html)


@pytest.mark.parametrize("to", ["moodle", "gift"])
def test_question_banks_have_them(to: str) -> None:
    text = export(to)
    assert "figure-line" in text
    assert "figure-dots" in text


def test_a_package_of_questions_has_a_description_of_each_figure(tmp_path: Path) -> None:
    export("qti", "-o", str(tmp_path / "deck.zip"))
    with zipfile.ZipFile(tmp_path / "deck.zip") as package:
        items = [package.read(name).decode() for name in package.namelist() if "items/" in name]
    described = [alt for item in items for alt in re.findall(r'<img [^>]*alt="([^"]*)"', item)]
    assert "figure" not in described
    assert any(alt.startswith("f(x) against x. Curve: (") for alt in described)


def drawn(call: str) -> str:
    with evaluation():
        return picture(compile_figure(call, ()).draw({}).svg, lambda text: text)


def test_curves_are_paths_that_latex_reads() -> None:
    tikz = drawn("[curve(sin(x), x, 0, 6), curve(x / 6, x, 0, 6), points([1], [0.5])]")
    paths = re.findall(r'\\path\[([^\]]*)\] svg "([^"]*)";', tikz)
    lines = [(style, path) for style, path in paths if "c" in path]
    assert [style for style, _ in lines] == [
        "draw=accent, line width=1.4pt",
        "draw=negative, line width=1.4pt, dash pattern=on 5.4pt off 2.7pt",
    ]
    for _, path in paths:
        assert re.fullmatch(r"(?:[A-Za-z]|-?\d*\.?\d+)(?: (?:[A-Za-z]|-?\d*\.?\d+))*", path)
    assert re.search(r"\\path\[fill=black\] \(\d+, \d+\) circle \[radius=4pt\];", tikz)


def test_a_box_plot_and_a_histogram_are_filled() -> None:
    assert "fill=white, draw=black" in drawn("boxplot([1, 2, 3, 9])")
    assert "fill=accent, draw=white" in drawn("histogram([1, 2, 3, 9])")
