"""Slots of a text, and the values in them."""

import re
from html import unescape

import numpy as np
import pytest

from flashgen.markup import (
    MarkupError,
    compile_inline,
    compile_text,
    html_answer,
    html_value,
    markdown_value,
    place,
)
from flashgen.values.formatting import Context, format_value
from flashgen.values.numerals import parse_format


def filled(text: str, **values: object) -> str:
    """The text with the values in the slots whose expressions are their names."""
    compiled = compile_text(text, slots=True)
    return compiled.fill(
        [
            html_value(
                values[slot.expression], parse_format(slot.format) if slot.format else None, slot
            )
            for slot in compiled.slots
        ]
    )


@pytest.mark.parametrize(
    ("inside", "expression", "format_"),
    [
        ("z", "z", None),
        (" z ", "z", None),
        ("p[y]:.3g", "p[y]", ".3g"),
        ("p : .2f ", "p", ".2f"),
        ("z[1:2]", "z[1:2]", None),
        ("z[1:2]:.1f", "z[1:2]", ".1f"),
        ("a if b else c:.2f", "a if b else c", ".2f"),
        ("{1: 2}:d", "{1: 2}", "d"),
        ("f(a, b):+,.2f", "f(a, b)", "+,.2f"),
        ('join(w, " >> ")', 'join(w, " >> ")', None),
        ('join(w, ": ")', 'join(w, ": ")', None),
        (r"""'it\'s >>':frac""", r"""'it\'s >>'""", "frac"),
        ("f(a >> b)", "f(a >> b)", None),
        ("f(\na)", "f(\na)", None),
        ("'$' + `x`", "'$' + `x`", None),
    ],
)
def test_a_slot_is_found(inside, expression, format_):
    # `>>` behind it: the slot ends at the first one at which it parses.
    for tail in ("", " b << c"):
        text = f"中 <<{inside}>>{tail.replace('<<', '')}"
        compiled = compile_text(text, slots=True)
        (slot,) = compiled.slots
        assert (slot.expression, slot.format) == (expression, format_)
        assert text[slot.start : slot.end] == expression
        assert text[slot.outer_start : slot.outer_end] == f"<<{inside}>>"
        assert len(compiled.pieces) == 2


def test_a_slot_ends_at_the_first_end_at_which_it_parses():
    compiled = compile_text("<<a >> b>> and <<c +>> <<d>> >>", slots=True)
    assert [slot.expression for slot in compiled.slots] == ["a", "c +", "d"]
    with pytest.raises(MarkupError, match="not an expression"):
        compile_text("<<c +>> >>", slots=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"a \<< b", "<p>a &lt;&lt; b</p>"),
        (r"`a \<< b`", "<p><code>a &lt;&lt; b</code></p>"),
        (r"$a \<< b$", r"<p>\(a &lt;&lt; b\)</p>"),
        ("```cpp\ncout \\<< x\n```", None),
        (r"\\<<x>>", r"<p>\<span></span>7</p>"),
        (r"$\\<<x>>$", r"<p>\(\\7\)</p>"),
        (r"\\\<<", r"<p>\<span></span>&lt;&lt;</p>"),
    ],
)
def test_the_signs_themselves(text, shown):
    html = filled(text, x=7)
    if shown is None:
        assert "&lt;&lt;" in html
        assert "\\" not in html
    else:
        assert html == shown


def test_without_slots_they_are_text():
    assert compile_text("a << b, <<c>>", slots=False).slots == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中 << a", [("slot", "<<")]),
        ("cout << x; << y", [("slot", "<<"), ("slot", "<<")]),
        ("<<>> x <<:.2f>>", [("slot", "<<>>"), ("slot", "<<:.2f>>")]),
        ("<<x:.99999999f>> <<y:q>>", [("format", ".99999999f"), ("format", "q")]),
        ("[a](http://x/<<x>>)", [("slot", "<<x>>")]),
        ("![<<x>>](a.png)", [("slot", "<<x>>")]),
        ("```<<x>>\na\n```", [("slot", "<<x>>")]),
        ('<abbr title="<<x>>">a</abbr>', [("slot", '<abbr title="<<x>>">')]),
        ("[a]: http://b '<<x>>'\n", [("slot", "<<x>>")]),
    ],
)
def test_where_no_slot_can_stand(text, expected):
    with pytest.raises(MarkupError) as caught:
        compile_text(text, slots=True)
    assert [(e.code, text[e.start : e.end]) for e in caught.value.errors] == expected


