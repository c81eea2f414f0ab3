"""Formulas that would show in red: second scripts, scripts and commands with nothing behind."""

import random

import pytest
from formulas import BAD, GOOD

from flashgen.markup import MarkupError, compile_cloze, compile_text
from flashgen.markup.formulas import render_formula


@pytest.mark.parametrize(("formula", "message"), BAD.items())
def test_is_refused_where_it_is_wrong(formula: str, message: str) -> None:
    with pytest.raises(MarkupError) as caught:
        compile_text(f"See ${formula}$.", slots=True)
    (problem,) = caught.value.errors
    assert problem.code == "math"
    assert message in problem.message
    assert formula[problem.start - 5] in "^_'\\"
    assert problem.hint


@pytest.mark.parametrize("formula", GOOD)
def test_is_left_alone(formula: str) -> None:
    assert compile_text(f"See ${formula}$.", slots=True).warnings == ()


def test_slots_and_clozes_are_scripts_like_others() -> None:
    compile_text("$<<a>>^<<b>>_<<c>>$", slots=True)
    compile_cloze("$x^{{c1::2}}_{{c2::i}}$ and ${{c1::x^2}}_i$")
    with pytest.raises(MarkupError, match="second superscript"):
        compile_text("$<<a>>^2^<<b>>$", slots=True)


def test_many_are_found_in_no_time_and_not_all_said() -> None:
    with pytest.raises(MarkupError) as caught:
        compile_text(f"${'x^2^2' * 1900}$", slots=False)
    assert len(caught.value.errors) == 50


PARTS = (
    *"abx012 ()[]|+-*/=,.;:!>_^{}_^{}'&~\uf8ff",
    *(
        "_{",
        "^{",
        " ",
        " ",
        "\\,",
        "\\\\",
        "\\alpha",
        "\\eta",
        "\\sum",
        "\\log",
        "\\cdot",
        "\\frac",
    ),
    *("\\sqrt", "\\limits", "\\text", "\\left", "\\right", "\\begin", "\\color", "\\href"),
    *("\\displaystyle", "\\mathbf", "\\over", "\\big", "\\rm", "\\hline", "\\htmlX", "\\end"),
)


def test_a_formula_that_is_not_read_would_come_out_the_same_if_it_were() -> None:
    # An empty group in front changes nothing, and is read.
    random_parts = random.Random(7)
    fine = 0
    for _ in range(3_000):
        formula = "".join(random_parts.choices(PARTS, k=random_parts.randint(1, 9)))
        given = render_formula(formula, [], in_cloze_text=False)
        read = render_formula("{}" + formula, [], in_cloze_text=False)
        assert [p.message for p in given.problems] == [p.message for p in read.problems], formula
        if not given.problems:
            assert "{}" + given.html == read.html
            fine += 1
    assert fine > 400
