"""Formulas that would show in red: second scripts, scripts and commands with nothing behind."""

import pytest
from formulas import BAD, GOOD

from flashgen.markup import MarkupError, compile_cloze, compile_text


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