@pytest.mark.parametrize(
    ("text", "positive", "negative"),
    [
        ("$z = <<x>>$", "z = 2", "z = -2"),
        ("$3 - <<x>>$", "3 - 2", "3 - (-2)"),
        ("$3 + <<x>>$", "3 + 2", "3 + (-2)"),
        ("$-<<x>>$", "-2", "-(-2)"),
        (r"$3 \cdot <<x>>$", r"3 \cdot 2", r"3 \cdot (-2)"),
        (r"$3 \times<<x>>$", r"3 \times2", r"3 \times(-2)"),
        ("$3 / <<x>>$", "3 / 2", "3 / (-2)"),
        ("$<<x>>^2$", "2^2", "(-2)^2"),
        ("$<<x>> ^2$", "2 ^2", "(-2) ^2"),
        ("$e^<<x>>$", "e^{2}", "e^{-2}"),
        ("$e^{<<x>>}$", "e^{2}", "e^{-2}"),
        ("$a_<<x>>$", "a_{2}", "a_{-2}"),
        (r"$\frac<<x>>{3}$", r"\frac{2}{3}", r"\frac{-2}{3}"),
        (r"$\frac{<<x>>}{3}$", r"\frac{2}{3}", r"\frac{-2}{3}"),
        (r"$\sqrt <<x>>$", r"\sqrt {2}", r"\sqrt {-2}"),
        (r"$\ln <<x>>$", r"\ln 2", r"\ln (-2)"),
        (r"$\theta <<x>>$", r"\theta 2", r"\theta (-2)"),
        ("$(<<x>>, <<x>>)$", "(2, 2)", "(-2, -2)"),
        ("$[<<x>>]$", "&#91;2]", "&#91;-2]"),
        ("$y<<x>>$", "y2", "y(-2)"),
        ("$3<<x>>$", "32", "3(-2)"),
        ("$(3)<<x>>$", "(3)2", "(3)(-2)"),
        (r"$\frac{1}{3}<<x>>$", r"\frac{1}{3}2", r"\frac{1}{3}(-2)"),
        (r"$\text{loss }<<x>>$", r"\text{loss }2", r"\text{loss }-2"),
        (r"$\text{a <<x>> b}$", r"\text{a }2\text{ b}", r"\text{a }-2\text{ b}"),
        (
            r"$\begin{matrix}<<x>> & <<x>> \\ <<x>>\\[2pt]<<x>>\end{matrix}$",
            r"\begin{matrix}2 &amp; 2 \\ 2\\[2pt]2\end{matrix}",
            r"\begin{matrix}-2 &amp; -2 \\ -2\\[2pt]-2\end{matrix}",
        ),
        (r"$\left|<<x>>\right|$", r"\left|2\right|", r"\left|-2\right|"),
        (r"$a \le <<x>>$", None, None),
        ("$a < <<x>>$", "a &lt; 2", "a &lt; -2"),
    ],
)
def test_negative_values_in_formulas(text, positive, negative):
    if positive is None:
        assert filled(text, x=-2) == r"<p>\(a \le {-2}\)</p>"
        return
    assert filled(text, x=2) == rf"<p>\({positive}\)</p>"
    assert filled(text, x=-2.0) == rf"<p>\({negative}\)</p>"


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("$<<x>>^2$", 1e-7, r"(1\times10^{-7})^2"),
        ("$<<x:frac>>^2$", 0.75, r"(\frac{3}{4})^2"),
        ("$2 - <<x:frac>>$", -0.75, r"2 - (-\frac{3}{4})"),
        ("$2 + <<x:frac>>$", 0.75, r"2 + \frac{3}{4}"),
        ("$x = <<x>>$", "less<b$", r"x = \text{less&lt;b}\$"),
        ("$<<x>> 2$", r"\sin", r"\sin 2"),
        ("$<<x>>$", "3x^{2}", "3x^{2}"),
        ("$<<x>>$", "2x + 1", "2x + 1"),
        ("$<<x>>$", "a<b", "a&lt;b"),
        ("$<<x>>$", "x", "x"),
        ("$<<x>>$", "no", r"\text{no}"),
        ("$<<x>>$", "1 2 3", r"\text{1 2 3}"),
        ("$<<x>>$", "中", r"\text{中}"),
        ("$<<x>>$", np.array(["x", r"\alpha"]), r"&#91;x,\;\alpha]"),
        ("$<<x:,>>$", 12345, "12{,}345"),
        ("$<<x:%>>$", 0.5, r"50\%"),
        ("$<<x>>^T$", np.array([-1, 2]), r"[-1,\;2]^T"),
        ("$2 \\cdot <<x>>$", np.eye(2), None),
    ],
)
def test_other_values_in_formulas(text, value, shown):
    shown = shown or r"2 \cdot \begin{bmatrix}1 &amp; 0 \\ 0 &amp; 1\end{bmatrix}"
    assert filled(text, x=value) == rf"<p>\({shown}\)</p>"


