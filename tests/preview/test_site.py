"""What the preview's page is given."""

import pytest

from flashgen.preview.site import _problem, plain_text
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Source, Span


@pytest.mark.parametrize(("length", "shown"), [(9_000, True), (11_000, False)])
def test_a_line_that_is_a_file_does_not_go_with_each_of_its_problems(
    length: int, shown: bool
) -> None:
    source = Source("a.yaml", "first\n" + "x" * length)
    problem = _problem(Diagnostic("bad-id", "wrong", Span(source, 20, 25)))
    assert (problem["text"] is not None) == shown
    assert problem["line"] == 2


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("<b>a</b><br>b", "a b"),
        (r"a \(x^2\) b", "a x² b"),
        ("{{c1::a}} {{c2::b::hint}}", "a b"),
        ("{{c1::a {{c2::b}} c::hint}} d", "a b c d"),
        (r"{{c1::a} \(b", r"{{c1::a} \(b"),
    ],
)
def test_the_text_of_a_field_is_without_its_signs(field: str, text: str) -> None:
    assert plain_text(field) == text
