"""Where no line may end, and how wide the numbers of a list are."""

import re

import pytest
from html_audit import Audit
from hypothesis import given
from hypothesis import strategies as st

from flashgen.markup import compile_cloze, compile_inline, compile_text


def html(text: str) -> str:
    return compile_text(text, slots=False).fill()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so $x$.", r"so [\(x\).]"),
        ("so $x$, ($y$) and $z$?!", r"so [\(x\),] [(\(y\))] and [\(z\)?!]"),
        ("得到 $x$。再（$y$）", r"得到 [\(x\)。]再[（\(y\)）]"),
        ("“$x$”：$y$；“ $z$", r"[“\(x\)”：][\(y\)；]“ \(z\)"),
        ("the $n$-gram, the $i$th, $w$'s", r"the [\(n\)-]gram, the [\(i\)t]h, [\(w\)']s"),
        (r"$\left( \frac{1}{2} \right)$, $\{a\}$: $\\$;", None),
        ("$x$ and $y$ 的", r"\(x\) and \(y\) 的"),
        ("$x$的", r"\(x\)的"),
        ("**$x$.** [$y$,](http://a.b)", None),
        ("$a$,$b$.", r"[\(a\),][\(b\).]"),
        ("`$x$.` $$y$$.", r"<code>$x$.</code> \[y\]."),
        ("![$x$](a.png '\\\\(x\\\\).')", None),
        ("$x$<br>.", r"\(x\)<br>."),
    ],
)
def test_punctuation_stays_with_its_formula(text, expected):
    shown = html(text)
    if expected is not None:
        expected = expected.replace("[", '<span class="whole">').replace("]", "</span>")
        expected = expected.replace('\\<span class="whole">', r"\[").replace("\\</span>", r"\]")
        assert shown == f"<p>{expected}</p>"
    assert compile_inline(text, slots=False).fill() == shown.removeprefix("<p>").removesuffix(
        "</p>"
    )


def test_it_does_so_around_slots_and_in_other_elements():
    compiled = compile_text("Is $x = <<x>>$, <<y>>$z$<<u>>.", slots=True)
    assert compiled.fill("123") == (r'<p>Is <span class="whole">\(x = 1\),</span> 2\(z\)3.</p>')
    assert html("**$x$.**") == r'<p><strong><span class="whole">\(x\).</span></strong></p>'
    assert html("- $x$.") == '<ul>\n<li><span class="whole">\\(x\\).</span></li>\n</ul>'
    assert html("![a](a.png '\\\\(x\\\\).')") == '<p><img src="a.png" alt="a" title="\\(x\\)."></p>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{c1::$x$}}.", r'<span class="whole">{{c1::\(x\)}}.</span>'),
        ("（{{c1::$x$}}）", r'<span class="whole">（{{c1::\(x\)}}）</span>'),
        ("{{c1::$x$::hint}}.", r"{{c1::\(x\)::hint}}."),
        ("{{c1::a $x$}}.", r"{{c1::a \(x\)}}."),
        ("{{c1::a $x$, b}}", r'{{c1::a <span class="whole">\(x\),</span> b}}'),
        ("{{c1::a}}$x${{c2::b}}", r"{{c1::a}}\(x\){{c2::b}}"),
        ("$x = {{c1::y}}$.", r'<span class="whole">\(x = {{c1::y}}\).</span>'),
    ],
)
def test_clozes(text, expected):
    assert compile_cloze(text).fill() == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("9. a", '<ol start="9">'),
        ("9. a\n9. b", '<ol class="digits-2" start="9">'),
        ("1998. LeNet", '<ol class="digits-4" start="1998">'),
        ("999999999. a\n1. b", '<ol class="digits-9" start="999999999">'),
        ("1. a\n" * 99, '<ol class="digits-2">'),
        ("1. a\n" * 100, '<ol class="digits-3">'),
        ("- a\n" * 100, "<ul>"),
        (
            "- a\n\n  98. <b>b</b>\n      1. c\n  99. d\n  100. e",
            '<ul>\n<li><p>a</p>\n<ol class="digits-3" start="98">',
        ),
        ("1. a\n   - b\n" + "   - c\n" * 12, "<ol>"),
    ],
)
def test_a_list_says_how_long_its_numbers_get(text, opening):
    assert html(text).startswith(opening)
    assert html(text).count("digits-") == opening.count("digits-")


@given(st.lists(st.sampled_from(["$x$", ".", "（", ")", " ", "a", "中", "**", "`", "<b>", "</b>"])))
def test_only_spans_are_added(parts):
    shown = html("".join(parts))
    Audit(shown)  # all is closed where it was opened
    assert sum(map(len, re.findall(r'<span class="whole">.*?</span>', shown))) <= len(shown)


def test_many_brackets_take_no_time():
    """Each is looked at once: read again from every place they would take minutes."""
    text = "(" * 50_000 + " $x$."
    assert html(text).endswith(r'<span class="whole">\(x\).</span></p>')