def test_where_a_slot_stands():
    text = "<<a>> `<<b>>` $<<c>>$ **<<d>>**\n\n<<e>>\n\n- <<f>>\n- x <<g>>\n\n```c\ny<<h>>;\n```\n"
    slots = {slot.expression: slot for slot in compile_text(text, slots=True).slots}
    contexts = {name: slot.context for name, slot in slots.items()}
    assert contexts == {
        **dict.fromkeys("adefg", Context.TEXT),
        **dict.fromkeys("bh", Context.CODE),
        "c": Context.MATH,
    }
    assert [name for name, slot in slots.items() if slot.is_block] == ["e", "f"]


def test_a_formula_that_has_been_met_has_the_slots_of_its_own_text():
    for text, expression in [("Is $2 <<a>>$?", "a"), ("A number: $2 <<beta:.2f>>$", "beta")]:
        compiled = compile_text(text, slots=True)
        (slot,) = compiled.slots
        assert (slot.expression, slot.parenthesise) == (expression, True)
        assert text[slot.start : slot.end] == expression
    # To the parser the next one is the same formula, but it holds no slot.
    literal = compile_text(r"Is $2 \<<$?", slots=True)
    assert literal.pieces == (r'<p>Is <span class="whole">\(2 &lt;&lt;\)?</span></p>',)
    assert not literal.slots


def test_code_with_slots_is_highlighted():
    html = filled("```python\nf(<<x>>, y)  # <<x>>\n```", x=-1.5)
    assert '<span class="mi">-1.5</span>' in html
    assert '<span class="c1"># -1.5</span>' in html


def test_a_matrix_is_a_table():
    matrix = np.array([[1.0, -0.5], [0.0, 2.0]])
    assert filled("<<A>>", A=matrix) == (
        '<div><table class="matrix"><tr><td>1</td><td>-0.5</td></tr>'
        "<tr><td>0</td><td>2</td></tr></table></div>"
    )
    assert filled("A = <<A:.1f>>.", A=matrix) == (
        '<p>A = <span class="matrix"><span><span>1.0</span> <span>-0.5</span></span>\n'
        "<span><span>0.0</span> <span>2.0</span></span></span>.</p>"
    )
    assert filled("`<<A>>`", A=matrix) == "<p><code>[[1, -0.5], [0, 2]]</code></p>"
    with pytest.raises(ValueError, match="truth value"):
        filled("<<A>>", A=matrix > 0)
    with pytest.raises(ValueError, match="truth value"):
        filled("<<A>>", A=np.zeros((0, 2), dtype=bool))


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("<<x>>", "<b>&", "&lt;b&gt;&amp;"),
        ("<<x>>", "[sound:a]", "&#91;sound:a]"),
        ("<<x>>latex]", "[", "&#91;latex]"),
        ("<<x>>ound:a]", "a[s", "a&#91;sound:a]"),
        ("$<<x>>$", "[latex]", r"\(\text{&#91;latex]}\)"),
        ("a [<<x>>", "latex]", "a &#91;&#108;atex]"),
        ("a [so<<x>>", "und:a]", "a &#91;sound:a]"),
        ("<<x>>", r"\a(", r"\a("),
        (r"a\\<<x>>", "(b", r"a\<span></span>(b"),
        ("<<x>>(", "\\", r"\<span></span>("),
        ("<<x>>", np.array(["<", "a"]), "[&lt;, a]"),
        ("<<x>>", "{{c1::a}}", "{{c1::a}}"),
    ],
)
def test_strings_are_harmless(text, value, shown):
    compiled = compile_inline(text, slots=True)
    (slot,) = compiled.slots
    assert compiled.fill([html_value(value, None, slot)]) == shown


