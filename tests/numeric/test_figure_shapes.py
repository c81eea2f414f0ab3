"""Figures of arrays whose lengths differ from draw to draw: a template for each shape."""

import json
import re

import pytest
from decks import HEAD, build_text, draw, numeric

from flashgen.anki.card.reading import filled, read_data
from flashgen.numeric.drawing import MAX_SHAPES

W = "n: integers({}, {}), w: integers(1, 20, shape=12)"
QUESTION = "What is the sum of <<n>> numbers?"


def card(low: int, high: int, figure: str = "bars(w[:n])", **keys: str) -> str:
    parameters = W.format(low, high)
    return numeric("sum(w[:n])", parameters=parameters, question=QUESTION, figure=figure, **keys)


def test_each_variant_has_the_template_of_its_shape() -> None:
    built = build_text(HEAD + card(3, 8), 24)
    assert built.diagnostics == ()
    (note,) = built.notes
    data = read_data(note.fields["Data"])
    lengths = set()
    for row in data.rows:
        form = filled(data.forms[row.form], row)
        (n,) = re.findall(r"of (\d+) numbers", form.question)
        assert form.figure.count('class="figure-bar"') == int(n)
        heights = re.findall(r'<text x="[\d.]+" y="\d+">(\d+)</text>', form.figure)
        assert sum(map(int, heights)) == row.answers[0]
        lengths.add(n)
    assert len(data.forms) == len(lengths) > 3
    static = note.fields["Figure"].count('class="figure-bar"')
    assert f"of {static} numbers" in note.fields["Question"]


def test_a_figure_of_one_shape_has_one_template() -> None:
    (note,) = build_text(HEAD + card(5, 5), 12).notes
    assert len(json.loads(note.fields["Data"])["forms"]) == 1


def test_of_both_sides_the_pairs_of_shapes_are_templates() -> None:
    figure = "{question: 'bars(w[:n])', solution: 'bars(w[n:])'}"
    (note,) = build_text(HEAD + card(4, 6, figure), 24).notes
    data = read_data(note.fields["Data"])
    assert len(data.forms) == 3
    for row in data.rows:
        form = filled(data.forms[row.form], row)
        counts = [text.count('class="figure-bar"') for text in (form.figure, form.solution)]
        assert sum(counts) == 12


@pytest.mark.parametrize(("low", "errors"), [(12 - MAX_SHAPES + 1, []), (2, ["bad-figure"])])
def test_shapes_are_counted(low: int, errors: list[str]) -> None:
    drawn = draw(card(low, 12), 64, distinct=False)
    assert drawn.codes == errors
    if errors:
        (problem,) = drawn.diagnostics
        assert "the figure has more than 8 shapes on different draws, with n =" in problem.message


def test_a_list_of_layers_is_read_as_typed() -> None:
    layers = "\n    - curve(n * x, x, 0, 3)\n    - points([1], [n])"
    for figure in (layers, "[curve(n * x, x, 0, 3), points([1], [n])]"):
        (note,) = build_text(HEAD + card(3, 8, figure), 12).notes
        assert note.fields["Figure"].count("figure-line") == 1
        assert note.fields["Figure"].count("figure-dots") == 1
        assert len(json.loads(note.fields["Data"])["forms"]) == 1


def test_an_error_in_a_layer_is_located() -> None:
    text = HEAD + card(3, 8, "\n    - curve(n * x, x, 0, 3)\n    - points([1], [m])")
    (error,) = build_text(text, 2).diagnostics
    assert error.span is not None
    assert error.span.source.text[error.span.start : error.span.end] == "m"
    assert error.message == "`m` is not defined here"
