"""When a typed text is the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.values.rules import RULES
from flashgen.values.words import plain_texts, same_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("！", "!"),
        ("～", "~"),
        ("Ａ", "a"),
        ("x⁻¹⁴⁹", "x^-149"),
        ("x⁺²", "x^2"),
        ("x⁵", "x^5"),
        ("x₁₂", "x_12"),
        ("a  b\n c", "a b c"),
        ("two‐fold", "two fold"),
        ("x - 1", "x 1"),
        ("3 − 1", "3-1"),
        ("½ x", "1/2 x"),
        ("ﬂow", "flow"),
    ],
)
def test_signs_that_look_the_same_are_the_same(text, plain):
    assert plain_texts(text)[0] == plain


def test_scripts_count_as_digits_too():
    assert plain_texts("x₁²") == ("x_1^2", "x12")
    assert plain_texts("X₁²", exact=True) == ("X_1^2", "X12")


@given(st.text(max_size=8))
def test_a_text_is_itself(text):
    assert same_text(text, text)
    assert same_text(f" {text}\n", text)


@given(
    st.text("ab. ", min_size=1, max_size=5),
    st.sampled_from(RULES["quotes"]),
    st.sampled_from(RULES["quotes"]),
)
def test_quotes_around_do_not_count(text, opening, closing):
    if text.strip():
        assert same_text(f"{opening}{text}{closing}", text)


@given(st.text("ab", min_size=1, max_size=3), st.sampled_from(["'", ".", "”"]))
def test_what_the_answer_has_is_wanted(text, sign):
    assert not same_text(text, text + sign)
    assert not same_text("", sign)