NOT_AS_MEANT = {
    "a formula": ("<<x>>", "$x^2$", "a formula in a text value is not typeset"),
    "a formula within": ("<<x>>", "is $x$ cm", "a formula in a text value is not typeset"),
    "a slot": ("<<x>>", "<<a>> cm", "a slot in a text value is not filled"),
    "emphasis": ("<<x>>", "a *b* c", "markup in a text value shows as typed"),
    "code": ("<<x>>", "`b`", "markup in a text value shows as typed"),
    "a link": ("<<x>>", "[a](http://b.c)", "markup in a text value shows as typed"),
    "an entity": ("<<x>>", "a &amp; b", "markup in a text value shows as typed"),
    "one of several": ("<<x>>", np.array(["a", "*b*"]), "markup in a text value shows as typed"),
    "in a table": ("<<x>>", np.array([["a", "*b*"]]), "markup in a text value shows as typed"),
    "no command": ("$<<x>>$", r"\sinn", r"in a formula this text is LaTeX, and `\sinn` is no"),
    "no brace": ("$<<x>>$", "x^{2", "in a formula this text is LaTeX, and this `{` is not closed"),
    "a forbidden command": ("$<<x>>$", r"\href{a}{b}", r"`\href` is not allowed"),
    "two dollars": ("$<<x>>$", "$x^2$", "there is a dollar sign in this formula"),
}


@pytest.mark.parametrize(("text", "value", "message"), NOT_AS_MEANT.values(), ids=NOT_AS_MEANT)
def test_a_text_value_shows_as_it_is_meant_or_not_at_all(text, value, message):
    compiled = compile_inline(text, slots=True)
    (slot,) = compiled.slots
    with pytest.raises(ValueError, match=re.escape(message)):
        html_value(value, None, slot)
    with pytest.raises(ValueError, match=re.escape(message)):
        html_answer(value, slot)
    (in_code,) = compile_inline("`<<x>>`", slots=True).slots
    assert html_value(value, None, in_code)


@pytest.mark.parametrize("text", ["**kwargs", "a < b", "vector<int>", "a_b_c", "5 $", "x*y", "#1"])
def test_signs_that_mean_nothing_are_no_markup(text):
    (slot,) = compile_inline("<<x>>", slots=True).slots
    assert unescape(html_value(text, None, slot)) == text


def test_answers():
    compiled = compile_inline("$<<answer>>$ <<answer>>", slots=True)
    math, text = compiled.slots
    assert html_answer(-0.5, math, decimals=2) == "-0.50"
    assert html_answer(1e-6, text, figures=2) == "1.0×10⁻⁶"
    assert html_answer(np.array([2, 1]), math, compare="set") == r"\{2,\;1\}"
    assert html_answer(np.eye(1), text, decimals=1) == (
        '<span class="matrix"><span><span>1.0</span></span></span>'
    )
    assert place("a < b", text) == "a &lt; b"


def test_the_text_as_typed_with_values():
    text = "**z** = $3 - <<z>>$, `<<w>>`, <<w:.1f>> \\<< `a \\<< b` $c \\<< d$"
    compiled = compile_text(text, slots=True)
    values = {"z": -2, "w": 0.5}
    shown = compiled.fill_markdown(
        [
            markdown_value(
                format_value(
                    values[slot.expression],
                    parse_format(slot.format) if slot.format else None,
                    slot.context,
                ),
                slot,
            )
            for slot in compiled.slots
        ]
    )
    assert shown == "**z** = $3 - (-2)$, `0.5`, 0.5 \\<< `a << b` $c << d$"
    (slot,) = compile_text("<<s>>", slots=True).slots
    assert markdown_value("a*b_[c]", slot) == r"a\*b\_\[c\]"


def test_chinese_around_slots():
    assert filled("损失是\n<<x>>\n吧", x=3) == "<p>损失是\n3\n吧</p>"
    assert filled("**答案：**<<x>>", x=3) == "<p><strong>答案：</strong>3</p>"
    assert filled("共**<<x>>**个", x=3) == "<p>共<strong>3</strong>个</p>"
